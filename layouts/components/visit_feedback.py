"""The feedback to the council and the actions agreed with it, drawn from the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html

from layouts.components.parts import folded, gap, panel, tag
from layouts.components.visit_entries import team_of
from layouts.components.visit_programme import add_button, card, cards, entry_form
from layouts.markup import Part
from portal.domain.formatting import month, plural, printed_date, sentence_list
from portal.domain.visit_feedback import FedBack, looked_at_again
from portal.domain.visit_feedback import feedback as fed_back
from portal.domain.visit_fields import AGREED, AGREED_STATUSES, CONFIDENCE
from portal.domain.visits import Entry, Visit
from portal.urls import visit_pack_url

_SIDES = {
    "strength": ("Strengths", "No line is marked as a strength yet."),
    "consideration": ("Areas for consideration", "No line is marked as an area yet."),
}
_CONTENTS = "feedback,agreed"


def feedback(visit: Visit) -> list[Part]:
    """Lay out what the council is told, and the agreed actions with their follow-up."""
    kind = "btn btn-outline-primary"
    links = [
        html.A(
            name,
            href=visit_pack_url(visit.id, form, _CONTENTS),
            className=kind,
            **{"data-pack": form},
        )
        for form, name in (("pptx", "Slides"), ("docx", "Word"))
    ]
    shown = visit_pack_url(visit.id, "html", _CONTENTS)
    links.append(html.A("Show on screen", href=shown, className=kind, target="_blank"))
    unsaid = fed_back(visit, "")
    rest: Part = None
    if unsaid:
        listed = html.Ul(
            [html.Li(html.A(point.words, href=f"#line-{point.line.id}")) for point in unsaid]
        )
        rest = folded(f"No view yet: {plural(len(unsaid), 'line')}", listed)
    return [
        panel(
            html.H2("Feedback presentation"),
            html.P(
                "Drawn from the lines: what each is marked as, and “What we tell the council”; "
                "where that is empty, the line itself.",
                className="sub",
            ),
            html.P(links, className="pack-links"),
            *(part for key in _SIDES for part in _side(key, fed_back(visit, key))),
            rest,
        ),
        panel(*_agreed(visit)),
    ]


def _side(key: str, listed: Sequence[FedBack]) -> list[Part]:
    title, none = _SIDES[key]
    if not listed:
        return [html.H3(title), gap(none)]
    return [
        html.H3(f"{title} ({len(listed)})"),
        html.Ul([_point(point) for point in listed], className="plain entries"),
    ]


def _point(point: FedBack) -> html.Li:
    sure = point.line.confidence.text
    about = [f"rests on {point.rests}" if point.rests else "", point.heading]
    about.append(f"confidence: {CONFIDENCE.get(sure, '').lower()}" if sure else "")
    return html.Li(
        [
            html.P(html.A(point.words, href=f"#line-{point.line.id}")),
            html.P(
                [
                    " · ".join(text for text in about if text),
                    *([" ", tag(point.warning, "look")] if point.warning else []),
                ],
                className="source",
            ),
        ],
        className="entry",
    )


def _agreed(visit: Visit) -> list[Part]:
    people, entries = team_of(visit), visit.of_kind(AGREED)
    months = sentence_list([month(day) for day in looked_at_again(visit.ends or visit.starts)])
    return [
        html.H2(["Agreed actions ", html.Small(plural(len(entries), "action"))]),
        html.P(
            "What is agreed with the council, to be looked at again after three and six months. "
            "Once it is agreed, partners see it on the partnership’s page.",
            className="sub",
        ),
        html.P(f"To look at again: {months}.") if months else None,
        cards(_action(entry, people) for entry in entries)
        if entries
        else gap("No action is agreed yet."),
        add_button("Add an action", AGREED, "agreed with the council"),
        entry_form(AGREED, "Add the action", people),
    ]


def _action(entry: Entry, people: Mapping[str, str]) -> html.Li:
    status = entry.text("status")
    owner = entry.text("owner") or "nobody named yet"
    by = f", by {printed_date(entry.text('due'))}" if entry.text("due") else ", no date yet"
    follow = (("three", "After three months: "), ("six", "After six months: "))
    return card(
        entry,
        people,
        entry.text("what")[:80],
        html.P(
            [
                tag(AGREED_STATUSES.get(status, status), "done" if status == "done" else ""),
                " ",
                html.Strong(entry.text("what")),
            ]
        ),
        html.P(f"{owner}{by}", className="source"),
        *(
            html.P([html.Strong(before), entry.text(name)], className="own-words")
            for name, before in follow
            if entry.text(name)
        ),
    )
