"""Recommendations and the items that answer them, as pages of inspections and items link them."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.components.parts import gap, panel, status_tag, tag
from layouts.markup import Element, Part, element, link
from portal.domain.answers import ItemAnswer
from portal.domain.formatting import plural, printed_date
from portal.domain.inspection_views import ItemRequests
from portal.domain.inspections import GradedInspection, Recommended
from portal.urls import inspection_url, item_url

_BASES = {"reference": "by number", "words": "by words", "both": "by number and words"}
# So many later recommendations on an item's area are listed, of one inspection.
_MOST = 6


def answer_list(answers: Sequence[ItemAnswer]) -> Part:
    """List the items that answer a recommendation, proposals marked as such."""
    rows = [
        [
            link(f"{answer.ref} {answer.title}", item_url(answer.plan, answer.ref)),
            " ",
            status_tag(answer.status),
            *_proposed(answer),
        ]
        for answer in answers
    ]
    return cell_list(rows)


def cell_list(rows: Sequence[Part]) -> Part:
    """List what stands in a cell of a table; a row alone stands there as it is."""
    if len(rows) == 1:
        return element("Span", rows[0])
    return element("Ul", [element("Li", row) for row in rows], "plain")


def _proposed(answer: ItemAnswer) -> list[Part]:
    if not answer.proposed:
        return []
    return [" ", tag(f"proposed {_BASES[answer.basis]}, not confirmed", "look")]


def wording(row: Recommended) -> str:
    """A recommendation in the portal's words, else as printed."""
    return row.summary or f"“{row.as_printed}”"


def noted(text: Part, notes: Sequence[str]) -> Element:
    """A text with notes under it."""
    return element("Span", [text, *[element("Span", note, "row-note") for note in notes]])


def inspection_name(inspection: GradedInspection) -> str:
    """`the Ofsted inspection of November 2014`, shorter where names are not known."""
    when = printed_date(inspection.inspected[:7]) if inspection.inspected else ""
    return f"the {inspection.inspectorate} inspection{f' of {when}' if when else ''}"


def item_requests(asked: ItemRequests | None, area: str) -> Part:
    """Say which recommendations an item answers, and what later inspections asked on its area."""
    if asked is None:
        return None
    parts: list[Part] = []
    if asked.inspection and asked.answered:
        url = inspection_url(asked.inspection.key)
        name = inspection_name(asked.inspection)
        parts.append(
            element(
                "Ul",
                [
                    element(
                        "Li",
                        [
                            "May answer " if answer.proposed else "Answers ",
                            link(f"{_numbered(row)} of {name}", url),
                            f": {wording(row)}",
                            *_proposed(answer),
                        ],
                    )
                    for row, answer in asked.answered
                ],
                "plain",
            )
        )
    elif asked.inspection:
        parts.append(_unanswered(asked.inspection, asked.restates))
    if asked.later:
        parts.append(element("H3", f"Later inspections on {area.lower()}"))
        parts.append(element("Ul", [_later(*later) for later in asked.later], "plain"))
    elif asked.inspection:
        parts.append(gap("The portal holds no recommendations of a later inspection."))
    return panel(element("H2", "What inspectors asked"), *parts) if parts else None


def _numbered(row: Recommended) -> str:
    board = " to the board" if row.addressee == "board" else ""
    return f"recommendation {row.ref}{board}"


def _unanswered(inspection: GradedInspection, restates: bool) -> Element:
    report = link(inspection_name(inspection), inspection_url(inspection.key))
    if inspection.recommendations_council is not None:
        return element("P", ["No recommendation of ", report, " is linked to it."])
    return element(
        "P", ["Restates a recommendation of " if restates else "Its plan answers ", report, "."]
    )


def _later(inspection: GradedInspection, rows: Sequence[Recommended]) -> Element:
    report = link(printed_date(inspection.inspected[:7]), inspection_url(inspection.key))
    if not rows:
        return element("Li", [report, ": nothing asked of the council on this"])
    more = len(rows) - _MOST
    listed: list[Part] = [element("Li", f"{row.ref}: {wording(row)}") for row in rows[:_MOST]]
    if more > 0:
        listed.append(element("Li", f"and {more} more"))
    return element(
        "Li", [report, f": {plural(len(rows), 'recommendation')}", element("Ul", listed)]
    )
