"""Grades as words and shapes, so that nothing rests on a colour alone."""

from __future__ import annotations

from collections.abc import Iterable

from layouts.markup import Element, Part, element, link
from portal.domain.formatting import plural, printed_date
from portal.domain.inspections import (
    FRAMEWORK_NAMES,
    GRADE_NAMES,
    GradedInspection,
    InspectedCouncil,
)
from portal.domain.vocabulary import Vocabulary
from portal.urls import inspection_url

# The fuller the shape, the better the grade.
SHAPES = {
    "outstanding": "★",
    "good": "●",
    "requires-improvement": "◐",
    "inadequate": "○",
    "adequate": "◑",
    "not-judged": "–",
}
SHORT = {
    "outstanding": "O",
    "good": "G",
    "requires-improvement": "RI",
    "inadequate": "I",
    "adequate": "A",
    "not-judged": "not judged",
}
TABLED = "from an overview table"


def grade(key: str) -> Element:
    """Write a grade as its shape and word."""
    if not key:
        return element("Span", "No grade", "quiet")
    shape = element("Span", SHAPES[key], **{"aria-hidden": "true"})
    return element("Span", [shape, f" {GRADE_NAMES[key]}"], f"grade grade-{key}")


def trail(earlier: Iterable[tuple[GradedInspection, str]]) -> Element | None:
    """Write earlier grades in short, each a link to its inspection: `◐ RI 2018`."""
    links: list[Part] = []
    for inspection, key in earlier:
        year = inspection.inspected[:4]
        about = f"{GRADE_NAMES[key]}, {year}"
        shape = element("Span", f"{SHAPES[key]} {SHORT[key]} {year}", **{"aria-hidden": "true"})
        words = element("Span", about, "visually-hidden")
        links += [link([shape, words], inspection_url(inspection.key)), " "]
    return element("Span", links[:-1], "grade-trail") if links else None


def grade_cell(row: InspectedCouncil, judgement: str) -> Element:
    """Lay out a cell of the grid: the newest grade of a judgement, those before it in short."""
    newest = row.newest
    if newest is None:
        return element("Td", "–", "none")
    history = row.history(judgement)
    parts: list[Part] = [grade(newest.grade(judgement))]
    parts.append(trail((i, key) for i, key in history if i is not newest))
    return element("Td", parts, "grade-cell")


def legend() -> Element:
    """Explain the shapes, and the letters of earlier grades."""
    shapes: list[Part] = []
    for key in ("outstanding", "good", "requires-improvement", "inadequate"):
        shapes += [grade(key), f" ({SHORT[key]}) "]
    return element("P", shapes, "quiet grade-legend")


def council_inspections(
    inspections: Iterable[GradedInspection], vocabulary: Vocabulary | None = None
) -> Element:
    """List inspections, each with its date, kind and overall grade.

    With a vocabulary each names its council.
    """
    items = []
    for inspection in inspections:
        kind = FRAMEWORK_NAMES.get(inspection.framework, inspection.title)
        if not kind.startswith(inspection.inspectorate):
            kind = f"{inspection.inspectorate} {kind}"
        graded = grade(inspection.overall) if inspection.overall else inspection.judgement
        parts: list[Part] = [
            f"{vocabulary.names[inspection.council]}, " if vocabulary else None,
            link(printed_date(inspection.inspected), inspection_url(inspection.key)),
            f", {kind}: ",
            graded or "no overall grade",
        ]
        count = inspection.recommendations_council
        if count is not None:
            parts.append(f" · {plural(count, 'recommendation')} to the council")
        if inspection.tabled:
            parts.append(element("Span", f" ({TABLED})", "quiet"))
        items.append(element("Li", parts))
    return element("Ul", items, "inspection-list")
