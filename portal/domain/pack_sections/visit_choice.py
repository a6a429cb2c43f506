"""The choice of what goes into a visit's pack: which lines, with the team's notes or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.domain.pack_model import ANNEX, Part
from portal.domain.visits import Line, Visit, Written

# The parts that are the team's own, and the page that sums the council up.
_FIRST = frozenset({"summary", "lines", "questions", "feedback", "agreed"})


@dataclass(frozen=True, slots=True)
class VisitChoice:
    """The lines of a pack, by their number, all where none is named; and whether notes go along."""

    lines: tuple[int, ...] = ()
    notes: bool = True

    def of(self, visit: Visit) -> Visit:
        """Leave out of a visit what is not chosen: evidence on no line goes with all lines only."""
        if self.lines:
            chosen = tuple(line for line in visit.lines if line.id in self.lines)
            visit = replace(visit, lines=chosen, unsorted=(), unsorted_own=())
        if not self.notes:
            visit = replace(visit, lines=tuple(map(_without_notes, visit.lines)), unsorted_own=())
        return visit


ALL = VisitChoice()


def _without_notes(line: Line) -> Line:
    """Leave out what the team noted and heard, and its own evidence, which is of interviews."""
    questions = tuple(replace(q, heard=Written(), answers=()) for q in line.questions)
    return replace(line, note=Written(), own_evidence=(), questions=questions)


def team_first(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Let the team's lines and questions go to the annex after what the portal says at length."""
    return tuple(
        part
        if part.key in _FIRST
        else replace(
            part,
            pages=tuple(
                replace(page, weight=min(page.weight + 2, ANNEX)) if page.weight else page
                for page in part.pages
            ),
        )
        for part in parts
    )
