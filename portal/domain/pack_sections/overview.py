"""The overview as a pack: by theme what inspectors asked, what was planned, what figures say."""

from __future__ import annotations

from portal.domain.formatting import plural, printed_date
from portal.domain.inspections import GRADE_NAMES
from portal.domain.overview import (
    CouncilRecord,
    OverviewView,
    Subject,
    grades_in_words,
    headline,
    nothing_asked,
    nothing_planned,
)
from portal.domain.pack_model import Block, Cell, Page, Part, Table, Text
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.pack_sections.summary import rank

TITLE = "Overview"
_LINK = "This view in the portal"


def overview(view: OverviewView, ledger: Ledger, link: str) -> Part:
    """Build the part: the grades first, then a page a subject with a column a council."""
    if not view.councils:
        gap = Text("No council is chosen.", "gap")
        return Part("overview", TITLE, pages=(Page(TITLE, (gap,), link=link, link_text=_LINK),))
    pages = [_grades(view, link)]
    for place, subject in enumerate(view.subjects, start=1):
        pages.append(_subject(view, subject, ledger, link, place))
    return Part("overview", TITLE, pages=tuple(pages))


def _grades(view: OverviewView, link: str) -> Page:
    rows: list[tuple[Cell, ...]] = []
    for council, record in view.columns:
        graded, plan = record.graded, record.newest_plan
        rows.append(
            (
                council.name,
                GRADE_NAMES.get(graded.overall, "none") if graded else "no inspection",
                printed_date(graded.inspected[:7]) if graded else "",
                f"{plan.plan.short}, {printed_date(plan.plan.published)}" if plan else "no plan",
                _done(record),
            )
        )
    table = Table(
        "Newest inspection and newest plan of each council",
        ("Council", "Overall grade", "Inspected", "Newest plan", "Its actions"),
        rows=tuple(rows),
        widths=(1.8, 2, 1.5, 2.4, 2.2),
        source="Inspection reports and the councils’ plans",
    )
    grades = grades_in_words(view)
    more = headline(view).replace(grades, "").strip()
    lead: tuple[Block, ...] = (Text(more, "lead"),) if more else ()
    return Page(grades.rstrip(".") or TITLE, (*lead, table), link=link, link_text=_LINK)


def _done(record: CouncilRecord) -> str:
    plan = record.newest_plan
    if plan is None:
        return "–"
    summary = plan.summary
    if not summary.completed:
        return plural(summary.actions, "action")
    return f"{summary.completed} of {plural(summary.answerable, 'action')} completed"


def _subject(view: OverviewView, subject: Subject, ledger: Ledger, link: str, place: int) -> Page:
    names = tuple(council.name for council in view.councils)
    asked, planned = [], []
    for council, record in view.columns:
        cells = record.asked(subject)
        asked.append(
            "; ".join(
                f"{cell.stop.dated[:4]}: {plural(len(cell.asked) + len(cell.board), 'request')}"
                for cell in cells
            )
            or nothing_asked(council, record, subject)
        )
        plans = record.planned(subject)
        planned.append(
            "; ".join(
                f"{p.plan.short}: {plural(p.summary.items, 'item')}, "
                f"{plural(p.summary.actions, 'action')}"
                for p in plans
            )
            or nothing_planned(council, record, subject)
        )
    rows: list[tuple[Cell, ...]] = [
        ("Asked by inspectors", *asked),
        ("Planned", *planned),
    ]
    papers: dict[str, list[str]] = {}
    for lead in subject.leads:
        indicator = lead.spine.indicator
        papers.setdefault(indicator.document, []).append(indicator.place)
        cells_of = []
        for placing in lead.placings:
            figure = placing.figure
            if figure.value is None:
                cells_of.append(figure.reason)
                continue
            text = placing.row.scale.shown(figure.value)
            cells_of.append(f"{text}, {rank(placing)}" if figure.rank else text)
        england = lead.placings[0].row.scale.shown(lead.spine.england) if lead.placings else ""
        beside = f"; England {england}" if england and not lead.spine.sized else ""
        rows.append((f"{indicator.name}, {lead.spine.when}{beside}", *cells_of))
    sources = ["Inspection reports and the councils’ plans"]
    sources += [ledger.names(papers)] if papers else []
    table = Table(
        f"{subject.name}: asked, planned, and what the figures say",
        ("", *names),
        rows=tuple(rows),
        widths=(2.6, *([2.2] * len(names))),
        source="; ".join(sources),
    )
    worst = max(subject.leads, key=lambda lead: lead.furthest, default=None)
    title = subject.name
    if worst is not None and worst.furthest > 0:
        title = f"{subject.name}: furthest from England on {worst.spine.indicator.name.lower()}"
    return Page(title, (table,), link=link, link_text=_LINK, weight=place)
