"""An open-data file as columns of codes into their distinct texts, and what its cells say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from portal.importers.statistics.cells import Cell
from portal.importers.statistics.tables import TextTable

Array = NDArray[Any]


@dataclass(slots=True)
class Frame:
    """A file's columns as codes into their distinct texts, with area and period of each row.

    `joint` names the councils of a row that several share, and is "" in all others.
    """

    file: str
    codes: dict[str, Array]
    texts: dict[str, list[str]]
    area: Array
    period: Array
    joint: Array
    rows: int
    row_of: Callable[[int], int]

    def mask(self, where: Mapping[str, str]) -> Array:
        """Mark the rows whose filters have these values."""
        fitting = np.ones(self.rows, dtype=bool)
        for column, value in where.items():
            texts = self.texts[column]
            code = texts.index(value) if value in texts else -1
            fitting &= self.codes[column] == code
        return fitting

    def only(self, rows: Array) -> Frame:
        """The frame with some of its rows; texts that stand in others alone are gone."""
        codes: dict[str, Array] = {}
        texts: dict[str, list[str]] = {}
        for name, column in self.codes.items():
            used, codes[name] = np.unique(column[rows], return_inverse=True)
            texts[name] = [self.texts[name][place] for place in used]
        places = rows.tolist()
        return Frame(
            file=self.file,
            codes=codes,
            texts=texts,
            area=self.area[rows],
            period=self.period[rows],
            joint=self.joint[rows],
            rows=len(rows),
            row_of=lambda place: self.row_of(places[place]),
        )

    def placed(self, codes: Array, places: Sequence[tuple[int, ...]], joint: Array) -> Frame:
        """Give each row its area: a row of several councils becomes one of each, of none goes.

        Args:
            codes: what combination of cells each row's area has.
            places: the areas of each combination.
            joint: of each combination the names of the councils that share a row, else "".
        """
        many = np.array([len(each) for each in places], dtype=np.int64)[codes]
        frame = self if (many == 1).all() else self.only(np.repeat(np.arange(self.rows), many))
        codes = np.repeat(codes, many)
        nth = np.arange(len(codes)) - np.repeat(np.cumsum(many) - many, many)
        starts = np.cumsum([0, *map(len, places)])
        flat = np.array([place for each in places for place in each], dtype=np.int64)
        frame.area, frame.joint = flat[starts[codes] + nth], joint[codes]
        return frame

    def combined(self, columns: Sequence[str]) -> tuple[Array, Array]:
        """Number the combinations of some columns: each row's code, and the first row of each."""
        total = np.zeros(self.rows, dtype=np.int64)
        for column in columns:
            if column in self.codes:
                # Counted anew each time, the codes never outgrow their integers.
                total = np.unique(total, return_inverse=True)[1]
                total = total * len(self.texts[column]) + self.codes[column]
        _values, first, codes = np.unique(total, return_index=True, return_inverse=True)
        return codes, first


def read_frame(text_table: TextTable) -> Frame:
    """Read a table with its texts stripped, so that `Total ` and `Total` are one category."""
    table = text_table.table
    codes: dict[str, Array] = {}
    texts: dict[str, list[str]] = {}
    for name in table.column_names:
        chunk = table.column(name).combine_chunks()
        stripped = [text.strip() for text in chunk.dictionary.to_pylist()]
        texts[name] = list(dict.fromkeys(stripped))
        places = {text: place for place, text in enumerate(texts[name])}
        renumbered = np.array([places[text] for text in stripped], dtype=np.int64)
        codes[name] = renumbered[chunk.indices.to_numpy()]
    empty = np.zeros(table.num_rows, dtype=np.int64)
    return Frame(
        file=text_table.path.name,
        codes=codes,
        texts=texts,
        area=empty,
        period=empty,
        joint=np.full(table.num_rows, "", dtype=object),
        rows=table.num_rows,
        row_of=text_table.row_of,
    )


def spell_alike(
    frames: Sequence[Frame], columns: Iterable[str], first: Iterable[tuple[str, str]] = ()
) -> None:
    """Make one category of `total` and `Total`, which differ in capitals alone.

    Args:
        frames: the files of one data set; they are changed.
        columns: the columns of categories.
        first: columns with a spelling that goes before those of the files.
    """
    spellings = {(column, text.casefold()): text for column, text in first}
    for column in columns:
        for frame in (frame for frame in frames if column in frame.codes):
            alike = [
                spellings.setdefault((column, text.casefold()), text)
                for text in frame.texts[column]
            ]
            frame.texts[column] = list(dict.fromkeys(alike))
            places = {text: place for place, text in enumerate(frame.texts[column])}
            frame.codes[column] = np.array([places[text] for text in alike])[frame.codes[column]]


@dataclass(frozen=True, slots=True)
class CellColumn:
    """The values, symbols and statuses that a column says, one for each row.

    `decimals` is the most that any cell prints, `units` the units that cells themselves name, None
    where no cell names one.
    """

    values: Array
    symbols: Array
    statuses: Array
    decimals: int
    units: Array | None = None


def cell_column(cells: Sequence[Cell | None], codes: Array) -> CellColumn:
    """Spread what the distinct texts of a column say over its rows; None counts as missing."""
    read = [cell or Cell(None, "missing") for cell in cells]
    values = [np.nan if cell.value is None else cell.value for cell in read]
    return CellColumn(
        values=np.array(values)[codes],
        symbols=np.array([cell.symbol for cell in read], dtype=object)[codes],
        statuses=np.array([cell.status for cell in read], dtype=object)[codes],
        decimals=max((cell.decimals for cell in cells if cell), default=0),
        units=np.array([cell.unit for cell in read], dtype=object)[codes]
        if any(cell.unit for cell in read)
        else None,
    )


def spread(texts: Sequence[str], codes: Array) -> Any:
    """Spread texts over rows without making an object of each row's."""
    return pd.array(pa.array(texts, pa.large_string()).take(pa.array(codes)), dtype="str")


def grouped(rows: Array, codes: Array) -> Iterator[tuple[int, Array]]:
    """Group rows by their codes: each code in ascending order, with its rows in theirs."""
    order = np.argsort(codes, kind="stable")
    present, starts = np.unique(codes[order], return_index=True)
    groups = np.split(rows[order], starts[1:])
    yield from zip(present.tolist(), groups, strict=True)
