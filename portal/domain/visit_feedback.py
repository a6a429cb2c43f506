"""Feedback to the council: what a team makes of its lines, and when actions are looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.domain.formatting import month
from portal.domain.triangulation import SOURCES, Row, triangulated
from portal.domain.visit_fields import AFTER, AGREED_STATUSES, DROPPED
from portal.domain.visits import HEADINGS, Line, Visit

# In months after the visit.
FOLLOW_UP = (3, 6)
NO_WORDS = "A line without words"


@dataclass(frozen=True, slots=True)
class FedBack:
    """A line as it is fed back: under which heading, in which words, resting on what."""

    line: Line
    heading: str
    words: str
    rests: str
    warning: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A look at an agreed action some months after the visit, and what was written then.

    `late` where its month has passed and nothing is written.
    """

    when: str
    due: date | None
    words: str
    late: bool

    @property
    def state(self) -> str:
        """Say what was written, or when it is to be."""
        if self.words:
            return self.words
        if self.due is None:
            return "nothing written yet"
        verb = "was due in" if self.late else "due in"
        return f"{verb} {month(self.due)}, nothing written yet"


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """An action that a council agreed after a peer review; `visited` is when that ended.

    `line` is the line of enquiry that it answers, in the words that the council was told.
    """

    council: str
    visited: date | None
    what: str
    line: str
    owner: str
    due: str
    status: str
    overdue: bool
    follow_up: tuple[Checkpoint, ...]

    @property
    def late(self) -> bool:
        """Tell if it is overdue, or was not looked at again when it was to be."""
        return self.overdue or any(checkpoint.late for checkpoint in self.follow_up)


def action_of(
    text: Callable[[str], str], council: str, visited: date | None, line: str, today: date
) -> AgreedAction:
    """Make an agreed action of its fields, as it stands on a day.

    Args:
        text: gives a field's text, "" where nothing was written.
    """
    due, status = text("due"), text("status")
    ended = status in ("done", "not_done")
    return AgreedAction(
        council=council,
        visited=visited,
        what=text("what"),
        line=line,
        owner=text("owner"),
        due=due,
        status=AGREED_STATUSES.get(status, status),
        overdue=bool(due) and due < today.isoformat() and not ended,
        follow_up=tuple(_checkpoints(text, visited, today)) if status else (),
    )


def _checkpoints(
    text: Callable[[str], str], visited: date | None, today: date
) -> Iterator[Checkpoint]:
    months = looked_at_again(visited) or (None,) * len(FOLLOW_UP)
    for (name, when), due in zip(AFTER.items(), months, strict=True):
        words = text(name)
        late = not words and due is not None and (due.year, due.month) < (today.year, today.month)
        yield Checkpoint(when, due, words=words, late=late)


def feedback(visit: Visit, verdict: str) -> tuple[FedBack, ...]:
    """List the lines of a verdict that were not dropped, in the order of the headings."""
    return tuple(
        _fed_back(line)
        for key in HEADINGS
        for line in visit.under(key)
        if line.verdict.text == verdict and line.status.text != DROPPED
    )


def answered(visit: Visit) -> dict[str, str]:
    """Give the lines that are fed back in their words, by the numbers that actions name."""
    sides = (feedback(visit, verdict) for verdict in ("consideration", "strength"))
    return {str(point.line.id): point.words for side in sides for point in side}


def _fed_back(line: Line) -> FedBack:
    row = triangulated(line)
    words = line_words(line.feedback.text, line.wording.text)
    return FedBack(
        line,
        heading=HEADINGS[line.heading],
        words=words,
        rests=rests_on(row),
        warning=row.warning,
    )


def line_words(feedback: str, wording: str) -> str:
    """Say a line as the council is told it: in the words for it, or those of the line itself."""
    return feedback.strip() or wording.strip() or NO_WORDS


def rests_on(row: Row) -> str:
    """Say on how much of what a line rests: `4 figures, 1 case`."""
    counts = [
        (row.cells[source].pieces, SOURCES[source].lower())
        for source in SOURCES
        if row.cells[source].pieces
    ]
    return ", ".join(f"{name} ({count})" for count, name in counts)


def looked_at_again(ended: date | None) -> tuple[date, ...]:
    """Give the months, three and six after a visit, in which agreed actions are looked at again."""
    if ended is None:
        return ()
    months = (ended.year * 12 + ended.month - 1 + after for after in FOLLOW_UP)
    return tuple(date(number // 12, number % 12 + 1, 1) for number in months)
