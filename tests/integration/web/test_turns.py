"""Turns at what costs much: one at a time, few wait, others are told when to come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_engine
from portal.app import create_app
from portal.settings import Settings
from portal.web import rate_limits, turns
from portal.web.file_store import folder_of
from portal.web.turns import Busy, Turns, locked
from tests.support.patience import SECONDS

MANY = ",".join(["torbay"] * 11)
COSTLY = (
    "/download/compare.csv",
    "/download/findings.xlsx",
    "/pack/compare.html",
    "/sitemap.xml",
    "/api/v1/tables/items?format=csv",
    f"/api/v1/views/compare?councils={MANY}",
)
LIGHT = (
    "/plans",
    "/councils",
    "/embed/compare?theme=adoption",
    "/api/v1/tables/items?limit=5",
    "/api/v1/tables/items?format=csv&limit=5",
    "/api/v1/views/compare?theme=adoption",
)


@pytest.fixture
def portal(new_database: Callable[..., str]) -> Iterator[tuple[Any, Path]]:
    """A client of a portal of its own, and the file whose lock is the turn."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    folder = folder_of(engine.url)
    folder.mkdir(mode=0o700)
    yield (
        create_app(Settings(database_url=url, sign_in="off"), engine).server.test_client(),
        (folder / "turn"),
    )
    engine.dispose()


def test_a_turn_of_all_processes_is_waited_for_and_told(
    portal: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, file = portal
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    with locked(file):
        for path in COSTLY:
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20"), path
            assert answer.headers["Cache-Control"] == "no-store"
            assert "one after another" in answer.text
        assert {path: client.get(path).status_code for path in LIGHT} == dict.fromkeys(LIGHT, 200)
    for path in COSTLY[:-1]:
        with client.get(path) as answer:
            assert answer.status_code == 200, path


def test_who_has_the_answer_needs_no_turn(
    portal: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, file = portal
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    tag = client.get(COSTLY[0]).headers["ETag"]
    with locked(file):
        assert client.get(COSTLY[0], headers={"If-None-Match": tag}).status_code == 304


def test_few_wait_for_a_turn() -> None:
    few, inside, go_on = Turns(at_once=1, waiting=1), threading.Event(), threading.Event()
    done: list[str] = []

    def first() -> None:
        with few.turn():
            inside.set()
            go_on.wait(SECONDS)
            done.append("first")

    def second() -> None:
        with few.turn():
            done.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(SECONDS)
    threads[1].start()
    while few._inside.acquire(blocking=False):  # until the second one waits
        few._inside.release()
    with pytest.raises(Busy), few.turn():
        pass
    go_on.set()
    for thread in threads:
        thread.join(SECONDS)
    assert done == ["first", "second"]
    with few.turn():  # all were given back
        assert few._at_work.acquire(blocking=False) is False


def test_without_a_folder_each_process_looks_after_itself(tmp_path: Path) -> None:
    (tmp_path / "turn").mkdir()  # nobody can open it
    for place in (tmp_path / "none" / "turn", tmp_path / "turn"):
        with Turns(1, shared=place).turn():
            pass


@pytest.mark.parametrize("path", ["/embed/compare", "/download/compare.csv", "/data/plans.csv"])
def test_views_are_limited_for_an_address(
    portal: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(rate_limits, "VIEWS", "2 per minute")
    _client, file = portal
    url = f"sqlite:///{str(file.parent).removesuffix('.files')}"
    engine = open_engine(url)
    client = create_app(Settings(database_url=url, sign_in="off"), engine).server.test_client()
    statuses = []
    for _ in range(3):
        with client.get(path) as answer:
            statuses.append(answer.status_code)
    assert statuses == [200, 200, 429]
    assert answer.headers["Retry-After"] == "60"
    engine.dispose()
