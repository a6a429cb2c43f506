"""The figures of one indicator definition of a mapping, out of the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portal.importers.statistics.frame import Array, CellColumn, Frame, grouped
from portal.importers.statistics.indicators import IndicatorList
from portal.importers.statistics.mapping import Definition, Part


def figures_of(
    definition: Definition,
    frame: Frame,
    mask: Array,
    cells: dict[str, CellColumn],
    statuses: Array | None,
    indicators: IndicatorList,
    periods: int,
    file: int,
) -> Iterator[pd.DataFrame]:
    """Yield the figures of each indicator that a definition makes of some rows.

    Args:
        mask: flags of the rows.
        cells: the columns of figures as they are read.
        statuses: how final each row is, None where the table does not say.
        indicators: gives each indicator its number.
        periods: how many periods have been met; rows hold their places.
        file: the number of the table among those read.
    """
    rows = np.flatnonzero(mask)
    if not len(rows):
        return
    column = cells[definition.value]
    codes, first = frame.combined(definition.each)
    for combination, members in grouped(rows, codes[rows]):
        filters = {
            name: frame.texts[name][frame.codes[name][first[combination]]]
            for name in definition.each
        }
        status = column.statuses[members]
        if statuses is not None:
            status = np.where(status == "", statuses[members], status)
        wanted = {**definition.where, **filters}
        numerator, denominator = (
            _part(part, wanted, frame, cells, members, periods)
            for part in (definition.numerator, definition.denominator)
        )
        number = indicators.place(definition, filters, column.decimals)
        yield pd.DataFrame(
            {
                "indicator": np.full(len(members), number),
                "area": frame.area[members],
                "period": frame.period[members],
                "value": column.values[members],
                "numerator": numerator,
                "denominator": denominator,
                "symbol": column.symbols[members],
                "status": status,
                "joint": frame.joint[members],
                "file": file,
                "row": members,
            }
        )


def _part(
    part: Part | None,
    wanted: dict[str, str],
    frame: Frame,
    cells: dict[str, CellColumn],
    members: Array,
    periods: int,
) -> Array:
    """Read a numerator or denominator for some rows, of the same row or of a related one."""
    if part is None:
        return np.full(len(members), np.nan)
    if not part.where:
        return cells[part.column].values[members]
    others = np.flatnonzero(frame.mask({**wanted, **part.where}))
    keys = frame.area[others] * periods + frame.period[others]
    lookup = pd.Series(cells[part.column].values[others], index=keys)
    lookup = lookup[~lookup.index.duplicated()]
    asked = frame.area[members] * periods + frame.period[members]
    return lookup.reindex(asked).to_numpy()
