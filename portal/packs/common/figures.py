"""The figures of a chart as rows of a table, as they are printed."""

from __future__ import annotations

from portal.domain.pack_model import Cell, Chart
from portal.packs.common.axes import formatted


def figure_rows(chart: Chart, doubt: str = "") -> tuple[tuple[Cell, ...], ...]:
    """Make a row for each category: its name and each series' figure, None where there is none.

    Args:
        chart: the chart.
        doubt: words behind each uncertain reading.
    """
    return tuple(
        (
            category,
            *(
                None
                if (value := series.values[index]) is None
                else formatted(value, chart.number_format) + doubt * (index in series.doubtful)
                for series in chart.series
            ),
        )
        for index, category in enumerate(chart.categories)
    )
