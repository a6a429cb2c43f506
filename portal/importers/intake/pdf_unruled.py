"""A table of a PDF without lines: columns by where the words of its header begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from portal.importers.intake.columns import is_header
from portal.importers.intake.paper import Cell, Row, Table
from portal.importers.intake.pdf_lines import Line, Word, joined, lines_of
from portal.importers.intake.refs import is_numbered_item

_WIDE_GAP = 0.9
# Where names of columns stand close together, more than a space parts them.
_NARROW_GAP = 0.6
_MOST_HEADER_LINES = 4
_MOST_OF_WIDTH = 0.6


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
        heads = _heads(lines)
        listed = []
        if self.columns and (not heads or heads[0][0] > 0):
            end = _end(lines, 0, heads[0][0] if heads else len(lines))
            rows = _rows(lines[:end], self.columns, place, 1, drawn)
            if end and sum(len(row.filled) > 1 for row in rows) > len(rows) / 2:
                listed.append((0, end, Table(tuple(rows), place)))
        for number, (first, height, gap) in enumerate(heads):
            following = heads[number + 1][0] if number + 1 < len(heads) else len(lines)
            columns = _columns(lines[first : first + height], gap)
            self.columns = tuple(left for left, _text in columns)
            end = _end(lines, first + height, following)
            rows = _rows(lines[first + height : end], self.columns, place, 2, drawn)
            header = Row(tuple(Cell(text) for _left, text in columns), f"{place}, row 1")
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


def _heads(lines: Sequence[Line]) -> list[tuple[int, int, float]]:
    """The headers of a page: first line, height and least gap between columns of each."""
    heads: list[tuple[int, int, float]] = []
    at = 0
    while at < len(lines):
        for gap, height in product((_WIDE_GAP, _NARROW_GAP), range(1, _MOST_HEADER_LINES + 1)):
            columns = _columns(lines[at : at + height], gap)
            if len(columns) >= 3 and is_header([text for _left, text in columns]):
                height += _more_of_header(lines, at + height, lines[at : at + height])
                heads.append((at, height, gap))
                at += height - 1
                break
        at += 1
    return heads


def _end(lines: Sequence[Line], first: int, following: int) -> int:
    """The line that a table's rows end before: a heading, or the next header."""
    sizes = [line.size for line in lines[first:following]]
    usual = sorted(sizes)[len(sizes) // 2] if sizes else 0.0
    for at in range(first, following):
        line = lines[at]
        larger = line.size > usual + 0.9 or (line.bold and at == following - 1)
        if len(_chunks(line)) == 1 and (larger or (line.bold and is_numbered_item(line.text))):
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


def _columns(head: Sequence[Line], gap: float) -> list[tuple[float, str]]:
    """Groups of words that stand over one another, each with its left end and text."""
    groups: list[list[Word]] = []
    for line in head:
        for group in _chunks(line, gap):
            near = [
                g for g in groups
                if min(w.x0 for w in g) < group[-1].x1 and group[0].x0 < max(w.x1 for w in g)
            ]  # fmt: skip
            if near:
                near[0].extend(group)
                for other in near[1:]:
                    near[0].extend(other)
                    groups.remove(other)
            else:
                groups.append(list(group))
    placed = [(min(w.x0 for w in g), " ".join(line.text for line in lines_of(g))) for g in groups]
    return sorted(placed)


def _chunks(line: Line, gap: float = _WIDE_GAP) -> list[list[Word]]:
    chunks: list[list[Word]] = []
    for word in line.words:
        if chunks and word.x0 - chunks[-1][-1].x1 < word.size * gap:
            chunks[-1].append(word)
        else:
            chunks.append([word])
    return chunks


def _rows(
    lines: Sequence[Line], lefts: Sequence[float], place: str, first: int, drawn: Drawn
) -> list[Row]:
    rows: list[Row] = []
    for group in _groups(lines, lefts, drawn):
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
            texts.append(Cell(joint.text, fill=fill, wraps=joint.wraps))
        rows.append(Row(tuple(texts), f"{place}, row {len(rows) + first}"))
    return rows


def _groups(lines: Sequence[Line], lefts: Sequence[float], drawn: Drawn) -> list[list[Line]]:
    """Lines of one row: a new row begins after a wider gap, where the first column has
    words, or below a drawn line.
    """
    gaps = sorted(b.top - a.bottom for a, b in pairwise(lines) if b.top >= a.bottom)
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    first_column = [any(_column_of(word.x0, lefts) == 0 for word in line.words) for line in lines]
    by_first = sum(first_column) < 0.7 * len(lines)
    begins = [False] * len(lines)
    for at, line in enumerate(lines[1:], start=1):
        gap = line.top - lines[at - 1].bottom
        wide = gap > usual + line.size * 0.35
        begins[at] = wide or (by_first and first_column[at])
    cuts = [at > 0 and drawn.parts(lines[at - 1], line) for at, line in enumerate(lines)]
    if sum(cuts) >= sum(begins):
        begins = cuts  # Lines are drawn between all rows.
    else:
        begins = [begin or cut for begin, cut in zip(begins, cuts, strict=True)]
    groups: list[list[Line]] = []
    for line, new in zip(lines, begins, strict=True):
        if new or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _column_of(x: float, lefts: Sequence[float]) -> int:
    return max((at for at, left in enumerate(lefts) if left - 3 <= x), default=0)
