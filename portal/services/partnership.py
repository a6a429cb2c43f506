"""The use cases of the partnership: its groups of councils, its notes about pages."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from sqlalchemy.orm import Session, sessionmaker

from db.models import PartnerGroup, PartnerNote
from db.queries import partnership as queries
from db.writes import partnership as writes
from db.writes.accounts import record
from portal.domain.access import PARTNER, Actor, NotAllowed, require
from portal.domain.partnership import (
    MAX_NAME,
    MAX_NAMES,
    MAX_NOTE,
    Group,
    Note,
    Partnership,
    key_named,
)
from portal.domain.view_state import BenchmarkState, CompareState, IndicatorState
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data
from portal.services.evidence_words import is_view
from portal.services.visits.access import ValidationError, keys, now, short, text_of
from portal.urls import benchmarks_url, compare_url, indicators_url

MOST_NOTES, MOST_REMOVED = 200, 10


class PartnershipService:
    """Groups and notes that partners share, for partners alone."""

    def __init__(self, data: Data, sessions: sessionmaker[Session]) -> None:
        self._data = data
        self._sessions = sessions

    def view(self, actor: Actor | None) -> Partnership:
        """Every group, the groups removed last, and the newest notes."""
        person = require(actor, PARTNER)
        vocabulary = self._data.vocabulary()
        with self._sessions() as session:
            groups = queries.groups(session)
            removed = queries.removed_groups(session, MOST_REMOVED)
            notes = queries.notes(session, MOST_NOTES + 1)
        return Partnership(
            tuple(_group(row, by, vocabulary) for row, by in groups),
            tuple(_group(row, by, vocabulary) for row, by in removed),
            notes=tuple(_note(row, by, person) for row, by in notes[:MOST_NOTES]),
            older=len(notes) > MOST_NOTES,
            names=tuple(vocabulary.names.values()),
        )

    def add_group(self, actor: Actor | None, name: str, councils: Sequence[str]) -> int:
        """A new group; gives its number.

        Args:
            name: what the partnership calls it.
            councils: councils, regions, or councils and their neighbours, by name or key.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not a partner.
            ValidationError: if the name is taken or cannot be used, or a council is not known.
        """
        person = require(actor, PARTNER)
        name, chosen = self._described(name, councils)
        with self._sessions.begin() as session:
            _refuse_taken(session, name)
            number = writes.add_group(
                session, name=name, councils=chosen, made_by=person.id, made_at=now()
            )
            record(session, person, "group made", str(number), f"{name}: {chosen}")
        return number

    def edit_group(
        self, actor: Actor | None, number: int, name: str, councils: Sequence[str]
    ) -> None:
        """Give a group another name or other councils; the log keeps what it was.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not a partner, or there is no such group.
            ValidationError: as for a new group.
        """
        person = require(actor, PARTNER)
        name, chosen = self._described(name, councils)
        with self._sessions.begin() as session:
            row = queries.group(session, number)
            if row is None or row.removed_at is not None:
                raise NotAllowed
            if (row.name, row.councils) == (name, chosen):
                return
            if row.name.casefold() != name.casefold():
                _refuse_taken(session, name)
            former = f"{row.name}: {row.councils}"
            writes.edit_group(session, number, name, chosen)
            record(session, person, "group changed", str(number), f"{former} → {name}: {chosen}")

    def _described(self, name: str, councils: Sequence[str]) -> tuple[str, str]:
        """Read the name of a group and its councils, as keys.

        Raises:
            ValidationError: if one of them cannot be used.
        """
        name = " ".join(name.split())
        if not 0 < len(name) <= MAX_NAME or not name.isprintable():
            raise ValidationError(f"Give the group a name of at most {MAX_NAME} characters.")
        wanted = [text.strip() for text in councils if text.strip()]
        if not 0 < len(wanted) <= MAX_NAMES:
            raise ValidationError(f"Name 1 to {MAX_NAMES} councils or regions, one a line.")
        return name, ";".join(dict.fromkeys(named_keys(self._data.vocabulary(), wanted)))

    def remove_group(self, actor: Actor | None, number: int) -> None:
        """Remove a group; it can be put back."""
        self._set_removed(actor, number, True)

    def put_group_back(self, actor: Actor | None, number: int) -> None:
        """Put a removed group back.

        Raises:
            ValidationError: if another group has its name by now.
        """
        self._set_removed(actor, number, False)

    def _set_removed(self, actor: Actor | None, number: int, removed: bool) -> None:
        person = require(actor, PARTNER)
        with self._sessions.begin() as session:
            row = queries.group(session, number)
            if row is None:
                raise NotAllowed
            if (row.removed_at is not None) == removed:
                return
            if not removed:
                _refuse_taken(session, row.name)
            writes.set_group_removed(session, number, now() if removed else None)
            done = "group removed" if removed else "group put back"
            record(session, person, done, str(number), row.name)

    def notes(self, actor: Actor | None, link: str) -> tuple[Note, ...]:
        """The notes about one page, the newest first."""
        person = require(actor, PARTNER)
        with self._sessions() as session:
            notes = queries.notes(session, MOST_NOTES, _page(link))
            return tuple(_note(row, by, person) for row, by in notes)

    def add_note(self, actor: Actor | None, link: str, text: str) -> int:
        """A note about a page of the portal; gives its number.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not a partner.
            ValidationError: if the link leads elsewhere, or the text is missing or too long.
        """
        person = require(actor, PARTNER)
        link, text = _page(link), _note_text(text)
        with self._sessions.begin() as session:
            number = writes.add_note(
                session, link=link, text=text, made_by=person.id, made_at=now()
            )
            record(session, person, "note added", str(number), link)
        return number

    def edit_note(self, actor: Actor | None, number: int, text: str) -> None:
        """Word a note of one's own anew.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks did not write it, or there is no such note.
            ValidationError: if the text is missing or too long.
        """
        person, text = require(actor, PARTNER), _note_text(text)
        with self._sessions.begin() as session:
            row = queries.note(session, number)
            if row is None or row.made_by != person.id:
                raise NotAllowed
            if row.text != text:
                writes.edit_note(session, number, text)
                record(session, person, "note changed", str(number), row.link)

    def remove_note(self, actor: Actor | None, number: int) -> None:
        """Remove a note of one's own.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks did not write it, or there is no such note.
        """
        person = require(actor, PARTNER)
        with self._sessions.begin() as session:
            row = queries.note(session, number)
            if row is None or row.made_by != person.id:
                raise NotAllowed
            writes.remove_note(session, number, now())
            record(session, person, "note removed", str(number), row.link)


def _refuse_taken(session: Session, name: str) -> None:
    if queries.group_named(session, name) is not None:
        raise ValidationError(f"There is a group “{short(name)}” already; choose another name.")


def named_keys(vocabulary: Vocabulary, wanted: Sequence[str]) -> list[str]:
    """List the keys of what people named.

    Raises:
        ValidationError: with every name that is not known, and what is like it.
    """
    keys = {text: key_named(vocabulary, text) for text in wanted}
    unknown = [text for text, key in keys.items() if not key]
    if unknown:
        names = []
        for text in unknown:
            near = get_close_matches(short(text), vocabulary.names.values(), 1, 0.5)
            names.append(f"“{short(text)}”" + (f" (did you mean {near[0]}?)" if near else ""))
        raise ValidationError(
            f"The portal does not know {', '.join(names)}. Write one name a line."
        )
    return list(keys.values())


def _note_text(text: str) -> str:
    text = text_of(text).strip()
    if not text:
        raise ValidationError("Write the note before you add it.")
    if len(text) > MAX_NOTE:
        raise ValidationError(
            f"The note has {len(text):,} characters; at most {MAX_NOTE:,} are kept. Shorten it."
        )
    return text


def _page(link: str) -> str:
    """An address of the portal as notes keep it: path and query.

    Raises:
        ValidationError: if it leads elsewhere.
    """
    page = link.strip().partition("#")[0]
    if not is_view(page):
        raise ValidationError("The link must be a page of this portal, like /councils/torbay.")
    return page


def _group(row: PartnerGroup, by: str, vocabulary: Vocabulary) -> Group:
    chosen = keys(row.councils)
    members = {council.key: council for key in chosen for council in vocabulary.members(key)}
    planning = tuple(c.key for c in vocabulary.with_plans if c.key in members)
    links = []
    if members:
        links.append(("Benchmarks", benchmarks_url(BenchmarkState(chosen).query())))
        links.append(("Indicators", indicators_url(query=IndicatorState(chosen).query())))
    if planning:
        links.append(("Plans", compare_url(CompareState(planning).query())))
    return Group(
        row.id,
        row.name,
        names=tuple(vocabulary.names.get(key, key) for key in chosen),
        councils=tuple(council.name for council in members.values()),
        links=tuple(links),
        by=by,
        at=row.made_at,
        without_plans=tuple(c.name for c in members.values() if c.key not in planning),
    )


def _note(row: PartnerNote, by: str, person: Actor) -> Note:
    return Note(
        row.id, row.link, text=row.text, by=by, at=row.made_at, mine=row.made_by == person.id
    )
