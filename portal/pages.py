"""Every page of the portal: one row drives address, navigation, title, layout and callbacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar, cast
from urllib.parse import urlencode

from dash import Dash

import callbacks.council
import callbacks.councils
import callbacks.indicators
import callbacks.inspection
import callbacks.item
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
import layouts.inspection
import layouts.inspections
import layouts.item
import layouts.league
import layouts.not_found
import layouts.overview
import layouts.progress
import layouts.returns
import layouts.search
import layouts.sources
import layouts.summary
import layouts.visit
import layouts.visits
from callbacks import views as filtered
from layouts.markup import Part
from portal import urls
from portal.domain.access import REVIEWER, require
from portal.domain.view_state import OUTSIDE, State
from portal.services import Services, views
from portal.services.base import NotFound
from portal.services.view_spec import ViewSpec

S = TypeVar("S", bound=State)


def _nothing(_app: Dash, _services: Services) -> None:
    """A page without callbacks."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `path` may be a template; `view` is the view whose rows it shows.

    `layout` takes the services, the query and the values of the template's variables, in their
    order; `guard` and `titled` take the services and the values. All are given by place: no name
    out of an address meets a name of ours. `guard` refuses whoever may not see a page that is not
    public; `titled` says what the page is about, where that depends on the values, None where
    there is no such thing; `description` does so in a sentence where no view describes it.
    """

    name: str
    path: str
    title: str
    layout: Callable[..., Part]
    register: Callable[[Dash, Services], None] = _nothing
    navigation: str = ""
    view: ViewSpec[State] | None = None
    guard: Callable[..., None] | None = None
    titled: Callable[..., str | None] | None = None
    description: str = ""

    @property
    def takes(self) -> tuple[str, ...]:
        """The filters that a reader's choice on another page sets here."""
        specs = self.view.filters if self.view is not None else ()
        return tuple(spec.name for spec in specs if spec.travels)

    def choice(self, search: str) -> dict[str, str]:
        """Read the filters of an address that travel to other pages."""
        if self.view is None:
            return {}
        state = self.view.state.from_query(search)
        specs = (spec for spec in self.view.filters if spec.travels)
        texts = {spec.name: spec.write(getattr(state, spec.name)) for spec in specs}
        return {name: text for name, text in texts.items() if text}

    def taken(self, choice: Mapping[str, str]) -> str:
        """Write the query of this page that holds what it takes of a reader's choice.

        As in assets/js/travel.js: the measures outside the areas are an area of one page alone.
        """
        pairs = {
            name: text
            for name, text in choice.items()
            if name in self.takes and (name, text) != ("area", OUTSIDE)
        }
        return f"?{urlencode(pairs, safe=',')}" if pairs else ""

    def heading(self, services: Services, values: tuple[str, ...] = ()) -> str:
        """Title the page's document: its name, or what it is about, and the portal's."""
        about = self.titled(services, *values) if self.titled else self.title
        portal = services.region.region().portal
        return f"{about or f'No such {self.title.lower()}'} · {portal}"

    def exists(self, services: Services, values: tuple[str, ...]) -> bool:
        """Tell if there is what the values name."""
        return self.titled is None or self.titled(services, *values) is not None

    @property
    def listed(self) -> bool:
        """True if its address alone shows everybody something."""
        return self.guard is None and "<" not in self.path

    @property
    def cacheable(self) -> bool:
        """True if its callbacks answer everybody alike, so that answers may be kept."""
        return self.guard is None

    def problems(self, services: Services, search: str) -> tuple[str, ...]:
        """Tell what of a query string is not understood."""
        if self.view is None:
            return ()
        return self.view.problems(services.views, self.view.state.from_query(search))

    def values(self, path: str) -> tuple[str, ...] | None:
        """Read the template's variables out of a path; none where it is not this page's."""
        match = _pattern(self.path).fullmatch(path)
        return match.groups() if match is not None else None

    def shown(self, services: Services, path: str, search: str) -> Part:
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


def _with_filters(view: ViewSpec[S], layout: Callable[..., Part]) -> Callable[..., Part]:
    """Lay out a page whose controls name councils, themes and areas."""
    return lambda services, search: layout(
        services.data.vocabulary(), view.state.from_query(search)
    )


def _indicators(services: Services, search: str) -> Part:
    shown = services.indicators.options(views.INDICATORS.state.from_query(search))
    return layouts.indicators.layout(
        shown.vocabulary, views.INDICATORS.state.from_query(search), shown.measure
    )


def _findings(services: Services, search: str) -> Part:
    return layouts.findings.layout(
        services.findings.choices(), views.FINDINGS.state.from_query(search)
    )


def _council(services: Services, _search: str, council: str) -> Part:
    area = services.data.vocabulary().councils.get(council)
    if area is None:
        return layouts.council.layout(council, "")
    figures = services.data.newest() is not None
    return layouts.council.layout(council, area.name, area.has_plans, figures)


def _council_title(services: Services, council: str) -> str | None:
    area = services.data.vocabulary().councils.get(council)
    return area.name if area and area.kind == "council" else None


def _item_title(services: Services, plan: str, ref: str) -> str | None:
    try:
        view = services.items.view(plan, ref, similar=False)
    except NotFound:
        return None
    return f"{view.item.title} ({view.council.name}, {view.item.ref})"


def _inspection(services: Services, _search: str, inspection: str) -> Part:
    title = _inspection_title(services, inspection)
    return layouts.inspection.layout(inspection, title or "")


def _inspection_title(services: Services, inspection: str) -> str | None:
    try:
        return layouts.inspection.heading(services.inspections.inspection(inspection))
    except NotFound:
        return None


def _guard_visits(services: Services) -> None:
    require(services.who(), REVIEWER)


def _guard_visit(services: Services, visit: str) -> None:
    services.visits.changed(services.who(), visit)


def _page_of(
    view: ViewSpec[S],
    title: str,
    layout: Callable[..., Part],
    register: Callable[[Dash, Services], None],
    navigation: str = "",
    titled: Callable[..., str | None] | None = None,
) -> Page:
    """The page of a view, at its address."""
    return Page(
        name=view.name,
        path=view.path,
        title=title,
        layout=layout,
        register=register,
        navigation=navigation,
        view=cast(ViewSpec[State], view),
        titled=titled,
    )


PAGES: tuple[Page, ...] = (
    _page_of(
        views.OVERVIEW,
        "Overview: councils side by side",
        _with_filters(views.OVERVIEW, layouts.overview.layout),
        filtered.OVERVIEW.register,
        "Overview",
    ),
    _page_of(
        views.COMPARE,
        "Improvement plans, side by side",
        _with_filters(views.COMPARE, layouts.compare.layout),
        filtered.COMPARE.register,
        "Plans",
    ),
    _page_of(
        views.INDICATORS,
        "Indicators, side by side",
        _indicators,
        callbacks.indicators.register,
        "Indicators",
    ),
    _page_of(
        views.BENCHMARKS,
        "Benchmarks",
        _with_filters(views.BENCHMARKS, layouts.benchmarks.layout),
        filtered.BENCHMARKS.register,
        "Benchmarks",
    ),
    _page_of(
        views.SUMMARY,
        "Summary of measures",
        lambda services, search: layouts.summary.layout(
            services.data.vocabulary(),
            services.summary.names(),
            views.SUMMARY.state.from_query(search),
        ),
        filtered.SUMMARY.register,
        "Summary",
    ),
    _page_of(
        views.LEAGUE,
        "League table",
        lambda services, search: layouts.league.layout(
            services.data.vocabulary(),
            services.league.names(),
            views.LEAGUE.state.from_query(search),
        ),
        filtered.LEAGUE.register,
    ),
    _page_of(
        views.COUNCILS,
        "Councils",
        lambda _services, _search: layouts.councils.layout(),
        callbacks.councils.register,
        "Councils",
    ),
    _page_of(views.FINDINGS, "Findings", _findings, filtered.FINDINGS.register, "Findings"),
    _page_of(
        views.INSPECTIONS,
        "Inspections",
        _with_filters(views.INSPECTIONS, layouts.inspections.layout),
        filtered.INSPECTIONS.register,
        "Inspections",
    ),
    _page_of(
        views.INSPECTION,
        "Inspection",
        _inspection,
        callbacks.inspection.register,
        titled=_inspection_title,
    ),
    _page_of(
        views.PROGRESS,
        "Progress",
        _with_filters(views.PROGRESS, layouts.progress.layout),
        filtered.PROGRESS.register,
    ),
    _page_of(
        views.RETURNS,
        "What comes back",
        _with_filters(views.RETURNS, layouts.returns.layout),
        filtered.RETURNS.register,
        "What comes back",
    ),
    _page_of(
        views.SEARCH,
        "Search",
        _with_filters(views.SEARCH, layouts.search.layout),
        filtered.SEARCH.register,
    ),
    _page_of(
        views.COUNCIL,
        "Council",
        _council,
        callbacks.council.register,
        titled=_council_title,
    ),
    _page_of(
        views.ITEM,
        "Item",
        lambda _services, _search, plan, ref: layouts.item.layout(plan, ref),
        callbacks.item.register,
        titled=_item_title,
    ),
    Page(
        "sources",
        urls.SOURCES,
        "Sources",
        lambda _services, _search: layouts.sources.layout(),
        callbacks.sources.register,
        "Sources",
        description="The papers and data sets behind every figure: publisher, date, licence.",
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
        description="What Alongside shows and what it does not; accessibility and privacy.",
    ),
)
