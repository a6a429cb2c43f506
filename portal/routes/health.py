"""`/readyz`: whether this portal can answer, for whoever spreads requests over several.

`/healthz`, which is Dash's, says only that the process lives.
"""

from __future__ import annotations

from flask import Flask, Response
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db.engine import reading_engine
from db.file_damage import is_damage
from db.queries.versions import data_version
from db.revisions import current_revision, known_revisions, newest_revision
from portal.web.handlers import bound

READY = "/readyz"
_SILENT = "the database does not answer"


def register(server: Flask, engine: Engine) -> None:
    """Add the route; it is not limited, and a line is logged only where it says no."""
    # The revisions of the start: an upgrade may put newer files in their place.
    view = bound(_ready, reading_engine(engine), newest_revision(), known_revisions())
    server.add_url_rule(READY, "ready", view)


def _ready(engine: Engine, newest: str, revisions: frozenset[str]) -> Response:
    reason = why_not(engine, newest, revisions)
    response = Response(f"{reason or 'ready'}\n", 503 if reason else 200, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


def why_not(engine: Engine, newest: str, revisions: frozenset[str]) -> str:
    """Why a portal cannot answer, in plain words; empty where it can.

    A schema that this version does not know was made by a newer one, whose migrations leave what
    is there in place: processes of both may serve while a region is brought up to date.

    Args:
        newest: the revision of the schema that this version makes.
        revisions: all that it has a migration for.
    """
    try:
        revision = current_revision(engine)
        if not revision:
            return "the database has no tables"
        if revision != newest and revision in revisions:
            return "the database's tables are old"
        with engine.connect() as connection:
            if not data_version(connection).number:
                return "the database holds no data"
    except SQLAlchemyError as error:
        return "the database's file is damaged" if is_damage(error) else _SILENT
    return ""
