"""The pages of views with filters: what loads each, and what lays it out."""

from __future__ import annotations

from collections.abc import Mapping

from callbacks.filtered import FilteredPage
from layouts import (
    benchmarks,
    compare,
    findings,
    ids,
    inspections,
    league,
    overview,
    progress,
    returns,
    search,
    summary,
)
from layouts.components.filters import select_options, theme_options
from layouts.markup import Part
from portal.domain.benchmarks import BenchmarkView
from portal.domain.inspection_state import InspectionsState, ReturnsState
from portal.domain.league import LeagueState
from portal.domain.overview import OverviewState
from portal.domain.progress_state import ProgressState
from portal.domain.search_state import SearchState
from portal.domain.view_models import CompareView, FindingsView, GridView
from portal.domain.view_state import BenchmarkState, CompareState, FindingsState, SummaryState
from portal.services import Services

OVERVIEW = FilteredPage(
    "overview",
    ids.Overview,
    OverviewState,
    load=lambda services, state: services.overview.view(state),
    results=lambda _services, shown: overview.results(shown),
    announcement=overview.announcement,
)
SUMMARY = FilteredPage(
    "summary",
    ids.Summary,
    SummaryState,
    load=lambda services, state: services.summary.view(state),
    results=lambda _services, shown: summary.results(shown),
    announcement=summary.announcement,
)
LEAGUE = FilteredPage(
    "league",
    ids.League,
    LeagueState,
    load=lambda services, state: services.league.view(state),
    results=lambda _services, shown: league.results(shown),
    announcement=league.announcement,
    measure=lambda shown: shown.measure,
)
INSPECTIONS = FilteredPage(
    "inspections",
    ids.Inspections,
    InspectionsState,
    load=lambda services, state: services.inspections.view(state),
    results=lambda _services, shown: inspections.results(shown),
    announcement=inspections.announcement,
)
PROGRESS = FilteredPage(
    "progress",
    ids.Progress,
    ProgressState,
    load=lambda services, state: services.progress.view(state),
    results=lambda _services, shown: progress.results(shown),
    announcement=progress.announcement,
)
RETURNS = FilteredPage(
    "returns",
    ids.Returns,
    ReturnsState,
    load=lambda services, state: services.returns.view(state),
    results=lambda _services, shown: returns.results(shown),
    announcement=returns.announcement,
)


def _plans(services: Services, shown: CompareView | GridView) -> Part:
    state = shown.state
    empty = not shown.items
    around = services.elsewhere.about(state.theme, state.area, state.councils) if empty else None
    return compare.results(shown, around)


def _around_plans(shown: CompareView | GridView) -> Mapping[str, object]:
    grid = isinstance(shown, GridView)
    councils = () if isinstance(shown, GridView) else shown.councils
    plans = compare.plan_options(shown.vocabulary, councils, shown.state.plan)
    return {
        "theme": theme_options(shown.vocabulary, shown.themes, shown.before_theme),
        "plan": select_options(plans),
        # A pack shows councils side by side; the grid is taken along as a table.
        **({"packs": ""} if grid else {}),
    }


COMPARE = FilteredPage(
    "compare",
    ids.Compare,
    CompareState,
    load=lambda services, state: services.compare.page(state),
    results=_plans,
    announcement=compare.announcement,
    options=("theme", "plan"),
    more=_around_plans,
)


def _benchmarks(services: Services, shown: BenchmarkView) -> Part:
    state = shown.state
    return benchmarks.results(
        shown, services.elsewhere.about(state.theme, state.area, state.councils)
    )


BENCHMARKS = FilteredPage(
    "benchmarks",
    ids.Benchmarks,
    BenchmarkState,
    load=lambda services, state: services.benchmarks.view(state),
    results=_benchmarks,
    announcement=benchmarks.announcement,
    options=("theme",),
    more=lambda shown: {"theme": theme_options(shown.vocabulary, shown.themes, shown.before_theme)},
)


def _findings(services: Services, shown: FindingsView) -> Part:
    state = shown.state
    return findings.results(
        shown, services.elsewhere.about(state.theme, state.area, state.councils)
    )


FINDINGS = FilteredPage(
    "findings",
    ids.Findings,
    FindingsState,
    load=lambda services, state: services.findings.view(state),
    results=_findings,
    announcement=findings.announcement,
    options=("theme", "kind"),
    more=lambda shown: {
        "theme": theme_options(shown.vocabulary, shown.themes, shown.before_theme),
        "kind": findings.kind_options(shown),
    },
)
SEARCH = FilteredPage(
    "search",
    ids.Search,
    SearchState,
    load=lambda services, state: services.search.view(state),
    results=lambda services, shown: search.results(
        shown, services.elsewhere.about("", "", shown.state.councils)
    ),
    announcement=search.announcement,
    options=("kind",),
    more=lambda shown: {"kind": search.kind_options(shown)},
)
