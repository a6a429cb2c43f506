"""Links from a pack to the pages that it repeats, stamped with what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from db.queries.versions import Version
from portal import urls
from portal.domain.formatting import day
from portal.domain.inspection_state import InspectionsState
from portal.domain.link_fingerprint import PARAMETER, stamp
from portal.domain.progress_state import ProgressState
from portal.domain.table_rows import TableRow
from portal.domain.view_state import (
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
    SummaryState,
)
from portal.services.base import Data
from portal.services.benchmarks import BenchmarkService
from portal.services.compare import CompareService
from portal.services.councils import CouncilService
from portal.services.findings import FindingService
from portal.services.indicators import IndicatorService
from portal.services.inspections import InspectionService
from portal.services.items import ItemService
from portal.services.progress import ProgressService
from portal.services.returns import ReturnService
from portal.services.sources import SourceService
from portal.services.suggestions import SuggestionService
from portal.services.summary import SummaryService


class Pages:
    """The services of the pages that a pack repeats and links to."""

    def __init__(self, data: Data) -> None:
        self.compare = CompareService(data)
        self.indicators = IndicatorService(data)
        self.councils = CouncilService(data)
        self.items = ItemService(data)
        self.findings = FindingService(data)
        self.sources = SourceService(data)
        self.benchmarks = BenchmarkService(data)
        self.summary = SummaryService(data, self.benchmarks)
        self.inspections = InspectionService(data)
        self.returns = ReturnService(data, self.inspections)
        self.suggestions = SuggestionService(data, self.returns)
        self.progress = ProgressService(data)


class StampedLinks:
    """Addresses of pages with a stamp of what they show, so that a reader learns of changes."""

    def __init__(self, pages: Pages, version: Version, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._pages = pages
        self._version = version
        self._made: dict[str, str] = {}

    def _link(self, path: str, rows: Callable[[], Iterable[TableRow]]) -> str:
        if path not in self._made:
            mark = "&" if "?" in path else "?"
            seen = f"{mark}{PARAMETER}={stamp(self._version.number, rows())}"
            self._made[path] = f"{self.base_url}{path}{seen}"
        return self._made[path]

    def council(self, key: str) -> str:
        """The page of a council."""
        return self._link(urls.council_url(key), lambda: self._pages.councils.rows(key))

    def item(self, plan: str, ref: str) -> str:
        """The page of an item."""
        path = urls.item_url(plan, ref)
        return self._link(path, lambda: self._pages.items.rows(plan, urls.slug(ref)))

    def compare(self, state: CompareState) -> str:
        """Plans side by side."""
        path = urls.compare_url(state.query())
        return self._link(path, lambda: self._pages.compare.rows(state))

    def indicator(self, state: IndicatorState) -> str:
        """One measure's charts."""
        path = urls.indicators_url(query=state.query())
        return self._link(path, lambda: self._pages.indicators.rows(state))

    def findings(self, state: FindingsState) -> str:
        """The findings."""
        path = urls.findings_url(state.query())
        return self._link(path, lambda: self._pages.findings.rows(state))

    def summary(self, state: SummaryState) -> str:
        """Chosen measures on one page."""
        path = urls.summary_url(state.query())
        return self._link(path, lambda: self._pages.summary.rows(state))

    def benchmarks(self, state: BenchmarkState) -> str:
        """Many measures at once."""
        path = urls.benchmarks_url(state.query())
        return self._link(path, lambda: self._pages.benchmarks.rows(state))

    def inspections(self, state: InspectionsState) -> str:
        """Inspections of councils."""
        path = urls.inspections_url(state.query())
        return self._link(path, lambda: self._pages.inspections.rows(state))

    def progress(self, state: ProgressState) -> str:
        """Progress of plans."""
        path = urls.progress_url(state.query())
        return self._link(path, lambda: self._pages.progress.rows(state))


def data_of(version: Version, data: Data) -> str:
    """`Data of 21 November 2026 (version 3)`, as downloads say it; the region before it, if set."""
    region = data.vocabulary().region.name
    made = f"Data of {day(version.made_at.date())}" if version.made_at else "No data loaded"
    made += f" (version {version.number})" if version.made_at else ""
    return f"{region}. {made}" if region else made
