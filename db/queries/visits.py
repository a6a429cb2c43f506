"""Visits, their teams, lines, texts and evidence, as their pages need them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from db.models import (
    Account,
    AccountRole,
    AuditEntry,
    Visit,
    VisitEntry,
    VisitEvidence,
    VisitFile,
    VisitMember,
    VisitSetAside,
    VisitShare,
    VisitText,
)

_OF_TEAMS = select(Visit).join(VisitMember, VisitMember.visit_id == Visit.id)
# The number of an account, the name that it signs in with, and the one that others see.
Person = Row[int, str, str]


def visits_of(session: Session, account: int) -> Sequence[Visit]:
    """The visits whose team lists an account, the newest first."""
    query = _OF_TEAMS.where(VisitMember.account_id == account)
    return session.scalars(query.order_by(Visit.made_at.desc(), Visit.id)).all()


def visit(session: Session, visit_id: str, account: int) -> Visit | None:
    """A visit whose team lists the account, or nothing."""
    query = _OF_TEAMS.where(Visit.id == visit_id, VisitMember.account_id == account)
    return session.scalars(query).first()


def team(session: Session, visit_id: str) -> Sequence[Person]:
    """The people on the team of a visit, in the order of their names."""
    query = (
        select(Account.id, Account.name, Account.display)
        .join(VisitMember, VisitMember.account_id == Account.id)
        .where(VisitMember.visit_id == visit_id)
        .order_by(Account.display, Account.id)
    )
    return session.execute(query).all()


def entries(session: Session, visit_id: str) -> Sequence[VisitEntry]:
    """Lines and questions in the team's order, removed ones too."""
    query = select(VisitEntry).where(VisitEntry.visit_id == visit_id)
    return session.scalars(query.order_by(VisitEntry.position, VisitEntry.id)).all()


def entry(session: Session, visit_id: str, entry_id: int) -> VisitEntry | None:
    """One line or question of a visit."""
    query = select(VisitEntry).where(VisitEntry.visit_id == visit_id, VisitEntry.id == entry_id)
    return session.scalars(query).first()


def entry_of_key(session: Session, visit_id: str, key: str) -> VisitEntry | None:
    """The entry that an addition of this key made, removed or not."""
    query = select(VisitEntry).where(VisitEntry.visit_id == visit_id, VisitEntry.key == key)
    return session.scalars(query).first()


def last_position(session: Session, visit_id: str) -> int:
    """The highest position of a visit's entries, 0 where there are none."""
    query = select(func.max(VisitEntry.position)).where(VisitEntry.visit_id == visit_id)
    return session.scalar(query) or 0


_TEXTS = select(VisitText, Account.display).join(Account, Account.id == VisitText.made_by)


def texts(session: Session, visit_id: str) -> Sequence[Row[VisitText, str]]:
    """The standing version of every text of a visit, with its author's name."""
    newest = (
        select(VisitText.entry_id, VisitText.field, func.max(VisitText.version).label("version"))
        .join(VisitEntry, VisitEntry.id == VisitText.entry_id)
        .where(VisitEntry.visit_id == visit_id)
        .group_by(VisitText.entry_id, VisitText.field)
        .subquery()
    )
    stands = and_(
        VisitText.entry_id == newest.c.entry_id,
        VisitText.field == newest.c.field,
        VisitText.version == newest.c.version,
    )
    return session.execute(_TEXTS.join(newest, stands)).all()


def versions(session: Session, entry_id: int, field: str) -> Sequence[Row[VisitText, str]]:
    """Every kept version of one text with its author's name, the newest first."""
    query = _TEXTS.where(VisitText.entry_id == entry_id, VisitText.field == field)
    return session.execute(query.order_by(VisitText.version.desc())).all()


def evidence(session: Session, visit_id: str) -> Sequence[Row[VisitEvidence, str]]:
    """The evidence of a visit in the order in which it was gathered, removed pieces too.

    Beside each piece the name of whoever gathered it.
    """
    query = (
        select(VisitEvidence, Account.display)
        .join(Account, Account.id == VisitEvidence.added_by)
        .where(VisitEvidence.visit_id == visit_id)
        .order_by(VisitEvidence.id)
    )
    return session.execute(query).all()


def files(session: Session, visit_id: str) -> Sequence[Row[int, int, str, str, int]]:
    """The files of a visit's own evidence that was not removed, without their content."""
    columns = (VisitFile.id, VisitFile.entry_id, VisitFile.name, VisitFile.type, VisitFile.size)
    query = (
        select(*columns)
        .join(VisitEntry, VisitEntry.id == VisitFile.entry_id)
        .where(VisitFile.visit_id == visit_id, VisitEntry.removed_at.is_(None))
    )
    return session.execute(query.order_by(VisitFile.id)).all()


def file(session: Session, visit_id: str, number: int) -> VisitFile | None:
    """One file of a visit whose evidence was not removed, with its content."""
    query = (
        select(VisitFile)
        .join(VisitEntry, VisitEntry.id == VisitFile.entry_id)
        .where(
            VisitFile.visit_id == visit_id,
            VisitFile.id == number,
            VisitEntry.removed_at.is_(None),
        )
    )
    return session.scalars(query).first()


def authors(session: Session, visit_id: str) -> dict[int, str]:
    """The names of those who made the entries of a visit, by the numbers of their accounts."""
    made = select(VisitEntry.made_by).where(VisitEntry.visit_id == visit_id)
    query = select(Account.id, Account.display).where(Account.id.in_(made))
    return {row.id: row.display for row in session.execute(query)}


def agreed_texts(
    session: Session, councils: Sequence[str] | None = None, visits: Sequence[str] | None = None
) -> Sequence[Row[int, str, str, str, str, date | None, date | None]]:
    """Every version of the texts of agreed actions, of all visits, the highest last.

    Each with its entry and field, and the number, council and days of the visit.

    Args:
        councils: only of visits of these; of all where None.
        visits: only of these; of all where None.
    """
    query = (
        select(
            VisitText.entry_id,
            VisitText.field,
            VisitText.text,
            Visit.id,
            Visit.council,
            Visit.starts,
            Visit.ends,
        )
        .join(VisitEntry, VisitEntry.id == VisitText.entry_id)
        .join(Visit, Visit.id == VisitEntry.visit_id)
        .where(VisitEntry.kind == "agreed", VisitEntry.removed_at.is_(None))
        .order_by(VisitText.entry_id, VisitText.field, VisitText.version)
    )
    if councils is not None:
        query = query.where(Visit.council.in_(councils))
    if visits is not None:
        query = query.where(Visit.id.in_(visits))
    return session.execute(query).all()


def line_texts(session: Session, lines: Collection[int]) -> Sequence[Row[str, int, str, str]]:
    """Every version of what lines that stand say and are, the highest last, with their visits."""
    query = (
        select(VisitEntry.visit_id, VisitText.entry_id, VisitText.field, VisitText.text)
        .join(VisitEntry, VisitEntry.id == VisitText.entry_id)
        .where(
            VisitEntry.id.in_(lines),
            VisitEntry.kind == "line",
            VisitEntry.removed_at.is_(None),
            VisitText.field.in_(("wording", "feedback", "verdict", "status")),
        )
        .order_by(VisitText.entry_id, VisitText.field, VisitText.version)
    )
    return session.execute(query).all()


def looked_at(session: Session, visit_id: str, account: int) -> datetime | None:
    """When somebody of the team said last that they have seen what was done."""
    query = select(VisitMember.looked_at).where(
        VisitMember.visit_id == visit_id, VisitMember.account_id == account
    )
    return session.scalar(query)


def newest_texts(session: Session, visit_id: str, most: int) -> Sequence[Row[VisitText, str]]:
    """The versions of a visit's texts that were written last, with their authors' names."""
    query = (
        _TEXTS.join(VisitEntry, VisitEntry.id == VisitText.entry_id)
        .where(VisitEntry.visit_id == visit_id, VisitEntry.removed_at.is_(None))
        .order_by(VisitText.made_at.desc(), VisitText.entry_id, VisitText.field)
    )
    return session.execute(query.limit(most)).all()


def newest_evidence(
    session: Session, visit_id: str, most: int
) -> Sequence[Row[VisitEvidence, str]]:
    """The evidence that was gathered last and not removed, with the names of who did."""
    query = (
        select(VisitEvidence, Account.display)
        .join(Account, Account.id == VisitEvidence.added_by)
        .where(VisitEvidence.visit_id == visit_id, VisitEvidence.removed_at.is_(None))
        .order_by(VisitEvidence.id.desc())
    )
    return session.execute(query.limit(most)).all()


def logged(
    session: Session, visit_id: str, actions: Sequence[str], most: int
) -> Sequence[Row[AuditEntry, str | None]]:
    """The newest lines of the audit log about a visit, with the names of who acted."""
    query = (
        select(AuditEntry, Account.display)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.subject == visit_id, AuditEntry.action.in_(actions))
        .order_by(AuditEntry.id.desc())
    )
    return session.execute(query.limit(most)).all()


_SHARES = select(VisitShare, Account.display).join(Account, Account.id == VisitShare.made_by)


def shares(session: Session, visit_id: str, on: date) -> Sequence[Row[VisitShare, str]]:
    """The links of a visit that work on a day, with the names of who made them."""
    query = _SHARES.where(
        VisitShare.visit_id == visit_id, VisitShare.removed_at.is_(None), VisitShare.until >= on
    )
    return session.execute(query.order_by(VisitShare.id)).all()


def any_share(session: Session, key_hash: str) -> VisitShare | None:
    """The link of this key, also one that has ended."""
    return session.scalars(select(VisitShare).where(VisitShare.key_hash == key_hash)).first()


def share(session: Session, key_hash: str, on: date) -> VisitShare | None:
    """The link of a key, where it works on a day."""
    query = select(VisitShare).where(
        VisitShare.key_hash == key_hash, VisitShare.removed_at.is_(None), VisitShare.until >= on
    )
    return session.scalars(query).first()


def any_visit(session: Session, visit_id: str) -> Visit:
    """A visit, whoever asks: for what a council is shown."""
    return session.scalars(select(Visit).where(Visit.id == visit_id)).one()


def set_aside(session: Session, visit_id: str) -> Sequence[str]:
    """The keys of suggestions that the team set aside."""
    query = select(VisitSetAside.suggestion).where(VisitSetAside.visit_id == visit_id)
    return session.scalars(query).all()


def with_role(session: Session, role: str) -> Sequence[Person]:
    """The accounts that can sign in and have a role, in the order of their names."""
    query = (
        select(Account.id, Account.name, Account.display)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(Account.active, AccountRole.role == role)
        .order_by(Account.display, Account.id)
    )
    return session.execute(query).all()
