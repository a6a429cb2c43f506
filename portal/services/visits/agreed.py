"""The use case of partners: the actions that councils agreed after peer reviews, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session, sessionmaker

from db.queries import visits as queries
from portal.domain.access import PARTNER, Actor, require
from portal.domain.view_state import CompareState
from portal.domain.visit_feedback import AgreedAction, action_of, line_words
from portal.domain.visit_fields import DROPPED
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data
from portal.services.visits.access import now
from portal.urls import COMPARE, COUNCILS


class AgreedService:
    """Agreed actions, for partners; what a team only proposes stays with it."""

    def __init__(self, data: Data, sessions: sessionmaker[Session]) -> None:
        self._data = data
        self._sessions = sessions

    def shared(self, actor: Actor | None) -> tuple[AgreedAction, ...]:
        """Every action that was agreed, by council, the newest visit first."""
        require(actor, PARTNER)
        return self._of(self._data.vocabulary(), None)

    def beside(self, actor: Actor | None, path: str, search: str) -> tuple[AgreedAction, ...]:
        """The actions that the councils of a page have agreed: of its own page, or of the plans.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks may see none, whatever there is.
        """
        require(actor, PARTNER)
        vocabulary = self._data.vocabulary()
        if path == COMPARE:
            chosen = vocabulary.resolved(CompareState.from_query(search).councils)
            return self._of(vocabulary, [council.key for council in chosen])
        council = path.removeprefix(f"{COUNCILS}/")
        return self._of(vocabulary, [council]) if council in vocabulary.councils else ()

    def _of(self, vocabulary: Vocabulary, only: list[str] | None) -> tuple[AgreedAction, ...]:
        texts: dict[int, dict[str, str]] = {}
        visits: dict[int, tuple[str, str, date | None]] = {}
        with self._sessions() as session:
            for row in queries.agreed_texts(session, only):
                texts.setdefault(row.entry_id, {})[row.field] = row.text
                visits[row.entry_id] = (row.id, row.council, row.ends or row.starts)
            # What a team only proposes, and the line that it would answer, is nobody else's.
            agreed = {entry: fields for entry, fields in texts.items() if fields.get("status")}
            lines = _words_of_lines(session, [fields.get("line", "") for fields in agreed.values()])
        actions, today = [], now().date()
        for entry, fields in agreed.items():
            visit, council, visited = visits[entry]
            if council in vocabulary.councils:
                line = lines.get((visit, fields.get("line", "")), "")
                name = vocabulary.councils[council].name
                actions.append(action_of(_reader(fields), name, visited, line, today))
        actions.sort(key=lambda action: action.visited or date.min, reverse=True)
        return tuple(sorted(actions, key=lambda action: action.council))


def late_actions(session: Session, visits: Sequence[str]) -> Counter[str]:
    """Count, by visit, the agreed actions that are overdue or were not looked at again in time."""
    texts: dict[tuple[str, int], dict[str, str]] = {}
    ended: dict[str, date | None] = {}
    for row in queries.agreed_texts(session, visits=visits):
        texts.setdefault((row.id, row.entry_id), {})[row.field] = row.text
        ended[row.id] = row.ends or row.starts
    today = now().date()
    return Counter(
        visit
        for (visit, _entry), fields in texts.items()
        if fields.get("status") and action_of(_reader(fields), "", ended[visit], "", today).late
    )


def _reader(fields: dict[str, str]) -> Callable[[str], str]:
    return lambda name: fields.get(name, "").strip()


def _words_of_lines(session: Session, numbers: list[str]) -> dict[tuple[str, str], str]:
    """The lines of these numbers in the words that the council was told, by visit and number.

    Of what a team has not fed back nothing is said.
    """
    words: dict[tuple[str, str], dict[str, str]] = {}
    chosen = {int(number) for number in numbers if number}
    for row in queries.line_texts(session, chosen):
        words.setdefault((row.visit_id, str(row.entry_id)), {})[row.field] = row.text
    return {
        line: line_words(fields.get("feedback", ""), fields.get("wording", ""))
        for line, fields in words.items()
        if fields.get("verdict") and fields.get("status") != DROPPED
    }
