"""One council: where it stands, inspections and plans, what is left open, its papers' figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html

from layouts.components.council_standing import where_it_stands
from layouts.components.findings import short_list
from layouts.components.grades import grade
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
    tag,
)
from layouts.ids import Council as ids
from layouts.markup import Element, Part, element, link
from layouts.returns import council_returns
from portal.domain.council_standing import CouncilStanding
from portal.domain.formatting import plural, printed_date
from portal.domain.indicators import Value
from portal.domain.inspections import GradedInspection
from portal.domain.paging import listed
from portal.domain.returns import History
from portal.domain.view_models import CouncilView, Figure
from portal.domain.view_state import CouncilState
from portal.domain.vocabulary import Council
from portal.urls import (
    api_council_url,
    compare_url,
    council_download_url,
    council_url,
    document_url,
    findings_url,
    indicators_url,
    inspection_url,
    item_url,
    progress_url,
    slug,
)

# What stands before the fold: inspections and plans, findings.
_EVENTS_AT_ONCE, _FINDINGS_AT_ONCE = 3, 2
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
        _figures(view),
    ]
    return [part for part in parts if part is not None]


def _over_time(
    view: CouncilView, graded: Sequence[GradedInspection], history: History | None
) -> Element:
    """Lay out inspections and plans, beside them what comes back in them."""
    line = _line(view, {inspection.key: inspection for inspection in graded})
    return _beside(line, council_returns(history) if history else None)


def _beside(section: Element, other: Element | None) -> Element:
    """Lay out two sections in halves; one that is unfolded takes the whole width."""
    return element("Div", [section, other], "halves") if other else section


def _line(view: CouncilView, graded: Mapping[str, GradedInspection]) -> Element:
    """List inspections and plans, the newest first; undated ones say so and come last."""
    events: list[tuple[str, str, Part, dict[str, str], str, list[Part]]] = []
    for row in view.inspections:
        who = " ".join(filter(None, (row.inspectorate, row.title))) or "Review"
        inspection = graded.get(row.key)
        kind = row.kind or "inspection"
        shown: Part = tag(kind)
        if inspection is not None and inspection.overall:
            shown = [shown, " ", grade(inspection.overall)]
        body: list[Part] = [
            element("P", element("Strong", f"Judgement: {row.judgement}"))
            if row.judgement
            else None,
            element("P", link("Grades and recommendations", inspection_url(row.key)))
            if inspection is not None
            else None,
            element("P", row.note, "row-note") if row.note else None,
            element(
                "P",
                ["Source: ", link(row.document_title, document_url(row.document)), f", {row.place}"]
                if row.document
                else f"Source: {row.place}",
                "source",
            ),
        ]
        mark = evidence("inspection", view.council.key, row.key)
        title = f"{who[:1].upper()}{who[1:]}"
        events.append((row.inspected, kind, shown, mark, title, body))
    counts = view.outline.items
    for plan in view.plans:
        body = [
            element(
                "P",
                [
                    link(
                        plural(counts[plan.key], "item"),
                        compare_url(f"?councils={view.council.key}&plan={plan.key}"),
                    ),
                    f" · {plan.status} · ",
                    link("how far it is", progress_url(f"?councils={view.council.key}")),
                ],
            ),
            element("P", plan.note, "row-note") if plan.note else None,
        ]
        mark = evidence("plan", plan.key)
        shown = tag("plan", "quiet")
        events.append((plan.published, "plan", shown, mark, plan.title, body))
    events.sort(key=lambda event: event[0], reverse=True)  # newest first, undated last
    items = [
        element(
            "Li",
            element(
                "Details",
                [
                    element(
                        "Summary",
                        [
                            element("Span", printed_date(day), "event-date"),
                            element("H3", title),
                            shown,
                        ],
                    ),
                    *[part for part in body if part is not None],
                ],
                **mark,
            ),
            f"event event-{kind}",
        )
        for day, kind, shown, mark, title, body in events
    ]
    title, css = "Inspections and plans", f"events {view.council.css}"
    if not items:
        text = "The portal has neither an inspection nor a plan of this council."
        return block(title, gap(text))
    first, rest = items[:_EVENTS_AT_ONCE], items[_EVENTS_AT_ONCE:]
    return block(
        title,
        element("Ol", first, css),
        folded(f"Show the {len(rest)} before, or without a date", element("Ol", rest, css))
        if rest
        else None,
    )


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


def _figures(view: CouncilView) -> Element:
    title = "Figures that its papers print"
    if not view.figures:
        text = f"The documents of {view.council.name} print no figures that are sure and dated."
        return block(title, gap(text))
    years = _years(view.figures)
    rows = [
        (
            link(
                f"{f.indicator.ref} {f.indicator.name}".strip(),
                indicators_url(query=f"?councils={view.council.key}&measure={f.indicator.measure}"),
            ),
            f.newest.shown,
            f.newest.period,
            _trail(f),
            _target(f),
            _comparator(f.england),
            _comparator(f.neighbours),
        )
        for f in view.figures
    ]
    return block(
        f"{title}, {years}",
        element(
            "P",
            "The last sure value of each indicator in its plans and reports: of their time, not of "
            "today. A comparator’s period is that printed with it; no difference is calculated.",
            "sub",
        ),
        folded(
            f"Show the {plural(len(rows), 'figure')}",
            panel(
                table(
                    (
                        "Indicator",
                        f"Last in its papers, {years}",
                        "Period",
                        "Range",
                        "Target",
                        "England",
                        "Neighbours",
                    ),
                    rows,
                    f"Figures of {view.council.name} that its papers print, {years}",
                    (1,),
                    stacked=True,
                    marks=[
                        evidence("figure", f.indicator.key, view.council.key) for f in view.figures
                    ],
                ),
                className="flush",
            ),
        ),
        id="papers",
    )


def _years(figures: Sequence[Figure]) -> str:
    """Name the years that the figures are of: `2004 to 2015`."""
    ends = [f.newest.end.year for f in figures if f.newest.end]
    first, last = min(ends), max(ends)
    return f"{first} to {last}" if first < last else f"{last}"


def _trail(figure: Figure) -> str:
    if figure.since is not None:
        return f"since then {figure.since.shown}, {figure.since.period}"
    if len(figure.trail) < 2:
        return "one value"
    ordered = sorted(figure.trail, key=lambda v: v.value or 0)
    return f"{ordered[0].shown} to {ordered[-1].shown} ({plural(len(ordered), 'value')})"


def _target(figure: Figure) -> str:
    target = figure.target
    if target is None:
        return "none printed"
    return f"{target.shown(figure.indicator.unit)}, {target.due_text or 'no date'}"


def _comparator(value: Value | None) -> str:
    if value is None:
        return "none printed"
    doubt = " (doubtful reading)" if value.reading == "doubtful" else ""
    return f"{value.shown}, {value.period}{doubt}"


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
