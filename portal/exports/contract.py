"""The export contract as machines need it: every column with its type, meaning and filter.

The layout of the catalogue says what its columns mean; what the tables and the API's views add to
it stands in `columns.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from db.queries.exports import TABLES, export_columns
from portal.importers.schema import BY_NAME, Field, choices_of

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


DESCRIBED = tomllib.loads(Path(__file__).with_name("columns.toml").read_text("utf-8"))
# Texts short enough to be asked for exactly: references as printed, codes, labels.
_FILTERS = frozenset(
    "ref item_ref action_ref parent_ref area_code definition_code period_label finding".split()
)
# Worked out by the query, which the databases type each in its own way.
_NO_FILTERS = frozenset({("findings", "resolved_on")})
_STATUS = ("observations", "status")


def _column(table: str, name: str) -> Column:
    described = DESCRIBED["tables"].get(table, {}).get("columns", {}).get(name)
    if described is None:
        sheet = BY_NAME.get({"documents": "document"}.get(table, table))
        field = next((f for f in sheet.fields if f.name == name), None) if sheet else None
        described = DESCRIBED["shared"].get(name)
        if described is None and field is None:
            raise LookupError(f"{table}.{name} is not described")
        if field is not None and (described is None or field.refers_to):
            described = {**(described or _of_field(field)), "help": field.help}
    column = Column(name=name, **{**described, "choices": choices_of(described)})
    by_kind = column.kind in ("key", "keys", "choice", "date", "period", "code")
    filters = by_kind or name in _FILTERS or (table, name) == _STATUS
    return replace(column, filters=filters and (table, name) not in _NO_FILTERS)


def _of_field(field: Field) -> dict[str, Any]:
    return {"kind": field.kind, "required": field.required, "choices": field.choices}


def _references(table: str, columns: tuple[Column, ...]) -> Iterator[Reference]:
    for column in columns:
        if column.kind == "key" and column.names in ("plan", "document", "indicator", "inspection"):
            target = f"{column.names}s"
            if target != table:
                yield Reference((column.name,), target, (column.names,))
    if table in ("actions", "milestones", "answers"):
        yield Reference(("plan", "item_ref"), "items", ("plan", "ref"))
    if table == "answers":
        key = ("inspection", "addressee")
        yield Reference((*key, "recommendation"), "recommendations", (*key, "ref"))


@cache
def table_of(name: str) -> Table:
    """A table of the contract.

    Raises:
        KeyError: if there is none of that name.
    """
    columns = tuple(_column(name, c) for c in export_columns(name) if c != "decimals")
    sheet, described = BY_NAME.get(name), DESCRIBED["tables"].get(name, {})
    key = described.get("key") or (sheet.unique if sheet and "plan" in sheet.unique else ())
    return Table(
        name=name,
        help=described.get("help") or (sheet.help if sheet else ""),
        columns=columns,
        key=tuple(key),
        references=tuple(_references(name, columns)),
    )


def tables() -> tuple[Table, ...]:
    """All tables of the contract, in its order."""
    return tuple(table_of(name) for name in TABLES)
