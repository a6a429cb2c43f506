"""Every page of the portal: one row drives address, navigation, title, layout and callbacks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

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
import layouts.not_found
import layouts.search
import layouts.sources
import layouts.visit
import layouts.visits
from layouts import ids
from layouts.components.parts import html_of
from portal import urls
from portal.domain.access import REVIEWER, require
from portal.domain.view_state import (
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
    SearchState,
)
from portal.services import Services
from portal.services.base import NotFound


def _nothing(_app: Dash, _services: Services) -> None:
    """A page without callbacks."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `path` may be a template; `problems` tells what of an address is not known.

    `layout` takes the services, the query and the values of the template's variables, in their
    order; `exists`, `guard` and `titled` take the services and the values. All are given by place:
    no name out of an address meets a name of ours. `guard` refuses whoever may not see a page that
    is not public; `titled` says what the page is about, where that depends on the values. `takes`
    names the filters that a reader's choice on another page sets here. `cached` names the first
    outputs of callbacks whose answers are the same for everybody until the data change.
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
    titled: Callable[..., str] | None = None
    takes: tuple[str, ...] = ()
    cached: tuple[str, ...] = ()

    def values(self, path: str) -> tuple[str, ...] | None:
        """Read the template's variables out of a path; none where it is not this page's."""
        match = _pattern(self.path).fullmatch(path)
        return match.groups() if match is not None else None

    def shown(self, services: Services, path: str, search: str) -> Any:
        """Lay out the page at an address, for whoever may see it.

        Raises:
            PermissionDenied: if whoever asks may not.
        """
        values = self.values(f"/{path.strip('/')}")  # as Dash reads it
        if values is None:
            return layouts.not_found.layout()
        if self.guard is not None:
            self.guard(services, *values)
        return self.layout(services, search, *values)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"<\w+>", "([^/]+)", template) + "/?")


def served(signs_in: bool) -> tuple[Page, ...]:
    """The pages of a portal: those with a guard only where somebody can sign in."""
    return tuple(page for page in PAGES if signs_in or page.guard is None)


def _compare(services: Services, search: str) -> Any:
    state = CompareState.from_query(search)
    return layouts.compare.layout(services.data.vocabulary(), state)


def _indicators(services: Services, search: str) -> Any:
    state = IndicatorState.from_query(search)
    return layouts.indicators.layout(services.data.vocabulary(), state)


def _benchmarks(services: Services, search: str) -> Any:
    state = BenchmarkState.from_query(search)
    return layouts.benchmarks.layout(services.data.vocabulary(), state)


def _findings(services: Services, search: str) -> Any:
    state = FindingsState.from_query(search)
    return layouts.findings.layout(services.findings.choices(), state)


def _found(services: Services, search: str) -> Any:
    state = SearchState.from_query(search)
    return layouts.search.layout(services.data.vocabulary(), state)


def _council(services: Services, _search: str, council: str) -> Any:
    known = services.data.vocabulary().councils.get(council)
    if known is None:
        return layouts.council.layout(council, "")
    figures = services.data.newest() is not None
    return layouts.council.layout(council, known.name, known.own, figures)


def _council_title(services: Services, council: str) -> str:
    known = services.data.vocabulary().councils.get(council)
    return known.name if known else "No such council"


def _item_title(services: Services, plan: str, ref: str) -> str:
    try:
        view = services.items.view(plan, ref, similar=False)
    except NotFound:
        return "No such item"
    return f"{view.item.title} ({view.council.name}, {view.item.ref})"


def _has_council(services: Services, council: str) -> bool:
    known = services.data.vocabulary().councils.get(council)
    return known is not None and known.kind == "council"


def _has_item(services: Services, plan: str, ref: str) -> bool:
    try:
        services.items.view(plan, ref, similar=False)
    except NotFound:
        return False
    return True


def _guard_visits(services: Services) -> None:
    require(services.who(), REVIEWER)


def _guard_visit(services: Services, visit: str) -> None:
    services.visits.changed(services.who(), visit)


_CHOICE = ("councils", "theme", "area")
PAGES: tuple[Page, ...] = (
    Page(
        "compare",
        urls.COMPARE,
        "Improvement plans, side by side",
        _compare,
        callbacks.compare.register,
        "Plans",
        lambda services, search: services.compare.problems(CompareState.from_query(search)),
        takes=_CHOICE,
        cached=(html_of(ids.Compare.RESULTS),),
    ),
    Page(
        "indicators",
        urls.INDICATORS,
        "Indicators, side by side",
        _indicators,
        callbacks.indicators.register,
        "Indicators",
        lambda services, search: services.indicators.problems(IndicatorState.from_query(search)),
        takes=(*_CHOICE, "against"),
        cached=(
            html_of(ids.Indicators.RESULTS),
            html_of(ids.Indicators.BELOW),
            html_of(ids.Indicators.TABLE),
            ids.Indicators.MEASURE,
        ),
    ),
    Page(
        "benchmarks",
        urls.BENCHMARKS,
        "Benchmarks",
        _benchmarks,
        callbacks.benchmarks.register,
        "Benchmarks",
        lambda services, search: services.benchmarks.problems(BenchmarkState.from_query(search)),
        takes=_CHOICE,
        cached=(html_of(ids.Benchmarks.RESULTS),),
    ),
    Page(
        "councils",
        urls.COUNCILS,
        "Councils",
        lambda _services, _search: layouts.councils.layout(),
        callbacks.councils.register,
        "Councils",
        cached=(html_of(ids.Councils.RESULTS),),
    ),
    Page(
        "findings",
        urls.FINDINGS,
        "Findings",
        _findings,
        callbacks.findings.register,
        "Findings",
        lambda services, search: services.findings.problems(FindingsState.from_query(search)),
        takes=_CHOICE,
        cached=(html_of(ids.Findings.RESULTS),),
    ),
    Page(
        "search",
        urls.SEARCH,
        "Search",
        _found,
        callbacks.search.register,
        problems=lambda services, search: services.search.problems(SearchState.from_query(search)),
        cached=(html_of(ids.Search.RESULTS),),
    ),
    Page(
        "council",
        urls.COUNCIL_TEMPLATE,
        "Council",
        _council,
        callbacks.council.register,
        exists=_has_council,
        titled=_council_title,
        cached=(html_of(ids.Council.RESULTS),),
    ),
    Page(
        "item",
        urls.ITEM_TEMPLATE,
        "Item",
        lambda _services, _search, plan, ref: layouts.item.layout(plan, ref),
        callbacks.item.register,
        exists=_has_item,
        titled=_item_title,
        cached=(html_of(ids.Item.RESULTS),),
    ),
    Page(
        "sources",
        urls.SOURCES,
        "Sources",
        lambda _services, _search: layouts.sources.layout(),
        callbacks.sources.register,
        "Sources",
        cached=(html_of(ids.Sources.RESULTS),),
    ),
    Page(
        "visits",
        urls.VISITS,
        "Visits",
        lambda _services, _search: layouts.visits.layout(),
        callbacks.visits.register,
        guard=_guard_visits,
    ),
    Page(
        "visit",
        urls.VISIT_TEMPLATE,
        "Visit",
        lambda _services, _search, visit: layouts.visit.layout(visit),
        callbacks.visit.register,
        guard=_guard_visit,
    ),
    Page(
        "about",
        urls.ABOUT,
        "About this portal",
        lambda _services, _search: layouts.about.layout(),
        navigation="About",
    ),
)
