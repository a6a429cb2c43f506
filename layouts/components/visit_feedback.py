"""The feedback to the council and the actions agreed with it, drawn from the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dash import html

from layouts.components.client_widgets import opener
from layouts.components.parts import folded, gap, panel, tag
from layouts.components.visit_entries import team_of
from layouts.components.visit_programme import add_button, card, cards, entry_form
from layouts.markup import Part
from portal.domain.formatting import month, plural, printed_date, sentence_list
from portal.domain.visit_feedback import FedBack, action_of, looked_at_again
from portal.domain.visit_feedback import feedback as fed_back
from portal.domain.visit_fields import AGREED, AGREED_STATUSES, CONFIDENCE
from portal.domain.visits import Entry, Visit
from portal.urls import visit_pack_url

_SIDES = {
    "strength": ("Strengths", "No line is marked as a strength yet."),
    "consideration": ("Areas for consideration", "No line is marked as an area yet."),
}
_CONTENTS = "feedback,agreed"


def feedback(visit: Visit, today: date) -> list[Part]:
    """Lay out what the council is told, and the agreed actions with their follow-up."""
    kind = "button"
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
            *(part for key in _SIDES for part in _side(visit, key, fed_back(visit, key))),
            rest,
        ),
        panel(*_agreed(visit, today)),
    ]


def _side(visit: Visit, key: str, listed: Sequence[FedBack]) -> list[Part]:
    title, none = _SIDES[key]
    if not listed:
        return [html.H3(title), gap(none)]
    return [
        html.H3(f"{title} ({len(listed)})"),
        html.Ul([_point(visit, key, point) for point in listed], className="plain entries"),
    ]


def _point(visit: Visit, side: str, point: FedBack) -> html.Li:
    number = str(point.line.id)
    actions = [entry for entry in visit.of_kind(AGREED) if entry.text("line") == number]
    add = opener("Add an action", AGREED, _short(point.words), kind=AGREED, line=number)
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
            html.Ul([html.Li(_to_action(entry)) for entry in actions]) if actions else None,
            html.P(add, className="acts") if side == "consideration" else None,
        ],
        className="entry",
    )


def _to_action(entry: Entry) -> list[Part]:
    status = AGREED_STATUSES.get(entry.text("status"), "")
    return [f"{status}: ", html.A(entry.text("what"), href=f"#entry-{entry.id}")]


def _short(text: str) -> str:
    """Shorten a line to an entry of a list."""
    return text if len(text) <= 80 else f"{text[:80]}…"


def _agreed(visit: Visit, today: date) -> list[Part]:
    people, entries = team_of(visit), visit.of_kind(AGREED)
    lines = {
        str(point.line.id): _short(point.words)
        for verdict in ("consideration", "strength", "")
        for point in fed_back(visit, verdict)
    }
    months = sentence_list([month(day) for day in looked_at_again(visit.ends or visit.starts)])
    return [
        html.H2(["Agreed actions ", html.Small(plural(len(entries), "action"))]),
        html.P(
            "What is agreed with the council, to be looked at again after three and six months. "
            "Once it is agreed, partners see it beside the council’s plans, with the line that it "
            "answers as the council was told it.",
            className="sub",
        ),
        html.P(f"To look at again: {months}.") if months else None,
        cards(_action(visit, entry, people, lines, today) for entry in entries)
        if entries
        else gap("No action is agreed yet."),
        add_button("Add an action", AGREED, "agreed with the council"),
        entry_form(AGREED, "Add the action", people, lines),
    ]


def _action(
    visit: Visit,
    entry: Entry,
    people: Mapping[str, str],
    lines: Mapping[str, str],
    today: date,
) -> html.Li:
    status, number = entry.text("status"), entry.text("line")
    line = lines.get(number, "")
    agreement = action_of(entry.text, visit.council.name, visit.ends or visit.starts, line, today)
    owner = agreement.owner or "nobody named yet"
    by = f", by {printed_date(agreement.due)}" if agreement.due else ", no date yet"
    return card(
        entry,
        people,
        entry.text("what")[:80],
        html.P(
            [
                tag(agreement.status, "done" if status == "done" else ""),
                " ",
                html.Strong(agreement.what),
                *([" ", tag("Overdue", "look")] if agreement.overdue else []),
            ]
        ),
        html.P(f"{owner}{by}", className="source"),
        html.P(["Answers: ", html.A(line, href=f"#line-{number}")]) if line else None,
        *(
            html.P(
                [
                    html.Strong(f"{look.when}: "),
                    look.state,
                    *([" ", tag("Late", "look")] if look.late else []),
                ],
                className="own-words",
            )
            for look in agreement.follow_up
        ),
        lines=lines,
    )
