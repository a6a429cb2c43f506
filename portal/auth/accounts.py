"""Accounts: signing in, and what people do with their own.

Each method is one transaction. Signing in alone takes several: the attempt is noted before the
password is looked at, so that processes that are asked at once count one another's attempts.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import OperationalError

from db.queries import accounts as queries
from db.writes import accounts as writes
from portal.auth.administration import Administration
from portal.auth.attempts import SIGNED_IN, note_attempt
from portal.auth.directory import IDLE, LONGEST, LONGEST_SUBJECT, hashed
from portal.domain.access import Actor, NotSignedIn, require
from portal.domain.accounts import (
    AccountProblem,
    AccountView,
    LinkEnded,
    Place,
    tidy_name,
    unknown_name,
)

# `seen_at` need not be more exact than this.
SEEN_EACH = timedelta(minutes=1)
# What the audit log calls it; a sign-in by the provider or a link says nothing of
# attempts at a password.
FAILED, SIGNED_OUT = "sign-in failed", "sign-out"
BY_PROVIDER, BY_LINK = "sign-in by provider", "sign-in by link"


class AccountService(Administration):
    """The use cases of accounts: signing in, one's own account, and administration."""

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
        key_hash, now = hashed(key), self._now()
        with self._sessions() as session:
            match = queries.sign_in(session, key_hash, now - LONGEST, now - IDLE)
            if match is None:
                return None
            row, account = match
            actor = self._actor(session, account)
        if row.seen_at < now - SEEN_EACH:
            try:
                with self._sessions.begin() as session:
                    writes.touch_sign_in(session, key_hash, now, now - SEEN_EACH)
            except OperationalError:
                pass  # an import holds the file; the next request says it
        return actor

    def sign_out(self, key: str) -> None:
        """End a session."""
        now = self._now()
        with self._sessions.begin() as session:
            match = queries.sign_in(session, hashed(key), now - LONGEST, now - IDLE)
            writes.end_sign_in(session, hashed(key))
            if match is not None:
                actor = self._actor(session, match[1])
                self._record(session, actor, SIGNED_OUT, actor.name)

    # A link that sets a password ---------------------------------------------------------------

    def linked(self, key: str) -> AccountView | None:
        """Find the account whose password a link sets; None where the link has ended."""
        with self._sessions() as session:
            account = queries.account_of_link(session, hashed(key), self._now())
            return None if account is None else self._view(session, account.id)

    def use_link(self, key: str, password: str, place: str = "") -> str:
        """Set the password of a link's account, which ends the link; the key of a new session.

        Raises:
            AccountProblem: if the password is refused; the link stays.
            LinkEnded: if the link was used, has expired, or was replaced.
        """
        account = self.linked(key)
        if account is None:
            raise LinkEnded
        fresh = self._passwords.accept(account.name, password)
        with self._sessions.begin() as session:
            row = queries.account_of_link(session, hashed(key), self._now())
            if row is None or not writes.use_link(session, hashed(key), self._now()):
                raise LinkEnded  # another browser was quicker
            row.password_hash = fresh
            writes.end_sign_ins(session, row.id)
            by = self._actor(session, row)
            self._record(session, by, "password set", row.name, f"by a link, {place}".strip(", "))
            return self._begin(session, row, BY_LINK, place)

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
        return tuple(Place(r.made_at, r.seen_at, here=r.key_hash == hashed(key)) for r in rows)

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
