"""Bringing a database to the current schema with Alembic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from db.roles import grant

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def upgrade(engine: Engine) -> tuple[str, str]:
    """Migrate to the newest schema in one transaction.

    Returns:
        The revision before ("" for an empty database) and the revision after.
    """
    config = _config()
    before = current_revision(engine)
    with engine.connect() as connection, _references_off(connection), connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        grant(connection)
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"The migration would leave references to nothing: {broken[:5]}")
    return before, current_revision(engine)


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


def current_revision(engine: Engine) -> str:
    """The schema's revision, "" where the database has none yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def newest_revision() -> str:
    """The revision that this version of the portal needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def known_revisions() -> frozenset[str]:
    """Every revision that this version of the portal has a migration for."""
    return frozenset(
        script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )
