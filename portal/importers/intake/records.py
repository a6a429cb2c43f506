"""Hold what is read of a paper before names and meanings are settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.importers.intake.columns import Columns
from portal.importers.intake.paper import Cell


@dataclass(frozen=True, slots=True)
class Item:
    """Name what actions stand under: printed reference, kind word, title and section."""

    ref: str
    title: str
    kind: str
    section: str
    place: str
    inspection_ref: str = ""


@dataclass(slots=True)
class Record:
    """One action as its row holds it: cells by kind of column, with their headers.

    `text` is the action without its reference, `ref` that reference. `item` is the position of
    its item in the reading. `doubts` are for the person who looks the row through.
    """

    place: str
    text: str
    ref: str
    item: int
    cells: Mapping[str, tuple[tuple[str, Cell], ...]]
    table: str
    doubts: list[str] = field(default_factory=list)

    def text_of(self, kind: str) -> str:
        """The texts of a kind's cells, one below another."""
        texts = dict.fromkeys(cell.text for _header, cell in self.cells.get(kind, ()) if cell.text)
        return "\n".join(texts)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row or table that gives no action, and why."""

    place: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ColumnsOfTable:
    """The columns of a table, at its place; of one that is no plan's, its first row is shown."""

    place: str
    columns: Columns
    is_plan: bool


@dataclass(slots=True)
class Reading:
    """Everything that was read of a paper, in its order.

    `tables` are its tables by their headers; `printed` are rows by their places: header and text.
    `reports` name what tables report, by the tables' places: `June 2025`. `notes` say which
    columns hold words and were not used, and which reports are not the latest.
    """

    items: list[Item] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    tables: list[ColumnsOfTable] = field(default_factory=list)
    printed: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
