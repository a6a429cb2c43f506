"""Progress of plans as a pack: how far each is by its reports, what is late, and what moved."""

from __future__ import annotations

from dataclasses import replace

from portal.domain.formatting import day, plural, printed_date
from portal.domain.pack_model import Block, Cell, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.progress import CHANGE_NAMES, STATUS_NAMES, Course, months_apart
from portal.domain.progress_views import ProgressView

TITLE = "How far the plans are"
# Lines of a report that are listed as late, and changes that are told.
MOST = 12
_LINK = "This view in the portal"
_COUNTED = ("completed", "in_progress", "not_started", "not_stated")


def progress(view: ProgressView, ledger: Ledger, link: str) -> Part:
    """Build the part: a page a plan with reports, and what the papers of the others say."""
    pages = []
    for course in view.courses:
        pages += course_pages(course, ledger, link)
    papers = [
        Point(
            paper.sentence,
            ledger.source(paper.plan.document),
            strong=f"{view.vocabulary.councils[paper.plan.council].name}, {paper.plan.short}",
        )
        for paper in view.papers
    ]
    if papers:
        title = f"{plural(len(papers), 'plan')} with no later report on progress"
        pages.append(Page(title, (Points(tuple(papers)),), link=link, link_text=_LINK, weight=1))
    if pages and (words := months_apart(view.moved)):
        first = pages[0]
        pages[0] = replace(first, blocks=(Text(words, "caveat"), *first.blocks))
    if not pages:
        gap = Text("The portal holds no plan of the chosen councils.", "gap")
        pages.append(Page(TITLE, (gap,), link=link, link_text=_LINK))
    return Part("progress", TITLE, pages=tuple(pages))


def course_pages(course: Course, ledger: Ledger, link: str) -> list[Page]:
    """Make the pages of one plan: its reports with what is late, then what moved."""
    named = f"{course.council.name}, {course.plan.short[:1].lower()}{course.plan.short[1:]}"
    source = "; ".join(
        dict.fromkeys(ledger.source(r.lines[0].document) for r in course.reports if r.lines)
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            printed_date(str(report.day)),
            len(report.actions),
            *[report.count(status) if report.states else "–" for status in _COUNTED],
            report.late if report.states else "–",
        )
        for report in course.reports
        if not report.comments
    )
    blocks: list[Block] = [
        Table(
            "Actions by status, report by report",
            ("Report of", "Actions", *[STATUS_NAMES[s] for s in _COUNTED], "Late that day"),
            rows=rows,
            widths=(2.2, 1, 1.2, 1.2, 1.2, 1.2, 1.4),
            numeric=tuple(range(1, 7)),
            source=source,
        )
    ]
    late = [line for line in course.newest.actions if line.late_on(course.newest.day)]
    if late:
        shown = late[:MOST]
        blocks.append(
            Table(
                f"Late on {day(course.newest.day)}: {_counted(len(shown), len(late))}",
                ("Ref", "What", "Due", "Status"),
                rows=tuple(
                    (
                        line.ref,
                        line.title or line.as_printed,
                        line.due_text or "not stated",
                        STATUS_NAMES[line.status],
                    )
                    for line in shown
                ),
                widths=(0.8, 5, 1.6, 1.6),
                source=source,
            )
        )
    pages = [
        Page(f"{named}: {course.sentence.rstrip('.')}", tuple(blocks), link=link, link_text=_LINK)
    ]
    if course.changes:
        moved = course.changes[:MOST]
        of = _counted(len(moved), len(course.changes))
        table = Table(
            f"What moved since the report before: {of}",
            ("How", "Ref", "What", "Before", "Now"),
            rows=tuple(
                (
                    CHANGE_NAMES[change.kind],
                    change.line.ref,
                    change.line.title or change.line.as_printed,
                    change.before or "–",
                    change.after or "–",
                )
                for change in moved
            ),
            widths=(1.6, 0.8, 3.6, 1.8, 1.8),
            source=source,
        )
        title = f"{named}: {plural(len(course.changes), 'change')} since the report before"
        pages.append(Page(title, (table,), link=link, link_text=_LINK, weight=1))
    return pages


def _counted(shown: int, whole: int) -> str:
    return plural(whole, "line") if shown == whole else f"the first {shown} of {whole}"
