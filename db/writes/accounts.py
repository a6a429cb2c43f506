"""Writing accounts, sessions and the audit log; nothing is committed here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from db.models import (
    Account,
    AccountCouncil,
    AccountGroup,
    AccountLink,
    AccountRole,
    AuditEntry,
    SignIn,
)


class Who(Protocol):
    """The author of a change: a row of `accounts`, or 0 where it is done at the machine itself."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...


def record(
    session: Session,
    actor: Who | None,
    action: str,
    subject: str,
    detail: str = "",
    *,
    at: datetime | None = None,
) -> None:
    """Add a row to the audit log, in the transaction of what it tells about.

    Args:
        actor: who did it; None where nobody is signed in.
        action: what was done, in a few words (at most 40 characters).
        subject: to what, by its key.
        detail: what else is worth knowing; never a secret.
        at: when, in UTC; now where it is not said.
    """
    session.execute(
        insert(AuditEntry).values(
            at=at or datetime.now(UTC).replace(tzinfo=None),
            account_id=(actor.id or None) if actor else None,
            actor=actor.name[:120] if actor else "",
            action=action[:40],
            subject=subject,
            detail=detail,
        )
    )


def add_account(session: Session, **values: Any) -> int:
    """Add an account and give its number."""
    account = Account(**values)
    session.add(account)
    session.flush()
    return account.id


def set_roles(session: Session, account: int, roles: Iterable[str]) -> None:
    """Give an account exactly these roles."""
    session.execute(delete(AccountRole).where(AccountRole.account_id == account))
    rows = [{"account_id": account, "role": role} for role in sorted(set(roles))]
    if rows:
        session.execute(insert(AccountRole), rows)


def set_council(session: Session, account: int, council: str) -> None:
    """Bind an account to the council that it sends figures for; to none where it is ""."""
    session.execute(delete(AccountCouncil).where(AccountCouncil.account_id == account))
    if council:
        session.execute(insert(AccountCouncil).values(account_id=account, council=council))


def set_groups(session: Session, account: int, names: Iterable[str]) -> None:
    """Put an account into exactly these groups."""
    session.execute(delete(AccountGroup).where(AccountGroup.account_id == account))
    rows = [{"account_id": account, "name": name} for name in sorted(set(names))]
    if rows:
        session.execute(insert(AccountGroup), rows)


def put_link(session: Session, account: int, key_hash: str, expires_at: datetime) -> None:
    """Give an account a link in the place of the one that it may have."""
    end_links(session, account)
    values = {"account_id": account, "key_hash": key_hash, "expires_at": expires_at}
    session.execute(insert(AccountLink).values(values))


def end_links(session: Session, account: int) -> None:
    """End the link of an account."""
    session.execute(delete(AccountLink).where(AccountLink.account_id == account))


def use_link(session: Session, key_hash: str, now: datetime) -> bool:
    """Use a link up; False if it has ended or somebody used it first."""
    query = delete(AccountLink).where(
        AccountLink.key_hash == key_hash, AccountLink.expires_at > now
    )
    used = session.execute(query.returning(AccountLink.account_id)).all()
    return bool(used)


def add_sign_in(session: Session, key_hash: str, account: int, now: datetime) -> None:
    """Begin a session."""
    session.execute(
        insert(SignIn).values(key_hash=key_hash, account_id=account, made_at=now, seen_at=now)
    )


def touch_sign_in(session: Session, key_hash: str, now: datetime, before: datetime) -> None:
    """Say that a session is in use, unless that was said since `before`."""
    session.execute(
        update(SignIn)
        .where(SignIn.key_hash == key_hash, SignIn.seen_at < before)
        .values(seen_at=now)
    )


def end_sign_in(session: Session, key_hash: str) -> None:
    """End one session."""
    session.execute(delete(SignIn).where(SignIn.key_hash == key_hash))


def end_sign_ins(session: Session, account: int) -> None:
    """End every session of an account."""
    session.execute(delete(SignIn).where(SignIn.account_id == account))


def forget_ended(session: Session, made_before: datetime, seen_before: datetime) -> None:
    """Delete the sessions that have ended by their age or by not being used."""
    session.execute(
        delete(SignIn).where((SignIn.made_at < made_before) | (SignIn.seen_at < seen_before))
    )
