"""The workspace of one visit: lines of enquiry, evidence, suggestions, the pack, the team."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html

from layouts.components.client_widgets import action, choice, form, note
from layouts.components.parts import folded, gap, island, marker, panel, tag
from layouts.ids import Visit as ids
from layouts.visits import date_fields, dates, theme_field
from portal.domain.formatting import day, plural
from portal.domain.pack_model import CONTENTS
from portal.domain.visits import (
    HEADINGS,
    KINDS,
    STATUSES,
    VERDICTS,
    Evidence,
    Line,
    Question,
    Suggestion,
    Visit,
)
from portal.domain.vocabulary import Vocabulary
from portal.urls import VISITS, document_url, visit_pack_url

# More would hide the pack and the team below them.
_AT_FIRST = 6
_FORMS = {
    "pptx": "PowerPoint",
    "docx": "Word",
    "xlsx": "Excel",
}


def layout(visit: str) -> html.Div:
    """The page's place for one visit; its data come once it is known who asks."""
    return html.Div(
        [
            dcc.Store(id=ids.KEY, data=visit),
            dcc.Store(id=ids.CHANGED, data=0),
            html.Header(island(ids.HEAD), className="page-head wrap"),
            html.Div(
                [
                    # In sight wherever one writes.
                    html.Div(
                        [
                            html.Nav(
                                [
                                    html.A("Lines of enquiry", href=f"#{ids.LINES}"),
                                    html.A("Evidence", href=f"#{ids.EVIDENCE}"),
                                    html.A("Suggestions", href=f"#{ids.SUGGESTIONS}"),
                                    html.A("Pack", href=f"#{ids.PACK}"),
                                    html.A("Team and dates", href=f"#{ids.SETTINGS}"),
                                ],
                                className="visit-nav",
                                **{"aria-label": "Parts of this visit"},
                            ),
                            html.Div(id=ids.STATE, className="visit-state", role="status"),
                        ],
                        className="visit-top",
                    ),
                    html.Div(
                        [
                            html.Div(island(ids.LINES), className="main-column"),
                            html.Aside(
                                [
                                    island(ids.EVIDENCE),
                                    island(
                                        ids.SUGGESTIONS,
                                        waiting="Looking for lines of enquiry in the data …",
                                    ),
                                    island(ids.PACK),
                                    island(ids.SETTINGS),
                                ],
                                className="side-column",
                            ),
                        ],
                        className="two-columns visit-columns",
                    ),
                ],
                className="wrap",
            ),
        ],
        className="page visit",
    )


def head(visit: Visit) -> list[Any]:
    """Whose visit it is, when, by whom."""
    return [
        html.Nav(
            [html.A("Visits", href=VISITS), " / ", visit.council.name],
            className="crumbs",
            **{"aria-label": "You are here"},
        ),
        html.P([marker(visit.council), visit.council.name], className="over-title"),
        html.H1(visit.title),
        html.P(
            [
                tag(STATUSES[visit.status]),
                f" {dates(visit)} · ",
                ", ".join(member.display for member in visit.team),
            ],
            className="lead",
        ),
    ]


# Lines -----------------------------------------------------------------------------------------


def lines(visit: Visit) -> list[Any]:
    """The lines under the five headings, with room for the team's own.

    All of it is filled in anew when anybody changed anything: what somebody is typing, the focus
    and open folds are carried over by assets/js/signed-in/visit-keep.js and its neighbours.
    """
    none = gap(
        "No line of enquiry yet. Take one of the suggestions, or add your own under one of the "
        "headings."
    )
    parts: list[Any] = [html.Div(None if visit.lines else none)]
    for heading, name in HEADINGS.items():
        found = visit.under(heading)
        parts.append(
            html.Section(
                [
                    html.H2([name, " ", html.Small(plural(len(found), "line"))]),
                    html.Div([_line(line, visit, n, len(found)) for n, line in enumerate(found)]),
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
    return html.Article(
        [
            note(line.id, "wording", "Line of enquiry", line.wording),
            html.Div(
                [
                    note(line.id, "verdict", "What we think", line.verdict, choices=VERDICTS),
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
                        className="acts",
                    ),
                ],
                className="line-tools",
            ),
            html.Div(_why(line)),
            html.Div(_evidence_of(line)),
            html.Div([_question(question, n + 1) for n, question in enumerate(line.questions)]),
            html.P(action("Add a question", "add_question", about, kind="primary", line=line.id)),
            note(line.id, "note", "Notes", line.note, rows=3),
        ],
        className="panel line",
        id=f"line-{line.id}",
        tabIndex="-1",
    )


def _why(line: Line) -> Any:
    if not line.why:
        return None
    return html.P([html.Strong("Why the portal suggests it: "), line.why], className="sub")


def _evidence_of(line: Line) -> Any:
    if not line.evidence:
        return gap("No evidence under this line yet: add it from any page of the portal.")
    return folded(
        plural(len(line.evidence), "piece of evidence", "pieces of evidence"),
        html.Ul([_piece(one) for one in line.evidence], className="plain pieces"),
        open=len(line.evidence) <= 3,
    )


def _question(question: Question, number: int) -> html.Section:
    return html.Section(
        [
            html.H3(f"Question {number}"),
            note(question.id, "question", "Question", question.question),
            note(question.id, "who", "Who to ask", question.who, rows=1),
            note(question.id, "heard", "What was heard", question.heard, rows=3),
            html.P(
                action(
                    "Remove the question",
                    "remove",
                    question.question.text[:80],
                    undo="put_back",
                    entry=question.id,
                ),
                className="acts",
            ),
        ],
        className="question",
    )


# Evidence --------------------------------------------------------------------------------------


def evidence(visit: Visit) -> list[Any]:
    """Return what was gathered and stands under no line yet."""
    head = html.H2(["Evidence to sort ", html.Small(str(len(visit.unsorted)))])
    if not visit.unsorted:
        text = (
            "Nothing waits to be sorted. “Add to visit” stands on every item, action, chart, "
            "figure and finding of the portal."
        )
        return [panel(head, gap(text))]
    places = [("", "Put under …")]
    places += [(str(line.id), _cut(line.wording.text)) for line in visit.lines]
    rows = [_piece(one, places) for one in visit.unsorted]
    return [panel(head, html.Ul(rows, className="plain pieces"))]


def _piece(one: Evidence, places: Sequence[tuple[str, str]] = ()) -> html.Li:
    said = one.said
    when = f"gathered by {one.added_by}, {day(one.added_at.date())}"
    data = f"data of {day(one.data_made_at.date())}" if one.data_made_at else "no data then"
    source: list[Any] = [said.source]
    if said.document:
        source = [dcc.Link(said.source or said.document, href=document_url(said.document))]
    tools: list[Any] = []
    if len(places) > 1:
        tools.append(
            choice(f"Put under a line: {said.title}", "assign", "line", places, evidence=one.id)
        )
    if not places:
        tools.append(action("Unsort", "assign", said.title, evidence=one.id, line=None))
    tools.append(action("Remove", "drop", said.title, undo="restore", evidence=one.id))
    kind = KINDS[said.reference.kind]
    name = dcc.Link(said.title.removeprefix(f"{kind}: "), href=said.link)
    told = [html.Strong("Changed since it was gathered. "), f"The portal now says: {one.now}"]
    return html.Li(
        [
            html.P([tag(kind), " ", name]),
            html.P(said.statement),
            html.Div(told, className="notice") if one.now else None,
            html.P(
                [*source, f" · {when}, {data} (version {one.data_version})"], className="source"
            ),
            html.Div(tools, className="acts"),
        ],
        className="piece",
    )


def _cut(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:70]}…"


# Suggestions -----------------------------------------------------------------------------------


def suggestions(
    open_: Sequence[Suggestion],
    aside: Sequence[Suggestion],
    rules: Mapping[str, str],
) -> list[Any]:
    """The lines that the rules draw from the data: to be taken or set aside."""
    head = html.H2(["Suggested lines ", html.Small(str(len(open_)))])
    told = html.P(
        "Drawn from the data by general rules, the same for every council; none is a judgement.",
        className="sub",
    )
    none = gap("No further line is suggested for this council and these themes.")
    rest = open_[_AT_FIRST:]
    more: Any = None
    if rest:
        listed = html.Ul([_suggestion(one, rules) for one in rest], className="plain suggestions")
        more = folded(f"Show {len(rest)} more", listed)
    rows = [
        html.Li(
            [one.wording, " ", action("Show again", "bring_back", one.wording, suggestion=one.key)]
        )
        for one in aside
    ]
    return [
        panel(
            head,
            told,
            html.Ul(
                [_suggestion(one, rules) for one in open_[:_AT_FIRST]],
                className="plain suggestions",
            ),
            html.Div(more if open_ else none),
            html.Div(folded(f"{len(aside)} set aside", html.Ul(rows)) if aside else None),
        )
    ]


def _suggestion(one: Suggestion, rules: Mapping[str, str]) -> html.Li:
    count = plural(len(one.evidence), "piece of evidence", "pieces of evidence")
    return html.Li(
        [
            html.P([tag(HEADINGS[one.heading])]),
            html.P(one.wording, className="suggested"),
            folded(
                f"Why, with {count}",
                html.P(one.why),
                html.P(dcc.Link("The view that shows all", href=one.view)) if one.view else None,
                html.P(rules.get(one.rule, ""), className="sub"),
            ),
            html.Div(
                [
                    action(
                        "Take this line", "accept", one.wording, kind="primary", suggestion=one.key
                    ),
                    action(
                        "Not now", "set_aside", one.wording, undo="bring_back", suggestion=one.key
                    ),
                ],
                className="acts",
            ),
        ],
        id=f"suggestion-{one.key}",
    )


# Pack and settings -----------------------------------------------------------------------------


def pack(visit: Visit) -> list[Any]:
    """Return what the pack holds, and the files to take along."""
    boxes = list(CONTENTS.items())
    # A link to print opens a page; the files are made with progress (assets/js/download.js).
    links = [
        html.A(
            f"{name} file",
            href=visit_pack_url(visit.id, form),
            className="btn btn-outline-primary pack-link",
            **{"data-pack": form},
        )
        for form, name in _FORMS.items()
    ]
    links.append(
        html.A(
            "View to print",
            href=visit_pack_url(visit.id, "html"),
            className="btn btn-outline-primary pack-link",
            target="_blank",
        )
    )
    return [
        panel(
            html.H2("The pack"),
            html.P(
                "With the team’s lines and notes: for the review team only. Charts and tables "
                "can be edited; each page links back to its view.",
                className="sub",
            ),
            html.Div(
                className="pack-contents",
                **{"data-contents": json.dumps(boxes, ensure_ascii=False)},
            ),
            html.P(links, className="pack-links"),
        )
    ]


def settings(visit: Visit, vocabulary: Vocabulary) -> list[Any]:
    """Title, dates, themes, status and team."""
    team = [
        html.Li(
            [
                f"{member.display} ({member.name}) ",
                action("Remove", "remove_member", member.display, account=member.id),
            ]
        )
        for member in visit.team
    ]
    return [
        panel(
            html.H2("Team and dates"),
            html.Ul(team, className="plain team"),
            form(
                "add_member",
                "Add to the team",
                [{"name": "name", "label": "Name that a colleague signs in with", "type": "text"}],
            ),
            folded(
                "Change title, dates, themes or status",
                form(
                    "settle",
                    "Save",
                    [
                        {"name": "title", "label": "Title", "type": "text", "value": visit.title},
                        *date_fields(str(visit.starts or ""), str(visit.ends or "")),
                        {
                            "name": "status",
                            "label": "Status",
                            "type": "select",
                            "value": visit.status,
                            "options": list(STATUSES.items()),
                        },
                        theme_field(vocabulary, visit.themes),
                    ],
                ),
            ),
        )
    ]
