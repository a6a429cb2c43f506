"""A line of time as rows of labelled marks that do not touch one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.pack_model import Mark, TimeLine
from portal.packs.common.text_metrics import Run, break_lines, clip, text_width
from portal.packs.common.wording import when

NAMES = 128.0
SPAN = 960.0 - 2 * 48.0 - NAMES
AXIS = 30.0
LABEL = 11.0
LEADING = 13.6
# How wide labels may be: the lowest line of time is drawn.
WIDE = (190.0, 250.0, 330.0)
MOST_LINES = 5
MARK = 11.0
_KEY = {"inspection": "Diamond: inspection.", "plan": "Square: plan.", "figure": "Ring: figures."}


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its place in the row, from the line's left end, and its label's lines."""

    mark: Mark
    x: float
    label: str
    label_x: float
    label_width: float
    lines: int


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One row of a council's lane; `first` carries the council's name."""

    council: str
    first: bool
    placed: tuple[Placed, ...]
    height: float


def key(line: TimeLine) -> str:
    """Explain the marks that the line has."""
    there = {mark.kind for mark in line.marks}
    return "  ".join(text for kind, text in _KEY.items() if kind in there)


def years(line: TimeLine) -> range:
    """The years of the line, from the first of the first to the end of the last."""
    first = min(mark.on for mark in line.marks).year
    last = max(mark.on for mark in line.marks).year
    return range(first, last + 1)


def ticks(line: TimeLine) -> list[tuple[int, float]]:
    """The years that are written, with their places."""
    span = years(line)
    step = next((size for size in (1, 2, 5, 10, 20, 50, 100) if len(span) / size <= 14), 1000)
    marked = [year for year in span if year % step == 0] or [span[0]]
    return [(year, place(date(year, 1, 1), line)) for year in marked]


def place(on: date, line: TimeLine) -> float:
    """Where a date stands, from the line's left end."""
    span = years(line)
    start = date(span[0], 1, 1).toordinal()
    end = date(span[-1], 12, 31).toordinal() + 1
    return (on.toordinal() - start) / (end - start) * SPAN


def _sides(mark: Mark, x: float, most: float) -> list[Placed]:
    """Place a mark with its label after it, and before it, where the line has room for that."""
    text, _ = clip(mark.label, LABEL, most, MOST_LINES)
    wide = min(text_width(text, LABEL) + 2, most)
    lines = len(break_lines((Run(text),), LABEL, wide))
    after, before = x + MARK / 2 + 4, x - MARK / 2 - 4 - wide
    fits = [
        *([after] if after + wide <= SPAN else []),
        *([before] if before >= 0 else []),
    ]
    return [Placed(mark, x, text, left, wide, lines) for left in fits or [before]]


def _extent(placed: Placed) -> tuple[float, float]:
    ends = (placed.x - MARK / 2, placed.x + MARK / 2)
    left = min(ends[0], placed.label_x)
    return left - 6, max(ends[1], placed.label_x + placed.label_width) + 6


def rows(line: TimeLine) -> list[LaneRow]:
    """The rows of all lanes, in the order in which the councils first come."""
    return min((_rows(line, most) for most in WIDE), key=_height)


def _rows(line: TimeLine, most: float) -> list[LaneRow]:
    lanes: list[LaneRow] = []
    for council in dict.fromkeys(mark.council for mark in line.marks):
        of_council = (mark for mark in line.marks if mark.council == council)
        ordered = sorted(of_council, key=lambda mark: (mark.on, mark.label))
        sides = [_sides(mark, place(mark.on, line), most) for mark in ordered]
        # Where many marks lie close together, labels before the first ones leave room for the rest.
        lane = min((_lane(council, sides, side) for side in (0, -1)), key=_height)
        lanes += lane
    return lanes


def _lane(council: str, marks: Sequence[Sequence[Placed]], side: int) -> list[LaneRow]:
    """Lay marks out in rows; one that needs a new row has its label on a side."""
    levels: list[list[Placed]] = []
    for sides in marks:
        free = ((level, placed) for level in levels for placed in sides if _is_free(level, placed))
        level, placed = next(free, (None, sides[side]))
        if level is None:
            levels.append([placed])
        else:
            level.append(placed)
    heights = [max(placed.lines for placed in level) * LEADING + 7 for level in levels]
    return [
        LaneRow(council, number == 0, tuple(level), max(high, 21.0))
        for number, (level, high) in enumerate(zip(levels, heights, strict=True))
    ]


def _height(lanes: Sequence[LaneRow]) -> float:
    return sum(row.height for row in lanes)


def _is_free(level: Sequence[Placed], placed: Placed) -> bool:
    left, right = _extent(placed)
    return all(_extent(other)[1] <= left or _extent(other)[0] >= right for other in level)


def long_labels(line: TimeLine) -> list[str]:
    """The labels that the line has no room for, in full."""
    return [
        f"{mark.council}, {when(mark)}: {mark.label}"
        for mark in line.marks
        if clip(mark.label, LABEL, WIDE[0], MOST_LINES)[1]
    ]


def name(row: LaneRow) -> str:
    """The council's name as it fits before its lane."""
    lines = max(1, int((row.height - 6) // LEADING))
    return clip(row.council, LABEL, NAMES - 12, lines, bold=True)[0]
