"""An empty catalogue folder that explains itself: `portal new-plan`, and a download."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from portal.importers.new_folder import write_files
from portal.importers.schema import BY_NAME, SHEETS, Field, Sheet

_OPTIONAL = ("areas", "themes")


def template_files() -> dict[str, str]:
    """Return a document.toml, the CSV headers and a README of every column, by file name."""
    files = {"document.toml": _toml(), "README.md": _readme()}
    for sheet in SHEETS:
        if not sheet.in_toml and sheet.name not in _OPTIONAL:
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerow(f.name for f in sheet.fields)
            files[sheet.filename] = out.getvalue()
    return files


def write_template(folder: Path) -> list[Path]:
    """Make the folder with its files.

    Returns:
        The files made.

    Raises:
        FileExistsError: if the folder already holds something.
    """
    return write_files(folder, template_files())


def template_archive(folder: str) -> bytes:
    """Return the folder as a ZIP archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in template_files().items():
            archive.writestr(f"{folder}/{name}", text)
    return content.getvalue()


def _explained(column: Field) -> str:
    choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
    needed = "" if column.required else " May stay empty."
    return f"{column.help}.{choices}{needed}".replace("..", ".")


def _toml() -> str:
    lines = ["# Lines that begin with # are explanations.", ""]
    for name, head in (
        ("document", "[document]"),
        ("inspections", "[[inspections]]"),
        ("plans", "[[plans]]"),
    ):
        sheet = BY_NAME[name]
        lines += [f"# {sheet.help}", head]
        for column in sheet.fields:
            lines += [f"# {_explained(column)}", f'{column.name} = ""']
        lines.append("")
    return "\n".join(lines)


def _section(sheet: Sheet) -> str:
    rows = "\n".join(f"| `{f.name}` | {_explained(f)} |" for f in sheet.fields)
    unique = ", ".join(f"`{name}`" for name in sheet.unique)
    return (
        f"## {sheet.filename if not sheet.in_toml else f'document.toml: {sheet.name}'}\n"
        f"{sheet.help} No two rows share {unique}.\n\n"
        f"| column | meaning |\n|---|---|\n{rows}\n"
    )


def _readme() -> str:
    intro = (
        "# A document's catalogue folder\n\n"
        "Plain UTF-8 text. Fill in document.toml and the CSV files, then pack\n"
        "the folder as a ZIP archive and load it on the page Catalogue folders, or run\n"
        "`portal check FOLDER` and `portal load FOLDER`. A file that you do not need may stay\n"
        "empty or be deleted. An empty cell means that the document does not state it. Write\n"
        "summaries in your own words; name people by initials and role only.\n\n"
        "A council, measure, area or theme that the portal does not know yet goes into\n"
        "councils.csv, measures.csv, areas.csv or themes.csv of this folder.\n\n"
    )
    return intro + "\n".join(_section(sheet) for sheet in SHEETS)
