"""The parts that all use cases of accounts share: finding an account, a session, a log entry."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from argon2 import PasswordHasher
from sqlalchemy.orm import Session, sessionmaker

from db.models import Account
from db.queries import accounts as queries
from db.writes import accounts as writes
from portal.auth.passwords import Passwords
from portal.domain.access import SUBMITTER, Actor
from portal.domain.accounts import AccountProblem, AccountView, name_fits, tidy_name

IDLE, LONGEST = timedelta(minutes=60), timedelta(hours=12)
LONGEST_SUBJECT = 400


class Directory:
    """Accounts in a database, and the clock and the hashes that they go by."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(tzinfo=None),
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._sessions = sessions
        self._now = now
        self._passwords = Passwords(hasher)

    def _named(self, session: Session, name: str) -> Account | None:
        return queries.account_named(session, name if name_fits(name) else "")

    def _existing(self, session: Session, name: str) -> Account:
        account = self._named(session, tidy_name(name))
        if account is None:
            raise AccountProblem(
                f"There is no account “{tidy_name(name)}”; `portal users list` names them."
            )
        return account

    def _begin(self, session: Session, account: Account, action: str, place: str) -> str:
        """Begin a session under a new key, of which only the hash is kept."""
        key, now = secrets.token_urlsafe(32), self._now()
        writes.forget_ended(session, now - LONGEST, now - IDLE)
        writes.add_sign_in(session, hashed(key), account.id, now)
        self._record(session, self._actor(session, account), action, account.name, place)
        return key

    def _actor(self, session: Session, account: Account) -> Actor:
        roles, council = queries.roles_of(session, account.id), ""
        if SUBMITTER in roles:
            council = queries.councils_of(session, [account.id]).get(account.id, "")
        return Actor(
            account.id,
            account.name,
            display=account.display,
            roles=roles,
            council=council,
            groups=queries.groups_of(session, [account.id]).get(account.id, frozenset()),
        )

    def _record(
        self, session: Session, actor: Actor | None, action: str, subject: str, detail: str = ""
    ) -> None:
        writes.record(session, actor, action, subject, detail, at=self._now())

    def _view(self, session: Session, number: int) -> AccountView:
        account = queries.account_numbered(session, number)
        assert account is not None  # noqa: S101 - accounts are never deleted
        return view(
            account,
            queries.roles_of(session, number),
            council=queries.councils_of(session, [number]).get(number, ""),
            groups=queries.groups_of(session, [number]).get(number, frozenset()),
        )


def view(
    account: Account,
    roles: frozenset[str],
    link_until: datetime | None = None,
    shut_until: datetime | None = None,
    council: str = "",
    groups: frozenset[str] = frozenset(),
    council_name: str = "",
) -> AccountView:
    """Make of an account what administrators see of it."""
    return AccountView(
        id=account.id,
        name=account.name,
        display=account.display,
        roles=tuple(sorted(roles)),
        active=account.active,
        password=account.password_hash is not None,
        subject=account.subject or "",
        made_at=account.made_at,
        link_until=link_until,
        shut_until=shut_until,
        council=council,
        council_name=council_name,
        groups=tuple(sorted(groups)),
    )


def hashed(key: str) -> str:
    """Hash a random key as it is stored."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()
