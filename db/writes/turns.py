"""One at a time: imports and loads wait for each other, so that none works on half-known data."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

# Who may only read cannot take this lock; that of a number (`pg_advisory_lock`) anybody could hold.
_LOCK = "LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE"
# An import of all of England takes minutes, and waiting is better than failing.
_MOST_SECONDS = 900


def take_turn(session: Session, report: Callable[[str], None] = lambda _text: None) -> None:
    """Wait until no other import runs; the turn ends with the transaction.

    To be called first in the transaction, before anything is read.

    Raises:
        sqlalchemy.exc.OperationalError: if another import holds the database too long.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"{_LOCK} NOWAIT")
        except OperationalError:
            report("Waiting for another import to end")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_MOST_SECONDS}s'")
            connection.exec_driver_sql(_LOCK)
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        return
    # SQLite knows one writer: a statement that would write is one, also where it changes nothing.
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    nothing = "UPDATE dataset_versions SET note = note WHERE id = -1"
    try:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        connection.exec_driver_sql(nothing)
    except OperationalError:
        report("Waiting for another import to end")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_MOST_SECONDS * 1000}")
        connection.exec_driver_sql(nothing)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")
