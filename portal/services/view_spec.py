"""A view: an address with filters, and the rows that stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from portal.domain.filters import FilterSpec
from portal.domain.scorecard import Grid
from portal.domain.table_rows import TableRow
from portal.domain.view_state import State, filters_of
from portal.services.base import Data
from portal.services.benchmarks import BenchmarkService
from portal.services.compare import CompareService
from portal.services.councils import CouncilService
from portal.services.findings import FindingService
from portal.services.indicators import IndicatorService
from portal.services.inspections import InspectionService
from portal.services.items import ItemService
from portal.services.league import LeagueService
from portal.services.overview import OverviewService
from portal.services.progress import ProgressService
from portal.services.returns import ReturnService
from portal.services.search import SearchService
from portal.services.summary import SummaryService

S = TypeVar("S", bound=State)
PAPERS = (
    "Public papers of the councils, restated in the portal's own words; see each row's document"
)


class Loaded(NamedTuple):
    """The rows of a view, and how many more fit than are given at most."""

    rows: Sequence[TableRow]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ViewServices:
    """The use cases that views read; what needs no object of its own takes `data`."""

    data: Data
    compare: CompareService
    indicators: IndicatorService
    benchmarks: BenchmarkService
    summary: SummaryService
    league: LeagueService
    findings: FindingService
    councils: CouncilService
    items: ItemService
    search: SearchService
    inspections: InspectionService
    returns: ReturnService
    progress: ProgressService
    overview: OverviewService


def _no_problems(_services: ViewServices, _state: State) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class ViewSpec(Generic[S]):
    """A view: an address with filters, and the rows that stand there.

    Attributes:
        name: as the API and the downloads call it.
        path: of its page; a variable of the template is a filter of the state.
        help: what its rows are, for users of the API.
        state: the filters; see `filters`.
        load: gives all rows of a state, those of the page's other pages too.
        columns: of the rows, in the order of files; `portal.exports.view_columns` describes them.
        problems: tells what of an address the data do not hold, without loading rows.
        file: the name of downloads, with filters in braces; "" where the view has none.
        source: what files name as the source of their rows.
        stampable: links to it can say what it showed when they were written.
        in_stamps: its name in them, where its address was another view's before.
        example: a query that shows something where the view needs one, for the API's page.
        retired: parameters that did something once and are still accepted.
        grid: gives the rows as a scorecard too, which Excel files then begin with.
        describe: sums a state up in a sentence for previews of links (`portal.domain.previews`).
    """

    name: str
    path: str
    help: str
    state: type[S]
    load: Callable[[ViewServices, S], Loaded]
    columns: tuple[str, ...]
    problems: Callable[[ViewServices, S], tuple[str, ...]] = _no_problems
    file: str = ""
    source: str = PAPERS
    stampable: bool = False
    in_stamps: str = ""
    example: str = ""
    retired: tuple[FilterSpec, ...] = ()
    grid: Callable[[ViewServices, S], Grid] | None = None
    describe: Callable[[ViewServices, S], str] | None = None

    @cached_property
    def filters(self) -> tuple[FilterSpec, ...]:
        """The filters of its address, those in the path first."""
        specs = filters_of(self.state)
        return tuple(sorted(specs, key=lambda spec: spec.name not in self._variables))

    @cached_property
    def _variables(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<(\w+)>", self.path))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", self.path) + "/?")

    def read(self, path: str, query: str) -> S | None:
        """Read the state that an address holds; None where it is not one of this view."""
        match = self._pattern.fullmatch(path)
        if match is None:
            return None
        named = self.state.of_values(match.groupdict())
        state = self.state.from_query(query)
        return replace(state, **{name: getattr(named, name) for name in self._variables})

    def address(self, state: S) -> str:
        """The address of its page in a state."""
        path = self.path
        for name in self._variables:
            path = path.replace(f"<{name}>", getattr(state, name))
        defaults = {s.name: s.default for s in self.filters if s.name in self._variables}
        return f"{path}{state.query(**defaults)}"

    def query(self, state: S) -> str:
        """The query of a state that has no path: what stands in its page's path is named too."""
        named = {name: getattr(state, name) for name in self._variables}
        query = state.query(**{s.name: s.default for s in self.filters if s.name in named})
        if not named:
            return query
        return f"?{urlencode(named)}{query.replace('?', '&', 1)}"

    def file_name(self, state: S) -> str:
        """The name of a download without its ending."""
        return self.file.format_map({s.name: getattr(state, s.name) for s in self.filters})
