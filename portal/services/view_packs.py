"""Packs of single views: what a page shows in one state, as slides, words or a page to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from db.queries.rows import Reader
from portal import urls
from portal.domain.formatting import printed_date, sentence_list
from portal.domain.inspection_state import InspectionsState, InspectionState, ReturnsState
from portal.domain.league import LeagueState
from portal.domain.link_fingerprint import PARAMETER, stamp
from portal.domain.overview import OverviewState
from portal.domain.pack_model import Pack, Part
from portal.domain.pack_sections import definitions as closing
from portal.domain.pack_sections.every_council import every_council
from portal.domain.pack_sections.every_inspection import every_inspection
from portal.domain.pack_sections.league import league
from portal.domain.pack_sections.ledger import Ledger, Paper
from portal.domain.pack_sections.left_out import without_empty
from portal.domain.pack_sections.many_measures import many_measures
from portal.domain.pack_sections.measure import measure
from portal.domain.pack_sections.noticed import noticed
from portal.domain.pack_sections.one_inspection import one_inspection
from portal.domain.pack_sections.one_item import one_item
from portal.domain.pack_sections.overview import overview
from portal.domain.pack_sections.progress import progress
from portal.domain.pack_sections.returning import returning
from portal.domain.progress_state import ProgressState
from portal.domain.view_state import (
    BenchmarkState,
    CouncilsState,
    FindingsState,
    IndicatorState,
    ItemState,
    State,
)
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data
from portal.services.citations import papers
from portal.services.embedding import PlainLinks
from portal.services.pack_links import data_of
from portal.services.sources import SourceService
from portal.services.version_cache import until_data_change
from portal.services.view_spec import ViewServices
from portal.services.views import VIEWS


@dataclass(frozen=True, slots=True)
class _Made:
    """A pack's title and its part, as a view gives them."""

    title: str
    part: Part


# The views that have a pack here.
PACKED = (
    "overview",
    "indicators",
    "benchmarks",
    "league",
    "findings",
    "inspections",
    "inspection",
    "returns",
    "progress",
    "councils",
    "item",
)
# Views without a pack, and why.
WITHOUT = {"search": "It leads to other views, and each of these has a pack of its own."}


class ViewPackService:
    """Packs of the views that have no larger pack of their own."""

    def __init__(
        self,
        data: Data,
        views: ViewServices,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._data = data
        self._views = views
        self._now = now
        self._papers = until_data_change(self._read_papers)

    def holds(self, view: str) -> bool:
        """Tell if a view has a pack here."""
        return view in PACKED

    def read(self, view: str, query: str) -> State:
        """Read the state of a view from the query of an address."""
        return VIEWS[view].state.from_query(query).all_pages()

    def problems(self, view: str, state: State) -> tuple[str, ...]:
        """List what of a state the data do not hold."""
        return VIEWS[view].problems(self._views, state)

    def pack(
        self, view: str, state: State, base_url: str = "", *, everything: bool = False
    ) -> Pack:
        """Make the pack of a view in one state.

        Args:
            view: one that `holds`.
            state: as `read` gives it.
            base_url: put before every path, without a slash at its end.
            everything: no page is left to the Excel file alone.

        Raises:
            NotFound: if the state names something that the portal does not have.
        """
        spec = VIEWS[view]
        with self._data.asking() as version:
            with self._data.reading() as (session, vocabulary):
                ledger = Ledger(self._papers(session, vocabulary))
            path = spec.address(state)
            seen = stamp(version.number, spec.load(self._views, state).rows, spec.in_stamps)
            link = f"{base_url}{path}{'&' if '?' in path else '?'}{PARAMETER}={seen}"
            made = self._made(state, ledger, link, base_url)
            sources = f"{base_url}{urls.SOURCES}"
            parts: list[Part] = [made.part]
            if ledger.charted:
                parts.append(closing.definitions(ledger, vocabulary.councils, sources))
            if ledger.places:
                parts.append(closing.sources(ledger, sources))
            return Pack(
                title=made.title,
                subtitle=spec.describe(self._views, state) if spec.describe else "",
                data=data_of(version, self._data),
                link=link,
                made_at=self._now(),
                parts=without_empty(parts),
                annex=f"{base_url}{urls.pack_url(view, 'xlsx', spec.query(state))}",
                everything=everything,
            )

    def _made(self, state: State, ledger: Ledger, link: str, base: str) -> _Made:
        """Make the part of the view whose state it is, under a title of its own."""
        match state:
            case OverviewState():
                seen = self._views.overview.view(state)
                return _Made(f"Overview: {_names(seen.councils)}", overview(seen, ledger, link))
            case IndicatorState():
                compared = self._views.indicators.view(state)
                part = measure(compared, ledger, link)
                return _Made(f"{part.title}: {_names(compared.councils)}", part)
            case BenchmarkState():
                table = self._views.benchmarks.view(state, every=True)
                title = f"Measures beside all councils: {_names(table.councils)}"
                return _Made(title, many_measures(table, ledger, link))
            case LeagueState():
                ranked = self._views.league.view(state)
                part = league(ranked, ledger, link)
                return _Made(f"League table: {part.title}", part)
            case FindingsState():
                listed = self._views.findings.view(state, every=True)
                names = _names(listed.councils) if state.councils else "all councils"
                return _Made(f"Findings: {names}", noticed(listed, ledger, link))
            case InspectionsState():
                judged = self._views.inspections.view(state, every=True)
                named = [row.council for row in judged.rows]
                names = _names(named) if state.councils else "all councils"
                return _Made(f"Inspections: {names}", every_inspection(judged, link))
            case CouncilsState():
                part = every_council(self._views.councils.listed(), link)
                return _Made(part.title, part)
            case ItemState():
                item = self._views.items.view(state.plan, state.ref, similar=False)
                title = f"{item.council.name}: {item.item.ref} {item.item.title}"
                return _Made(title, one_item(item, ledger, link))
            case InspectionState():
                report = self._views.inspections.inspection(state.inspection)
                when = printed_date(report.inspection.inspected[:7])
                title = f"{report.council.name}: {report.inspection.name}, {when}"
                return _Made(title, one_inspection(report, ledger, link))
            case ReturnsState():
                back = self._views.returns.view(state, every=True)
                names = _names([history.council for history in back.histories])
                part = returning(back, ledger, PlainLinks(base), link)
                return _Made(f"What comes back: {names}", part)
            case ProgressState():
                moved = self._views.progress.view(state, every=True)
                title = f"Progress of plans: {_names(moved.councils)}"
                return _Made(title, progress(moved, ledger, link))
        raise LookupError(f"a {type(state).__name__} has no pack")

    def _read_papers(self, _session: Reader, _vocabulary: Vocabulary) -> dict[str, Paper]:
        return papers(SourceService(self._data))


# More councils than these are counted in a title, not named.
_NAMED = 4


def _names(councils: Sequence[Council]) -> str:
    if len(councils) > _NAMED:
        return f"{len(councils)} councils"
    return sentence_list([council.name for council in councils]) or "no council"
