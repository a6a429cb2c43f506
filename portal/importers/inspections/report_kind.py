"""Tell the kind of a report by its title page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from portal.importers.inspections.pdf_text import flat
from portal.importers.inspections.records import RefusedReport

LAC_2013, SIF, REINSPECTION, BOARD_ALONE = "lac-2013", "sif", "sif-reinspection", "board"
ILACS_STANDARD, ILACS_SHORT = "ilacs-standard", "ilacs-short"
ILACS = (ILACS_STANDARD, ILACS_SHORT)
KIND_NAMES = {
    SIF: "SIF",
    REINSPECTION: "SIF re-inspection",
    ILACS_STANDARD: "ILACS standard",
    ILACS_SHORT: "ILACS short",
    LAC_2013: "looked after children 2013",
    BOARD_ALONE: "LSCB review only",
}
_SERVICES = r"services for children in need of help,? (?:care )?(?:and|&) protection"
_BOARD = r"review of the effectiveness of the local safeguarding children(?:'s)? board"
_LEADERS = r"impact of leaders on social work practice"
# A short inspection is of one week: at most this many days on site, both ends counted.
MOST_SHORT_DAYS = 7
# A span that no single visit has: only the days on site tell the length then.
LONGEST_VISIT = 21
# Titles stand within so many characters of a report's beginning; below them it tells of others.
_TITLE = 600
_GRADED_TABLE = re.compile(
    rf"judge?ments?:? grades?\b.*{_LEADERS}|{_LEADERS}(?: with children and families)?\W*"
    r"(?:requires? improvement|good|outstanding|inadequate)"
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
        return KIND_NAMES[self.framework]


def kind_of(texts: tuple[str, ...]) -> Kind:
    """Return the kind of a report; ILACS reports as standard, until their length is known.

    Raises:
        RefusedReport: if the first pages are those of no kind that the rules know.
    """
    first = flat(texts[0]).lower()
    opening = flat(" ".join(texts[:3])).lower()
    title = first[:_TITLE]
    with_board = re.search(_BOARD, title) is not None
    if re.search(r"inspection of looked after children('s)? services", title):
        return Kind(framework=LAC_2013)
    if re.search(rf"re-? ?inspection of {_SERVICES}", title):
        return Kind(framework=REINSPECTION, with_board=with_board)
    if re.search(rf"inspection of {_SERVICES}", title):
        return Kind(framework=SIF, with_board=with_board)
    if with_board:
        # A table of the council's grades on the page of a board's title is of both.
        both = re.search(r"leadership, ?management and governance", first) is not None
        return Kind(framework=SIF if both else BOARD_ALONE, with_board=True)
    if _GRADED_TABLE.search(opening):
        return Kind(framework=ILACS_STANDARD)
    for pattern, name in _others().items():
        if re.search(pattern, first):
            raise RefusedReport(f"this is {name}")
    if re.search(_LEADERS, opening):
        return Kind(framework=ILACS_STANDARD)
    raise RefusedReport(
        "the first page is that of no kind of report that the portal knows (ILACS, SIF and "
        "re-inspection, safeguarding board, looked after children 2013)"
    )


@cache
def _others() -> Mapping[str, str]:
    """Patterns of the first page of what is no report of a kind above, and what it is."""
    rules = tomllib.loads(Path(__file__).with_name("other_kinds.toml").read_text(encoding="utf-8"))
    return {rule["words"]: rule["name"] for rule in rules["kinds"]}


def length_of_visit(spans: tuple[tuple[date, date], ...]) -> str:
    """Return ILACS standard or short by the days on site."""
    days = sum((to - since).days + 1 for since, to in spans)
    return ILACS_SHORT if days <= MOST_SHORT_DAYS else ILACS_STANDARD
