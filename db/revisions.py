"""Revisions of the schema: those that this version has migrations for, and a database's own.

The names of the migrations' files say it, so that commands which find the schema up to date need
not load Alembic.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def known_revisions() -> frozenset[str]:
    """List every revision that this version of the portal has a migration for."""
    files = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return frozenset(file.name.partition("_")[0] for file in files)


def newest_revision() -> str:
    """Name the revision that this version of the portal needs."""
    return max(known_revisions())


def current_revision(engine: Engine) -> str:
    """Read the schema's revision; "" where the database has none yet."""
    with engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str:
    """Read the schema's revision through a connection; "" where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    query = "SELECT version_num FROM alembic_version"
    return connection.exec_driver_sql(query).scalar() or ""
