"""Whole tables: written once for a version of the data, by one at a time, stored compressed."""

from __future__ import annotations

import csv
import gzip
import io
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from time import thread_time
from typing import Any

import pytest
from sqlalchemy import make_url

from db.engine import open_engine
from db.models import DatasetVersion
from db.session import make_sessions
from portal.app import create_app
from portal.settings import Settings
from portal.web import file_store, turns
from portal.web.file_store import BeingWritten, FileStore, folder_of
from portal.web.turns import Busy
from tests.support.patience import SECONDS
from tests.support.statements import sent_statements

PATH = "/data/items.csv"
PACKED = {"Accept-Encoding": "gzip"}


def made(*pieces: bytes) -> Callable[[], Iterator[bytes]]:
    """Make the content of a file."""
    return lambda: iter(pieces)


def test_a_file_is_made_once_for_a_version(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    first = store.file("v1", "a.csv", made(b"one", b"two"))
    assert gzip.decompress(first.read_bytes()) == b"onetwo"
    assert store.file("v1", "a.csv", made(b"never")) == first
    other = store.file("v1", "b.csv", made(b"b"))
    second = store.file("v2", "a.csv", made(b"new"))
    assert (first.exists(), other.exists(), second.exists()) == (False, False, True)
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700


def test_who_writes_a_file_leaves_half_of_the_time_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(file_store, "sleep", rests.append)

    def laborious() -> Iterator[bytes]:
        for work in (0.02, 0.2, 0.0):
            until = thread_time() + work
            while thread_time() < until:
                pass
            yield b"x"

    FileStore(tmp_path / "files").file("v1", "a.csv", laborious)
    first, longest = rests  # none for what was done at once
    assert 0.02 <= first <= longest == 0.05


def test_a_file_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    def fails() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("the database went away")

    store = FileStore(tmp_path / "files")
    with pytest.raises(RuntimeError, match="went away"):
        store.file("v1", "a.csv", fails)
    assert [file.name for file in (tmp_path / "files").iterdir()] == ["lock"]
    assert gzip.decompress(store.file("v1", "a.csv", made(b"x")).read_bytes()) == b"x"


def test_one_is_made_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, started, go_on = FileStore(tmp_path), threading.Event(), threading.Event()

    def slow() -> Iterator[bytes]:
        started.set()
        go_on.wait(SECONDS)
        yield b"slow"

    thread = threading.Thread(target=store.file, args=("v1", "a.csv", slow))
    thread.start()
    assert started.wait(SECONDS)
    monkeypatch.setattr(file_store, "PATIENCE", 0.0)
    with pytest.raises(turns.Busy):
        store.file("v1", "b.csv", made(b"b"))
    monkeypatch.setattr(file_store, "PATIENCE", 120.0)
    go_on.set()
    waited = store.file("v1", "a.csv", made(b"twice"))  # waits for the first one's file
    thread.join()
    assert gzip.decompress(waited.read_bytes()) == b"slow"


def test_a_file_that_nobody_waited_for_and_that_went_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a backup brings a former version back, whose files are gone."""
    store, go_on, others = FileStore(tmp_path), threading.Event(), set(threading.enumerate())

    def slow() -> Iterator[bytes]:
        go_on.wait(SECONDS)
        yield b"slow"

    monkeypatch.setattr(file_store, "PATIENCE", 0.0)
    with pytest.raises(BeingWritten):
        store.file("v1", "a.csv", slow)
    monkeypatch.undo()
    (writer,) = set(threading.enumerate()) - others
    go_on.set()
    writer.join(SECONDS)
    store.file("v2", "a.csv", made(b"new"))
    assert gzip.decompress(store.file("v1", "a.csv", made(b"again")).read_bytes()) == b"again"


def test_a_folder_of_somebody_else_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        FileStore(tmp_path / "link").file("v1", "a.csv", made(b""))
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(PermissionError):
        FileStore(tmp_path).file("v1", "a.csv", made(b""))


@pytest.mark.parametrize(
    ("url", "ending"),
    [("sqlite:////srv/portal.db", "/srv/portal.db.files"), ("sqlite://", ""),
     ("postgresql://h/p", "")],
)  # fmt: skip
def test_files_lie_beside_the_database_or_among_temporary_ones(url: str, ending: str) -> None:
    folder = folder_of(make_url(url))
    assert str(folder) == ending or folder.name.startswith(f"alongside-{os.getuid()}-")


@pytest.fixture
def portal(new_database: Callable[..., str]) -> Iterator[tuple[Any, Any]]:
    """A client of a portal of its own, and its engine."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    yield create_app(Settings(database_url=url, sign_in="off"), engine).server.test_client(), engine
    engine.dispose()


def test_a_table_is_read_from_the_database_once_a_version(portal: tuple[Any, Any]) -> None:
    client, engine = portal
    first = client.get(PATH)
    rows = list(csv.DictReader(io.StringIO(first.text)))
    assert len(rows) > 100
    with sent_statements() as statements:
        packed = client.get(PATH, headers=PACKED)
        again = client.get(f"{PATH}?another=address")
    assert not [s for s in statements if "FROM items" in s]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == first.data == again.data
    assert packed.headers["ETag"] != first.headers["ETag"]
    for answer, headers in ((first, {}), (packed, PACKED)):
        same = client.get(PATH, headers={"If-None-Match": answer.headers["ETag"], **headers})
        assert same.status_code == 304
        assert "attachment" in answer.headers["Content-Disposition"]
    with make_sessions(engine).begin() as session:
        newest = session.query(DatasetVersion).order_by(DatasetVersion.id.desc()).first()
        assert newest is not None
        session.add(DatasetVersion(made_at=newest.made_at, note="again"))
    with sent_statements() as statements:
        client.get(PATH)
    assert [s for s in statements if "FROM items" in s]


@pytest.mark.parametrize("accepted", [{}, PACKED], ids=["plain", "packed"])
def test_parts_of_a_file_are_given(portal: tuple[Any, Any], accepted: dict[str, str]) -> None:
    """As a download that broke off asks for them; never parts of another version of it."""
    client, _engine = portal

    def ask(part: str, **more: str) -> tuple[int, str | None, bytes]:
        asked = {"Range": f"bytes={part}", **more, **accepted}
        with client.get(PATH, headers=asked) as answer:
            return answer.status_code, answer.headers.get("Content-Range"), answer.data

    whole = client.get(PATH, headers=accepted)
    size, tag = len(whole.data), whole.headers["ETag"]
    assert (whole.headers["Accept-Ranges"], whole.content_length) == ("bytes", size)
    middle = (206, f"bytes 100-199/{size}", whole.data[100:200])
    assert ask("100-199") == ask("100-199", **{"If-Range": tag}) == middle
    assert ask("-7") == (206, f"bytes {size - 7}-{size - 1}/{size}", whole.data[-7:])
    assert ask("100-199", **{"If-Range": '"former"'}) == (200, None, whole.data)
    assert ask(f"{size}-")[:2] == (416, f"bytes */{size}")
    with client.head(PATH, headers=accepted) as head:
        assert head.content_length == size


@pytest.mark.parametrize("path", [PATH, "/data/items.json", "/download/dataset.zip"])
def test_without_a_place_for_files_the_answer_is_the_same(
    portal: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    client, engine = portal
    stored = client.get(path)
    folder = folder_of(engine.url)
    for file in folder.glob("*.gz"):
        file.unlink()
    folder.chmod(0o500)
    (folder / "lock").unlink()
    (folder / "lock").mkdir()  # nobody can open it
    answer = client.get(path)
    assert answer.status_code == stored.status_code == 200
    assert answer.mimetype == stored.mimetype
    assert path.endswith("zip") or answer.data == stored.data


def test_who_comes_while_a_large_file_is_written_is_asked_to_come_back(
    portal: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, engine = portal
    client.get("/data/plans.csv")
    monkeypatch.setattr(file_store, "PATIENCE", 0.0)
    with turns.locked(folder_of(engine.url) / "lock"):
        answer = client.get(PATH)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20")
    assert "<h1>This file is not there yet</h1>" in answer.text
    assert "is being written from the newest data" in answer.text
    assert "Try again in half a minute" in answer.text
    monkeypatch.undo()
    with sent_statements() as statements:  # it is written on meanwhile, for who comes back
        assert client.get(PATH).status_code == 200
        assert len([s for s in statements if "FROM items" in s]) <= 1


def test_a_fault_of_what_is_written_on_is_told_to_who_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, go_on = FileStore(tmp_path / "files"), threading.Event()

    def parts() -> Iterator[bytes]:
        yield b"half"
        go_on.wait(SECONDS)
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(file_store, "PATIENCE", 0.0)
        with pytest.raises(BeingWritten):
            store.file("1", "rows.csv", parts)
    go_on.set()
    with pytest.raises(OSError, match="the disk is full"):
        store.file("1", "rows.csv", parts)
    assert store.file("1", "rows.csv", made(b"x")).exists()


def test_few_threads_wait_while_a_file_is_written(tmp_path: Path) -> None:
    store, begun, go_on = FileStore(tmp_path / "files"), threading.Event(), threading.Event()

    def parts() -> Iterator[bytes]:
        begun.set()
        go_on.wait(SECONDS)
        yield b"rows"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(store.file, "1", "rows.csv", parts)
        assert begun.wait(SECONDS)
        second = pool.submit(store.file, "1", "rows.csv", parts)
        while store._waiting._inside._value:  # until the second one waits
            wait([second], 0.001)
        with pytest.raises(Busy):
            store.file("1", "rows.csv", parts)
        go_on.set()
        assert first.result(SECONDS) == second.result(SECONDS)
