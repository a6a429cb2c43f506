"""Every page of the portal: one row drives address, navigation, title, layout and callbacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from dash import Dash

import callbacks.benchmarks
import callbacks.compare
import callbacks.council
import callbacks.councils
import callbacks.findings
import callbacks.indicators
import callbacks.item
import callbacks.search
import callbacks.sources
import callbacks.visit
import callbacks.visits
import layouts.about
import layouts.benchmarks
import layouts.compare
import layouts.council
import layouts.councils
import layouts.findings
import layouts.indicators
import layouts.item
import layouts.search
import layouts.sources
import layouts.visit
import layouts.visits
from portal import urls
from portal.domain.access import REVIEWER, require
from portal.domain.state import (
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
    SearchState,
)
from portal.services import Services
from portal.services.base import Unknown


def _nothing(_app: Dash, _services: Services) -> None:
    """A page without callbacks."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `path` may be a template; `problems` tells what of an address is not known.

    `guard` refuses whoever may not see a page that is not public.
    """

    name: str
    path: str
    title: str
    layout: Callable[..., Any]
    register: Callable[[Dash, Services], None] = _nothing
    navigation: str = ""
    problems: Callable[[Services, str], tuple[str, ...]] | None = None
    exists: Callable[..., bool] | None = None
    guard: Callable[..., None] | None = None

    def shown(self, services: Services, **given: Any) -> Any:
        """The page's layout, for whoever may see it.

        Raises:
            Refused: if whoever asks may not.
        """
        if self.guard is not None:
            self.guard(services, **given)
        return self.layout(services, **given)


def served(signs_in: bool) -> tuple[Page, ...]:
    """The pages of a portal: those with a guard only where somebody can sign in."""
    return tuple(page for page in PAGES if signs_in or page.guard is None)


def _search(query: dict[str, Any]) -> str:
    pairs = {name: value[-1] if isinstance(value, list) else value for name, value in query.items()}
    return urlencode(pairs)


def _compare(services: Services, **query: Any) -> Any:
    state = CompareState.from_query(_search(query))
    return layouts.compare.layout(services.data.vocabulary(), state)


def _indicators(services: Services, **query: Any) -> Any:
    state = IndicatorState.from_query(_search(query))
    shown = services.indicators.view(state)
    elsewhere = services.elsewhere.about(shown.state.theme, shown.state.area, shown.state.councils)
    return layouts.indicators.layout(shown, state, elsewhere)


def _benchmarks(services: Services, **query: Any) -> Any:
    state = BenchmarkState.from_query(_search(query))
    return layouts.benchmarks.layout(services.data.vocabulary(), state)


def _findings(services: Services, **query: Any) -> Any:
    state = FindingsState.from_query(_search(query))
    return layouts.findings.layout(services.findings.choices(), state)


def _found(services: Services, **query: Any) -> Any:
    state = SearchState.from_query(_search(query))
    return layouts.search.layout(services.data.vocabulary(), state)


def _council(services: Services, council: Any = "", **_query: Any) -> Any:
    key = council if isinstance(council, str) else ""
    known = services.data.vocabulary().councils.get(key)
    if known is None:
        return layouts.council.layout(key, "")
    figures = services.data.newest() is not None
    return layouts.council.layout(key, known.name, known.own, figures)


def _item(_services: Services, plan: Any = "", ref: Any = "", **_query: Any) -> Any:
    return layouts.item.layout(str(plan), str(ref))


def _has_council(services: Services, council: str) -> bool:
    known = services.data.vocabulary().councils.get(council)
    return known is not None and known.kind == "council"


def _has_item(services: Services, plan: str, ref: str) -> bool:
    try:
        services.items.view(plan, ref, similar=False)
    except Unknown:
        return False
    return True


def _guard_visits(services: Services, **_given: Any) -> None:
    require(services.who(), REVIEWER)


def _guard_visit(services: Services, visit: Any = "", **_given: Any) -> None:
    services.visits.changed(services.who(), str(visit))


PAGES: tuple[Page, ...] = (
    Page(
        "compare",
        urls.COMPARE,
        "Improvement plans, side by side",
        _compare,
        callbacks.compare.register,
        "Plans",
        lambda services, search: services.compare.problems(CompareState.from_query(search)),
    ),
    Page(
        "indicators",
        urls.INDICATORS,
        "Indicators, side by side",
        _indicators,
        callbacks.indicators.register,
        "Indicators",
        lambda services, search: services.indicators.problems(IndicatorState.from_query(search)),
    ),
    Page(
        "benchmarks",
        urls.BENCHMARKS,
        "Benchmarks",
        _benchmarks,
        callbacks.benchmarks.register,
        "Benchmarks",
        lambda services, search: services.rug.problems(BenchmarkState.from_query(search)),
    ),
    Page(
        "councils",
        urls.COUNCILS,
        "Councils",
        lambda _services, **_query: layouts.councils.layout(),
        callbacks.councils.register,
        "Councils",
    ),
    Page(
        "findings",
        urls.FINDINGS,
        "Findings",
        _findings,
        callbacks.findings.register,
        "Findings",
        lambda services, search: services.findings.problems(FindingsState.from_query(search)),
    ),
    Page(
        "search",
        urls.SEARCH,
        "Search",
        _found,
        callbacks.search.register,
        problems=lambda services, search: services.search.problems(SearchState.from_query(search)),
    ),
    Page(
        "council",
        urls.COUNCIL_TEMPLATE,
        "Council",
        _council,
        callbacks.council.register,
        exists=_has_council,
    ),
    Page(
        "item",
        urls.ITEM_TEMPLATE,
        "Item",
        _item,
        callbacks.item.register,
        exists=_has_item,
    ),
    Page(
        "sources",
        urls.SOURCES,
        "Sources",
        lambda _services, **_query: layouts.sources.layout(),
        callbacks.sources.register,
        "Sources",
    ),
    Page(
        "visits",
        urls.VISITS,
        "Visits",
        lambda _services, **_query: layouts.visits.layout(),
        callbacks.visits.register,
        guard=_guard_visits,
    ),
    Page(
        "visit",
        urls.VISIT_TEMPLATE,
        "Visit",
        lambda _services, visit="", **_query: layouts.visit.layout(str(visit)),
        callbacks.visit.register,
        guard=_guard_visit,
    ),
    Page(
        "about",
        urls.ABOUT,
        "About this portal",
        lambda _services, **_query: layouts.about.layout(),
        navigation="About",
    ),
)
