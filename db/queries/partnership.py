"""Groups and notes of the partnership, with their authors."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from db.models import Account, PartnerGroup, PartnerNote

# Each with the name of whoever made it.
Groups = Sequence[Row[PartnerGroup, str]]
Notes = Sequence[Row[PartnerNote, str]]
_GROUPS = select(PartnerGroup, Account.display).join(Account, Account.id == PartnerGroup.made_by)
_NOTES = select(PartnerNote, Account.display).join(Account, Account.id == PartnerNote.made_by)


def groups(session: Session) -> Groups:
    """The groups in the order of their names."""
    query = _GROUPS.where(PartnerGroup.removed_at.is_(None))
    return session.execute(query.order_by(func.lower(PartnerGroup.name), PartnerGroup.id)).all()


def removed_groups(session: Session, most: int) -> Groups:
    """The groups that were removed last."""
    query = _GROUPS.where(PartnerGroup.removed_at.is_not(None))
    return session.execute(query.order_by(PartnerGroup.removed_at.desc()).limit(most)).all()


def group(session: Session, number: int) -> PartnerGroup | None:
    """One group, removed or not."""
    return session.scalars(select(PartnerGroup).where(PartnerGroup.id == number)).first()


def group_named(session: Session, name: str) -> int | None:
    """The number of the group that has a name, whatever its capitals."""
    query = select(PartnerGroup.id).where(
        func.lower(PartnerGroup.name) == name.lower(), PartnerGroup.removed_at.is_(None)
    )
    return session.scalar(query)


def notes(session: Session, most: int, link: str | None = None) -> Notes:
    """The newest notes, perhaps only those about one page."""
    query = _NOTES.where(PartnerNote.removed_at.is_(None))
    if link is not None:
        query = query.where(PartnerNote.link == link)
    return session.execute(query.order_by(PartnerNote.id.desc()).limit(most)).all()


def note(session: Session, number: int) -> PartnerNote | None:
    """One note that stands."""
    query = select(PartnerNote).where(PartnerNote.id == number, PartnerNote.removed_at.is_(None))
    return session.scalars(query).first()
