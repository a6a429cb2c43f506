"""Sharing in a partnership: groups of councils, and notes about pages of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.domain.vocabulary import Vocabulary

MAX_NAME, MAX_NAMES, MAX_NOTE = 80, 40, 2_000


@dataclass(frozen=True, slots=True)
class Group:
    """Councils under a name: `names` as they were asked for, `councils` as they stand today.

    `links` lead to pages of the portal that show these councils, each with its label.
    """

    id: int
    name: str
    names: tuple[str, ...]
    councils: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    by: str
    at: datetime


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
    names: tuple[str, ...]


def key_named(vocabulary: Vocabulary, text: str) -> str:
    """The key of a council, a region or a council with its neighbours as people name it, or ""."""
    asked = " ".join(text.split()).casefold()
    if vocabulary.members(asked):
        return asked
    for key, name in vocabulary.names.items():
        if asked in (name.casefold(), name.casefold().removesuffix(" (region)")):
            return key
    return ""
