"""The workspace of one visit: its places, heading, pack, team and dates."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dash import dcc, html

from layouts.components.client_widgets import action, form
from layouts.components.parts import folded, island, marker, notice, panel, tag
from layouts.components.visit_activity import new_since
from layouts.ids import Visit as ids
from layouts.markup import Part
from layouts.visits import date_fields, dates, theme_field
from portal.domain.formatting import day, plural
from portal.domain.pack_model import CONTENTS
from portal.domain.pack_sections.notes import NO_WORDING, short
from portal.domain.visit_activity import Activity
from portal.domain.visit_shares import HOLDS, Share
from portal.domain.visits import ARCHIVED, STATUSES, Member, Visit
from portal.domain.vocabulary import Vocabulary
from portal.urls import VISITS, visit_pack_url

_PLACES = {
    ids.LINES: "Lines",
    ids.EVIDENCE: "Evidence",
    ids.SUGGESTIONS: "Suggestions",
    ids.PROGRAMME: "Programme",
    ids.MATRIX: "Triangulation",
    ids.FEEDBACK: "Feedback",
    ids.PACK: "Pack",
    ids.SETTINGS: "Team",
    ids.ACTIVITY: "Activity",
}
# Parts that take the place of the lines while one looks at them (assets/js/signed-in/visit.js).
_PARTS = (ids.PROGRAMME, ids.MATRIX, ids.FEEDBACK, ids.ACTIVITY)
_FORMS = {"pptx": "PowerPoint", "docx": "Word", "xlsx": "Excel"}


def layout(visit: str) -> html.Div:
    """Make the page's places for one visit, whose data come with a callback."""
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
                                [html.A(name, href=f"#{place}") for place, name in _PLACES.items()],
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
                        className="two-columns visit-columns visit-part",
                    ),
                    *(html.Div(island(place), className="visit-part") for place in _PARTS),
                ],
                className="wrap",
            ),
        ],
        className="page visit",
    )


def head(visit: Visit, listed: Sequence[Activity] = ()) -> list[Part]:
    """Lay out the heading: council, title, dates, team, and what is new to whoever looks."""
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
        new_since(listed),
        notice(
            ["Nothing in it is changed any more. Open it again under “Team”."]
            if visit.status == ARCHIVED
            else [],
            "This visit is archived. ",
        ),
    ]


def pack(visit: Visit) -> list[Part]:
    """Lay out the choice of the pack's parts, and links to its files."""
    boxes = list(CONTENTS.items())
    # A link to print opens a page; the files are made with progress (assets/js/download.js).
    kind = "button pack-link"
    links = [
        html.A(
            f"{name} file",
            href=visit_pack_url(visit.id, form),
            className=kind,
            **{"data-pack": form},
        )
        for form, name in _FORMS.items()
    ]
    print_url = visit_pack_url(visit.id, "html")
    links.append(html.A("View to print", href=print_url, className=kind, target="_blank"))
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
                **{
                    "data-contents": json.dumps(boxes, ensure_ascii=False),
                    "data-lines": json.dumps(_lines_of(visit), ensure_ascii=False),
                },
            ),
            html.P(links, className="pack-links"),
        )
    ]


def _lines_of(visit: Visit) -> list[tuple[int, str]]:
    """List the lines that a pack may hold, by number and wording."""
    return [(line.id, short(line.wording.text) or NO_WORDING) for line in visit.lines]


def settings(
    visit: Visit,
    colleagues: Sequence[Member],
    vocabulary: Vocabulary,
    shares: Sequence[Share] = (),
) -> list[Part]:
    """Lay out team, title, dates, themes and status; what the council sees; archive and leave."""
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
                [
                    {
                        "name": "name",
                        "label": "Name of a colleague",
                        "type": "text",
                        "options": [(member.name, member.display) for member in colleagues],
                    }
                ],
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
            folded(
                f"Show the council ({plural(len(shares), 'link')})"
                if shares
                else "Show the council",
                html.P(
                    "A link that anybody who has it can read, without an account, until its last "
                    "day: never notes, evidence, cases or comments.",
                    className="sub",
                ),
                html.Ul([_share(share) for share in shares], className="plain shares")
                if shares
                else None,
                form(
                    "share",
                    "Make the link",
                    [
                        {
                            "name": "holds",
                            "label": "What the council sees",
                            "type": "select",
                            "options": list(HOLDS.items()),
                        },
                        {"name": "until", "label": "The council sees it until", "type": "date"},
                    ],
                ),
            ),
            html.P(
                [
                    action("Open it again", "reopen", visit.title)
                    if visit.status == ARCHIVED
                    else action("Archive the visit", "archive", visit.title, undo="reopen"),
                    action(
                        "Leave the team",
                        "leave",
                        visit.title,
                        sure="You will not see this visit any more unless a colleague adds you.",
                    ),
                ],
                className="acts",
            ),
        )
    ]


def _share(share: Share) -> html.Li:
    what = "programme and feedback" if share.holds == "feedback" else "programme"
    return html.Li(
        [
            f"The {what}, until {day(share.until)} (made by {share.by}) ",
            action("End it", "end_share", what, share=share.id),
        ]
    )
