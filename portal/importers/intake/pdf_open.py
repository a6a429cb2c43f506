"""Draw the columns of a header on through rows that only level lines part.

Browsers and Writer print such tables where the header's cells are coloured and the rows have a
line below each of them, but none beside their cells.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from portal.importers.intake.pdf_lines import Line
from portal.importers.intake.pdf_unruled import chunks

_NEAR = 3.0
_THIN = 2.0
_FEWEST_CELLS = 2


@dataclass(frozen=True, slots=True)
class OpenTable:
    """Hold a header's columns (their edges) and the heights of the lines below it."""

    edges: tuple[float, ...]
    heights: tuple[float, ...]


def open_tables(objects: Sequence[Any]) -> list[OpenTable]:
    """Find headers of coloured cells below which no upright line is drawn between columns.

    `objects` are the lines, rectangles and curves of a page.
    """
    heads = _coloured_rows(objects)
    level = sorted(
        (o["bottom"], o["x0"], o["x1"])
        for o in objects
        if o["bottom"] - o["top"] < _THIN and o["x1"] - o["x0"] > 2 * _NEAR
    )
    upright = [o for o in objects if o["x1"] - o["x0"] < _THIN]
    tables = []
    for number, (top, bottom, edges) in enumerate(heads):
        below = heads[number + 1][0] if number + 1 < len(heads) else float("inf")
        heights = [bottom, *_lines_below(level, bottom, below, edges)]
        parted = any(
            o["bottom"] > bottom + _NEAR
            and top - _NEAR < o["top"] < heights[-1]
            and _is_one(o["x0"], edges[1:-1])
            for o in upright
        )
        if len(heights) > 1 and not parted:
            tables.append(OpenTable(edges, tuple(heights)))
    return tables


def uprights(table: OpenTable, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines between its columns, row by row; words that run over one stand in merged cells."""
    drawn = []
    for top, bottom in pairwise(table.heights):
        inside = [line for line in lines if top < (line.top + line.bottom) / 2 < bottom]
        runs = [(run[0].x0, run[-1].x1) for line in inside for run in chunks(line)]
        for x in table.edges:
            if not any(x0 < x - 1 and x + 1 < x1 for x0, x1 in runs):
                drawn.append(_upright_line(x, top, bottom))
    return drawn


def _coloured_rows(objects: Sequence[Any]) -> list[tuple[float, float, tuple[float, ...]]]:
    """Rows of coloured cells that touch: upper and lower end, and the edges of columns."""
    areas = {
        (round(o["top"], 1), round(o["bottom"], 1), round(o["x0"], 1), round(o["x1"], 1))
        for o in objects
        if o.get("fill") and o["bottom"] - o["top"] > 2 * _NEAR and o["x1"] - o["x0"] > 2 * _NEAR
    }
    rows: list[tuple[float, float, tuple[float, ...]]] = []
    for (top, bottom), row in groupby(sorted(areas), key=lambda area: area[:2]):
        cells = [area[2:] for area in row]
        touch = all(abs(before[1] - after[0]) < _NEAR for before, after in pairwise(cells))
        edges = (*(left for left, _right in cells), cells[-1][1])
        inside = bool(rows) and _are_some_of(edges, rows[-1][2])
        if len(cells) >= _FEWEST_CELLS and touch and not inside:
            rows.append((top, bottom, edges))
    return rows


def _lines_below(
    level: Sequence[tuple[float, float, float]],
    top: float,
    bottom: float,
    edges: Sequence[float],
) -> list[float]:
    """The heights of level lines between two that begin and end at edges of columns.

    The last of them closes the table and so has its whole width.
    """
    between = level[
        bisect(level, (top + _NEAR, 0.0, 0.0)) : bisect(level, (bottom + _NEAR, 0.0, 0.0))
    ]
    heights: list[float] = []
    whole = 0
    for y, pieces in groupby(between, key=lambda piece: round(piece[0])):
        lefts, rights = zip(*((x0, x1) for _y, x0, x1 in pieces), strict=True)
        left, right = min(lefts), max(rights)
        if _is_one(left, edges) and _is_one(right, edges):
            if not heights or y - heights[-1] > _NEAR:
                heights.append(float(y))
            if abs(left - edges[0]) < _NEAR and abs(right - edges[-1]) < _NEAR:
                whole = len(heights)
    return heights[:whole]


def _are_some_of(edges: Sequence[float], others: Sequence[float]) -> bool:
    """Tell if coloured cells stand within a table: two of colours, or a reference and a title."""
    same = all(any(abs(x - other) < 1 for other in others) for x in edges)
    return same and len(edges) < len(others)


def _is_one(x: float, edges: Sequence[float]) -> bool:
    return any(abs(x - edge) < _NEAR for edge in edges)


def _upright_line(x: float, top: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line",
        "x0": x,
        "x1": x,
        "width": 0.0,
        "top": top,
        "bottom": bottom,
        "height": bottom - top,
    }
