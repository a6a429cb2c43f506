"""Asking the database's own driver, where SQLAlchemy's way would cost more than the answer.

Only the two queries behind every chart use it: the data's version and the official figures of
one measure. Values come as the driver gives them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from db.queries.rows import Reader


def directly(reader: Reader, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement without parameters."""
    connection = reader if isinstance(reader, Connection) else reader.connection()
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a pooled connection always has one
    rows: list[tuple[Any, ...]] = driver.execute(sql).fetchall()
    return rows


def numbers(values: Iterable[int]) -> str:
    """Whole numbers as they stand in a statement; anything else is refused."""
    return ", ".join(str(int(value)) for value in values)
