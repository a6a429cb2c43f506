"""Bringing a database to the current schema with Alembic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.exc import DBAPIError, OperationalError

from db.backup import CannotCopy, copy_sqlite
from db.locks import take_lock
from db.models import Base
from db.revisions import MIGRATIONS, current_revision, known_revisions, newest_revision, revision_of
from db.roles import grant

# The table of revisions is the lock of upgrades, and stands before the first of them; only the
# owner can take this lock. Alembic would make the same table.
_VERSIONS = (
    "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
_LOCK = {
    "postgresql": "LOCK TABLE alembic_version IN SHARE ROW EXCLUSIVE MODE",
    "sqlite": "BEGIN IMMEDIATE",
}
# Milliseconds that a change waits for a table, and everybody else behind it; seconds between
# attempts, so many of them that a reader of minutes is outlasted.
_LOCK_PATIENCE, _PAUSE, _ATTEMPTS = 500, 2.0, 150
_WAITING = "Waiting for another upgrade or import to end"


class CannotUpgrade(RuntimeError):
    """A database that no migration can bring up to date, unchanged; the message says what to do."""


def _migrate(connection: Connection, revision: str) -> None:
    """Run the migrations that lead to a revision."""
    # Here, since commands that find the schema up to date would wait for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def upgrade(
    engine: Engine, report: Callable[[str], None] = lambda _text: None, copy: bool = True
) -> tuple[str, str]:
    """Migrate to the newest schema in one transaction: all of it or, however it ends, nothing.

    Two upgrades at once wait for one another. On PostgreSQL a change that waits for a slow reader
    keeps all others waiting, too: after `_LOCK_PATIENCE` it is undone, and tried again. An SQLite
    file that has a schema is copied first (`copy_before`); what an upgrade of a former version
    left half made is taken away.

    Args:
        engine: connected as the owner.
        report: gets a word about each step that may take long.
        copy: whether an SQLite file is copied first.

    Returns:
        The revision before ("" for an empty database) and the revision after.

    Raises:
        CannotUpgrade: if the schema is a newer portal's, tables and revision do not fit, or the
            copy cannot be made.
    """
    newest, before = newest_revision(), current_revision(engine)
    if engine.dialect.name == "sqlite" and before == newest:
        return before, newest  # without waiting for an import
    for left in range(_ATTEMPTS, 0, -1):
        try:
            return _upgrade_once(engine, newest, report, copy)
        except OperationalError as error:
            if left == 1 or not _was_impatient(error):
                raise
            report("Waiting for a slow reader of the tables to end")
            sleep(_PAUSE)
    raise AssertionError("the last attempt returns or raises")


def _was_impatient(error: OperationalError) -> bool:
    """Tell if a lock was given up after `_LOCK_PATIENCE`."""
    return getattr(error.orig, "sqlstate", "") == "55P03"  # lock_not_available


def _upgrade_once(
    engine: Engine, newest: str, report: Callable[[str], None], copy: bool
) -> tuple[str, str]:
    with engine.connect() as connection, _references_off(connection), _alone(connection, report):
        before = revision_of(connection)
        if before and before not in known_revisions():
            raise CannotUpgrade(
                f"The database's schema {before} is a newer portal's; this one knows {newest}. "
                "Bring the portal up to date, or restore a backup of this version."
            )
        if connection.dialect.name == "sqlite" and before != newest:
            _ready_file(connection, before, report, copy)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_PATIENCE}ms'")
        _migrate(connection, newest)
        grant(connection)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise CannotUpgrade(
                    f"The migration would leave references to nothing: {broken[:5]}. "
                    "Nothing was changed; go on with the former version of the portal."
                )
    return before, newest


@contextmanager
def _references_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which references to it must let happen.

    The switch works only outside a transaction; what a migration leaves is checked at its end.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a pooled connection always has one
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _alone(connection: Connection, report: Callable[[str], None]) -> Iterator[None]:
    """Hold one transaction, which includes CREATE and ALTER TABLE, while no other upgrade runs.

    Python's driver of SQLite begins one only before the first INSERT, UPDATE or DELETE, so that
    tables made before it would stay behind. Here it is told to begin none, and BEGIN is ours.
    """
    if connection.dialect.name == "sqlite":
        connection.execution_options(isolation_level="AUTOCOMMIT")
    with connection.begin():
        if connection.dialect.name == "postgresql":
            try:
                with connection.begin_nested():
                    take_lock(connection, _VERSIONS, report, _WAITING)
            except DBAPIError as error:
                from psycopg.errors import DuplicateTable, UniqueViolation

                if not isinstance(error.orig, DuplicateTable | UniqueViolation):
                    raise
                # Another upgrade made it meanwhile.
        take_lock(connection, _LOCK[connection.dialect.name], report, _WAITING)
        yield


def _ready_file(
    connection: Connection, revision: str, report: Callable[[str], None], copy: bool
) -> None:
    """Look whether a file's tables fit its revision, copy it, and clear away what was half made.

    A former version of the portal left tables of the next revision behind when its upgrade was
    killed: without rows, since its transactions began with the first row.
    """
    present = set(inspect(connection).get_table_names())
    expected = _tables_at(revision)
    ahead = sorted(present & set(Base.metadata.tables) - expected)
    filled = [name for name in ahead if _has_rows(connection, name)]
    file = Path(connection.exec_driver_sql("PRAGMA database_list").all()[0][2] or ":memory:")
    before = copy_before(file)
    at = f"schema {revision}" if revision else "no schema"
    for names, fault in (
        (filled, "whose rows no migration can keep"),
        (sorted(expected - present), "which are missing"),
    ):
        if names:
            made = f" {before} was made before the last upgrade." if before.exists() else ""
            raise CannotUpgrade(
                f"The database says that it has {at}, which does not fit the tables "
                f"{', '.join(names)}, {fault}. Put a backup back: "
                f"`portal db restore --replace FILE`.{made} Nothing was changed."
            )
    if revision and copy and file.exists():
        report(f"Copying the database to {before}")
        try:
            copy_sqlite(file, before)
        except (CannotCopy, OSError) as error:
            raise CannotUpgrade(
                f"The database was not upgraded, since it could not be copied first: {error} "
                "Make room there, and start again; nothing was changed."
            ) from None
    for name in ahead:
        connection.exec_driver_sql(f'DROP TABLE "{name}"')


def copy_before(file: Path) -> Path:
    """The copy that is made of an SQLite file before an upgrade, beside it; the last one stays."""
    return file.with_name(f"{file.name}.before-upgrade")


def _has_rows(connection: Connection, table: str) -> bool:
    return connection.exec_driver_sql(f'SELECT 1 FROM "{table}" LIMIT 1').first() is not None  # noqa: S608


def _tables_at(revision: str) -> set[str]:
    """The tables that a revision has, made in memory to be looked at."""
    if not revision:
        return set()
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        _migrate(connection, revision)
        tables = set(inspect(connection).get_table_names())
    engine.dispose()
    return tables & set(Base.metadata.tables)
