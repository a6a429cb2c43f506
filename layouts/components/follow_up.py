"""The follow-up of an inspection: the next one on the same areas, and the figures in between."""

from __future__ import annotations

from dash import dcc, html

from layouts.components.grades import grade
from layouts.components.parts import block, gap, table
from layouts.components.requests import cell_list, noted, wording
from layouts.markup import Element, Part
from portal.domain.follow_up import FollowUp, Point, Subject
from portal.domain.formatting import printed_date, sentence_list
from portal.domain.inspections import JUDGEMENT_NAMES
from portal.urls import indicators_url, inspection_url


def next_said(after: FollowUp) -> Element | None:
    """Lay out what the next inspection said of the areas that one asked about."""
    title = "What the next inspection said"
    if after.later is None:
        return block(title, gap("The portal holds no later inspection of all services."))
    if not after.subjects:
        return None
    when = printed_date(after.later.inspected[:7])
    link = dcc.Link(f"the inspection of {when}", href=inspection_url(after.later.key))
    head = ("Area", "Asked here", "Grade here, then next", f"Asked in {when}")
    rows = [_subject(subject, after.read) for subject in after.subjects]
    return block(
        title,
        html.P(["By area, from ", link, "; recommendations to the council alone."]),
        table(head, rows, f"The same areas in {when}", stacked=True),
    )


def _subject(subject: Subject, read: bool) -> list[Part]:
    judged: Part = "no judgement covers it"
    if subject.before or subject.after:
        grades: list[Part] = [grade(subject.before), " → ", grade(subject.after)]
        if subject.before == subject.after:
            grades = [grade(subject.after), " both times"]
        judged = noted(html.Span(grades), [JUDGEMENT_NAMES[subject.judgement]])
    again: Part = "nothing" if read else "its recommendations have not been read"
    if subject.again:
        again = cell_list([f"{row.ref}: {wording(row)}" for row in subject.again])
    return [subject.area.name, ", ".join(row.ref for row in subject.asked), judged, again]


def figures(after: FollowUp) -> Element:
    """Lay out what the lead measures did from one inspection to the next."""
    title = "What the figures did"
    missing: Part = None
    if after.unmeasured:
        names = sentence_list([theme.name.lower() for theme in after.unmeasured])
        missing = gap(f"No lead measure of {names} has official figures from both times.")
    if not after.courses:
        return block(title, missing or gap("Official statistics are not loaded."))
    until = "At the next inspection" if after.later else "Newest figure"
    rows = [
        [
            course.theme.name,
            dcc.Link(course.measure.name, href=indicators_url(course.measure.key)),
            _point(course.before),
            _point(course.after),
            noted("Not comparable", course.breaks) if course.breaks else course.change or "–",
        ]
        for course in after.courses
    ]
    head = ("Theme", "Measure", "At this inspection", until, "Change")
    return block(
        title,
        html.P(
            "The lead measure of each theme with official figures of both times, "
            "in the period that ends nearest to each."
        ),
        table(head, rows, "Figures from one inspection to the next", stacked=True),
        missing,
    )


def _point(point: Point) -> Part:
    if point.value is None:
        return "no figure"
    england = point.england.shown if point.england else "no figure"
    return noted(point.value.shown, [point.value.period, f"England {england}"])
