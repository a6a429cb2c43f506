"""Sharing in a partnership: groups of councils, and notes about pages of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.domain.vocabulary import NEIGHBOURS_OF, Vocabulary

_NEIGHBOURS = " and its neighbours"
MAX_NAME, MAX_NAMES, MAX_NOTE = 80, 40, 2_000


@dataclass(frozen=True, slots=True)
class Group:
    """Councils under a name: `names` as they were asked for, `councils` as they stand today.

    `links` lead to pages of the portal that show these councils, each with its label;
    `without_plans` are those of its councils of which no plan is here.
    """

    id: int
    name: str
    names: tuple[str, ...]
    councils: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    by: str
    at: datetime
    without_plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note about a page; `mine` where whoever asks wrote it."""

    id: int
    link: str
    text: str
    by: str
    at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class Partnership:
    """All that the partnership shares."""

    groups: tuple[Group, ...]
    removed: tuple[Group, ...]
    notes: tuple[Note, ...]
    older: bool  # whether there are notes before these
    names: tuple[str, ...]


def key_named(vocabulary: Vocabulary, text: str) -> str:
    """Find the key of a council, a region or a council with its neighbours as people name it.

    The beginning of a council's name will do where no other begins so: Redcar is Redcar and
    Cleveland. "" where nothing or several things are meant.
    """
    asked = " ".join(text.split()).casefold()
    if vocabulary.members(asked):
        return asked
    for key, name in vocabulary.names.items():
        if asked in (name.casefold(), name.casefold().removesuffix(" (region)")):
            return key
    begun = asked.removesuffix(_NEIGHBOURS)
    meant = [
        council.key
        for council in vocabulary.every_council
        if not council.ended and council.name.casefold().startswith(f"{begun} ")
    ]
    if not begun or len(meant) != 1:
        return ""
    key = f"{NEIGHBOURS_OF}{meant[0]}" if asked.endswith(_NEIGHBOURS) else meant[0]
    return key if vocabulary.members(key) else ""
