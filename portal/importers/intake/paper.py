"""A paper as it was opened, whatever its format: texts and tables, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace


class RefusedPaper(ValueError):
    """A file that is not read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text and the colour behind it.

    `down` marks a cell that a merged one above covers, `across` a cell that the one to its left
    covers; both repeat its text. `struck` is text that was struck through, which `text` leaves
    out. `fill` is six hexadecimal digits, or empty; of a cell that holds symbols alone, a `●` in
    green, it is their colour. `wraps` are the places in the text where a line of a PDF ended for
    want of room.
    """

    text: str = ""
    fill: str = ""
    down: bool = False
    across: bool = False
    struck: str = ""
    bold: bool = False
    wraps: tuple[int, ...] = ()


def holds_symbols(text: str) -> bool:
    """Tell if a cell's text is a symbol or two, and no words: its colour is what it says."""
    return 0 < len(text.strip()) <= 3 and not any(letter.isalnum() for letter in text)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and the place that a person finds it at: `table 3, row 2`."""

    cells: tuple[Cell, ...]
    place: str
    hidden: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of its cells."""
        return tuple(cell.text for cell in self.cells)

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells that hold text, each merged one once."""
        return tuple(cell for cell in self.cells if cell.text and not cell.across)

    @property
    def is_labelled(self) -> bool:
        """True if a label stands beside one text over all other columns: `Impact so far`."""
        return (
            len(self.filled) == 2 and sum(c.across for c in self.cells) == len(self.cells) - 2 > 1
        )

    @property
    def is_empty(self) -> bool:
        """Tell if no cell holds text of its own row, struck text included."""
        return not any((cell.text and not cell.down) or cell.struck for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or a heading of a level from 1; `level` 0 is running text."""

    text: str
    level: int
    place: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its place (`table 3`, `sheet Plan`), and its title where the format has one."""

    rows: tuple[Row, ...]
    place: str
    title: str = ""


Block = Text | Table


def of_one_width(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Fill up rows that end early, as a title or the last line of an export does."""
    widest, empty = max((len(row.cells) for row in rows), default=0), Cell()
    return tuple(
        replace(row, cells=(*row.cells, *[empty] * (widest - len(row.cells)))) for row in rows
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """Hold the content of a file.

    `properties` are those texts of the file that are never shown and may name people (author,
    hidden cells, comments, headers and footers); `notes` say what was passed over.
    """

    name: str
    blocks: tuple[Block, ...]
    properties: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def texts(self) -> Iterator[str]:
        """Give every text, cell by cell."""
        for block in self.blocks:
            if isinstance(block, Text):
                yield block.text
            else:
                for row in block.rows:
                    yield from (c.text for c in row.cells if not c.across and not c.down)
        yield from self.properties
