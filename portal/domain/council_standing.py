"""Where a council stands: its lead measures by theme, and what it ranks best and worst on.

Rules over plain values: ranks only where councils are ranked, each measure
once, none whose newest figures are of long ago.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from portal.domain.benchmarks import BenchmarkRow, Figure, Spine, rounded_to_none, row_of
from portal.domain.lines_of_enquiry.standing import STALE_YEARS
from portal.domain.ranking import Neighbourhood
from portal.domain.vocabulary import Area, Council, Nearby, Theme

# What lead measures are of.
Subject = TypeVar("Subject", Theme, Area)

# So many of the best and of the worst measures are shown.
MOST = 5
NO_NEIGHBOURS = Neighbourhood(None, None, used=0)


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A council's figure on a measure, and what it is held against; the row has that one figure."""

    row: BenchmarkRow
    region: float | None = None
    around: Neighbourhood = NO_NEIGHBOURS

    @property
    def spine(self) -> Spine:
        """The measure, and where all councils lie on it in its newest period."""
        return self.row.spine

    @property
    def figure(self) -> Figure:
        """The council's figure."""
        return self.row.figures[0]

    @property
    def share(self) -> float:
        """Its rank as a share of the councils ranked: 0 is best; only where it has a rank."""
        return (self.figure.rank or 0) / self.spine.of


@dataclass(frozen=True, slots=True)
class CouncilStanding:
    """All that a council's page says first.

    `loaded` is false where no official statistics are loaded. `leads` holds a theme with its lead
    measures, `ranked` is how many measures of the improvement areas rank the council,
    schooling left aside and near-duplicates counted as one.
    """

    council: Council
    loaded: bool
    region: Council | None
    neighbours: tuple[Nearby, ...]
    leads: tuple[tuple[Theme, tuple[PlacedFigure, ...]], ...]
    best: tuple[PlacedFigure, ...]
    worst: tuple[PlacedFigure, ...]
    ranked: int

    @property
    def stated(self) -> bool:
        """True if any measure shown has a figure of the council."""
        shown = [p for _theme, leads in self.leads for p in leads]
        return any(p.figure.value is not None for p in (*shown, *self.best))


def of_today(spines: Sequence[Spine]) -> list[Spine]:
    """Leave out the measures whose newest period ended long before the newest of all."""
    newest = max((s.period.end for s in spines if s.period.end), default=date.min)
    return [s for s in spines if s.period.end and newest.year - s.period.end.year < STALE_YEARS]


def leading(
    subjects: Iterable[Subject], measures: Mapping[str, tuple[str, str]], spines: Sequence[Spine]
) -> list[tuple[Subject, list[Spine]]]:
    """List the lead measures of each theme or area that official statistics have, in its order.

    Args:
        measures: under a measure, definition code and unit of its newest official indicator;
            another measure's source may stand for it.
    """
    by_definition = {(s.indicator.definition_code, s.indicator.unit): s for s in spines}
    chosen = [
        (subject, [by_definition.get(measures.get(m, ("", ""))) for m in subject.lead_measures])
        for subject in subjects
    ]
    return [(subject, [s for s in leads if s]) for subject, leads in chosen if any(leads)]


def ranking(spines: Iterable[Spine], areas: Mapping[str, Area]) -> tuple[Spine, ...]:
    """List the measures that a council may be best or worst on, of near-duplicates the lead first.

    A measure outside the improvement areas, or about schooling, does not count.
    """
    chosen = [s for s in spines if s.ranked and s.measure.area in areas and not s.schooling]
    return tuple(sorted(chosen, key=lambda spine: spine.family != spine.measure.key))


def extremes(
    spines: Iterable[Spine], figures: Mapping[int, Figure]
) -> tuple[list[BenchmarkRow], list[BenchmarkRow], int]:
    """Find the measures that a council ranks best and worst on, and how many rank it.

    Args:
        spines: of near-duplicates the first counts that ranks the council, see `ranking`.
        figures: the council's figures by the indicator's number.

    Returns:
        The best first, and the worst first; no measure is in both, and no 0% is a best one.
    """
    placed: dict[str, BenchmarkRow] = {}
    for spine in spines:
        figure = figures.get(spine.indicator.id)
        if figure is None or not (figure.rank and figure.band) or spine.family in placed:
            continue
        row = row_of(spine, [figure])
        if row.figures[0].rank and row.figures[0].band:
            placed[spine.family] = row

    def place(row: BenchmarkRow) -> tuple[float, float, str]:
        share = PlacedFigure(row).share
        # Of equal ranks the one furthest from England on the good side comes first.
        return share, row.spine.distance(row.figures[0].value) or 0.0, row.spine.indicator.key

    order = sorted(placed.values(), key=place)
    telling = [row for row in order if not _good_for_want_of_cases(row)]
    best = telling[: min(MOST, (len(telling) + 1) // 2)]
    worst = telling[len(best) :][::-1][:MOST]
    return best, worst, len(order)


def _good_for_want_of_cases(row: BenchmarkRow) -> bool:
    """Tell if a figure of 0% ranks in the better half."""
    figure = row.figures[0]
    return rounded_to_none(figure, row.spine.indicator.unit) and PlacedFigure(row).share < 0.5
