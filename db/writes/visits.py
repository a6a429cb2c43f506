"""Writing for teams of visits; nothing here commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from db.models import (
    Visit,
    VisitEntry,
    VisitEvidence,
    VisitFile,
    VisitMember,
    VisitSetAside,
    VisitShare,
    VisitText,
)


def add_visit(session: Session, **values: Any) -> None:
    """A new visit."""
    session.execute(insert(Visit).values(changed=1, **values))


def touch(session: Session, visit_id: str) -> None:
    """Count a change of a visit.

    This comes first in every transaction that writes to a visit: the row is its lock, so that
    changes of one visit follow each other.
    """
    changed = update(Visit).where(Visit.id == visit_id)
    session.execute(changed.values(changed=Visit.changed + 1))


def change_visit(session: Session, visit_id: str, **values: Any) -> None:
    """New values for a visit's own columns."""
    session.execute(update(Visit).where(Visit.id == visit_id).values(**values))


def add_member(session: Session, visit_id: str, account: int) -> None:
    """Put an account on a team."""
    session.execute(insert(VisitMember).values(visit_id=visit_id, account_id=account))


def remove_member(session: Session, visit_id: str, account: int) -> None:
    """Take an account off a team."""
    row = (VisitMember.visit_id == visit_id) & (VisitMember.account_id == account)
    session.execute(delete(VisitMember).where(row))


def add_entry(session: Session, **values: Any) -> int:
    """A line or a question; gives its number."""
    made = session.execute(insert(VisitEntry).values(**values).returning(VisitEntry.id))
    return made.scalar_one()


def change_entry(session: Session, entry_id: int, **values: Any) -> None:
    """New heading, position or removal of an entry."""
    session.execute(update(VisitEntry).where(VisitEntry.id == entry_id).values(**values))


def add_text(session: Session, **values: Any) -> None:
    """A further version of a text."""
    session.execute(insert(VisitText).values(**values))


def go_on_with_text(
    session: Session, entry_id: int, field: str, version: int, text: str, at: datetime
) -> None:
    """The author of a version goes on typing: the version gets the next number."""
    row = (
        (VisitText.entry_id == entry_id)
        & (VisitText.field == field)
        & (VisitText.version == version)
    )
    changed = update(VisitText).where(row)
    session.execute(changed.values(version=version + 1, text=text, made_at=at))


def add_evidence(session: Session, **values: Any) -> int:
    """A piece of evidence; gives its number."""
    made = session.execute(insert(VisitEvidence).values(**values).returning(VisitEvidence.id))
    return made.scalar_one()


def change_evidence(session: Session, evidence_id: int, **values: Any) -> None:
    """Put a piece under a line, or remove it."""
    session.execute(update(VisitEvidence).where(VisitEvidence.id == evidence_id).values(**values))


def add_file(session: Session, **values: Any) -> None:
    """A file of a team's own evidence."""
    session.execute(insert(VisitFile).values(**values))


def set_looked(session: Session, visit_id: str, account: int, at: datetime) -> None:
    """Somebody of the team has seen what was done until then."""
    row = (VisitMember.visit_id == visit_id) & (VisitMember.account_id == account)
    session.execute(update(VisitMember).where(row).values(looked_at=at))


def add_share(session: Session, **values: Any) -> None:
    """A link for the council."""
    session.execute(insert(VisitShare).values(**values))


def end_share(session: Session, share: int, at: datetime) -> None:
    """A link works no more."""
    session.execute(update(VisitShare).where(VisitShare.id == share).values(removed_at=at))


def set_aside(session: Session, **values: Any) -> None:
    """A suggestion is not to be shown to the team again."""
    session.execute(insert(VisitSetAside).values(**values))


def bring_back(session: Session, visit_id: str, suggestion: str) -> None:
    """A suggestion set aside is shown again."""
    row = (VisitSetAside.visit_id == visit_id) & (VisitSetAside.suggestion == suggestion)
    session.execute(delete(VisitSetAside).where(row))
