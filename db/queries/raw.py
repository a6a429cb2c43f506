"""Asking the database's own driver, where SQLAlchemy's way would cost more than the answer.

Only the queries behind every chart and table of figures use it: the data's version, official
figures by their key. Values come as the driver gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db.queries.rows import Reader

Value = int | list[int]


def directly(reader: Reader, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement; the same text with other values is prepared only once.

    Args:
        reader: where from.
        sql: the statement, with `?` for each value.
        values: whole numbers; PostgreSQL also takes a list of them for one.

    Raises:
        sqlalchemy.exc.DBAPIError: its class that SQLAlchemy gives the driver's, such as
            OperationalError if the database does not answer.
    """
    connection = _connection(reader)
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a pooled connection always has one
    dialect = connection.dialect
    if values and dialect.name == "postgresql":
        sql = sql.replace("?", "%s")
    try:
        # Without values psycopg takes the shorter of its two ways.
        cursor = driver.execute(sql, values) if values else driver.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    except dialect.loaded_dbapi.Error as error:
        base = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(sql, tuple(values), error, base, dialect=dialect) from error
    return rows


def among(reader: Reader, sql: str, *lists: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows of a statement in which `{}` stands for being among the numbers of each list.

    PostgreSQL takes a list as one value: hundreds cost as much to send as to look up.
    """
    if _connection(reader).dialect.name == "postgresql":
        return directly(reader, sql.format(*["= ANY(?)"] * len(lists)), [list(n) for n in lists])
    sql = sql.format(*[f"IN ({marks(numbers)})" for numbers in lists])
    return directly(reader, sql, [number for numbers in lists for number in numbers])


def _connection(reader: Reader) -> Connection:
    return reader if isinstance(reader, Connection) else reader.connection()


def marks(values: Sequence[int]) -> str:
    """As many marks as there are values."""
    return ", ".join("?" * len(values))
