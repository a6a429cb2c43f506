"""A table of a PDF without upright lines: columns by the empty strips between words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.importers.intake.columns import is_header
from portal.importers.intake.holdings import is_ref
from portal.importers.intake.paper import Cell, Row, Table
from portal.importers.intake.pdf_lines import Line, Word, joined, lines_of
from portal.importers.intake.refs import is_numbered_item

# No space between words is as wide, in heights of the type; every strip between columns is.
_GAP = 0.42
_FEWEST_COLUMNS = 3
_MOST_HEADER_LINES = 4
_LINES_LOOKED_AT = 14
_MOST_OF_WIDTH = 0.6
# Of the lines with several columns this share may run over a strip: rows across the table.
_MOST_ACROSS = 0.08
_FEWEST_REFS = 0.8
_LINES_OF_NAMES = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hold the drawings of a page: level lines (left, right, height), areas of colour."""

    levels: tuple[tuple[float, float, float], ...] = ()
    areas: tuple[tuple[float, float, float, float, str], ...] = ()

    def parts(self, upper: Line, lower: Line) -> bool:
        """Tell if a line is drawn between two lines of words, across most of them."""
        between = [
            (x0, x1)
            for x0, x1, y in self.levels
            if upper.bottom - 1 <= y <= lower.top + 1 and x1 - x0 > 1
        ]
        if not between:
            return False
        left, right = min(upper.x0, lower.x0), max(upper.x1, lower.x1)
        reach = min(max(x1 for _x0, x1 in between), right) - max(min(x for x, _ in between), left)
        return reach > (right - left) * _MOST_OF_WIDTH

    def crosses(self, left: float, right: float, upper: float, lower: float) -> bool:
        """Tell if a level line is drawn over a column between two heights."""
        middle = (left + right) / 2
        return any(x0 <= middle <= x1 and upper - 1 <= y <= lower + 1 for x0, x1, y in self.levels)

    def is_filled(self, line: Line) -> bool:
        """Tell if a line of words stands on a coloured area."""
        y = (line.top + line.bottom) / 2
        return any(
            x0 <= line.x0 + 2 and line.x0 + 2 <= x1 and top <= y <= bottom
            for x0, top, x1, bottom, _colour in self.areas
        )

    def colour(self, left: float, right: float, top: float, bottom: float) -> str:
        """The colour of the area that lies in a cell, empty where it is that of whole rows."""
        y = (top + bottom) / 2
        inside = [
            colour
            for x0, upper, x1, lower, colour in self.areas
            if left - 12 <= x0 and x1 <= right + 12 and upper <= y <= lower and x1 - x0 > 4
        ]
        return inside[-1] if inside else ""


@dataclass(slots=True)
class Unruled:
    """Finds tables without lines page by page; `columns` are those of the page before."""

    columns: tuple[float, ...] = ()

    def tables(
        self, lines: Sequence[Line], place: str, drawn: Drawn
    ) -> list[tuple[int, int, Table]]:
        """Return the tables of a page, each with the numbers of its first and last line but one.

        A header begins a table, a heading ends it; rows at the top of a page go on with the table
        of the page before.
        """
        heads = _heads(lines, drawn)
        listed = []
        if self.columns and (not heads or heads[0][0] > 0):
            end = _end(lines, 0, heads[0][0] if heads else len(lines))
            again = _lefts(lines[:end])
            lefts = again if len(again) == len(self.columns) else self.columns
            rows = _rows(lines[:end], lefts, place, 1, drawn)
            if end and sum(len(row.filled) > 1 for row in rows) > len(rows) / 2:
                listed.append((0, end, Table(tuple(rows), place)))
        for number, (first, height) in enumerate(heads):
            following = heads[number + 1][0] if number + 1 < len(heads) else len(lines)
            end = _end(lines, first + height, following)
            self.columns = tuple(_lefts(lines[first:end]))
            header = _header(lines[first : first + height], self.columns, f"{place}, row 1")
            rows = _rows(lines[first + height : end], self.columns, place, 2, drawn)
            listed.append((first, end, Table((header, *rows), place)))
            listed += self._below_headings(lines, end, following, header, drawn)
        if not listed or listed[-1][1] < len(lines):
            self.columns = ()
        return listed

    def _below_headings(
        self, lines: Sequence[Line], end: int, following: int, header: Row, drawn: Drawn
    ) -> list[tuple[int, int, Table]]:
        """Return the parts of a table that go on below headings between its rows."""
        place = header.place.rpartition(",")[0]
        listed: list[tuple[int, int, Table]] = []
        count = 2
        while end + 1 < following:
            first, end = end + 1, _end(lines, end + 1, following)
            if end == first:
                continue  # One heading below another.
            rows = _rows(lines[first:end], self.columns, place, count, drawn)
            if sum(len(row.filled) > 2 for row in rows) <= len(rows) / 2:
                break
            count += len(rows)
            listed.append((first, end, Table((header, *rows), place)))
        return listed


def _heads(lines: Sequence[Line], drawn: Drawn) -> list[tuple[int, int]]:
    """The headers of a page: first line and height of each.

    A header is known by names of columns, or it is set as one, bold or on a colour, above lines
    that are not.
    """
    heads: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        height = _height_of_header(lines, at, drawn)
        if height:
            heads.append((at, height))
        at += max(height, 1)
    return heads


def _height_of_header(lines: Sequence[Line], at: int, drawn: Drawn) -> int:
    below = lines[at : _end(lines, at + 1, min(len(lines), at + _LINES_LOOKED_AT))]
    lefts = _lefts(below)
    if len(lefts) < _FEWEST_COLUMNS or len(chunks(lines[at])) < 2:
        return 0
    for height in range(1, min(_MOST_HEADER_LINES, len(below)) + 1):
        texts = _header(lines[at : at + height], lefts, "").texts
        if is_header(texts, names_actions=True):
            return height + _more_of_header(lines, at + height, lines[at : at + height])
    set_apart = [line.bold or drawn.is_filled(line) for line in below]
    height = next((n for n, apart in enumerate(set_apart) if not apart), len(below))
    texts = _header(lines[at : at + height], lefts, "").texts
    if 0 < height <= _MOST_HEADER_LINES and height < len(below) and sum(map(bool, texts)) > 2:
        return height
    return 0


def _header(head: Sequence[Line], lefts: Sequence[float], place: str) -> Row:
    cells: list[list[Word]] = [[] for _ in lefts]
    for line in head:
        for word in line.words:
            cells[_column_of(word.x0, lefts)].append(word)
    texts = (" ".join(line.text for line in lines_of(words)) for words in cells)
    return Row(tuple(Cell(text, bold=True) for text in texts), place)


def _end(lines: Sequence[Line], first: int, following: int) -> int:
    """The line that a table's rows end before: a heading, or the next header."""
    sizes = [line.size for line in lines[first:following]]
    usual = sorted(sizes)[len(sizes) // 2] if sizes else 0.0
    for at in range(first, following):
        line = lines[at]
        larger = line.size > usual + 0.9 or (line.bold and at == following - 1)
        if len(chunks(line)) == 1 and (larger or (line.bold and is_numbered_item(line.text))):
            return at
    return following


def _more_of_header(lines: Sequence[Line], at: int, head: Sequence[Line]) -> int:
    """Lines of the header's type that stand close below it."""
    more = 0
    while at + more < len(lines) and head[-1].bold and lines[at + more].bold:
        if lines[at + more].top - lines[at + more - 1].bottom > head[-1].size * 0.6:
            break
        more += 1
    return more


def _lefts(lines: Sequence[Line]) -> list[float]:
    """The left ends of columns: right of each strip that no line with several columns covers."""
    several = [line for line in lines if len(chunks(line)) > 1]
    if not several:
        return []
    size = sorted(line.size for line in several)[len(several) // 2]
    spans = sorted((chunk[0].x0, chunk[-1].x1) for line in several for chunk in chunks(line))
    ends = sorted({x for span in spans for x in span})
    may_cross = int(_MOST_ACROSS * len(several))
    # A column of colours alone has words in its header only.
    named = {chunk[0].x0 for line in several[:_LINES_OF_NAMES] for chunk in chunks(line)}
    lefts = [spans[0][0]]
    start = None
    for left, right in pairwise(ends):
        covering = sum(x0 < right - 0.1 and left + 0.1 < x1 for x0, x1 in spans)
        if covering <= may_cross:
            start = left if start is None else start
            if right - start >= _GAP * size and right not in lefts:
                begun = sum(x0 < right + 0.1 < x1 for x0, x1 in spans)
                if begun > may_cross or right in named:
                    lefts.append(right)
        else:
            start = None
    return lefts


def chunks(line: Line, gap: float = _GAP) -> list[list[Word]]:
    """The words of a line by the columns that wide gaps part."""
    parts: list[list[Word]] = []
    for word in line.words:
        if parts and word.x0 - parts[-1][-1].x1 < word.size * gap:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _is_across(line: Line, lefts: Sequence[float]) -> bool:
    """Tell if words run over the strips between columns: a row across the table."""
    return any(
        chunk[0].x0 < left - 1 and chunk[-1].x1 > left + 1
        for chunk in chunks(line)
        for left in lefts[1:]
    )


def _rows(
    lines: Sequence[Line], lefts: Sequence[float], place: str, first: int, drawn: Drawn
) -> list[Row]:
    rows: list[Row] = []
    heights: list[tuple[float, float]] = []
    for group in _groups(lines, lefts, drawn):
        where = f"{place}, row {len(rows) + first}"
        heights.append((group[0].top, group[-1].bottom))
        if _is_across(group[0], lefts):
            bold = all(line.bold for line in group)
            cell = Cell(" ".join(line.text for line in group), bold=bold)
            more = [replace(cell, across=True)] * (len(lefts) - 1)
            rows.append(Row((cell, *more), where))
            continue
        cells: list[list[Word]] = [[] for _ in lefts]
        for line in group:
            for word in line.words:
                cells[_column_of(word.x0, lefts)].append(word)
        texts = []
        for at, words in enumerate(cells):
            right = lefts[at + 1] if at + 1 < len(lefts) else 10_000.0
            held = lines_of(words)
            widest = max((line.x1 for line in held), default=right)
            joint = joined(held, min(right - 4, widest + 1))
            fill = drawn.colour(lefts[at], right, group[0].top, group[-1].bottom)
            bold = bool(held) and all(line.bold for line in held)
            texts.append(Cell(joint.text, fill=fill, bold=bold, wraps=joint.wraps))
        rows.append(Row(tuple(texts), where))
    return _merged_down(rows, heights, lefts, drawn)


def _merged_down(
    rows: Sequence[Row],
    heights: Sequence[tuple[float, float]],
    lefts: Sequence[float],
    drawn: Drawn,
) -> list[Row]:
    """Put cells together that a line between rows leaves out, in columns that others cross."""
    grid = [list(row.cells) for row in rows]
    for at, left in enumerate(lefts[:-1]):
        crossed = [
            drawn.crosses(left, lefts[at + 1], upper[1], lower[0])
            for upper, lower in pairwise(heights)
        ]
        others = [
            drawn.crosses(lefts[at + 1], lefts[at + 2] if at + 2 < len(lefts) else lefts[-1] + 9,
                          upper[1], lower[0])
            for upper, lower in pairwise(heights)
        ]  # fmt: skip
        if not any(crossed) or not any(o and not c for o, c in zip(others, crossed, strict=True)):
            continue
        begins = 0
        for number, (over, beside) in enumerate(zip(crossed, others, strict=True), start=1):
            cell = grid[number][at]
            if over or not beside or cell.across or grid[begins][at].across:
                begins = number
                continue
            text = f"{grid[begins][at].text} {cell.text}".strip()
            for upper in range(begins, number + 1):
                grid[upper][at] = replace(grid[begins][at], text=text, down=upper > begins)
    return [replace(row, cells=tuple(cells)) for row, cells in zip(rows, grid, strict=True)]


def _groups(lines: Sequence[Line], lefts: Sequence[float], drawn: Drawn) -> list[list[Line]]:
    """Lines of one row: a new row begins after a wider gap, at a reference, where the first column
    has words, or below a drawn line; a line across the table is a row of its own.
    """
    gaps = sorted(b.top - a.bottom for a, b in pairwise(lines) if b.top >= a.bottom)
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    first_column = [any(_column_of(word.x0, lefts) == 0 for word in line.words) for line in lines]
    by_first = sum(first_column) < 0.7 * len(lines)
    across = [_is_across(line, lefts) for line in lines]
    numbered = _numbered(lines, lefts, across)
    begins = [False] * len(lines)
    wide = [False] * len(lines)
    for at, line in enumerate(lines[1:], start=1):
        wide[at] = line.top - lines[at - 1].bottom > usual + line.size * 0.35
        begins[at] = wide[at] or (by_first and first_column[at])
    if numbered:
        begins = list(numbered)
    cuts = [at > 0 and drawn.parts(lines[at - 1], line) for at, line in enumerate(lines)]
    if sum(cuts) >= sum(begins[1:]):
        begins = cuts  # Lines are drawn between all rows.
    elif not numbered:
        begins = [begin or cut for begin, cut in zip(begins, cuts, strict=True)]
    groups: list[list[Line]] = []
    for at, (line, new) in enumerate(zip(lines, begins, strict=True)):
        goes_on = at > 0 and across[at] and across[at - 1] and not wide[at]
        parted = at > 0 and across[at] != across[at - 1]
        if not groups or parted or (across[at] and not goes_on) or (new and not goes_on):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _numbered(lines: Sequence[Line], lefts: Sequence[float], across: Sequence[bool]) -> list[bool]:
    """The lines at which a row begins by its reference, where a column holds references alone."""
    for column in range(min(2, len(lefts) - 1)):
        texts = [
            " ".join(word.text for word in line.words if _column_of(word.x0, lefts) == column)
            for line in lines
        ]
        filled = [t for t, is_across in zip(texts, across, strict=True) if t and not is_across]
        refs = sum(map(is_ref, filled))
        if refs > 1 and refs >= _FEWEST_REFS * len(filled):
            return [
                is_ref(text) and not is_across
                for text, is_across in zip(texts, across, strict=True)
            ]
    return []


def _column_of(x: float, lefts: Sequence[float]) -> int:
    return max((at for at, left in enumerate(lefts) if left - 3 <= x), default=0)
