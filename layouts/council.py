"""One council: where it stands, inspections and plans, what is left open, its papers' figures."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from layouts.components.council_events import inspections_and_plans
from layouts.components.council_figures import printed_figures
from layouts.components.council_standing import where_it_stands
from layouts.components.findings import short_list
from layouts.components.parts import (
    block,
    downloads,
    evidence,
    folded,
    gap,
    island,
    pack_menu,
    page,
    pager,
    panel,
    table,
)
from layouts.ids import Council as ids
from layouts.markup import Element, Part, element, link
from layouts.returns import council_returns
from portal.domain.council_standing import CouncilStanding
from portal.domain.formatting import plural
from portal.domain.inspections import GradedInspection
from portal.domain.paging import listed
from portal.domain.returns import History
from portal.domain.view_models import CouncilView
from portal.domain.view_state import CouncilState
from portal.domain.vocabulary import Council
from portal.urls import (
    api_council_url,
    compare_url,
    council_download_url,
    council_url,
    findings_url,
    item_url,
    slug,
)

# Findings that stand before the fold.
_FINDINGS_AT_ONCE = 2
_PLANS = "Where it stands today, inspections and plans, what is left open, its papers’ figures."
_FIGURES = "Where it stands in official statistics; the portal has no plan of this council."
_NOTHING = "The portal has no plan of this council, and no official statistics are loaded yet."
_UNKNOWN = "The address may be mistyped, or the council is not in the portal."


def layout(council: str, name: str, plans: bool = True, figures: bool = True) -> html.Div:
    """Make the page's place for one council.

    Args:
        council: its key.
        name: its name, "" where there is no such council.
        plans: the portal has plans of it.
        figures: official statistics are loaded.
    """
    lead = _PLANS if plans else _FIGURES if figures else _NOTHING
    return page(
        name or "There is no such council",
        lead if name else _UNKNOWN,
        dcc.Location(id=ids.URL, refresh=False),
        dcc.Store(id=ids.KEY, data=council),
        island(ids.RESULTS, "results wrap", ids.URL),
        tools=downloads(
            council_download_url(council, "csv"),
            council_download_url(council, "xlsx"),
            api_council_url(council),
            *pack_menu("council", f"?council={council}"),
        )
        if name
        else None,
    )


def results(
    view: CouncilView,
    standing: CouncilStanding,
    number: int = 1,
    graded: Sequence[GradedInspection] = (),
    history: History | None = None,
) -> list[Part]:
    """Lay out the page of one council: where it stands first, its papers' figures last.

    Args:
        standing: its place in official statistics.
        number: the page of its open actions.
        graded: its inspections with their grades.
        history: the same in the order of time, for what comes back.
    """
    first = where_it_stands(standing, view.vocabulary)
    if not (view.plans or view.figures or view.inspections):
        return [
            *first,
            gap(f"The portal has neither an inspection nor a plan of {view.council.name}."),
        ]
    parts = [
        *first,
        _over_time(view, graded, history),
        _areas(view),
        _beside(_open(view, number), _findings(view)),
        printed_figures(view),
    ]
    return [part for part in parts if part is not None]


def _over_time(
    view: CouncilView, graded: Sequence[GradedInspection], history: History | None
) -> Element:
    """Lay out inspections and plans, beside them what comes back in them."""
    line = inspections_and_plans(view, graded)
    return _beside(line, council_returns(history) if history else None)


def _beside(section: Element, other: Element | None) -> Element:
    """Lay out two sections in halves; one that is unfolded takes the whole width."""
    return element("Div", [section, other], "halves") if other else section


def _areas(view: CouncilView) -> Element | None:
    areas = view.outline.areas
    if not areas:
        return None
    most = max(areas.values())
    rows: list[Part] = []
    for area in view.vocabulary.areas.values():
        count = areas[area.key]
        fill = element("Span", None, "fill", style={"width": f"{100 * count / most:.1f}%"})
        rows += [
            element("Dt", link(area.name, _area_url(view, area.key)) if count else area.name),
            element(
                "Dd",
                [
                    element("Span", fill, "track", **{"aria-hidden": "true"}),
                    element("Span", plural(count, "item"), "share"),
                ],
            ),
        ]
    return folded(
        "Improvement areas of its plans",
        panel(element("Dl", rows, f"bars wide-bars {view.council.css}")),
    )


def _area_url(view: CouncilView, area: str) -> str:
    return compare_url(f"?councils={view.council.key}&area={area}")


def _findings(view: CouncilView) -> Element | None:
    if not view.findings:
        return None
    count = plural(len(view.findings), "finding")
    everything = findings_url(councils=view.council.key)
    return block(
        "Where its papers disagree, or do not add up",
        element("P", f"{count} about its figures, items and plans.", "sub"),
        panel(*short_list(view.findings, everything, _FINDINGS_AT_ONCE), className="look"),
        id="disagree",
    )


def _open(view: CouncilView, number: int) -> Element:
    outline, actions = view.outline, view.outline.open
    title = "Actions without a date or a lead"
    if not actions:
        name = view.council.name
        if not view.plans:
            return block(title, gap(f"No plan of {name} is in the portal, so no action is known."))
        return block(title, element("P", f"Every action of {name} has a date and a lead."))
    shown = listed(actions, number)
    rows = [
        (
            link(f"{action.item} {action.ref}", item_url(action.plan, action.item)),
            view.vocabulary.plans[action.plan].short,
            action.summary,
            ", ".join(action.points),
        )
        for action in shown.entries
    ]
    marks = [evidence("action", a.plan, slug(a.item), slug(a.ref)) for a in shown.entries]
    head = ("Action", "Plan", "Summary", "Open")
    heading = element("H3", title, "visually-hidden", tabIndex="-1", **{"data-list": ""})
    pages = pager(
        shown.number,
        shown.total,
        shown.size,
        lambda n: f"{council_url(view.council.key)}{CouncilState(page=n).query()}",
    )
    return block(
        title,
        element(
            "P",
            [
                f"{outline.dates} {outline.unnamed} of {outline.datings.total()} actions name no "
                "lead, or one to be confirmed. Compare with the others: ",
                link("plans side by side", compare_url()),
                ".",
            ],
        ),
        folded(
            f"Show the {plural(len(actions), 'action')}",
            heading,
            panel(table(head, rows, title, stacked=True, marks=marks), pages, className="flush"),
            open=number > 1,
        ),
    )


def missing(key: str, councils: Sequence[Council]) -> list[Part]:
    """Say that the portal has no such council, and which it has."""
    shown = key if len(key) <= 40 else f"{key[:40]}…"
    return [
        gap(f"There is no council “{shown}” in the portal."),
        html.P("The portal has:"),
        html.Ul([html.Li(dcc.Link(c.name, href=council_url(c.key))) for c in councils]),
    ]
