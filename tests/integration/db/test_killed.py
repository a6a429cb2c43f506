"""A process that is killed at any moment: the data are as before, and the next command works."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from db.backup import backup, restore
from db.queries.statistics import import_log
from db.schema import copy_before, newest_revision, upgrade
from db.session import make_sessions
from db.writes.import_lock import take_turn
from portal.importers.load import load
from portal.importers.statistics.commit import bring
from portal.importers.statistics.mapping_file import read_mapping
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.stored_keys import stored_keys
from portal.importers.statistics.undo import undo
from portal.settings import CATALOGUE
from tests.integration.db.test_migrations import make_first_revision
from tests.support.children import killed_at_byte, killed_at_number, opened, rows, spread
from tests.support.clusters import BINARIES
from tests.support.official import write
from tests.support.signing_in import make_account

POINTS = 6
Database = tuple[str, str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def url(kind: str, new_database: Any) -> str:
    """A portal in use: the catalogue and an account; each test leaves it with these."""
    made = str(new_database(kind))
    with opened(made) as engine:
        upgrade(engine)
        load(make_sessions(engine), [CATALOGUE])
        make_account(make_sessions(engine), "anna", ["reviewer"])
    return made


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose programs come before those of PostgreSQL."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{BINARIES}{os.pathsep}{os.environ['PATH']}")
    return folder


def kill_all_along(url: str, action: Callable[[], Any]) -> None:
    """Kill an action at statements from its first to its COMMIT, then let it come to its end."""
    before = rows(url)
    for number in spread(action, POINTS):
        assert killed_at_number(action, number)
        assert rows(url) == before
        if "imports" in before:
            with opened(url) as engine, make_sessions(engine).begin() as session:
                take_turn(session)
    action()
    assert rows(url) != before


def test_an_upgrade_from_the_first_revision(kind: str, new_database: Any) -> None:
    url = str(new_database(kind))
    with opened(url) as engine:
        make_first_revision(engine)
    first = rows(url)

    def act() -> None:
        with opened(url) as engine:
            upgrade(engine)

    kill_all_along(url, act)
    now = rows(url)
    assert now["alembic_version"] == [repr({"version_num": newest_revision()})]
    assert all(len(now[name]) == len(first[name]) for name in first if name != "findings")
    if kind == "sqlite":
        assert rows(f"sqlite:///{copy_before(Path(str(make_url(url).database)))}") == first


def test_a_load(url: str) -> None:
    loaded = rows(url)
    with opened(url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE items SET title = 'older'"))
        connection.execute(text("DELETE FROM folder_digests"))  # or the load would not read them

    def act() -> None:
        with opened(url) as engine:
            load(make_sessions(engine), [CATALOGUE])

    kill_all_along(url, act)
    assert rows(url)["items"] == loaded["items"]


def test_an_import_and_its_undo(url: str, tmp_path: Path) -> None:
    before = rows(url)
    data, mapping = write(tmp_path)

    def act() -> None:
        with opened(url) as engine:
            sessions = make_sessions(engine)
            with sessions() as session:
                vocabulary = stored_keys(session)
            bundles = read_open_data([data], [read_mapping(mapping, vocabulary)], vocabulary)
            bring(sessions, bundles, kind="statistics", by="test")

    def take_back() -> None:
        with opened(url) as engine:
            sessions = make_sessions(engine)
            with sessions() as session:
                number = import_log(session)[0].id
            undo(sessions, number, by="test", reason="A mistake")

    kill_all_along(url, act)
    assert len(rows(url)["statistics"]) > 100
    kill_all_along(url, take_back)
    after = rows(url)
    assert len(after.pop("imports")) == 2
    changed = {"imports", "dataset_versions", "periods"}
    for tables in (before, after):  # findings are made anew, with numbers of their own
        for name in ("findings", "finding_themes"):
            tables[name] = sorted(re.sub(r"'(finding_)?id': \d+", "", row) for row in tables[name])
    assert all(after[name] == before[name] for name in before.keys() - changed)


def test_a_backup(kind: str, url: str, tmp_path: Path, programs: Path) -> None:
    before, file = rows(url), tmp_path / "copy"

    def act() -> None:
        with opened(url) as engine:
            backup(engine, file)

    with opened(url) as engine:
        size = backup(engine, tmp_path / "whole")
    for part in range(POINTS):
        if kind == "sqlite":
            assert killed_at_byte(act, size * part // POINTS)
        else:
            # Its program is stopped there, and whoever called it is killed.
            blocks = size * part // POINTS // 512
            program(programs, "pg_dump", f'(ulimit -f {blocks}; "$real" "$@"); kill -9 $PPID')
            assert killed_at_number(act, 0)
        assert not file.exists()
        assert rows(url) == before
    for path in programs.iterdir():
        path.unlink()
    act()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "copy", "whole"]


def test_a_restore(kind: str, url: str, tmp_path: Path, programs: Path) -> None:
    saved, file = rows(url), tmp_path / "copy"
    with opened(url) as engine:
        size = backup(engine, file)
        with engine.begin() as connection:
            connection.execute(text("UPDATE items SET title = 'newer'"))
    before = rows(url)
    assert before != saved
    if kind == "postgresql":
        script = [str(BINARIES / "pg_restore"), "--file=-", str(file)]
        size = len(subprocess.run(script, capture_output=True, check=True).stdout)

    def act() -> None:
        with opened(url) as engine:
            restore(engine, file, replace=True)

    for part in range(POINTS):
        reached = size * part // POINTS
        if kind == "sqlite":
            assert killed_at_byte(act, reached)
        else:
            # Whoever called it is killed when so much of the script has come; psql goes on alone.
            program(programs, "psql", f'(head -c {reached}; kill -9 $PPID) | "$real" "$@"')
            assert killed_at_number(act, 0)
        assert rows(url) == before
    for path in programs.iterdir():
        path.unlink()
    act()
    assert rows(url) == saved


def program(folder: Path, name: str, line: str) -> None:
    """Put a shell's line in the place of a program of PostgreSQL's, named by `$real`."""
    script = folder / name
    version = '[ "$1" = --version ] && exec "$real" --version'
    script.write_text(f"#!/bin/sh\nreal={BINARIES / name}\n{version}\n{line}\n")
    script.chmod(0o755)
