"""The part on inspections: grades with their dates, what was asked, and what was asked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.inspection_state import InspectionsState
from portal.domain.inspections import (
    FRAMEWORK_NAMES,
    GRADE_NAMES,
    GRID,
    JUDGEMENT_NAMES,
    GradedInspection,
    InspectedCouncil,
)
from portal.domain.pack_model import ANNEX, Block, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.ledger import Ledger, Links
from portal.domain.returns import History, Line, Stop

TITLE = "Inspections: grades, and what was asked again"
# So many inspections of a council are listed, and recommendations of the newest that was read.
MOST, MOST_ASKED = 6, 25
# So many rows of grades stand on one slide.
_ROWS = 7
_REPORTS = "Inspection reports"


def inspections(
    rows: Sequence[InspectedCouncil],
    histories: Sequence[History],
    state: InspectionsState,
    ledger: Ledger,
    links: Links,
    limits: Sequence[str] = (),
) -> Part:
    """Build the part: the grades, then of each council what was asked and what comes back.

    Args:
        rows: the councils with their inspections.
        histories: of the same councils.
        state: of the page that the grades stand on.
        limits: themes that narrow what was asked; none for all areas.
    """
    pages = _every_grade(rows, links.inspections(state))
    for history in histories:
        pages += _asked(history, ledger, links, limits, len(histories) > 1)
    return Part("inspections", TITLE, pages=tuple(pages))


def _every_grade(rows: Sequence[InspectedCouncil], link: str) -> list[Page]:
    """Build the page of grades; of several councils the newest, the rest in the annex."""
    newest = max(_ROWS // len(rows), 1) if len(rows) > 1 else MOST
    if all(len(_graded(row)[:MOST]) <= newest for row in rows):
        return [grades(rows, link)]
    older = [replace(row, inspections=tuple(_graded(row)[newest:])) for row in rows]
    left = [row for row in older if row.inspections]
    recent = [replace(row, inspections=tuple(_graded(row)[:newest])) for row in rows]
    earlier = replace(grades(left, link), title="Grades of earlier inspections", weight=ANNEX)
    return [grades(recent, link), earlier]


def grades(rows: Sequence[InspectedCouncil], link: str) -> Page:
    """Build the page of grades: a row an inspection, the newest of each council first."""
    several = len(rows) > 1
    shown = [(row.council.name, inspection) for row in rows for inspection in _graded(row)[:MOST]]
    cells = [
        (
            *([name] if several else []),
            printed_date(inspection.inspected),
            FRAMEWORK_NAMES.get(inspection.framework, inspection.title)
            + (" (from an overview table)" if inspection.tabled else ""),
            *[_grade(inspection, judgement) for judgement in GRID],
        )
        for name, inspection in shown
    ]
    blocks: list[Block] = []
    if cells:
        head = (
            *(["Council"] if several else []),
            *("Inspected", "Framework"),
            *[JUDGEMENT_NAMES[judgement] for judgement in GRID],
        )
        widths = (*([1.3] if several else []), 1.45, 1.5, *([1.75] * len(GRID)))
        caption = "Grades, the newest inspection of each council first"
        blocks.append(
            Table(caption, head, rows=tuple(cells), widths=widths, source=_sources(shown))
        )
    none = [row.council.name for row in rows if not _graded(row)]
    if none:
        text = f"The portal holds no graded inspection of {sentence_list(none)}."
        blocks.append(Text(text, "gap"))
    tabled = sum(inspection.tabled for _name, inspection in shown)
    if tabled:
        text = f"{plural(tabled, 'row')} from an overview table alone: the report was not read."
        blocks.append(Text(text, "note"))
    return Page(_newest_grades(rows), tuple(blocks), link=link, link_text="All inspections")


def _newest_grades(rows: Sequence[InspectedCouncil]) -> str:
    """Say the newest overall grade of each council, for a page's title."""
    phrases = []
    for row in rows:
        judged = [i for i in _graded(row) if i.grade("overall")]
        if judged:
            grade = GRADE_NAMES[judged[0].grade("overall")].lower()
            phrases.append(f"{row.council.name} {grade} in {judged[0].inspected[:4]}")
    return f"Grades: {sentence_list(phrases)}" if phrases else "Grades by judgement"


def _grade(inspection: GradedInspection, judgement: str) -> str:
    key = inspection.grade(judgement)
    return GRADE_NAMES[key] if key else "none"


def _graded(row: InspectedCouncil) -> list[GradedInspection]:
    """List a council's inspections that gave one of the grades, the newest first."""
    return [i for i in row.inspections if any(i.grade(judgement) for judgement in GRID)]


def _sources(shown: Iterable[tuple[str, GradedInspection]]) -> str:
    """Name the sources of grades: the reports, and papers that speak of an inspection."""
    titles = [i.document_title for _name, i in shown if i.document_title]
    return "; ".join(dict.fromkeys([_REPORTS, *titles]))


def _asked(
    history: History, ledger: Ledger, links: Links, limits: Sequence[str], several: bool
) -> list[Page]:
    """Build a council's pages: what comes back, and the newest recommendations that were read."""
    name, link = history.council.name, links.council(history.council.key)
    lines = [history.line(key) for key in limits] or list(history.areas)
    asked = [line for line in lines if line.asked]
    blocks: list[Block] = []
    returning = [line.sentence for line in asked if line.returns()]
    if not returning and history.read:
        blocks.append(Text("No area was asked about by more than one inspection.", "lead"))
    if asked:
        blocks.append(counts(asked, history, ledger, "Theme" if limits else "Improvement area"))
    if history.unread:
        blocks.append(unread(history))
    if not blocks:
        blocks.append(Text(f"The portal holds no inspection of {name}.", "gap"))
    pages = [
        Page(
            again(name, asked, history),
            tuple(blocks),
            link=link,
            link_text="The council’s page",
            weight=2 * several,
        )
    ]
    newest = next((stop for stop in reversed(history.read) if stop.requests), None)
    if newest:
        page = _newest(history, newest, ledger, link, limits)
        pages.insert(0, replace(page, weight=5) if several else page)
    if returning:
        phrases = Points(tuple(Point(sentence, _REPORTS, link=link) for sentence in returning))
        title = f"{name}: each area that was asked about again"
        link_text = "The council’s page"
        pages.append(Page(title, (phrases,), link=link, link_text=link_text, weight=ANNEX))
    return pages


def unread(history: History) -> Text:
    """Name the inspections of which the portal does not hold what they asked for."""
    dates = sentence_list([_dated(stop) for stop in history.unread])
    return Text(f"Not read, or not held: what was asked in {dates}.", "gap")


def again(name: str, asked: Sequence[Line], history: History) -> str:
    """Say what was asked about most often, for a page's title."""
    most = max(asked, key=lambda line: len(line.asked), default=None)
    if most is None or not most.returns():
        return f"{name}: what inspections asked"
    count, of = len(most.asked), plural(len(history.read), "inspection")
    alike = sum(len(line.asked) == count for line in asked) - 1
    more = f" and {plural(alike, 'more area')}" if alike else ""
    return f"{name} was asked about {_lower(most.subject.name)}{more} by {count} of {of}"


def _lower(name: str) -> str:
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def counts(lines: Sequence[Line], history: History, ledger: Ledger, what: str) -> Table:
    """Tabulate how many recommendations each inspection that was read made, a row a subject."""
    places = [place for place, stop in enumerate(history.stops) if stop in history.read]
    rows = []
    for line in lines:
        numbers = [len(line.cells[place].asked) for place in places]
        of = f"{sum(map(bool, numbers))} of {len(places)}"
        rows.append((line.subject.name, *[number or "none" for number in numbers], of))
    stops = [history.stops[place] for place in places]
    papers = {plan.document for stop in stops if stop.restated for plan in stop.plans}
    source = "; ".join([_REPORTS, *[ledger.source(paper) for paper in sorted(papers)]])
    return Table(
        "Recommendations to the council, by inspection",
        (what, *[_dated(stop) for stop in stops], "Inspections"),
        rows=tuple(rows),
        widths=(3, *([1.2] * len(stops)), 1.2),
        numeric=tuple(range(1, len(stops) + 2)),
        source=source,
    )


def _newest(history: History, stop: Stop, ledger: Ledger, link: str, limits: Sequence[str]) -> Page:
    requests = [
        request
        for request in stop.requests or ()
        if request.addressee == "council" and (not limits or set(request.themes) & set(limits))
    ]
    source = _REPORTS
    if stop.restated:
        source = "; ".join(ledger.source(plan.document) for plan in stop.plans)
    names = {line.subject.key: line.subject.name for line in history.areas}
    points = tuple(
        Point(
            f"{request.ref}: {request.summary}"
            + (" (made before, says the report)" if request.repeats else ""),
            source,
            strong=names.get(request.area, ""),
        )
        for request in requests[:MOST_ASKED]
    )
    blocks: list[Block] = [Points(points)] if points else [Text("Nothing on these themes.", "gap")]
    if len(requests) > MOST_ASKED:
        blocks.append(Text(f"{len(requests) - MOST_ASKED} more stand in the portal.", "gap"))
    when = f"{'' if stop.undated else 'in '}{_dated(stop)}"
    title = f"{history.council.name} was asked for {plural(len(requests), 'thing')} {when}"
    return Page(title, tuple(blocks), link=link, link_text="The council’s page", weight=1)


def _dated(stop: Stop) -> str:
    return f"by {stop.dated[:4]}" if stop.undated else printed_date(stop.dated[:7])
