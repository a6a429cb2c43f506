"""Figures and draft plans shared among partners beside a page, for who may see them alone.

The page itself is everybody's and knows nothing of them: a script of people with an account asks.
Nothing is cached here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy.orm import Session, sessionmaker

from db.queries import shared as queries
from db.queries.rows import AnyRow, Rows
from portal.domain.access import Actor, NotAllowed, require
from portal.domain.benchmarks import fits
from portal.domain.formatting import SYMBOL_NAMES, decimals_of, period, with_unit
from portal.domain.indicators import Indicator
from portal.domain.league import LeagueState
from portal.domain.overview import OverviewState
from portal.domain.progress_state import ProgressState
from portal.domain.shared import (
    SharedCourse,
    SharedMeasure,
    SharedPlan,
    SharedValue,
    figure_of,
    mark_of,
    ranks,
    seen_by,
)
from portal.domain.view_state import (
    BenchmarkState,
    CompareState,
    IndicatorState,
    SummaryState,
    understood,
)
from portal.domain.vocabulary import Council
from portal.services.base import Data
from portal.services.benchmarks import BenchmarkService
from portal.services.indicators import IndicatorService
from portal.services.league import LeagueService
from portal.services.summary import SummaryService
from portal.urls import BENCHMARKS, COMPARE, COUNCILS, HOME, INDICATORS, LEAGUE, PROGRESS, SUMMARY

_ENGLAND = "england"


class SharedService:
    """Shared figures of the councils and measures that a page shows."""

    def __init__(
        self,
        data: Data,
        sessions: sessionmaker[Session],
        indicators: IndicatorService,
        benchmarks: BenchmarkService,
        summary: SummaryService,
        league: LeagueService,
    ) -> None:
        self._data, self._sessions = data, sessions
        self._indicators, self._benchmarks = indicators, benchmarks
        self._summary, self._league = summary, league

    def beside(self, actor: Actor | None, path: str, search: str) -> tuple[SharedMeasure, ...]:
        """The figures that somebody may see beside a page, by measure, the newest first.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks may see none, whatever there is.
        """
        seen = seen_by(require(actor))
        if seen.nothing:
            raise NotAllowed
        of_page = {
            HOME: self._of_overview,
            INDICATORS: self._of_indicators,
            BENCHMARKS: self._of_benchmarks,
            SUMMARY: self._of_summary,
            LEAGUE: self._of_league,
        }
        council = self._data.vocabulary().councils.get(path.removeprefix(f"{COUNCILS}/"))
        if path in of_page:
            measures, councils = of_page[path](search)
        elif council is not None:
            measures, councils = self._all_measures(BenchmarkState()), [council.key]
        else:
            return ()
        with self._sessions() as session:
            rows = queries.shared(session, seen, measures)
        chosen = {row.SharedFigure.measure for row in rows if row.SharedDataSet.council in councils}
        with self._data.reading() as (session, vocabulary):
            official = self._data.definitions(session, vocabulary).newest_official
            defined = [official[measure] for measure in measures if measure in chosen & {*official}]
            figures = {
                (row.indicator_id, row.council): row
                for row in queries.official(
                    session, [indicator.id for indicator in defined], {*councils, _ENGLAND}
                )
            }
            charted = defined[0].id if path == INDICATORS and defined else 0
            areas = (*councils, _ENGLAND) if charted else ()
            past = queries.official_courses(session, charted, areas) if charted else ()
        names = {council.key: council.name for council in vocabulary.every_council}
        charted_areas = [vocabulary.councils[key] for key in areas if key in vocabulary.councils]
        measures_shown = []
        for indicator in defined:
            every = _values(indicator, rows, councils, names, figures)
            values = tuple(every if path == INDICATORS else _newest(every))
            measures_shown.append(
                SharedMeasure(
                    measure=indicator.measure,
                    name=indicator.name,
                    england=_official(indicator, figures.get((indicator.id, _ENGLAND))),
                    values=values,
                    courses=tuple(_courses(charted_areas, past, values)),
                )
            )
        return tuple(measures_shown)

    def plans_beside(self, actor: Actor | None, path: str, search: str) -> tuple[SharedPlan, ...]:
        """The draft plans that somebody may see of the councils of a page of plans.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks may see none, whatever there is.
        """
        seen = seen_by(require(actor))
        if seen.nothing:
            raise NotAllowed
        vocabulary = self._data.vocabulary()
        if path == HOME:
            chosen = vocabulary.resolved(OverviewState.from_query(search).councils)
        elif path == COMPARE:
            chosen = vocabulary.resolved(CompareState.from_query(search).councils)
        elif path == PROGRESS:
            chosen = vocabulary.resolved(ProgressState.from_query(search).councils)
        else:
            council = vocabulary.councils.get(path.removeprefix(f"{COUNCILS}/"))
            chosen = (council,) if council else ()
        names = {council.key: council.name for council in chosen}
        with self._sessions() as session:
            return tuple(
                SharedPlan(
                    data_set=row.id,
                    title=row.title,
                    council=names[row.council],
                    mark=mark_of(row.audience),
                    items=row.items,
                    actions=row.actions,
                    completed=row.completed,
                    reported=row.report_date,
                )
                for row in queries.shared_plans(session, seen, names)
            )

    def _of_indicators(self, search: str) -> tuple[list[str], list[str]]:
        options = self._indicators.options(IndicatorState.from_query(search))
        measures = [options.state.measure] if options.state.measure else []
        councils = options.vocabulary.resolved(options.state.councils)
        return measures, [council.key for council in councils]

    def _of_benchmarks(self, search: str) -> tuple[list[str], list[str]]:
        vocabulary = self._data.vocabulary()
        state, _problems = understood(BenchmarkState.from_query(search), vocabulary)
        councils = vocabulary.resolved(state.councils)
        return self._all_measures(state), [council.key for council in councils]

    def _of_overview(self, search: str) -> tuple[list[str], list[str]]:
        state = OverviewState.from_query(search)
        alike = BenchmarkState(councils=state.councils, theme=state.theme, area=state.area)
        return self._of_benchmarks(alike.query())

    def _of_summary(self, search: str) -> tuple[list[str], list[str]]:
        view = self._summary.view(SummaryState.from_query(search))
        measures = [each.spine.measure.key for each in view.measures]
        return measures, [council.key for council in view.councils]

    def _of_league(self, search: str) -> tuple[list[str], list[str]]:
        """The measure, of every council: the table has all of them."""
        view = self._league.view(LeagueState.from_query(search))
        councils = [council.key for council in view.vocabulary.every_council]
        return ([view.spine.measure.key] if view.spine else []), councils

    def _all_measures(self, state: BenchmarkState) -> list[str]:
        """The measures of official statistics that the filters leave, each once."""
        with self._data.reading() as (session, vocabulary):
            spines = self._benchmarks.spines(session, vocabulary).every
        measures = (
            spine.measure.key
            for spine in spines
            if fits(spine, state) and (not state.theme or state.theme in spine.indicator.themes)
        )
        return list(dict.fromkeys(measures))


def _values(
    indicator: Indicator,
    rows: Rows,
    councils: Collection[str],
    names: Mapping[str, str],
    figures: Mapping[tuple[int, str], AnyRow],
) -> Iterator[SharedValue]:
    """Make the values of a measure, each ranked among all that sent the same one."""
    alike = defaultdict(list)
    for row in rows:
        figure = row.SharedFigure
        if figure.measure == indicator.measure:
            alike[figure.period_end, figure.basis].append(row)
    for at in sorted(alike, reverse=True):
        sent = alike[at]
        values = [(row.SharedFigure.value, row.SharedFigure.symbol) for row in sent]
        for row, (rank, of) in zip(sent, ranks(values, indicator.polarity), strict=True):
            council = row.SharedDataSet.council
            if council in councils:
                figure = figure_of(row.SharedFigure)
                official = figures.get((indicator.id, council))
                beside = official or figures.get((indicator.id, _ENGLAND))
                counts = beside.basis if beside else ""
                yield SharedValue(
                    data_set=row.SharedDataSet.id,
                    title=row.SharedDataSet.title,
                    council=names.get(council, council),
                    mark=mark_of(row.SharedDataSet.audience),
                    figure=figure,
                    shown=figure.shown(indicator.unit),
                    rank=rank,
                    of=of,
                    official=_official(indicator, official),
                    apart=figure.apart(counts, indicator.unit),
                )


def _courses(
    areas: Iterable[Council], past: Rows, values: Collection[SharedValue]
) -> Iterator[SharedCourse]:
    """Make the courses of areas; what cannot be held against official figures is left out."""
    for area in areas:
        yield SharedCourse(
            council=area.name,
            colour=area.colour,
            symbol=area.symbol,
            official=tuple((row.period_end, row.value) for row in past if row.council == area.key),
            shared=tuple(
                (value.figure.end, value.figure.value)
                for value in values
                if value.council == area.name and not value.apart and value.figure.value is not None
            ),
        )


def _newest(values: Iterator[SharedValue]) -> Iterator[SharedValue]:
    """Leave each council's newest figure beside a page that shows one period too."""
    seen: set[str] = set()
    for value in values:
        if value.council not in seen:
            yield value
        seen.add(value.council)


def _official(indicator: Indicator, row: AnyRow | None) -> str:
    """Say an official figure with its period; "" where there is none."""
    if row is None:
        return ""
    shown = SYMBOL_NAMES.get(row.symbol, row.symbol)
    if row.value is not None:
        shown = with_unit(row.value, decimals_of(row.value), indicator.unit)
    return f"{shown} ({period(row.period_start, row.period_end, row.basis)})"
