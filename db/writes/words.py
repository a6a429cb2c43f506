"""Writing words of the catalogue; nothing is committed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from db.models import WordEdit, table_of
from db.queries.words import MODELS


def set_word(session: Session, kind: str, key: str, values: Mapping[str, Any]) -> None:
    """Change fields of a word."""
    table = table_of(MODELS[kind])
    session.execute(update(table).where(table.c.key == key).values(**values))


def put_edit(session: Session, kind: str, key: str, field: str, **values: Any) -> None:
    """Note that a field says otherwise than its file, in place of an earlier note."""
    drop_edit(session, kind, key, field)
    session.execute(insert(WordEdit).values(kind=kind, key=key, field=field, **values))


def drop_edit(session: Session, kind: str, key: str, field: str) -> None:
    """Forget that a field says otherwise than its file."""
    session.execute(
        delete(WordEdit).where(WordEdit.kind == kind, WordEdit.key == key, WordEdit.field == field)
    )


def set_former(session: Session, number: int, former: str) -> None:
    """Note what a file says by now of a field that was changed."""
    session.execute(update(WordEdit).where(WordEdit.id == number).values(former=former))
