"""The use cases of lines of enquiry: suggested, taken, added, ordered, written, undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import starmap

from sqlalchemy.orm import Session, sessionmaker

from db.models import VisitEntry
from db.queries import visits as queries
from db.writes import visits as writes
from db.writes.accounts import record
from portal.domain.access import Actor, NotAllowed
from portal.domain.lines_of_enquiry.standing import NEIGHBOURS
from portal.domain.view_state import IndicatorState
from portal.domain.visits import (
    HEADINGS,
    LINE_FIELDS,
    QUESTION_FIELDS,
    VERDICTS,
    Reference,
    Suggestion,
    Written,
)
from portal.services.base import Data
from portal.services.evidence import EvidenceService
from portal.services.link_freshness import SinceService
from portal.services.suggestions import SuggestionService
from portal.services.visits.access import (
    Conflict,
    Teams,
    ValidationError,
    entry_of,
    keys,
    now,
    short,
    text_of,
)
from portal.services.visits.gathering import keep
from portal.services.visits.mapping import as_written
from portal.urls import indicators_url

# Who goes on typing within this time changes the version that is already theirs.
SITTING = timedelta(minutes=2)
MAX_ENTRIES = 1_000


class LineService:
    """Lines of enquiry and the questions under them."""

    def __init__(
        self,
        data: Data,
        sessions: sessionmaker[Session],
        evidence: EvidenceService,
        suggestions: SuggestionService,
        since: SinceService,
    ) -> None:
        self._data = data
        self._teams = Teams(sessions)
        self._evidence = evidence
        self._suggestions = suggestions
        self._since = since

    def suggested(
        self, actor: Actor | None, visit_id: str
    ) -> tuple[tuple[Suggestion, ...], tuple[Suggestion, ...]]:
        """The suggested lines that the team has neither taken nor set aside; those set aside."""
        with self._teams.reading(actor, visit_id) as (session, row, _person):
            entries = queries.entries(session, visit_id)
            aside = set(queries.set_aside(session, visit_id))
        taken = {entry.suggestion for entry in entries if not entry.removed_at}
        suggestions = self._suggestions.suggest(row.council, keys(row.themes))
        left = [suggestion for suggestion in suggestions if suggestion.key not in taken]
        return (
            tuple(suggestion for suggestion in left if suggestion.key not in aside),
            tuple(suggestion for suggestion in left if suggestion.key in aside),
        )

    def accept(self, actor: Actor | None, visit_id: str, suggestion: str) -> int:
        """Take a suggested line, with its evidence; gives the line's number.

        Raises:
            ValidationError: if the rules no longer suggest it, or the team has taken it already.
        """
        open_, aside = self.suggested(actor, visit_id)
        accepted = next((s for s in (*open_, *aside) if s.key == suggestion), None)
        if accepted is None:
            raise ValidationError("This line has been taken already, or is no longer suggested.")
        with self._data.asking() as version:
            chart = self._chart_of(actor, visit_id, accepted)
            statements = [self._evidence.say(ref, chart(ref)) for ref in accepted.evidence]
            statements = [replace(s, link=self._since.stamped(s.link)) for s in statements]
        with self._teams.writing(actor, visit_id) as (session, person):
            entries = queries.entries(session, visit_id)
            if any(e.suggestion == suggestion and not e.removed_at for e in entries):
                raise ValidationError("A colleague has just taken this line.")
            line = _add(session, visit_id, person, accepted.heading, suggestion=suggestion)
            _first(session, person, line, "wording", accepted.wording)
            # The portal's words, which nobody can write: `why` is no field of a line to `write`.
            _first(session, person, line, "why", accepted.why)
            for statement in statements:
                keep(session, visit_id, person, statement, version, line)
            record(session, person, "line taken", visit_id, accepted.rule)
        return line

    def _chart_of(
        self, actor: Actor | None, visit_id: str, suggestion: Suggestion
    ) -> Callable[[Reference], str]:
        """The view in which a line's charts show whom it is about; "" for other evidence."""
        with self._teams.reading(actor, visit_id) as (_session, row, _person):
            councils = [row.council]
        if suggestion.rule == NEIGHBOURS:
            near = self._data.vocabulary().neighbours.get(row.council, ())
            councils += [near_council.key for near_council in near]

        def link(reference: Reference) -> str:
            if reference.kind != "chart":
                return ""
            state = IndicatorState(tuple(councils), measure=reference.key)
            return indicators_url(query=state.query())

        return link

    def set_aside(self, actor: Actor | None, visit_id: str, suggestion: str) -> None:
        """Show a suggestion no more.

        Raises:
            ValidationError: if it is none.
        """
        if suggestion not in {
            listed.key for both in self.suggested(actor, visit_id) for listed in both
        }:
            raise ValidationError("This line has been taken already, or is no longer suggested.")
        with self._teams.writing(actor, visit_id) as (session, person):
            if suggestion not in queries.set_aside(session, visit_id):
                writes.set_aside(
                    session,
                    visit_id=visit_id,
                    suggestion=suggestion,
                    made_by=person.id,
                    made_at=now(),
                )

    def bring_back(self, actor: Actor | None, visit_id: str, suggestion: str) -> None:
        """Show a suggestion that was set aside again."""
        with self._teams.writing(actor, visit_id) as (session, _person):
            if suggestion in queries.set_aside(session, visit_id):
                writes.bring_back(session, visit_id, suggestion)

    def add_line(self, actor: Actor | None, visit_id: str, heading: str, wording: str) -> int:
        """A line of the team's own; gives its number.

        Raises:
            ValidationError: if it has no words, there is no such heading, or there are too many
                lines.
        """
        with self._teams.writing(actor, visit_id) as (session, person):
            if not wording.strip():
                raise ValidationError("Say what the line asks; it can be reworded at any time.")
            line = _add(session, visit_id, person, heading)
            _first(session, person, line, "wording", text_of(wording.strip()))
            record(session, person, "line added", visit_id, str(line))
        return line

    def add_question(self, actor: Actor | None, visit_id: str, line: int) -> int:
        """An empty question under a line; gives its number."""
        with self._teams.writing(actor, visit_id) as (session, person):
            parent = entry_of(session, visit_id, line)
            if parent.parent_id is not None:
                raise NotAllowed
            return _add(session, visit_id, person, parent.heading, parent=line)

    def remove(self, actor: Actor | None, visit_id: str, entry: int) -> None:
        """Take a line or a question away; it can be put back."""
        with self._teams.writing(actor, visit_id) as (session, person):
            entry_of(session, visit_id, entry)
            writes.change_entry(session, entry, removed_at=now())
            record(session, person, "line removed", visit_id, str(entry))

    def put_back(self, actor: Actor | None, visit_id: str, entry: int) -> None:
        """Undo a removal."""
        with self._teams.writing(actor, visit_id) as (session, person):
            entry_of(session, visit_id, entry)
            writes.change_entry(session, entry, removed_at=None)
            record(session, person, "line put back", visit_id, str(entry))

    def move(
        self, actor: Actor | None, visit_id: str, line: int, heading: str, up: bool = False
    ) -> None:
        """Move a line one place up or down under its heading, or to the end of another's.

        Raises:
            ValidationError: if there is no such heading.
        """
        with self._teams.writing(actor, visit_id) as (session, _person):
            _check_heading(heading)
            moved = entry_of(session, visit_id, line)
            if moved.heading != heading:
                place = queries.last_position(session, visit_id) + 1
                writes.change_entry(session, line, heading=heading, position=place)
                return
            row = [
                entry
                for entry in queries.entries(session, visit_id)
                if entry.heading == heading and entry.parent_id is None and not entry.removed_at
            ]
            at = next((n for n, entry in enumerate(row) if entry.id == line), 0)
            to = at - 1 if up else at + 1
            if 0 <= to < len(row):
                other, place = row[to], moved.position  # read before it changes
                writes.change_entry(session, line, position=other.position)
                writes.change_entry(session, other.id, position=place)

    def write(
        self, actor: Actor | None, visit_id: str, entry: int, field: str, text: str, base: int
    ) -> Written:
        """Save a text that was typed on top of version `base`.

        Raises:
            Conflict: if somebody else's version stands now; nothing is saved.
            ValidationError: if the text is too long, or its line was removed meanwhile.
        """
        with self._teams.writing(actor, visit_id) as (session, person):
            text = text_of(text)
            row = entry_of(session, visit_id, entry)
            fields = _fields(row)
            line = entry_of(session, visit_id, row.parent_id) if row.parent_id else row
            if row.removed_at or line.removed_at:
                raise ValidationError(
                    "A colleague has removed this meanwhile; your words were not saved."
                )
            if field not in fields or (field == "verdict" and text not in VERDICTS):
                raise NotAllowed
            stands, by = next(iter(queries.versions(session, entry, field)), (None, ""))
            version, at = (stands.version if stands else 0), now()
            if stands is not None and stands.text == text:
                return as_written(stands, by)
            if version != base:
                raise Conflict(as_written(stands, by) if stands else Written())
            by_same_person = stands is not None and stands.made_by == person.id
            if stands is not None and by_same_person and at - stands.made_at < SITTING:
                writes.go_on_with_text(session, entry, field, version, text, at)
            else:
                writes.add_text(
                    session,
                    entry_id=entry,
                    field=field,
                    version=version + 1,
                    text=text,
                    made_by=person.id,
                    made_at=at,
                )
        return Written(text, version + 1, by=person.display, at=at)

    def history(
        self, actor: Actor | None, visit_id: str, entry: int, field: str
    ) -> tuple[Written, ...]:
        """Every kept version of a text, the newest first."""
        with self._teams.reading(actor, visit_id) as (session, _row, _person):
            if field not in _fields(entry_of(session, visit_id, entry)):
                raise NotAllowed
            return tuple(starmap(as_written, queries.versions(session, entry, field)))


def _fields(entry: VisitEntry) -> Mapping[str, str]:
    """List the fields that can be written on a line, or on a question."""
    return LINE_FIELDS if entry.parent_id is None else QUESTION_FIELDS


def _check_heading(heading: str) -> None:
    if heading not in HEADINGS:
        raise ValidationError(f"“{short(heading)}” is not one of the five headings.")


def _add(
    session: Session,
    visit_id: str,
    person: Actor,
    heading: str,
    suggestion: str = "",
    parent: int | None = None,
) -> int:
    _check_heading(heading)
    if len(queries.entries(session, visit_id)) >= MAX_ENTRIES:
        raise ValidationError(f"A visit holds at most {MAX_ENTRIES:,} lines and questions.")
    return writes.add_entry(
        session,
        visit_id=visit_id,
        parent_id=parent,
        heading=heading,
        suggestion=suggestion,
        position=queries.last_position(session, visit_id) + 1,
        made_by=person.id,
        made_at=now(),
    )


def _first(session: Session, person: Actor, entry: int, field: str, text: str) -> None:
    """The first version of a text."""
    writes.add_text(
        session,
        entry_id=entry,
        field=field,
        version=1,
        text=text,
        made_by=person.id,
        made_at=now(),
    )
