"""Questions about accounts: where they are signed in, and who did what."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Account,
    AccountCouncil,
    AccountGroup,
    AccountLink,
    AccountRole,
    AuditEntry,
    Council,
    SignIn,
)
from db.queries.columns import picked
from db.queries.rows import AnyRow, Rows


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


def accounts_page(
    session: Session, search: str, most: int, start: int
) -> tuple[list[Account], int]:
    """Some of the accounts whose name, as typed or as shown, holds a text; and how many do."""
    wanted = or_(
        Account.name.contains(search, autoescape=True),
        func.lower(Account.display).contains(search, autoescape=True),
    )
    query = select(Account).where(wanted).order_by(Account.name).limit(most).offset(start)
    total = session.scalar(select(func.count()).select_from(Account).where(wanted)) or 0
    return list(session.scalars(query)), total


def active_with(session: Session, role: str) -> frozenset[int]:
    """Numbers of the active accounts with a role that can sign in.

    On PostgreSQL their rows are locked until the transaction ends: of two that end the last ones
    at once, the second waits. SQLite lets one transaction write at a time.
    """
    query = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            AccountRole.role == role,
            Account.active,
            or_(Account.password_hash.is_not(None), Account.subject.is_not(None)),
        )
        .order_by(Account.id)
        .with_for_update(of=Account)
    )
    return frozenset(session.scalars(query))


def links_of(session: Session, numbers: Collection[int], now: datetime) -> dict[int, datetime]:
    """When the links of accounts that have not ended do, by the account's number."""
    query = select(AccountLink.account_id, AccountLink.expires_at)
    query = query.where(AccountLink.account_id.in_(numbers), AccountLink.expires_at > now)
    return {row.account_id: row.expires_at for row in session.execute(query)}


def account_of_link(session: Session, key_hash: str, now: datetime) -> Account | None:
    """The active account that a link belongs to, unless the link has ended."""
    query = (
        select(Account)
        .join(AccountLink, AccountLink.account_id == Account.id)
        .where(AccountLink.key_hash == key_hash, AccountLink.expires_at > now, Account.active)
    )
    return session.scalars(query).one_or_none()


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


def councils_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The councils that accounts send figures for, by the account's number."""
    query = select(AccountCouncil).where(AccountCouncil.account_id.in_(numbers))
    return {row.account_id: row.council for row in session.scalars(query)}


def groups_of(session: Session, numbers: Collection[int]) -> dict[int, frozenset[str]]:
    """The named groups of accounts that are in any, by the account's number."""
    query = select(AccountGroup).where(AccountGroup.account_id.in_(numbers))
    by_account: dict[int, set[str]] = {}
    for row in session.scalars(query):
        by_account.setdefault(row.account_id, set()).add(row.name)
    return {account: frozenset(names) for account, names in by_account.items()}


def every_group(session: Session) -> list[str]:
    """The names of all groups that some account is in."""
    query = select(AccountGroup.name).distinct().order_by(AccountGroup.name)
    return list(session.scalars(query))


def council_key(session: Session, named: str) -> str | None:
    """The key of a council that an account may send figures for, by its key or name.

    The beginning of a name will do where no other begins so.
    """
    query, asked = select(Council.key).where(Council.kind == "council"), named.lower()
    name = func.lower(Council.name)
    exact = session.scalars(query.where(or_(Council.key == asked, name == asked))).first()
    if exact is not None:
        return exact
    begun = query.where(Council.ended == "", name.startswith(f"{asked} ", autoescape=True))
    keys = session.scalars(begun.limit(2)).all()
    return keys[0] if len(keys) == 1 else None


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


def audit_of(
    session: Session, subjects: Collection[str], actions: Collection[str], after: datetime
) -> Rows:
    """Rows of the audit log about some subjects since a time, the oldest first."""
    query = select(*picked(AuditEntry, "at action subject detail")).where(
        AuditEntry.at > after, AuditEntry.action.in_(actions), AuditEntry.subject.in_(subjects)
    )
    return session.execute(query.order_by(AuditEntry.id)).all()


def audit(
    session: Session,
    account: str = "",
    action: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    most: int = 200,
    start: int = 0,
) -> Rows:
    """Rows of the audit log, the newest first.

    Args:
        account: who did it or to whom it was done, or "" for all.
        action: "" for all.
        since: the first moment; None for all.
        until: the moment before which; None for all.
        most: how many rows at most.
        start: how many of the newest to leave out.
    """
    query = select(*picked(AuditEntry, "id at actor action subject detail"))
    query = query.where(*_audited(account, action, since, until)).order_by(AuditEntry.id.desc())
    return session.execute(query.limit(most).offset(start)).all()


def audit_stream(
    session: Session,
    account: str = "",
    action: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[AnyRow]:
    """Every row that `audit` would list, a thousand at a time."""
    query = select(*picked(AuditEntry, "id at actor action subject detail"))
    query = query.where(*_audited(account, action, since, until)).order_by(AuditEntry.id.desc())
    with session.execute(query.execution_options(yield_per=1000)) as rows:
        yield from rows


def audit_total(
    session: Session,
    account: str = "",
    action: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Count the rows of the audit log that `audit` would list."""
    wanted = _audited(account, action, since, until)
    return session.scalar(select(func.count()).select_from(AuditEntry).where(*wanted)) or 0


def _audited(
    account: str, action: str, since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    """Restrict the audit log to an account, an action and a time, where they are given."""
    wanted: list[ColumnElement[bool]] = []
    if account:
        wanted.append((AuditEntry.actor == account) | (AuditEntry.subject == account))
    if action:
        wanted.append(AuditEntry.action == action)
    if since is not None:
        wanted.append(AuditEntry.at >= since)
    if until is not None:
        wanted.append(AuditEntry.at < until)
    return wanted


def audit_actions(session: Session) -> list[str]:
    """Every kind of action that the audit log holds."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))
