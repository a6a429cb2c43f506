"""Reading catalogue folders into checked rows; it opens files and never the database."""

from __future__ import annotations

import csv
import io
import math
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from portal.importers.reported import is_reported, progress_of
from portal.importers.schema import BY_NAME, FOR_REVIEW, SHEETS, Field, Sheet

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PERIOD = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


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


@dataclass(frozen=True, slots=True)
class Row:
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


def read_catalogue(
    paths: Iterable[Path], report: Callable[[str], None] = lambda _text: None
) -> Catalogue:
    """Read every folder and check each cell by itself.

    References between rows are checked by `portal.importers.check`.

    Args:
        paths: catalogue folders, or folders that hold such folders.
        report: told the name of each folder before it is read.
    """
    catalogue = Catalogue()
    for folder in catalogue_folders(paths):
        report(folder.name)
        _read_folder(folder, catalogue)
    return catalogue


def _read_folder(folder: Path, catalogue: Catalogue) -> None:
    toml = folder / "document.toml"
    data = _parse_toml(toml, catalogue) if toml.is_file() else {}
    if data is None:
        catalogue.unread |= {sheet.name for sheet in SHEETS if sheet.in_toml}
        data = {}
    origin = str(data.get("document", {}).get("document", folder.name))
    if origin in catalogue.origins:
        remedy = "Another folder of this load has the same name or document; give it its own."
        catalogue.problems.append(Problem(str(folder), None, "document", origin, remedy))
        return
    catalogue.origins.append(origin)
    if data:
        _take_toml(data, toml, origin, catalogue)
    for sheet in SHEETS:
        path = folder / f"{sheet.name}.csv"
        if sheet.in_csv and path.is_file():
            _read_csv(path, sheet, origin, catalogue)
    filenames = {name for sheet in SHEETS for name in sheet.filenames}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in filenames | FOR_REVIEW:
            remedy = f"Unknown file; the layout has {', '.join(sorted(filenames))}."
            catalogue.problems.append(Problem(_shown(path), None, "", "", remedy))


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
    except tomllib.TOMLDecodeError as error:
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
            line, ended = ended + 1, reader.line_num
            if not any(cells):
                continue
            named = dict(zip(header, cells, strict=False))
            if len(cells) != len(header):
                remedy = f"The row has {len(cells)} cells, the header {len(header)}; quote commas."
                problems.append(Problem(_shown(path), line, "", cells[0], remedy))
                catalogue.named[sheet.name].add(_key(sheet, named))
                continue
            _add(sheet, named, path, line, origin, catalogue)
    except csv.Error as error:
        remedy = f"The row cannot be read as CSV ({error}); close its quotation marks."
        problems.append(Problem(_shown(path), ended + 1, "", "", remedy))
        catalogue.unread.add(sheet.name)


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
                values[f"{column.name}_decimals"] = len(text.partition(".")[2])
    if not good:
        return
    catalogue.rows[sheet.name].append(Row(values, _shown(path), line, origin))
    if sheet.name in ("items", "actions") and is_reported(values):
        progress = progress_of(sheet.name, values)
        catalogue.rows["progress"].append(Row(progress, _shown(path), line, origin))


def parse_cell(column: Field, text: str) -> Any:
    """The value of one cell.

    Returns:
        str for text, keys and choices; a list of str for `keys`; a date, float, int or None.

    Raises:
        ValueError: with the remedy as its message.
    """
    if len(text) > column.longest:
        raise ValueError(f"The cell holds more than {column.longest} characters; shorten it.")
    if not text:
        if column.required:
            raise ValueError("The cell is empty; it must be filled.")
        return {"keys": [], "date": None, "number": None, "integer": None}.get(column.kind, "")
    match column.kind:
        case "choice":
            if text not in column.choices:
                raise ValueError(f"Use one of: {', '.join(column.choices)}.")
        case "code" | "key":
            if not _CODE.fullmatch(text):
                raise ValueError("Use lower-case letters, digits and single hyphens.")
        case "keys":
            return _parse_keys(text)
        case "date":
            return _parse_date(text)
        case "period":
            if not _PERIOD.fullmatch(text):
                raise ValueError("Write the date as 2015, 2015-01 or 2015-01-06.")
            _parse_date((text + "-01-01")[:10])
        case "number":
            return _parse_number(text)
        case "integer":
            if not re.fullmatch(r"-?\d{1,12}", text):
                raise ValueError("Write a whole number without commas or signs such as £.")
            return int(text)
    return text


def _parse_keys(text: str) -> list[str]:
    keys = [key.strip() for key in text.split(";")]
    if not all(_CODE.fullmatch(key) for key in keys):
        raise ValueError("Separate keys by ; and use lower-case letters, digits, hyphens.")
    if len(set(keys)) != len(keys):
        raise ValueError("A key stands there twice; keep it once.")
    return keys


def _parse_date(text: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("Write an existing date as YYYY-MM-DD.") from None


def _parse_number(text: str) -> float:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise ValueError("Write a plain number such as 66.4, without %, £ or commas.")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("The number is too large.")
    return value
