"""Catalogue folders that are loaded, as files hold them: the inverse of a load.

`folder_desk.py` is what editors do with them in the browser, `restore.py` puts folders back as they
were, `kept_reports.py` keeps reports that files know nothing of.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from db.queries.folders import folder_rows
from db.queries.words import edits
from portal.importers.new_folder import catalogue_files, write_files
from portal.importers.read import Catalogue, read_catalogue
from portal.importers.schema import BY_NAME, RENAMED

# Rows of a folder as text, by sheet.
Sheets = dict[str, list[dict[str, str]]]


def stored_sheets(session: Session, origin: str) -> Sheets:
    """Return the rows of a loaded folder, sheet by sheet, as its files would hold them.

    Words that were changed in the browser say what their file says.
    """
    sheets = {
        sheet: [_cells(sheet, row) for row in rows]
        for sheet, rows in folder_rows(session, origin).items()
    }
    for edit in edits(session):
        for row in sheets.get(edit.kind, ()):
            if row[BY_NAME[edit.kind].unique[0]] == edit.key:
                row[edit.field] = edit.former
    _tell_changes_from_shares(sheets)
    return sheets


def _cells(sheet: str, row: Mapping[str, Any]) -> dict[str, str]:
    names = RENAMED.get(sheet, {})
    decimals = row.get("decimals")
    return {
        column.name: _cell(
            row.get(names.get(column.name, column.name), row.get(column.name)),
            decimals if column.name == "value" else None,
        )
        for column in BY_NAME[sheet].fields
    }


def _cell(value: Any, decimals: int | None) -> str:
    match value:
        case None:
            return ""
        case float():
            if decimals is not None:
                return f"{value:.{decimals}f}"
            text = format(Decimal(repr(value)), "f")
            return text.removesuffix(".0")
        case date():
            return value.isoformat()
        case list() | tuple():
            return ";".join(map(str, value))
    return str(value)


def _tell_changes_from_shares(sheets: Sheets) -> None:
    """Say of a percentage outside 0 to 100 that it is a change, which the tables do not keep."""
    outside = {
        row["indicator"]
        for sheet in ("observations", "targets")
        for row in sheets[sheet]
        for name in ("value", "value_upper")
        if row.get(name) and not 0 <= float(row[name]) <= 100
    }
    for row in sheets["indicators"]:
        if row["unit"] == "percent" and row["indicator"] in outside:
            row["kind"] = "change"


def files_of(sheets: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, str]:
    """Return the files of a folder by name."""
    document = sheets.get("document", ())
    in_toml = {name: sheets.get(name, ()) if document else () for name in ("inspections", "plans")}
    others = {
        name: rows for name, rows in sheets.items() if name != "document" and not in_toml.get(name)
    }
    return catalogue_files(document[0] if document else {}, in_toml, others)


def as_zip(folders: Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]]) -> bytes:
    """Return folders as a ZIP archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for origin, sheets in folders.items():
            for name, text in files_of(sheets).items():
                archive.writestr(f"{origin}/{name}", text)
    return content.getvalue()


def read_sheets(folders: Mapping[str, Mapping[str, Sequence[Mapping[str, str]]]]) -> Catalogue:
    """Read rows of folders as their files would be read."""
    if not folders:
        return Catalogue()
    with TemporaryDirectory(prefix="portal-folder-") as parent:
        paths = []
        for origin, sheets in folders.items():
            paths.append(Path(parent) / origin)
            write_files(paths[-1], files_of(sheets))
        return read_catalogue(paths)
