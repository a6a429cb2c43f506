"""Access to visits: who may see one, and the order of changes: what all use cases of visits share.

A visit that does not exist and one of another team are refused alike, so that nobody learns
from an answer which visits there are.
"""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy.orm import Session, sessionmaker

from db.models import Visit, VisitEntry
from db.queries import visits as queries
from db.writes import visits as writes
from portal.domain.access import REVIEWER, Actor, NotAllowed, require
from portal.domain.visit_fields import MAX_TEXT
from portal.domain.visits import ARCHIVED, Setting, Written

_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ValidationError(ValueError):
    """A value cannot be taken; the message says which, and what to do."""


@dataclass
class Conflict(Exception):
    """Somebody else wrote this text in between: `theirs` is what stands."""

    theirs: Written


@dataclass
class EditConflict(Exception):
    """Somebody else changed the same settings in between: both values of each, by its name."""

    both: tuple[tuple[str, Setting, Setting], ...]


class Teams:
    """Access to visits, for their teams alone."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    @contextmanager
    def reading(self, actor: Actor | None, visit_id: str) -> Iterator[tuple[Session, Visit, Actor]]:
        """A session for reading, the visit's row, and the member of its team who asks.

        Raises:
            NotSignedIn: if nobody asks.
            NotAllowed: if the team does not list whoever asks, or there is no such visit.
        """
        person = require(actor, REVIEWER)
        with self._sessions() as session:
            # No number has signs like NUL in it, which PostgreSQL would not even look for.
            row = queries.visit(session, visit_id, person.id) if visit_id.isprintable() else None
            if row is None:
                raise NotAllowed
            yield session, row, person

    @contextmanager
    def writing(
        self, actor: Actor | None, visit_id: str, archived: bool = False
    ) -> Iterator[tuple[Session, Actor]]:
        """A transaction that changes a visit; who changes it.

        Args:
            archived: may this be done in a visit that is archived?

        Raises:
            NotSignedIn, NotAllowed: as `reading`.
            ValidationError: if the visit is archived, and may not be changed so.
        """
        with self.reading(actor, visit_id) as (session, row, person):
            if row.status == ARCHIVED and not archived:
                raise ValidationError(
                    "This visit is archived: nothing in it is changed. Open it again under “Team”."
                )
            # The first write is the visit's own row: changes of one visit follow each other.
            session.rollback()
            with session.begin():
                writes.touch(session, visit_id)
                # Since the first look a colleague may have taken whoever writes off the team.
                if queries.visit(session, visit_id, person.id) is None:
                    raise NotAllowed
                yield session, person


def now() -> datetime:
    """UTC without its zone, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


def keys(text: str) -> tuple[str, ...]:
    """The keys of a list as the tables keep it."""
    return tuple(text.split(";")) if text else ()


def short(text: str) -> str:
    """Text that is quoted in a message."""
    return text if len(text) <= 60 else f"{text[:60]}…"


def text_of(text: str) -> str:
    """A text as both databases can keep it.

    Raises:
        ValidationError: if it is too long.
    """
    # NUL and half a surrogate pair can be kept by neither.
    text = "".join(" " if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)
    if len(text) > MAX_TEXT:
        raise ValidationError(
            f"This text is {len(text):,} characters long; at most {MAX_TEXT:,} are kept. "
            "Put the rest into another note."
        )
    return text


def made_before(session: Session, visit_id: str, key: str, kind: str) -> VisitEntry | None:
    """The entry that an addition made when it was sent before, and its answer was lost.

    Args:
        key: a UUID that the browser made for the addition; "" where it made none.

    Raises:
        ValidationError: if it is no UUID, or that of an entry of another kind.
    """
    if not key:
        return None
    _check_key(key)
    row = queries.entry_of_key(session, visit_id, key)
    if row is not None and row.kind != kind:
        raise ValidationError("The key of this addition is another’s. Reload the page.")
    return row


def unguessable(key: str, *among: str) -> str:
    """Make a text that nobody can guess, the same for the same UUID `key` among the same texts.

    So what is made under it is made once, though its answer was lost and it is sent again.

    Raises:
        ValidationError: if `key` is neither "" nor a UUID.
    """
    if not key:
        return secrets.token_urlsafe(32)
    _check_key(key)
    digest = sha256("\n".join((key, *among)).encode("utf-8")).digest()
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _check_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise ValidationError("The key of an addition must be a UUID. Reload the page.")


def place_of(session: Session, visit_id: str, place: int | str | None) -> VisitEntry:
    """A line or question of the visit, by its number or by the key of the addition that made it.

    Raises:
        NotAllowed: if it is none of this visit's.
        ValidationError: if nothing has come under that key.
    """
    if not isinstance(place, str):
        return entry_of(session, visit_id, place or 0)
    _check_key(place)
    row = queries.entry_of_key(session, visit_id, place)
    if row is None:
        raise ValidationError(
            "The line or question that this stands under has not come to the portal. Copy your "
            "words, and add them under another."
        )
    return row


def entry_of(session: Session, visit_id: str, entry: int) -> VisitEntry:
    """A line or question of the visit.

    Raises:
        NotAllowed: if it is none of this visit's.
    """
    row = queries.entry(session, visit_id, entry)
    if row is None:
        raise NotAllowed
    return row
