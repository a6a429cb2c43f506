"""Names of series in native charts: at the lines' ends, or in a legend where they do not fit."""

from __future__ import annotations

from portal.domain.pack_model import Chart, Series
from portal.packs.common.axes import (
    ends_crowd,
    formatted,
    last_point,
    named_in_categories,
    stands_in_categories,
)
from portal.packs.common.text_metrics import text_width
from portal.packs.common.uncertain import UNCERTAIN

LABEL = 12.0
# How much smaller names at lines' ends may be set.
SMALLER = 1.0
_MOST_DIRECT = 7


def legend_is_needed(chart: Chart, width: float, size: float = LABEL) -> bool:
    """Tell if names cannot stand at the lines' ends (or in the bars' categories)."""
    if chart.kind == "bar":
        named_otherwise = named_in_categories(chart) or len(chart.series) == 2
        return len(chart.series) > 1 and not (named_otherwise and stands_in_categories(chart))
    joined = [data for data in chart.series if data.kind != UNCERTAIN]
    if len(joined) > _MOST_DIRECT or ends_width(chart, size - SMALLER) > width * 0.45:
        return True
    texts = [end_text(data, chart.number_format) for data in chart.series]
    widths = [text_width(text, size, True) for text in texts]
    return ends_crowd(chart, widths, width - ends_width(chart, size - SMALLER), 200.0)


def end_text(data: Series, number_format: str) -> str:
    """Write a series' name and last figure, for the end of its line; "" for uncertain readings."""
    if data.kind == UNCERTAIN:
        return ""
    last = last_point(data)
    value = data.values[last] if last is not None else None
    return data.name if value is None else f"{data.name}  {formatted(value, number_format)}"


def ends_width(chart: Chart, size: float) -> float:
    """Measure the room that the longest text at the lines' ends takes, in points."""
    texts = [end_text(data, chart.number_format) for data in chart.series]
    return max(text_width(text, size, True) for text in texts) + 22


def legend_height(chart: Chart, width: float, size: float) -> float:
    """Measure the height of the legend's rows, in points."""
    rows, used = 1, 0.0
    for data in chart.series:
        wide = text_width(data.name, size) + 44
        if used and used + wide > width * 0.96:
            rows, used = rows + 1, 0.0
        used += wide
    return rows * size * 1.5 + 8
