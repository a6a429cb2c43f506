"""Two processes that ready a new database at once: one makes it, the other waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from db.schema import newest_revision, upgrade
from portal.settings import ROOT
from tests.support.children import Child, opened, rows
from tests.support.patience import SECONDS

START = (
    "from portal.runtime.startup import ready_engine; from portal.settings import Settings; "
    "ready_engine(Settings.from_env())"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, new_database: Any) -> str:
    return str(new_database(request.param))


def test_the_second_upgrade_waits_for_the_first(url: str) -> None:
    half, goes_on, waits = os.pipe(), os.pipe(), os.pipe()

    def stop_half_way(_number: int, sql: str) -> None:
        if sql.strip().startswith("CREATE TABLE statistics"):
            os.write(half[1], b"1")
            os.read(goes_on[0], 1)

    def act(report: Any = lambda _text: None) -> str:
        with opened(url) as engine:
            return repr(upgrade(engine, report))

    first = Child(act, stop_half_way)
    assert os.read(half[0], 1)
    second = Child(lambda: act(lambda text: os.write(waits[1], text.encode())))
    assert os.read(waits[0], 100) == b"Waiting for another upgrade or import to end"
    os.write(goes_on[1], b"1")
    newest = newest_revision()
    assert first.end() == repr(("", newest))
    assert second.end() == repr((newest, newest))
    for end in (*half, *goes_on, *waits):
        os.close(end)


def at_once(url: str, *commands: list[str]) -> None:
    """Run commands in processes of their own, all at once; each must do its work."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")
    }
    running = [
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**environment, "PORTAL_DATABASE_URL": url, "PORTAL_STATISTICS": "off"},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        for command in commands
    ]
    for process in running:
        _out, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, errors


def test_commands_at_once_on_a_new_database_make_and_fill_it_once(url: str) -> None:
    load = ["-m", "portal", "load"]
    others = [["-c", START]] * 2 if url.startswith("sqlite") else [load]
    at_once(url, load, *others)
    tables = rows(url)
    assert len(tables["dataset_versions"]) == 1
    assert len(tables["items"]) == 147
