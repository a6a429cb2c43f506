"""Visits, their teams, lines, texts and evidence, as their pages need them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, func, select

from db.models import (
    Account,
    Visit,
    VisitEntry,
    VisitEvidence,
    VisitMember,
    VisitSetAside,
    VisitText,
    table_of,
)
from db.queries.columns import picked
from db.queries.rows import AnyRow, AnySelect, Reader, Rows


def visits_of(session: Reader, account: int) -> Rows:
    """The visits whose team lists an account, the newest first."""
    query = (
        select(*table_of(Visit).c)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(VisitMember.account_id == account)
        .order_by(Visit.made_at.desc(), Visit.id)
    )
    return session.execute(query).all()


def visit(session: Reader, visit_id: str, account: int) -> AnyRow | None:
    """A visit whose team lists the account, or nothing."""
    query = (
        select(*table_of(Visit).c)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(Visit.id == visit_id, VisitMember.account_id == account)
    )
    return session.execute(query).first()


def team(session: Reader, visit_id: str) -> Rows:
    """The people on the team of a visit, in the order of their names."""
    query = (
        select(Account.id, Account.name, Account.display)
        .join(VisitMember, VisitMember.account_id == Account.id)
        .where(VisitMember.visit_id == visit_id)
        .order_by(Account.display, Account.id)
    )
    return session.execute(query).all()


def entries(session: Reader, visit_id: str) -> Rows:
    """Lines and questions in the team's order, removed ones too."""
    query = (
        select(*table_of(VisitEntry).c)
        .where(VisitEntry.visit_id == visit_id)
        .order_by(VisitEntry.position, VisitEntry.id)
    )
    return session.execute(query).all()


def entry(session: Reader, visit_id: str, entry_id: int) -> AnyRow | None:
    """One line or question of a visit."""
    query = select(*table_of(VisitEntry).c).where(
        VisitEntry.visit_id == visit_id, VisitEntry.id == entry_id
    )
    return session.execute(query).first()


def last_position(session: Reader, visit_id: str) -> int:
    """The highest position of a visit's entries, 0 where there are none."""
    query = select(func.max(VisitEntry.position)).where(VisitEntry.visit_id == visit_id)
    return session.scalar(query) or 0


_TEXTS: AnySelect = select(
    *picked(VisitText, "entry_id field version text made_by"),
    Account.display,
    VisitText.made_at,
).join(Account, Account.id == VisitText.made_by)


def texts(session: Reader, visit_id: str) -> Rows:
    """The standing version of every text of a visit."""
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


def versions(session: Reader, entry_id: int, field: str) -> Rows:
    """Every kept version of one text, the newest first."""
    query = _TEXTS.where(VisitText.entry_id == entry_id, VisitText.field == field)
    return session.execute(query.order_by(VisitText.version.desc())).all()


def evidence(session: Reader, visit_id: str) -> Rows:
    """The evidence of a visit in the order in which it was gathered, removed pieces too."""
    query = (
        select(*table_of(VisitEvidence).c, Account.display.label("added_by_name"))
        .join(Account, Account.id == VisitEvidence.added_by)
        .where(VisitEvidence.visit_id == visit_id)
        .order_by(VisitEvidence.id)
    )
    return session.execute(query).all()


def set_aside(session: Reader, visit_id: str) -> Iterable[str]:
    """The keys of suggestions that the team set aside."""
    query = select(VisitSetAside.suggestion).where(VisitSetAside.visit_id == visit_id)
    return [row[0] for row in session.execute(query)]


def account_named(session: Reader, name: str) -> AnyRow | None:
    """An account that can sign in, by its name."""
    query = select(Account.id, Account.name, Account.display).where(
        Account.name == name, Account.active
    )
    return session.execute(query).first()
