"""The use cases of the summary: chosen measures by councils and comparators, over some years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from db.queries.rows import Reader
from portal.domain.benchmarks import Spine, mark
from portal.domain.comparability import verdict
from portal.domain.council_standing import PlacedFigure, of_today
from portal.domain.indicators import Value, as_series
from portal.domain.paging import within
from portal.domain.summary import MOST_ROWS, THEME, SummaryMeasure, SummaryView, names_of
from portal.domain.table_rows import TableRow, TableValue
from portal.domain.view_state import SummaryState, understood
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, Definitions
from portal.services.benchmarks import BenchmarkService
from portal.services.council_standing import lead_measures, placings
from portal.services.figures import comparators, neighbours, official

_Lines = Mapping[int, Mapping[str, Mapping[int, Value]]]


class SummaryService:
    """Chosen measures on one page."""

    def __init__(self, data: Data, benchmarks: BenchmarkService) -> None:
        self._data = data
        self._benchmarks = benchmarks

    def names(self) -> dict[str, str]:
        """Name everything that can be chosen, by key."""
        with self._data.reading() as (session, vocabulary):
            return summary_names(vocabulary, self._data.definitions(session, vocabulary))

    def problems(self, state: SummaryState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        with self._data.reading() as (session, vocabulary):
            measured = summary_names(vocabulary, self._data.definitions(session, vocabulary))
        return understood(state, vocabulary, measured=measured)[1]

    def view(self, state: SummaryState, every: bool = False) -> SummaryView:
        """Make the page's view; unknown filter values are reported and left out.

        With `every` it holds all measures that were chosen, whatever page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            measured = summary_names(vocabulary, definitions)
            state, problems = understood(state, vocabulary, measured=measured)
            vocabulary = vocabulary.telling_apart(vocabulary.resolved(state.councils))
            councils = vocabulary.resolved(state.councils)
            spines = self._benchmarks.spines(session, vocabulary).every
            chosen = _chosen(state, vocabulary, definitions, spines)
            size = max(1, len(chosen) if every else MOST_ROWS // max(1, len(councils)))
            state = replace(state, page=within(state.page, len(chosen), size))
            start = (state.page - 1) * size
            shown = chosen[start : start + size]
            placed = placings(
                session, vocabulary, definitions, [spine for _title, spine in shown], councils
            )
            values = _values(session, definitions, [s for _, s in shown], state, vocabulary)
        ends = [spine.period.end.year for _, spine in shown if spine.period.end]
        years = _years(state, max(ends, default=0), values)
        beside = _beside(values, councils, vocabulary)
        return SummaryView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            councils=councils,
            beside=beside,
            measures=tuple(
                _measure(title, spine, placed[spine.indicator.id], values, councils, years)
                for title, spine in shown
            ),
            years=years,
            left=len(chosen),
            size=size,
            loaded=bool(spines),
        )

    def rows(self, state: SummaryState) -> list[TableRow]:
        """One row a measure, area and year, those of the page's other pages too."""
        return list(_rows(self.view(state, every=True)))


def summary_names(vocabulary: Vocabulary, definitions: Definitions) -> dict[str, str]:
    """Name what can be chosen: measures of official statistics, one a definition."""
    newest = definitions.newest_official
    measures = {key: definitions.measures[key].name for key in newest}
    return names_of(vocabulary.themes.values(), measures)


def _chosen(
    state: SummaryState,
    vocabulary: Vocabulary,
    definitions: Definitions,
    spines: Sequence[Spine],
) -> list[tuple[str, Spine]]:
    """List the measures chosen, each once and with its heading, in the order of the address."""
    newest = definitions.newest_official
    codes = {measure: (i.definition_code, i.unit) for measure, i in newest.items()}
    by_definition = {(s.indicator.definition_code, s.indicator.unit): s for s in spines}
    themes = vocabulary.themes
    leads = {
        theme.key: (theme.name, led)
        for theme, led in lead_measures(themes.values(), definitions, of_today(spines))
    }
    picked: dict[int, tuple[str, Spine]] = {}
    for key in state.measures or tuple(f"{THEME}{theme}" for theme in themes):
        name, led = leads.get(key.removeprefix(THEME), ("", []))
        if not key.startswith(THEME):
            spine = by_definition.get(codes.get(key, ("", "")))
            area = vocabulary.areas.get(spine.measure.area) if spine else None
            name, led = area.name if area else "Other measures", [spine] if spine else []
        for spine in led:
            picked.setdefault(spine.indicator.id, (name, spine))
    titles = list(dict.fromkeys(title for title, _spine in picked.values()))
    return sorted(picked.values(), key=lambda pair: titles.index(pair[0]))


def _values(
    session: Reader,
    definitions: Definitions,
    spines: Sequence[Spine],
    state: SummaryState,
    vocabulary: Vocabulary,
) -> list[Value]:
    """Read every year's values of the councils and of what they are held against."""
    councils = vocabulary.resolved(state.councils)
    beside = comparators(state.against, councils, vocabulary)
    indicators = [spine.indicator for spine in spines]
    areas = {area.key: area for area in (*beside, *councils)}
    read = official(session, indicators, definitions, areas.values())
    chosen = {council.key for council in councils}
    values = [v for v in read if v.council.kind != "council" or v.council.key in chosen]
    for key in state.against:
        if key.startswith("neighbours-"):
            for council in councils:
                values += neighbours(read, council, vocabulary, key.removeprefix("neighbours-"))
    return values


def _years(state: SummaryState, newest: int, values: Sequence[Value]) -> tuple[int, ...]:
    """List the years of the table, the oldest first."""
    ends = sorted({v.end.year for v in values if v.end and v.end.year <= newest})
    return tuple(ends if state.years == "all" else ends[-int(state.years) :])


def _beside(
    values: Sequence[Value], councils: Sequence[Council], vocabulary: Vocabulary
) -> tuple[Council, ...]:
    """List the comparators that have values: the country, regions, then neighbours."""
    chosen = {council.key for council in councils}
    others = {v.council.key: v.council for v in values if v.council.key not in chosen}
    order = {kind: place for place, kind in enumerate(("country", "region", "neighbours"))}
    return tuple(sorted(others.values(), key=lambda area: order.get(area.kind, len(order))))


def _measure(
    title: str,
    spine: Spine,
    placed: tuple[PlacedFigure, ...],
    values: Sequence[Value],
    councils: Sequence[Council],
    years: Sequence[int],
) -> SummaryMeasure:
    mine = [
        v
        for v in values
        if v.indicator.id == spine.indicator.id and v.basis == spine.period.basis and v.end
    ]
    lines: dict[str, dict[int, Value]] = {}
    for value in mine:  # in the order of time: the last of a year stays
        if value.end and value.end.year in years:
            lines.setdefault(value.council.key, {})[value.end.year] = value
    keys = {council.key for council in councils}
    series = as_series(v for v in mine if v.council.key in keys and v.value is not None)
    return SummaryMeasure(
        title=title, spine=spine, placings=placed, lines=lines, verdict=verdict(series)
    )


DOWNLOAD_COLUMNS = tuple(
    (
        "measure indicator improvement_area council area_code period period_start period_end "
        "basis value unit symbol status polarity rank of band fifth england region_value "
        "neighbours_mean neighbours_used direction withheld verdict verdict_reason document"
    ).split()
)


def _rows(view: SummaryView) -> Iterator[TableRow]:
    for measure in view.measures:
        placed = {c.key: p for c, p in zip(view.councils, measure.placings, strict=True)}
        for area in view.areas:
            for value in measure.lines.get(area.key, {}).values():
                newest = value.end == measure.spine.period.end
                yield {
                    **_shared(measure, view),
                    "council": area.name,
                    "area_code": area.area_code,
                    "period": value.period,
                    "period_start": value.start,
                    "period_end": value.end,
                    "basis": value.basis,
                    "value": value.value,
                    "decimals": value.decimals,
                    "symbol": value.symbol,
                    "status": value.status,
                    **(_cells(placed[area.key]) if newest and area.key in placed else {}),
                }


def _shared(measure: SummaryMeasure, view: SummaryView) -> TableRow:
    spine, indicator = measure.spine, measure.spine.indicator
    area = view.vocabulary.areas.get(spine.measure.area)
    return {
        "measure": spine.measure.name,
        "indicator": f"{indicator.ref} {indicator.name}".strip(),
        "improvement_area": area.name if area else "",
        "unit": indicator.unit_name,
        "polarity": indicator.polarity,
        "verdict": measure.verdict.title,
        "verdict_reason": " ".join(measure.verdict.reasons),
        "document": indicator.document,
    }


def _cells(placing: PlacedFigure) -> TableRow:
    """Compare a council's newest figure; no other area stands beside what grows with its size."""
    spine, figure = placing.spine, placing.figure
    few = f"No rank: {figure.few}." if figure.few else ""
    cells: dict[str, TableValue] = {
        "rank": figure.rank,
        "of": spine.of,
        "band": figure.band,
        "fifth": mark(figure, spine.of, spine.indicator.unit),
        "direction": placing.figure.travel,
        "withheld": spine.withheld or few,
    }
    if not spine.sized:
        cells |= {
            "england": spine.england,
            "region_value": placing.region,
            "neighbours_mean": placing.around.mean,
            "neighbours_used": placing.around.used,
        }
    return cells
