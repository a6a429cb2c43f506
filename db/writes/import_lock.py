"""One at a time: imports and loads wait for each other, so that none works on half-known data."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from db.locks import take_lock

_TURNS = {
    # Who may only read cannot take this lock; that of a number (`pg_advisory_lock`) anybody could.
    "postgresql": "LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE",
    # SQLite knows one writer: a statement that would write is one, also where it changes nothing.
    "sqlite": "UPDATE dataset_versions SET note = note WHERE id = -1",
}


def take_turn(session: Session, report: Callable[[str], None] = lambda _text: None) -> None:
    """Wait until no other import runs; the turn ends with the transaction.

    To be called first in the transaction, before anything is read.

    Raises:
        sqlalchemy.exc.OperationalError: if another import holds the database too long.
    """
    connection = session.connection()
    take_lock(connection, _TURNS[connection.dialect.name], report)
