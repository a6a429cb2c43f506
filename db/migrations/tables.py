"""Make the tables that a file beside a migration describes, and take them away again.

`0001.toml` lists the tables of revision 0001 in the order in which they may refer to one another,
a line a column: its type, then `key` (part of the primary key), `null`, `unique`, `index`, and
`-> table` for what it refers to (`-> table cascade`: it goes with that). `_unique` and `_index`
name several columns; `_rowid = false` makes a table of SQLite that is stored by its key. Names of
constraints follow `db.models`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "integer": sa.Integer(),
    "smallint": sa.SmallInteger(),
    "float": sa.Float(53),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.DateTime(),
    "text": sa.Text(),
    "bytes": sa.LargeBinary(),
}


def make_tables(revision: str) -> None:
    """Make the tables of a revision with their constraints and indexes."""
    for name, described in _tables(revision).items():
        columns = [_column(*item) for item in described.items() if item[0][0] != "_"]
        together = [sa.UniqueConstraint(*described["_unique"])] if "_unique" in described else []
        options = {"sqlite_with_rowid": False} if "_rowid" in described else {}
        op.create_table(name, *columns, *together, **options)
        if "_index" in described:
            _index(name, described["_index"])
        for column in columns:
            if "index" in described[column.name].split():
                _index(name, [column.name])


def drop_tables(revision: str) -> None:
    """Drop the tables of a revision, with their indexes."""
    for name in reversed(_tables(revision)):
        op.drop_table(name)


def _tables(revision: str) -> dict[str, Mapping[str, Any]]:
    path = Path(__file__).parent / "versions" / f"{revision}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _column(name: str, text: str) -> sa.Column[Any]:
    described, _, target = text.partition(" -> ")
    kind, *words = described.split()
    length = re.fullmatch(r"string\((\d+)\)", kind)
    type_: sa.types.TypeEngine[Any] = sa.String(int(length[1])) if length else _TYPES[kind]
    table, _, deletion = target.partition(" ")
    reference = [sa.ForeignKey(f"{table}.id", ondelete=deletion.upper() or None)] if table else []
    return sa.Column(
        name,
        type_,
        *reference,
        primary_key="key" in words,
        nullable="null" in words,
        unique="unique" in words or None,
    )


def _index(table: str, columns: Sequence[str]) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
