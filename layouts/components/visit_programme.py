"""The scope and programme of a visit: what is agreed, its days, documents, cases and summaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby

from dash import html

from layouts.components.client_widgets import action, opener, template
from layouts.components.parts import folded, gap, panel, tag
from layouts.components.visit_entries import field_note, form_fields, team_of
from layouts.markup import Part
from portal.domain.formatting import plural, printed_date
from portal.domain.visit_fields import (
    AGES,
    CASE,
    DAY,
    FIELDS,
    JUDGED,
    REQUEST,
    REQUESTED,
    SCOPE,
    SESSION,
)
from portal.domain.visits import Entry, Visit

_ADD = "add_entry"
_MOST_DAYS = 14
_NOT_DATED = "Not on a day yet"


def programme(visit: Visit) -> list[Part]:
    """Lay out the scope, the timetable, documents asked for, case sample and daily summaries."""
    people = team_of(visit)
    return [
        panel(*_scope(visit)),
        panel(*_timetable(visit, people)),
        panel(*_requests(visit, people)),
        panel(*_cases(visit, people)),
        panel(*_days(visit, people)),
    ]


def entry_form(
    kind: str, submit: str, people: Mapping[str, str], lines: Mapping[str, str] | None = None
) -> html.Div:
    """Make the form that the buttons of `add_button` open for a kind of entry."""
    return template(kind, _ADD, submit, form_fields(kind, people, lines))


def add_button(text: str, kind: str, about: str) -> html.P:
    """Make the button that opens the form for a kind of entry."""
    return html.P(opener(text, kind, about, style="primary", kind=kind))


def card(
    entry: Entry,
    people: Mapping[str, str],
    about: str,
    *shown: Part,
    lines: Mapping[str, str] | None = None,
) -> html.Li:
    """Lay out an entry: what it says, and its fields and removal folded."""
    notes = [
        field_note(entry.kind, entry.id, name, entry.written(name), people, lines)
        for name in FIELDS[entry.kind]
    ]
    return html.Li(
        [
            html.Div([part for part in shown if part is not None], className="entry-shown"),
            folded(
                "Change it",
                html.Div(notes, className="entry-fields"),
                html.P(
                    action("Remove", "remove", about, undo="put_back", entry=entry.id),
                    className="acts",
                ),
            ),
        ],
        className="entry",
        id=f"entry-{entry.id}",
        tabIndex="-1",
    )


def cards(listed: Iterable[Part], **attributes: str) -> html.Ul:
    """List entries."""
    return html.Ul(list(listed), className="plain entries", **attributes)


def _days_of(visit: Visit) -> list[str]:
    """List the days of a visit, at most `_MOST_DAYS`."""
    if not visit.starts or not visit.ends:
        return []
    count = min((visit.ends - visit.starts).days + 1, _MOST_DAYS)
    return [(visit.starts + timedelta(days=n)).isoformat() for n in range(count)]


def _scope(visit: Visit) -> list[Part]:
    title = html.H2("What is agreed with the council")
    scope = visit.of_kind(SCOPE)
    if not scope:
        none = gap(
            "Nothing is written down yet: why the council asked, what is in and what is out."
        )
        begin = opener("Write down the scope", SCOPE, "of the visit", style="primary", kind=SCOPE)
        return [title, none, html.P(begin), entry_form(SCOPE, "Keep it", {})]
    entry = scope[0]
    shown = [
        html.P([html.Strong(f"{field.label}: "), entry.text(name)], className="own-words")
        for name, field in FIELDS[SCOPE].items()
        if entry.text(name)
    ]
    return [title, cards([card(entry, {}, "the scope", *shown)])]


def _timetable(visit: Visit, people: Mapping[str, str]) -> list[Part]:
    sessions = sorted(
        visit.of_kind(SESSION),
        key=lambda e: (e.text("day") or "9", e.text("starts") or "9", e.id),
    )
    parts: list[Part] = [html.H2(["Timetable ", html.Small(plural(len(sessions), "session"))])]
    if not sessions:
        parts.append(
            gap(
                "No interview, focus group or meeting yet. What you add can be "
                "dragged to another day."
            )
        )
    by_day = {day: list(group) for day, group in groupby(sessions, key=lambda e: e.text("day"))}
    # Days of the visit without a session are there to be dropped on.
    days = sorted({*by_day, *_days_of(visit)} - {""}) if sessions else []
    for day in [*days, *([""] if "" in by_day else [])]:
        name = printed_date(day) if day else _NOT_DATED
        parts.append(html.H3(name))
        listed = [_session(entry, people) for entry in by_day.get(day, ())]
        parts.append(cards(listed, **{"data-day": day, "data-day-name": name}))
    parts.append(add_button("Add to the timetable", SESSION, "interview, focus group or meeting"))
    return [*parts, entry_form(SESSION, "Add it", people)]


def _session(entry: Entry, people: Mapping[str, str]) -> html.Li:
    times = " to ".join(entry.text(name) for name in ("starts", "ends") if entry.text(name))
    who = [
        f"{verb} {people.get(entry.text(name), entry.text(name))}"
        for name, verb in (("leads", "led by"), ("second", "notes by"))
        if entry.text(name)
    ]
    where = [text for text in (entry.text("room"), entry.text("whom"), *who) if text]
    return card(
        entry,
        people,
        entry.text("what"),
        html.P(
            [
                # For a pointer; with the keyboard one changes the day and times below.
                html.Span("⠿", className="drag-handle", title="Drag", **{"aria-hidden": "true"}),
                html.Strong(times or "No time yet"),
                " ",
                entry.text("what"),
            ]
        ),
        html.P(" · ".join(where), className="source") if where else None,
        html.P(entry.text("asks"), className="own-words") if entry.text("asks") else None,
    )


def _requests(visit: Visit, people: Mapping[str, str]) -> list[Part]:
    entries = visit.of_kind(REQUEST)
    left = sum(1 for entry in entries if entry.text("status") in ("", "partly"))
    count = f"{plural(left, 'document')} of {len(entries)} still to come" if entries else ""
    none = gap("No document is asked for yet.")
    shown = [
        card(
            entry,
            people,
            entry.text("what"),
            html.P(
                [
                    tag(REQUESTED.get(entry.text("status"), entry.text("status"))),
                    " ",
                    html.Strong(entry.text("what")),
                ]
            ),
            _line(
                entry.text("whom"),
                f"needed by {printed_date(entry.text('due'))}" if entry.text("due") else "",
                entry.text("note"),
            ),
        )
        for entry in entries
    ]
    return [
        html.H2(["Documents asked for ", html.Small(count)]),
        cards(shown) if shown else none,
        add_button("Ask for a document", REQUEST, "to be sent by the council"),
        entry_form(REQUEST, "Add it", people),
    ]


def _cases(visit: Visit, people: Mapping[str, str]) -> list[Part]:
    entries = visit.of_kind(CASE)
    done = sum(1 for entry in entries if entry.text("judged"))
    count = f"{done} of {plural(len(entries), 'case')} looked at" if entries else ""
    shown = [
        card(
            entry,
            people,
            entry.text("ref"),
            html.P(
                [
                    html.Strong(entry.text("ref")),
                    " ",
                    tag(JUDGED.get(entry.text("judged"), ""), "look")
                    if entry.text("judged") in ("concern", "urgent")
                    else tag(JUDGED.get(entry.text("judged"), "")),
                ]
            ),
            _line(
                f"age {AGES.get(entry.text('age'), '')}" if entry.text("age") else "",
                entry.text("about"),
                people.get(entry.text("looks"), entry.text("looks")),
            ),
            html.P(entry.text("seen"), className="own-words") if entry.text("seen") else None,
        )
        for entry in entries
    ]
    return [
        html.H2(["Case sample ", html.Small(count)]),
        html.P(
            "No child is named here: a case has a number of your own. First names in use, full "
            "dates (they may be dates of birth), NHS and pupils’ numbers are refused. A check of "
            "words does not see everything, such as a rare name or a surname in small letters: "
            "read what you wrote before you keep it.",
            className="sub",
        ),
        html.Div(cards(shown), className="case-grid") if shown else gap("No case is listed yet."),
        add_button("Add a case", CASE, "by a number of your own"),
        entry_form(CASE, "Add the case", people),
    ]


def _days(visit: Visit, people: Mapping[str, str]) -> list[Part]:
    entries = sorted(visit.of_kind(DAY), key=lambda e: (e.text("day") or "9", e.id))
    words = (("learnt", ""), ("told", "Told the council: "), ("next", "Tomorrow: "))
    shown = [
        card(
            entry,
            people,
            printed_date(entry.text("day")),
            html.H3(printed_date(entry.text("day")) if entry.text("day") else _NOT_DATED),
            *(
                html.P(
                    [html.Strong(before) if before else "", entry.text(name)], className="own-words"
                )
                for name, before in words
                if entry.text(name)
            ),
        )
        for entry in entries
    ]
    return [
        html.H2("Daily summary"),
        cards(shown) if shown else gap("No day is summed up yet."),
        add_button("Sum up a day", DAY, "for the team, and for the council"),
        entry_form(DAY, "Keep it", people),
    ]


def _line(*texts: str) -> Part:
    there: Sequence[str] = [text for text in texts if text]
    return html.P(" · ".join(there), className="source") if there else None
