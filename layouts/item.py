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
from layouts.markup import Element, Part, element, link
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
    crumbs = element(
        "Nav",
        [
            link("Plans", compare_url()),
            " / ",
            link(council.name, council_url(council.key)),
            " / ",
            link(view.plan.title, compare_url(f"?councils={council.key}&plan={view.plan.key}")),
        ],
        "crumbs",
        **{"aria-label": "You are here"},
    )
    heading = element(
        "Div",
        [
            crumbs,
            element(
                "P",
                [marker(council), f"{council.name} · {KIND_NAMES[item.kind]} {item.ref}"],
                "over-title",
            ),
            element("H1", item.title),
            element("P", item.summary, "lead"),
            element("P", _tags(view), "tags"),
        ],
        **evidence("item", view.plan.key, slug(item.ref)),
    )
    csv, excel = (item_download_url(view.plan.key, item.ref, form) for form in ("csv", "xlsx"))
    api = api_item_url(view.plan.key, item.ref)
    packs = pack_menu("item", f"?plan={view.plan.key}&ref={slug(item.ref)}")
    head = element("Header", [heading, downloads(csv, excel, api, *packs)], "page-head wrap")
    main = [
        item_panel(view.findings),
        _actions(view),
        progress.history(reported),
        _milestones(view),
        *_statements(view),
        _parts(view),
    ]
    around = [item_requests(asked, view.area_name), _similar(view)]
    main, around = ([part for part in parts if part is not None] for parts in (main, around))
    columns = [element("Div", main, "main-column"), element("Aside", _facts(view), "side-column")]
    return [
        head,
        element(
            "Div",
            [element("Div", columns, "two-columns"), element("Div", around, "halves")],
            "wrap",
        ),
    ]


def _tags(view: ItemView) -> list[Part]:
    tags: list[Part] = [
        link(tag(view.area_name), compare_url(f"?area={view.item_area}")),
        *[tag(theme) for theme in view.themes],
    ]
    if view.item.status != "not_stated":
        tags.append(status_tag(view.item.status))
    return tags


def _actions(view: ItemView) -> Part:
    if not view.actions:
        return panel(element("H2", "Actions"), gap("The document names no action under this item."))
    marks = place_marks(view)
    notes = [f"{action.ref}: {action.note}" for action in view.actions if action.note]
    rows = [
        (
            action.ref,
            [action.summary, " ", marks.get(action.place)],
            [
                action.lead.replace(";", ", ") or "not stated",
                element("Span", action.lead_role.replace(";", "; ").strip("; "), "row-note"),
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
        element("H2", "Actions"),
        table(head, rows, f"Actions of {view.item.ref}", stacked=True, marks=marked),
        folded(
            "Notes on the transcription",
            element("Ul", [element("Li", n) for n in notes], "row-note"),
        )
        if notes
        else None,
    )


def _pounds(action: Action) -> Part:
    if action.cost_gbp is None or money(action.cost_gbp) == action.cost_text:
        return None
    return element("Span", money(action.cost_gbp), "row-note")


def _note(text: str) -> Part:
    return element("Span", text, "row-note") if text else None


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
    return panel(element("H2", "Milestones"), stages)


def _statements(view: ItemView) -> list[Part]:
    parts: list[Part] = []
    for kind, title in _STATEMENTS:
        rows = [_statement(s) for s in view.statements if s.kind == kind]
        if rows:
            parts.append(panel(element("H2", title), element("Ul", rows)))
    if not any(statement.measure for statement in view.statements):
        parts.append(gap("The portal has no figures for a measure that this item names."))
    return parts


def _statement(statement: ItemStatement) -> Element:
    figures = [" ", link("figures", indicators_url(statement.measure))] if statement.measure else []
    return element("Li", [statement.summary, *figures, " ", _note(statement.note)])


def _parts(view: ItemView) -> Part:
    if not view.parts:
        return None
    rows = [
        element(
            "Li",
            [
                link(f"{part.ref} {part.title}", item_url(view.plan.key, part.ref)),
                " ",
                status_tag(part.status),
            ],
        )
        for part in view.parts
    ]
    return panel(element("H2", "Its work packages"), element("Ul", rows, "plain"))


def _facts(view: ItemView) -> Part:
    item, plan = view.item, view.plan
    who = plan.inspectorate or plan.inspection_title or "not stated"
    judged = plan.judgement or "judgement not printed"
    facts: list[tuple[str, Part]] = [
        ("Plan", f"{plan.title}, {printed_date(plan.published)} ({plan.status})"),
        ("Answers", f"{who}, {printed_date(plan.inspected)}, {judged}"),
        ("Place", item.place),
        ("Document", link(view.document_title, document_url(view.document))),
    ]
    if item.section:
        facts.insert(2, ("Section", item.section))
    if item.parent_ref:
        whole = link(item.parent_ref, item_url(plan.key, item.parent_ref))
        facts.insert(0, ("Part of", whole))
    if item.status_evidence:
        facts.append(("Reported", item.status_evidence))
    if item.note:
        facts.append(("Note", item.note))
    rows = [part for name, value in facts for part in (element("Dt", name), element("Dd", value))]
    return panel(element("H2", "Source and status"), element("Dl", rows, "facts-list"))


def _similar(view: ItemView) -> Part:
    title = element("H2", "Similar items elsewhere")
    if not view.similar:
        return panel(title, gap("No item of another council reads like this one."))
    rows = [
        element(
            "Li",
            [
                element("P", [council_name(s.council, linked=False), f" · {s.ref}"], "from"),
                link(s.title, item_url(s.plan, s.ref)),
                element("P", s.summary, "row-note"),
            ],
            **evidence("item", s.plan, slug(s.ref)),
        )
        for s in view.similar
    ]
    return panel(
        title,
        element("P", "Found by shared words, area and theme; a place to look, not a verdict."),
        element("Ul", rows, "plain similar"),
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
