"""Small OpenDocument spreadsheets, made as a spreadsheet program writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(f'xmlns:{n}="{_OASIS}:{n}:1.0"' for n in ("office", "table", "text", "style"))
_ATTRIBUTES = {"date": "date-value", "float": "value", "percentage": "value"}


def ods_row(*cells: str | tuple[str, str]) -> str:
    """A row of texts, and of values with their type: `("percentage", "0.5")`."""
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(cell: str | tuple[str, str]) -> str:
    if isinstance(cell, str):
        paragraph = f"<text:p>{cell}</text:p>"
        return f'<table:table-cell office:value-type="string">{paragraph}</table:table-cell>'
    kind, value = cell
    stated = f'office:value-type="{kind}" office:{_ATTRIBUTES[kind]}="{value}"'
    return f"<table:table-cell {stated}><text:p>as shown</text:p></table:table-cell>"


def ods(sheets: Mapping[str, Sequence[str]], hidden: str = "") -> bytes:
    """The bytes of a file with sheets by name, each a list of rows; one may be hidden."""
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="{"off" if name == hidden else "on"}">'
        f"{''.join(rows)}</table:table>"
        for name, rows in sheets.items()
    )
    style = (
        '<style:style style:name="off" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>'
        f"<office:automatic-styles>{style}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", _KIND)
        archive.writestr("content.xml", content)
    return written.getvalue()
