"""Groups and notes of the partnership, with their authors."""

from __future__ import annotations

from sqlalchemy import func, select

from db.models import Account, PartnerGroup, PartnerNote, table_of
from db.queries.rows import AnyRow, AnySelect, Reader, Rows

_GROUPS: AnySelect = select(*table_of(PartnerGroup).c, Account.display.label("by")).join(
    Account, Account.id == PartnerGroup.made_by
)
_NOTES: AnySelect = select(*table_of(PartnerNote).c, Account.display.label("by")).join(
    Account, Account.id == PartnerNote.made_by
)


def groups(session: Reader) -> Rows:
    """The groups in the order of their names."""
    query = _GROUPS.where(PartnerGroup.removed_at.is_(None))
    return session.execute(query.order_by(func.lower(PartnerGroup.name), PartnerGroup.id)).all()


def removed_groups(session: Reader, most: int) -> Rows:
    """The groups that were removed last."""
    query = _GROUPS.where(PartnerGroup.removed_at.is_not(None))
    return session.execute(query.order_by(PartnerGroup.removed_at.desc()).limit(most)).all()


def group(session: Reader, number: int) -> AnyRow | None:
    """One group, removed or not."""
    return session.execute(_GROUPS.where(PartnerGroup.id == number)).first()


def group_named(session: Reader, name: str) -> int | None:
    """The number of the group that has a name, whatever its capitals."""
    query = select(PartnerGroup.id).where(
        func.lower(PartnerGroup.name) == name.lower(), PartnerGroup.removed_at.is_(None)
    )
    return session.scalar(query)


def notes(session: Reader, most: int, link: str | None = None) -> Rows:
    """The newest notes, perhaps only those about one page."""
    query = _NOTES.where(PartnerNote.removed_at.is_(None))
    if link is not None:
        query = query.where(PartnerNote.link == link)
    return session.execute(query.order_by(PartnerNote.id.desc()).limit(most)).all()


def note(session: Reader, number: int) -> AnyRow | None:
    """One note that stands."""
    query = _NOTES.where(PartnerNote.id == number, PartnerNote.removed_at.is_(None))
    return session.execute(query).first()
