"""Waiting for a lock: at once where it is free, else with a word to whoever watches."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

# An import of all of England takes minutes, and waiting is better than failing.
_MOST_SECONDS = 900


def take_lock(
    connection: Connection,
    statement: str,
    report: Callable[[str], None] = lambda _text: None,
    text: str = "Waiting for another import to end",
) -> None:
    """Run a statement that takes a lock, waiting for whoever holds it.

    Args:
        connection: in a transaction, whose end gives the lock back.
        statement: takes the lock, or fails where it is held.
        report: gets `text` before the wait, if there is one.
        text: what is waited for.

    Raises:
        sqlalchemy.exc.OperationalError: if the lock is held too long.
    """
    if connection.dialect.name == "postgresql":
        try:
            with connection.begin_nested():
                connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
                connection.exec_driver_sql(statement)
        except OperationalError:
            report(text)
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_MOST_SECONDS}s'")
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        return
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    try:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        connection.exec_driver_sql(statement)
    except OperationalError:
        report(text)
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_MOST_SECONDS * 1000}")
        connection.exec_driver_sql(statement)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")
