"""Writing words of the catalogue; nothing is committed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db.models import ImprovementArea, WordEdit, table_of
from db.queries.words import MODELS


def set_word(session: Session, kind: str, key: str, values: Mapping[str, Any]) -> None:
    """Change fields of a word; an improvement area is given by its key."""
    table = table_of(MODELS[kind])
    session.execute(update(table).where(table.c.key == key).values(**_placed(session, values)))


def add_word(session: Session, kind: str, values: Mapping[str, Any]) -> None:
    """Add a word; an improvement area is given by its key."""
    session.execute(insert(table_of(MODELS[kind])).values(**_placed(session, values)))


def remove_word(session: Session, kind: str, key: str) -> None:
    """Delete a word that nothing refers to, with what was changed of it."""
    table = table_of(MODELS[kind])
    session.execute(delete(WordEdit).where(WordEdit.kind == kind, WordEdit.key == key))
    session.execute(delete(table).where(table.c.key == key))


def _placed(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    placed = dict(values)
    if "area" in placed:
        area = select(ImprovementArea.id).where(ImprovementArea.key == placed.pop("area"))
        placed["area_id"] = session.scalar(area)
    return placed


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
