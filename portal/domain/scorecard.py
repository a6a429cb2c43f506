"""The scorecard: measures by councils in a compact grid, each figure with its fifth of councils.

It orders what the benchmarks hold: lead measures of the themes first, then those that rank
councils, the worst distance from England first. A page of it is grouped by improvement area.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from portal.domain.benchmarks import BenchmarkRow, BenchmarkView, Figure, mark
from portal.domain.vocabulary import Vocabulary

# Rows that fit on a sheet of paper: upright beside so many councils, else on its side.
MOST_UPRIGHT = 3
_UPRIGHT_ROWS, _WIDE_ROWS = 30, 15
_MONTHS = re.compile(rf"\b({'|'.join(calendar.month_name[1:])})\b")
FIFTHS = "①②③④⑤"
SIGNS = {"better": "▲", "worse": "▼"}
OUTSIDE_AREAS = "Outside the improvement areas"


class Cell(NamedTuple):
    """A figure of the scorecard.

    `place` is its fifth, 1 the best and 5 the worst, 0 where it has none; `sign` its direction;
    `note` why it has no value or is not compared, "" where it is.
    """

    value: float | None
    place: int
    sign: str
    note: str

    @property
    def marks(self) -> str:
        """The signs after the figure: its fifth, and if it gets better or worse."""
        return f"{FIFTHS[self.place - 1] if self.place else ''}{self.sign}"


def step(councils: int) -> int:
    """Return how many measures a page shows, so that it fits on a sheet of A4."""
    return _UPRIGHT_ROWS if councils <= MOST_UPRIGHT else _WIDE_ROWS


def cell_of(figure: Figure, of: int, unit: str) -> Cell:
    """Place a figure among the fifths of the councils ranked; a best one only as by `mark`."""
    kind = mark(figure, of, unit)
    place = 0
    if figure.rank and of:
        place = min(4, max(2, ceil(5 * figure.rank / of)))
        place = {"best": 1, "worst": 5}.get(kind, place if 5 * figure.rank > of else 0)
    note = "" if figure.value is not None and not figure.symbol else figure.reason
    note = note.partition(", ")[0]
    if figure.few:
        note = "not compared"
    return Cell(figure.value, place, SIGNS.get(figure.travel, ""), note)


def by_area(
    rows: Sequence[BenchmarkRow], vocabulary: Vocabulary
) -> list[tuple[str, list[BenchmarkRow]]]:
    """Group rows by improvement area in the areas' order; within one they keep their own."""
    grouped: dict[str, list[BenchmarkRow]] = {key: [] for key in vocabulary.areas}
    others: list[BenchmarkRow] = []
    for row in rows:
        grouped.get(row.spine.measure.area, others).append(row)
    titles = {area.key: area.name for area in vocabulary.areas.values()}
    groups = [(titles[key], group) for key, group in grouped.items() if group]
    return [*groups, (OUTSIDE_AREAS, others)] if others else groups


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid: a measure's name and facts, England and the councils' cells.

    `pattern` writes a number with its unit: `{}%`; `decimals` are those of all its numbers.
    """

    name: str
    facts: str
    pattern: str
    decimals: int
    england: float | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A scorecard to be written to a sheet: the councils, and rows under their headings."""

    councils: tuple[str, ...]
    groups: tuple[tuple[str, tuple[GridRow, ...]], ...]


def facts_of(row: BenchmarkRow, view: BenchmarkView) -> str:
    """Say if a measure leads a theme, its unit and period, and if councils are not ranked on it."""
    spine = row.spine
    in_figure = spine.indicator.unit in ("percent", "days", "gbp")
    unit = "" if in_figure else spine.indicator.unit_name
    when = _MONTHS.sub(lambda month: month[0][:3], spine.when)
    lead = "lead measure" if spine.indicator.id in view.leads else ""
    unranked = "" if spine.ranked else "not ranked"
    return " · ".join(part for part in (lead, unit, when, unranked) if part)


def cells_of(row: BenchmarkRow) -> tuple[Cell, ...]:
    """Place the figures of a row."""
    return tuple(cell_of(f, row.spine.of, row.spine.indicator.unit) for f in row.figures)


def grid_of(view: BenchmarkView) -> Grid:
    """Lay out all rows of a view as a grid."""

    def grid_row(row: BenchmarkRow) -> GridRow:
        return GridRow(
            name=row.spine.indicator.name,
            facts=facts_of(row, view),
            pattern=row.scale.pattern,
            decimals=row.scale.decimals,
            england=row.spine.england,
            cells=cells_of(row),
        )

    return Grid(
        councils=tuple(council.name for council in view.councils),
        groups=tuple(
            (title, tuple(map(grid_row, rows)))
            for title, rows in by_area(view.rows, view.vocabulary)
        ),
    )
