"""The use cases of what comes back: a council's history, and those of all councils."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from db.queries import inspections as queries
from db.queries.rows import Reader
from portal.domain.returns import History, Planned, Request, Stop, history, stops_of
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

    def of_council(self, council: str, theme: str = "") -> History:
        """Make the history of a council, of one theme alone where it is named.

        Raises:
            KeyError: if there is no such council.
        """
        with self._data.reading() as (session, vocabulary):
            stops = self._stops(session, vocabulary)
        named = vocabulary.councils[council]
        return history(named, stops.get(council, ()), vocabulary, theme)

    def _read_stops(self, session: Reader, vocabulary: Vocabulary) -> Mapping[str, list[Stop]]:
        requests: dict[str, list[Request]] = defaultdict(list)
        for row in queries.requests(session):
            requests[row.inspection].append(
                Request(
                    ref=row.ref,
                    addressee=row.addressee,
                    summary=row.summary or row.as_printed,
                    area=row.area or "",
                    themes=row.themes,
                    repeats=row.repeats == "yes",
                )
            )
        planned: dict[str, list[Planned]] = defaultdict(list)
        for row in queries.planned(session):
            planned[row.plan].append(Planned(**row._mapping))
        plans: dict[str, list[Plan]] = defaultdict(list)
        for plan in vocabulary.plans.values():
            plans[plan.council].append(plan)
        inspections = self._inspections.by_council(session, vocabulary)
        return {
            council: stops_of(inspections.get(council, ()), plans[council], requests, planned)
            for council in {*inspections, *plans}
        }
