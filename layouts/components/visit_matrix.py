"""Triangulation: the lines of a visit by the kinds of sources that they rest on."""

from __future__ import annotations

from dash import html

from layouts.components.parts import gap, panel, table, tag
from layouts.components.visit_entries import team_of
from layouts.markup import Part
from portal.domain.formatting import plural
from portal.domain.triangulation import SOURCES, Cell, Row, triangulated
from portal.domain.visit_fields import CONFIDENCE, LINE_STATUSES, PRIORITIES, VERDICTS
from portal.domain.visits import HEADINGS, Line, Visit

_NO_WORDS = "A line without words"


def matrix(visit: Visit) -> list[Part]:
    """Lay out a row a line: how many figures, papers, people and cases, and what we make of it."""
    title = html.H2("Triangulation")
    lines = [line for heading in HEADINGS for line in visit.under(heading)]
    if not lines:
        return [panel(title, gap("No line of enquiry yet: take a suggestion or add a line."))]
    people = team_of(visit)
    rows = [triangulated(line) for line in lines]
    thin = sum(1 for row in rows if row.warning and row.line.status.text != "dropped")
    lead = (
        f"{plural(thin, 'line')} to look at before the council is told: no evidence yet, one kind "
        "of source only, or sources that disagree."
        if thin
        else "Every line rests on at least two kinds of sources that do not disagree."
    )
    head = ("Line of enquiry", *SOURCES.values(), "What we think")
    return [
        panel(
            title,
            html.P(lead, className="sub"),
            table(
                head,
                [
                    (
                        html.A(line.wording.text.strip() or _NO_WORDS, href=f"#line-{line.id}"),
                        *(_cell(row.cells[source]) for source in SOURCES),
                        _view(row, people),
                    )
                    for row in rows
                    for line in (row.line,)
                ],
                "Lines of enquiry and the kinds of sources that they rest on",
                numeric=tuple(range(1, 1 + len(SOURCES))),
                stacked=True,
                groups=[HEADINGS[line.heading] for line in lines],
            ),
        )
    ]


def _cell(cell: Cell) -> Part:
    if not cell.pieces:
        return html.Span("none", className="gap-cell")
    counted = [
        f"{count} {word}"
        for count, word in ((cell.speaking_for, "for"), (cell.against, "against"))
        if count
    ]
    return [html.Strong(str(cell.pieces)), f" ({', '.join(counted)})" if counted else ""]


def _view(row: Row, people: dict[str, str]) -> Part:
    line = row.line
    parts: list[Part] = [VERDICTS.get(line.verdict.text, line.verdict.text)]
    if line.confidence.text:
        parts.append(f". Confidence: {CONFIDENCE[line.confidence.text].lower()}")
    if row.warning and line.status.text != "dropped":
        parts += [" ", tag(row.warning, "look")]
    return [*parts, html.Br(), html.Span(_whose(line, people), className="quiet")]


def _whose(line: Line, people: dict[str, str]) -> Part:
    owner = people.get(line.owner.text, line.owner.text) or "No owner"
    priority = f", {PRIORITIES[line.priority.text].lower()} priority" if line.priority.text else ""
    return f"{owner}, {LINE_STATUSES.get(line.status.text, '').lower()}{priority}"
