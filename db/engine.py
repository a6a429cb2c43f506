"""Opening the database: SQLite with its safety switches on, or PostgreSQL, from one URL.

A PostgreSQL URL may name several servers, as libpq writes them, and which of them to use:
`postgresql://portal_reader@one:5432,two:5432/portal?target_session_attrs=prefer-standby`.
libpq tries one after the other, so a replica or a new primary is found without code of ours.
`pooler=pgbouncer` in the URL says that PgBouncer stands between and hands a connection on after
each transaction: nothing may then be kept on it.

psycopg is imported where PostgreSQL is meant: a command over an SQLite file does not wait for it.
"""

from __future__ import annotations

import sqlite3
import time
from difflib import get_close_matches
from pathlib import Path
from select import POLLIN, poll
from typing import Any
from weakref import WeakKeyDictionary, finalize, ref

from sqlalchemy import URL, Engine, Pool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

from db.file_damage import refuse_damaged

# Seconds until a server that does not answer, or has gone without a word, is given up.
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds, as libpq counts it
}
# A page that takes longer is not worth waiting for. (Pages are not held to reading here: libpq
# would take a server for one that cannot be written to. The reader's role is.)
PAGE_SECONDS = 15
_PAGES_ONLY = f"-c statement_timeout={PAGE_SECONDS}s"

POOLER, PGBOUNCER = "pooler", "pgbouncer"
_SQLITE_OPTIONS = {"cached_statements", "check_same_thread", "detect_types", "isolation_level",
                   "timeout", "uri"}  # fmt: skip
# libpq says so only when it connects.
_SESSIONS = ("any", "read-write", "read-only", "primary", "standby", "prefer-standby")
# How long a statement waits for another writer of an SQLite file.
_BUSY_SECONDS, _MOMENT = 15, 0.02
# A pool's connections that stay open, the most it has, and those left to commands.
_POOLED, _MOST_POOLED, _FOR_COMMANDS = 5, 15, 3
_READERS: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def open_engine(url: str | URL, **options: Any) -> Engine:
    """Make an engine for `url`; an SQLite file's folder is made where it is missing.

    Args:
        url: `sqlite:///FILE` or `postgresql://…`.
        options: of SQLAlchemy's `create_engine`.

    Raises:
        sqlalchemy.exc.ArgumentError: if the URL cannot be read or names another database.
    """
    parsed = read_url(url)
    # What is written is no log's business: figures before their day, notes of visits.
    options = {"hide_parameters": True, **options}
    if parsed.get_backend_name() == "postgresql":
        return _open_postgres(parsed, **options)
    if parsed.get_backend_name() != "sqlite":
        name = parsed.get_backend_name()
        raise ArgumentError(f"{name} is not supported; use sqlite:///FILE or postgresql://…")
    file = sqlite_file(parsed)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)  # it will hold hashes of passwords
    engine = create_engine(parsed, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    if file is not None:
        _follow_file(engine, file)
    return engine


def sqlite_file(url: str | URL) -> Path | None:
    """Name the file of an SQLite database; None where it is in memory, or another database.

    Raises:
        sqlalchemy.exc.ArgumentError: if the URL cannot be read.
    """
    parsed = read_url(url)
    place = parsed.database if parsed.get_backend_name() == "sqlite" else None
    return Path(place) if place and not place.startswith((":memory:", "file:")) else None


def read_url(url: str | URL) -> URL:
    """Read a database's URL; several PostgreSQL servers may stand in it as libpq writes them.

    Raises:
        sqlalchemy.exc.ArgumentError: if it cannot be read, or has an option that nobody knows.
    """
    if isinstance(url, URL):
        return url
    try:
        parsed = _read(url)
    except ValueError:  # SQLAlchemy's own, of a port
        raise ArgumentError("its port is no number; write HOST:5432 or leave it out") from None
    _check_options(parsed)
    return parsed


def _check_options(url: URL) -> None:
    """Refuse what the database's driver would refuse, in words that say what could stand there."""
    given, options = url.query, _SQLITE_OPTIONS
    if url.get_backend_name() == "postgresql":
        from psycopg.pq import Conninfo

        options = {option.keyword.decode() for option in Conninfo.get_defaults()} | {POOLER}
    elif "uri" in given:
        return  # SQLite's own options may stand in it
    for name in given:
        if name not in options:
            near = get_close_matches(name, options, 1)
            hint = f"perhaps {near[0]} is meant" if near else "there is no such option"
            raise ArgumentError(f"it has the option {name!r}; {hint}")
    for name, choices in (("target_session_attrs", _SESSIONS), (POOLER, (PGBOUNCER,))):
        if name in given and given[name] not in choices:
            reason = f"it says {name}={given[name]}; use {', '.join(choices)}"
            raise ArgumentError(f"{reason}, or leave it out")


def _read(url: str) -> URL:
    servers, mark, query = url.partition("?")
    scheme, _, rest = servers.partition("://")
    if not scheme.startswith("postgresql") or "," not in rest:
        return make_url(url)
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts: dict[str, Any] = conninfo_to_dict(f"postgresql://{rest}")
    except ProgrammingError as error:
        raise ArgumentError(f"it cannot be read: {str(error).strip()}") from None
    names = {"user": "username", "password": "password", "dbname": "database"}
    several = {name: parts[name] for name in ("host", "port") if parts.get(name, "").strip(",")}
    return (
        make_url(f"{scheme}:///{mark}{query}")
        .set(**{ours: parts[theirs] for theirs, ours in names.items() if theirs in parts})
        .update_query_dict(several)
    )


def reading_engine(engine: Engine) -> Engine:
    """An engine over the same database for pages, one for each engine.

    A page needs no transaction: nothing to begin, nothing to roll back, half the round trips.
    """
    if engine not in _READERS:
        given: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
        if engine.dialect.name == "postgresql":
            reader = _open_postgres(engine.url, _PAGES_ONLY, **given, **_sizes(engine.pool))
        else:
            reader = open_engine(engine.url, **given)
            _refuse_damaged(reader, engine)
        event.listen(engine, "engine_disposed", lambda _engine: reader.dispose())
        finalize(engine, reader.dispose)
        _READERS[engine] = reader
    return _READERS[engine]


def _refuse_damaged(reader: Engine, engine: Engine) -> None:
    """Let nobody read an SQLite file once it is damaged, by either engine's open connections."""
    file, owner = sqlite_file(engine.url), ref(engine)

    def drop() -> None:
        of_both = owner()
        if of_both is not None:
            of_both.dispose()

    if file is not None:
        refuse_damaged(reader, file, drop)


def pool_share(granted: int, processes: int) -> dict[str, int]:
    """Share out the connections that a server grants, as options of an engine's pool.

    Each process has two pools: one for pages, one for what people write. Some connections are
    left to commands.

    Args:
        granted: how many a role may have in a database.
        processes: how many serve.
    """
    share = max(1, min(_MOST_POOLED, (granted - _FOR_COMMANDS) // (2 * processes)))
    size = min(_POOLED, share)
    return {"pool_size": size, "max_overflow": share - size, "pool_timeout": PAGE_SECONDS}


def _sizes(pool: Pool) -> dict[str, int]:
    """Give the options that size a pool as another is."""
    if not isinstance(pool, QueuePool):
        return {}
    overflow = pool._max_overflow
    return {"pool_size": pool.size(), "max_overflow": overflow, "pool_timeout": PAGE_SECONDS}


def _open_postgres(url: URL, held_to: str = "", **options: Any) -> Engine:
    """An engine whose connections the server holds to settings; by PgBouncer a role's own do it."""
    engine = create_engine(url, **options)

    def prepare(_dialect: Any, _record: Any, _args: Any, given: dict[str, Any]) -> None:
        for name, value in _PATIENCE.items():
            given.setdefault(name, value)
        if given.pop(POOLER, ""):
            # What is prepared on one connection of PgBouncer's is not there on the next.
            given["prepare_threshold"] = None
        elif held_to:
            given.setdefault("options", held_to)

    event.listen(engine, "do_connect", prepare)
    event.listen(engine, "checkout", _drop_closed)
    return engine


def _drop_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Make the pool open new connections after the server went away or closed this one.

    A connection at rest has nothing to read unless the server said goodbye; looking costs a
    microsecond, where SQLAlchemy's `pool_pre_ping` asks the server before each request.
    """
    resting = poll()
    resting.register(connection.pgconn.socket, POLLIN)
    if resting.poll(0):
        raise InvalidatePoolError


def _follow_file(engine: Engine, file: Path) -> None:
    """Notice that an SQLite file went away, or that another took its place.

    A connection reads on in the file that it opened, whatever has become of its name; and a new
    one would make an empty file.
    """

    def identity() -> tuple[int, int] | None:
        try:
            state = file.stat()
        except OSError:
            return None
        return state.st_dev, state.st_ino

    def look(*_given: Any) -> None:
        if identity() is None:
            raise sqlite3.OperationalError(f"{file} is not there")

    def opened(_connection: sqlite3.Connection, record: Any) -> None:
        record.info[file] = identity()

    def checked(_connection: sqlite3.Connection, record: Any, _proxy: Any) -> None:
        if record.info.get(file) != identity():
            raise InvalidatePoolError

    event.listen(engine, "do_connect", look)
    event.listen(engine, "connect", opened)
    event.listen(engine, "checkout", checked)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Readers must not wait for an import (WAL), and a reference must point at something.
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            # Where two open a new file at once, SQLite refuses one of them without waiting.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_MOMENT)
    for pragma in ("foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")
