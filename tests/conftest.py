"""Fixtures: real databases on SQLite and PostgreSQL, the application, a served portal."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.util import LRUCache

import db.engine
import portal.auth.passwords
from db.engine import open_engine
from db.schema import upgrade
from db.session import make_sessions
from portal.app import create_app
from portal.importers.load import load
from portal.services import Services
from portal.settings import CATALOGUE, ROOT, Settings
from portal.web import file_store
from tests.support.clusters import in_memory, throwaway
from tests.support.folders import TAXONOMY
from tests.support.patience import SECONDS
from tests.support.serving import portal_server
from tests.support.signing_in import CHEAP

# What is made while tests are collected stays: looking through it again and again finds nothing.
gc.disable()
# The processes that tests start would else compile the whole portal, each anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A new database holds the catalogue alone, unless a test is about the statistics of the bundle.
os.environ["PORTAL_STATISTICS"] = "off"
# An example may take any time where the machine is busy: it says nothing of the code. The same
# code is asked the same each time, or a run could fail by luck; `--hypothesis-profile=default`
# looks for more.
hypothesis.settings.register_profile(
    "tests",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=True,
    database=None,
)
hypothesis.settings.load_profile("tests")


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
    gc.enable()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords of tests need no hashes that take their time, but where a process is started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portal.auth.passwords, "PasswordHasher", lambda: CHEAP)
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Let engines of a kind share their compiled statements, as a portal with its one engine does.

    SQLAlchemy keeps them by dialect, of which each engine has one: tests open hundreds of engines.
    """
    shared: LRUCache[Any, Any] = LRUCache(3000)

    def make(*args: Any, **options: Any) -> Engine:
        return create_engine(*args, **options, execution_options={"compiled_cache": shared})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.engine, "create_engine", make)
        for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(kind, "__eq__", lambda mine, other: type(mine) is type(other))
            patch.setattr(kind, "__hash__", lambda dialect: hash(type(dialect)))
        yield


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder of this run for databases; of memory where there is plenty: their files are many."""
    with tempfile.TemporaryDirectory(prefix="portal-tests-", dir=in_memory()) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_url(memory: Path) -> Iterator[str]:
    """A PostgreSQL server: the one named by TEST_DATABASE_URL, else one started here."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = memory / "pg"
    folder.mkdir()
    with throwaway(folder) as url:
        yield url


def _make_tables(engine: Engine) -> None:
    upgrade(engine)


def _load_catalogue(engine: Engine) -> None:
    upgrade(engine)
    load(make_sessions(engine), [CATALOGUE])


def _load_words(engine: Engine) -> None:
    upgrade(engine)
    load(make_sessions(engine), [TAXONOMY])


# What a new database can hold; each is made once, and copied.
_CONTENTS = {"tables": _make_tables, "words": _load_words, "catalogue": _load_catalogue}


class Databases:
    """Makes a database of a kind ("sqlite" or "postgresql") and gives its URL.

    It is empty, or holds the "tables" alone, or the catalogue's "words", or the "catalogue".
    """

    def __init__(self, postgres_url: str, folder: Path) -> None:
        self._postgres_url = postgres_url
        self._folder = folder
        self._admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
        self._count = 0
        self._made: set[str] = set()
        self._patterns: dict[tuple[str, str], str] = {}

    def __call__(self, kind: str, holding: str = "") -> str:
        if not holding:
            return self._create(kind)
        if (kind, holding) not in self._patterns:
            url = self._create(kind)
            engine = open_engine(url)
            _CONTENTS[holding](engine)
            engine.dispose()
            self._patterns[kind, holding] = url
        return self._create(kind, self._patterns[kind, holding])

    def _create(self, kind: str, pattern: str = "") -> str:
        self._count += 1
        if kind == "sqlite":
            folder = self._folder / f"sqlite-{self._count}"
            folder.mkdir()
            file = folder / "portal.db"
            if pattern:
                shutil.copy(str(make_url(pattern).database), file)
            return f"sqlite:///{file}"
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = f"portal_{worker}_{self._count}_{os.getpid()}"
        # A copy of files takes half the time of one through the log.
        source = f" TEMPLATE {make_url(pattern).database} STRATEGY file_copy" if pattern else ""
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}{source}"))
        self._made.add(name)
        url = make_url(self._postgres_url).set(database=name)
        return url.render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Take a database away that nobody asks for again."""
        name = str(make_url(url).database)
        if name in self._made:
            with self._admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            self._made.remove(name)
        else:
            shutil.rmtree(Path(name).parent)

    def close(self) -> None:
        """Take all away from a server that goes on."""
        if os.environ.get("TEST_DATABASE_URL"):  # any other server goes as a whole
            for name in sorted(self._made):
                self.drop(make_url(self._postgres_url).set(database=name).render_as_string())
        self._admin.dispose()


@pytest.fixture(scope="session")
def new_database(postgres_url: str, memory: Path) -> Iterator[Databases]:
    """Makes databases, each of its own."""
    made = Databases(postgres_url, memory)
    yield made
    made.close()


@contextmanager
def own_engine(new_database: Databases, kind: str, holding: str) -> Iterator[Engine]:
    """A database for one test, gone after it."""
    url = new_database(kind, holding)
    engine = open_engine(url)
    yield engine
    engine.dispose()
    new_database.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_engine(request: pytest.FixtureRequest, new_database: Databases) -> Iterator[Engine]:
    """A database with tables and no data, once on each kind."""
    with own_engine(new_database, request.param, "tables") as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def full_engine(request: pytest.FixtureRequest, new_database: Databases) -> Iterator[Engine]:
    """A database with the project's catalogue that a test may change, once on each kind."""
    with own_engine(new_database, request.param, "catalogue") as engine:
        yield engine


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


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for files that are being written, however busy the machine is."""
    monkeypatch.setattr(file_store, "PATIENCE", SECONDS)
