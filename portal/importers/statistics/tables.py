"""A file of text as a table: encoding, separator, header, and what stands around the table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.files import sources
from portal.importers.statistics.header_rows import header_levels
from portal.importers.statistics.whole_files import MAX_MEGABYTES, fail

_WEB_PAGE = re.compile(r"\s*<(!doctype html|html|\?xml|!--)", re.IGNORECASE)
_BLANK_LINE = re.compile(r"(^|\n|\r)\r?\n|\r\r")
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LOOKED_AT = 60
# A line under a table that is none of its rows; others with too few cells are cut rows.
_REMARK = re.compile(
    r"\W*(notes?|footnotes?|sources?|©|\(c\)|crown|copyright|figures|data|these|this|see|published"
    r"|released|last updated|contact|for more|symbols?|key|totals? may|\*|\[\w\]|\d+[.)] ?[A-Za-z])"
    r".*",
    re.IGNORECASE | re.DOTALL,
)
Names = Callable[[Sequence[str]], Sequence[str]]
csv.field_size_limit(MAX_MEGABYTES * 1_000_000)


@dataclass(slots=True)
class TextTable:
    """A table of texts, each column as codes into its distinct texts.

    `row_of` gives the row in a spreadsheet of a place in the table; `problems` are rows that
    cannot be read, `notes` say what was assumed of the file and what was not read. `levels` are the
    texts over each column of a header of several rows.
    """

    path: Path
    table: pa.Table
    row_of: Callable[[int], int]
    header_row: int = 1
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def rename(self, names: Mapping[str, str]) -> None:
        """Give columns other names, and say so."""
        if names:
            header = [names.get(name, name) for name in self.table.column_names]
            self.table = self.table.rename_columns(header)
            pairs = ", ".join(f"{old} as {new}" for old, new in names.items())
            self.notes.append(f"{self.path.name}: columns are read by their aliases: {pairs}.")

    def checked(self) -> TextTable:
        """The table, if no row of it has a fault.

        Raises:
            BadCatalogue: with the fault of each such row.
        """
        if self.problems:
            raise BadCatalogue(self.problems)
        return self


def read_table(path: Path, raw: bytes, named: Names = tuple) -> TextTable:
    """Read a file of comma-separated values, or of values that another sign separates.

    Args:
        path: names the file in the report.
        raw: its bytes.
        named: gives the columns their names by those of the header.

    Raises:
        BadCatalogue: if the file is no table of text.
    """
    notes: list[str] = []
    text, encoding = _decoded(path, raw)
    if encoding:
        notes.append(f"{path.name} is not UTF-8; it is read as {encoding}.")
    if _WEB_PAGE.match(text):
        raise fail(path, "This is a web page, not its data; download the CSV file itself.")
    if "\0" in text:
        row = _row_at(text, text.index("\0"))
        raise fail(path, "A NUL character stands here; save the file as plain text.", row=row)
    if text.count('"') % 2:
        raise fail(path, "A quotation mark is opened and not closed; the file may be cut off.")
    if not text.strip():
        raise fail(path, "The file is empty; download it again.")
    separator = _separator(text)
    if separator != ",":
        notes.append(f"{path.name}: columns are separated by {_SEPARATORS[separator]}.")
    rows = _first_rows(text, separator)
    if any(cell.startswith(" ") and cell.lstrip(" ")[:1] == '"' for row in rows for cell in row):
        text = _without_spaces(text, separator)
        rows = _first_rows(text, separator)
    first, above, levels = header_levels(rows, _header_place(path, rows))
    header = named([", ".join(texts) for texts in levels])
    _refuse_twice(path, above, header)
    if first < above:
        shown = next(name for name, texts in zip(header, levels, strict=True) if len(texts) > 1)
        joined = f"{above - first + 1} rows of the header are read as one, as “{shown}”."
        notes.append(f"{path.name}: {joined}")
    remarks = sum(any(cell.strip() for cell in cells) for cells in rows[:first])
    if remarks:
        notes.append(f"{path.name}: {_lines(remarks)} above the table {_are(remarks)} not read.")
    lines = _Lines(text, separator, above)
    start = _offset(text, separator, above)
    table, bad = _parsed(path, text[start:], separator, rows[above])
    if table.num_rows == 0 and not bad:
        raise fail(path, "The file has a header and no rows; download it again.")
    result = TextTable(path, table, lines.row_of, above + 1, notes=notes)
    result.levels = dict(zip(header, levels, strict=True)) if first < above else {}
    return _tidied(result, header, bad, lines)


def read_single(path: Path, named: Names = tuple) -> TextTable:
    """Read a file that holds one table, without any fault.

    Raises:
        BadCatalogue: if it is none, holds several, or has rows that cannot be read.
    """
    tables = sources(path)
    if len(tables) > 1:
        raise fail(path, "This archive holds more than one table; take the one you need out of it.")
    return read_table(tables[0].path, tables[0].raw, named).checked()


def _lines(count: int) -> str:
    return f"{count} line{'s' if count > 1 else ''}"


def _are(count: int) -> str:
    return "are" if count > 1 else "is"


def _decoded(path: Path, raw: bytes) -> tuple[str, str]:
    """The text of a file, and the name of its encoding where that is not UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as_utf16(path, raw, "utf-16"), "UTF-16"
    for encoding, zeros in (("utf-16-le", raw[1:2000:2]), ("utf-16-be", raw[0:2000:2])):
        if len(zeros) > 1 and zeros.count(0) * 10 > len(zeros) * 9:
            return _as_utf16(path, raw, encoding), "UTF-16"
    try:
        return raw.decode().lstrip("\ufeff"), ""  # some programs put a second mark before the first
    except UnicodeDecodeError as error:
        row = _row_at(raw[: error.start].decode(errors="replace"), error.start)
        shown = f"byte {raw[error.start]:02x}"
        remedy = "This byte is not UTF-8; save the file as UTF-8."
        if _UTF8_CHARACTER.search(raw):  # UTF-8 that is damaged, and no other encoding
            raise fail(path, remedy, shown, row) from error
        try:
            return raw.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            raise fail(path, remedy, shown, row) from error


def _as_utf16(path: Path, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise fail(path, "This is UTF-16 text that is cut off; save it as UTF-8.") from error


def _row_at(text: str, position: int) -> int:
    """The row in a spreadsheet of a character; lines inside quotation marks do not count."""
    return sum(1 for _cells in csv.reader(io.StringIO(text[:position] + "x", newline="")))


def _first_rows(text: str, separator: str) -> list[list[str]]:
    rows = []
    for cells in csv.reader(io.StringIO(text[:2_000_000], newline=""), delimiter=separator):
        rows.append(cells)
        if len(rows) == _LOOKED_AT:
            break
    return rows


def _without_spaces(text: str, separator: str) -> str:
    """A text without the spaces before quotation marks, which would be read as part of a cell."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _separator(text: str) -> str:
    """The sign that parts most lines into most cells."""

    def width(separator: str) -> int:
        counts = Counter(len(cells) for cells in _first_rows(text, separator) if cells)
        return max(counts, key=lambda n: (counts[n], n), default=1)

    return max(_SEPARATORS, key=width)


def _header_place(path: Path, rows: Sequence[Sequence[str]]) -> int:
    """The place of the header: titles and notes above it fill a cell or two, it fills most."""
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    widths = Counter(count for count in filled if count > 1)
    width = max(widths, key=lambda n: (widths[n], n), default=1)
    enough = (n for n, count in enumerate(filled) if count and count * 4 >= width * 3)
    place = next(enough, None)
    if place is None:
        raise fail(path, "The file is empty; download it again.")
    return place


def _refuse_twice(path: Path, place: int, header: Sequence[str]) -> None:
    twice = sorted(name for name, count in Counter(header).items() if count > 1 and name)
    if twice:
        remedy = "The column stands there twice."
        raise BadCatalogue(Problem(path.name, place + 1, name, "", remedy) for name in twice)


def _offset(text: str, separator: str, rows: int) -> int:
    """The position in a text at which a row begins."""
    reader = csv.reader(io.StringIO(text[:2_000_000], newline=""), delimiter=separator)
    for _row in range(rows):
        next(reader)
    lines = io.StringIO(text, newline="")
    return sum(len(lines.readline()) for _line in range(reader.line_num))


class _Lines:
    """Numbers of rows in a spreadsheet, where the table leaves blank and cut ones out."""

    def __init__(self, text: str, separator: str, above: int) -> None:
        self._text, self._separator, self._above = text, separator, above
        self._rows: list[int] | None = None if _BLANK_LINE.search(text) else []
        self.places: np.ndarray | None = None

    def row_of(self, place: int) -> int:
        """The row of a place in the table."""
        return self.row_at(place if self.places is None else int(self.places[place]))

    def row_at(self, place: int) -> int:
        """The row of a place among all rows under the header that are not blank."""
        if self._rows is None:
            lines = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator)
            numbered = enumerate(lines, start=1)
            self._rows = [n for n, cells in numbered if n > self._above and cells]
        return self._rows[place + 1] if self._rows else self._above + place + 2


def _parsed(
    path: Path, text: str, separator: str, header: Sequence[str]
) -> tuple[pa.Table, list[pa.csv.InvalidRow]]:
    """The table, with the rows that have too many or too few cells beside it."""
    if not text.endswith(("\n", "\r")):
        text += "\n"  # else a header alone is reported as no CSV at all
    bad: list[pa.csv.InvalidRow] = []

    def skip(row: pa.csv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    kind = pa.dictionary(pa.int32(), pa.string())
    try:
        table = pa.csv.read_csv(
            io.BytesIO(text.encode()),
            read_options=pa.csv.ReadOptions(use_threads=False),
            parse_options=pa.csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                invalid_row_handler=skip,
                ignore_empty_lines=True,
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(header, kind),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        if "straddling" in str(error):
            remedy = "A row is longer than a million characters; is a quotation mark missing?"
            raise fail(path, remedy) from error
        raise fail(path, f"The file cannot be read as CSV: {error}.") from error
    return table.combine_chunks().unify_dictionaries(), bad


def _tidied(
    result: TextTable, header: Sequence[str], bad: Sequence[pa.csv.InvalidRow], lines: _Lines
) -> TextTable:
    """Take out empty rows and columns and the remarks under the table; name the cut rows."""
    path, table = result.path, result.table
    around = ' \t\r\n"' + "".join(_SEPARATORS)
    cut = {row.number - 2: row for row in bad if (row.text or "").strip(around)}
    total = table.num_rows + len(bad)
    places = np.delete(np.arange(total), sorted(row.number - 2 for row in bad))
    filled, empty = _filled(table)
    nameless = [place for place, name in enumerate(header) if not name]
    if len([place for place in nameless if place not in empty]) > 1:
        remedy = "Several columns have no name; name them, or take them out."
        raise fail(path, remedy, row=result.header_row)
    keep = filled > 0
    remarks = _remarks(table, cut, places, filled, total) if len(header) > 2 else set()
    keep[[int(np.searchsorted(places, place)) for place in remarks if place not in cut]] = False
    if remarks:
        under = f"{_lines(len(remarks))} under the table {_are(len(remarks))} not read."
        result.notes.append(f"{path.name}: {under}")
    for place, row in sorted(cut.items()):
        if place not in remarks:
            remedy = f"The row has {row.actual_columns} cells, the header {row.expected_columns}."
            remedy += " Is the line cut?"
            number = lines.row_at(place)
            result.problems.append(Problem(path.name, number, "", row.text or "", remedy))
    if bad or not keep.all():
        table = _with_used_texts(table.filter(pa.array(keep)))
        lines.places = places[keep]
    used = [place for place, name in enumerate(header) if name or place not in empty]
    table = table.select(used).rename_columns([header[place] for place in used])
    result.table = table.combine_chunks().unify_dictionaries()
    return result


def _with_used_texts(table: pa.Table) -> pa.Table:
    """A table whose columns know no texts but those that stand in a row."""
    columns = [column.cast(pa.string()).dictionary_encode() for column in table.columns]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _filled(table: pa.Table) -> tuple[np.ndarray, set[int]]:
    """Count the cells of each row that have text, and give the places of columns without any."""
    filled = np.zeros(table.num_rows, dtype=np.int64)
    empty = set()
    for place in range(table.num_columns):
        column = table.column(place).combine_chunks()
        has_text = np.array([bool(text.strip()) for text in column.dictionary.to_pylist()])
        if has_text.any():
            filled += has_text[column.indices.to_numpy()]
        else:
            empty.add(place)
    return filled, empty


def _remarks(
    table: pa.Table,
    cut: Mapping[int, pa.csv.InvalidRow],
    places: np.ndarray,
    filled: np.ndarray,
    total: int,
) -> set[int]:
    """The places of the lines under a table that are remarks on it, and none of its rows."""
    remarks: set[int] = set()
    first = table.column(0)
    for place in range(total - 1, -1, -1):
        if place in cut:
            if not _REMARK.fullmatch(cut[place].text.strip()):
                break
            remarks.add(place)
            continue
        row = int(np.searchsorted(places, place))
        if row == len(places) or places[row] != place or not filled[row]:
            continue  # an empty line
        if filled[row] > 1 or not _REMARK.fullmatch(first[row].as_py().strip()):
            break
        remarks.add(place)
    return remarks
