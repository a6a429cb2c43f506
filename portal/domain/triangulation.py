"""Triangulation: from how many kinds of sources a line of enquiry is known, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.domain.visits import Line

SOURCES = {"figures": "Figures", "papers": "Papers", "people": "People", "cases": "Cases"}
_OF_PORTAL = {
    "figure": "figures",
    "standing": "figures",
    "row": "figures",
    "chart": "figures",
    **dict.fromkeys(("item", "action", "finding", "document", "plan", "inspection"), "papers"),
}
_OF_TEAM = {
    "interview": "people",
    "focus-group": "people",
    "observation": "people",
    "case": "cases",
    "self": "papers",
    "other": "papers",
}
# From fewer kinds of sources than these a line is known one-sidedly.
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """The pieces of evidence that a line has of one kind of source, and what they speak for."""

    pieces: int = 0
    speaking_for: int = 0
    against: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line with a cell for each of `SOURCES`."""

    line: Line
    cells: dict[str, Cell]

    @property
    def kinds(self) -> int:
        """Count the kinds of sources that the line rests on."""
        return sum(1 for cell in self.cells.values() if cell.pieces)

    @property
    def warning(self) -> str:
        """Say what a team should look at before it tells the council; "" where nothing is."""
        if self.kinds == 0:
            return "no evidence yet"
        if self.kinds < ENOUGH:
            return "one kind of source only"
        every = self.cells.values()
        if any(cell.against for cell in every) and any(cell.speaking_for for cell in every):
            return "sources disagree"
        return ""


def triangulated(line: Line) -> Row:
    """Count the evidence of a line, and that which answers its questions, by kind of source."""
    weighed: dict[str, list[str]] = {source: [] for source in SOURCES}
    for source, weighs in _weighed(line):
        weighed[source].append(weighs)
    cells = {
        source: Cell(
            pieces=len(each), speaking_for=each.count("for"), against=each.count("against")
        )
        for source, each in weighed.items()
    }
    return Row(line, cells)


def _weighed(line: Line) -> Iterator[tuple[str, str]]:
    for piece in line.evidence:
        yield _OF_PORTAL[piece.statement.reference.kind], piece.weighs
    for entry in line.every_own:
        yield _OF_TEAM.get(entry.text("what"), _OF_TEAM["other"]), entry.text("weighs")
