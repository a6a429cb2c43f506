"""The page of one inspection: its grades, dates and their sources, recommendations, plans."""

from __future__ import annotations

from dash import dcc, html

from layouts.components.follow_up import figures, next_said
from layouts.components.glossary import explained
from layouts.components.grades import TABLED, council_inspections, grade
from layouts.components.parts import (
    block,
    council_name,
    downloads,
    gap,
    island,
    pack_menu,
    page,
    status_tag,
    table,
)
from layouts.components.requests import answer_list, noted, wording
from layouts.ids import Inspection as ids
from layouts.markup import Element, Part, link
from portal.domain.follow_up import FollowUp
from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.inspection_views import InspectionView
from portal.domain.inspections import (
    FRAMEWORK_NAMES,
    JUDGEMENT_NAMES,
    SOURCE_NAMES,
    GradedInspection,
    Recommended,
)
from portal.urls import (
    api_view_url,
    compare_url,
    document_url,
    download_url,
    inspections_url,
    item_url,
)

_CONFIDENCE = {
    "high": "two places of the report agree on the grades",
    "medium": "one place of the report gives the grades",
    "low": "from an overview table alone; the report has not been read",
}
_ADDRESSEES = {"council": "To the council", "board": "To the safeguarding board"}


def heading(view: InspectionView) -> str:
    """Name an inspection by its council, kind and date."""
    inspection = view.inspection
    when = printed_date(inspection.inspected[:7])
    return f"{view.council.name}: {inspection.name}, {when}"


def layout(inspection: str, title: str) -> html.Div:
    """Make the page's place for one inspection; its title is "" where there is none."""
    query = f"?inspection={inspection}"
    return page(
        title or "No such inspection",
        "Grades, dates and where they come from, recommendations, and the plans that answer.",
        dcc.Store(id=ids.KEY, data=inspection),
        island(ids.RESULTS, "results wrap"),
        tools=downloads(
            download_url("inspection", "csv", query),
            download_url("inspection", "xlsx", query),
            api_view_url("inspection", query),
            *pack_menu("inspection", query),
        )
        if title
        else None,
    )


def missing(key: str) -> list[Part]:
    """Say that there is no such inspection, and where the others are."""
    return [
        gap(f"The portal has no inspection “{key}”."),
        html.P(
            ["The address may be mistyped. ", link("See all inspections", inspections_url()), "."]
        ),
    ]


def results(view: InspectionView, after: FollowUp) -> list[Part]:
    """Lay out the page of one inspection, and what came after it."""
    others = [i for i in view.others if i is not view.inspection]
    parts = [
        _grades(view),
        _facts(view),
        _plans(view),
        _recommendations(view),
        next_said(after),
        figures(after),
        block(f"Other inspections of {view.council.name}", council_inspections(others))
        if others
        else None,
    ]
    return [part for part in parts if part is not None]


def _grades(view: InspectionView) -> Element:
    inspection, before = view.inspection, view.before
    rows: list[list[Part]] = []
    for judgement, name in JUDGEMENT_NAMES.items():
        graded = inspection.grades.get(judgement)
        if graded is None:
            continue
        name = f"{name} and care leavers" if graded.joint else name
        earlier = before.grade(judgement) if before else ""
        row: list[Part] = [name, grade(graded.grade), graded.as_printed or "not stated"]
        if before:
            row.append(grade(earlier) if earlier else "–")
        rows.append(row)
    if not rows:
        text = inspection.judgement or "The portal holds no grade of this inspection."
        return block("Grades", gap(text))
    head = ["Judgement", "Grade", "As printed"]
    head += [f"Before: {printed_date(before.inspected[:7])}"] if before else []
    notes: list[Part] = []
    if inspection.tabled:
        notes.append(
            html.P(f"These grades are {TABLED}; the report has not been read.", className="notice")
        )
    return block("Grades", *notes, table(head, rows, "Grades of this inspection", stacked=True))


def _facts(view: InspectionView) -> Element:
    inspection = view.inspection
    source: Part = inspection.place
    if inspection.document:
        source = html.Span(
            [
                dcc.Link(inspection.document_title, href=document_url(inspection.document)),
                f", {inspection.place}",
            ]
        )
    published = printed_date(inspection.published) if inspection.published else "not stated"
    if inspection.published_source:
        published += f" ({SOURCE_NAMES[inspection.published_source]})"
    facts: list[tuple[str, Part]] = [
        ("Council", council_name(view.council)),
        ("Inspectorate", inspection.inspectorate or "not stated"),
        ("Framework", explained(FRAMEWORK_NAMES.get(inspection.framework, "not stated"))),
        ("Inspected", _inspected(inspection)),
        ("Report published", published),
        ("Source", source),
    ]
    if inspection.confidence:
        facts.append(("Reading", _CONFIDENCE[inspection.confidence]))
    if inspection.note:
        facts.append(("Note", inspection.note))
    pairs = [part for name, text in facts for part in (html.Dt(name), html.Dd(text))]
    return block("Dates and sources", html.Dl(pairs, className="facts"))


def _inspected(inspection: GradedInspection) -> str:
    last = printed_date(inspection.inspected)
    first = inspection.inspected_from
    return f"{printed_date(first)} to {last}" if first and first != inspection.inspected else last


def _recommendations(view: InspectionView) -> Element:
    rows, inspection = view.recommendations, view.inspection
    if view.restated:
        return _restated(view)
    if not rows:
        text = "The report makes none."
        if inspection.recommendations_council is None:
            text = "Nobody has read the recommendations of this report into the portal yet."
        return block("Recommendations", gap(text))
    parts: list[Part] = []
    answered = ["Answered by"] if view.items else []
    for addressee, name in _ADDRESSEES.items():
        chosen = [row for row in rows if row.addressee == addressee]
        if chosen:
            head = ("Number", "Recommendation", "Area and themes", *answered)
            cells = [_recommendation(view, row) for row in chosen]
            parts.append(
                table(head, cells, f"{name}: {plural(len(chosen), 'recommendation')}", stacked=True)
            )
    return block("Recommendations", *parts)


def _recommendation(view: InspectionView, row: Recommended) -> list[Part]:
    notes = [f"As printed: “{row.as_printed}”"] if row.summary and row.as_printed else []
    notes += ["Made before, says the report"] if row.repeats == "yes" else []
    notes += [row.note] if row.note else []
    where = [f"page {row.page}" if row.page else "", row.place]
    if row.paragraphs:
        where.append(f"evidence: paragraphs {row.paragraphs}")
    notes.append("; ".join(filter(None, where)))
    cells = [row.ref, noted(wording(row), notes), _filed(view, row.area, row.themes)]
    if view.items:
        answers = view.answers.get((row.addressee, row.ref))
        nothing = "No item of the plan answers this."
        cells.append(answer_list(answers) if answers else html.Span(nothing, className="quiet"))
    return cells


def _restated(view: InspectionView) -> Element:
    """List the items of a plan that restate recommendations of a report that is not held."""
    rows: list[list[Part]] = [
        [
            dcc.Link(item.ref, href=item_url(item.plan, item.ref)),
            item.title,
            _filed(view, item.area, item.themes),
            status_tag(item.status),
        ]
        for item in view.restated
    ]
    head = ("Reference", "Recommendation, as the plan restates it", "Area and themes", "Status")
    plans = sentence_list([view.vocabulary.plans[key].title for key in view.plans])
    return block(
        "Recommendations",
        html.P(f"The portal does not hold the report. It made the recommendations of “{plans}”."),
        table(head, rows, plural(len(rows), "recommendation"), stacked=True),
    )


def _filed(view: InspectionView, area: str | None, themes: tuple[str, ...]) -> Part:
    named = [view.vocabulary.themes[key].name for key in themes]
    name = view.vocabulary.areas[area].name if area else "not stated"
    return noted(name, [", ".join(named)] if named else [])


def _plans(view: InspectionView) -> Element:
    plans = [view.vocabulary.plans[key] for key in view.plans]
    if not plans:
        return block(
            "Plans that answer it", gap("The portal holds no plan that answers this inspection.")
        )
    query = f"?councils={view.council.key}&plan="
    return block(
        "Plans that answer it",
        html.Ul(
            [
                html.Li(
                    [
                        dcc.Link(plan.title, href=compare_url(f"{query}{plan.key}")),
                        f", {plan.status}, {printed_date(plan.published)}",
                    ]
                )
                for plan in plans
            ]
        ),
    )
