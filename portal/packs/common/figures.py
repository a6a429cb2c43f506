"""The figures of a chart as rows of a table, as they are printed."""

from __future__ import annotations

from portal.domain.pack_model import Cell, Chart
from portal.packs.common.axes import formatted, named_in_categories


def figure_head(chart: Chart) -> tuple[str, ...]:
    """Name the columns of `figure_rows`."""
    if chart.kind == "bar" and named_in_categories(chart):
        return "Area", "Value"
    return "Period", *(series.name for series in chart.series)


def figure_rows(chart: Chart, doubt: str = "") -> tuple[tuple[Cell, ...], ...]:
    """Make a row for each category: its name and each series' figure, None where there is none.

    Where each series is one bar, its figure stands alone beside its name.

    Args:
        chart: the chart.
        doubt: words behind each uncertain reading.
    """
    rows = tuple(
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
    if chart.kind == "bar" and named_in_categories(chart):
        return tuple((name, next((f for f in figures if f), None)) for name, *figures in rows)
    return rows
