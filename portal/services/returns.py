"""The use cases of what comes back: a council's history, and those of all councils."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from db.queries import inspections as queries
from db.queries.rows import Reader
from portal.domain.inspection_state import ReturnsState
from portal.domain.inspection_views import COUNCILS_AT_ONCE, ReturnsView
from portal.domain.inspections import FRAMEWORK_NAMES
from portal.domain.paging import listed
from portal.domain.returns import (
    Cell,
    History,
    Line,
    Planned,
    Stop,
    history,
    recurrences,
    stops_of,
    with_enough_read,
)
from portal.domain.table_rows import TableRow
from portal.domain.view_state import understood
from portal.domain.vocabulary import Plan, Vocabulary
from portal.services.base import Data
from portal.services.inspections import InspectionService
from portal.services.version_cache import until_data_change


class ReturnService:
    """The use cases of what comes back."""

    def __init__(self, data: Data, inspections: InspectionService) -> None:
        self._data = data
        self._inspections = inspections
        self._stops = until_data_change(self._read_stops)
        self._histories = until_data_change(self._make_histories, results=8)

    def view(self, state: ReturnsState, every: bool = False) -> ReturnsView:
        """Make the page's view; filter values that the portal does not know become problems.

        With `every` it holds all chosen councils, whatever page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            state, problems = understood(state, vocabulary)
            histories = self._histories(session, vocabulary, state.theme)
        chosen = vocabulary.resolved(state.councils)
        vocabulary = vocabulary.telling_apart(chosen)
        shown = listed(chosen, state.page, size=max(1, len(chosen)) if every else COUNCILS_AT_ONCE)
        enough = with_enough_read(histories.values(), int(state.least))
        return ReturnsView(
            state=replace(state, page=shown.number),
            vocabulary=vocabulary,
            problems=problems,
            histories=tuple(
                replace(
                    histories.get(council.key) or history(council, (), vocabulary, state.theme),
                    council=vocabulary.councils[council.key],
                )
                for council in shown.entries
            ),
            total=shown.total,
            recurrences=recurrences(enough, int(state.least)),
            enough=tuple(h.council.key for h in enough),
        )

    def problems(self, state: ReturnsState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        return understood(state, self._data.vocabulary())[1]

    def rows(self, state: ReturnsState) -> list[TableRow]:
        """Make one row an area and inspection or plan of the chosen councils."""
        view = self.view(state, every=True)
        return [
            _row(view, history, line, cell)
            for history in view.histories
            for line in view.lines(history)
            for cell in line.cells
        ]

    def of_council(self, council: str, theme: str = "") -> History:
        """Make the history of a council, of one theme alone where it is named.

        Raises:
            KeyError: if there is no such council.
        """
        with self._data.reading() as (session, vocabulary):
            histories = self._histories(session, vocabulary, theme)
        named = vocabulary.councils[council]
        return histories.get(council) or history(named, (), vocabulary, theme)

    def _make_histories(
        self, session: Reader, vocabulary: Vocabulary, theme: str
    ) -> Mapping[str, History]:
        return {
            council: history(vocabulary.councils[council], stops, vocabulary, theme)
            for council, stops in self._stops(session, vocabulary).items()
        }

    def _read_stops(self, session: Reader, vocabulary: Vocabulary) -> Mapping[str, list[Stop]]:
        planned: dict[str, list[Planned]] = defaultdict(list)
        rows = queries.planned(session)
        names = rows[0]._fields if rows else ()
        for row in rows:  # a nation's plans have 22,000
            item = Planned(**dict(zip(names, row, strict=True)))
            planned[item.plan].append(item)
        plans: dict[str, list[Plan]] = defaultdict(list)
        for plan in vocabulary.plans.values():
            plans[plan.council].append(plan)
        inspections = self._inspections.by_council(session, vocabulary)
        requests = self._inspections.recommendations(session, vocabulary)
        return {
            council: stops_of(inspections.get(council, ()), plans[council], requests, planned)
            for council in {*inspections, *plans}
        }


RETURN_COLUMNS = tuple(
    (
        "council improvement_area inspection inspectorate framework inspected asked asked_refs "
        "repeats board_refs plans planned planned_refs reported_done asked_in comes_back"
    ).split()
)


def _row(view: ReturnsView, history: History, line: Line, cell: Cell) -> TableRow:
    inspection, stop = cell.stop.inspection, cell.stop
    return {
        "council": history.council.name,
        "improvement_area": line.subject.name,
        "inspection": inspection.key if inspection else "",
        "inspectorate": inspection.inspectorate if inspection else "",
        "framework": FRAMEWORK_NAMES.get(inspection.framework, "") if inspection else "",
        "inspected": inspection.inspected if inspection else "",
        "asked": None if stop.requests is None else len(cell.asked),
        "asked_refs": ";".join(request.ref for request in cell.asked),
        "repeats": "yes" if cell.repeats else "",
        "board_refs": ";".join(request.ref for request in cell.board),
        "plans": ";".join(plan.key for plan in stop.plans),
        "planned": len(cell.planned) if stop.plans else None,
        "planned_refs": ";".join(f"{item.plan} {item.ref}" for item in cell.planned),
        "reported_done": len(cell.done) if stop.plans else None,
        "asked_in": len(line.asked),
        "comes_back": "yes" if line.returns(view.least) else "",
    }
