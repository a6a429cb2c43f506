"""The statements that a piece of work sends to the database, to be counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from db.queries import raw
from db.queries.rows import Reader


@contextmanager
def sent_statements() -> Iterator[list[str]]:
    """List the SQL that is sent inside, through SQLAlchemy and past it alike."""
    statements: list[str] = []
    directly = raw.directly

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    def note_direct(
        reader: Reader, sql: str, values: Sequence[raw.Value] = ()
    ) -> list[tuple[Any, ...]]:
        statements.append(sql)
        return directly(reader, sql, values)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with patch.object(raw, "directly", note_direct):
            yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
