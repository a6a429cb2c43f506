"""A database that is damaged, away, replaced or out of connections while the portal serves."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, event, make_url, text

from db import file_damage
from db.backup import CannotCopy, backup, copy_sqlite
from db.engine import open_engine, pool_share, reading_engine
from db.file_damage import damage_of
from db.queries.operations import granted_connections
from portal.app import create_app
from portal.cli.main import main
from portal.routes import packs
from portal.runtime.self_check import check_portal
from portal.settings import Settings
from portal.web import callback_cache
from portal.web.file_store import folder_of
from portal.web.turns import locked
from tests.support.asking import ask
from tests.support.patience import SECONDS
from tests.support.statements import sent_statements

PLANS = ("compare-results", {"compare-url.search": "?theme=adoption"})
AWAY = "The data cannot be read just now"


@pytest.fixture
def file(new_database: Callable[..., str]) -> Path:
    """The file of a filled database."""
    return Path(str(make_url(new_database("sqlite", "catalogue")).database))


@pytest.fixture
def engine(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An open engine over the file."""
    monkeypatch.setattr(callback_cache, "_MOMENT", 0)  # a version just told is not believed
    made = open_engine(f"sqlite:///{file}")
    yield made
    made.dispose()


@pytest.fixture
def client(engine: Engine) -> Any:
    """A served portal that has answered."""
    asking = create_app(Settings(database_url=str(engine.url)), engine).server.test_client()
    assert asking.get("/readyz").status_code == 200
    assert asking.get("/plans").status_code == 200
    return asking


def _overwrite(file: Path) -> None:
    for part in (file, file.with_name(f"{file.name}-wal")):
        if part.exists():
            part.write_bytes(b"no database at all " * (part.stat().st_size // 19 + 1))


def _cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 3)


@pytest.mark.parametrize("damage", [_overwrite, _cut])
@pytest.mark.parametrize(
    "path", ["/items/torbay-2005/2.14", "/data/items.csv", "/feed.xml", "/councils/torbay"]
)
def test_a_damaged_file_is_told(
    client: Any, file: Path, path: str, damage: Callable[[Path], None]
) -> None:
    damage(file)
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Content-Security-Policy" in answer.headers
    assert AWAY in answer.text


def _overwrite_head(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.write(b"\x9b" * 64)


def _overwrite_middle(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"\x9b" * 200_000)


def _empty(file: Path) -> None:
    os.truncate(file, 0)


@pytest.mark.parametrize("damage", [_overwrite_head, _overwrite_middle, _cut, _empty])
def test_damage_is_noticed_though_pages_are_kept_and_a_backup_mends_it(
    client: Any,
    file: Path,
    tmp_path: Path,
    damage: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_damage, "_PAUSE", 0.0)
    monkeypatch.setattr(file_damage, "_SHARE", 0.0)
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{file}")
    copy = tmp_path / "copy.db"
    copy_sqlite(file, copy)
    _at_rest(file)
    damage(file)
    _wait_until(lambda: client.get("/readyz").status_code == 503)
    for path in ("/plans", "/councils/torbay", "/data/items.csv"):
        answer = client.get(path)
        assert (answer.status_code, AWAY in answer.text) == (503, True), path
    if damage is not _empty:
        assert client.get("/readyz").text == "the database's file is damaged\n"
        refused = CliRunner().invoke(main, ["db", "restore", str(copy)])
        assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    done = CliRunner().invoke(main, ["db", "restore", str(copy), "--replace"])
    assert done.exit_code == 0, done.output
    _wait_until(lambda: client.get("/readyz").status_code == 200)
    assert client.get("/plans").status_code == 200
    assert damage_of(file) == ""


def _at_rest(file: Path) -> None:
    """Bring what stands in the log into the file, so that the file alone is what is read."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def test_a_file_that_went_away_is_not_made_anew(client: Any, file: Path) -> None:
    aside = file.with_suffix(".aside")
    file.rename(aside)
    for path in ("/readyz", "/plans", "/data/items.csv"):
        assert client.get(path).status_code == 503
    assert not file.exists()
    aside.rename(file)
    assert client.get("/readyz").status_code == 200
    assert ask(client, *PLANS).status_code == 200


def test_a_file_put_in_its_place_is_read(
    client: Any, file: Path, new_database: Callable[..., str]
) -> None:
    other = Path(str(make_url(new_database("sqlite", "tables")).database))
    new = file.with_suffix(".new")
    shutil.copy(other, new)
    os.replace(new, file)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database holds no data\n")


def test_commands_say_that_a_file_is_damaged_or_missing(file: Path, tmp_path: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(size // 3)
        opened.write(b"\xff" * (size // 3))
    engine = open_engine(f"sqlite:///{file}")
    with pytest.raises(CannotCopy, match="is damaged"):
        backup(engine, tmp_path / "copy.db")
    engine.dispose()
    assert list(tmp_path.glob("copy.db*")) == []
    failed = [c.message for c in check_portal(settings(file), create_app) if c.state == "fail"]
    # Where the list of tables is among what was damaged, SQLite itself says so.
    assert any("damaged" in message or "malformed" in message for message in failed)
    remedies = [c.remedy for c in check_portal(settings(file), create_app) if c.state == "fail"]
    assert set(remedies) == {"put the last backup back: `portal db restore FILE --replace`"}
    missing = tmp_path / "gone.db"
    checks = list(check_portal(settings(missing), create_app))
    assert ("fail", f"There is no database at {missing}") in {(c.state, c.message) for c in checks}
    assert not missing.exists()
    empty = open_engine(f"sqlite:///{missing}")
    with pytest.raises(CannotCopy, match="is empty: there is nothing to back up"):
        backup(empty, tmp_path / "copy.db")
    empty.dispose()


def test_a_file_in_use_is_not_called_damaged(file: Path, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{file}", connect_args={"timeout": 0})
    event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA busy_timeout=0"))
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CannotCopy, match=r"is in use: database is locked\. Try again"):
            backup(engine, tmp_path / "copy.db")
    engine.dispose()


def test_no_command_backs_up_a_file_that_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "gone.db"
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{missing}")
    done = CliRunner().invoke(main, ["db", "backup", str(tmp_path / "copy.db")])
    assert (done.exit_code, done.output) == (1, f"Error: There is no database at {missing}.\n")
    assert list(tmp_path.iterdir()) == []


def _held_to_reading(_dialect: Any, _record: Any, _args: Any, given: dict[str, Any]) -> None:
    given["options"] = "-c default_transaction_read_only=on"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_takes_no_changes_is_told(
    new_database: Callable[..., str], kind: str
) -> None:
    """As a standby, or a primary that became one: who reads reads on, who writes is told."""
    url = new_database(kind, "catalogue")
    engine = open_engine(url)
    if kind == "postgresql":
        event.listen(engine, "do_connect", _held_to_reading)
    else:
        event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA query_only=ON"))
    given = Settings(database_url=url, secret_key="k" * 40)
    client = create_app(given, engine).server.test_client()
    assert client.get("/plans").status_code == 200
    token = re.search('name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token
    data = {"csrf_token": token[1], "name": "ann", "password": "x" * 14}
    answer = client.post("/sign-in", data=data)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Nothing can be saved just now" in answer.text
    engine.dispose()


def settings(file: Path) -> Settings:
    """Settings of a public portal over a file."""
    return Settings(database_url=f"sqlite:///{file}", sign_in="off")


def test_a_pool_without_a_connection_is_told(new_database: Callable[..., str]) -> None:
    url = new_database("postgresql", "catalogue")
    engine = open_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    reader = reading_engine(engine)
    assert (reader.pool.size(), reader.pool._max_overflow) == (1, 0)  # type: ignore[attr-defined]
    client = create_app(
        Settings(database_url=url, secret_key="k" * 40), engine
    ).server.test_client()
    reader.pool._timeout = 0.1  # type: ignore[attr-defined]
    with reader.connect():
        for path in ("/findings", "/data/items.csv", "/download/compare.csv", "/feed.xml"):
            answer = client.get(path)
            assert (answer.status_code, AWAY in answer.text) == (503, True), path
            assert "Content-Security-Policy" in answer.headers
    assert client.get("/findings").status_code == 200
    engine.dispose()


@pytest.mark.parametrize(
    ("limit", "processes", "size", "overflow"),
    [(90, 2, 5, 10), (60, 4, 5, 2), (40, 4, 4, 0), (10, 4, 1, 0), (3, 64, 1, 0)],
)
def test_connections_are_shared_out_as_the_server_grants_them(
    new_database: Callable[..., str], limit: int, processes: int, size: int, overflow: int
) -> None:
    engine = open_engine(new_database("postgresql", "tables"))
    name = engine.url.database
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" CONNECTION LIMIT {limit}'))
        assert granted_connections(connection) == limit
    engine.dispose()
    share = pool_share(limit, processes)
    assert (share["pool_size"], share["max_overflow"]) == (size, overflow)


def test_a_pack_is_gathered_only_once_it_has_a_turn(file: Path, engine: Engine) -> None:
    client = create_app(settings(file), engine).server.test_client()
    path = "/pack/council.docx?council=torbay"
    with ExitStack() as taken:
        for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
            taken.enter_context(packs._places.turn(address))
        with sent_statements() as statements:
            answer = client.get(path)
    assert answer.status_code == 503
    assert len(statements) <= 2  # the version of the data alone
    assert client.get("/pack/council.html?council=atlantis").status_code == 404
    for _ in range(4):  # each gives its turn back
        assert client.get("/pack/council.html?council=torbay").status_code == 200


def test_a_pack_gathers_nothing_while_another_process_makes_one(file: Path, engine: Engine) -> None:
    client = create_app(settings(file), engine).server.test_client()
    with sent_statements() as statements:
        with locked(folder_of(engine.url) / "turn-pack"):  # as that process holds it
            answer = client.get(
                "/pack/council.xlsx?council=torbay", headers={"Accept": packs.PROGRESS},
                buffered=False,
            )  # fmt: skip
            lines = iter(answer.response)
            assert [json.loads(next(lines))["now"] for _ in range(2)] == [packs._WAITING] * 2
            before = len(statements)
        assert before <= 2  # the version of the data alone
        assert "file" in [json.loads(line) for line in lines][-1]
        answer.close()
        assert len(statements) > before + 5


def test_what_goes_away_while_a_pack_waits_is_told_in_its_lines(file: Path, engine: Engine) -> None:
    client = create_app(settings(file), engine).server.test_client()
    with locked(folder_of(engine.url) / "turn-pack"):
        answer = client.get(
            "/pack/council.xlsx?council=atlantis", headers={"Accept": packs.PROGRESS},
            buffered=False,
        )  # fmt: skip
        lines = iter(answer.response)
        next(lines)
    assert json.loads([*lines][-1]) == {"error": packs._GONE}
    answer.close()


def _wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)
