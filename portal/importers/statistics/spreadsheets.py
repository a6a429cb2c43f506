"""Reading the one sheet of a workbook that holds a table, as the bytes of a CSV file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.importers.read import BadCatalogue
from portal.importers.statistics.open_documents import ods_sheets
from portal.importers.statistics.whole_files import MAX_MEGABYTES, fail

_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2
_MOST_CELLS = MAX_MEGABYTES * 100_000
# A sheet of open data has this column; a workbook often holds a cover and notes beside.
_SURE = "time_period"
_UNWORKED = re.compile(
    rb'<c r="(?P<place>[A-Z]+(?P<row>[0-9]+))"(?P<kind>[^>]*)>'
    rb"<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)


def sheet_as_csv(path: Path, raw: bytes) -> bytes:
    """The visible sheet that holds a table; its rows keep their numbers.

    Raises:
        BadCatalogue: if no sheet holds a table, or more than one does.
    """
    return _table_as_csv(path, _sheets(path, raw))


def ods_as_csv(path: Path, content: bytes) -> bytes:
    """The same of `content.xml` of an OpenDocument spreadsheet."""
    return _table_as_csv(path, ods_sheets(path, content))


def _refuse_unworked(path: Path, raw: bytes) -> None:
    """Refuse formulas whose results were never stored: they would be read as empty cells."""
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        for name in book.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            for cell in _UNWORKED.finditer(book.read(name)):
                if b't="str"' not in cell["kind"]:  # whose result is an empty text
                    place, remedy = cell["place"].decode(), "Open the workbook and save it anew."
                    raise fail(path, f"This formula has no stored result. {remedy}", place,
                               int(cell["row"]))  # fmt: skip


def _sheets(path: Path, raw: bytes) -> dict[str, list[list[str]]]:
    _refuse_unworked(path, raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        return {
            sheet.title: list(_rows(path, sheet))
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        }
    except BadCatalogue:
        raise
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise fail(
            path, f"The workbook cannot be read ({error}); save the sheet as CSV."
        ) from error


def _table_as_csv(path: Path, sheets: Mapping[str, list[list[str]]]) -> bytes:
    tables = {title: rows for title, rows in sheets.items() if _is_table(rows)}
    sure = {t: rows for t, rows in tables.items() if any(_SURE in row for row in rows[:50])}
    chosen = sure or tables
    if not chosen:
        raise fail(path, "No sheet of this workbook holds a table; save the one you need as CSV.")
    if len(chosen) > 1:
        remedy = "More than one sheet holds a table; leave the one you need, or save it as CSV."
        raise fail(path, remedy, value=", ".join(chosen))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(*chosen.values())
    return out.getvalue().encode()


def _rows(path: Path, sheet: Any) -> Iterator[list[str]]:
    cells = 0
    for row in sheet.iter_rows():
        texts = [_text(cell) for cell in row]
        cells += len(texts)
        if cells > _MOST_CELLS:
            raise fail(path, f"The sheet {sheet.title} has too many cells; save it as CSV.")
        yield texts


def _is_table(rows: list[list[str]]) -> bool:
    filled = [sum(bool(text) for text in row) for row in rows]
    return sum(count >= _FEWEST_COLUMNS for count in filled) >= _FEWEST_ROWS


def _text(cell: Any) -> str:
    """A cell as the sheet shows it: 0.333 with a format of per cent is 33.3%."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        shown = cell.number_format or ""
        if "%" in shown:
            return f"{value * 100:.10g}%"
        return f"{value:.15g}"
    return str(value)
