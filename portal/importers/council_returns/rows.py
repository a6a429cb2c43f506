"""The rows of a return, whatever its shape: one figure each, as printed, with its place.

Two shapes are read: the template's, a row a figure, and the one of many councils' own returns, a
row an indicator with columns "Numerator, Denominator, Value" under the name of each quarter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.importers.intake.paper import Cell, Paper, Row, Table
from portal.importers.read import BadCatalogue, Problem

_COLUMNS = Path(__file__).with_name("columns.toml")
_HEADER_WITHIN = 30  # rows of a sheet
_FIGURES = ("numerator", "denominator", "value")
TEMPLATE_COLUMNS = (
    "council", "measure", "name", "unit", "period", "basis", "value", "numerator", "denominator",
    "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row as printed: texts by the template's names of columns, and where each stands.

    `columns` are the headers as the file writes them, for faults.
    """

    file: str
    row: int
    texts: Mapping[str, str]
    columns: Mapping[str, str]

    def get(self, column: str) -> str:
        """The text of a column, "" where the file has no such column."""
        return self.texts.get(column, "")

    def fault(self, column: str, remedy: str) -> Problem:
        """A fault of one of its cells."""
        return Problem(
            self.file, self.row, self.columns.get(column, column), self.get(column), remedy
        )

    @property
    def place(self) -> str:
        """Where a person finds it."""
        sheet = self.file.partition(", ")[2]
        column = self.columns.get("value", "")
        return f"{sheet}{', ' if sheet else ''}row {self.row}, column {column}"


@cache
def _names() -> dict[str, str]:
    named = tomllib.loads(_COLUMNS.read_text(encoding="utf-8"))
    return {word: column for column, words in named.items() for word in words}


def printed_rows(paper: Paper) -> list[PrintedRow]:
    """List the rows of a return, those without a figure left out.

    Raises:
        BadCatalogue: if no sheet has the columns of a return, or two columns are the same thing.
    """
    rows: list[PrintedRow] = []
    headed = False
    for table in (block for block in paper.blocks if isinstance(block, Table)):
        file = f"{paper.name}, {table.place}" if table.place != "file" else paper.name
        for at, row in enumerate(table.rows[:_HEADER_WITHIN]):
            columns = _columns(file, row)
            if "measure" in columns or "name" in columns:
                below = table.rows[at + 1 :]
                if "value" in columns and "period" in columns:
                    rows += _long(file, row, columns, below)
                elif below and "value" in _columns(file, below[0], twice=True):
                    rows += _wide(file, row, below)
                else:
                    continue
                headed = True
                break
    if not headed:
        raise BadCatalogue([_no_header(paper)])
    return rows


def _no_header(paper: Paper) -> Problem:
    remedy = (
        "No sheet has a row of headers that names a measure (or indicator), its period and its "
        "value. Download the template, fill it in and upload it."
    )
    return Problem(paper.name, None, "", "", remedy)


def _column(header: Cell) -> str | None:
    return _names().get(" ".join(header.text.split()).casefold().strip(" .:*"))


def _columns(file: str, row: Row, twice: bool = False) -> dict[str, int]:
    """Find the columns of a return in a row of headers: the position of each."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        column = _column(cell)
        if column is None or cell.across:
            continue
        if column in columns and not twice:
            before = row.cells[columns[column]].text
            remedy = f"This is the same thing as column “{before}”; keep one of them."
            raise BadCatalogue([Problem(file, _number(row), cell.text, "", remedy)])
        columns.setdefault(column, at)
    return columns


def _long(
    file: str, header: Row, columns: Mapping[str, int], below: Sequence[Row]
) -> Iterator[PrintedRow]:
    # A council's own table names its indicators, and has no keys.
    columns = {"measure": columns["name"], **columns} if "name" in columns else columns
    headers = {column: header.cells[at].text for column, at in columns.items()}
    for row in below:
        texts = {column: _text(row.cells, at) for column, at in columns.items()}
        texts["measure"] = texts["measure"] or texts.get("name", "")
        if any(texts.get(column) for column in _FIGURES):
            yield PrintedRow(file, _number(row), texts, headers)


def _wide(file: str, header: Row, below: Sequence[Row]) -> Iterator[PrintedRow]:
    """Read a row an indicator, with a group of columns for each period."""
    about = {
        column: at
        for column, at in _columns(file, header).items()
        if column not in (*_FIGURES, "period")
    }
    if "measure" not in about:
        about["measure"] = about["name"]
    groups = _groups(file, header, below[0], set(about.values()))
    for row in below[1:]:
        common = {column: _text(row.cells, at) for column, at in about.items()}
        common["measure"] = common["measure"] or common.get("name", "")
        for period, places in groups.items():
            texts = {column: _text(row.cells, at) for column, at in places.items()}
            if any(texts.values()):
                headers = {column: header.cells[at].text for column, at in about.items()}
                headers |= {column: f"{period}, {column}" for column in _FIGURES}
                texts = {**common, **texts, "period": period}
                yield PrintedRow(file, _number(row), texts, {**headers, "period": period})


def _groups(file: str, header: Row, below: Row, about: set[int]) -> dict[str, dict[str, int]]:
    """Find the columns of figures under each period, which may stand above the first of them."""
    groups: dict[str, dict[str, int]] = {}
    period = ""
    for at, cell in enumerate(below.cells):
        period = "" if at in about else _text(header.cells, at) or period
        column = _column(cell)
        if column not in _FIGURES:
            continue
        group = groups.setdefault(period, {})
        if column in group:
            remedy = (
                f"Two columns “{cell.text}” stand under “{period}”; write above each which quarter "
                "it is of, or take one out."
            )
            raise BadCatalogue([Problem(file, _number(below), cell.text, "", remedy)])
        group[column] = at
    return groups


def _text(cells: Sequence[Cell], at: int) -> str:
    return cells[at].text.strip() if at < len(cells) else ""


def _number(row: Row) -> int:
    """The number of a row as a sheet or file counts it."""
    digits = re.findall(r"\d+", row.place)
    return int(digits[-1]) if digits else 0
