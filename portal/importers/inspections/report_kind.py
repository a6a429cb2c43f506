"""Tell the kind of a report by its title page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.importers.inspections.pdf_text import flat
from portal.importers.inspections.records import RefusedReport

LAC_2013, SIF, REINSPECTION, BOARD_ALONE = "lac-2013", "sif", "sif-reinspection", "board"
ILACS_STANDARD, ILACS_SHORT = "ilacs-standard", "ilacs-short"
ILACS = (ILACS_STANDARD, ILACS_SHORT)
_SERVICES = r"services for children in need of help and protection"
_BOARD = r"review of the effectiveness of the local safeguarding children(?:'s)? board"
_LEADERS = r"impact of leaders on social work practice"
# A short inspection is of one week: at most this many days on site, both ends counted.
MOST_SHORT_DAYS = 7
# A span that no single visit has: only the days on site tell the length then.
LONGEST_VISIT = 21
_OTHERS = (
    ("focused visit", "a letter about a focused visit"),
    ("monitoring visit", "a letter about a monitoring visit"),
    ("joint targeted area inspection", "a letter about a joint targeted area inspection"),
    ("special educational needs", "a report on special educational needs"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A framework and whether the report reviews the safeguarding board too."""

    framework: str
    with_board: bool = False

    @property
    def label(self) -> str:
        """The kind in words."""
        if self.framework == SIF:
            return f"SIF {'with' if self.with_board else 'without'} LSCB review"
        return {
            LAC_2013: "looked after children 2013",
            REINSPECTION: "SIF re-inspection",
            BOARD_ALONE: "LSCB review only",
            ILACS_STANDARD: "ILACS standard",
            ILACS_SHORT: "ILACS short",
        }[self.framework]


def kind_of(texts: tuple[str, ...]) -> Kind:
    """Return the kind of a report; ILACS reports as standard, until their length is known.

    Raises:
        RefusedReport: if the first pages are those of no kind that the rules know.
    """
    first = flat(texts[0]).lower()
    opening = flat(" ".join(texts[:3])).lower()
    title = first[:400]
    with_board = re.search(_BOARD, first) is not None
    if re.search(r"inspection of looked after children('s)? services", title):
        return Kind(framework=LAC_2013)
    if re.search(rf"re-? ?inspection of {_SERVICES}", first):
        return Kind(framework=REINSPECTION, with_board=with_board)
    if re.search(rf"inspection of {_SERVICES}", first):
        return Kind(framework=SIF, with_board=with_board)
    if with_board:
        return Kind(framework=BOARD_ALONE, with_board=True)
    for words, name in _OTHERS:
        if words in title[:250] and not re.search(_LEADERS, first):
            raise RefusedReport(f"this is {name}, which gives no grades")
    if re.search(_LEADERS, opening):
        return Kind(framework=ILACS_STANDARD)
    raise RefusedReport(
        "the first page is that of no kind of report that the portal knows (ILACS, SIF and "
        "re-inspection, safeguarding board, looked after children 2013)"
    )


def length_of_visit(spans: tuple[tuple[date, date], ...]) -> str:
    """Return ILACS standard or short by the days on site."""
    days = sum((to - since).days + 1 for since, to in spans)
    return ILACS_SHORT if days <= MOST_SHORT_DAYS else ILACS_STANDARD
