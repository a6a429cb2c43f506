"""The comments of a team on a line."""

from __future__ import annotations

from dash import html

from layouts.components.client_widgets import action, opener
from layouts.components.parts import folded
from layouts.components.visit_entries import field_note
from layouts.markup import Part
from portal.domain.formatting import day, plural
from portal.domain.visit_fields import COMMENT
from portal.domain.visits import Entry, Line


def comments(line: Line, about: str) -> list[Part]:
    """Lay out the comments on a line, with the button to add one."""
    add = html.P(opener("Comment", COMMENT, about, kind=COMMENT, under=line.id), className="acts")
    if not line.comments:
        return [add]
    listed = html.Ul([_comment(entry) for entry in line.comments], className="plain entries")
    return [
        folded(plural(len(line.comments), "comment"), listed, open=len(line.comments) <= 3),
        add,
    ]


def _comment(entry: Entry) -> html.Li:
    return html.Li(
        [
            html.P(entry.text("text"), className="own-words"),
            html.P(f"{entry.added_by}, {day(entry.added_at.date())}", className="source"),
            folded(
                "Change it",
                field_note(COMMENT, entry.id, "text", entry.written("text")),
                html.P(
                    action("Remove", "remove", "the comment", undo="put_back", entry=entry.id),
                    className="acts",
                ),
            ),
        ],
        className="entry",
        id=f"entry-{entry.id}",
        tabIndex="-1",
    )
