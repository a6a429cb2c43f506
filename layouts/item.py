"""One item: its text, actions, milestones, statements, source and the most similar items."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from layouts import progress
from layouts.components.findings import item_panel, place_marks
from layouts.components.parts import (
    council_name,
    downloads,
    evidence,
    folded,
    gap,
    island,
    marker,
    pack_menu,
    page,
    panel,
    status_tag,
    table,
    tag,
)
from layouts.components.requests import item_requests
from layouts.ids import Item as ids
from layouts.markup import Part
from portal.domain.formatting import KIND_NAMES, money, printed_date
from portal.domain.inspection_views import ItemRequests
from portal.domain.listed_rows import ItemStatement
from portal.domain.plans import Action
from portal.domain.progress import ReportLine
from portal.domain.view_models import ItemView
from portal.urls import (
    api_item_url,
    compare_url,
    council_url,
    document_url,
    indicators_url,
    item_download_url,
    item_url,
    slug,
)

_STATEMENTS = (
    ("objective", "Objectives"),
    ("outcome", "Outcomes sought"),
    ("measured_by", "Measured by"),
    ("success_criterion", "Signs of success"),
    ("progress", "Progress reported"),
    ("risk", "Risks"),
    ("strength", "Strengths found"),
    ("consideration", "To be considered"),
    ("response", "The council’s response"),
)


def layout(plan: str, ref: str) -> html.Div:
    """Make the page's place for one item."""
    return html.Div(
        [
            dcc.Store(id=ids.KEY, data={"plan": plan, "ref": ref}),
            island(ids.RESULTS, "results"),
        ],
        className="page",
    )


def results(
    view: ItemView, asked: ItemRequests | None = None, reported: Sequence[ReportLine] = ()
) -> list[Part]:
    """Lay out the page of one item, with what inspections asked for and reports say of it."""
    item, council = view.item, view.council
    crumbs = html.Nav(
        [
            dcc.Link("Plans", href=compare_url()),
            " / ",
            dcc.Link(council.name, href=council_url(council.key)),
            " / ",
            dcc.Link(
                view.plan.title,
                href=compare_url(f"?councils={council.key}&plan={view.plan.key}"),
            ),
        ],
        className="crumbs",
        **{"aria-label": "You are here"},
    )
    heading = html.Div(
        [
            crumbs,
            html.P(
                [marker(council), f"{council.name} · {KIND_NAMES[item.kind]} {item.ref}"],
                className="over-title",
            ),
            html.H1(item.title),
            html.P(item.summary, className="lead"),
            html.P(_tags(view), className="tags"),
        ],
        **evidence("item", view.plan.key, slug(item.ref)),
    )
    urls = [item_download_url(view.plan.key, item.ref, form) for form in ("csv", "xlsx")]
    api = api_item_url(view.plan.key, item.ref)
    packs = pack_menu("item", f"?plan={view.plan.key}&ref={slug(item.ref)}")
    head = html.Header([heading, downloads(*urls, api, *packs)], className="page-head wrap")
    main = [
        item_panel(view.findings),
        _actions(view),
        progress.history(reported),
        _milestones(view),
        *_statements(view),
        _parts(view),
    ]
    side = [_facts(view), item_requests(asked, view.area_name), _similar(view)]
    main, side = ([part for part in column if part is not None] for column in (main, side))
    return [
        head,
        html.Div(
            html.Div(
                [
                    html.Div(main, className="main-column"),
                    html.Aside(
                        [part for part in side if part is not None], className="side-column"
                    ),
                ],
                className="two-columns",
            ),
            className="wrap",
        ),
    ]


def _tags(view: ItemView) -> list[Part]:
    tags: list[Part] = [
        dcc.Link(tag(view.area_name), href=compare_url(f"?area={view.item_area}")),
        *[tag(theme) for theme in view.themes],
    ]
    if view.item.status != "not_stated":
        tags.append(status_tag(view.item.status))
    return tags


def _actions(view: ItemView) -> Part:
    if not view.actions:
        return panel(html.H2("Actions"), gap("The document names no action under this item."))
    marks = place_marks(view)
    notes = [f"{action.ref}: {action.note}" for action in view.actions if action.note]
    rows = [
        (
            action.ref,
            [action.summary, " ", marks.get(action.place)],
            [
                action.lead.replace(";", ", ") or "not stated",
                html.Span(action.lead_role.replace(";", "; ").strip("; "), className="row-note"),
            ],
            action.target_text or "not stated",
            [status_tag(action.status), _note(action.status_evidence)],
            [action.cost_text or "not stated", _pounds(action)],
        )
        for action in view.actions
    ]
    head = ("", "Action", "Lead", "Target date", "Status", "Resources")
    key = (view.plan.key, slug(view.item.ref))
    marked = [evidence("action", *key, slug(action.ref)) for action in view.actions]
    return panel(
        html.H2("Actions"),
        table(head, rows, f"Actions of {view.item.ref}", stacked=True, marks=marked),
        folded(
            "Notes on the transcription", html.Ul([html.Li(n) for n in notes], className="row-note")
        )
        if notes
        else None,
    )


def _pounds(action: Action) -> Part:
    if action.cost_gbp is None or money(action.cost_gbp) == action.cost_text:
        return None
    return html.Span(money(action.cost_gbp), className="row-note")


def _note(text: str) -> Part:
    return html.Span(text, className="row-note") if text else None


def _milestones(view: ItemView) -> Part:
    if not view.milestones:
        return None
    marks = place_marks(view)
    rows = [
        (
            stage.action_ref or stage.ref,
            [stage.summary, " ", marks.get(stage.place), _note(stage.note)],
            stage.target_text or "not stated",
            stage.outcome or "none reported",
            status_tag(stage.status),
        )
        for stage in view.milestones
    ]
    head = ("", "Milestone", "Target", "Outcome", "Status")
    caption = f"Milestones of {view.item.ref}"
    marked = evidence("item", view.plan.key, slug(view.item.ref))
    stages = table(head, rows, caption, stacked=True, marks=[marked] * len(rows))
    return panel(html.H2("Milestones"), stages)


def _statements(view: ItemView) -> list[Part]:
    parts: list[Part] = []
    for kind, title in _STATEMENTS:
        rows = [_statement(s) for s in view.statements if s.kind == kind]
        if rows:
            parts.append(panel(html.H2(title), html.Ul(rows)))
    if not any(statement.measure for statement in view.statements):
        parts.append(gap("The portal has no figures for a measure that this item names."))
    return parts


def _statement(statement: ItemStatement) -> html.Li:
    link = (
        [" ", dcc.Link("figures", href=indicators_url(statement.measure))]
        if statement.measure
        else []
    )
    return html.Li([statement.summary, *link, " ", _note(statement.note)])


def _parts(view: ItemView) -> Part:
    if not view.parts:
        return None
    rows = [
        html.Li(
            [
                dcc.Link(f"{part.ref} {part.title}", href=item_url(view.plan.key, part.ref)),
                " ",
                status_tag(part.status),
            ]
        )
        for part in view.parts
    ]
    return panel(html.H2("Its work packages"), html.Ul(rows, className="plain"))


def _facts(view: ItemView) -> Part:
    item, plan = view.item, view.plan
    who = plan.inspectorate or plan.inspection_title or "not stated"
    judged = plan.judgement or "judgement not printed"
    facts: list[tuple[str, Part]] = [
        ("Plan", f"{plan.title}, {printed_date(plan.published)} ({plan.status})"),
        ("Answers", f"{who}, {printed_date(plan.inspected)}, {judged}"),
        ("Place", item.place),
        ("Document", dcc.Link(view.document_title, href=document_url(view.document))),
    ]
    if item.section:
        facts.insert(2, ("Section", item.section))
    if item.parent_ref:
        link = dcc.Link(item.parent_ref, href=item_url(plan.key, item.parent_ref))
        facts.insert(0, ("Part of", link))
    if item.status_evidence:
        facts.append(("Reported", item.status_evidence))
    if item.note:
        facts.append(("Note", item.note))
    rows = [part for name, value in facts for part in (html.Dt(name), html.Dd(value))]
    return panel(html.H2("Source and status"), html.Dl(rows, className="facts-list"))


def _similar(view: ItemView) -> Part:
    title = html.H2("Similar items elsewhere")
    if not view.similar:
        return panel(title, gap("No item of another council reads like this one."))
    rows = [
        html.Li(
            [
                html.P([council_name(s.council, linked=False), f" · {s.ref}"], className="from"),
                dcc.Link(s.title, href=item_url(s.plan, s.ref)),
                html.P(s.summary, className="row-note"),
            ],
            **evidence("item", s.plan, slug(s.ref)),
        )
        for s in view.similar
    ]
    return panel(
        title,
        html.P("Found by shared words, area and theme; a place to look, not a verdict."),
        html.Ul(rows, className="plain similar"),
    )


def missing(plan: str, ref: str) -> html.Div:
    """Say that the portal has no such item."""
    shown = f"{ref[:40]} of {plan[:40]}"
    return page(
        "There is no such item",
        f"The portal has no item {shown}.",
        html.P(
            ["Look for it among ", dcc.Link("all plans", href=compare_url()), "."],
            className="wrap",
        ),
    )
