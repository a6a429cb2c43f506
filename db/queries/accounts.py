"""Questions about accounts: where they are signed in, and who did what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from db.models import Account, AccountRole, AuditEntry, SignIn
from db.queries.columns import picked
from db.queries.rows import Rows


def account_named(session: Session, name: str) -> Account | None:
    """The account of a name."""
    return session.scalars(select(Account).where(Account.name == name)).one_or_none()


def account_numbered(session: Session, number: int) -> Account | None:
    """The account of a number."""
    return session.get(Account, number)


def account_of_subject(session: Session, subject: str) -> Account | None:
    """The account of a person as the organisation's own provider knows them."""
    return session.scalars(select(Account).where(Account.subject == subject)).one_or_none()


def accounts(session: Session) -> list[Account]:
    """Every account, by name."""
    return list(session.scalars(select(Account).order_by(Account.name)))


def roles_of(session: Session, account: int) -> frozenset[str]:
    """The roles of an account."""
    query = select(AccountRole.role).where(AccountRole.account_id == account)
    return frozenset(session.scalars(query))


def all_roles(session: Session) -> dict[int, frozenset[str]]:
    """The roles of every account that has any, by its number."""
    by_account: dict[int, set[str]] = {}
    for account, role in session.execute(select(AccountRole.account_id, AccountRole.role)):
        by_account.setdefault(account, set()).add(role)
    return {account: frozenset(roles) for account, roles in by_account.items()}


def sign_in(
    session: Session, key_hash: str, made_after: datetime, seen_after: datetime
) -> Row[SignIn, Account] | None:
    """A session that has not ended, and its account if it may still be used."""
    query = (
        select(SignIn, Account)
        .join(Account, SignIn.account_id == Account.id)
        .where(
            SignIn.key_hash == key_hash,
            SignIn.made_at > made_after,
            SignIn.seen_at > seen_after,
            Account.active,
        )
    )
    return session.execute(query).one_or_none()


def sign_ins_of(
    session: Session, account: int, made_after: datetime, seen_after: datetime
) -> list[SignIn]:
    """The sessions of an account that have not ended, the one used last first."""
    query = (
        select(SignIn)
        .where(
            SignIn.account_id == account, SignIn.made_at > made_after, SignIn.seen_at > seen_after
        )
        .order_by(SignIn.seen_at.desc(), SignIn.key_hash)
    )
    return list(session.scalars(query))


def audit_count(
    session: Session, action: str, subject: str, after: datetime, detail: str | None = None
) -> int:
    """Count how often something was done to a subject since a time; in all details, or in one."""
    query = (
        select(func.count())
        .select_from(AuditEntry)
        .where(AuditEntry.at > after, AuditEntry.action == action, AuditEntry.subject == subject)
    )
    if detail is not None:
        query = query.where(AuditEntry.detail == detail)
    return session.scalar(query) or 0


def audit(
    session: Session, account: str = "", action: str = "", most: int = 200, start: int = 0
) -> Rows:
    """Rows of the audit log, the newest first.

    Args:
        account: who did it or to whom it was done, or "" for all.
        action: "" for all.
        most: how many rows at most.
        start: how many of the newest to leave out.
    """
    query = select(*picked(AuditEntry, "id at actor action subject detail"))
    query = query.where(*_audited(account, action)).order_by(AuditEntry.id.desc())
    return session.execute(query.limit(most).offset(start)).all()


def audit_total(session: Session, account: str = "", action: str = "") -> int:
    """Count the rows of the audit log that `audit` would list."""
    query = select(func.count()).select_from(AuditEntry).where(*_audited(account, action))
    return session.scalar(query) or 0


def _audited(account: str, action: str) -> list[ColumnElement[bool]]:
    """Restrict the audit log to an account and an action, where they are given."""
    wanted: list[ColumnElement[bool]] = []
    if account:
        wanted.append((AuditEntry.actor == account) | (AuditEntry.subject == account))
    if action:
        wanted.append(AuditEntry.action == action)
    return wanted


def audit_actions(session: Session) -> list[str]:
    """Every kind of action that the audit log holds."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))
