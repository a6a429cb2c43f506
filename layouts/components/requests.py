"""Recommendations and the items that answer them, as pages of inspections and items link them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from layouts.components.parts import gap, panel, status_tag, tag
from layouts.markup import Part
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
            dcc.Link(f"{answer.ref} {answer.title}", href=item_url(answer.plan, answer.ref)),
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
        return html.Span(rows[0])
    return html.Ul([html.Li(row) for row in rows], className="plain")


def _proposed(answer: ItemAnswer) -> list[Part]:
    if not answer.proposed:
        return []
    return [" ", tag(f"proposed {_BASES[answer.basis]}, not confirmed", "look")]


def wording(row: Recommended) -> str:
    """A recommendation in the portal's words, else as printed."""
    return row.summary or f"“{row.as_printed}”"


def noted(text: Part, notes: Sequence[str]) -> html.Span:
    """A text with notes under it."""
    return html.Span([text, *[html.Span(note, className="row-note") for note in notes]])


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
            html.Ul(
                [
                    html.Li(
                        [
                            "May answer " if answer.proposed else "Answers ",
                            dcc.Link(f"{_numbered(row)} of {name}", href=url),
                            f": {wording(row)}",
                            *_proposed(answer),
                        ]
                    )
                    for row, answer in asked.answered
                ],
                className="plain",
            )
        )
    elif asked.inspection:
        parts.append(_unanswered(asked.inspection, asked.restates))
    if asked.later:
        parts.append(html.H3(f"Later inspections on {area.lower()}"))
        parts.append(html.Ul([_later(*later) for later in asked.later], className="plain"))
    elif asked.inspection:
        parts.append(gap("The portal holds no recommendations of a later inspection."))
    return panel(html.H2("What inspectors asked"), *parts) if parts else None


def _numbered(row: Recommended) -> str:
    board = " to the board" if row.addressee == "board" else ""
    return f"recommendation {row.ref}{board}"


def _unanswered(inspection: GradedInspection, restates: bool) -> html.P:
    link = dcc.Link(inspection_name(inspection), href=inspection_url(inspection.key))
    if inspection.recommendations_council is not None:
        return html.P(["No recommendation of ", link, " is linked to it."])
    return html.P(["Restates a recommendation of " if restates else "Its plan answers ", link, "."])


def _later(inspection: GradedInspection, rows: Sequence[Recommended]) -> html.Li:
    link = dcc.Link(printed_date(inspection.inspected[:7]), href=inspection_url(inspection.key))
    if not rows:
        return html.Li([link, ": nothing asked of the council on this"])
    more = len(rows) - _MOST
    listed: list[Part] = [html.Li(f"{row.ref}: {wording(row)}") for row in rows[:_MOST]]
    if more > 0:
        listed.append(html.Li(f"and {more} more"))
    return html.Li([link, f": {plural(len(rows), 'recommendation')}", html.Ul(listed)])
