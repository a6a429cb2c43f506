"""Writing figures of official statistics in bulk, by the fastest way that a database has."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection, Table

from db.models import Statistic, table_of

STATISTICS = table_of(Statistic)
COLUMNS = tuple(STATISTICS.c.keys())


_CHUNK, _COPIED = 100_000, 20_000


def add_figures(connection: Connection, frame: pd.DataFrame, table: Table = STATISTICS) -> None:
    """Write figures in bulk, by the fastest way that the database has.

    Args:
        connection: in a transaction.
        frame: a column for each of `COLUMNS`; NaN stands for no value, rank 0 for no rank.
        table: the table of figures, or one of the same columns.
    """
    if connection.dialect.name == "postgresql":
        _copy(connection, frame, table.name)
        return
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"INSERT INTO {table.name} ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608
    for start in range(0, len(frame), _CHUNK):
        part = frame.iloc[start : start + _CHUNK]
        rows = list(zip(*(_plain(name, part[name]) for name in COLUMNS), strict=True))
        connection.exec_driver_sql(statement, rows)


def _plain(name: str, column: pd.Series[Any]) -> list[Any]:
    array = column.to_numpy()
    if name in ("value", "numerator", "denominator"):
        return _or_none(array, np.isnan(array))
    if name == "rank":
        return _or_none(array, array == 0)
    if name == "band":
        return _or_none(array, array == "")
    return list(array.tolist())


def _or_none(array: Any, nothing: Any) -> list[Any]:
    plain = array.astype(object)
    plain[nothing] = None
    return list(plain.tolist())


def _copy(connection: Connection, frame: pd.DataFrame, table: str) -> None:
    """PostgreSQL's COPY, fed with CSV: an empty cell is NULL, a quoted one an empty text."""
    columns = {}
    for name in COLUMNS:
        array = frame[name].to_numpy()
        if name == "rank":
            columns[name] = pa.array(array, mask=array == 0)
        elif name == "band":
            columns[name] = pa.array(array, type=pa.string(), mask=array == "")
        else:
            columns[name] = pa.array(frame[name], from_pandas=True)
    # A column without any value is NULL by itself.
    some = {n: a for n, a in columns.items() if not len(a) or a.null_count < len(a)}
    rows, options = pa.table(some), pa.csv.WriteOptions(include_header=False)
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a pooled connection always has one
    statement = f"COPY {table} ({', '.join(rows.column_names)}) FROM STDIN (FORMAT csv)"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        # Part by part: the server takes one in while the next is written.
        for start in range(0, len(frame), _COPIED):
            buffer = io.BytesIO()
            pa.csv.write_csv(rows.slice(start, _COPIED), buffer, options)
            copy.write(buffer.getbuffer())
