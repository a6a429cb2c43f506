"""Reading catalogue folders into checked rows; it opens files and never the database."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from portal.importers.cells import decimals, parse_cell, parse_columns
from portal.importers.reported import is_reported, progress_of
from portal.importers.schema import BY_NAME, FOR_REVIEW, REPORTED, ROW_SHEETS, SHEETS, Sheet


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file, with all that a person needs to mend it."""

    file: str
    row: int | None
    column: str
    value: str
    remedy: str

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "…"
        return f"{where}: {shown!r}. {self.remedy}" if shown else f"{where}: {self.remedy}"


class BadCatalogue(ValueError):
    """The files cannot be loaded; `problems` holds every fault, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Row(NamedTuple):
    """One checked row: parsed values, and where it came from."""

    values: dict[str, Any]
    file: str
    line: int
    origin: str


@dataclass(slots=True)
class Catalogue:
    """All rows of some folders, by the name of their sheet.

    `named` holds the keys of every row as written, also of rows that another cell spoils, and
    `unread` the sheets of which a file cannot be read: a fault is told where it stands, not once
    more by each row that refers to it.
    """

    rows: dict[str, list[Row]] = field(default_factory=lambda: {s.name: [] for s in SHEETS})
    named: dict[str, set[tuple[str, ...]]] = field(
        default_factory=lambda: {s.name: set() for s in SHEETS}
    )
    unread: set[str] = field(default_factory=set)
    origins: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def without_rows(self, origins: Iterable[str]) -> Catalogue:
        """Make a catalogue of the same heads, for the rows of some folders."""
        rows, named = {**self.rows}, {**self.named}
        for name in ROW_SHEETS:
            rows[name], named[name] = [], set()
        return Catalogue(rows, named, {*self.unread}, list(origins))

    def keys(self, sheet: str) -> set[str]:
        """The keys of a sheet that names each row by one key."""
        return {key for (key,) in self.named[sheet]}


def catalogue_folders(paths: Iterable[Path]) -> list[Path]:
    """The folders to read: each path itself, or those directly inside it that hold a catalogue.

    Raises:
        BadCatalogue: if a path is no folder, or holds nothing of the layout.
    """
    folders: list[Path] = []
    for path in paths:
        if not path.is_dir():
            raise BadCatalogue(
                [Problem(str(path), None, "", "", "There is no such folder; check its name.")]
            )
        inside = [path] if _holds_catalogue(path) else sorted(filter(_holds_catalogue, _sub(path)))
        if not inside:
            remedy = (
                "Nothing to load here. A folder needs a document.toml or CSV files; "
                "`portal new-plan FOLDER` makes an empty one."
            )
            raise BadCatalogue([Problem(str(path), None, "", "", remedy)])
        folders += inside
    # Words before documents, so that problems are told in the order of the files' dependence.
    return sorted(dict.fromkeys(folders), key=lambda folder: (folder / "document.toml").exists())


def _sub(path: Path) -> Iterable[Path]:
    return (child for child in path.iterdir() if child.is_dir())


def _holds_catalogue(path: Path) -> bool:
    return any((path / name).is_file() for sheet in SHEETS for name in sheet.filenames)


def read_catalogue(paths: Iterable[Path]) -> Catalogue:
    """Read every folder and check each cell by itself.

    References between rows are checked by `portal.importers.check`.

    Args:
        paths: catalogue folders, or folders that hold such folders.
    """
    catalogue = Catalogue()
    for folder in catalogue_folders(paths):
        origin = read_head(folder, catalogue)
        if origin is not None:
            read_rows(folder, origin, catalogue)
    return catalogue


def read_head(folder: Path, catalogue: Catalogue) -> str | None:
    """Read all of a folder but the many rows that belong to its plans and indicators.

    Returns:
        What the folder's rows are known by in the database; None where another folder has it.
    """
    toml = folder / "document.toml"
    data = _parse_toml(toml, catalogue) if toml.is_file() else {}
    if data is None:
        catalogue.unread |= {sheet.name for sheet in SHEETS if sheet.in_toml}
        data = {}
    origin = str(data.get("document", {}).get("document", folder.name))
    if origin in catalogue.origins:
        remedy = "Another folder of this load has the same name or document; give it its own."
        catalogue.problems.append(Problem(str(folder), None, "document", origin, remedy))
        return None
    catalogue.origins.append(origin)
    if data:
        _take_toml(data, toml, origin, catalogue)
    _read_sheets(folder, [s for s in SHEETS if s.name not in ROW_SHEETS], origin, catalogue)
    filenames = {name for sheet in SHEETS for name in sheet.filenames}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in filenames | FOR_REVIEW:
            remedy = f"Unknown file; the layout has {', '.join(sorted(filenames))}."
            catalogue.problems.append(Problem(_shown(path), None, "", "", remedy))
    return origin


def read_rows(folder: Path, origin: str, catalogue: Catalogue) -> None:
    """Read the rows that belong to a folder's plans and indicators."""
    _read_sheets(folder, [BY_NAME[name] for name in ROW_SHEETS], origin, catalogue)


def _read_sheets(folder: Path, sheets: Iterable[Sheet], origin: str, catalogue: Catalogue) -> None:
    for sheet in sheets:
        path = folder / f"{sheet.name}.csv"
        if sheet.in_csv and path.is_file():
            _read_csv(path, sheet, origin, catalogue)


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _decode(path: Path, catalogue: Catalogue) -> str | None:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        value = raw[error.start : error.start + 1].hex()
        remedy = "This byte is not UTF-8; save the file as UTF-8."
        catalogue.problems.append(Problem(_shown(path), row, "", f"byte {value}", remedy))
        return None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        remedy = "A NUL character stands here; save the file as plain text."
        catalogue.problems.append(Problem(_shown(path), row, "", "", remedy))
        return None
    return text


def _take_toml(data: dict[str, Any], path: Path, origin: str, catalogue: Catalogue) -> None:
    _take(BY_NAME["document"], data.pop("document"), path, 1, origin, catalogue)
    for name in ("inspections", "plans"):
        tables = data.pop(name, [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            remedy = f"Write it as [[{name}]], one table each."
            catalogue.problems.append(Problem(_shown(path), None, name, str(tables), remedy))
            catalogue.unread.add(name)
            continue
        for number, table in enumerate(tables, start=1):
            _take(BY_NAME[name], table, path, number, origin, catalogue)
    for name in data:
        remedy = "Unknown table; there are [document], [[inspections]] and [[plans]]."
        catalogue.problems.append(Problem(_shown(path), None, name, "", remedy))


def _parse_toml(path: Path, catalogue: Catalogue) -> dict[str, Any] | None:
    text = _decode(path, catalogue)
    if text is None:
        return None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        remedy = f"The file cannot be read as TOML: {error}."
        catalogue.problems.append(Problem(_shown(path), None, "", "", remedy))
        return None
    if not isinstance(data.get("document"), dict):
        remedy = "Add a [document] table; `portal new-plan` shows one."
        catalogue.problems.append(Problem(_shown(path), None, "document", "", remedy))
        return None
    return data


def _take(
    sheet: Sheet, table: dict[str, Any], path: Path, row: int, origin: str, catalogue: Catalogue
) -> None:
    names = {f.name for f in sheet.fields}
    for name in table:
        if name not in names:
            remedy = f"Unknown entry; there are {', '.join(sorted(names))}."
            catalogue.problems.append(Problem(_shown(path), row, name, "", remedy))
    cells = {f.name: str(table.get(f.name, "")) for f in sheet.fields}
    _add(sheet, cells, path, row, origin, catalogue)


def _read_csv(path: Path, sheet: Sheet, origin: str, catalogue: Catalogue) -> None:
    text = _decode(path, catalogue)
    if text is None:
        catalogue.unread.add(sheet.name)
        return
    problems = catalogue.problems
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    ended = 0  # the line that the row before ended on: a row may run over several lines
    try:
        header = next(reader, [])
        if not header:
            remedy = "The file is empty; give it its header row, or delete it."
            problems.append(Problem(_shown(path), 1, "", "", remedy))
            catalogue.unread.add(sheet.name)
            return
        names = [f.name for f in sheet.fields]
        missing = [f.name for f in sheet.fields if f.required and f.name not in header]
        unknown = [name for name in header if name not in (*names, *sheet.for_review)]
        twice = sorted({name for name in header if header.count(name) > 1})
        for name in missing:
            problems.append(Problem(_shown(path), 1, name, "", "Add this column; it is needed."))
        for name in unknown:
            remedy = f"Unknown column; the columns are {', '.join(names)}."
            problems.append(Problem(_shown(path), 1, name, name, remedy))
        for name in twice:
            problems.append(Problem(_shown(path), 1, name, name, "The column stands there twice."))
        if missing or unknown or twice:
            catalogue.unread.add(sheet.name)
            return
        ended = reader.line_num
        for cells in reader:
            if any(cells):
                rows.append(cells)
                lines.append(ended + 1)
            ended = reader.line_num
    except csv.Error as error:
        remedy = f"The row cannot be read as CSV ({error}); close its quotation marks."
        problems.append(Problem(_shown(path), ended + 1, "", "", remedy))
        catalogue.unread.add(sheet.name)
    _add_rows(sheet, header, rows, lines, path, origin, catalogue)


def _add_rows(
    sheet: Sheet,
    header: Sequence[str],
    rows: Sequence[list[str]],
    lines: Sequence[int],
    path: Path,
    origin: str,
    catalogue: Catalogue,
) -> None:
    """Add the rows of a file: all at once, or one by one where some are at fault."""
    columns = None
    if rows and all(len(cells) == len(header) for cells in rows):
        cells_of = dict(zip(header, zip(*rows, strict=True), strict=True))
        columns = parse_columns(sheet, cells_of, len(rows))
    if columns is None:
        for cells, line in zip(rows, lines, strict=True):
            named = dict(zip(header, cells, strict=False))
            if len(cells) == len(header):
                _add(sheet, named, path, line, origin, catalogue)
                continue
            remedy = f"The row has {len(cells)} cells, the header {len(header)}; quote commas."
            catalogue.problems.append(Problem(_shown(path), line, "", cells[0], remedy))
            catalogue.named[sheet.name].add(_key(sheet, named))
        return
    shown = _shown(path)
    added = [
        Row(dict(zip(columns, values, strict=True)), shown, line, origin)
        for line, values in zip(lines, zip(*columns.values(), strict=True), strict=True)
    ]
    catalogue.rows[sheet.name] += added
    keys = ([text.strip() for text in cells_of.get(n) or [""] * len(rows)] for n in sheet.unique)
    catalogue.named[sheet.name].update(zip(*keys, strict=True))
    if any(any(columns.get(name, ())) for name in REPORTED):
        for row in added:
            _add_progress(sheet, row, catalogue)


def _key(sheet: Sheet, cells: dict[str, str]) -> tuple[str, ...]:
    return tuple(cells.get(column, "").strip() for column in sheet.unique)


def _add(
    sheet: Sheet, cells: dict[str, str], path: Path, line: int, origin: str, catalogue: Catalogue
) -> None:
    values: dict[str, Any] = {}
    good = True
    catalogue.named[sheet.name].add(_key(sheet, cells))
    for column in sheet.fields:
        text = cells.get(column.name, "").strip()
        try:
            values[column.name] = parse_cell(column, text)
        except ValueError as error:
            good = False
            catalogue.problems.append(Problem(_shown(path), line, column.name, text, str(error)))
        else:
            if column.kind == "number":
                values[f"{column.name}_decimals"] = decimals(text)
    if good:
        row = Row(values, _shown(path), line, origin)
        catalogue.rows[sheet.name].append(row)
        _add_progress(sheet, row, catalogue)


def _add_progress(sheet: Sheet, row: Row, catalogue: Catalogue) -> None:
    """Add what a row says of how far it is, where it does."""
    if sheet.name in ("items", "actions") and is_reported(row.values):
        catalogue.rows["progress"].append(row._replace(values=progress_of(sheet.name, row.values)))
