"""Fixtures of the imports' tests: the catalogue's vocabulary, databases that hold it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from db.engine import open_engine
from db.session import make_sessions
from portal.importers.statistics.stored_keys import StoredKeys, stored_keys
from tests.support.statistics import SHARED

# The department's files are no part of the project; its tests pass without them.
collect_ignore = [] if SHARED.is_dir() else ["test_real_files.py", "test_bundle_recount.py"]


@pytest.fixture(scope="session")
def vocabulary(sqlite_file: str) -> StoredKeys:
    """The councils, areas and indicators that files may refer to, from the project's catalogue."""
    engine = open_engine(sqlite_file)
    with make_sessions(engine)() as session:
        read = stored_keys(session)
    engine.dispose()
    return read


@pytest.fixture
def fresh(full_engine: Engine) -> sessionmaker[Session]:
    """Sessions over a database of this test's own that holds the project's catalogue."""
    return make_sessions(full_engine)
