"""The columns of a table that are filters: those by which rows of an area and period differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from portal.importers.statistics.cells import read_cells
from portal.importers.statistics.choices import Columns
from portal.importers.statistics.frame import Array, Frame, cell_column

# Names of filters whose values are numbers.
_CATEGORY = re.compile(
    r"age|year|cohort|stage|week|month|decile|quintile|group|band", re.IGNORECASE
)
_MOST_CATEGORIES = 200
_FULL = 4


def choose_filters(
    frame: Frame,
    key: Sequence[str],
    columns: Columns,
    text_columns: Sequence[str],
    mixed: Sequence[str],
) -> None:
    """Take as filters the columns by which rows of one area and period differ, and no others."""
    apart, _first = frame.combined(key)

    def further(names: Sequence[str]) -> Array:
        codes = apart
        for name in names:
            both = codes * len(frame.texts[name]) + frame.codes[name]
            codes = np.unique(both, return_inverse=True)[1]
        return codes

    def distinct(names: Sequence[str]) -> int:
        return int(further(names).max(initial=-1)) + 1

    count = distinct([])
    for name in (*text_columns, *mixed):
        # A column with one value, or one that goes with the area, tells nothing apart.
        codes = further([name]) if count < frame.rows else apart
        more = int(codes.max(initial=-1)) + 1
        if more > count:
            columns.filters.append(name)
            apart, count = codes, more
        elif name in mixed:
            cells = read_cells(frame.texts[name])
            columns.values[name] = cell_column(cells, frame.codes[name])
        else:
            columns.ignored.append(name)
    if count == frame.rows:
        return
    keys = distinct([])
    whole = [
        name
        for name, column in columns.values.items()
        if not column.decimals
        and len(frame.texts[name]) <= _MOST_CATEGORIES
        # Each age stands in most areas; a figure stands in few, though a row may stand twice.
        and len(frame.texts[name]) * keys <= frame.rows * _FULL
    ]
    for name in _categories(distinct, frame.rows, whole):
        del columns.values[name]
        columns.filters.append(name)


def _categories(
    distinct: Callable[[Sequence[str]], int], rows: int, whole: Sequence[str]
) -> list[str]:
    """Columns of whole numbers without which rows cannot be told apart: ages, school years.

    Filters stand before figures in these files, so that the first column that will do is taken.
    """
    named = sorted(whole, key=lambda name: not _CATEGORY.search(name))
    alone = [name for name in named if distinct([name]) == rows]
    if alone:
        return alone[:1]
    for count in range(2, len(whole)):
        if distinct(whole[:count]) == rows:
            return list(whole[:count])
    return []
