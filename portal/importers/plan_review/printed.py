"""The paper as it was opened, without its people, for whoever looks its plan through."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from portal.importers.intake.paper import Cell, Paper, Row, Table, Text


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell over so many rows and columns: its text, and the colour behind it."""

    text: str
    fill: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row, its place in the paper and the name by which a link finds it."""

    place: str
    anchor: str
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as a page or sheet shows it, merged cells once."""

    place: str
    rows: tuple[PrintedRow, ...]


def anchor_of(place: str) -> str:
    """Return the name by which a link finds a place."""
    return "at-" + re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")


def printed_blocks(paper: Paper) -> list[Text | PrintedTable]:
    """Return the texts and tables of a paper in their order."""
    return [b if isinstance(b, Text) else _table(b) for b in paper.blocks]


def _table(table: Table) -> PrintedTable:
    rows = []
    for at, row in enumerate(table.rows):
        cells = tuple(
            PrintedCell(cell.text, cell.fill, _down(table.rows, at, column), _across(row, column))
            for column, cell in enumerate(row.cells)
            if not (cell.down or cell.across)
        )
        rows.append(PrintedRow(row.place, anchor_of(row.place), cells))
    return PrintedTable(table.place, tuple(rows))


def _down(rows: tuple[Row, ...], at: int, column: int) -> int:
    """Count the rows that a cell covers."""
    end = at + 1
    while end < len(rows) and column < len(rows[end].cells) and rows[end].cells[column].down:
        end += 1
    return end - at


def _across(row: Row, column: int) -> int:
    end = column + 1
    while end < len(row.cells) and row.cells[end].across:
        end += 1
    return end - column


def lines_before(paper: Paper, places: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return what stands between rows with actions, by the place of the row that follows.

    Titles, headings, keys, header rows and banners: with them the rows read as the paper does.
    """
    before: dict[str, tuple[str, ...]] = {}
    waiting: list[str] = []
    for place, text in _lines(paper):
        if place in places:
            before.setdefault(place, tuple(waiting))
            waiting = []
        elif text:
            waiting.append(text)
    return before


def _lines(paper: Paper) -> Iterator[tuple[str, str]]:
    for block in paper.blocks:
        if isinstance(block, Text):
            yield block.place, block.text
        else:
            for row in block.rows:
                yield row.place, " | ".join(cell.text for cell in row.filled if _is_own(cell))


def _is_own(cell: Cell) -> bool:
    return not cell.down
