"""Fixtures: the API over a database of its own, with official statistics, without a limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from db.engine import open_engine
from db.session import make_sessions
from db.writes.inspections import store_inspections
from portal.app import create_app
from portal.importers.load import load
from portal.settings import CATALOGUE, Settings
from tests.support.inspections import TORBAY
from tests.support.official import bring_in
from tests.support.trackers import write_tracker

ALWAYS = "1000000 per minute"


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def api_engine(
    request: pytest.FixtureRequest, new_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """The catalogue, official statistics and a report, once on each kind of database; only read."""
    url = new_database(request.param, "catalogue")
    engine = open_engine(url)
    sessions = make_sessions(engine)
    folder: Path = tmp_path_factory.mktemp("official")
    bring_in(sessions, folder)
    tracker, _action = write_tracker(folder, CATALOGUE / "torbay-2011-improvement-plan-report")
    load(sessions, [tracker])
    with sessions.begin() as session:
        store_inspections(session, [TORBAY], "report.pdf")
    yield engine
    engine.dispose()


@pytest.fixture(scope="package")
def api_server(api_engine: Engine) -> Flask:
    """A public portal over these data."""
    server: Flask = create_app(Settings(sign_in="off", api_rate=ALWAYS), api_engine).server
    return server


@pytest.fixture
def api(api_server: Flask) -> Any:
    """A client that asks it without a network."""
    return api_server.test_client()
