"""Choices of a person for the draft of a mapping: what each column is, and words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.importers.statistics.cells import read_cells
from portal.importers.statistics.frame import CellColumn, Frame, cell_column
from portal.importers.statistics.mapping import STANDARD, Layout

# What a column can be.
FIGURE, FILTER, STATUS, LEFT = "figure", "filter", "status", "left"
AREA_CODE, AREA_NUMBER, AREA_NAME, PERIOD = LAYOUT = (
    "area_code", "area_number", "area_name", "period",
)  # fmt: skip
STANDARD_COLUMN, PERIOD_COLUMN = "standard", "period column"
# Those that a person chooses from, in words.
ROLES = {
    FIGURE: "Figures",
    FILTER: "A filter: its values tell rows apart",
    STATUS: "The status of figures: provisional, revised, final",
    AREA_CODE: "Codes of areas (E06000027)",
    AREA_NUMBER: "Numbers of councils (880)",
    AREA_NAME: "Names of areas",
    PERIOD: "Periods (2025, 2024/25)",
    LEFT: "Left out",
}


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The part of a person's choices about one column; what is empty is drafted."""

    role: str = ""
    name: str = ""
    unit: str = ""
    polarity: str = ""
    reason: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a person for a draft; what is empty is drafted."""

    title: str = ""
    publisher: str = ""
    licence: str = ""
    published: str = ""
    year: str = ""
    columns: Mapping[str, ColumnChoice] = field(default_factory=dict)

    def of(self, column: str) -> ColumnChoice:
        """Return what is chosen for a column."""
        return self.columns.get(column, ColumnChoice())


@dataclass(slots=True)
class Columns:
    """The columns of a file by what they hold.

    `whom` says whom all figures are of, `topic` what they are about; `unsure` names columns whose
    unit is a guess.
    """

    values: dict[str, CellColumn] = field(default_factory=dict)
    filters: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    status: str = ""
    wide: list[str] = field(default_factory=list)
    whom: list[str] = field(default_factory=list)
    topic: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)


def chosen_layout(choices: Choices) -> Layout | None:
    """The columns of area and period that somebody has chosen, if there are any of areas."""
    named = {choice.role: name for name, choice in choices.columns.items() if choice.role in LAYOUT}
    if not named.keys() - {PERIOD}:
        return None
    return Layout(**named)


def take_as_chosen(frame: Frame, columns: Columns, roles: Mapping[str, str]) -> None:
    """Take columns for what somebody has chosen."""
    if not roles:
        return
    for name, role in roles.items():
        if role not in (FIGURE, FILTER, STATUS, LEFT):
            continue
        columns.values.pop(name, None)
        columns.filters = [other for other in columns.filters if other != name]
        columns.ignored = [other for other in columns.ignored if other != name]
        columns.status = "" if columns.status == name else columns.status
        if role == FIGURE:
            cells = read_cells(frame.texts[name])
            columns.values[name] = cell_column(cells, frame.codes[name])
        elif role == STATUS:
            columns.status = name
        else:
            (columns.filters if role == FILTER else columns.ignored).append(name)
    order = {name: place for place, name in enumerate(frame.texts)}
    columns.values = dict(sorted(columns.values.items(), key=lambda item: order[item[0]]))
    columns.filters.sort(key=order.__getitem__)


def roles_of(frame: Frame, columns: Columns, layout: Layout | None) -> dict[str, str]:
    """Name what each column of a file is taken for."""
    roles = dict.fromkeys(frame.texts, LEFT)
    roles |= dict.fromkeys(set(STANDARD) & set(roles) if layout is None else (), STANDARD_COLUMN)
    roles |= dict.fromkeys(columns.values, FIGURE) | dict.fromkeys(columns.filters, FILTER)
    roles |= dict.fromkeys(columns.wide, PERIOD_COLUMN)
    roles |= {columns.status: STATUS} if columns.status else {}
    named = {role: getattr(layout, role) for role in LAYOUT} if layout is not None else {}
    return roles | {name: role for role, name in named.items() if name}
