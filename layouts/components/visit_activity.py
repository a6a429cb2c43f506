"""The activity of a visit, and the count of what is new to whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dash import html

from layouts.components.client_widgets import action
from layouts.components.parts import folded, gap, panel, tag
from layouts.markup import Part
from portal.domain.formatting import day, plural
from portal.domain.visit_activity import Activity

_AT_FIRST = 20


def new_since(listed: Sequence[Activity]) -> Part:
    """Say in the heading how much is new, with a link to the list; nothing where nothing is."""
    count = sum(1 for one_done in listed if one_done.new)
    if not count:
        return None
    return html.P(
        [
            html.A(f"{count} new since you looked", href="#visit-activity"),
            " ",
            action("Mark as seen", "looked"),
        ],
        className="visit-new",
    )


def activity(listed: Sequence[Activity]) -> list[Part]:
    """Lay out what was done, by day, the newest first."""
    head = html.H2("Activity")
    if not listed:
        return [panel(head, gap("Nothing has been done in this visit yet."))]
    more = listed[_AT_FIRST:]
    return [
        panel(
            head,
            new_since(listed),
            *_by_day(listed[:_AT_FIRST]),
            folded(f"Show {plural(len(more), 'earlier one')}", *_by_day(more)) if more else None,
        )
    ]


def _by_day(listed: Sequence[Activity]) -> list[Part]:
    parts: list[Part] = []
    for date, group in groupby(listed, key=lambda what: what.at.date()):
        parts.append(html.H3(day(date)))
        parts.append(html.Ul([_row(what) for what in group], className="plain activity"))
    return parts


def _row(what: Activity) -> html.Li:
    about = what.about or ""
    named = html.A(about or "this", href=f"#{what.place}") if what.place else about
    return html.Li(
        [
            html.Span(f"{what.at:%H:%M} UTC ", className="quiet"),
            f"{what.by} {what.done}",
            ": " if named else "",
            named,
            *([" ", tag("new", "going")] if what.new else []),
        ]
    )
