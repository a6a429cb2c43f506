"""The lines of enquiry of a visit, with their questions and evidence."""

from __future__ import annotations

from typing import Any

from dash import html

from layouts.components.client_widgets import action, choice, form, note, template
from layouts.components.parts import folded, gap
from layouts.components.visit_comments import comments
from layouts.components.visit_entries import field_note, form_fields, team_of
from layouts.components.visit_evidence import piece
from layouts.components.visit_own import add_own, own_pieces
from layouts.markup import Part
from portal.domain.formatting import plural
from portal.domain.visit_fields import COMMENT, LINE
from portal.domain.visits import HEADINGS, Line, Question, Visit

# So many lines show all they hold.
_OPEN = 3


def lines(visit: Visit) -> list[Part]:
    """Lay out the lines under the five headings, with room for the team's own.

    All of it is filled in anew after every change; assets/js/signed-in/visit-keep.js and its
    neighbours carry over texts being typed, the focus and open folds.
    """
    none = gap(
        "No line of enquiry yet. Use one of the suggestions, or add your own under a heading."
    )
    parts: list[Part] = [html.Div(None if visit.lines else none)]
    parts.append(template(COMMENT, "add_entry", "Add the comment", form_fields(COMMENT)))
    for heading, name in HEADINGS.items():
        under = visit.under(heading)
        parts.append(
            html.Section(
                [
                    html.H2([name, " ", html.Small(plural(len(under), "line"))]),
                    html.Div([_line(line, visit, n, len(under)) for n, line in enumerate(under)]),
                    folded(
                        f"Add a line under “{name}”",
                        form(
                            "add_line",
                            "Add the line",
                            [
                                {
                                    "name": "wording",
                                    "label": "What do you want to find out?",
                                    "type": "textarea",
                                }
                            ],
                            heading=heading,
                        ),
                        className="add-line",
                    ),
                ],
                className="block heading",
                id=f"heading-{heading}",
            )
        )
    if visit.removed:
        rows = [
            html.Li(
                [
                    line.wording.text or "A line without words",
                    " ",
                    action("Put back", "put_back", line.wording.text[:80], entry=line.id),
                ]
            )
            for line in visit.removed
        ]
        parts.append(folded(f"{plural(len(rows), 'line')} removed", html.Ul(rows)))
    return parts


def _line(line: Line, visit: Visit, place: int, of: int) -> html.Article:
    about = line.wording.text[:80] or "line without words"
    moves = []
    here: dict[str, Any] = {"line": line.id, "heading": line.heading}
    for text, up, can in (("Move up", True, place > 0), ("Move down", False, place < of - 1)):
        if can:
            back = {**here, "up": not up}
            moves.append(action(text, "move", about, undo="move", back=back, **here, up=up))
    others = [("", "Move to …")]
    others += [(key, name) for key, name in HEADINGS.items() if key != line.heading]
    people = team_of(visit)
    count = len(line.evidence) + len(line.every_own)
    inside = f"{plural(count, 'piece')} of evidence, {plural(len(line.questions), 'question')}"
    inside += f", {plural(len(line.comments), 'comment')}" if line.comments else ""
    return html.Article(
        [
            note(line.id, "wording", "Line of enquiry", line.wording),
            html.Div(
                [
                    field_note(LINE, line.id, name, getattr(line, name), people)
                    for name in ("verdict", "confidence", "priority", "owner", "status")
                ],
                className="line-facts",
            ),
            folded(
                f"{inside}, notes",
                html.Div(
                    [
                        *moves,
                        choice(
                            "Move to another heading",
                            "move",
                            "heading",
                            others,
                            line=line.id,
                            up=False,
                        ),
                        action("Remove", "remove", about, undo="put_back", entry=line.id),
                    ],
                    className="acts line-tools",
                ),
                html.Div(_why(line)),
                html.Div(_evidence_of(line, visit)),
                html.Div([_question(q, n + 1, visit.id) for n, q in enumerate(line.questions)]),
                html.P(
                    action("Add a question", "add_question", about, kind="primary", line=line.id)
                ),
                note(line.id, "note", "Notes", line.note, rows=3),
                field_note(LINE, line.id, "feedback", line.feedback),
                html.Div(comments(line, about)),
                className="line-inside",
                # Of many lines one sees what they ask before what they hold.
                open=len(visit.lines) <= _OPEN,
            ),
        ],
        className=f"panel line line-{line.status.text or 'open'}",
        id=f"line-{line.id}",
        tabIndex="-1",
    )


def _why(line: Line) -> Part:
    if not line.why:
        return None
    return html.P([html.Strong("Why the portal suggests it: "), line.why], className="sub")


def _evidence_of(line: Line, visit: Visit) -> list[Part]:
    add = html.P(add_own(line.wording.text[:80] or "line without words", line.id), className="acts")
    count = len(line.evidence) + len(line.own_evidence)
    if not count:
        none = "No evidence under this line yet: add it from any page of the portal, or your own."
        return [gap(none), add]
    listed = folded(
        plural(count, "piece of evidence", "pieces of evidence"),
        html.Ul([piece(item) for item in line.evidence], className="plain pieces"),
        own_pieces(line.own_evidence, visit.id),
        open=count <= 3,
    )
    return [listed, add]


def _question(question: Question, number: int, visit: str) -> html.Section:
    return html.Section(
        [
            html.H3(f"Question {number}"),
            note(question.id, "question", "Question", question.question),
            note(question.id, "who", "Who to ask", question.who, rows=1),
            note(question.id, "heard", "What was heard", question.heard, rows=3),
            own_pieces(question.answers, visit),
            html.P(
                [
                    add_own(
                        question.question.text[:80] or f"question {number}",
                        question.id,
                        text="Add an answer",
                    ),
                    action(
                        "Remove the question",
                        "remove",
                        question.question.text[:80],
                        undo="put_back",
                        entry=question.id,
                    ),
                ],
                className="acts",
            ),
        ],
        className="question",
    )
