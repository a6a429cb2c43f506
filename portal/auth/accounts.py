"""Accounts, signing in, and the audit log.

Each method is one transaction. Signing in alone takes several: the attempt is noted before the
password is looked at, so that processes that are asked at once count one another's attempts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from db.models import Account
from db.queries import accounts as queries
from db.writes import accounts as writes
from portal.auth.attempts import SIGNED_IN, note_attempt
from portal.auth.passwords import Passwords
from portal.domain.access import ADMINISTRATOR, Actor, NotSignedIn, require
from portal.domain.accounts import (
    MOST_AUDIT,
    AccountProblem,
    AccountView,
    AuditView,
    Place,
    known_roles,
    name_fits,
    tidy_name,
    unknown_name,
)
from portal.domain.paging import Listed, within
from portal.domain.view_state import PAGE_SIZE

IDLE, LONGEST = timedelta(minutes=60), timedelta(hours=12)
# `seen_at` need not be more exact than this.
SEEN_EACH = timedelta(minutes=1)
LONGEST_SUBJECT = 400
# What the audit log calls it; a sign-in by the provider says nothing of attempts at a password.
FAILED, BY_PROVIDER, SIGNED_OUT = "sign-in failed", "sign-in by provider", "sign-out"


class AccountService:
    """The use cases of accounts."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(tzinfo=None),
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._sessions = sessions
        self._now = now
        self._passwords = Passwords(hasher)

    # Signing in --------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str, place: str = "") -> str | None:
        """Begin a session; its key, or None for an unknown or disabled name or wrong password.

        Each of these takes one verification of one hash, so that time tells nothing either.

        Raises:
            TooManyAttempts: if this failed too often for the name, whether or not it exists.
        """
        name = tidy_name(name)
        with self._sessions() as session:
            account = self._named(session, name)
        subject = account.name if account else unknown_name(name)
        nobodys = self._passwords.hash_of_nobody()
        note_attempt(self._sessions, self._now, subject, place)
        stored = account.password_hash if account and account.active else None
        right = self._passwords.verify(stored or nobodys, password)
        if account is None or stored is None or not right:
            with self._sessions.begin() as session:
                self._record(session, None, FAILED, subject, place)
            return None
        fresh = self._passwords.renewed(stored, password)
        with self._sessions.begin() as session:
            row = queries.account_numbered(session, account.id)
            if row is None or not row.active or row.password_hash != stored:
                self._record(session, None, FAILED, subject, place)
                return None  # disabled or reset while the password was being verified
            row.password_hash = fresh
            return self._begin(session, row, SIGNED_IN, place)

    def sign_in_by_subject(
        self, subject: str, verified_email: str = "", place: str = ""
    ) -> str | None:
        """Begin a session for who the organisation's own provider says is there.

        The account is linked already, or has the verified e-mail address as its name and is
        linked now. None where there is no such account or it is disabled.
        """
        if "\0" in subject or len(subject) > LONGEST_SUBJECT:
            return None
        with self._sessions.begin() as session:
            account = queries.account_of_subject(session, subject)
            if account is None and verified_email:
                account = self._named(session, tidy_name(verified_email))
                if account is not None and account.subject is not None:
                    account = None  # it is somebody else's
                elif account is not None and account.active:
                    account.subject = subject
                    self._record(session, None, "account linked", account.name, subject)
            if account is None or not account.active:
                place_text = f"by provider {place}".strip()
                self._record(session, None, FAILED, unknown_name(subject), place_text)
                return None
            return self._begin(session, account, BY_PROVIDER, place)

    def actor_of(self, key: str) -> Actor | None:
        """Find whose session a key stands for; None where the session has ended."""
        hashed, now = _hashed(key), self._now()
        with self._sessions() as session:
            match = queries.sign_in(session, hashed, now - LONGEST, now - IDLE)
            if match is None:
                return None
            row, account = match
            actor = self._actor(session, account)
        if row.seen_at < now - SEEN_EACH:
            try:
                with self._sessions.begin() as session:
                    writes.touch_sign_in(session, hashed, now, now - SEEN_EACH)
            except OperationalError:
                pass  # an import holds the file; the next request says it
        return actor

    def sign_out(self, key: str) -> None:
        """End a session."""
        now = self._now()
        with self._sessions.begin() as session:
            match = queries.sign_in(session, _hashed(key), now - LONGEST, now - IDLE)
            writes.end_sign_in(session, _hashed(key))
            if match is not None:
                actor = self._actor(session, match[1])
                self._record(session, actor, SIGNED_OUT, actor.name)

    # One's own account -------------------------------------------------------------------------

    def own_account(self, actor: Actor | None) -> AccountView:
        """The person's own account."""
        actor = require(actor)
        with self._sessions() as session:
            return self._view(session, actor.id)

    def places(self, actor: Actor | None, key: str) -> tuple[Place, ...]:
        """Where the person is signed in; `key` is that of the session that asks."""
        actor, now = require(actor), self._now()
        with self._sessions() as session:
            rows = queries.sign_ins_of(session, actor.id, now - LONGEST, now - IDLE)
        return tuple(Place(r.made_at, r.seen_at, here=r.key_hash == _hashed(key)) for r in rows)

    def sign_out_everywhere(self, actor: Actor | None) -> None:
        """End every session of the person."""
        actor = require(actor)
        with self._sessions.begin() as session:
            writes.end_sign_ins(session, actor.id)
            self._record(session, actor, SIGNED_OUT, actor.name, "everywhere")

    def change_password(self, actor: Actor | None, old: str, new: str, place: str = "") -> str:
        """Change one's own password; ends every session and gives the key of a new one.

        Raises:
            AccountProblem: if the old password is wrong or the new one is refused.
            TooManyAttempts: if the old password was wrong too often.
        """
        actor = require(actor)
        with self._sessions() as session:
            account = queries.account_numbered(session, actor.id)
        stored = account.password_hash if account else None
        if account is None or stored is None:
            raise AccountProblem("This account has no password: it signs in with the provider.")
        note_attempt(self._sessions, self._now, account.name, place)
        if not self._passwords.verify(stored, old):
            with self._sessions.begin() as session:
                self._record(session, actor, FAILED, account.name, "own password not changed")
            raise AccountProblem("The present password is not right.")
        fresh = self._passwords.accept(account.name, new)
        with self._sessions.begin() as session:
            row = queries.account_numbered(session, actor.id)
            if row is None or not row.active or row.password_hash != stored:
                raise NotSignedIn  # disabled or reset meanwhile
            row.password_hash = fresh
            writes.end_sign_ins(session, row.id)
            self._record(session, actor, "password changed", row.name, "by the person")
            return self._begin(session, row, SIGNED_IN, place)

    # Administration ----------------------------------------------------------------------------

    def add(
        self,
        actor: Actor | None,
        name: str,
        roles: Iterable[str],
        *,
        display: str = "",
        password: str | None = None,
        subject: str | None = None,
    ) -> AccountView:
        """Add an account, that signs in with a password, or with the provider, or either.

        Raises:
            AccountProblem: if the name is taken or cannot be used, a role is not known, the
                password is refused, or another account is linked to the subject.
        """
        actor = require(actor, ADMINISTRATOR)
        name, roles = tidy_name(name), known_roles(roles)
        if not name_fits(name):
            raise AccountProblem(
                f"The name “{name}” cannot be used: 2 to 120 letters, digits and . _ @ + ' - "
                "without spaces; an e-mail address is a good name."
            )
        display = " ".join(display.split()) or name
        if len(display) > 120 or "\0" in display:
            raise AccountProblem("The name that others see has more than 120 characters.")
        if subject is not None and len(subject) > LONGEST_SUBJECT:
            raise AccountProblem("The provider's key for the person is too long.")
        hashed = None if password is None else self._passwords.accept(name, password)
        try:
            with self._sessions.begin() as session:
                number = writes.add_account(
                    session,
                    name=name,
                    display=display,
                    password_hash=hashed,
                    subject=subject,
                    active=True,
                    made_at=self._now(),
                )
                writes.set_roles(session, number, roles)
                role_text = f"roles: {', '.join(roles) or 'none'}"
                self._record(session, actor, "account added", name, role_text)
                return self._view(session, number)
        except IntegrityError:
            raise AccountProblem(
                f"There is an account “{name}” already, or one linked to the same person."
            ) from None

    def list(self, actor: Actor | None) -> tuple[AccountView, ...]:
        """Every account."""
        require(actor, ADMINISTRATOR)
        with self._sessions() as session:
            roles = queries.all_roles(session)
            return tuple(
                _view(account, roles.get(account.id, frozenset()))
                for account in queries.accounts(session)
            )

    def disable(self, actor: Actor | None, name: str) -> None:
        """Disable an account: its sessions end at once, what it wrote stays."""
        actor = require(actor, ADMINISTRATOR)
        with self._sessions.begin() as session:
            account = self._existing(session, name)
            if account.id == actor.id:
                raise AccountProblem("You cannot disable your own account; ask a colleague.")
            writes.end_sign_ins(session, account.id)
            if account.active:
                account.active = False
                self._record(session, actor, "account disabled", account.name)

    def enable(self, actor: Actor | None, name: str) -> None:
        """Let a disabled account sign in again."""
        actor = require(actor, ADMINISTRATOR)
        with self._sessions.begin() as session:
            account = self._existing(session, name)
            if not account.active:
                account.active = True
                self._record(session, actor, "account enabled", account.name)

    def reset(self, actor: Actor | None, name: str, password: str) -> None:
        """Set an account's password; its sessions end at once.

        Raises:
            AccountProblem: if there is no such account, or the password is refused.
        """
        actor = require(actor, ADMINISTRATOR)
        fresh = self._passwords.accept(tidy_name(name), password)
        with self._sessions.begin() as session:
            account = self._existing(session, name)
            account.password_hash = fresh
            writes.end_sign_ins(session, account.id)
            self._record(session, actor, "password reset", account.name)

    def set_roles(self, actor: Actor | None, name: str, roles: Iterable[str]) -> None:
        """Give an account exactly these roles; they count from the next request on."""
        actor = require(actor, ADMINISTRATOR)
        roles = known_roles(roles)
        with self._sessions.begin() as session:
            account = self._existing(session, name)
            if account.id == actor.id and ADMINISTRATOR not in roles:
                raise AccountProblem("You cannot stop being administrator; ask a colleague.")
            before = sorted(queries.roles_of(session, account.id))
            if before != list(roles):
                writes.set_roles(session, account.id, roles)
                change_text = f"{', '.join(before) or 'none'} → {', '.join(roles) or 'none'}"
                self._record(session, actor, "roles changed", account.name, change_text)

    def audit(
        self, actor: Actor | None, account: str = "", action: str = "", most: int = MOST_AUDIT
    ) -> tuple[AuditView, ...]:
        """The newest rows of the audit log, perhaps only of one account or one action."""
        require(actor, ADMINISTRATOR)
        with self._sessions() as session:
            rows = queries.audit(session, account.replace("\0", ""), action, most)
        return tuple(_audited(row) for row in rows)

    def audited(
        self, actor: Actor | None, account: str, action: str, number: int
    ) -> Listed[AuditView]:
        """One page of the audit log, the newest rows first."""
        require(actor, ADMINISTRATOR)
        account = account.replace("\0", "")
        with self._sessions() as session:
            total = queries.audit_total(session, account, action)
            number = within(number, total)
            start = (number - 1) * PAGE_SIZE
            rows = queries.audit(session, account, action, PAGE_SIZE, start)
        return Listed(tuple(_audited(row) for row in rows), number, total=total)

    def audit_actions(self, actor: Actor | None) -> tuple[str, ...]:
        """Every kind of action that the audit log holds."""
        require(actor, ADMINISTRATOR)
        with self._sessions() as session:
            return tuple(queries.audit_actions(session))

    # Parts -------------------------------------------------------------------------------------

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
        writes.add_sign_in(session, _hashed(key), account.id, now)
        self._record(session, self._actor(session, account), action, account.name, place)
        return key

    def _actor(self, session: Session, account: Account) -> Actor:
        roles = queries.roles_of(session, account.id)
        return Actor(account.id, account.name, display=account.display, roles=roles)

    def _record(
        self, session: Session, actor: Actor | None, action: str, subject: str, detail: str = ""
    ) -> None:
        writes.record(session, actor, action, subject, detail, at=self._now())

    def _view(self, session: Session, number: int) -> AccountView:
        account = queries.account_numbered(session, number)
        assert account is not None  # noqa: S101 - accounts are never deleted
        return _view(account, queries.roles_of(session, number))


def _view(account: Account, roles: frozenset[str]) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        display=account.display,
        roles=tuple(sorted(roles)),
        active=account.active,
        password=account.password_hash is not None,
        subject=account.subject or "",
        made_at=account.made_at,
    )


def _hashed(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _audited(row: Any) -> AuditView:
    return AuditView(
        at=row.at, actor=row.actor, action=row.action, subject=row.subject, detail=row.detail
    )
