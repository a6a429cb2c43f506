"""The meaning of a fault of the database to whoever runs the portal: its cause, and the remedy."""

from __future__ import annotations

import re
import sqlite3

from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from db.file_damage import is_damage

_REACHED = (
    "check PORTAL_DATABASE_URL (host, port, name, options), the password, and that the server runs "
    "and is reached"
)
_DAMAGED = "put the last backup back: `portal db restore FILE --replace`"
_MISSING = re.compile(r'FATAL: +database "(.+)" does not exist')


def database_fault(error: SQLAlchemyError) -> tuple[str, str]:
    """The cause in the database's own words, without SQLAlchemy's link, and the remedy.

    The remedy is "" where the server was reached and did not do what it was asked.
    """
    if isinstance(error, ArgumentError):
        return str(error), "write PORTAL_DATABASE_URL as in docs/operating.md"
    if not isinstance(error, DBAPIError):
        return str(error.args[0] if error.args else error), ""
    cause = str(error.orig).strip()
    if is_damage(error):
        return cause, _DAMAGED
    if error.statement is not None or isinstance(error.orig, sqlite3.Error):
        return cause, ""
    missing = _MISSING.search(cause)
    if missing:
        command = f"createdb -h HOST -U postgres {missing[1]}"
        return cause, f"make it first, as a superuser: `{command}`"
    return cause, _REACHED
