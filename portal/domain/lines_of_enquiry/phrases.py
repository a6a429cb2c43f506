"""Phrases that the wordings of lines share, and how long each may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.indicators import Indicator, Series
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence, Planned
from portal.domain.visits import Reference
from portal.domain.vocabulary import Council, Plan

# Words of a `why`, and of a name within a question: alone, or beside another.
MOST_WORDS = 60
MOST_OF_A_NAME = 14
MOST_OF_TWO_NAMES = 9
# Figures about pupils are asked about as such, whatever improvement area they are filed under.
SCHOOLING = "schooling"
# The heading under which an improvement area is asked about; the others are practice.
_HEADINGS = {
    "front-door": "partners",
    "leadership-governance": "leadership",
    "records-data": "leadership",
    "resources-commissioning": "resources",
}


def heading_of(area: str, figures: bool = False) -> str:
    """Choose the heading under which an area's plans are asked about, or its figures."""
    if figures:
        return {"workforce": "practice"}.get(area, _HEADINGS.get(area, "outcomes"))
    return _HEADINGS.get(area, "practice")


def area_name(evidence: CouncilEvidence, area: str) -> str:
    """Name an improvement area, or schooling, within a sentence."""
    if area == SCHOOLING:
        return "the schooling of children known to social care"
    return lower(evidence.areas[area].name) if area in evidence.areas else "other services"


def lower(name: str) -> str:
    """Put a name within a sentence: its first letter small, unless the word is an abbreviation."""
    return name if name[1:2].isupper() or name[1:2].isdigit() else name[:1].lower() + name[1:]


def possessive(council: Council) -> str:
    """`Torbay’s`."""
    return f"{council.name}’" if council.name.endswith("s") else f"{council.name}’s"


def cite(plan: Plan) -> str:
    """`the draft plan of January 2015`."""
    word = {"draft": "draft plan", "progress report": "progress report"}.get(plan.status, "plan")
    name = plan.short_name.removesuffix(f" {plan.published[:4]}")
    return f"the {lower(name) if name else word} of {printed_date(plan.published[:7])}"


def some(words: Sequence[str], most: int) -> str:
    """List the first few, and how many more there are."""
    listed = list(dict.fromkeys(words))
    left = len(listed) - most
    return sentence_list(listed if left <= 0 else [*listed[:most], f"{left} more"])


def short(text: str, most: int) -> str:
    """Cut a text after some words, with an ellipsis where it was."""
    words = text.split()
    return text if len(words) <= most else f"{' '.join(words[:most]).rstrip(',;:.')} …"


def figure(series: Series) -> Reference:
    """Refer to a series' newest sure value."""
    return Reference("figure", f"{series.indicator.key}/{series.council.key}")


def indicator_phrase(indicator: Indicator) -> str:
    """Name an indicator within a sentence, with the reference printed for it."""
    name = lower(short(indicator.name.removesuffix(", share"), 14))
    ref = "" if indicator.official else indicator.ref
    return f"{name} ({ref})" if ref else name


def schooling(indicator: Indicator, end: date, basis: str) -> bool:
    """Test if a figure is about pupils: results, absence, exclusions, meals, special needs.

    Such figures are of a school year (to 31 August), or their definition speaks of pupils; the
    areas that they are filed under are those of the children, not of what schools do.
    """
    return (basis == "year" and end.month == 8) or "pupil" in indicator.definition.lower()


def brief(indicator: Indicator, most: int = MOST_OF_A_NAME) -> str:
    """Name an indicator within a question: without what it is a share of, cut where it is long."""
    name = lower(short(indicator.name.partition(", share")[0], most))
    ref = "" if indicator.official else indicator.ref
    return f"{name} ({ref})" if ref else name


def items_phrase(planned: Sequence[Planned]) -> str:
    """`3 items (2.1, 2.4 and P3)`."""
    refs = some([entry.item.ref for entry in planned], 4)
    return f"{plural(len(planned), 'item')} ({refs})"


def themes_of(planned: Iterable[Planned]) -> set[str]:
    """Collect the themes of some items."""
    return {theme for entry in planned for theme in entry.item.themes}


def weight_of(plan: Plan, count: int) -> int:
    """Weigh a line about a plan: those of newer plans first, then by how much it gathers."""
    return int(plan.published[:4]) * 1000 + count


def within(before: str, parts: Sequence[str], after: Callable[[int], str]) -> str:
    """Make a `why` of as many parts as its words allow, at least the first.

    Args:
        before: what comes first.
        parts: examples, the most telling first.
        after: what comes last, given how many parts are left out.
    """
    listed = ""
    for count in range(1, min(len(parts), 3) + 1):
        text = f"{before}{'; '.join(parts[:count])}{after(len(parts) - count)}"
        if listed and len(text.split()) > MOST_WORDS:
            break
        listed = text
    return listed[:1].upper() + listed[1:]
