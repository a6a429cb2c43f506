"""The registry of views: every page that shows rows, told once.

What a view's address holds is its state (`portal.domain.view_state`). From a row of `VIEWS` follow
the API's views and their OpenAPI document, downloads, the links between pages and their data, the
stamps of links, and what pages answer to an address that they do not understand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from portal import urls
from portal.domain import previews
from portal.domain.filters import FilterSpec
from portal.domain.inspection_state import InspectionsState, InspectionState, ReturnsState
from portal.domain.league import LeagueState
from portal.domain.overview import OverviewState
from portal.domain.progress_state import ProgressState
from portal.domain.search_state import SearchState
from portal.domain.view_state import (
    PAGE,
    BenchmarkState,
    CompareState,
    CouncilsState,
    CouncilState,
    FindingsState,
    IndicatorState,
    ItemState,
    State,
    SummaryState,
)
from portal.services import (
    benchmarks,
    compare,
    councils,
    findings,
    indicators,
    inspections,
    items,
    league,
    overview,
    progress,
    returns,
    search,
    summary,
)
from portal.services.view_spec import Loaded, ViewServices, ViewSpec

_REPORTS = "Inspection reports, Open Government Licence v3.0; facts and the portal's own words"
_STATISTICS = "Official statistics; see each row's document, and the sources page for publishers"
_JOINED = (
    "Inspection reports, Open Government Licence v3.0, public papers of the councils and official "
    "statistics, restated in the portal's own words; see each row's document"
)


def _search(services: ViewServices, state: SearchState) -> Loaded:
    view = services.search.view(state, most=search.MOST_HITS)
    return Loaded([search.download_row(hit) for hit in view.hits], view.total - len(view.hits))


def _retired(name: str, most: int) -> FilterSpec:
    return replace(PAGE, name=name, help="No longer used; changes no row", least=0, most=most)


OVERVIEW = ViewSpec(
    "overview",
    urls.HOME,
    help="What inspectors asked, what was planned, what the figures say: one row each.",
    state=OverviewState,
    load=lambda services, state: Loaded(services.overview.rows(state)),
    columns=overview.DOWNLOAD_COLUMNS,
    problems=lambda services, state: services.overview.problems(state),
    file="overview",
    source=_JOINED,
    stampable=True,
    in_stamps="overview",
    describe=lambda services, state: previews.overview(services.overview.view(state)),
)
COMPARE = ViewSpec(
    "compare",
    urls.COMPARE,
    help="Plans side by side: one row an action, or an item without any.",
    state=CompareState,
    load=lambda services, state: Loaded(services.compare.rows(state)),
    columns=compare.DOWNLOAD_COLUMNS,
    problems=lambda services, state: services.compare.problems(state),
    file="plans",
    stampable=True,
    describe=lambda services, state: previews.plans(services.compare.page(state)),
)
INDICATORS = ViewSpec(
    "indicators",
    urls.INDICATORS,
    help="One measure of councils and comparators: one row a value or target.",
    state=IndicatorState,
    load=lambda services, state: Loaded(services.indicators.rows(state)),
    columns=indicators.DOWNLOAD_COLUMNS,
    problems=lambda services, state: services.indicators.problems(state),
    file="indicators",
    stampable=True,
    describe=lambda services, state: previews.indicators(services.indicators.view(state)),
)
BENCHMARKS = ViewSpec(
    "benchmarks",
    urls.BENCHMARKS,
    help="Many measures of chosen councils in the newest period: one row a measure and council.",
    state=BenchmarkState,
    load=lambda services, state: Loaded(services.benchmarks.rows(state)),
    columns=benchmarks.DOWNLOAD_COLUMNS,
    problems=lambda services, state: services.benchmarks.problems(state),
    file="benchmarks",
    source=_STATISTICS,
    stampable=True,
    retired=(_retired("more", 25),),
    grid=lambda services, state: services.benchmarks.grid(state),
    describe=lambda services, state: previews.benchmarks(services.benchmarks.view(state)),
)
SUMMARY = ViewSpec(
    "summary",
    urls.SUMMARY,
    help="Chosen measures of councils and comparators over some years: one row a figure.",
    state=SummaryState,
    load=lambda services, state: Loaded(services.summary.rows(state)),
    columns=summary.DOWNLOAD_COLUMNS,
    problems=lambda services, state: services.summary.problems(state),
    file="summary",
    source=_STATISTICS,
    stampable=True,
    describe=lambda services, state: previews.summary(services.summary.view(state)),
)
LEAGUE = ViewSpec(
    "league",
    urls.LEAGUE,
    help="All councils on one measure in its newest period: one row a council.",
    state=LeagueState,
    load=lambda services, state: Loaded(services.league.rows(state)),
    columns=league.DOWNLOAD_COLUMNS,
    problems=lambda services, state: services.league.problems(state),
    file="league",
    source=_STATISTICS,
    stampable=True,
    describe=lambda services, state: previews.league(services.league.view(state)),
)
FINDINGS = ViewSpec(
    "findings",
    urls.FINDINGS,
    help="What the portal noticed: one row a finding.",
    state=FindingsState,
    load=lambda services, state: Loaded(services.findings.rows(state)),
    columns=findings.DOWNLOAD_COLUMNS,
    problems=lambda services, state: services.findings.problems(state),
    file="findings",
    stampable=True,
    retired=(_retired("shown", 5_000),),
    describe=lambda services, state: previews.findings(services.findings.view(state)),
)
COUNCILS = ViewSpec(
    "councils",
    urls.COUNCILS,
    help="The councils: one row each, those with plans first.",
    state=CouncilsState,
    load=lambda services, _state: Loaded(services.councils.listed()),
    columns=councils.LIST_COLUMNS,
    describe=lambda _services, _state: "Each council’s inspections, plans and figures on one page.",
)
COUNCIL = ViewSpec(
    "council",
    urls.COUNCIL_TEMPLATE,
    help="The figures of a council's page: one row an indicator.",
    state=CouncilState,
    load=lambda services, state: Loaded(services.councils.rows(state.council)),
    columns=councils.DOWNLOAD_COLUMNS,
    file="figures-{council}",
    stampable=True,
    example="?council=torbay",
    describe=lambda services, state: previews.council(services.councils.view(state.council)),
)
ITEM = ViewSpec(
    "item",
    urls.ITEM_TEMPLATE,
    help="An item's page: the item, its actions, milestones and statements, a row each.",
    state=ItemState,
    load=lambda services, state: Loaded(services.items.rows(state.plan, state.ref)),
    columns=items.DOWNLOAD_COLUMNS,
    file="{plan}-{ref}",
    stampable=True,
    example="?plan=plymouth-2015&ref=afi-1",
    describe=lambda services, state: previews.item(
        services.items.view(state.plan, state.ref, similar=False)
    ),
)
INSPECTIONS = ViewSpec(
    "inspections",
    urls.INSPECTIONS,
    help="What inspectors said of councils: one row an inspection, the newest of a council first.",
    state=InspectionsState,
    load=lambda services, state: Loaded(services.inspections.rows(state)),
    columns=inspections.LIST_COLUMNS,
    problems=lambda services, state: services.inspections.problems(state),
    file="inspections",
    source=_REPORTS,
    stampable=True,
    describe=lambda services, state: previews.inspections(services.inspections.view(state)),
)
INSPECTION = ViewSpec(
    "inspection",
    urls.INSPECTION_TEMPLATE,
    help="An inspection's page: its grades and recommendations, a row each.",
    state=InspectionState,
    load=lambda services, state: Loaded(services.inspections.parts(state.inspection)),
    columns=inspections.PART_COLUMNS,
    file="{inspection}",
    source=_REPORTS,
    stampable=True,
    example="?inspection=plymouth-2014",
    describe=lambda services, state: previews.inspection(
        services.inspections.inspection(state.inspection)
    ),
)
PROGRESS = ViewSpec(
    "progress",
    urls.PROGRESS,
    help="What the reports of chosen councils' plans say: one row an action and report.",
    state=ProgressState,
    load=lambda services, state: Loaded(services.progress.rows(state)),
    columns=progress.PROGRESS_COLUMNS,
    problems=lambda services, state: services.progress.problems(state),
    file="progress",
    stampable=True,
    describe=lambda services, state: previews.progress(services.progress.view(state)),
)
RETURNS = ViewSpec(
    "returns",
    urls.RETURNS,
    help="What inspections ask about again: one row an area and inspection of chosen councils.",
    state=ReturnsState,
    load=lambda services, state: Loaded(services.returns.rows(state)),
    columns=returns.RETURN_COLUMNS,
    problems=lambda services, state: services.returns.problems(state),
    file="returns",
    source=_REPORTS,
    stampable=True,
    describe=lambda services, state: previews.returns(services.returns.view(state)),
)
SEARCH = ViewSpec(
    "search",
    urls.SEARCH,
    help=f"The texts that fit some words, the best first, up to {search.MOST_HITS:,}.",
    state=SearchState,
    load=_search,
    columns=search.DOWNLOAD_COLUMNS,
    problems=lambda services, state: services.search.problems(state),
    describe=lambda _services, state: previews.search(state.q),
    example="?q=adoption",
    retired=(_retired("shown", 5_000),),
)
# Whoever asks one of them gives it the states that it read itself.
VIEWS: Mapping[str, ViewSpec[State]] = {
    view.name: cast(ViewSpec[State], view)
    for view in (
        OVERVIEW,
        COMPARE,
        INDICATORS,
        BENCHMARKS,
        SUMMARY,
        LEAGUE,
        FINDINGS,
        INSPECTIONS,
        INSPECTION,
        PROGRESS,
        RETURNS,
        COUNCILS,
        COUNCIL,
        ITEM,
        SEARCH,
    )
}


def at(path: str, query: str) -> tuple[ViewSpec[State], State] | None:
    """Find the view at an address, and the state that the address holds."""
    for view in VIEWS.values():
        state = view.read(path, query)
        if state is not None:
            return view, state
    return None
