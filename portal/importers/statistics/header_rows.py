"""Headers of several rows: years over numbers and percentages, names under codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.domain.periods import UnknownPeriod, from_label
from portal.importers.statistics.cells import read_cell

_CODE = re.compile(r"E[0-9]{8}")
Levels = Sequence[tuple[str, ...]]


def is_period(text: str) -> bool:
    """Tell if a text is the label of a period: 2019, 2019/20, 2018 - 20."""
    try:
        from_label(re.sub(r"\s*([/–-])\s*", r"\1", text), "financial")
    except UnknownPeriod:
        return False
    return text != "0"


def header_levels(rows: Sequence[Sequence[str]], place: int) -> tuple[int, int, Levels]:
    """The first and the last row of a header, and the texts that stand over each column.

    A header goes over several rows where one alone leaves columns without a name, or two with the
    same, and all rows together do not.

    Args:
        rows: the first rows of a file, the header among them.
        place: that of the row that is filled like a header.
    """
    while place and _holds_figures(rows[place]) and _filled(rows[place - 1]) > 1:
        place -= 1
    alone = place, place, [(name.strip(),) for name in rows[place]]
    last = place
    while last + 1 < len(rows) and _goes_on(rows[last], rows[last + 1]):
        last += 1
    width = len(rows[last])
    used = [
        n for n in range(width) if any(n < len(row) and row[n].strip() for row in rows[last + 1 :])
    ]
    first = place
    while not _tells_apart(rows[first : last + 1], used):
        if not first or _filled(rows[first - 1]) < 2:
            return alone
        first -= 1
    levels = _levels(rows[first : last + 1])
    return (first, last, levels) if first < last and _all_below(levels, used) else alone


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _holds_figures(row: Sequence[str]) -> bool:
    """Tell if a row names an area by its code and holds a number that is no year."""
    cells = [cell.strip() for cell in row if cell.strip()]
    numbers = [c for c in cells if (read := read_cell(c)) is not None and read.value is not None]
    return any(map(_CODE.fullmatch, cells)) and not all(map(is_period, numbers))


def _all_below(levels: Levels, used: Sequence[int]) -> bool:
    """Tell if each name that stands under several years stands under one in all its columns.

    Else the cells above are not where they belong, and no one can say of which year a column is.
    """
    lowest = [levels[place][-1] for place in used]
    return all(
        len(levels[place]) > 1 or lowest.count(name) == 1
        for place, name in zip(used, lowest, strict=True)
    )


def _goes_on(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell if a row under a header is its next one: it names no area, and holds no figure."""
    filled = [cell.strip() for cell in lower if cell.strip()]
    if len(upper) != len(lower) or lower[0].strip() or len(filled) < 2:
        return False
    names = [cell.strip() for cell in upper]
    twice = len(set(names)) < len(names)
    return all(read_cell(text) is None for text in filled) or (
        twice and all(map(is_period, filled))
    )


def _tells_apart(header: Sequence[Sequence[str]], used: Sequence[int]) -> bool:
    levels = _levels(header)
    names = [levels[place] for place in used]
    return all(names) and len(set(names)) == len(names)


def _levels(header: Sequence[Sequence[str]]) -> Levels:
    """The texts over each column, those of merged cells over each of theirs."""
    width = len(header[-1])
    cells = [[*(cell.strip() for cell in row), *[""] * width][:width] for row in header]
    begins = [False] * width
    for depth, row in enumerate(cells[:-1]):
        named = [bool(cell) for cell in row]
        begins = [a or b for a, b in zip(begins, named, strict=True)]
        for place in range(1, width):
            below = [any(lower[n] for lower in cells[depth + 1 :]) for n in (place - 1, place)]
            if not begins[place] and all(below):
                row[place] = row[place - 1]
    return [tuple(row[place] for row in cells if row[place]) for place in range(width)]
