"""The card of an item on the page of plans, and the panel that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dash import dcc, html
from markupsafe import Markup

from layouts.components.findings import NOTICED, item_panel
from layouts.components.parts import evidence, gap, marker, status_tag, tag
from layouts.components.requests import item_requests
from layouts.html_writer import write_html
from layouts.markup import Element, Part, element
from portal.domain.formatting import KIND_NAMES, money, plural, printed_date, short_month
from portal.domain.inspection_views import ItemRequests
from portal.domain.plans import Action, Item
from portal.domain.view_models import CompareView, ItemView
from portal.urls import document_url, indicators_url, item_key, item_url, slug


def cards(view: CompareView, items: Sequence[Item]) -> list[Markup]:
    """Write one card for each item, as HTML."""
    plans, councils = view.vocabulary.plans, view.vocabulary.councils
    return [
        _card(
            item,
            plans[item.plan].short,
            councils[item.council].css,
            view.parts[key],
            view.findings.get(key, 0),
        )
        for item in items
        for key in [(item.plan, item.ref)]
    ]


def item_link(plan: str, ref: str, text: Part, className: str = "item-link") -> Element:
    """Link to an item: it opens the panel, and in a new tab the item's page."""
    target = item_url(plan, ref)
    return element("A", text, className, href=target, **{"data-item": item_key(plan, ref)})


# An item looks the same whatever the filters are, and drawing it costs more than reading it.
@lru_cache(maxsize=4096)
def _card(item: Item, plan: str, css: str, parts: int, findings: int) -> Markup:
    ref = f"{item.parent_ref} / {item.ref}" if item.parent_ref else item.ref
    card = html.Article(
        [
            html.P(
                [html.Span(ref, className="ref"), html.Span(f" {plan}", className="from")],
                className="card-head",
            ),
            html.H4(item_link(item.plan, item.ref, item.title, "card-link")),
            html.P(item.summary, className="card-text"),
            html.P(
                [
                    *card_tags(item, parts),
                    *noticed_tag(findings, item_url(item.plan, item.ref)),
                ],
                className="tags",
            ),
        ],
        className=f"card-item {css}",
        **evidence("item", item_key(item.plan, item.ref)),
    )
    return write_html(card)


def noticed_tag(findings: int, url: str) -> list[Part]:
    """Link to the findings about an item, with their number; nothing without any."""
    if not findings:
        return []
    text = plural(findings, "finding")
    return [dcc.Link(text, href=f"{url}#{NOTICED}", className="tag tag-look")]


def card_tags(item: Item, parts: int = 0) -> list[Part]:
    """List a card's labels: actions, dates, money, status, open points."""
    tags: list[Part] = [tag(plural(parts, "work package"))] if parts else []
    if item.actions or not parts:
        tags.append(tag(plural(len(item.actions), "action")))
    dates = item.dates
    if dates:
        first, last = short_month(dates[0]), short_month(dates[-1])
        tags.append(tag(f"by {last}" if first == last else f"{first} – {last}"))
    if item.cost:
        tags.append(tag(money(item.cost)))
    if item.status != "not_stated":
        tags.append(status_tag(item.status))
    if item.completed:
        tags.append(tag(f"{item.completed} completed", "done"))
    if item.to_confirm:
        tags.append(tag(f"{plural(item.to_confirm, 'date')} to be confirmed", "look"))
    elif item.actions and not dates:
        tags.append(tag("no date", "look"))
    return tags


def panel_content(view: ItemView, asked: ItemRequests | None = None) -> list[Part]:
    """Lay out everything about one item, for the panel at the side of a page."""
    item, plan, council = view.item, view.plan, view.council
    tags = [tag(view.area_name), *[tag(theme) for theme in view.themes]]
    if item.status != "not_stated":
        tags.append(status_tag(item.status))
    parts = [
        html.P(
            [marker(council), f" {council.name} · {KIND_NAMES[item.kind]} {item.ref}"],
            className="over-title",
        ),
        html.H2(item.title, id="item-panel-title", tabIndex="-1"),
        html.P(f"{plan.title}, {printed_date(plan.published)}", className="quiet"),
        html.P(item.summary),
        html.P(tags, className="tags"),
        item_panel(view.findings),
        html.H3(plural(len(view.actions), "action") if view.actions else "Actions"),
        _actions(view),
        *_milestones(view),
        *_measures(view),
        item_requests(asked, view.area_name),
    ]
    if item.status_evidence:
        parts.append(html.P([html.Strong("Reported: "), item.status_evidence]))
    parts += [
        html.P(
            [
                "Source: ",
                dcc.Link(view.document_title, href=document_url(view.document)),
                f", {item.place}",
            ],
            className="source",
        ),
        html.P(dcc.Link("Open as a page", href=item_url(plan.key, item.ref), className="button")),
    ]
    return [
        html.Div(parts, className=council.css, **evidence("item", item_key(plan.key, item.ref)))
    ]


def panel_missing(key: str) -> list[Part]:
    """Say in the panel that the portal has no such item."""
    shown = key if len(key) <= 60 else f"{key[:60]}…"
    return [
        html.H2("There is no such item", id="item-panel-title", tabIndex="-1"),
        gap(f"The portal has no item “{shown}”. The address may be mistyped or out of date."),
    ]


def _actions(view: ItemView) -> Part:
    key = (view.plan.key, slug(view.item.ref))
    rows = [
        _row(
            action.ref,
            action.summary,
            _action_line(action),
            short_month(action.target_date) or action.target_text,
            action.status,
            **evidence("action", *key, slug(action.ref)),
        )
        for action in view.actions
    ]
    if not rows:
        return gap("The document names no action under this item.")
    return html.Ul(rows, className="actions")


def _row(ref: str, summary: str, line: str, date: str, status: str, **marks: str) -> html.Li:
    texts = [html.P(summary), html.P(line, className="action-line")]
    side = [
        html.Span(date or "no date", className="action-date"),
        None if status == "not_stated" else status_tag(status),
    ]
    return html.Li(
        [
            html.Span(ref, className="action-ref"),
            html.Div(texts),
            html.Div(side, className="action-side"),
        ],
        **marks,
    )


def _milestones(view: ItemView) -> list[Part]:
    if not view.milestones:
        return []
    rows = [
        _row(
            stage.action_ref or stage.ref,
            stage.summary,
            stage.outcome or "no outcome reported",
            stage.target_text,
            stage.status,
        )
        for stage in view.milestones
    ]
    return [html.H3(plural(len(rows), "milestone")), html.Ul(rows, className="actions")]


def _measures(view: ItemView) -> list[Part]:
    measured = [s for s in view.statements if s.kind == "measured_by"]
    if not measured:
        return []
    rows = [
        html.Li(
            [
                statement.summary,
                *(
                    [" ", dcc.Link("See the figures", href=indicators_url(statement.measure))]
                    if statement.measure
                    else []
                ),
            ]
        )
        for statement in measured
    ]
    return [html.H3("Measured by"), html.Ul(rows)]


def _action_line(action: Action) -> str:
    parts = []
    if action.lead:
        parts.append(f"Lead: {action.lead.replace(';', ', ')}")
        if action.lead_role.strip("; "):
            parts[-1] += f" ({action.lead_role.replace(';', '; ').strip('; ')})"
    else:
        parts.append("No lead stated")
    if action.cost_text:
        parts.append(f"Resources: {action.cost_text}")
    if action.status_evidence:
        parts.append(f"Reported: {action.status_evidence}")
    return " · ".join(parts)
