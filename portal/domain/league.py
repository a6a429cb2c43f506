"""The league table: every council of England on one measure, in its newest comparable period.

Rank 1 is best and equal values share the better rank; where councils are not ranked the order is
that of their values, and no place is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Annotated

from portal.domain.benchmarks import NONE, Figure, Scale, Spine, row_of
from portal.domain.filters import FilterSpec
from portal.domain.intervals import wilson
from portal.domain.view_state import FIGURE_COUNCILS, MEASURE, State
from portal.domain.vocabulary import Council, Vocabulary

Counts = tuple[float | None, float | None]
# Rows of the league table: the best first, highest first, by name, by region.
LEAGUE_SORTS = ("rank", "name", "value", "region")
LEAGUE_MEASURE = replace(MEASURE, help="Measure; a lead measure by default", narrowed_by=())
LEAGUE_SORT = FilterSpec(
    "sort", "choice", help="Order of the councils", choices=LEAGUE_SORTS, stays=True
)


@dataclass(frozen=True, slots=True)
class LeagueState(State):
    """The state of the league table; the councils are those that are marked."""

    councils: Annotated[tuple[str, ...], FIGURE_COUNCILS] = ()
    measure: Annotated[str, LEAGUE_MEASURE] = ""
    sort: Annotated[str, LEAGUE_SORT] = "rank"


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """A council in the table.

    `sharing` is how many councils share its rank, 1 where it has it alone; `interval` the 95%
    interval of a percentage whose counts are given; `region_of` and `neighbour_of` name the chosen
    councils of which it shares the region, or is a statistical neighbour.
    """

    council: Council
    region: str
    figure: Figure
    sharing: int
    counts: Counts
    interval: tuple[float, float] | None
    chosen: bool
    region_of: tuple[str, ...]
    neighbour_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeagueView:
    """All that the page shows; `spine` and `scale` are None where the measure has no figures."""

    state: LeagueState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    councils: tuple[Council, ...]
    spine: Spine | None = None
    scale: Scale | None = None
    rows: tuple[LeagueRow, ...] = ()

    @property
    def measure(self) -> str:
        """The measure's name; empty where it has no figures."""
        return self.spine.indicator.name if self.spine else ""


def interval_of(unit: str, counts: Counts) -> tuple[float, float] | None:
    """Give the 95% interval of a percentage, None where its counts are not known or do not fit."""
    numerator, denominator = counts
    if unit != "percent" or numerator is None or not denominator:
        return None
    if not 0 <= numerator <= denominator:
        return None
    low, high = wilson(numerator, denominator)
    return 100 * low, 100 * high


def league_rows(
    spine: Spine,
    figures: Mapping[int, Figure],
    counts: Mapping[int, Counts],
    vocabulary: Vocabulary,
    chosen: Sequence[Council],
    sort: str,
) -> tuple[tuple[LeagueRow, ...], Scale]:
    """Make the rows of the councils that have a figure, or a reason why there is none.

    Args:
        spine: the measure.
        figures: by the council's number.
        counts: numerator and denominator, by the council's number.
        vocabulary: names councils, regions and neighbours.
        chosen: the councils that are marked.
        sort: one of `LEAGUE_SORTS`.

    Returns:
        The rows in their order, and the words for their figures.
    """
    # A council that gave way to others is not among those without a figure.
    every = [
        council
        for council in vocabulary.every_council
        if council.id in figures and not (council.ended and figures[council.id].value is None)
    ]
    row = row_of(spine, [figures.get(council.id, NONE) for council in every])
    ranks = Counter(figure.rank for figure in row.figures if figure.rank)
    picked = {council.key for council in chosen}
    near = {c.name: {n.key for n in vocabulary.neighbours.get(c.key, ())} for c in chosen}
    rows = [
        LeagueRow(
            council=council,
            region=vocabulary.councils[council.region].name if council.region else "",
            figure=figure,
            sharing=ranks[figure.rank] if figure.rank else 1,
            counts=counts.get(council.id, (None, None)),
            interval=interval_of(spine.indicator.unit, counts.get(council.id, (None, None))),
            chosen=council.key in picked,
            region_of=tuple(c.name for c in chosen if c.region == council.region != ""),
            neighbour_of=tuple(name for name, keys in near.items() if council.key in keys),
        )
        for council, figure in zip(every, row.figures, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: _place(row, sort))), row.scale


def _place(row: LeagueRow, sort: str) -> tuple[str, float, float, str]:
    value = row.figure.value
    falling = inf if value is None else -value
    rank = float(row.figure.rank or inf)
    by_rank = ("", rank, falling, row.council.name)
    return {
        "value": ("", falling, 0.0, row.council.name),
        "name": (row.council.name, 0.0, 0.0, ""),
        "region": (row.region or "~", *by_rank[1:]),
    }.get(sort, by_rank)
