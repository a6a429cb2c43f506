"""Feedback to the council: what a team makes of its lines, and when actions are looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.triangulation import SOURCES, Row, triangulated
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
class AgreedAction:
    """An action that a council agreed after a peer review; `visited` is when that ended."""

    council: str
    visited: date | None
    what: str
    owner: str
    due: str
    status: str
    follow_up: tuple[tuple[str, str], ...]


def feedback(visit: Visit, verdict: str) -> tuple[FedBack, ...]:
    """List the lines of a verdict that were not dropped, in the order of the headings."""
    return tuple(
        _fed_back(line)
        for key in HEADINGS
        for line in visit.under(key)
        if line.verdict.text == verdict and line.status.text != "dropped"
    )


def _fed_back(line: Line) -> FedBack:
    row = triangulated(line)
    words = line.feedback.text.strip() or line.wording.text.strip() or NO_WORDS
    return FedBack(
        line,
        heading=HEADINGS[line.heading],
        words=words,
        rests=rests_on(row),
        warning=row.warning,
    )


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
