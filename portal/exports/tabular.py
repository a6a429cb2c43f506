"""Writing tables out: CSV and JSON as the export contract fixes them, Excel for people."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

import orjson
import xlsxwriter

from portal.domain.scorecard import Grid
from portal.domain.table_rows import TableRow, TableValue
from portal.exports.grid_sheet import write_grid

_AT_A_TIME = 1_000
# Columns whose values have as many decimals as the document prints.
_PRINTED = ("value", "value_upper")
# Rows of one Excel file, which is made in memory: five seconds and 130 MB.
MOST_EXCEL = 50_000
# A spreadsheet that opens CSV takes text that begins so for a formula (OWASP, CSV injection).
_BEGINS = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")


def printed(value: float, decimals: TableValue) -> str:
    """Write a number with as many decimals as printed, or as it is where they are not all of it.

    The end of a range may be printed with more decimals than its beginning.
    """
    if decimals is not None:
        text = f"{value + 0:.{decimals}f}"
        if float(text) == value:
            return text
    return settled(value)


def settled(value: float) -> str:
    """Write a number with at most 15 significant digits and 12 decimals, without an exponent.

    What a subtraction leaves beyond them is noise.
    """
    text = f"{value:.15g}"
    if "e" in text or len(text.partition(".")[2]) > 12:
        text = f"{Decimal(text):.12f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def for_json(value: TableValue) -> TableValue:
    """A cell as JSON holds it: the numbers of CSV, as numbers."""
    return float(settled(value)) if isinstance(value, float) else value


def no_formula(text: str) -> str:
    """Mark a text that a spreadsheet would take for a formula: an apostrophe goes before it.

    Texts of numbers stay as they are, negative ones too, and so does all other text.
    """
    return f"'{text}" if text[:1] in _BEGINS and not _NUMBER.fullmatch(text) else text


def _csv_cell(value: TableValue, decimals: TableValue) -> TableValue:
    if isinstance(value, str):
        return no_formula(value)
    if isinstance(value, float):
        return printed(value, decimals)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def to_csv(rows: Iterable[TableRow], columns: Sequence[str]) -> str:
    """CSV (RFC 4180) with a header; an empty cell means "not stated"."""
    return "".join(csv_parts(rows, columns))


def csv_parts(rows: Iterable[TableRow], columns: Sequence[str]) -> Iterator[str]:
    """The same CSV, a thousand rows at a time, so that a large table needs no large memory."""
    names = [name for name in columns if name != "decimals"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for number, row in enumerate(rows, start=1):
        decimals = row.get("decimals")
        writer.writerow([_csv_cell(row.get(n), decimals if n in _PRINTED else None) for n in names])
        if number % _AT_A_TIME == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def json_parts(rows: Iterable[TableRow], columns: Sequence[str]) -> Iterator[str]:
    """A JSON array, an object a line; numbers are numbers, a missing value is null."""
    names = [name for name in columns if name != "decimals"]
    before, left = "[\n", iter(rows)
    while some := list(islice(left, _AT_A_TIME)):
        lines = (
            orjson.dumps({name: for_json(row[name]) for name in names if name in row}).decode()
            for row in some
        )
        yield before + ",\n".join(lines)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def to_xlsx(
    rows: Iterable[TableRow],
    columns: Sequence[str],
    notes: Sequence[tuple[str, str]],
    grid: Grid | None = None,
) -> bytes:
    """An Excel workbook: a sheet of data, and one that says where it comes from.

    Text is written as text, so that no cell can be taken for a formula.

    Args:
        columns: their column names, in order.
        notes: pairs of label and text for the second sheet (source, date of data, link).
        grid: the same data as a scorecard, on a sheet before them.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    exact: dict[int, Any] = {}

    def shape(row: TableRow, name: str) -> Any:
        """As many decimals as the document prints, so that 66.40 stays 66.40."""
        decimals = row.get("decimals") if name == "value" else None
        if not isinstance(decimals, int) or not decimals:
            return wrap
        if decimals not in exact:
            form = "0." + "0" * decimals
            exact[decimals] = book.add_format({"num_format": form, "valign": "top"})
        return exact[decimals]

    if grid is not None:
        write_grid(book, grid)
    data, about = book.add_worksheet("Data"), book.add_worksheet("About these data")
    widths = [len(name) for name in columns]
    for column, name in enumerate(columns):
        data.write_string(0, column, name, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, name in enumerate(columns):
            value = row.get(name)
            if isinstance(value, (int, float)):
                data.write_number(last, column, value, shape(row, name))
            elif value not in (None, ""):
                text = value.isoformat() if isinstance(value, date) else str(value)
                data.write_string(last, column, text, wrap)
                widths[column] = max(widths[column], min(len(text), 60))
    for column, width in enumerate(widths):
        data.set_column(column, column, width + 2)
    data.freeze_panes(1, 0)
    data.autofilter(0, 0, max(last, 1), max(len(columns) - 1, 0))
    for line, (label, text) in enumerate(notes):
        about.write_string(line, 0, label, head)
        about.write_string(line, 1, text, wrap)
    about.set_column(0, 0, 20)
    about.set_column(1, 1, 90)
    book.close()
    return out.getvalue()
