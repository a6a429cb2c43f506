"""The use cases of the benchmarks: many measures of chosen councils, and the rows to download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from threading import Lock

import numpy as np
from cachetools import LRUCache

from db.queries import benchmarks as queries
from db.queries.rows import Reader
from portal.domain.benchmarks import (
    NONE,
    STEP,
    BenchmarkGroup,
    BenchmarkRow,
    BenchmarkView,
    Spine,
    fits,
    group_title,
    row_of,
)
from portal.domain.council_standing import CouncilStanding
from portal.domain.paging import within
from portal.domain.ranking import Floats
from portal.domain.same_definition import one_source
from portal.domain.scorecard import Grid, grid_of, step
from portal.domain.spines import Flags, Ranks, Spines
from portal.domain.table_rows import TableRow
from portal.domain.view_state import SCORECARD, WORSENING, BenchmarkState, understood
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, Definitions, council_of
from portal.services.benchmark_rows import rows_of
from portal.services.council_standing import (
    Measures,
    lead_measures,
    measures_of_pages,
    placings,
    rows_by_indicator,
    standing_of,
)
from portal.services.figures import newest_with_travel
from portal.services.version_cache import until_data_change

# Of so many councils: ten bytes a measure, five kilobytes each with all of LAIT.
_MOST_CACHED = 200
# Figures of councils on a page, some 340 bytes each.
_MOST_CELLS = 640


@dataclass(frozen=True)
class _Standings:
    """The order of the rows, and the values and ranks of the councils that were chosen last."""

    spines: Spines
    councils: LRUCache[int, tuple[Floats, Ranks]] = field(
        default_factory=lambda: LRUCache(_MOST_CACHED)
    )
    lock: Lock = field(default_factory=Lock)


class BenchmarkService:
    """Many measures side by side."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._standings = until_data_change(self._read_standings)
        self._measures = until_data_change(self._choose_measures)

    def view(self, state: BenchmarkState, every: bool = False) -> BenchmarkView:
        """Make the page's view; unknown filter values are reported and left out.

        With `every` it holds all measures that the filters leave, near-duplicates too, whatever
        page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            state, problems = understood(state, vocabulary)
            vocabulary = vocabulary.telling_apart(vocabulary.resolved(state.councils))
            councils = vocabulary.resolved(state.councils)
            standings = self._standings(session, vocabulary)
            definitions = self._data.definitions(session, vocabulary)
            values, ranks = _of_councils(session, standings, councils)
            best, worst = standings.spines.fifths(values, ranks)
            if state.only == WORSENING:
                worst = _worsening(session, definitions, standings.spines, councils, worst)
            themes = vocabulary.themes.values()
            leading_measures = lead_measures(themes, definitions, standings.spines.every)
            leads = frozenset(s.indicator.id for _theme, group in leading_measures for s in group)
            order = _order(state, vocabulary, standings.spines, values, best, worst, leads, every)
            left = len(order.places)
            size = step(len(councils)) if state.view == SCORECARD else _step(len(councils))
            size = max(1, left) if every else size
            state = replace(state, page=within(state.page, left, size))
            start = (state.page - 1) * size
            shown = [standings.spines.every[n] for n in order.places[start : start + size]]
            near = {} if every or state.words else standings.spines.near
            rows = _rows(session, definitions, shown, councils, near)
        return BenchmarkView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            councils=councils,
            groups=tuple(
                BenchmarkGroup(title, tuple(group))
                for title, group in groupby(
                    rows, lambda row: group_title(row.spine, state, vocabulary)
                )
            ),
            everything=len(standings.spines.every),
            left=left,
            ranked=order.ranked,
            counted=order.counted,
            schooling=order.schooling,
            outside=order.outside,
            best={c.key: int(n) for c, n in zip(councils, order.best.sum(axis=1), strict=True)},
            worst={c.key: int(n) for c, n in zip(councils, order.worst.sum(axis=1), strict=True)},
            themes=order.themes,
            before_theme=order.before_theme,
            size=size,
            leads=leads,
        )

    def standing(self, key: str) -> CouncilStanding:
        """Where one council stands, as its page says first.

        Raises:
            NotFound: if there is no such council.
        """
        with self._data.reading() as (session, vocabulary):
            council = council_of(vocabulary, key)
            definitions = self._data.definitions(session, vocabulary)
            measures = self._measures(session, vocabulary)
            return standing_of(session, vocabulary, definitions, measures, council)

    def of_council(self, key: str) -> dict[int, BenchmarkRow]:
        """Read one council's newest figures beside England's, by the indicator's number.

        Raises:
            NotFound: if there is no such council.
        """
        with self._data.reading() as (session, vocabulary):
            council = council_of(vocabulary, key)
            spines = self._standings(session, vocabulary).spines
            return rows_by_indicator(session, spines.every, council)

    def grid(self, state: BenchmarkState) -> Grid:
        """All measures that the filters leave as a scorecard."""
        return grid_of(self.view(replace(state, view=SCORECARD), every=True))

    def spines(self, session: Reader, vocabulary: Vocabulary) -> Spines:
        """Look up how all councils lie on each indicator, in the data that a session sees."""
        return self._standings(session, vocabulary).spines

    def problems(self, state: BenchmarkState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        return understood(state, self._data.vocabulary())[1]

    def rows(self, state: BenchmarkState) -> list[TableRow]:
        """One row a measure and council, those of the page's other pages too."""
        view = self.view(state, every=True)
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            spines = [row.spine for row in view.rows]
            placed = placings(session, vocabulary, definitions, spines, view.councils)
        return rows_of(view, placed)

    def _choose_measures(self, session: Reader, vocabulary: Vocabulary) -> Measures:
        definitions = self._data.definitions(session, vocabulary)
        spines = self.spines(session, vocabulary)
        return measures_of_pages(session, vocabulary, definitions, spines)

    def _read_standings(self, session: Reader, vocabulary: Vocabulary) -> _Standings:
        definitions = self._data.definitions(session, vocabulary)
        return _Standings(_spines(session, definitions, vocabulary))


def _step(councils: int) -> int:
    """Return how many measures a page shows: fewer for a region, whose rows are long."""
    return min(STEP, max(1, _MOST_CELLS // max(1, councils)))


def _spines(session: Reader, definitions: Definitions, vocabulary: Vocabulary) -> Spines:
    """The spines of all official indicators, in the order of areas, places and names."""
    by_id = {i.id: i for i in definitions.indicators.values() if i.latest is not None}
    spines = []
    for row in queries.newest_benchmarks(session):
        indicator = by_id.get(row.indicator_id)
        if indicator is None or indicator.latest is None:
            continue
        measure, period = definitions.measures[indicator.measure], definitions.periods
        quartiles = (row.q1, row.q2, row.q3)
        if None in quartiles:
            continue
        spines.append(
            Spine.over(indicator, measure, period[indicator.latest], row.of, quartiles, row.england)
        )
    areas = list(vocabulary.areas)

    def place(spine: Spine) -> tuple[int, bool, int, str, str]:
        measure, name = spine.measure, spine.indicator.name.lower()
        number = areas.index(measure.area) if measure.area in areas else len(areas)
        return number, not measure.position, measure.position or 0, name, spine.indicator.key

    return Spines(tuple(sorted(one_source(spines), key=place)))


def _of_councils(
    session: Reader, standings: _Standings, councils: Sequence[Council]
) -> tuple[Floats, Ranks]:
    """Read values and ranks of some councils: one row a council, one column an indicator."""
    cache, ids = standings.councils, [council.id for council in councils]
    with standings.lock:
        columns = {key: cache[key] for key in ids if key in cache}
    missing = [key for key in ids if key not in columns]
    if missing:
        fresh = _read(session, standings.spines, missing)
        columns |= fresh
        with standings.lock:
            cache.update(fresh)
    rows = [columns[key] for key in ids]
    return np.array([values for values, _ in rows]), np.array([ranks for _, ranks in rows])


def _read(
    session: Reader, spines: Spines, councils: Sequence[int]
) -> dict[int, tuple[Floats, Ranks]]:
    width, places = len(spines.every), spines.places
    columns = {key: (np.full(width, np.nan), np.zeros(width, dtype=np.int16)) for key in councils}
    for indicator, council, value, rank in queries.newest_standings(
        session, list(places), councils
    ):
        values, ranks = columns[council]
        place = places[indicator]
        values[place] = np.nan if value is None else value
        ranks[place] = rank or 0
    for values, ranks in columns.values():
        few = spines.few(values)
        values[few], ranks[few] = np.nan, 0
    return columns


@dataclass(frozen=True, slots=True)
class _Order:
    """The places of the measures that the filters leave, and what is counted over them."""

    places: Sequence[int]
    ranked: int
    counted: int
    schooling: int
    outside: int
    best: Flags
    worst: Flags
    themes: Counter[str]
    before_theme: int


def _order(
    state: BenchmarkState,
    vocabulary: Vocabulary,
    spines: Spines,
    values: Floats,
    best: Flags,
    worst: Flags,
    leads: frozenset[int],
    every: bool,
) -> _Order:
    fitting = np.ones(len(spines.every), dtype=bool)
    if state.area or state.words:
        fitting = np.array([fits(spine, state) for spine in spines.every], dtype=bool)
    # Who looks for words looks for that very measure, be it a near-duplicate or not.
    if not (every or state.words):
        fitting = fitting & ~spines.folded
    if state.only:
        standing_out = worst if state.only == WORSENING else best | worst
        fitting = fitting & standing_out.any(axis=0)
    none = np.zeros(len(fitting), dtype=bool)
    themes = {key: int((fitting & spines.themes.get(key, none)).sum()) for key in vocabulary.themes}
    chosen = fitting & spines.themes.get(state.theme, none) if state.theme else fitting
    furthest = (-spines.worst(values), spines.kinds)
    if state.view == SCORECARD:
        later = [spine.indicator.id not in leads for spine in spines.every]
        order = np.lexsort((*furthest, np.array(later, dtype=bool)))
    elif state.sort == "name":
        order = np.argsort(spines.names)
    else:
        order = np.lexsort((*furthest, spines.areas) if state.sort == "area" else furthest)
    ranked = chosen & (spines.of > 0)
    # Many measures of schools would drown what the councils are inspected on.
    inside = ranked & spines.inside
    counted = inside if inside.any() else ranked
    left_aside = ranked & ~counted
    if (counted & ~spines.folded).any():
        counted = counted & ~spines.folded
    return _Order(
        order[chosen[order]].tolist(),
        int(ranked.sum()),
        counted=int(counted.sum()),
        schooling=int((left_aside & (spines.kinds == 1)).sum()),
        outside=int((left_aside & (spines.kinds == 2)).sum()),
        best=best[:, counted],
        worst=worst[:, counted],
        themes=Counter(themes),
        before_theme=int(fitting.sum()),
    )


def _worsening(
    session: Reader,
    definitions: Definitions,
    spines: Spines,
    councils: Sequence[Council],
    worst: Flags,
) -> Flags:
    """Flag those of the worst fifth whose figures move to the worse."""
    every, worsening = spines.every, np.zeros_like(worst)
    places = {
        (every[column].indicator.id, councils[row].id): (row, column)
        for row, column in np.argwhere(worst).tolist()
    }
    among = [every[column] for column in {column for _row, column in places.values()}]
    figures = newest_with_travel(session, definitions, among, councils, places)
    for pair, figure in figures.items():
        worsening[places[pair]] = figure.travel == "worse"
    return worsening


def _rows(
    session: Reader,
    definitions: Definitions,
    shown: Sequence[Spine],
    councils: Sequence[Council],
    near: Mapping[str, tuple[Spine, ...]],
) -> tuple[BenchmarkRow, ...]:
    figures = newest_with_travel(session, definitions, shown, councils)
    return tuple(
        row_of(
            spine,
            [figures.get((spine.indicator.id, c.id), NONE) for c in councils],
            near.get(spine.measure.key, ()),
        )
        for spine in shown
    )


DOWNLOAD_COLUMNS = tuple(
    (
        "measure indicator improvement_area council area_code period period_start period_end "
        "basis value unit symbol symbol_reason status polarity polarity_reason rank of band fifth "
        "travel england difference_to_england distance_to_england q1 q2 q3 withheld document joint "
        "group family region_value neighbours_mean neighbours_used definition verdict "
        "verdict_reason"
    ).split()
)
