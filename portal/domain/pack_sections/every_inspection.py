"""The list of inspections as a pack: how councils are judged, then the newest of each."""

from __future__ import annotations

from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.inspection_views import InspectionsView
from portal.domain.inspections import (
    FRAMEWORK_NAMES,
    GRADE_NAMES,
    GRID,
    JUDGEMENT_NAMES,
    GradedInspection,
)
from portal.domain.pack_model import Block, Page, Part, Table, Text
from portal.domain.pack_sections.inspections import grades
from portal.domain.pack_sections.rows import in_pages

TITLE = "Inspections of councils"
_LINK = "These inspections in the portal"
_REPORTS = "Inspection reports"
# Of no more councils than these all inspections are shown.
_FEW = 4
# Grades take two lines of a row.
_A_PAGE = 9


def every_inspection(view: InspectionsView, link: str) -> Part:
    """Build the part.

    Args:
        view: with every council that fits.
    """
    rows = [row for row in view.rows if row.newest]
    if not rows:
        gap = Text("The portal holds no inspection that fits these filters.", "gap")
        return Part("inspections", TITLE, pages=(Page(TITLE, (gap,), link=link, link_text=_LINK),))
    pages: list[Page] = []
    if len(rows) <= _FEW:
        pages.append(grades(rows, link))
    else:
        pages.append(_judged(view, link))
    newest = Table(
        "The newest inspection of each council",
        ("Council", "Inspected", "Framework", *[JUDGEMENT_NAMES[key] for key in GRID]),
        rows=tuple(
            (row.council.name, *_cells(row.newest)) for row in rows if row.newest is not None
        ),
        widths=(1.9, 1.6, 1.3, *([1.6] * len(GRID))),
        source=_REPORTS,
    )
    if len(rows) > _FEW:
        pages += in_pages("Newest inspections", newest, link, _LINK, a_page=_A_PAGE)
    return Part("inspections", TITLE, pages=tuple(pages))


def _judged(view: InspectionsView, link: str) -> Page:
    """Count the newest overall grades, and how they moved."""
    shown = [(key, view.grades[key]) for key in GRADE_NAMES if view.grades[key]]
    table = Table(
        "Councils by the overall grade of their newest inspection",
        ("Overall grade", "Councils", "Share"),
        rows=tuple(
            (GRADE_NAMES[key], count, f"{100 * count / view.inspected:.0f}%")
            for key, count in shown
        ),
        widths=(3, 1.2, 1.2),
        numeric=(1, 2),
        source=_REPORTS,
    )
    moved = [
        f"{view.changes[key]} {words}"
        for key, words in (("up", "rose"), ("same", "stayed"), ("down", "fell"))
        if view.changes[key]
    ]
    blocks: list[Block] = [table]
    if moved:
        text = f"Against the inspection before: {sentence_list(moved)}."
        blocks.append(Text(text, "note"))
    graded = [(GRADE_NAMES[key].lower(), count) for key, count in shown if key]
    named = sentence_list([f"{count} {grade}" for grade, count in graded])
    return Page(
        f"{plural(view.inspected, 'council')} inspected: {named}",
        tuple(blocks),
        link=link,
        link_text=_LINK,
    )


def _cells(inspection: GradedInspection) -> tuple[str, ...]:
    judged = [inspection.grade(judgement) for judgement in GRID]
    return (
        printed_date(inspection.inspected),
        FRAMEWORK_NAMES.get(inspection.framework, inspection.title),
        *[GRADE_NAMES.get(grade, "none") for grade in judged],
    )
