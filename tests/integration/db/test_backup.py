"""Backups: made while the portal is in use, put back whole, refused where they would do harm."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, delete, func, insert, select, text

from db.backup import CannotCopy, backup, restore
from db.engine import open_engine
from db.models import Base, SharedDataSet
from db.roles import OWNER, READER, WRITER
from db.schema import newest_revision, upgrade
from db.session import make_sessions
from portal.app import create_app
from portal.cli.main import main
from portal.services import Services
from portal.settings import Settings
from tests.support.clusters import BINARIES
from tests.support.region import Region
from tests.support.serving import ROOT
from tests.support.signing_in import make_account


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's client programs are those of the server of the tests."""
    monkeypatch.setenv("PATH", f"{BINARIES}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Engine]:
    """A portal in use: the catalogue, people, a visit."""
    made = open_engine(new_database(request.param, "catalogue"))
    sessions = make_sessions(made)
    anna = make_account(sessions, "anna", ["reviewer"])
    Services.over(sessions).visits.create(anna, "torbay", "Before", "", "", ["adoption"])
    yield made
    made.dispose()


@pytest.fixture
def another(engine: Engine, new_database: Any) -> Iterator[Engine]:
    """An empty database of the same kind."""
    made = open_engine(new_database(engine.dialect.name))
    yield made
    made.dispose()


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in Base.metadata.sorted_tables
        }


def test_a_restored_database_holds_every_row_and_works(
    engine: Engine, another: Engine, tmp_path: Path
) -> None:
    size = backup(engine, tmp_path / "copy")
    assert size == (tmp_path / "copy").stat().st_size > 100_000
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    restore(another, tmp_path / "copy")
    assert contents(another) == contents(engine)
    assert upgrade(another) == (newest_revision(), newest_revision())
    settings = Settings(sign_in="off")
    client = create_app(settings, another).server.test_client()
    assert client.get("/download/compare.csv").status_code == 200
    # What is written next gets numbers that nobody has.
    sessions = make_sessions(another)
    assert make_account(sessions, "ben", ["reviewer"]).id > make_account(sessions, "anna").id


def test_a_backup_is_of_one_moment_though_others_write(engine: Engine, tmp_path: Path) -> None:
    before = contents(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE councils SET note = 'not yet'"))
        backup(engine, tmp_path / "copy")
    assert contents(engine) != before
    with engine.connect() as connection:
        changed = connection.scalar(text("SELECT count(*) FROM councils WHERE note = 'not yet'"))
    assert changed
    restore(engine, tmp_path / "copy", replace=True)
    assert contents(engine) == before


def test_a_restore_replaces_what_came_since_also_tables(engine: Engine, tmp_path: Path) -> None:
    before = contents(engine)
    backup(engine, tmp_path / "copy")
    with engine.begin() as connection:
        connection.execute(text("UPDATE items SET title = 'spoilt'"))
        connection.execute(text("CREATE TABLE of_a_later_version (a integer)"))
    with pytest.raises(CannotCopy, match="--replace"):
        restore(engine, tmp_path / "copy")
    restore(engine, tmp_path / "copy", replace=True)
    assert contents(engine) == before
    assert "of_a_later_version" not in set(_names(engine))


def _names(engine: Engine) -> list[str]:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    with engine.connect() as connection:
        return list(connection.scalars(text(asked[engine.dialect.name])))


def test_a_damaged_file_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    before = contents(engine)
    whole = tmp_path / "copy"
    backup(engine, whole)
    cut = tmp_path / "cut"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    other = tmp_path / "other"
    other.write_text("not a backup")
    for file in (cut, other):
        with pytest.raises(CannotCopy):
            restore(engine, file, replace=True)
        assert contents(engine) == before


def test_no_backup_is_written_over_and_none_is_left_half(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("an older backup")
    with pytest.raises(CannotCopy, match="exists"):
        backup(engine, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "an older backup"


def test_a_full_disk_is_told_without_a_trace(sqlite_file: str, tmp_path: Path) -> None:
    """A limit to the size of files stands for a disk without room."""
    file = tmp_path / "copy"
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 100; exec {sys.executable} -m portal db backup {file}"],
        cwd=ROOT,
        env={**os.environ, "PORTAL_DATABASE_URL": sqlite_file},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(rf"Error: \S+ cannot be copied to {file}: .+\.\n", done.stderr)
    assert list(tmp_path.iterdir()) == []
    nowhere = tmp_path / "none" / "copy"
    missing = run(sqlite_file, "backup", str(nowhere))
    assert (missing.exit_code, missing.output) == (
        1,
        f"Error: {nowhere} cannot be written: No such file or directory.\n",
    )


def test_a_file_that_only_sqlite_could_tell_is_named_with_its_remedy(
    sqlite_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = sqlite_file.removeprefix("sqlite:///")
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///file:{place}?uri=true")
    backup(open_engine(sqlite_file), tmp_path / "good")
    for command in (["backup"], ["restore", "--replace"]):
        file = tmp_path / ("good" if "restore" in command else "new")
        result = CliRunner().invoke(main, ["db", *command, str(file)])
        assert result.exit_code == 1
        assert place in result.output
        assert "write sqlite:///FILE" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["good"]


def test_an_sqlite_file_that_is_no_portals_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE a (b)")
    engine = open_engine(f"sqlite:///{tmp_path}/portal.db")
    with pytest.raises(CannotCopy, match="not a portal's"):
        restore(engine, tmp_path / "other.db")
    engine.dispose()


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["db", *arguments], env={"PORTAL_DATABASE_URL": url})


def test_the_writers_backup_holds_figures_with_an_audience(region: Region, tmp_path: Path) -> None:
    writer = open_engine(region.url(WRITER))
    rita = make_account(make_sessions(writer), "rita", ["editor"])
    shared = {
        "council": "torbay", "title": "Q1", "audience": "partners", "state": "shared",
        "file": "a.csv", "sha256": "", "made_by": rita.id, "ended_by": "", "reason": "",
        "made_at": datetime.fromisoformat("2026-07-01"),
    }  # fmt: skip
    with writer.begin() as connection:
        number = connection.scalar(insert(SharedDataSet).values(shared).returning(SharedDataSet.id))
    file = str(tmp_path / "by the writer")
    assert run(region.url(WRITER), "backup", file).exit_code == 0
    with writer.begin() as connection:
        connection.execute(delete(SharedDataSet))
    assert run(region.url(OWNER), "restore", "--replace", file).exit_code == 0
    with writer.begin() as connection:
        assert connection.scalars(select(SharedDataSet.id)).all() == [number]
        connection.execute(delete(SharedDataSet))
    writer.dispose()


def test_the_owner_restores_by_command_and_the_reader_reads(region: Region, tmp_path: Path) -> None:
    file = str(tmp_path / "copy")
    done = run(region.url(OWNER), "backup", file)
    assert done.exit_code == 0, done.output
    assert "keep it safe" in done.output
    refused = run(region.url(OWNER), "restore", file)
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    assert run(region.url(READER), "backup", str(tmp_path / "mine")).exit_code == 1
    assert not (tmp_path / "mine").exists()
    done = run(region.url(OWNER), "restore", "--replace", file)
    assert done.exit_code == 0, done.output
    reader = open_engine(region.url(READER))
    with reader.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Base.metadata.tables["items"]))
    reader.dispose()


def test_a_missing_program_is_named_with_its_remedy(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(region.url(OWNER), "backup", str(tmp_path / "copy"))
    assert done.exit_code == 1
    assert "postgresql-client" in done.output


def test_a_program_older_than_the_server_is_named_with_its_remedy(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24 (Debian 9.6)'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    done = run(region.url(OWNER), "backup", str(tmp_path / "copy"))
    needed = region.server.run("SHOW server_version")[0][0].partition(".")[0]
    assert done.exit_code == 1
    assert f"{old} is of PostgreSQL 9, and the server is {needed}" in done.output
    assert f"Install postgresql-client-{needed}" in done.output
    assert not (tmp_path / "copy").exists()
