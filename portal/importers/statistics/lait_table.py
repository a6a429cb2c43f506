"""LAIT's long table: its parquet file as codes into distinct texts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.whole_files import fail

COLUMNS = ("Short Desc", "Years", "LA and Regions", "Values", "LA Number")
# A bomb of few bytes can hold billions of rows; LAIT has 641,070.
_MAX_ROWS = 20_000_000
# What pyarrow raises over damaged bytes, beside errors of its own.
_UNREADABLE = (pa.ArrowException, OSError, ValueError, TypeError, LookupError, ArithmeticError,
               MemoryError)  # fmt: skip


def read_long_table(path: Path, raw: bytes) -> dict[str, Any]:
    """The columns as codes into distinct values: name → (codes, values)."""
    if not raw.startswith(b"PAR1"):
        raise fail(path, "This is not a parquet file; LAIT's long table is bds_long.parquet.")
    try:
        present = pa.parquet.read_schema(io.BytesIO(raw)).names
        missing = [name for name in COLUMNS if name not in present]
        if missing:
            remedy = "LAIT's long table has this column; is it another file?"
            raise BadCatalogue(Problem(path.name, None, name, "", remedy) for name in missing)
        file = pa.parquet.ParquetFile(io.BytesIO(raw), read_dictionary=list(COLUMNS))
        if file.metadata.num_rows > _MAX_ROWS:
            raise fail(path, f"The file has more than {_MAX_ROWS:,} rows.")
        table = file.read(columns=list(COLUMNS))
        columns = {name: _encoded(table.column(name)) for name in COLUMNS}
    except _UNREADABLE as error:
        if isinstance(error, BadCatalogue):
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise fail(
            path, f"The file cannot be read as parquet ({reason}); is it cut off?"
        ) from error
    if table.num_rows == 0:
        raise fail(path, "The file has no rows; download it again.")
    return columns


def _encoded(column: pa.ChunkedArray) -> tuple[Any, list[str]]:
    """A column as codes into its distinct texts, the last of which stands for no text at all."""
    chunk = column.combine_chunks()
    if not pa.types.is_dictionary(chunk.type):
        chunk = chunk.dictionary_encode()
    codes = chunk.indices.fill_null(len(chunk.dictionary)).to_numpy()
    return codes, ["" if v is None else _text(v) for v in (*chunk.dictionary.to_pylist(), None)]


def _text(value: Any) -> str:
    """A cell as text: numbers of areas come as 301.0."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
