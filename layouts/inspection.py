"""The page of one inspection: its grades, dates and their sources, recommendations, plans."""

from __future__ import annotations

from dash import dcc, html

from layouts.components.grades import TABLED, council_inspections, grade
from layouts.components.parts import block, council_name, downloads, gap, island, page, table
from layouts.ids import Inspection as ids
from layouts.markup import Part, link
from portal.domain.formatting import plural, printed_date
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
    """Make the page's place for one inspection."""
    query = f"?inspection={inspection}"
    return page(
        title,
        "Grades, dates and where they come from, recommendations, and the plans that answer.",
        dcc.Store(id=ids.KEY, data=inspection),
        island(ids.RESULTS, "results wrap"),
        tools=downloads(
            "Inspection",
            download_url("inspection", "csv", query),
            download_url("inspection", "xlsx", query),
            api_view_url("inspection", query),
        ),
    )


def missing(key: str) -> list[Part]:
    """Say that there is no such inspection, and where the others are."""
    return [
        gap(f"The portal has no inspection “{key}”."),
        html.P(
            ["The address may be mistyped. ", link("See all inspections", inspections_url()), "."]
        ),
    ]


def results(view: InspectionView) -> list[Part]:
    """Lay out the page of one inspection."""
    others = [i for i in view.others if i is not view.inspection]
    parts = [
        _grades(view),
        _facts(view),
        _recommendations(view),
        _plans(view),
        block(f"Other inspections of {view.council.name}", council_inspections(others))
        if others
        else None,
    ]
    return [part for part in parts if part is not None]


def _grades(view: InspectionView) -> html.Section:
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
    return block("Grades", *notes, table(head, rows, "Grades of this inspection"))


def _facts(view: InspectionView) -> html.Section:
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
        ("Framework", FRAMEWORK_NAMES.get(inspection.framework, "not stated")),
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


def _recommendations(view: InspectionView) -> html.Section:
    rows, inspection = view.recommendations, view.inspection
    if not rows:
        text = "The report makes none."
        if inspection.recommendations_council is None:
            text = "Nobody has read the recommendations of this report into the portal yet."
        return block("Recommendations", gap(text))
    parts: list[Part] = []
    for addressee, name in _ADDRESSEES.items():
        chosen = [row for row in rows if row.addressee == addressee]
        if chosen:
            head = ("Number", "Recommendation", "Area", "Themes", "Where")
            cells = [_recommendation(view, row) for row in chosen]
            parts.append(
                table(head, cells, f"{name}: {plural(len(chosen), 'recommendation')}", stacked=True)
            )
    return block("Recommendations", *parts)


def _recommendation(view: InspectionView, row: Recommended) -> list[Part]:
    areas, themes = view.vocabulary.areas, view.vocabulary.themes
    text: list[Part] = [row.summary or f"“{row.as_printed}”"]
    if row.summary and row.as_printed:
        text.append(html.Span(f"As printed: “{row.as_printed}”", className="row-note"))
    if row.repeats == "yes":
        text.append(html.Span("Made before, says the report", className="row-note"))
    if row.note:
        text.append(html.Span(row.note, className="row-note"))
    where = [f"page {row.page}" if row.page else "", row.place]
    if row.paragraphs:
        where.append(f"evidence: paragraphs {row.paragraphs}")
    return [
        row.ref,
        html.Span(text),
        areas[row.area].name if row.area else "not stated",
        ", ".join(themes[key].name for key in row.themes) or "–",
        "; ".join(filter(None, where)),
    ]


def _plans(view: InspectionView) -> html.Section:
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
