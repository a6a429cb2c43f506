"""The export contract as machines need it: every column with its type, meaning and filter.

The layout of the catalogue says what its columns mean; only what the tables add to it stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from db.queries.exports import TABLES, export_columns
from portal.importers.schema import BY_NAME, DOCUMENT_STATUSES, UNITS, Field

# How a period is written: a year, a month or a day.
PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

Kind = Literal["text", "code", "key", "keys", "choice", "date", "period", "number", "integer"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or a view.

    `names` says which keys a value is one of (`council`, `plan` …; for `keys`, a list separated by
    `;`). A `required` column is never empty. One that `filters` is a filter under its own name.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    names: str = ""
    filters: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns whose values stand in another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the contract: `key` tells its rows apart, where the contract says what does."""

    name: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]

    @property
    def filters(self) -> tuple[Column, ...]:
        """The columns that are filters."""
        return tuple(column for column in self.columns if column.filters)


def _key(name: str, help: str, names: str, required: bool = True) -> Column:
    return Column(name, "key", help, required, names=names)


# Beside the catalogue's own sheet of the same name; for every table, or for one of them.
_SHARED: Mapping[str, Column] = {
    "council": _key("council", "Council or comparator, as a key", "council"),
    "plan": _key("plan", "Plan, as a key", "plan"),
    "document": _key("document", "Source: the file's name without its ending", "document"),
    "area": _key("area", "Improvement area, as a key", "area"),
    "themes": Column("themes", "keys", "Themes, as keys separated by ;", names="theme"),
    "measure": _key("measure", "What is measured, as a key", "measure"),
    "indicator": _key("indicator", "Indicator, as a key", "indicator"),
    "unit": Column("unit", "choice", "Unit of the value", True, UNITS),
    "decimals": Column("decimals", "integer", "How many decimals the document prints"),
}
_OF_A_TABLE: Mapping[tuple[str, str], Column] = {
    ("documents", "status"): Column(
        "status", "choice", "Standing of the document", choices=(*DOCUMENT_STATUSES, "statistics")
    ),
    ("documents", "kind"): Column(
        "kind",
        "choice",
        "`statistics` for official statistics, else empty",
        choices=("statistics",),
    ),
    ("documents", "release"): Column(
        "release", "text", "Of official statistics: the publication that the data set came with"
    ),
    ("plans", "answers"): Column("answers", "text", "Inspection that the plan answers"),
    ("plans", "inspected"): Column("inspected", "period", "When, as exact as printed"),
    ("plans", "inspectorate"): Column("inspectorate", "text", "Who inspected"),
    ("plans", "judgement"): Column("judgement", "text", "Judgement as printed"),
    ("statements", "measure"): _key("measure", "Measure that it names", "measure", False),
    ("indicators", "area"): _key("area", "Improvement area; empty outside them", "area", False),
    ("indicators", "unit_text"): Column("unit_text", "text", "Unit in the publisher's words"),
    ("observations", "ref"): Column("ref", "text", "Reference of the indicator, as printed"),
    ("observations", "area_code"): Column("area_code", "text", "Official code of the area"),
    ("observations", "period_label"): Column(
        "period_label", "text", "Period as official statistics label it"
    ),
    ("observations", "status"): Column(
        "status", "text", "Standing of the figure: provisional, revised; empty if final"
    ),
    ("targets", "ref"): Column("ref", "text", "Reference of the indicator, as printed"),
    ("findings", "check"): _key("check", "Rule that noticed it", "check"),
    ("findings", "subject"): Column("subject", "text", "What it is about", True),
    ("findings", "message"): Column("message", "text", "What was noticed, in a sentence", True),
    ("findings", "value_a"): Column("value_a", "text", "The one figure or wording"),
    ("findings", "value_b"): Column("value_b", "text", "The other figure or wording"),
    ("findings", "document_a"): _key("document_a", "Where the one stands", "document", False),
    ("findings", "place_a"): Column("place_a", "text", "Its place there"),
    ("findings", "document_b"): _key("document_b", "Where the other stands", "document", False),
    ("findings", "place_b"): Column("place_b", "text", "Its place there"),
    ("findings", "indicator"): _key("indicator", "Indicator concerned", "indicator", False),
    ("findings", "period_end"): Column("period_end", "date", "Last day of the period concerned"),
    ("findings", "plan"): _key("plan", "Plan concerned", "plan", False),
    ("findings", "item_ref"): Column("item_ref", "text", "Item concerned, as printed"),
    ("findings", "area"): _key("area", "Improvement area concerned", "area", False),
    ("findings", "finding"): Column("finding", "code", "Key of the finding", True),
    ("findings", "resolution"): Column(
        "resolution",
        "choice",
        "What an editor concluded",
        choices=("explained", "confirmed", "corrected"),
    ),
    ("findings", "resolution_note"): Column("resolution_note", "text", "Why"),
    ("findings", "resolved_on"): Column("resolved_on", "date", "On which day"),
}
_HELP: Mapping[str, str] = {
    "documents": "The published sources.",
    "plans": "The plans, and the inspections that they answer.",
    "observations": "Every printed value with its place; after them official statistics.",
    "targets": "Every printed target with its place.",
    "findings": "Where figures or papers contradict themselves or one another.",
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "documents": ("document",),
    "plans": ("plan",),
    "indicators": ("indicator",),
    "findings": ("finding",),
}
# Texts short enough to be asked for exactly: references as printed, codes, labels.
_FILTERS = frozenset(
    "ref item_ref action_ref parent_ref area_code definition_code period_label finding".split()
)
# Worked out by the query, which the databases type each in its own way.
_NO_FILTERS = frozenset({("findings", "resolved_on")})
_STATUS = ("observations", "status")


def _column(table: str, name: str) -> Column:
    column = _OF_A_TABLE.get((table, name))
    if column is None:
        sheet = BY_NAME.get({"documents": "document"}.get(table, table))
        field = next((f for f in sheet.fields if f.name == name), None) if sheet else None
        shared = _SHARED.get(name)
        if shared is not None:
            column = replace(shared, help=field.help) if field and field.refers_to else shared
        elif field is not None:
            column = _of_field(field)
        else:
            raise LookupError(f"{table}.{name} is not described")
    by_kind = column.kind in ("key", "keys", "choice", "date", "period", "code")
    filters = by_kind or name in _FILTERS or (table, name) == _STATUS
    return replace(column, filters=filters and (table, name) not in _NO_FILTERS)


def _of_field(field: Field) -> Column:
    return Column(field.name, field.kind, field.help, field.required, field.choices)


def _references(table: str, columns: tuple[Column, ...]) -> Iterator[Reference]:
    for column in columns:
        if column.kind == "key" and column.names in ("plan", "document", "indicator"):
            target = f"{column.names}s"
            if target != table:
                yield Reference((column.name,), target, (column.names,))
    if table in ("actions", "milestones"):
        yield Reference(("plan", "item_ref"), "items", ("plan", "ref"))


@cache
def table_of(name: str) -> Table:
    """A table of the contract.

    Raises:
        KeyError: if there is none of that name.
    """
    columns = tuple(_column(name, c) for c in export_columns(name) if c != "decimals")
    sheet = BY_NAME.get(name)
    key = _KEYS.get(name) or (sheet.unique if sheet and "plan" in sheet.unique else ())
    meaning = _HELP.get(name) or (sheet.help if sheet else "")
    return Table(name, meaning, columns, key, tuple(_references(name, columns)))


def tables() -> tuple[Table, ...]:
    """All tables of the contract, in its order."""
    return tuple(table_of(name) for name in TABLES)
