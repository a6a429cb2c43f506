"""The files of a catalogue folder, written never over what is there."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from portal.importers.schema import BY_NAME


def write_files(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Make the folder with its files.

    Args:
        files: their texts by name.

    Returns:
        The files made.

    Raises:
        FileExistsError: if the folder already holds something; nothing is written then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def catalogue_files(
    document: Mapping[str, str],
    in_toml: Mapping[str, Sequence[Mapping[str, str]]],
    sheets: Mapping[str, Sequence[Mapping[str, str]]],
) -> dict[str, str]:
    """Return the files of a catalogue folder by name; sheets without rows give none.

    Args:
        document: describes the paper; empty where there is none.
        in_toml: sheets that stand beside it in document.toml, inspections and plans.
        sheets: those that are files of their own.
    """
    files = {f"{name}.csv": _csv(name, rows) for name, rows in sheets.items() if rows}
    if not document:
        return files
    lines = ["[document]", *(f"{k} = {_quoted(v)}" for k, v in document.items()), ""]
    for name, rows in in_toml.items():
        for row in rows:
            lines += [f"[[{name}]]", *(f"{k} = {_quoted(v)}" for k, v in row.items()), ""]
    text = "\n".join(lines)
    tomllib.loads(text)
    return {"document.toml": text, **files}


def _quoted(value: str) -> str:
    escaped = " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _csv(sheet: str, rows: Iterable[Mapping[str, str]]) -> str:
    layout = BY_NAME[sheet]
    names = [*(f.name for f in layout.fields), *layout.for_review]
    return rows_as_csv(names, rows)


def rows_as_csv(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Write rows under the names of their columns; an empty cell is what a row does not have."""
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
