"""The council in short: what it ranks worst and best on, grades, what comes back, what to ask."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.council_standing import CouncilStanding, Placing
from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.inspections import (
    FRAMEWORK_NAMES,
    GRADE_NAMES,
    GradedInspection,
    InspectedCouncil,
)
from portal.domain.pack_model import Block, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.ledger import Ledger, Links, first_lower, short_name
from portal.domain.pack_sections.summary import rank
from portal.domain.returns import History
from portal.domain.visits import Suggestion

TITLE = "The council in short"
MOST_ASKED, MOST_RETURNING = 3, 4
_REPORTS, _RULES = "Inspection reports", "Drawn by the portal’s rules"
_LINK = "The council’s page"


def in_short(
    standing: CouncilStanding,
    inspected: InspectedCouncil | None,
    history: History,
    suggestions: Sequence[Suggestion],
    ledger: Ledger,
    links: Links,
) -> Part:
    """Build two pages: the worst and best ranks; grades, what comes back and what to ask.

    Args:
        standing: where the council stands in official statistics.
        inspected: the council with its inspections, None where the portal holds none.
        history: what inspectors asked, and asked again.
        suggestions: lines of enquiry, the most telling first; the first current ones are given.
    """
    link, name = links.council(standing.council.key), standing.council.name
    asked = [line for line in suggestions if not line.older][:MOST_ASKED]
    points = (
        *_grades(inspected),
        *_returning(history),
        *(
            Point(line.wording, _RULES, strong=f"To ask, {number}")
            for number, line in enumerate(asked, start=1)
        ),
    )
    below: Block = Points(points) if points else Text(f"Nothing is known of {name} yet.", "gap")
    pages = (
        Page(
            _stands_out(standing),
            (_scorecard(standing, ledger),),
            link=link,
            link_text=_LINK,
        ),
        Page(_judged(name, inspected, history), (below,), link=link, link_text=_LINK),
    )
    return Part("summary", TITLE, pages=pages)


def _stands_out(standing: CouncilStanding) -> str:
    """Say what the council ranks worst and best on, for a page's title."""
    name = standing.council.name
    if not (standing.worst and standing.best):
        return f"{name}: where it stands out"
    worst, best = (short_name(ps[0].spine.indicator.name) for ps in (standing.worst, standing.best))
    return f"{name} ranks worst on {first_lower(worst)}, best on {first_lower(best)}"


def _judged(name: str, inspected: InspectedCouncil | None, history: History) -> str:
    """Say the newest overall grade and how much comes back, for a page's title."""
    graded = [i for i in (inspected.inspections if inspected else ()) if i.overall]
    returning = len(history.returning())
    phrases = [f"judged {_grade(graded[0])}"] if graded else []
    if returning:
        phrases.append(f"{plural(returning, 'area')} asked about more than once")
    return f"{name}: {'; '.join(phrases) or 'grades, what comes back, what to ask'}"


def _scorecard(standing: CouncilStanding, ledger: Ledger) -> Block:
    """List what the council ranks worst on, then what it ranks best on."""
    council = standing.council
    if not standing.ranked:
        why = "has no ranked figure" if standing.loaded else "cannot be ranked: none are loaded"
        return Text(f"In official statistics {council.name} {why}.", "gap")
    rows = [
        *_rows("Worst", standing.worst),
        *_rows("Best", standing.best),
    ]
    places: dict[str, list[str]] = {}
    for placing in (*standing.worst, *standing.best):
        indicator = placing.spine.indicator
        places.setdefault(indicator.document, []).append(indicator.place)
    return Table(
        f"Ranked worst and best, of {plural(standing.ranked, 'measure')} that rank it",
        ("", "Measure", council.name, "Rank", "England", "Neighbours", "Direction"),
        rows=tuple(rows),
        widths=(0.7, 4.6, 1, 1.2, 0.9, 1.1, 1.7),
        source=ledger.names(places),
    )


def _rows(group: str, placings: Sequence[Placing]) -> list[tuple[str, ...]]:
    return [
        (
            group,
            f"{placing.spine.indicator.name}, {placing.spine.when}",
            placing.row.scale.shown(placing.figure.value),
            rank(placing, fifths=False),
            _other(placing, placing.spine.england),
            _other(placing, placing.around.mean),
            placing.figure.travel or "not assessed",
        )
        for placing in placings
    ]


def _other(placing: Placing, value: float | None) -> str:
    """Write another area's value, where it may be held against the council's."""
    if placing.row.scale.sized:
        return "not compared"
    return "no figure" if value is None else placing.row.scale.shown(value)


def _grades(inspected: InspectedCouncil | None) -> list[Point]:
    """Say the overall grades, the newest first."""
    graded = [i for i in (inspected.inspections if inspected else ()) if i.overall]
    if not graded:
        return []
    newest, *before = graded
    framework = FRAMEWORK_NAMES.get(newest.framework, newest.title)
    text = f"{GRADE_NAMES[newest.overall]} in {_dated(newest)} ({framework})"
    if before:
        text += f"; before: {sentence_list([_grade(i) for i in before[:3]])}"
    return [Point(f"{text}.", _REPORTS, strong="Overall grade")]


def _grade(inspection: GradedInspection) -> str:
    return f"{GRADE_NAMES[inspection.overall].lower()} in {_dated(inspection)}"


def _dated(inspection: GradedInspection) -> str:
    return printed_date(inspection.inspected[:7])


def _returning(history: History) -> list[Point]:
    """Name the areas that more than one inspection asked about, those asked most often first."""
    lines = sorted(history.returning(), key=lambda line: -len(line.asked))
    if not lines:
        return []
    first = [f"{line.subject.name.lower()} ({len(line.asked)})" for line in lines[:MOST_RETURNING]]
    left = len(lines) - len(first)
    text = sentence_list([*first, *([f"{left} more"] if left else [])])
    text = f"{text[:1].upper()}{text[1:]}; in brackets by how many inspections."
    return [Point(text, _REPORTS, strong="Asked again")]
