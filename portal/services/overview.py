"""The use case of the overview: inspections, plans and figures of chosen councils by theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from db.queries import plans as plan_queries
from db.queries.rows import Reader
from portal.domain.benchmarks import Spine, mark, row_of
from portal.domain.council_standing import PlacedFigure, of_today
from portal.domain.overview import (
    MOST_MEASURES,
    SIDE_BY_SIDE,
    CouncilRecord,
    Lead,
    OverviewState,
    OverviewView,
    Subject,
    subject_name,
)
from portal.domain.plans import Item, summarise
from portal.domain.returns import Cell, Request
from portal.domain.table_rows import TableRow
from portal.domain.view_state import understood
from portal.domain.vocabulary import Council, Plan, Vocabulary
from portal.services.base import Data, Definitions
from portal.services.benchmarks import BenchmarkService
from portal.services.compare import as_items
from portal.services.council_standing import lead_measures
from portal.services.figures import NO_COURSE, Course, courses, with_travel
from portal.services.inspections import InspectionService
from portal.services.returns import ReturnService
from portal.services.version_cache import until_data_change

# Records of so many councils are kept.
_MOST_CACHED = 40


class OverviewService:
    """The overview of councils side by side."""

    def __init__(
        self,
        data: Data,
        inspections: InspectionService,
        benchmarks: BenchmarkService,
        returns: ReturnService,
    ) -> None:
        self._data = data
        self._inspections = inspections
        self._benchmarks = benchmarks
        self._returns = returns
        self._record = until_data_change(self._read_record, _MOST_CACHED)

    def view(self, state: OverviewState, every: bool = False) -> OverviewView:
        """Make the page's view; unknown filter values are reported and left out.

        With `every` it holds all councils and measures that were chosen.
        """
        with self._data.reading() as (session, vocabulary):
            state, problems = understood(state, vocabulary)
            chosen = vocabulary.resolved(state.councils)
            vocabulary = vocabulary.telling_apart(chosen if every else chosen[:SIDE_BY_SIDE])
            chosen = tuple(vocabulary.councils[council.key] for council in chosen)
            councils = chosen if every else chosen[:SIDE_BY_SIDE]
            theme = state.theme if state.area else ""
            records = tuple(self._record(session, vocabulary, c.key, theme) for c in councils)
            subjects = self._subjects(session, vocabulary, state, councils, every)
            loaded = bool(self._data.definitions(session, vocabulary).periods)
        return OverviewView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            chosen=chosen,
            councils=councils,
            records=records,
            subjects=subjects,
            loaded=loaded,
        )

    def problems(self, state: OverviewState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        return understood(state, self._data.vocabulary())[1]

    def rows(self, state: OverviewState) -> list[TableRow]:
        """Make one row a recommendation, an item and a lead measure of each council."""
        view = self.view(state, every=True)
        return [
            {**dict.fromkeys(DOWNLOAD_COLUMNS), **row}
            for place in range(len(view.councils))
            for row in _rows(view, place)
        ]

    def _read_record(
        self, session: Reader, vocabulary: Vocabulary, council: str, theme: str
    ) -> CouncilRecord:
        rows = plan_queries.items(session, councils=[council])
        actions = plan_queries.actions_of(session, [row.id for row in rows]) if rows else []
        items: dict[str, list[Item]] = defaultdict(list)
        for item in as_items(rows, actions):
            items[item.plan].append(item)
        plans = [plan for plan in vocabulary.plans.values() if plan.council == council]
        return CouncilRecord(
            inspections=self._inspections.of_council(council),
            history=self._returns.of_council(council, theme),
            plans=tuple(sorted(plans, key=lambda plan: plan.published, reverse=True)),
            items={key: tuple(rows) for key, rows in items.items()},
        )

    def _subjects(
        self,
        session: Reader,
        vocabulary: Vocabulary,
        state: OverviewState,
        councils: Sequence[Council],
        every: bool,
    ) -> tuple[Subject, ...]:
        """Make the subject that the filters name, or one of each theme."""
        definitions = self._data.definitions(session, vocabulary)
        among = of_today(self._benchmarks.spines(session, vocabulary).every)
        themes, areas = vocabulary.themes.values(), vocabulary.areas.values()
        led = {t.key: spines for t, spines in lead_measures(themes, definitions, among)}
        chosen = {a.key: spines for a, spines in lead_measures(areas, definitions, among)}
        first = [] if state.theme else chosen.get(state.area, [])
        most = MOST_MEASURES if state.theme or state.area else 1
        if state.theme:
            spines = [s for s in led.get(state.theme, []) if state.area in ("", s.measure.area)]
            wanted = {(state.theme, state.area): spines}
        elif state.area:
            most = len(first) or most
            wanted = {("", state.area): [*first, *_others(state.area, first, among)]}
        else:
            wanted = {(theme, ""): led.get(theme, []) for theme in vocabulary.themes}
        # Of an area without lead measures, the figures alone tell which come first.
        by_figures = not state.theme and bool(state.area) and not first
        read = {key: s if every or by_figures else s[:most] for key, s in wanted.items()}
        named = {spine.indicator.id: spine for spines in read.values() for spine in spines}
        leads = _leads(session, vocabulary, definitions, list(named.values()), councils)
        subjects = []
        for (theme, area), spines in read.items():
            ordered = [leads[spine.indicator.id] for spine in spines]
            if by_figures:
                ordered.sort(key=lambda lead: -lead.furthest)
            shown = tuple(ordered if every else ordered[:most])
            more = len(wanted[theme, area]) - len(shown)
            name = subject_name(theme, area, vocabulary)
            subjects.append(Subject(theme=theme, area=area, name=name, leads=shown, more=more))
        return tuple(subjects)


def _others(area: str, first: Sequence[Spine], among: Sequence[Spine]) -> list[Spine]:
    """List an area's further measures that rank councils, of near-duplicates the leading one."""
    there = {spine.measure.key for spine in among}
    return [
        spine
        for spine in among
        if spine.measure.area == area
        and spine not in first
        and spine.ranked
        and not spine.schooling
        and (spine.family == spine.measure.key or spine.family not in there)
    ]


def _leads(
    session: Reader,
    vocabulary: Vocabulary,
    definitions: Definitions,
    spines: Sequence[Spine],
    councils: Sequence[Council],
) -> dict[int, Lead]:
    """Place councils on measures beside England and their regions, with their lines over time."""
    keys = {"england", *(council.region for council in councils)}
    beside = [vocabulary.councils[key] for key in keys if key in vocabulary.councils]
    course = courses(session, definitions, spines, [*councils, *beside])

    def at(spine: Spine, key: str) -> Course:
        area = vocabulary.councils.get(key)
        return course.get((spine.indicator.id, area.id), NO_COURSE) if area else NO_COURSE

    def place(spine: Spine, council: Council) -> PlacedFigure:
        figure = with_travel(spine, at(spine, council.key))
        return PlacedFigure(row_of(spine, [figure]), at(spine, council.region).figure.value)

    return {
        spine.indicator.id: Lead(
            spine=spine,
            placings=tuple(place(spine, council) for council in councils),
            lines=tuple(at(spine, council.key).by_year for council in councils),
            england={} if spine.sized else at(spine, "england").by_year,
        )
        for spine in spines
    }


DOWNLOAD_COLUMNS = tuple(
    (
        "council part date under ref addressee improvement_area themes text status repeats "
        "actions dated led completed value unit england region_value rank of fifth direction "
        "withheld document place"
    ).split()
)


def _rows(view: OverviewView, place: int) -> Iterator[TableRow]:
    """Make the rows of one council; without a filter all recommendations and items."""
    council, record = view.columns[place]
    subject = view.subject or Subject(theme="", area="", name="")
    for cell, request in _requests(record, view.subject):
        yield {"council": council.name, **_asked_row(cell, request, view.vocabulary)}
    for planned in record.planned(subject):
        for item in planned.items:
            yield {"council": council.name, **_item_row(planned.plan, item, view.vocabulary)}
    leads = {lead.spine.indicator.id: lead for s in view.subjects for lead in s.leads}
    for lead in leads.values():
        yield {"council": council.name, **_figure_row(lead, place, view.vocabulary)}


def _about(area: str | None, themes: Iterable[str], vocabulary: Vocabulary) -> dict[str, str]:
    return {
        "improvement_area": vocabulary.areas[area].name if area else "",
        "themes": ";".join(vocabulary.themes[key].name for key in themes),
    }


def _requests(record: CouncilRecord, subject: Subject | None) -> Iterator[tuple[Cell, Request]]:
    """List what inspections asked for, the newest first; once each where no subject is named."""
    lines = [subject.line(record.history)] if subject else record.history.areas
    for place in reversed(range(len(record.history.stops))):
        for line in lines:
            cell = line.cells[place]
            for request in (*cell.asked, *cell.board):
                yield cell, request


def _asked_row(cell: Cell, request: Request, vocabulary: Vocabulary) -> TableRow:
    inspection = cell.stop.inspection
    return {
        "part": "asked",
        "date": cell.stop.dated,
        "under": inspection.key if inspection else "",
        "ref": request.ref,
        "addressee": request.addressee,
        **_about(request.area, request.themes, vocabulary),
        "text": request.summary,
        "repeats": "yes" if request.repeats else "",
        "document": inspection.document or "" if inspection else "",
    }


def _item_row(plan: Plan, item: Item, vocabulary: Vocabulary) -> TableRow:
    counts = summarise([item])
    return {
        "part": "planned",
        "date": plan.published,
        "under": plan.title,
        "ref": item.ref,
        **_about(item.area, item.themes, vocabulary),
        "text": item.title,
        "status": item.status,
        "actions": counts.actions,
        "dated": counts.dated,
        "led": counts.named,
        "completed": counts.completed,
        "document": plan.document,
        "place": item.place,
    }


def _figure_row(lead: Lead, place: int, vocabulary: Vocabulary) -> TableRow:
    spine, placing = lead.spine, lead.placings[place]
    figure, indicator = placing.figure, spine.indicator
    return {
        "part": "figures",
        "date": str(spine.period.end or ""),
        "under": spine.measure.name,
        "ref": indicator.ref,
        **_about(spine.measure.area, spine.measure.themes, vocabulary),
        "text": indicator.name,
        "status": figure.status,
        "value": figure.value,
        "unit": indicator.unit_name,
        "rank": figure.rank,
        "of": spine.of,
        "fifth": mark(figure, spine.of, indicator.unit),
        "direction": figure.travel,
        "withheld": spine.withheld or figure.few,
        "document": indicator.document,
        **({} if spine.sized else {"england": spine.england, "region_value": placing.region}),
    }
