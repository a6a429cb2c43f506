"""Whoever asks, and what a role may do; every service that is not public asks here first."""

from __future__ import annotations

from dataclasses import dataclass

PARTNER, REVIEWER, EDITOR, ADMINISTRATOR = "partner", "reviewer", "editor", "administrator"
SUBMITTER = "submitter"
# The audience of figures that every partner may see; any other is a group of accounts.
PARTNERS = "partners"
# The audience of what nobody sees before everybody does.
EVERYBODY = "public"
ROLES = {
    PARTNER: "sees the notes and groups of the partnership, and figures shared among partners",
    REVIEWER: "works on the visits whose team lists them",
    SUBMITTER: "sends the returns of one council, for that council alone",
    EDITOR: "imports data, resolves findings, and looks after returns of every council",
    ADMINISTRATOR: "looks after accounts and reads the audit log",
}


class PermissionDenied(PermissionError):
    """A request that is answered with `status` and no data."""

    status = 403


class NotSignedIn(PermissionDenied):
    """Nobody is signed in, and the request needs somebody."""

    status = 401


class NotAllowed(PermissionDenied):
    """Whoever is signed in may not do this, or it does not exist: the answer is the same."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person; `council` is the one that a submitter sends figures for, by its key."""

    id: int
    name: str
    display: str
    roles: frozenset[str]
    council: str = ""
    groups: frozenset[str] = frozenset()


def require(actor: Actor | None, *roles: str) -> Actor:
    """The actor, who has at least one of `roles` (any signed-in person where none is named).

    Raises:
        NotSignedIn: if there is no actor.
        NotAllowed: if the actor has none of the roles.
    """
    if actor is None:
        raise NotSignedIn
    if roles and not actor.roles & set(roles):
        raise NotAllowed
    return actor
