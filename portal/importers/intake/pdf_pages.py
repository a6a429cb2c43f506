"""Put a table together that runs over pages: repeated headers, rows and cells that are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from portal.importers.intake.paper import Cell, Row, Table
from portal.importers.intake.refs import is_code

Box = tuple[float, float, float, float]
_FEWEST_FILLED = 0.7
_NEAR = 3.0
_SHORTEST_LINE = 6.0


def missing_borders(edges: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines that close cells where a page's end cuts a row and draws no border.

    Between neighbours of the vertical lines that end (or begin) at one height a line is missing
    where none is drawn.
    """
    upright = _whole_lines(edges)
    level = [e for e in edges if e["orientation"] == "h" and e["width"] >= _SHORTEST_LINE]
    missing = []
    for end in ("bottom", "top"):
        heights: list[tuple[float, list[float]]] = []
        for edge in sorted(upright, key=lambda e: e[end]):
            if not heights or edge[end] - heights[-1][0] > _NEAR:
                heights.append((edge[end], []))
            heights[-1][1].append(edge["x0"])
        for y, lefts in heights:
            drawn = [e for e in level if abs(e["top"] - y) <= _NEAR]
            for left, right in pairwise(sorted(lefts)):
                middle = (left + right) / 2
                crossed = any(e["x0"] <= middle <= e["x1"] for e in drawn)
                if right - left > _SHORTEST_LINE and not crossed:
                    missing.append(_level_line(left, right, y))
    return missing


def _whole_lines(edges: Sequence[Any]) -> list[dict[str, float]]:
    """Vertical lines that are drawn row by row, each as one from end to end."""
    pieces = [e for e in edges if e["orientation"] == "v"]
    whole: list[dict[str, float]] = []
    for piece in sorted(pieces, key=lambda e: (round(e["x0"]), e["top"])):
        last = whole[-1] if whole else None
        if last and piece["x0"] - last["x0"] < _NEAR and piece["top"] - last["bottom"] < _NEAR:
            last["bottom"] = max(last["bottom"], piece["bottom"])
        else:
            whole.append({name: piece[name] for name in ("x0", "top", "bottom")})
    return [line for line in whole if line["bottom"] - line["top"] >= _SHORTEST_LINE]


def _level_line(left: float, right: float, y: float) -> dict[str, Any]:
    return {
        "object_type": "line",
        "x0": left,
        "x1": right,
        "width": right - left,
        "top": y,
        "bottom": y,
        "height": 0.0,
    }


def continued(table: Table, after: Table) -> Table | None:
    """Return both as one table, or None where the second is a table of its own."""
    rows = list(after.rows)
    head = [row.texts for row in table.rows[:2]]
    repeated = 0
    while rows and repeated < len(head) and rows[0].texts == head[repeated]:
        rows.pop(0)
        repeated += 1
    if len(table.rows[0].cells) != len(after.rows[0].cells):
        return None
    if not repeated and (_looks_like_header(after, table) or _is_box(after, table)):
        return None
    whole = list(table.rows)
    if rows:
        _join_first(whole, rows)
    return Table((*whole, *rows), table.place, table.title)


def _looks_like_header(after: Table, before: Table) -> bool:
    first, head = after.rows[0], before.rows[0]
    coloured = bool(first.cells[0].fill) and first.cells[0].fill == head.cells[0].fill
    return coloured or (all(cell.bold for cell in first.filled) and bool(first.filled))


def _is_box(after: Table, before: Table) -> bool:
    """Tell if a table is a row of a number beside a title, below rows without numbers."""
    numbers = [row.cells[0].text for row in before.rows]
    texts = [cell.text for cell in after.rows[0].cells]
    numbered = is_code(texts[0]) and not any(map(is_code, numbers))
    return numbered and len(after.rows) == 1 and len(texts) == 2


def _join_first(whole: list[Row], rows: list[Row]) -> None:
    """Give what the first row of a page goes on with to the last row of the page before."""
    first, last = rows[0], whole[-1]
    cut = _is_rest(first, whole)
    for at, cell in enumerate(first.cells):
        upper = last.cells[at]
        goes_on = bool(cell.text) and (cut or cell.text[:1].islower())
        if not goes_on:
            if not cell.text and upper.text and _merged_below(rows, at):
                _spread(rows, at, replace(upper, down=True))
            continue
        text = f"{upper.text} {cell.text}".strip() if not upper.across else upper.text
        offset = len(text) - len(cell.text)
        wraps = (*upper.wraps, offset - 1, *(offset + wrap for wrap in cell.wraps))
        _rewrite_above(whole, at, text, wraps)
        if not cut or _merged_below(rows, at):
            _spread(rows, at, replace(upper, text=text, down=True))
    if cut:
        rows.pop(0)
        fills = [cell.fill for cell in first.cells]
        mended = tuple(
            replace(cell, fill=cell.fill or fill)
            for cell, fill in zip(whole[-1].cells, fills, strict=True)
        )
        whole[-1] = replace(whole[-1], cells=mended)


def _is_rest(first: Row, whole: Sequence[Row]) -> bool:
    """Tell if a row is the rest of the row before: it lacks what every row begins with."""
    body = whole[1:]
    begun = all(row.cells[0].text and not row.cells[0].down for row in body)
    if begun and not first.cells[0].text and 0 < 2 * len(first.filled) < len(whole[-1].filled):
        pairs = zip(whole[-1].cells, first.cells, strict=True)
        if all(upper.text for upper, cell in pairs if cell.text):
            return True
    for at, cell in enumerate(first.cells):
        texts = [row.cells[at].text for row in body if not row.cells[at].down]
        filled = sum(bool(text) for text in texts)
        short = all(len(text) < 16 for text in texts)
        if len(texts) == len(body) and filled > _FEWEST_FILLED * len(texts) and short:
            return not cell.text and not cell.down
    longest = max(first.cells, key=lambda cell: len(cell.text))
    return longest.text[:1].islower()


def _merged_below(rows: Sequence[Row], at: int) -> bool:
    return len(rows) > 1 and rows[1].cells[at].down


def _rewrite_above(whole: list[Row], at: int, text: str, wraps: tuple[int, ...]) -> None:
    """Give a merged cell its whole text in every row that it covers."""
    for number in range(len(whole) - 1, -1, -1):
        cell = whole[number].cells[at]
        whole[number] = _with(whole[number], at, replace(cell, text=text, wraps=wraps))
        if not cell.down:
            return


def _spread(rows: list[Row], at: int, cell: Cell) -> None:
    """Give the rows that a merged cell covers on this page its whole text."""
    for number, row in enumerate(rows):
        if number and not row.cells[at].down:
            return
        rows[number] = _with(row, at, cell)


def _with(row: Row, at: int, cell: Cell) -> Row:
    return replace(row, cells=(*row.cells[:at], cell, *row.cells[at + 1 :]))


_FEWEST_CELLS = 3


def parted(grid: Sequence[Sequence[Box | None]]) -> list[list[list[Box | None]]]:
    """Part tables that touch, such as one of versions right above the plan, by their columns.

    The lower one begins where no cell reaches down and the edges of columns are others.
    """
    parts: list[list[list[Box | None]]] = []
    for row in grid:
        cells = [cell for cell in row if cell]
        upper = parts[-1] if parts else []
        above = [cell for other in upper for cell in other if cell]
        if upper and cells and _are_of_another(cells, upper, above):
            parts.append([list(row)])
        elif parts:
            parts[-1].append(list(row))
        else:
            parts.append([list(row)])
    return parts


def _are_of_another(
    cells: Sequence[Box], upper: Sequence[Sequence[Box | None]], above: Sequence[Box]
) -> bool:
    top = min(cell[1] for cell in cells)
    if len(cells) < _FEWEST_CELLS or any(cell[3] > top + _NEAR for cell in above):
        return False
    if any(sum(map(bool, row)) < _FEWEST_CELLS for row in upper):
        return False
    strange = _without(cells, above)
    return len(strange) > 1 and bool(_without(above, cells))


def _without(cells: Sequence[Box], others: Sequence[Box]) -> list[float]:
    """The left edges of cells that are none of others."""
    return [cell[0] for cell in cells if all(abs(cell[0] - other[0]) > _NEAR for other in others)]
