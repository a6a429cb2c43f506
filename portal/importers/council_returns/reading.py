"""Reading a council's return: every figure checked, or every fault named, and nothing taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from portal.domain.formatting import printed_date
from portal.domain.shared import Definition, Figure, computed_value
from portal.importers.council_returns.periods import BASES, UnknownPeriod, read_basis, read_period
from portal.importers.council_returns.rows import PrintedRow, printed_rows
from portal.importers.council_returns.vocabulary import Vocabulary, small
from portal.importers.intake.paper import Paper, Text
from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.cells import read_cell

_MOST_FIGURES, _LONGEST_NOTE = 2_000, 500
_HEADING_ROWS, _HEADING_CELLS = 8, 2
_COUNCIL = r"(?:’s|'s)?(?: (?:city|county|borough|metropolitan|unitary|district))* council\b"
# How alike two names must be before one is proposed for the other, from 0 to 1.
_SURE = 0.85
_NUMBER = "Write a number, or leave the cell empty."


class UnknownNames(BadCatalogue):
    """A return whose only faults are names that nobody has said the measure of.

    `names` are those names, each with that of a measure which is very like it, "" where none is.
    """

    def __init__(self, problems: Sequence[Problem], names: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.names = dict(names)


@dataclass(frozen=True, slots=True)
class ReadReturn:
    """The figures of a return, and the names that were left out as chosen."""

    figures: tuple[Figure, ...]
    left_out: tuple[str, ...]


def read_return(paper: Paper, council: str, names: Vocabulary, today: date) -> ReadReturn:
    """Read the figures of one council's return.

    Args:
        paper: the file, as it was opened.
        council: the council that it is uploaded for; a row of another one is a fault.
        names: the councils and measures there are.
        today: a period that has not ended by now is a fault.

    Raises:
        UnknownNames: with every name that nobody has said the measure of, where all else is right.
        BadCatalogue: with every fault.
    """
    printed = printed_rows(paper)
    if not printed:
        remedy = "No row holds a figure. Write them into the column “value” of the template."
        raise BadCatalogue([Problem(paper.name, None, "", "", remedy)])
    if len(printed) > _MOST_FIGURES:
        remedy = f"At most {_MOST_FIGURES:,} are read at once; split the file."
        raise BadCatalogue([Problem(paper.name, None, "", f"{len(printed):,} figures", remedy)])
    reader = _Reader(council, names, today)
    reader.problems += _headed_otherwise(paper, council, names)
    read = [reader.figure(row) for row in printed]
    # A row an indicator has the same fault under each of its quarters.
    problems = list(dict.fromkeys(reader.problems))
    if problems and set(problems) <= set(reader.unnamed):
        raise UnknownNames(problems, reader.unknown)
    if problems:
        raise BadCatalogue(problems)
    figures = tuple(figure for figure in read if figure is not None)
    if not figures:
        remedy = "Every row is left out, as was chosen for its name; there is nothing to share."
        raise BadCatalogue([Problem(paper.name, None, "", "", remedy)])
    return ReadReturn(figures, left_out=tuple(reader.left_out))


def _headed_otherwise(paper: Paper, council: str, names: Vocabulary) -> list[Problem]:
    """Fault a heading that names another council of the portal, and not the one that sends."""
    named: dict[str, Problem] = {}
    for place, text in _headings(paper):
        for key, name in names.councils.items():
            if re.search(rf"\b{re.escape(name)}{_COUNCIL}", text, re.IGNORECASE):
                mine = names.councils.get(council, council)
                remedy = f"This file is uploaded for {mine} alone; choose the file of {mine}."
                named[key] = Problem(f"{paper.name}, {place}", None, "", text[:100], remedy)
    return [] if council in named else list(named.values())[:1]


def _headings(paper: Paper) -> Iterator[tuple[str, str]]:
    """The texts above tables, each with its place: rows of a cell or two at their beginning."""
    for block in paper.blocks:
        if isinstance(block, Text):
            yield block.place, block.text
            continue
        for row in block.rows[:_HEADING_ROWS]:
            if len(row.filled) <= _HEADING_CELLS:
                yield from ((row.place, cell.text) for cell in row.filled)


class _Reader:
    """Reads rows one by one, and collects their faults."""

    def __init__(self, council: str, names: Vocabulary, today: date) -> None:
        self._council, self._names, self._today = council, names, today
        self._rows: dict[tuple[str, str], PrintedRow] = {}
        self.problems: list[Problem] = []
        self.unnamed: list[Problem] = []
        self.unknown: dict[str, str] = {}
        self.left_out: dict[str, None] = {}

    def figure(self, row: PrintedRow) -> Figure | None:
        """Read a row; None where it has a fault."""
        before = len(self.problems)
        if self._names.measures.get(small(row.get("measure"))) == "":
            self.left_out[row.get("measure")] = None
            return None
        self._check_council(row)
        definition = self._definition(row)
        text = row.get("period")
        try:
            on_a_day = definition is not None and definition.basis == "snapshot"
            words = row.get("basis") or (BASES["snapshot"][0] if on_a_day else "")
            basis = read_basis(words, text)
        except UnknownPeriod as unknown:
            self._fault(row, "basis", str(unknown))
            return None
        try:
            period = read_period(text, basis)
        except UnknownPeriod as unknown:
            self._fault(row, "period", str(unknown))
            return None
        assert period.end is not None  # noqa: S101 - every period of a return has an end
        if period.end >= self._today:
            self._fault(row, "period", "This period has not ended yet; correct it.")
        last_day = self._names.last_days.get(self._council, "")
        if last_day and period.end > date.fromisoformat(last_day):
            remedy = f"The council ended on {printed_date(last_day)}; take out what came after."
            self._fault(row, "period", remedy)
        counts = [self._count(row, column) for column in ("numerator", "denominator")]
        if definition is None:
            return None
        value, symbol = self._value(row, definition)
        self._check_counts(row, definition, value, *counts)
        self._check_twice(row, definition.measure, period.label)
        if len(self.problems) > before:
            return None
        return Figure(
            measure=definition.measure,
            period=period.label,
            start=period.start,
            end=period.end,
            basis=basis,
            value=value,
            numerator=counts[0],
            denominator=counts[1],
            symbol=symbol,
            printed=row.get("value")[:40],
            note=row.get("note")[:_LONGEST_NOTE],
            place=row.place[:200],
        )

    def _fault(self, row: PrintedRow, column: str, remedy: str) -> None:
        self.problems.append(row.fault(column, remedy))

    def _check_council(self, row: PrintedRow) -> None:
        named = row.get("council")
        if named and self._names.council(named) != self._council:
            mine = self._names.councils.get(self._council, self._council)
            remedy = f"This file is uploaded for {mine} alone; correct the row or take it out."
            self._fault(row, "council", remedy)

    def _definition(self, row: PrintedRow) -> Definition | None:
        text = row.get("measure")
        key = self._names.measures.get(small(text))
        if key is None:
            near = get_close_matches(small(text), self._names.measures, 1, 0.6)
            like = self._names.measures[near[0]] if near else ""
            self._fault(
                row,
                "measure",
                "The portal knows no such measure. Write its key or its name as the template "
                f"has them, or take the row out.{f' Did you mean {like}?' if like else ''}",
            )
            if text:
                self.unnamed.append(self.problems[-1])
                alike = get_close_matches(small(text), self._names.measures, 1, _SURE)
                key = self._names.measures[alike[0]] if alike else ""
                self.unknown.setdefault(text, self._names.definitions[key].name if key else "")
            return None
        definition = self._names.definitions[key]
        unit = row.get("unit").casefold()
        if unit and unit not in _unit_words(definition):
            remedy = f"This measure is given in {definition.unit_words}; recompute it or leave out."
            self._fault(row, "unit", remedy)
        return definition

    def _value(self, row: PrintedRow, definition: Definition) -> tuple[float | None, str]:
        cell = read_cell(row.get("value"))
        if cell is None or cell.symbol == "missing":
            remedy = (
                "Neither a number nor a symbol" if cell is None else "There are counts but no value"
            )
            remedy += "; write a number, c (confidential), x (not available) or z (not applicable)."
            self._fault(row, "value", remedy)
            return None, ""
        if cell.unit and cell.unit != definition.unit:
            self._fault(row, "value", f"This measure is given in {definition.unit_words}.")
        value = cell.value
        if value is not None and (value < 0 or (definition.unit == "percent" and value > 100)):
            most = "0 to 100" if definition.unit == "percent" else "0 or more"
            self._fault(row, "value", f"A value of this measure is {most}; correct it.")
        return value, cell.symbol

    def _count(self, row: PrintedRow, column: str) -> float | None:
        text = row.get(column)
        cell = read_cell(text)
        if cell is None or cell.unit or (cell.value is not None and cell.value < 0):
            self._fault(row, column, _NUMBER)
            return None
        return cell.value

    def _check_counts(
        self,
        row: PrintedRow,
        definition: Definition,
        value: float | None,
        numerator: float | None,
        denominator: float | None,
    ) -> None:
        if denominator == 0:
            self._fault(row, "denominator", "Nothing is divided by 0; write z as the value.")
        counts = numerator is not None and denominator is not None
        if definition.unit == "percent" and counts and (numerator or 0) > (denominator or 0):
            remedy = "More than the denominator; correct one of the two."
            self._fault(row, "numerator", remedy)
        computed = computed_value(numerator, denominator, definition.unit)
        if value and computed and definition.unit == "percent" and abs(computed - 100 * value) < 1:
            remedy = f"This is a fraction; write it as a percentage: {computed:.1f}."
            if abs(computed - value) > 1:
                self._fault(row, "value", remedy)

    def _check_twice(self, row: PrintedRow, measure: str, period: str) -> None:
        first = self._rows.setdefault((measure, period), row)
        if first is not row:
            where = f"{first.file}, row {first.row}"
            remedy = f"{measure} stands in {where} already for this period; keep one of them."
            self._fault(row, "measure", remedy)


_UNITS: Mapping[str, Sequence[str]] = {
    "percent": ("percent", "%", "per cent", "percentage"),
    "per_10k": ("per_10k", "per 10,000", "per 10000", "per 10,000 children", "rate per 10,000"),
    "count": ("count", "number", "children", "no.", "#"),
    "days": ("days", "day"),
    "gbp": ("gbp", "£", "pounds"),
    "ratio": ("ratio",),
}


def _unit_words(definition: Definition) -> tuple[str, ...]:
    return (*_UNITS.get(definition.unit, ()), definition.unit_text.casefold(), definition.unit)
