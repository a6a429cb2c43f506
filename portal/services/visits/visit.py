"""The use cases of a visit as a whole: which there are, what one holds, its dates and team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypedDict

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from db.models import Visit as VisitRow
from db.models import VisitEvidence
from db.queries import visits as queries
from db.writes import visits as writes
from db.writes.accounts import record
from portal.domain.access import REVIEWER, Actor, NotAllowed, require
from portal.domain.formatting import sentence_list
from portal.domain.visit_fields import COMMENT, EVIDENCE, LINE, QUESTION
from portal.domain.visits import ARCHIVED, STATUSES, Member, Setting, Visit, merged
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data
from portal.services.evidence import EvidenceService
from portal.services.visits.access import (
    EditConflict,
    Teams,
    ValidationError,
    keys,
    now,
    short,
    unguessable,
)
from portal.services.visits.agreed import late_actions
from portal.services.visits.mapping import Rows, as_entries, as_lines, evidence_of

# Characters of a visit's number, which nobody can guess.
_LENGTH = 24


class Opened(TypedDict):
    """The settings that a form was opened with, as it sends them back."""

    title: str
    starts: str
    ends: str
    themes: Sequence[str]
    status: str


class _Read(NamedTuple):
    """All rows of a visit."""

    visit: VisitRow
    rows: Rows
    gathered: Sequence[tuple[VisitEvidence, str]]
    team: tuple[Member, ...]


def _read(session: Session, row: VisitRow) -> _Read:
    return _Read(
        visit=row,
        rows=Rows(
            entries=queries.entries(session, row.id),
            texts=[(text, by) for text, by in queries.texts(session, row.id)],
            files=queries.files(session, row.id),
            names=queries.authors(session, row.id),
        ),
        gathered=[(piece, by) for piece, by in queries.evidence(session, row.id)],
        team=_team(session, row.id),
    )


class VisitService:
    """Visits, for their teams alone."""

    def __init__(
        self, data: Data, sessions: sessionmaker[Session], evidence: EvidenceService
    ) -> None:
        self._data = data
        self._sessions = sessions
        self._teams = Teams(sessions)
        self._evidence = evidence

    def mine(self, actor: Actor | None) -> tuple[Visit, ...]:
        """The visits of whoever asks, without their lines, the newest first.

        Each with how many of its agreed actions are to be looked at.
        """
        person = require(actor, REVIEWER)
        vocabulary = self._data.vocabulary()
        with self._sessions() as session:
            rows = queries.visits_of(session, person.id)
            late = late_actions(session, [row.id for row in rows])
            return tuple(
                replace(_visit(row, _team(session, row.id), vocabulary), late=late[row.id])
                for row in rows
            )

    def visit(self, actor: Actor | None, visit_id: str) -> Visit:
        """A visit with everything that its team wrote and gathered."""
        with self._teams.reading(actor, visit_id) as (session, row, _person):
            read = _read(session, row)
        return self._whole(read)

    def whole(self, visit_id: str) -> Visit:
        """A visit for a use case that has made sure that whoever asks may see it, or part of it."""
        with self._sessions() as session:
            read = _read(session, queries.any_visit(session, visit_id))
        return self._whole(read)

    def _whole(self, read: _Read) -> Visit:
        """Make the visit once its rows are read: what evidence says today is asked apart."""
        vocabulary = self._data.vocabulary()
        pieces = evidence_of(read.gathered, self._data.version().number, self._evidence)
        entries = as_entries(read.rows)
        lines, removed = as_lines(read.rows, entries, pieces)
        there = {line.id for line in lines}
        shown = there | {question.id for line in lines for question in line.questions}
        return replace(
            _visit(read.visit, read.team, vocabulary),
            lines=lines,
            removed=removed,
            unsorted=tuple(piece for piece in pieces if piece.line not in there),
            unsorted_own=tuple(
                entry for entry in entries if entry.kind == EVIDENCE and entry.parent not in shown
            ),
            others=tuple(
                entry for entry in entries if entry.kind not in (LINE, QUESTION, EVIDENCE, COMMENT)
            ),
        )

    def changed(self, actor: Actor | None, visit_id: str) -> int:
        """Count the visit's changes: a larger number than before means something changed."""
        with self._teams.reading(actor, visit_id) as (_session, row, _person):
            return row.changed

    def took_pack(self, actor: Actor | None, visit_id: str, form: str) -> None:
        """Note in the audit log that a pack was taken along."""
        with self._teams.reading(actor, visit_id) as (session, _row, person):
            session.rollback()
            with session.begin():
                record(session, person, "pack made", visit_id, form)

    def create(
        self,
        actor: Actor | None,
        council: str,
        title: str = "",
        starts: str = "",
        ends: str = "",
        themes: Sequence[str] = (),
        key: str = "",
    ) -> str:
        """A new visit whose first member is whoever makes it; gives its number.

        Sent again by the same person with the same UUID `key` it is the same visit.

        Raises:
            ValidationError: if the council or a theme is unknown, or a date cannot be read.
        """
        person = require(actor, REVIEWER)
        vocabulary = self._data.vocabulary()
        match = vocabulary.councils.get(council)
        if match is None or match.kind != "council":
            raise ValidationError("Choose the council that is visited from the list.")
        title = title.strip() or f"Peer review of {match.name}"
        values = _settings(vocabulary, title, starts, ends, themes)
        visit_id = unguessable(key, str(person.id))[:_LENGTH]
        try:
            with self._sessions.begin() as session:
                writes.add_visit(
                    session,
                    id=visit_id,
                    council=council,
                    status="preparing",
                    made_by=person.id,
                    made_at=now(),
                    **_columns(values),
                )
                writes.add_member(session, visit_id, person.id)
                # Who reads the log may not be on the team: it names the visit by its number alone.
                record(session, person, "visit made", visit_id)
        except IntegrityError:
            # Sent before, and its answer lost: it is there.
            with self._sessions() as session:
                queries.any_visit(session, visit_id)
        return visit_id

    def settle(
        self,
        actor: Actor | None,
        visit_id: str,
        title: str,
        starts: str,
        ends: str,
        themes: Sequence[str],
        status: str,
        base: Opened,
    ) -> None:
        """New title, dates, themes and status: only what differs from `base` is changed.

        Args:
            actor: who changes them.
            visit_id: of which visit.
            title: what the form says, as are the next four.
            starts: the first day as year-month-day, or "".
            ends: the last day, likewise.
            themes: keys of themes.
            status: one of `STATUSES`.
            base: the same five as they stood when the form was opened.

        Raises:
            ValidationError: if one of them cannot be taken.
            EditConflict: if somebody else changed the same one meanwhile; nothing is saved.
        """
        with self._teams.reading(actor, visit_id):
            vocabulary = self._data.vocabulary()
            mine = {**_settings(vocabulary, title, starts, ends, themes), "status": status}
            if status not in STATUSES:
                raise ValidationError(f"“{short(status)}” is not a status of a visit.")
            opened = {
                "title": base["title"],
                "starts": _day(base["starts"]),
                "ends": _day(base["ends"]),
                "themes": tuple(key for key in vocabulary.themes if key in base["themes"]),
                "status": base["status"],
            }
        with self._teams.writing(actor, visit_id, archived=True) as (session, person):
            row = queries.visit(session, visit_id, person.id)
            if row is None:  # off the team since the first look
                raise NotAllowed
            stands = {name: getattr(row, name) for name in mine} | {"themes": keys(row.themes)}
            changed, against = merged(opened, mine, stands)
            if against:
                raise EditConflict(tuple((name, stands[name], mine[name]) for name in against))
            if changed:
                writes.change_visit(session, visit_id, **_columns(changed))
                change_text = "; ".join(
                    _change_text(name, stands[name], changed[name]) for name in changed
                )
                record(session, person, "visit changed", visit_id, change_text)

    def archive(self, actor: Actor | None, visit_id: str) -> None:
        """Nobody is to change the visit any more; it can be opened again."""
        self._switch(actor, visit_id, ARCHIVED, "visit archived")

    def reopen(self, actor: Actor | None, visit_id: str) -> None:
        """Open an archived visit again."""
        self._switch(actor, visit_id, "closed", "visit reopened")

    def _switch(self, actor: Actor | None, visit_id: str, status: str, done: str) -> None:
        with self._teams.writing(actor, visit_id, archived=True) as (session, person):
            writes.change_visit(session, visit_id, status=status)
            record(session, person, done, visit_id)

    def leave(self, actor: Actor | None, visit_id: str) -> None:
        """Leave the team; the last one stays.

        Raises:
            ValidationError: if nobody would be left.
        """
        with self._teams.writing(actor, visit_id, archived=True) as (session, person):
            _check_not_last(_team(session, visit_id))
            writes.remove_member(session, visit_id, person.id)
            record(session, person, "member left", visit_id)

    def colleagues(self, actor: Actor | None, visit_id: str) -> tuple[Member, ...]:
        """List who may work on visits and is not on the team yet."""
        with self._teams.reading(actor, visit_id) as (session, _row, _person):
            on_team = {member.id for member in _team(session, visit_id)}
            rows = queries.with_role(session, REVIEWER)
        return tuple(Member(**row._mapping) for row in rows if row.id not in on_team)

    def add_member(self, actor: Actor | None, visit_id: str, name: str) -> None:
        """Put a person on the team, by their name or the one that they sign in with.

        Raises:
            ValidationError: if nobody who may work on visits has that name, or several do.
        """
        with self._teams.writing(actor, visit_id) as (session, person):
            wanted = name.strip().casefold()
            every = queries.with_role(session, REVIEWER)
            signing = [account for account in every if account.name == wanted]
            alike = signing or [row for row in every if row.display.casefold() == wanted]
            if not alike:
                raise ValidationError(
                    f"Nobody who may work on visits is called “{short(name.strip())}”. Check the "
                    "name with the person, or ask the administrator for an account."
                )
            if len(alike) > 1:
                names = sentence_list([account.name for account in alike])
                raise ValidationError(
                    f"Several people are called “{short(name.strip())}”; write the name that the "
                    f"one you mean signs in with: {names}."
                )
            account = alike[0]
            if account.id not in [member.id for member in _team(session, visit_id)]:
                writes.add_member(session, visit_id, account.id)
                record(session, person, "member added", visit_id, account.name)

    def remove_member(self, actor: Actor | None, visit_id: str, account: int) -> None:
        """Take a person off the team; the last one stays.

        Raises:
            ValidationError: if nobody would be left.
        """
        with self._teams.writing(actor, visit_id) as (session, person):
            team = _team(session, visit_id)
            _check_not_last(team)
            for member in team:
                if member.id == account:
                    writes.remove_member(session, visit_id, account)
                    record(session, person, "member removed", visit_id, member.name)


def _check_not_last(team: Sequence[Member]) -> None:
    if len(team) == 1:
        raise ValidationError("A visit needs somebody on its team; add another person first.")


def _team(session: Session, visit_id: str) -> tuple[Member, ...]:
    return tuple(Member(**row._mapping) for row in queries.team(session, visit_id))


def _visit(row: VisitRow, team: tuple[Member, ...], vocabulary: Vocabulary) -> Visit:
    return Visit(
        id=row.id,
        council=vocabulary.councils[row.council],
        title=row.title,
        starts=row.starts,
        ends=row.ends,
        themes=keys(row.themes),
        status=row.status,
        changed=row.changed,
        team=team,
    )


def _settings(
    vocabulary: Vocabulary, title: str, starts: str, ends: str, themes: Sequence[str]
) -> dict[str, Setting]:
    """Check the settings that a team gives its visit; the status apart."""
    title = " ".join(title.split())
    if not 0 < len(title) <= 200 or not title.isprintable():
        raise ValidationError("Give the visit a title of at most 200 characters.")
    first, last = _day(starts), _day(ends)
    if first and last and last < first:
        raise ValidationError("The visit ends before it starts; change one of the two dates.")
    for theme in themes:
        if theme not in vocabulary.themes:
            raise ValidationError(f"There is no theme “{short(theme)}”.")
    chosen = tuple(key for key in vocabulary.themes if key in themes)
    return {"title": title, "starts": first, "ends": last, "themes": chosen}


def _columns(settings: Mapping[str, Setting]) -> dict[str, str | date | None]:
    """Settings as the table keeps them."""
    columns = settings.items()
    return {name: ";".join(v) if isinstance(v, tuple) else v for name, v in columns}


def _change_text(name: str, before: Setting, after: Setting) -> str:
    """A change as the audit log tells it: what the visit is about is not for its readers."""
    if name in ("title", "themes"):
        return name
    return f"{name} {before or 'not set'} -> {after or 'not set'}"


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"“{short(text)}” is not a date; write it as year-month-day, like 2026-11-23."
        raise ValidationError(message) from error
