"""Read an overview table of grades, for councils whose report is not at hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.importers.inspections import records as names
from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.dates import only_day
from portal.importers.inspections.records import Grade
from portal.importers.inspections.report_kind import (
    BOARD_ALONE,
    ILACS,
    KIND_NAMES,
    SIF,
    length_of_visit,
)
from portal.importers.inspections.review import JUDGEMENTS
from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.tables import read_single

DEFAULT_RULES = Path(__file__).with_name("overview.toml")
_REQUIRED = ("council", "inspected_to")
# The single inspection framework ended with this year; what came later is ILACS.
_LAST_OF_SIF = 2017


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """An inspection as a row of an overview table gives it; `row` is its row in the file."""

    row: int
    council: str
    framework: str
    inspected_from: date | None
    inspected_to: date
    published: date | None
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """A mapping of tables: names of columns by field, patterns of kinds, words of grades."""

    columns: Mapping[str, Sequence[str]]
    kinds: Mapping[str, str]
    grades: Mapping[str, str]


def read_rules(path: Path = DEFAULT_RULES) -> Rules:
    """Read a mapping of overview tables; what it leaves out is as in the portal's own.

    Raises:
        BadCatalogue: if it is no mapping of this kind.
    """
    try:
        given = {name: dict(part) for name, part in tomllib.loads(path.read_text("utf-8")).items()}
        if path != DEFAULT_RULES:
            base = tomllib.loads(DEFAULT_RULES.read_text("utf-8"))
            unknown = [k for k in given.get("columns", {}) if k not in base["columns"]]
            if set(given) - set(base) or unknown:
                raise ValueError(f"it has {', '.join([*(set(given) - set(base)), *unknown])}")
            given = {name: base[name] | given.get(name, {}) for name in base}
        return Rules(
            columns={
                field: [_plain(c) for c in ([columns] if isinstance(columns, str) else columns)]
                for field, columns in given["columns"].items()
            },
            kinds={key: re.compile(words).pattern for key, words in given["kinds"].items()},
            grades={_plain(word): key for key, words in given["grades"].items() for word in words},
        )
    except (ValueError, TypeError, KeyError, OSError, re.error) as error:
        remedy = f"This is no mapping of overview tables ({error}); see overview.toml."
        raise BadCatalogue([Problem(path.name, None, "", "", remedy)]) from error


def read_overview(path: Path, councils: CouncilNames, rules: Rules) -> list[OverviewRow]:
    """Read the rows of a table (.csv, .xlsx, .ods).

    Raises:
        BadCatalogue: with every fault: file, row, column, value and remedy.
    """
    table = read_single(path)
    header = {_plain(name): name for name in reversed(table.table.column_names)}
    columns = {
        field: next((header[name] for name in aliases if name in header), "")
        for field, aliases in rules.columns.items()
    }
    problems = [
        Problem(path.name, table.header_row, "", field.replace("_", " "), remedy)
        for field in _REQUIRED
        if not columns[field]
        for remedy in [f"No column is named for this; name one “{rules.columns[field][0]}”."]
    ]
    if not any(columns[judgement] for judgement in JUDGEMENTS):
        remedy = "No column holds grades; name one “overall”, “leaders”, “help and protection” …"
        problems.append(Problem(path.name, table.header_row, "", "", remedy))
    if problems:
        raise BadCatalogue(problems)
    rows: list[OverviewRow] = []
    seen: dict[tuple[str, date], int] = {}
    for place, texts in enumerate(table.table.to_pylist()):
        cells = {field: str(texts[name] or "").strip() for field, name in columns.items() if name}
        if not any(cells.values()):
            continue
        reader = _Reader(path.name, table.row_of(place), columns, cells, rules)
        row = reader.inspection(councils)
        if row is not None:
            earlier = seen.setdefault((row.council, row.inspected_to), row.row)
            if earlier != row.row:
                reader.fault("council", f"Row {earlier} is of the same inspection; keep one.")
            rows.append(row)
        problems += reader.problems
    if problems:
        raise BadCatalogue(problems)
    return rows


class _Reader:
    """Reads one row, and gathers its faults."""

    def __init__(
        self,
        file: str,
        row: int,
        columns: Mapping[str, str],
        cells: Mapping[str, str],
        rules: Rules,
    ) -> None:
        self._file, self._row, self._columns = file, row, columns
        self._cells, self._rules = cells, rules
        self.problems: list[Problem] = []

    def fault(self, field: str, remedy: str) -> None:
        """Note a fault of a cell, with its remedy."""
        value = self._cells.get(field, "")
        self.problems.append(Problem(self._file, self._row, self._columns[field], value, remedy))

    def inspection(self, councils: CouncilNames) -> OverviewRow | None:
        """Return the row's inspection, None where it has a fault."""
        council = councils.exact(self._cells["council"])
        if not council:
            self.fault("council", "No council has this name; write it as the portal does.")
        since, to = self._day("inspected_from"), self._day("inspected_to")
        if council and to:
            council, problem = councils.on(council, to)
            if problem:
                self.fault("council", f"{problem}; look at both.")
        published = self._day("published")
        if to is None and not self._faulty("inspected_to"):
            self.fault("inspected_to", "An inspection needs the last day of its visit.")
        if since and to and since > to:
            self.fault("inspected_from", "The first day is after the last.")
        grades = self._grades()
        framework = self._framework(since, to)
        if self.problems or to is None:
            return None
        return OverviewRow(
            row=self._row,
            council=council,
            framework=framework,
            inspected_from=since,
            inspected_to=to,
            published=published,
            grades=grades,
        )

    def _faulty(self, field: str) -> bool:
        return any(problem.column == self._columns[field] for problem in self.problems)

    def _day(self, field: str) -> date | None:
        text = self._cells.get(field, "")
        if not text:
            return None
        day = only_day(text)
        if day is None:
            self.fault(field, "Write a date as 2022-03-21 or 21 March 2022.")
        return day

    def _grades(self) -> tuple[Grade, ...]:
        joint = self._cells.get("joint", "").lower() in ("yes", "y", "true", "1")
        grades = []
        for judgement in JUDGEMENTS:
            text = self._cells.get(judgement, "")
            key = self._rules.grades.get(_plain(text))
            if key is None:
                words = "outstanding, good, requires improvement, inadequate, not judged"
                self.fault(judgement, f"Write a grade ({words}) or leave it empty.")
            elif key != "none":
                together = joint and judgement == names.IN_CARE
                grades.append(
                    Grade(judgement=judgement, grade=key, as_printed=text, joint=together)
                )
        return tuple(grades)

    def _framework(self, since: date | None, to: date | None) -> str:
        text = self._cells.get("kind", "").lower()
        if text:
            kinds = self._rules.kinds.items()
            key = next((key for key, words in kinds if re.search(words, text)), "")
            key = key or (text if text in KIND_NAMES else "")
            if not key:
                self.fault("kind", f"Write one of: {', '.join(KIND_NAMES.values())}.")
            return key
        if to is None or to.year <= _LAST_OF_SIF:
            return BOARD_ALONE if set(self._graded()) == {names.BOARD} else SIF
        return length_of_visit(((since, to),)) if since else ILACS[0]

    def _graded(self) -> list[str]:
        return [judgement for judgement in JUDGEMENTS if self._cells.get(judgement)]


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").lower().split()) or text.strip()
