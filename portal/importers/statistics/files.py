"""Opening a file from outside: size, kind, encoding and the number of cells of every row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from portal.importers.read import BadCatalogue, Problem

# Far above any file of this kind (LAIT's is 2 MB); more is a mistake or an attack on memory.
MAX_MEGABYTES = 100
_MAGIC = (
    (b"PK\x03\x04", "a zip archive or a spreadsheet; unpack it, or save the sheet as CSV"),
    (b"PK\x05\x06", "a zip archive that holds nothing; take the file itself"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as CSV"),
    (b"\x1f\x8b", "compressed with gzip; unpack it"),
    (b"PAR1", "a parquet file; only `portal import lait` reads those"),
    (b"%PDF", "a PDF; take the CSV that is published with it"),
    (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
)
_WEB_PAGE = re.compile(rb"\s*<(!doctype html|html|\?xml|!--)", re.IGNORECASE)
csv.field_size_limit(MAX_MEGABYTES * 1_000_000)
_BLANK_LINE = re.compile(rb"(^|\n|\r)\r?\n|\r\r")


def fail(path: Path, remedy: str, value: str = "", row: int | None = None) -> BadCatalogue:
    """The exception for one fault of a whole file."""
    return BadCatalogue([Problem(path.name, row, "", value, remedy)])


def content(path: Path) -> bytes:
    """The bytes of a file that is neither empty nor too large.

    Raises:
        BadCatalogue: if it is, or if it is not there.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise fail(path, "This is not a file.")
        if size == 0:
            raise fail(path, "The file is empty; download it again.")
        if size > MAX_MEGABYTES * 1_000_000:
            remedy = f"The file has {size / 1e6:,.0f} MB; the portal reads at most {MAX_MEGABYTES}."
            raise fail(path, f"{remedy} Split it by year or measure.")
        return path.read_bytes()
    except OSError as error:
        raise fail(path, f"The file cannot be read: {error.strerror}.") from error


def digest(*contents: bytes) -> str:
    """Return what tells one file from another."""
    total = sha256()
    for raw in contents:
        total.update(raw)
    return total.hexdigest()


def read_table(path: Path, raw: bytes) -> pa.Table:
    """A CSV file as a table of text columns, each as codes into its distinct values.

    Raises:
        BadCatalogue: if the file is no CSV, is not UTF-8, or has rows with cells too many or few.
    """
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            raise fail(path, f"This is {kind}.")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if _WEB_PAGE.match(raw):
        raise fail(path, "This is a web page, not its data; download the CSV file itself.")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        row = _row_at(raw, error.start)
        shown = f"byte {raw[error.start]:02x}"
        raise fail(path, "This byte is not UTF-8; save the file as UTF-8.", shown, row) from error
    if b"\0" in raw:
        row = _row_at(raw, raw.index(b"\0"))
        raise fail(path, "A NUL character stands here; save the file as plain text.", row=row)
    if raw.count(b'"') % 2:
        raise fail(path, "A quotation mark is opened and not closed; the file may be cut off.")
    if not raw.strip():
        raise fail(path, "The file is empty; download it again.")
    header = _header(path, raw)
    if not raw.endswith((b"\n", b"\r")):
        raw += b"\n"  # else a header alone is told as no CSV at all
    row_of = row_numbers(raw)
    problems: list[Problem] = []

    def bad_row(row: pa.csv.InvalidRow) -> str:
        remedy = f"The row has {row.actual_columns} cells, the header {row.expected_columns}."
        text, number = row.text or "", row_of(row.number - 2)
        problems.append(Problem(path.name, number, "", text, f"{remedy} Is the line cut?"))
        return "skip"

    try:
        table = pa.csv.read_csv(
            io.BytesIO(raw),
            read_options=pa.csv.ReadOptions(use_threads=False),
            parse_options=pa.csv.ParseOptions(
                newlines_in_values=True, invalid_row_handler=bad_row, ignore_empty_lines=True
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.dictionary(pa.int32(), pa.string())),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        if "straddling" in str(error):
            remedy = "A row is longer than a million characters; is a quotation mark missing?"
            raise fail(path, remedy) from error
        raise fail(path, f"The file cannot be read as CSV: {error}.") from error
    if problems:
        raise BadCatalogue(problems)
    if table.num_rows == 0:
        raise fail(path, "The file has a header and no rows; download it again.")
    table = table.rename_columns([name.strip() for name in header])
    return table.combine_chunks().unify_dictionaries()


def _header(path: Path, raw: bytes) -> list[str]:
    lines = csv.reader(io.StringIO(raw.decode(), newline=""))
    names = next((cells for cells in lines if cells), [])
    shown = [name.strip() for name in names]
    twice = sorted(name for name, count in Counter(shown).items() if count > 1)
    if "" in twice:
        remedy = "Several columns have no name; name them, or take them out."
        raise fail(path, remedy, row=1)
    if twice:
        raise BadCatalogue(
            Problem(path.name, 1, name, "", "The column stands there twice.") for name in twice
        )
    return names


def row_numbers(raw: bytes) -> Callable[[int], int]:
    """Gives the row in a spreadsheet for a position in the table, which leaves out blank lines."""
    if not _BLANK_LINE.search(raw):
        return lambda place: place + 2
    lines = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    rows = [number for number, cells in enumerate(lines, start=1) if cells]
    return lambda place: rows[place + 1]


def _row_at(raw: bytes, position: int) -> int:
    """The row in a spreadsheet of a byte; lines inside quotation marks do not count."""
    before = (raw[:position] + b"x").decode(errors="replace")
    return sum(1 for _cells in csv.reader(io.StringIO(before, newline="")))
