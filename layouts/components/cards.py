"""The card of an item on the compare page, and what it opens to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson
from dash import dcc, html

from layouts.components.findings import NOTICED
from layouts.components.parts import evidence, gap, lazy, status_tag, tag
from layouts.ids import Compare as ids
from layouts.rendering import rendered
from portal.domain.formatting import money, plural, short_month
from portal.domain.plans import Item
from portal.domain.views import CompareView, ItemView
from portal.urls import item_url, slug


def cards(view: CompareView, items: Sequence[Item]) -> list[Any]:
    """A card an item."""
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


# An item looks the same whatever the filters are, and drawing it costs more than finding it.
@lru_cache(maxsize=4096)
def _card(item: Item, plan: str, css: str, parts: int, findings: int) -> orjson.Fragment:
    key = f"{item.plan}/{slug(item.ref)}"
    url = item_url(item.plan, item.ref)
    ref = f"{item.parent_ref} / {item.ref}" if item.parent_ref else item.ref
    card = html.Article(
        [
            html.P(
                [
                    dcc.Link(ref, href=url, className="ref"),
                    html.Span(f" {plan}", className="from"),
                ],
                className="card-head",
            ),
            html.H4(item.title),
            html.P(item.summary, className="card-text"),
            html.P([*card_tags(item, parts), *noticed_tag(findings, url)], className="tags"),
            lazy("Actions, dates, source", ids.card(key), ids.details(key), "card-open"),
        ],
        className=f"card-item {css}",
        **evidence("item", key),
    )
    return rendered(card)


def noticed_tag(findings: int, url: str) -> list[Any]:
    """How many findings concern an item, with the way to them; nothing where there are none."""
    if not findings:
        return []
    text = plural(findings, "finding")
    return [dcc.Link(text, href=f"{url}#{NOTICED}", className="tag tag-look")]


def card_tags(item: Item, parts: int = 0) -> list[Any]:
    """What a card says at a glance: actions, dates, money, status, what is open."""
    tags: list[Any] = [tag(plural(parts, "work package"))] if parts else []
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


def details(view: ItemView) -> list[Any]:
    """What a card opens to."""
    rows = [
        html.Li(
            [
                html.Span(action.ref, className="action-ref"),
                html.Div(
                    [
                        html.P(action.summary),
                        html.P(_action_line(action), className="action-line"),
                    ]
                ),
                html.Div(
                    [
                        html.Span(
                            short_month(action.target_date) or action.target_text or "no date",
                            className="action-date",
                        ),
                        None if action.status == "not_stated" else status_tag(action.status),
                    ],
                    className="action-side",
                ),
            ],
            **evidence("action", view.plan.key, slug(view.item.ref), slug(action.ref)),
        )
        for action in view.actions
    ]
    measured = [s.summary for s in view.statements if s.kind == "measured_by"]
    body: list[Any] = [
        html.Ul(rows, className="actions")
        if rows
        else gap("The document names no action under this item.")
    ]
    if measured:
        body.append(html.P([html.Strong("Measured by: "), "; ".join(measured)]))
    if view.item.status_evidence:
        body.append(html.P([html.Strong("Reported: "), view.item.status_evidence]))
    body.append(
        html.P(
            [
                f"Source: {view.document_title}, {view.item.place}. ",
                dcc.Link("Everything about this item", href=item_url(view.plan.key, view.item.ref)),
            ],
            className="source",
        )
    )
    return body


def _action_line(action: Any) -> str:
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
