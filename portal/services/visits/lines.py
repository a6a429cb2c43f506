"""The use cases of lines of enquiry: suggested, taken, added, ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session, sessionmaker

from db.queries import visits as queries
from db.writes import visits as writes
from db.writes.accounts import record
from portal.domain.access import Actor, NotAllowed
from portal.domain.lines_of_enquiry.standing import NEIGHBOURS
from portal.domain.view_state import IndicatorState
from portal.domain.visit_fields import LINE, QUESTION
from portal.domain.visits import HEADINGS, Reference, Suggestion
from portal.services.base import Data
from portal.services.evidence import EvidenceService
from portal.services.link_freshness import SinceService
from portal.services.suggestions import SuggestionService
from portal.services.visits.access import (
    Teams,
    ValidationError,
    entry_of,
    keys,
    made_before,
    now,
    place_of,
    short,
    text_of,
)
from portal.services.visits.entries import add, first
from portal.services.visits.gathering import keep
from portal.urls import indicators_url


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
            at = now()
            line = add(
                session,
                visit_id,
                person,
                LINE,
                heading=accepted.heading,
                suggestion=suggestion,
                at=at,
            )
            first(session, person, line, "wording", accepted.wording, at)
            # The portal's words, which nobody can write: `why` is no field of a line to `write`.
            first(session, person, line, "why", accepted.why, at)
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

    def add_line(
        self, actor: Actor | None, visit_id: str, heading: str, wording: str, key: str = ""
    ) -> int:
        """A line of the team's own; gives its number, the same for the same UUID `key`.

        Raises:
            ValidationError: if it has no words, there is no such heading, or there are too many
                lines.
        """
        with self._teams.writing(actor, visit_id) as (session, person):
            if made := made_before(session, visit_id, key, LINE):
                return made.id
            _check_heading(heading)
            wording = text_of(wording).strip()
            if not wording:
                raise ValidationError("Say what the line asks; it can be reworded at any time.")
            at = now()
            line = add(session, visit_id, person, LINE, heading=heading, at=at, key=key)
            first(session, person, line, "wording", wording, at)
            record(session, person, "line added", visit_id, str(line))
        return line

    def add_question(
        self,
        actor: Actor | None,
        visit_id: str,
        line: int | str | None,
        question: str = "",
        who: str = "",
        heard: str = "",
        key: str = "",
    ) -> int:
        """A question under a line, empty or with its first words; gives its number.

        The line is named as `place_of` takes it.

        Sent again with the same UUID `key` it is the same question; the words that it has now
        are kept where it had none.
        """
        with self._teams.writing(actor, visit_id) as (session, person):
            made = made_before(session, visit_id, key, QUESTION)
            at = now()
            if made is None:
                parent = place_of(session, visit_id, line)
                if parent.kind != LINE:
                    raise NotAllowed
                above = parent.heading
                entry = add(
                    session, visit_id, person, QUESTION, above, parent=parent.id, at=at, key=key
                )
            else:
                entry = made.id
            for field, text in (("question", question), ("who", who), ("heard", heard)):
                if text.strip() and not queries.versions(session, entry, field):
                    first(session, person, entry, field, text_of(text.strip()), at)
            return entry

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
            if moved.kind != LINE:
                raise NotAllowed
            if moved.heading != heading:
                place = queries.last_position(session, visit_id) + 1
                writes.change_entry(session, line, heading=heading, position=place)
                return
            row = [
                entry
                for entry in queries.entries(session, visit_id)
                if entry.heading == heading and entry.kind == LINE and not entry.removed_at
            ]
            at = next((n for n, entry in enumerate(row) if entry.id == line), 0)
            to = at - 1 if up else at + 1
            if 0 <= to < len(row):
                other, place = row[to], moved.position  # read before it changes
                writes.change_entry(session, line, position=other.position)
                writes.change_entry(session, other.id, position=place)


def _check_heading(heading: str) -> None:
    if heading not in HEADINGS:
        raise ValidationError(f"“{short(heading)}” is not one of the five headings.")
