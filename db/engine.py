"""Opening the database: SQLite with its safety switches on, or PostgreSQL, from one URL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from select import POLLIN, poll
from typing import Any
from weakref import WeakKeyDictionary, finalize

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

_READERS: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def open_engine(url: str | URL, **options: Any) -> Engine:
    """Make an engine for `url`; an SQLite file's folder is made where it is missing.

    Args:
        url: `sqlite:///FILE` or `postgresql://…`.
        options: of SQLAlchemy's `create_engine`.

    Raises:
        sqlalchemy.exc.ArgumentError: if the URL cannot be read or names another database.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(parsed, **options)
        event.listen(engine, "checkout", _drop_closed)
        return engine
    if parsed.get_backend_name() != "sqlite":
        name = parsed.get_backend_name()
        raise ArgumentError(f"{name} is not supported; use sqlite:///FILE or postgresql://…")
    if parsed.database and not parsed.database.startswith((":memory:", "file:")):
        file = Path(parsed.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)  # it will hold hashes of passwords
    engine = create_engine(parsed, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def reading_engine(engine: Engine) -> Engine:
    """An engine over the same database for pages, one for each engine.

    A page needs no transaction: nothing to begin, nothing to roll back, half the round trips.
    """
    if engine not in _READERS:
        reader = open_engine(engine.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
        event.listen(engine, "engine_disposed", lambda _engine: reader.dispose())
        finalize(engine, reader.dispose)
        _READERS[engine] = reader
    return _READERS[engine]


def _drop_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Make the pool open new connections after the server went away or closed this one.

    A connection at rest has nothing to read unless the server said goodbye; looking costs a
    microsecond, where SQLAlchemy's `pool_pre_ping` asks the server before each request.
    """
    resting = poll()
    resting.register(connection.pgconn.socket, POLLIN)
    if resting.poll(0):
        raise InvalidatePoolError


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Readers must not wait for an import (WAL), and a reference must point at something.
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")
