"""Reading the sheets of an OpenDocument spreadsheet (.ods) as rows of texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from portal.importers.statistics.whole_files import MAX_MEGABYTES, fail

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _OFFICE = f"{{{_OASIS}:table:1.0}}", f"{{{_OASIS}:office:1.0}}"
_TEXT, _STYLE = f"{{{_OASIS}:text:1.0}}", f"{{{_OASIS}:style:1.0}}"
_MOST_CELLS = MAX_MEGABYTES * 100_000


def ods_sheets(path: Path, content: bytes) -> dict[str, list[list[str]]]:
    """Return the visible sheets of `content.xml` by name; their rows keep their numbers.

    Raises:
        BadCatalogue: if it cannot be read, or has too many cells.
    """
    try:
        # No entity is expanded and nothing fetched: anybody may send a file.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise fail(path, f"The sheet cannot be read ({error}); save it as CSV.") from error
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }
    return {
        sheet.get(f"{_TABLE}name", ""): list(_rows(path, sheet))
        for sheet in root.iter(f"{_TABLE}table")
        if sheet.get(f"{_TABLE}style-name") not in hidden
    }


def _rows(path: Path, sheet: etree._Element) -> Iterator[list[str]]:
    """Yield rows; empty ones are repeated a million times below a table, and left out there."""
    cells = empty = 0
    for row in sheet.iter(f"{_TABLE}table-row"):
        texts, times = _texts(row), _repeated(row, "rows")
        if not texts:
            empty += times
            continue
        cells += empty + times * len(texts)
        if cells > _MOST_CELLS:
            name = sheet.get(f"{_TABLE}name", "")
            raise fail(path, f"The sheet {name} has too many cells; save it as CSV.")
        yield from ([] for _row in range(empty))
        yield from (list(texts) for _row in range(times))
        empty = 0


def _texts(row: etree._Element) -> list[str]:
    """The cells of a row up to its last that is filled."""
    texts: list[str] = []
    empty = 0
    for cell in row.iter(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        text, times = _text(cell), _repeated(cell, "columns")
        if not text:
            empty += times
            continue
        texts += [*([""] * empty), *([text] * times)]
        empty = 0
    return texts


def _repeated(element: etree._Element, what: str) -> int:
    """Count how often a row or cell stands there: a sheet has at most 2^20 rows."""
    count = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return min(int(count), 2**20) if count.isdecimal() else 1


def _text(cell: etree._Element) -> str:
    """A cell as the sheet shows it: 0.333 with a format of per cent is 33.3%."""
    kind, value = cell.get(f"{_OFFICE}value-type", ""), cell.get(f"{_OFFICE}value", "")
    if kind == "date":
        return str(cell.get(f"{_OFFICE}date-value", "")).removesuffix("T00:00:00")
    try:
        if kind == "percentage":
            return f"{float(value) * 100:.10g}%"
        if kind == "float":
            return f"{float(value):.15g}"
    except ValueError:
        return str(value)
    return "\n".join("".join(part.itertext()) for part in cell.findall(f"{_TEXT}p"))
