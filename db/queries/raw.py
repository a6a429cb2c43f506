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


def directly(reader: Reader, sql: str, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement; the same text with other values is prepared only once.

    Args:
        reader: where from.
        sql: the statement, with `?` for each value.
        values: whole numbers.

    Raises:
        sqlalchemy.exc.DBAPIError: its class that SQLAlchemy gives the driver's, such as
            OperationalError if the database does not answer.
    """
    connection = reader if isinstance(reader, Connection) else reader.connection()
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


def marks(values: Sequence[int]) -> str:
    """As many marks as there are values."""
    return ", ".join("?" * len(values))
