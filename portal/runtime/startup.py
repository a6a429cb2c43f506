"""Readying the database: an SQLite file is made and filled at first start, a role looked at."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.engine import POOLER, open_engine, pool_share
from db.queries.operations import ServerState, granted_connections, server_state
from db.queries.versions import data_version
from db.revisions import current_revision, newest_revision
from db.roles import READER, WRITER
from db.session import make_sessions
from portal.settings import BUNDLE, CATALOGUE, INSPECTIONS, Settings, SettingsError


class NotReady(RuntimeError):
    """The database cannot serve yet; the message says which command readies it."""


def ready_engine(settings: Settings, report: Callable[[str], None] = lambda _text: None) -> Engine:
    """Open the database, making and filling it first where it is a new SQLite file.

    Raises:
        NotReady: if a shared database has no tables, an old schema or no data.
    """
    engine = open_engine(settings.database_url)
    if engine.dialect.name == "sqlite":
        # Several processes may start at once; the first one fills the file, the others wait.
        lock = Path(engine.url.database or "portal").with_suffix(".lock")
        with lock.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            _fill(engine, settings, report)
    elif current_revision(engine) != newest_revision():
        raise NotReady("The database has no tables or old ones; run `portal db upgrade` first.")
    elif not engine.url.query.get(POOLER):  # whose own limit nobody else knows
        with engine.connect() as connection:
            granted = granted_connections(connection)
        engine.dispose()
        engine = open_engine(settings.database_url, **pool_share(granted, settings.workers))
    return engine


def check_role(settings: Settings, engine: Engine) -> None:
    """Refuse a portal whose role in a shared database may do too little, or far too much.

    Raises:
        SettingsError: which role it is, and which one is meant.
    """
    with engine.connect() as connection:
        problem, remedy = wrong_role(settings, server_state(connection))
    if problem:
        raise SettingsError(f"PORTAL_DATABASE_URL: {problem}; {remedy}.")


def wrong_role(settings: Settings, state: ServerState) -> tuple[str, str]:
    """Find what is wrong with the role that a portal connects as, and the remedy; both "" if
    nothing.

    Where there is but one role, as on a developer's server, a public portal may have it.
    """
    if not state.role:  # SQLite knows no roles
        return "", ""
    if settings.signs_in and not state.may_write:
        problem = f"people sign in, and {state.role} cannot write"
        return problem, f"connect as {WRITER}, or set PORTAL_SIGN_IN=off"
    if not settings.signs_in and state.has_roles and (state.may_write or state.superuser):
        return f"a public portal must not be able to write, as {state.role} is", (
            f"connect as {READER}, or set PORTAL_SIGN_IN=on"
        )
    return "", ""


def _fill(engine: Engine, settings: Settings, report: Callable[[str], None]) -> None:
    # Imported here: a file is made and filled once, and every command would wait for them.
    if current_revision(engine) != newest_revision():
        from db.schema import upgrade

        report("Making the tables")
        upgrade(engine, report)
    with Session(engine) as session:
        empty = data_version(session).number == 0
    if empty:
        from portal.importers.inspection_list import load_inspections
        from portal.importers.load import load
        from portal.importers.statistics.bundled import load_bundle

        report("Loading the project's catalogue")
        load(make_sessions(engine), [CATALOGUE], report)
        if settings.statistics == "on":
            report("Loading the official statistics that the project carries")
            load_bundle(make_sessions(engine), BUNDLE, report=report)
            report("Loading the inspections that the project carries")
            load_inspections(make_sessions(engine), INSPECTIONS, report)
