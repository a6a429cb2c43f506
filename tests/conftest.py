"""Fixtures: real databases on SQLite and PostgreSQL, the application, a served portal."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

import portal.auth.passwords
from db.engine import open_engine
from db.schema import upgrade
from db.session import make_sessions
from portal.app import create_app
from portal.importers.load import load
from portal.services import Services
from portal.settings import CATALOGUE, ROOT, Settings
from tests.support.clusters import throwaway
from tests.support.serving import portal_server
from tests.support.signing_in import CHEAP

# The processes that tests start would else compile the whole portal, each anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A new database holds the catalogue alone, unless a test is about the statistics of the bundle.
os.environ["PORTAL_STATISTICS"] = "off"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file together: what they share is made once. Those with Chromium first.

    A short file comes last, so that no worker waits long for the other.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(ROOT).as_posix()))


def pytest_collection_finish() -> None:
    """Look through what is there by now for garbage no more: it stays, and is hundreds of MB."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords of tests need no hashes that take their time, but where a process is started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portal.auth.passwords, "PasswordHasher", lambda: CHEAP)
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server: the one named by TEST_DATABASE_URL, else one started here."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="portal-pg-") as folder, throwaway(Path(folder)) as url:
        yield url


def _make_tables(engine: Engine) -> None:
    upgrade(engine)


def _load_catalogue(engine: Engine) -> None:
    upgrade(engine)
    load(make_sessions(engine), [CATALOGUE])


# What a new database can hold; each is made once, and copied.
_CONTENTS = {"tables": _make_tables, "catalogue": _load_catalogue}


@pytest.fixture(scope="session")
def new_database(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """Makes a database of a kind ("sqlite" or "postgresql") and gives its URL.

    It is empty, or holds the "tables" alone, or the project's "catalogue" in them.
    """
    made: list[str] = []
    patterns: dict[tuple[str, str], str] = {}
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

    def create(kind: str, pattern: str = "") -> str:
        if kind == "sqlite":
            file = tmp_path_factory.mktemp("db") / "portal.db"
            if pattern:
                shutil.copy(str(make_url(pattern).database), file)
            return f"sqlite:///{file}"
        name = f"portal_{worker}_{len(made)}_{os.getpid()}"
        # A copy of files takes half the time of one through the log.
        source = f" TEMPLATE {make_url(pattern).database} STRATEGY file_copy" if pattern else ""
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}{source}"))
        made.append(name)
        return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)

    def new(kind: str, holding: str = "") -> str:
        if not holding:
            return create(kind)
        if (kind, holding) not in patterns:
            url = create(kind)
            engine = open_engine(url)
            _CONTENTS[holding](engine)
            engine.dispose()
            patterns[kind, holding] = url
        return create(kind, patterns[kind, holding])

    yield new
    if os.environ.get("TEST_DATABASE_URL"):  # any other server goes as a whole
        with admin.connect() as connection:
            for name in made:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_engine(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Engine]:
    """A database with tables and no data, once on each kind."""
    engine = open_engine(new_database(request.param, "tables"))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def full_engine(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Engine]:
    """A database with the project's catalogue that a test may change, once on each kind."""
    engine = open_engine(new_database(request.param, "catalogue"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def filled_engine(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Engine]:
    """A database with the project's catalogue, once on each kind; tests only read it."""
    engine = open_engine(new_database(request.param, "catalogue"))
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(filled_engine: Engine) -> sessionmaker[Session]:
    """Sessions over the filled database."""
    return make_sessions(filled_engine)


@pytest.fixture
def services(sessions: sessionmaker[Session]) -> Services:
    """The services over the filled database."""
    return Services.over(sessions)


@pytest.fixture(scope="session")
def sqlite_file(new_database: Any) -> str:
    """The URL of an SQLite file that holds the project's catalogue."""
    url: str = new_database("sqlite", "catalogue")
    return url


@pytest.fixture(scope="session")
def app(sqlite_file: str) -> Iterator[Any]:
    """The application over the filled SQLite file, in this process."""
    engine = open_engine(sqlite_file)
    yield create_app(Settings(database_url=sqlite_file), engine)
    engine.dispose()


@pytest.fixture
def client(app: Any) -> Any:
    """A client that asks the application without a network."""
    return app.server.test_client()


@pytest.fixture(scope="session")
def served(sqlite_file: str) -> Iterator[str]:
    """The address of a portal served by gunicorn."""
    with portal_server(sqlite_file) as address:
        yield address
