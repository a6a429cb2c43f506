"""Find the sections of a report that list recommendations, by headings that are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.importers.inspections.records import Addressee, Line
from portal.importers.inspections.report_kind import BOARD_ALONE, ILACS, LAC_2013, Kind

# A heading is short; a line of a paragraph that begins like it is not.
_LONGEST_HEADING = 14
# A list of contents: on one of the first pages, with so many lines that end in a page's number.
_LAST_CONTENTS, _FEWEST_ENTRIES = 6, 5
_ENDS_IN_PAGE = re.compile(r"[a-zA-Z)]\s*\.*\s+\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Section:
    """The lines between two headings, and who is asked.

    `misplaced` for a heading that stands after the findings that ought to follow it.
    """

    addressee: Addressee
    page: int
    lines: tuple[Line, ...]
    misplaced: bool = False


def sections(kind: Kind, lines: Sequence[Line]) -> list[Section]:
    """Return the sections of a report's recommendations, in order.

    Headings that follow one another directly are one section's; so are lists of one addressee
    under headings that follow one another, whose numbers go on.
    """
    rules = _patterns("ilacs" if kind.framework in ILACS else kind.framework)
    addressee: Addressee = "board" if kind.framework == BOARD_ALONE else "council"
    listed: list[Section] = []
    open_lines: list[Line] | None = None
    page = 0
    past = False
    # Words of the board before the council's own list are of a summary, not of its section.
    middle = lines[-1].page / 2 if lines else 0

    def close() -> None:
        nonlocal open_lines
        if open_lines is not None:
            listed.append(Section(addressee=addressee, page=page, lines=tuple(open_lines)))
        open_lines = None

    for at, line in enumerate(lines):
        if line.page == 1 or _in_contents(lines, at):
            continue
        reached = bool(listed) or open_lines is not None or line.page > middle
        if reached and kind.with_board and not past and _fits(rules["board"], line.text):
            if addressee != "board" or not _fits(rules["begin"], line.text):
                close()
            addressee = "board"
        if _fits(rules["past"], line.text):
            past = addressee == "board"
        if _fits(rules["begin"], line.text):
            if past:
                close()
                listed.append(
                    Section(addressee=addressee, page=line.page, lines=(), misplaced=True)
                )
            elif open_lines is None:
                open_lines, page = [], line.page
        elif _fits(rules["end"], line.text):
            close()
        elif open_lines is not None:
            open_lines.append(line)
    close()
    return listed


def _in_contents(lines: Sequence[Line], at: int) -> bool:
    """Tell if a line stands in the list of contents: on its page, lines end in page numbers."""
    page = lines[at].page
    if page > _LAST_CONTENTS:
        return False
    ours = [line.text for line in _page(lines, at, page)]
    numbered = sum(_ENDS_IN_PAGE.search(text) is not None for text in ours)
    return "Contents" in ours and numbered >= _FEWEST_ENTRIES


def _page(lines: Sequence[Line], at: int, page: int) -> Sequence[Line]:
    start = at
    while start and lines[start - 1].page == page:
        start -= 1
    end = at
    while end < len(lines) and lines[end].page == page:
        end += 1
    return lines[start:end]


def _fits(patterns: Sequence[re.Pattern[str]], text: str) -> bool:
    return len(text.split()) <= _LONGEST_HEADING and any(p.fullmatch(text) for p in patterns)


@cache
def _patterns(framework: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    rules = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
    ours = rules[framework if framework in ("ilacs", LAC_2013) else "sif"]
    return {
        name: tuple(re.compile(pattern) for pattern in ours.get(name, ()))
        for name in ("begin", "end", "board", "past")
    }
