"""SQLite files that a killed upgrade of a former version left: mended, or refused in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, make_url, text
from sqlalchemy.exc import OperationalError

from db import schema
from db.backup import restore
from db.schema import CannotUpgrade, copy_before, current_revision, newest_revision, upgrade
from db.session import make_sessions
from portal.cli import main
from portal.importers.load import load
from portal.runtime.startup import ready_engine
from portal.settings import CATALOGUE, Settings
from tests.integration.db.test_migrations import differences, downgrade, make_first_revision
from tests.support.children import Child, die, killed_at_text, limit_files, opened, rows


def upgrade_as_before(url: str) -> None:
    """Upgrade as a former version did: the driver begins a transaction when it sees fit."""
    with opened(url) as engine, engine.connect() as connection, connection.begin():
        schema._migrate(connection, "head")


def file_of(url: str) -> Path:
    return Path(str(make_url(url).database))


def tables(url: str) -> set[str]:
    with opened(url) as engine:
        return set(inspect(engine).get_table_names())


@pytest.fixture
def url(new_database: Any) -> str:
    return str(new_database("sqlite"))


def break_new(url: str, number: int) -> None:
    """Leave a new file as a former version did, killed at a statement that writes."""
    changes = 0

    def stop(_number: int, sql: str) -> None:
        nonlocal changes
        changes += not sql.strip().startswith(("PRAGMA", "SELECT"))
        if changes == number:
            die()

    assert Child(lambda: upgrade_as_before(url), stop).end() is None
    assert len(tables(url)) > 1
    with pytest.raises(OperationalError, match="already exists"):
        upgrade_as_before(url)


@pytest.mark.parametrize("number", [5, 25, 45, 60])
def test_a_new_file_that_was_half_made_is_made_anew(url: str, number: int) -> None:
    break_new(url, number)
    with opened(url) as engine:
        assert upgrade(engine) == ("", newest_revision())
        assert differences(engine) == []
    assert not copy_before(file_of(url)).exists()


def test_a_start_mends_it_and_loads(url: str) -> None:
    break_new(url, 25)
    engine = ready_engine(Settings(database_url=url, sign_in="off"))
    engine.dispose()
    assert len(rows(url)["items"]) == 147


def test_a_command_mends_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    break_new(url, 45)
    assert portal(monkeypatch, url, "load") == 0
    assert len(rows(url)["items"]) == 147


def portal(monkeypatch: pytest.MonkeyPatch, url: str, *arguments: str) -> int:
    """Run a command in this process, errors turned to words as at its entry; its exit code."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.setattr("sys.argv", ["portal", *arguments])
    try:
        main.run()
    except SystemExit as end:
        return int(str(end.code))
    return 0


def make_0001(url: str) -> None:
    with opened(url) as engine:
        make_first_revision(engine)


def make_0002(url: str) -> None:
    make_0003(url)
    with opened(url) as engine:
        downgrade(engine, "0002")


def make_0003(url: str) -> None:
    with opened(url) as engine:
        upgrade(engine)
        load(make_sessions(engine), [CATALOGUE])
        downgrade(engine, "0003")


@pytest.mark.parametrize(
    ("make", "revision", "statement"),
    [
        (make_0001, "0001", "DELETE FROM findings"),
        (make_0002, "0002", "UPDATE alembic_version"),
        (make_0003, "0003", "INSERT INTO search_texts"),
        (make_0003, "0003", "UPDATE alembic_version"),
    ],
)
def test_an_old_file_keeps_its_rows(
    url: str, make: Callable[[str], None], revision: str, statement: str
) -> None:
    make(url)
    before = rows(url)
    assert killed_at_text(lambda: upgrade_as_before(url), statement)
    assert tables(url) > before.keys()
    with pytest.raises(OperationalError, match="already exists"):
        upgrade_as_before(url)
    with opened(url) as engine:
        assert upgrade(engine) == (revision, newest_revision())
        assert differences(engine) == []
    after = rows(url)
    aside = {"alembic_version", "findings"}  # a load makes findings anew
    assert {n: len(after[n]) for n in before.keys() - aside} == {
        n: len(before[n]) for n in before.keys() - aside
    }
    copy = copy_before(file_of(url))
    assert copy.stat().st_mode & 0o077 == 0
    saved = rows(f"sqlite:///{copy}")
    assert {name: saved[name] for name in before} == before


def test_rows_that_do_not_fit_are_left_alone_until_a_copy_is_put_back(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_0001(url)
    before = rows(url)
    with opened(url) as engine:
        upgrade(engine)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
            connection.execute(text("INSERT INTO accounts VALUES (1, 'a', '', NULL, NULL, 1, '')"))
    spoilt = rows(url)
    copy = copy_before(file_of(url))
    with opened(url) as engine:
        with pytest.raises(CannotUpgrade, match="does not fit the tables accounts") as raised:
            upgrade(engine)
        assert f"{copy} was made before the last upgrade" in str(raised.value)
        assert rows(url) == spoilt
        assert portal(monkeypatch, url, "db", "upgrade") == 1
        assert "portal db restore --replace FILE" in capsys.readouterr().err
        restore(engine, copy, replace=True)
    assert rows(url) == before
    with opened(url) as engine:
        upgrade(engine)
        assert differences(engine) == []


def test_a_missing_table_is_named(url: str) -> None:
    make_0001(url)
    with opened(url) as engine:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE milestones"))
        with pytest.raises(CannotUpgrade, match="the tables milestones, which are missing"):
            upgrade(engine)


def test_the_schema_of_a_newer_portal_is_refused_in_words(empty_engine: Any) -> None:
    with empty_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CannotUpgrade, match="schema 9999 is a newer portal's"):
        upgrade(empty_engine)
    assert current_revision(empty_engine) == "9999"


def test_a_copy_that_cannot_be_written_stops_the_upgrade(url: str) -> None:
    make_0003(url)
    before, copy = rows(url), copy_before(file_of(url))

    def act() -> str:
        limit_files(64 * 1024)
        with opened(url) as engine, pytest.raises(CannotUpgrade) as raised:
            upgrade(engine)
        return str(raised.value)

    output = Child(act).end() or ""
    assert "was not upgraded, since it could not be copied first" in output
    assert f"to {copy}: " in output
    assert "Make room" in output
    assert rows(url) == before
    assert not [path for path in copy.parent.iterdir() if "before-upgrade" in path.name]


def test_a_copy_that_was_killed_is_made_again(url: str) -> None:
    make_0003(url)
    copy = copy_before(file_of(url))
    left = [copy.with_name(f"{copy.name}.part{end}") for end in ("", "-journal")]
    for path in left:
        path.write_bytes(b"half")
    with opened(url) as engine:
        upgrade(engine)
    assert copy.exists()
    assert not any(path.exists() for path in left)
