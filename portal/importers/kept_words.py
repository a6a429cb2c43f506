"""Words that were changed in the browser stay when their files are loaded or imported again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from db.queries.words import edits
from db.writes import words as writes
from portal.domain.words import KINDS, NUMBER, Field, Kind


def keep_edits(session: Session, rows: Mapping[str, list[dict[str, Any]]]) -> int:
    """Let rows that are about to be written say what was changed in the browser.

    What their file says is noted, for the undo.

    Returns:
        How many fields were changed.
    """
    by_key = {
        (kind, row["key"]): row for kind in KINDS for row in rows.get(kind, ()) if row.get("key")
    }
    count = 0
    for edit in edits(session):
        row = by_key.get((edit.kind, edit.key), {})
        # Of an area, rows of a load have its key where the table has its number.
        column = next((c for c in (edit.field, f"{edit.field}_id") if c in row), None)
        if column is None:
            continue
        former = "" if row[column] is None else str(row[column])
        if former == edit.value:  # the file says the same by now
            writes.drop_edit(session, edit.kind, edit.key, edit.field)
            continue
        if former != edit.former:
            writes.set_former(session, edit.id, former)
        row[column] = as_stored(field_of(KINDS[edit.kind], edit.field), edit.value)
        count += 1
    return count


def as_stored(field: Field, text: str) -> Any:
    """Return what the table holds for a field's text."""
    if field.form == NUMBER:
        return int(text) if text else None
    return text


def field_of(kind: Kind, name: str) -> Field:
    """Find a field of a kind of word by its name."""
    return next(field for field in (*kind.fields, *kind.adding) if field.name == name)
