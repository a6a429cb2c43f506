"""Open a CSV file in any usual encoding and with any usual delimiter."""

from __future__ import annotations

import csv
import io
from collections import Counter

from portal.importers.intake.paper import Cell, Paper, RefusedPaper, Row, Table

_DELIMITERS = ";,\t|"
MOST_ROWS, _MOST_COLUMNS = 5_000, 200


def read_csv(raw: bytes, name: str) -> Paper:
    """Read the records of a file; each row is named by its record's number.

    Raises:
        RefusedPaper: if it is no text or has too many rows.
    """
    text = _decoded(raw)
    delimiter = _delimiter(text)
    rows = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise RefusedPaper(
                    f"it has more than {MOST_ROWS:,} rows; keep the plan alone and delete the "
                    "empty rows below it"
                )
            if len(cells) > _MOST_COLUMNS:
                raise RefusedPaper(f"record {number} has {len(cells):,} columns; a plan has fewer")
            texts = (cell.replace("\r\n", "\n").strip() for cell in cells)
            rows.append(Row(tuple(Cell(text) for text in texts), f"record {number}"))
    except csv.Error as error:
        raise RefusedPaper(f"the file cannot be read as CSV ({error})") from error
    return Paper(name, (Table(tuple(rows), "file"),))


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if b"\0" in raw[:2000]:
        raise RefusedPaper("this is no text; save the table as CSV, Excel or Word")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The delimiter that gives most rows the same number of cells, more than one."""
    sample = text[:200_000]

    def weight(delimiter: str) -> tuple[int, int]:
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))[:200]
        widths = Counter(len(row) for row in rows if len(row) > 2)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return count, width

    try:
        return max(_DELIMITERS, key=weight)
    except csv.Error as error:
        raise RefusedPaper(f"the file cannot be read as CSV ({error})") from error
