"""Databases that tests of visits write to: the project's catalogue and some accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from db.engine import open_engine
from db.session import make_sessions
from portal.app import create_app
from portal.domain.access import Actor
from portal.services import Services
from portal.settings import Settings
from tests.support.signing_in import make_account


@dataclass(frozen=True)
class Desk:
    """Services over a database of one's own, and the people who use them."""

    url: str
    sessions: sessionmaker[Session]
    services: Services
    anna: Actor
    ben: Actor
    outsider: Actor


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Desk]:
    """A filled database on each kind, for the tests of one module."""
    url = new_database(request.param, "catalogue")
    engine = open_engine(url)
    sessions = make_sessions(engine)
    people = [make_account(sessions, n, ["reviewer"]) for n in ("anna", "ben", "outsider")]
    yield Desk(url, sessions, Services.over(sessions), *people)
    engine.dispose()


@pytest.fixture(scope="module")
def portal(desk: Desk) -> Any:
    """The application over that database, in this process."""
    settings = Settings(database_url=desk.url, secret_key="x" * 64)
    return create_app(settings, desk.sessions.kw["bind"])


@pytest.fixture
def visit(desk: Desk) -> str:
    """A visit of Torbay with Anna and Ben on its team."""
    made = desk.services.visits.create(desk.anna, "torbay", "Review of the words XYZZY")
    desk.services.visits.add_member(desk.anna, made, "ben")
    return made
