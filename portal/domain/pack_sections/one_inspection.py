"""One inspection as a pack: its grades, and its recommendations with what answers them."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.formatting import STATUS_NAMES, plural, printed_date
from portal.domain.inspection_views import InspectionView
from portal.domain.inspections import GRADE_NAMES, JUDGEMENT_NAMES, Recommended
from portal.domain.pack_model import Block, Page, Part, Table, Text
from portal.domain.pack_sections.ledger import Ledger

_REPORT = "Inspection report"
_LINK = "This inspection in the portal"
_ADDRESSEES = {"council": "the council", "board": "the safeguarding board"}


def one_inspection(view: InspectionView, ledger: Ledger, link: str) -> Part:
    """Build the part: grades beside those before, then what was asked of whom."""
    inspection = view.inspection
    when = printed_date(inspection.inspected[:7])
    title = f"{inspection.name}, {when}"
    source = ledger.source(inspection.document) if inspection.document else _REPORT
    pages = [Page(_judged(view), _grades(view, source), link=link, link_text=_LINK)]
    for addressee, name in _ADDRESSEES.items():
        asked = [r for r in view.recommendations if r.addressee == addressee]
        if asked:
            table = _asked(view, asked, source)
            heading = f"{when}: {plural(len(asked), 'recommendation')} to {name}"
            pages.append(Page(heading, (table,), link=link, link_text=_LINK, weight=1))
    if not view.recommendations:
        text = (
            "It made no recommendation."
            if inspection.recommendations_council == 0
            else "The portal does not hold what it asked for."
        )
        pages.append(Page(f"{when}: what was asked", (Text(text, "gap"),)))
    return Part("inspection", title, pages=tuple(pages))


def _judged(view: InspectionView) -> str:
    overall = view.inspection.overall
    when = printed_date(view.inspection.inspected[:7])
    if not overall:
        return f"{view.council.name}, inspected in {when}"
    return f"{view.council.name} was judged {GRADE_NAMES[overall].lower()} in {when}"


def _grades(view: InspectionView, source: str) -> tuple[Block, ...]:
    inspection, before = view.inspection, view.before
    rows = []
    for judgement, name in JUDGEMENT_NAMES.items():
        graded = inspection.grades.get(judgement)
        if graded is None:
            continue
        earlier = before.grade(judgement) if before else ""
        rows.append(
            (
                f"{name} and care leavers" if graded.joint else name,
                GRADE_NAMES.get(graded.grade, "none"),
                graded.as_printed or "not stated",
                *([GRADE_NAMES.get(earlier, "none")] if before else []),
            )
        )
    if not rows:
        text = inspection.judgement or "The portal holds no grade of this inspection."
        return (Text(text, "gap"),)
    head = ["Judgement", "Grade", "As printed"]
    head += [f"Before: {printed_date(before.inspected[:7])}"] if before else []
    widths = (2.4, 1.6, 3.0, *([1.6] if before else []))
    caption = "Grades by judgement"
    table = Table(caption, tuple(head), rows=tuple(rows), widths=widths, source=source)
    note = "From an overview table alone: the report was not read."
    return (table, *([Text(note, "caveat")] if inspection.tabled else []))


def _asked(view: InspectionView, asked: Sequence[Recommended], source: str) -> Table:
    areas = view.vocabulary.areas
    rows = tuple(
        (
            r.ref,
            areas[r.area].name if r.area and r.area in areas else "no area",
            (r.summary or r.as_printed) + (" (made before, says the report)" if r.repeats else ""),
            _answered(view, r),
            r.place or (f"page {r.page}" if r.page else ""),
        )
        for r in asked
    )
    return Table(
        "What was asked, and what in the council’s plans answers it",
        ("Ref", "Improvement area", "What was asked", "Answered by", "Place"),
        rows=rows,
        widths=(0.6, 1.5, 3.4, 2.5, 2.2),
        source=source,
    )


def _answered(view: InspectionView, recommended: Recommended) -> str:
    """Name the items that answer a recommendation, as read or as proposed."""
    answers = view.answers.get((recommended.addressee, recommended.ref), ())
    phrases = [
        f"{a.ref} {a.title} ({STATUS_NAMES[a.status]}{', proposed' if a.proposed else ''})"
        for a in answers
    ]
    return "; ".join(phrases) or "nothing that the portal knows of"
