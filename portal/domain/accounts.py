"""Accounts as people see them: names, passwords, where one is signed in, the audit log."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from re import fullmatch

from portal.domain.access import ADMINISTRATOR, EVERYBODY, PARTNERS, ROLES, SUBMITTER, Actor

SHORTEST, LONGEST_PASSWORD = 12, 1_000
LONGEST_GROUP = 80
MOST_AUDIT = 200  # lines of the audit log that are shown where nobody asks for more


class AccountProblem(ValueError):
    """A change to an account that cannot be done; the message says why and what to do."""


class TooManyAttempts(Exception):
    """Signing in failed too often for a name; it is shut until a moment (UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"shut until {until:%H:%M} UTC")
        self.until = until


class LinkEnded(Exception):
    """A link to set a password that was used, has expired, or was replaced by another."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as administrators see it; never with a hash."""

    id: int
    name: str
    display: str
    roles: tuple[str, ...]
    active: bool
    password: bool
    subject: str
    made_at: datetime
    link_until: datetime | None = None
    shut_until: datetime | None = None
    council: str = ""
    council_name: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link by which a person sets a password: its key, which is shown once, and its end."""

    name: str
    key: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A browser in which somebody is signed in."""

    made_at: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class AuditView:
    """A row of the audit log."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """The rows of the audit log that somebody asks for; `until` is the last day of them."""

    account: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


def operator(user: str) -> Actor:
    """Make the actor of the command line, who may do all that an administrator may."""
    name = f"command line: {user}"
    return Actor(0, name, display=name, roles=frozenset({ADMINISTRATOR}))


def tidy_name(name: str) -> str:
    """Normalise a name as it is stored: capitals and spaces around it do not matter."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def subject_key(issuer: str, subject: str) -> str:
    """Join issuer and subject of an OpenID provider to the key of a person."""
    return f"{issuer.rstrip('/')} {subject}"


def password_problem(name: str, password: str) -> str:
    """Explain why a password is refused; empty where it is not."""
    if len(password) < SHORTEST:
        return f"The password has {len(password)} characters; it needs at least {SHORTEST}."
    if len(password) > LONGEST_PASSWORD:
        return f"The password is longer than {LONGEST_PASSWORD} characters."
    if not password.isprintable():
        return "The password holds characters that cannot be typed."
    if len(set(password.casefold())) < 4:
        return "The password repeats a few characters; a few words in a row are better."
    plain = password.casefold().strip()
    if plain in (name, name.partition("@")[0]) or (name and not plain.replace(name, "")):
        return "The password is the name of the account; choose another."
    return ""


def name_fits(name: str) -> bool:
    """Tell if a tidy name can be that of an account."""
    return fullmatch(r"[\w.@+'-]{2,120}", name) is not None


def known_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """Check roles, and return each once.

    Raises:
        AccountProblem: if there is no such role.
    """
    chosen = tuple(sorted(set(roles)))
    unknown = [role for role in chosen if role not in ROLES]
    if unknown:
        raise AccountProblem(
            f"There is no role {', '.join(unknown)}; the roles are {', '.join(ROLES)}."
        )
    return chosen


def known_council(roles: Iterable[str], council: str) -> str:
    """Check the council of an account, and return its key; "" for whoever is no submitter.

    Raises:
        AccountProblem: if a submitter has none. Whether the council exists is asked elsewhere.
    """
    council = council.strip()
    if SUBMITTER not in roles:
        return ""
    if not council:
        raise AccountProblem(
            "A submitter sends the returns of one council: name that council, too."
        )
    return council


def known_groups(names: Iterable[str]) -> tuple[str, ...]:
    """Tidy the names of groups, and return each once.

    Raises:
        AccountProblem: if a name cannot be used.
    """
    groups = {" ".join(name.split()) for name in names} - {""}
    for name in sorted(groups):
        if len(name) > LONGEST_GROUP or not name.isprintable():
            raise AccountProblem(f"The name of a group has at most {LONGEST_GROUP} characters.")
        if name.casefold() == PARTNERS:
            raise AccountProblem("All partners are no group: give the account the role partner.")
        if name.casefold() == EVERYBODY:
            raise AccountProblem("Everybody is no group: choose another name than “public”.")
    return tuple(sorted(groups))


def unknown_name(name: str) -> str:
    """Hash a name that nobody has, for the log: it may be a password typed by mistake."""
    return f"unknown name {sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"
