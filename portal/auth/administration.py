"""Accounts as administrators look after them; each method is one transaction, and logged."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import Account
from db.queries import accounts as queries
from db.queries.reports import council_names
from db.writes import accounts as writes
from portal.auth.attempts import UNLOCKED, shut_until
from portal.auth.directory import LONGEST_SUBJECT, Directory, hashed, view
from portal.domain.access import ADMINISTRATOR, SUBMITTER, Actor, require
from portal.domain.accounts import (
    AccountProblem,
    AccountView,
    NewLink,
    known_council,
    known_groups,
    known_roles,
    name_fits,
    tidy_name,
)
from portal.domain.paging import Listed, within
from portal.domain.view_state import PAGE_SIZE

LINK_LASTS = timedelta(days=3)


class Administration(Directory):
    """Adding accounts, their roles, links and passwords, and shutting them."""

    def add(
        self,
        actor: Actor | None,
        name: str,
        roles: Iterable[str],
        *,
        display: str = "",
        password: str | None = None,
        subject: str | None = None,
        council: str = "",
    ) -> AccountView:
        """Add an account, that signs in with a password, or with the provider, or either.

        Raises:
            AccountProblem: if the name is taken or cannot be used, a role is not known, a
                submitter's council is missing or not known, the password is refused, or another
                account is linked to the subject.
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
                council = self._bind(session, number, roles, council)
                role_text = f"roles: {_roles_text(roles, council)}"
                self._record(session, actor, "account added", name, role_text)
                return self._view(session, number)
        except IntegrityError:
            raise AccountProblem(
                f"There is an account “{name}” already, or one linked to the same person."
            ) from None

    def invite(
        self,
        actor: Actor | None,
        name: str,
        roles: Iterable[str],
        *,
        display: str = "",
        council: str = "",
    ) -> NewLink:
        """Add an account without a password, and make the link by which its person sets one."""
        added = self.add(actor, name, roles, display=display, council=council)
        return self.make_link(actor, added.name)

    def make_link(self, actor: Actor | None, name: str) -> NewLink:
        """Make a link by which a person sets a password, once; only a hash of its key is kept.

        It takes the place of an earlier link. A password that the account has stops working at
        once, and its sessions end.

        Raises:
            AccountProblem: if there is no such account, it is disabled, one's own or the only
                administrator's, or signs in with the provider alone.
        """
        actor = require(actor, ADMINISTRATOR)
        key, until = secrets.token_urlsafe(32), self._now() + LINK_LASTS
        with self._sessions.begin() as session, self._an_administrator_stays(session):
            account = self._existing(session, name)
            if account.id == actor.id:
                raise AccountProblem("Change your own password on the page My account.")
            if not account.active:
                raise AccountProblem("The account is disabled; enable it first.")
            if account.subject is not None and account.password_hash is None:
                raise AccountProblem(
                    "The account signs in with the provider and has no password to set."
                )
            reset = account.password_hash is not None
            account.password_hash = None
            writes.end_sign_ins(session, account.id)
            writes.put_link(session, account.id, hashed(key), until)
            action = "reset link made" if reset else "invitation made"
            self._record(session, actor, action, account.name, f"until {until:%Y-%m-%d %H:%M} UTC")
            return NewLink(name=account.name, key=key, until=until)

    def unlock(self, actor: Actor | None, name: str) -> None:
        """Begin the count of failed attempts to sign in anew, from every place."""
        actor = require(actor, ADMINISTRATOR)
        with self._sessions.begin() as session:
            account = self._existing(session, name)
            self._record(session, actor, UNLOCKED, account.name)

    def page(self, actor: Actor | None, search: str, number: int) -> Listed[AccountView]:
        """One page of the accounts whose name or shown name holds a text."""
        require(actor, ADMINISTRATOR)
        search = search.replace("\0", "").strip().casefold()
        with self._sessions() as session:
            _rows, total = queries.accounts_page(session, search, 0, 0)
            number = within(number, total)
            start = (number - 1) * PAGE_SIZE
            rows, total = queries.accounts_page(session, search, PAGE_SIZE, start)
            return Listed(self._views(session, rows), number, total=total)

    def numbered(self, actor: Actor | None, number: int) -> AccountView | None:
        """Find the account of a number."""
        require(actor, ADMINISTRATOR)
        with self._sessions() as session:
            account = queries.account_numbered(session, number)
            return None if account is None else self._views(session, [account])[0]

    def list(self, actor: Actor | None) -> tuple[AccountView, ...]:
        """Every account."""
        require(actor, ADMINISTRATOR)
        with self._sessions() as session:
            return self._views(session, queries.accounts(session))

    def disable(self, actor: Actor | None, name: str) -> None:
        """Disable an account: its sessions end at once, what it wrote stays."""
        actor = require(actor, ADMINISTRATOR)
        with self._sessions.begin() as session, self._an_administrator_stays(session):
            account = self._existing(session, name)
            if account.id == actor.id:
                raise AccountProblem("You cannot disable your own account; ask a colleague.")
            writes.end_sign_ins(session, account.id)
            writes.end_links(session, account.id)
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
            writes.end_links(session, account.id)
            writes.end_sign_ins(session, account.id)
            self._record(session, actor, "password reset", account.name)

    def set_roles(
        self, actor: Actor | None, name: str, roles: Iterable[str], *, council: str = ""
    ) -> None:
        """Give an account exactly these roles; they count from the next request on.

        `council` is that of a submitter; where it is not said, the account's stays.

        Raises:
            AccountProblem: if a role or council is not known, or nobody would be administrator.
        """
        actor = require(actor, ADMINISTRATOR)
        roles = known_roles(roles)
        with self._sessions.begin() as session, self._an_administrator_stays(session):
            account = self._existing(session, name)
            if account.id == actor.id and ADMINISTRATOR not in roles:
                raise AccountProblem("You cannot stop being administrator; ask a colleague.")
            before = sorted(queries.roles_of(session, account.id))
            bound = queries.councils_of(session, [account.id]).get(account.id, "")
            after = self._bind(session, account.id, roles, council or bound)
            if (before, bound) != (list(roles), after):
                writes.set_roles(session, account.id, roles)
                change_text = f"{_roles_text(before, bound)} → {_roles_text(roles, after)}"
                self._record(session, actor, "roles changed", account.name, change_text)

    def set_groups(self, actor: Actor | None, name: str, groups: Iterable[str]) -> None:
        """Put an account into exactly these named groups, which figures may be shared with."""
        actor, names = require(actor, ADMINISTRATOR), known_groups(groups)
        with self._sessions.begin() as session:
            account = self._existing(session, name)
            before = sorted(queries.groups_of(session, [account.id]).get(account.id, ()))
            if before != list(names):
                writes.set_groups(session, account.id, names)
                change_text = f"{', '.join(before) or 'none'} → {', '.join(names) or 'none'}"
                self._record(session, actor, "groups changed", account.name, change_text)

    def _bind(self, session: Session, number: int, roles: Iterable[str], council: str) -> str:
        """Bind a submitter's account to its council, whose key is returned; any other to none."""
        named = known_council(roles, council)
        key = queries.council_key(session, named) if named else ""
        if key is None:
            raise AccountProblem(
                f"There is no council “{named[:80]}”; write its name as on the page Councils."
            )
        writes.set_council(session, number, key)
        return key

    @contextmanager
    def _an_administrator_stays(self, session: Session) -> Iterator[None]:
        """Refuse a change that would leave nobody who can sign in as administrator."""
        before = queries.active_with(session, ADMINISTRATOR)
        yield
        session.flush()
        if before and not queries.active_with(session, ADMINISTRATOR):
            raise AccountProblem(
                "This is the only administrator who can sign in; make another one first."
            )

    def _views(self, session: Session, rows: Sequence[Account]) -> tuple[AccountView, ...]:
        """Make of accounts what administrators see, with links and locks that have not ended."""
        now = self._now()
        numbers = [account.id for account in rows]
        links = queries.links_of(session, numbers, now)
        shut = shut_until(session, [account.name for account in rows], now)
        councils, groups = (
            queries.councils_of(session, numbers),
            queries.groups_of(session, numbers),
        )
        roles, names = queries.all_roles(session), council_names(session)
        return tuple(
            view(
                account,
                roles.get(account.id, frozenset()),
                link_until=links.get(account.id),
                shut_until=shut.get(account.name),
                council=(council := councils.get(account.id, "")),
                council_name=names.get(council, council),
                groups=groups.get(account.id, frozenset()),
            )
            for account in rows
        )


def _roles_text(roles: Iterable[str], council: str) -> str:
    """The roles of an account as the log says them: `partner, submitter of torbay`."""
    of = f" of {council}" if council else ""
    return ", ".join(f"{role}{of}" if role == SUBMITTER else role for role in roles) or "none"
