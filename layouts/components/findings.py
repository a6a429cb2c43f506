"""A finding as every page shows it: what was noticed, both figures, both places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from layouts.components.parts import council_name, panel
from layouts.components.parts import evidence as marked
from portal.domain.formatting import plural, printed_date
from portal.domain.resolutions import looked_at
from portal.domain.view_models import Found, ItemView
from portal.domain.vocabulary import Vocabulary
from portal.urls import document_url, findings_url, indicators_url, item_url

NOTICED = "noticed"  # where an item's page shows them
_UNITS = ("{}%", "{} per 10,000", "£{}", "{} days")


def fold(one: Found, vocabulary: Vocabulary, opened: bool = False) -> html.Details:
    """A finding as a row of the page of findings, which opens to both places."""
    council = vocabulary.councils[one.council]
    values = [_with_unit(value, one.message) for value in (one.value_a, one.value_b) if value]
    return html.Details(
        [
            html.Summary(
                [
                    html.H5(one.subject),
                    html.Span(council_name(council, link=False), className="finding-council"),
                    html.Span(" · ".join(values), className="finding-values"),
                ]
            ),
            html.P(
                [
                    council_name(council, link=council.kind == "council"),
                    *([" · ", _item_link(one, vocabulary)] if one.item else []),
                ],
                className="card-head",
            ),
            *evidence(one),
            html.P(_links(one), className="finding-links"),
        ],
        id=one.key,
        open=opened,
        className=f"finding {council.css}",
        **marked("finding", one.key),
    )


def evidence(one: Found) -> list[Any]:
    """Return what was noticed, both figures with their places beside each other, what was
    concluded.
    """
    return [
        html.P(_sentence(one.message), className="finding-message"),
        html.Div([_side(one, "a"), _side(one, "b")], className="finding-sides"),
        *_concluded(one),
    ]


def short_list(found: Sequence[Found], everything: str, at_most: int = 12) -> list[Any]:
    """Findings on another page: a sentence each with its link, and the way to all of them."""
    rows = [
        html.Li(
            [
                html.P(
                    [
                        html.Strong(one.subject),
                        f": {one.message} ",
                        _link("Both places", one, findings_url(finding=one.key)),
                    ]
                ),
                *_concluded(one),
            ],
            **marked("finding", one.key),
        )
        for one in found[:at_most]
    ]
    left = len(found) - len(rows)
    more = f"{plural(left, 'more finding')}, and all by kind" if left else "See them by kind"
    return [
        html.Ol(rows, className="findings"),
        html.P(dcc.Link(more, href=everything), className="finding-links"),
    ]


def item_panel(found: Sequence[Found]) -> Any:
    """The findings that concern one item, whole; nothing where there are none."""
    if not found:
        return None
    rows = [
        html.Li([html.H3(one.subject), *evidence(one)], id=one.key, **marked("finding", one.key))
        for one in found
    ]
    return panel(
        html.H2(["What the portal noticed ", html.Small(plural(len(found), "finding"))]),
        html.Ul(rows, className="plain"),
        html.P(
            dcc.Link("How the portal finds such places", href=findings_url()),
            className="finding-links",
        ),
        className="look",
        id=NOTICED,
    )


def place_marks(view: ItemView) -> dict[str, html.A]:
    """A marker for each place that one action or milestone alone has and a finding names."""
    places = Counter(row.place for row in (*view.actions, *view.milestones))
    named = {place for one in view.findings for place in (one.place_a, one.place_b)}
    return {
        place: html.A("finding", href=f"#{NOTICED}", className="tag tag-look")
        for place, count in places.items()
        if place in named and count == 1
    }


def _concluded(one: Found) -> list[html.P]:
    told = looked_at(one.resolved_on, one.resolution, one.resolution_note)
    return [html.P(told, className="finding-resolution")] if told else []


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _side(one: Found, which: str) -> html.Div:
    """One of the two figures: its value, then document and place."""
    value, document, title, published, place = (
        getattr(one, f"{name}_{which}")
        for name in ("value", "document", "title", "published", "place")
    )
    name = title or document
    when = f", {printed_date(published[:7])}" if published else ""
    same = which == "b" and document == one.document_a
    source: list[Any] = ["The same document"] if same else []
    if name and not same:
        source = [dcc.Link(name, href=document_url(document)) if title else name, when]
    return html.Div(
        [
            html.P(_with_unit(value, one.message), className="finding-value") if value else None,
            html.P([*source, ": " if source and place else "", place], className="source"),
        ],
        className="finding-side",
    )


def _with_unit(value: str, message: str) -> str:
    """The value as the message says it: `73.1` is `73.1%` where that stands there."""
    written = (shape.format(value) for shape in _UNITS)
    return next((text for text in written if text in message), value)


def _item_link(one: Found, vocabulary: Vocabulary) -> Any:
    plan = vocabulary.plans[one.plan].short
    return dcc.Link(f"{one.item_ref}, {plan}", href=item_url(one.plan, one.item_ref))


def _link(text: str, one: Found, href: str) -> dcc.Link:
    """A link that tells a screen reader which finding it belongs to."""
    heard = html.Span(f": {one.subject}", className="visually-hidden")
    return dcc.Link([text, heard], href=href)


def _links(one: Found) -> list[Any]:
    links: list[Any] = []
    if one.measure:
        query = f"?councils={one.council}&measure={one.measure}"
        links.append(("See the figures", indicators_url(query=query)))
    if one.item:
        links.append((f"Open the item: {one.item}", item_url(one.plan, one.item_ref)))
    links.append(("Link to this finding", findings_url(finding=one.key)))
    parts: list[Any] = []
    for text, href in links:
        link = _link(text, one, href)
        parts += [" · ", link] if parts else [link]
    return parts
