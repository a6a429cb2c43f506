"""Findings as every page shows them: the message, both figures, both places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from layouts.components.parts import council_name, panel
from layouts.components.parts import evidence as marked
from layouts.markup import Element, Part, element, link
from portal.domain.formatting import plural, printed_date
from portal.domain.resolutions import looked_at
from portal.domain.view_models import ItemView, ShownFinding
from portal.domain.vocabulary import Vocabulary
from portal.urls import document_url, findings_url, indicators_url, inspection_url, item_url

NOTICED = "noticed"  # where an item's page shows them
_UNITS = ("{}%", "{} per 10,000", "£{}", "{} days")


def fold(finding: ShownFinding, vocabulary: Vocabulary, opened: bool = False) -> Element:
    """Lay out a finding as a row of the page of findings, which opens to both places."""
    council = vocabulary.councils[finding.council]
    values = [
        _with_unit(value, finding.message) for value in (finding.value_a, finding.value_b) if value
    ]
    return element(
        "Details",
        [
            element(
                "Summary",
                [
                    element("H5", finding.subject),
                    element("Span", council_name(council, linked=False), "finding-council"),
                    element("Span", " · ".join(values), "finding-values"),
                ],
            ),
            element(
                "P",
                [
                    council_name(council, linked=council.kind == "council"),
                    *([" · ", _item_link(finding, vocabulary)] if finding.item else []),
                ],
                "card-head",
            ),
            *evidence(finding),
            element("P", _links(finding), "finding-links"),
        ],
        f"finding {council.css}",
        id=finding.key,
        open=opened,
        **marked("finding", finding.key),
    )


def evidence(finding: ShownFinding) -> list[Part]:
    """Lay out the message, both figures with their places, and the conclusion."""
    return [
        element("P", _sentence(finding.message), "finding-message"),
        element("Div", [_side(finding, "a"), _side(finding, "b")], "finding-sides"),
        *_concluded(finding),
    ]


def short_list(findings: Sequence[ShownFinding], everything: str, at_most: int = 12) -> list[Part]:
    """List findings on another page: a sentence each with its link, and a link to all."""
    rows = [
        element(
            "Li",
            [
                element(
                    "P",
                    [
                        element("Strong", finding.subject),
                        f": {finding.message} ",
                        _link("See both places", finding, findings_url(finding=finding.key)),
                    ],
                ),
                *_concluded(finding),
            ],
            **marked("finding", finding.key),
        )
        for finding in findings[:at_most]
    ]
    left = len(findings) - len(rows)
    more = f"{plural(left, 'more finding')}, and all by kind" if left else "See them by kind"
    return [
        element("Ol", rows, "findings"),
        element("P", link(more, everything), "finding-links"),
    ]


def item_panel(findings: Sequence[ShownFinding]) -> Part:
    """Lay out the findings about one item, whole; nothing without any."""
    if not findings:
        return None
    rows = [
        element(
            "Li",
            [element("H3", finding.subject), *evidence(finding)],
            id=finding.key,
            **marked("finding", finding.key),
        )
        for finding in findings
    ]
    return panel(
        element(
            "H2", ["Findings about this item ", element("Small", plural(len(findings), "finding"))]
        ),
        element("Ul", rows, "plain"),
        element("P", link("How findings are made", findings_url()), "finding-links"),
        className="look",
        id=NOTICED,
    )


def place_marks(view: ItemView) -> dict[str, Element]:
    """Mark each place that a finding names and only one action or milestone has."""
    places = Counter(action.place for action in view.actions)
    places.update(stage.place for stage in view.milestones)
    named = {place for finding in view.findings for place in (finding.place_a, finding.place_b)}
    return {
        place: element("A", "finding", "tag tag-look", href=f"#{NOTICED}")
        for place, count in places.items()
        if place in named and count == 1
    }


def _concluded(finding: ShownFinding) -> list[Element]:
    text = looked_at(finding.resolved_on, finding.resolution, finding.resolution_note)
    return [element("P", text, "finding-resolution")] if text else []


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _side(finding: ShownFinding, which: str) -> Element:
    """Lay out one of the two figures: its value, then document and place."""
    value, document, title, published, place = (
        getattr(finding, f"{name}_{which}")
        for name in ("value", "document", "title", "published", "place")
    )
    name = title or document
    when = f", {printed_date(published[:7])}" if published else ""
    same = which == "b" and document == finding.document_a
    source: list[Part] = ["The same document"] if same else []
    if name and not same:
        source = [link(name, document_url(document)) if title else name, when]
    return element(
        "Div",
        [
            element("P", _with_unit(value, finding.message), "finding-value") if value else None,
            element("P", [*source, ": " if source and place else "", place], "source"),
        ],
        "finding-side",
    )


def _with_unit(value: str, message: str) -> str:
    """Write the value as the message does: `73.1` is `73.1%` where that stands there."""
    written = (shape.format(value) for shape in _UNITS)
    return next((text for text in written if text in message), value)


def _item_link(finding: ShownFinding, vocabulary: Vocabulary) -> Part:
    plan = vocabulary.plans[finding.plan].short
    return link(f"{finding.item_ref}, {plan}", item_url(finding.plan, finding.item_ref))


def _link(text: str, finding: ShownFinding, href: str) -> Element:
    """Make a link that names its finding to a screen reader."""
    whose = element("Span", f": {finding.subject}", "visually-hidden")
    return link([text, whose], href)


def _links(finding: ShownFinding) -> list[Part]:
    links = []
    if finding.measure:
        query = f"?councils={finding.council}&measure={finding.measure}"
        links.append(("See the figures", indicators_url(query=query)))
    if finding.inspection:
        links.append(("Open the inspection", inspection_url(finding.inspection)))
    if finding.item:
        links.append((f"Open the item: {finding.item}", item_url(finding.plan, finding.item_ref)))
    links.append(("Link to this finding", findings_url(finding=finding.key)))
    parts: list[Part] = []
    for text, href in links:
        way = _link(text, finding, href)
        parts += [" · ", way] if parts else [way]
    return parts
