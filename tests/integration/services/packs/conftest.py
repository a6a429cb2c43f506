"""Fixtures: the catalogue with made-up official statistics.

Packs are made from SQLite; `test_end_to_end` holds them against those of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from db.session import make_sessions
from portal.services import Services
from tests.support.official import bring_in


@pytest.fixture(scope="session")
def filled_engine(new_database: Callable[..., str]) -> Iterator[Engine]:
    """A database with the catalogue; tests only read it."""
    made = open_engine(new_database("sqlite", "catalogue"))
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def stated_engine(
    new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database with catalogue and statistics; tests only read it."""
    made = open_engine(new_database("sqlite", "catalogue"))
    bring_in(make_sessions(made), tmp_path_factory.mktemp("official"), earlier=6)
    yield made
    made.dispose()


@pytest.fixture
def stated(stated_engine: Engine) -> Services:
    """The services over catalogue and statistics."""
    return Services.over(make_sessions(stated_engine))
