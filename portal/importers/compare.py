"""Comparing two readings of one document: figure by figure, and word by word where asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.importers.read import Catalogue, Row
from portal.importers.schema import BY_NAME, SHEETS

# What two readers must agree on; their own wording, places and notes may differ.
_FACTS = {
    "items": ("kind", "area", "themes", "status"),
    "actions": ("lead", "target_text", "target_date", "status", "cost_gbp"),
    "milestones": ("target_date", "status"),
    "claims": ("about", "until", "value"),
    "observations": ("value", "numerator", "denominator", "symbol"),
    "targets": ("value", "value_upper"),
}
# What tells rows of two readings apart, where the keys of a file hold words of a reader's own.
_KEYS = {
    "claims": ("source", "plan", "item_ref", "ref", "kind", "dated"),
    "observations": ("indicator", "council", "period_end", "basis"),
    "targets": ("indicator", "council", "due", "due_text"),
}
_NOTHING = "nothing"
_Columns = Mapping[str, tuple[str, ...]]
_Grouped = dict[tuple[Any, ...], list[Row]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between two readings: where it stands, and what each says.

    `file` and `row` are those of the second reading, or of the first for what the second lacks.
    `column` is empty where only one of them has the row; the other's text is then empty.
    """

    sheet: str
    file: str
    row: int
    key: str
    column: str
    first: str
    second: str

    def __str__(self) -> str:
        """Say it in a line."""
        name = f"{self.sheet} {self.key}"
        if self.column:
            return f"{name}, {self.column}: {self.first} against {self.second}"
        if self.first and self.second:
            return f"{name}: {self.first} against {self.second}"
        which = "first" if self.first else "second"
        return f"{name}: only in the {which} reading {self.first or self.second}"


def compare_readings(
    first: Catalogue,
    second: Catalogue,
    *,
    wording: bool = False,
    leave: Collection[tuple[str, str]] = (),
) -> list[Difference]:
    """List every difference between two readings; empty where they agree.

    Args:
        wording: compare every column of every file, not only figures, dates and counts.
        leave: sheets' columns that are passed over.
    """
    columns = _every_column(leave) if wording else _FACTS
    return [
        difference
        for sheet in SHEETS
        if sheet.name in columns
        for difference in _compare(sheet.name, columns, first, second)
    ]


def _every_column(leave: Collection[tuple[str, str]]) -> _Columns:
    columns = {}
    for sheet in SHEETS:
        names = []
        for column in sheet.fields:
            if column.name in _key_of(sheet.name) or (sheet.name, column.name) in leave:
                continue
            names.append(column.name)
        columns[sheet.name] = tuple(names)
    return columns


def _key_of(sheet: str) -> tuple[str, ...]:
    return _KEYS.get(sheet, BY_NAME[sheet].unique)


def _grouped(catalogue: Catalogue, sheet: str) -> _Grouped:
    grouped: _Grouped = {}
    for row in catalogue.rows[sheet]:
        key = tuple(row.values[name] for name in _key_of(sheet))
        grouped.setdefault(key, []).append(row)
    return grouped


def _texts(row: Row, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_text(row, name) for name in columns)


def _text(row: Row, name: str) -> str:
    value: Any = row.values[name]
    if isinstance(value, float):  # as exactly as it is printed
        return f"{value:.{row.values[f'{name}_decimals']}f}"
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value)


def _compare(
    sheet: str, columns: _Columns, first: Catalogue, second: Catalogue
) -> Iterator[Difference]:
    names = columns[sheet]
    ours, theirs = _grouped(first, sheet), _grouped(second, sheet)
    for key in sorted({*ours, *theirs}, key=str):
        mine, other = ours.get(key, []), theirs.get(key, [])
        place = (other or mine)[0]
        shown = " / ".join(str(part) for part in key if part)
        where = (sheet, place.file, place.line, shown)
        if len(mine) == len(other) == 1:
            pairs = zip(names, _texts(mine[0], names), _texts(other[0], names), strict=True)
            for column, text, new in pairs:
                if text != new:
                    yield Difference(*where, column, text or _NOTHING, new or _NOTHING)
        elif sorted(_texts(row, names) for row in mine) != sorted(_texts(r, names) for r in other):
            yield Difference(*where, "", _listed(mine, names), _listed(other, names))


def _listed(rows: list[Row], names: tuple[str, ...]) -> str:
    """Write what some rows say, which one reading has more of."""
    parts = (
        ", ".join(f"{name} {_text(row, name)}" for name in names if _text(row, name))
        for row in rows
    )
    return "; ".join(part or _NOTHING for part in parts)
