"""The use case of the league table: all councils on one measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from db.queries import benchmarks as queries
from db.queries import indicators as indicator_queries
from portal.domain.benchmarks import Figure, Spine, mark
from portal.domain.league import LeagueState, LeagueView, league_rows
from portal.domain.table_rows import TableRow
from portal.domain.view_state import understood
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data, Definitions
from portal.services.benchmarks import BenchmarkService
from portal.services.council_standing import lead_measures

DOWNLOAD_COLUMNS = tuple(
    (
        "measure indicator council area_code region period period_start period_end basis value "
        "unit symbol symbol_reason status numerator denominator lower upper polarity rank of "
        "sharing band fifth chosen region_of neighbour_of england withheld document"
    ).split()
)


class LeagueService:
    """Every council of England in one table."""

    def __init__(self, data: Data, benchmarks: BenchmarkService) -> None:
        self._data = data
        self._benchmarks = benchmarks

    def names(self) -> dict[str, str]:
        """Name the measures that have a table, by key, in the order of their names."""
        with self._data.reading() as (session, vocabulary):
            spines = self._benchmarks.spines(session, vocabulary).every
        named = {spine.measure.key: spine.indicator.name for spine in spines}
        return dict(sorted(named.items(), key=lambda pair: pair[1]))

    def problems(self, state: LeagueState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        with self._data.reading() as (session, vocabulary):
            measures = self._data.definitions(session, vocabulary).measures
        return understood(state, vocabulary, measure=measures)[1]

    def view(self, state: LeagueState) -> LeagueView:
        """Make the page's view; without a measure that of the first lead measure with ranks."""
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            state, problems = understood(state, vocabulary, measure=definitions.measures)
            vocabulary = vocabulary.telling_apart(vocabulary.resolved(state.councils))
            councils = vocabulary.resolved(state.councils)
            spines = self._benchmarks.spines(session, vocabulary).every
            spine = _spine(state.measure, spines, definitions, vocabulary)
            if spine is None or spine.indicator.latest is None:
                return LeagueView(state, vocabulary, problems=problems, councils=councils)
            number, areas = spine.indicator.id, [c.id for c in vocabulary.every_council]
            newest = queries.newest_figures(session, [number], areas)
            counted = indicator_queries.one_period(session, number, spine.indicator.latest)
        rows, scale = league_rows(
            spine,
            {area: Figure(*figure) for _number, area, *figure in newest},
            {row.council_id: (row.numerator, row.denominator) for row in counted},
            vocabulary,
            councils,
            state.sort,
        )
        state = replace(state, measure=spine.measure.key)
        return LeagueView(
            state,
            vocabulary,
            problems=problems,
            councils=councils,
            spine=spine,
            scale=scale,
            rows=rows,
        )

    def rows(self, state: LeagueState) -> list[TableRow]:
        """One row a council."""
        view = self.view(state)
        return list(_rows(view, view.spine)) if view.spine else []


def _spine(
    measure: str, spines: tuple[Spine, ...], definitions: Definitions, vocabulary: Vocabulary
) -> Spine | None:
    """Find the measure, by its definition where another source stands for it."""
    if not measure:
        led = lead_measures(vocabulary.themes.values(), definitions, spines)
        leads = (spine for _theme, group in led for spine in group)
        return next((s for s in leads if s.ranked), next(iter(spines), None))
    same = {(i.definition_code, i.unit) for i in definitions.of(measure) if i.official}
    named = (s for s in spines if s.measure.key == measure)
    others = (s for s in spines if (s.indicator.definition_code, s.indicator.unit) in same)
    return next(named, next(others, None))


def _rows(view: LeagueView, spine: Spine) -> Iterator[TableRow]:
    indicator = spine.indicator
    for row in view.rows:
        figure, (low, high) = row.figure, row.interval or (None, None)
        yield {
            "measure": spine.measure.name,
            "indicator": f"{indicator.ref} {indicator.name}".strip(),
            "council": row.council.name,
            "area_code": row.council.area_code,
            "region": row.region,
            "period": spine.when,
            "period_start": spine.period.start,
            "period_end": spine.period.end,
            "basis": spine.period.basis,
            "value": figure.value,
            "unit": indicator.unit_name,
            "symbol": figure.symbol,
            "symbol_reason": figure.reason if figure.symbol else "",
            "status": figure.status,
            "numerator": row.counts[0],
            "denominator": row.counts[1],
            "lower": low,
            "upper": high,
            "polarity": indicator.polarity,
            "rank": figure.rank,
            "of": spine.of,
            "sharing": row.sharing if figure.rank else None,
            "band": figure.band,
            "fifth": mark(figure, spine.of, indicator.unit),
            "chosen": "yes" if row.chosen else "no",
            "region_of": ";".join(row.region_of),
            "neighbour_of": ";".join(row.neighbour_of),
            "england": spine.england,
            "withheld": spine.withheld or (f"No rank: {figure.few}." if figure.few else ""),
            "document": indicator.document,
        }
