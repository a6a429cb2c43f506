"""Inserting many rows at once by the quickest way that each database's driver has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the columns of the first; what else they hold is passed over.

    Args:
        connection: in a transaction that the caller ends.
        table: where to; a column that the rows leave out has its default.
        rows: values by column.
    """
    if not rows:
        return
    columns = {c.name: [row[c.name] for row in rows] for c in table.c if c.name in rows[0]}
    for c in table.c:
        if c.name not in columns and c.default is not None and c.default.is_scalar:
            columns[c.name] = [c.default.arg] * len(rows)  # type: ignore[attr-defined]
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - a pooled connection always has one
        statement = f"COPY {table.name} ({names}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in zip(*columns.values(), strict=True):
                copy.write_row(row)
        return
    for name, values in columns.items():
        kind = table.c[name].type.dialect_impl(connection.dialect)
        stored = kind.bind_processor(connection.dialect)
        if stored is not None:
            columns[name] = list(map(stored, values))
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608
    connection.exec_driver_sql(statement, list(zip(*columns.values(), strict=True)))
