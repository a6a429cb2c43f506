"""The council in short, on one page: worst and best ranks, grades, what comes back, what to ask."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.council_standing import CouncilStanding, PlacedFigure
from portal.domain.formatting import plural, printed_date
from portal.domain.inspections import GRADE_NAMES, GradedInspection, InspectedCouncil
from portal.domain.pack_model import OPENING, Block, Page, Part, Table, Text
from portal.domain.pack_sections.ledger import Ledger, Links, first_lower, short_name
from portal.domain.pack_sections.periods import short_period
from portal.domain.pack_sections.summary import rank
from portal.domain.returns import History
from portal.domain.visits import Suggestion

TITLE = "The council in short"
MOST_ASKED, MOST_RETURNING, MOST_GRADES = 3, 4, 5
_LINK = "The council’s page"


def in_short(
    standing: CouncilStanding,
    inspected: InspectedCouncil | None,
    history: History,
    suggestions: Sequence[Suggestion],
    ledger: Ledger,
    links: Links,
) -> Part:
    """Build one page: the worst and best ranks, and beneath grades, what comes back, what to ask.

    Args:
        standing: where the council stands in official statistics.
        inspected: the council with its inspections, None where the portal holds none.
        history: what inspectors asked, and asked again.
        suggestions: lines of enquiry, the most telling first; the first current ones are given.
    """
    asked = [line.wording for line in suggestions if not line.older][:MOST_ASKED]
    below = Table(
        "Grades, what comes back, and what to ask",
        ("Overall grades", "Asked again (of inspections)", _to_ask(len(asked))),
        rows=(
            (
                _grades(inspected),
                _returning(history),
                "\n".join(f"{number}. {text}" for number, text in enumerate(asked, start=1))
                or "The figures and papers at hand suggest nothing.",
            ),
        ),
        widths=(2.1, 2.6, 4.9),
        source=_sources(standing),
        bare=True,
    )
    page = Page(
        _stands_out(standing),
        (_scorecard(standing, ledger), below),
        link=links.council(standing.council.key),
        link_text=_LINK,
    )
    return Part(OPENING, TITLE, pages=(page,))


def _sources(standing: CouncilStanding) -> str:
    """Say where both tables come from, and of how many measures the worst and best are."""
    reports = "inspection reports; what to ask is drawn by the portal’s rules"
    if not standing.ranked:
        return f"{reports[:1].upper()}{reports[1:]}"
    of = plural(standing.ranked, "ranked measure")
    return f"Official statistics, worst and best of {of}, beside the mean of neighbours; {reports}"


def _to_ask(count: int) -> str:
    return "What to ask" if count < 2 else f"{('Two', 'Three')[count - 2]} things to ask"


def _stands_out(standing: CouncilStanding) -> str:
    """Say what the council ranks worst and best on, for a page's title."""
    name = standing.council.name
    if not (standing.worst and standing.best):
        return f"{name}: where it stands out"
    worst, best = (short_name(ps[0].spine.indicator.name) for ps in (standing.worst, standing.best))
    return f"{name} ranks worst on {first_lower(worst)}, best on {first_lower(best)}"


def _scorecard(standing: CouncilStanding, ledger: Ledger) -> Block:
    """List what the council ranks worst on, then what it ranks best on."""
    council = standing.council
    if not standing.ranked:
        why = "has no ranked figure" if standing.loaded else "cannot be ranked: none are loaded"
        return Text(f"In official statistics {council.name} {why}.", "gap")
    rows = [*_rows("Worst", standing.worst), *_rows("Best", standing.best)]
    places: dict[str, list[str]] = {}
    for placing in (*standing.worst, *standing.best):
        indicator = placing.spine.indicator
        places.setdefault(indicator.document, []).append(indicator.place)
    ledger.names(places)
    of = plural(standing.ranked, "measure")
    return Table(
        f"Ranked worst and best, of {of} that rank {council.name}",
        ("", "Measure", "Period", "Value", "England", "Neighbours", "Rank", "Trend"),
        rows=tuple(rows),
        widths=(0.8, 6.9, 1.35, 1.0, 1.05, 1.35, 1.3, 2.1),
        tones=tuple(str(row[0]).lower() for row in rows),
        bare=True,
    )


def _rows(group: str, placings: Sequence[PlacedFigure]) -> list[tuple[str, ...]]:
    return [
        (
            group,
            short_name(placing.spine.indicator.name),
            _together(short_period(placing.spine.when)),
            placing.row.scale.shown(placing.figure.value),
            _other(placing, placing.spine.england),
            _other(placing, placing.around.mean),
            _together(rank(placing, fifths=False)),
            placing.figure.travel or "not assessed",
        )
        for placing in placings
    ]


def _together(text: str) -> str:
    """Keep a period or a rank on one line."""
    return text.replace(" ", "\u00a0")


def _other(placing: PlacedFigure, value: float | None) -> str:
    """Write another area's value, where it may be held against the council's."""
    if placing.row.scale.sized:
        return "not compared"
    return "no figure" if value is None else placing.row.scale.shown(value)


def _grades(inspected: InspectedCouncil | None) -> str:
    """Say the overall grades, the newest first, a line each."""
    graded = [i for i in (inspected.inspections if inspected else ()) if i.overall]
    lines = [f"{_dated(i)}: {GRADE_NAMES[i.overall].lower()}" for i in graded[:MOST_GRADES]]
    return "\n".join(lines) or "The portal holds no overall grade."


def _dated(inspection: GradedInspection) -> str:
    return printed_date(inspection.inspected[:7])


def _returning(history: History) -> str:
    """Name the areas that more than one inspection asked about, those asked most often first."""
    lines = sorted(history.returning(), key=lambda line: -len(line.asked))
    first = [
        f"{line.subject.name} ({len(line.asked)} of {len(history.read)})"
        for line in lines[:MOST_RETURNING]
    ]
    left = len(lines) - len(first)
    more = [f"and {plural(left, 'more area')}"] if left else []
    nothing = "Nothing, as far as the reports were read." if history.read else "No report is read."
    return "\n".join([*first, *more]) or nothing
