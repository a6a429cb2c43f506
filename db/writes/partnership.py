"""Writing groups and notes of the partnership; nothing here commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from db.models import PartnerGroup, PartnerNote


def add_group(session: Session, **values: Any) -> int:
    """A group; gives its number."""
    made = session.execute(insert(PartnerGroup).values(**values).returning(PartnerGroup.id))
    return made.scalar_one()


def set_group_removed(session: Session, number: int, at: datetime | None) -> None:
    """Remove a group, or put it back."""
    session.execute(update(PartnerGroup).where(PartnerGroup.id == number).values(removed_at=at))


def edit_group(session: Session, number: int, name: str, councils: str) -> None:
    """Give a group another name and councils."""
    values = {"name": name, "councils": councils}
    session.execute(update(PartnerGroup).where(PartnerGroup.id == number).values(**values))


def edit_note(session: Session, number: int, text: str) -> None:
    """Word a note anew."""
    session.execute(update(PartnerNote).where(PartnerNote.id == number).values(text=text))


def add_note(session: Session, **values: Any) -> int:
    """A note; gives its number."""
    made = session.execute(insert(PartnerNote).values(**values).returning(PartnerNote.id))
    return made.scalar_one()


def remove_note(session: Session, number: int, at: datetime) -> None:
    """Take a note away from the pages; the row stays."""
    session.execute(update(PartnerNote).where(PartnerNote.id == number).values(removed_at=at))
