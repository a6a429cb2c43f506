"""Asking the database's own driver, where SQLAlchemy's way would cost more than the answer.

Only the two queries behind every chart use it: the data's version and the official figures of
one measure. Values come as the driver gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from db.queries.rows import Reader


def directly(reader: Reader, sql: str, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement; the same text with other values is prepared only once.

    Args:
        reader: where from.
        sql: the statement, with `?` for each value.
        values: whole numbers.

    Raises:
        sqlalchemy.exc.OperationalError: if the database does not answer.
    """
    connection = reader if isinstance(reader, Connection) else reader.connection()
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a pooled connection always has one
    if values and connection.dialect.name == "postgresql":
        sql = sql.replace("?", "%s")
    try:
        # Without values psycopg takes the shorter of its two ways.
        cursor = driver.execute(sql, values) if values else driver.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    except connection.dialect.loaded_dbapi.OperationalError as error:
        raise OperationalError(sql, values, error) from error
    return rows


def marks(values: Sequence[int]) -> str:
    """As many marks as there are values."""
    return ", ".join("?" * len(values))
