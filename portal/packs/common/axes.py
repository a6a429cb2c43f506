"""Axes: round bounds and steps, and labels at line ends that keep apart."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.domain.pack_model import Chart, Series
from portal.drawing.scales import round_step
from portal.packs.common.time_axis import places

# The decimals of a plain number format, outside of its quoted words.
_DECIMALS = re.compile(r"0\.0+")


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` with a line at every `step`."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Place a value on the axis, from 0 at its foot to 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """The values that are written at the axis."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + number * self.step, 10) for number in range(count + 1)]


def values_of(chart: Chart) -> list[float]:
    """All values of a chart."""
    return [value for series in chart.series for value in series.values if value is not None]


def scale_of(chart: Chart) -> Scale:
    """Round bounds around the values and nought, as in the portal's own charts."""
    values = [0.0, *values_of(chart)]
    low, high = min(values), max(values)
    spread = (high - low) or abs(high) or 1.0
    step = round_step(spread / 5)
    lowest, highest = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    if highest <= lowest:
        highest = lowest + step
    return Scale(round(lowest, 10), round(highest, 10), step)


def axis_format(chart: Chart, scale: Scale) -> str:
    """The chart's number format with no more decimals than its axis needs."""
    form = chart.number_format
    for decimals in range(4):
        zeros = f"0.{'0' * decimals}" if decimals else "0"
        short = _DECIMALS.sub(zeros, form)
        exact = all(abs(round(tick, decimals) - tick) < 1e-9 for tick in scale.ticks)
        if exact and "%" not in "".join(form.split('"')[::2]):
            return short if len(short) < len(form) else form
    return form


def last_point(series: Series) -> int | None:
    """The position of the last value that is there."""
    positions = [index for index, value in enumerate(series.values) if value is not None]
    return positions[-1] if positions else None


def dash_of(series: Series) -> str:
    """Choose the stroke of a series: solid, dot, dash, dashdot or longdash."""
    if series.dash in ("dot", "dash", "dashdot", "longdash"):
        return series.dash
    return {"comparator": "dash", "target": "dot"}.get(series.kind, "solid")


def width_of(series: Series) -> float:
    """Choose the weight of a line, in points: councils' heaviest, then England's."""
    if series.kind == "council":
        return 2.75
    return {"dash": 2.0, "dashdot": 1.5, "dot": 1.25}.get(dash_of(series), 1.5)


def ends_crowd(chart: Chart, widths: Sequence[float], width: float, height: float) -> bool:
    """Tell if names of series that end early would stand on one another.

    Args:
        chart: the chart.
        widths: how wide the series' names are.
        width: the plot's width.
        height: the plot's height.
    """
    scale, count, along = scale_of(chart), len(chart.categories), places(chart)
    early: list[tuple[float, float, float]] = []
    for series, wide in zip(chart.series, widths, strict=True):
        last = last_point(series)
        value = None if last is None else series.values[last]
        if last is None or value is None or last == count - 1 or not wide:
            continue
        x, y = along[last] * width, scale.share(value) * height
        if x + wide / 2 > width * 1.1:
            return True
        if any(abs(x - a) < (wide + w) / 2 and abs(y - b) < 34 for a, b, w in early):
            return True
        early.append((x, y, wide))
    return False


def named_behind(chart: Chart, series: Series, wide: float, width: float, high: float) -> bool:
    """Tell if a name so wide fits behind a line's early end, clear of the other lines'
    points.
    """
    last, along, scale = last_point(series), places(chart), scale_of(chart)
    value = None if last is None else series.values[last]
    if last is None or value is None:
        return False
    x, y = along[last] * width, scale.share(value) * high
    return x + wide + 14 <= width and not any(
        point is not None
        and x <= along[index] * width <= x + wide + 14
        and abs(scale.share(point) * high - y) < 12
        for other in chart.series
        if other is not series
        for index, point in enumerate(other.values)
    )


def stands_alone(series: Series) -> bool:
    """Tell if a value has no neighbour to draw a line to, so that only a marker shows it."""
    there = [False, *(value is not None for value in series.values), False]
    return any(
        here and not there[index - 1] and not there[index + 1]
        for index, here in enumerate(there)
        if here
    )


def stands_in_categories(chart: Chart) -> bool:
    """Tell if each category has one value at most, so that its name is the value's too."""
    return all(
        sum(series.values[index] is not None for series in chart.series) <= 1
        for index in range(len(chart.categories))
    )


def named_in_categories(chart: Chart) -> bool:
    """Tell if each series is one bar, whose category has its name."""
    return all(series.name in chart.categories for series in chart.series)


def spread(wanted: Sequence[float], apart: float, top: float, bottom: float) -> list[float]:
    """Places as near to the wanted ones as may be, `apart` from each other, within the bounds."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [min(max(wanted[index], top), bottom) for index in order]
    for _ in range(200):
        moved = False
        for index in range(len(placed) - 1):
            missing = apart - (placed[index + 1] - placed[index])
            if missing > 0.01:
                placed[index] -= missing / 2
                placed[index + 1] += missing / 2
                moved = True
        if placed and placed[0] < top:
            placed[0] = top
        if placed and placed[-1] > bottom:
            placed[-1] = bottom
        if not moved:
            break
    result = [0.0] * len(wanted)
    for position, index in enumerate(order):
        result[index] = placed[position]
    return result


def formatted(value: float, number_format: str) -> str:
    """A value as Excel would print it in the plain formats that packs use."""
    first = number_format.split(";")[0]
    digits = first.partition(".")[2]
    decimals = len(digits) - len(digits.lstrip("0#"))
    if not any(mark in first for mark in "0#"):
        return f"{value:.15g}"
    percent = "%" in "".join(first.split('"')[::2])
    number = value * 100 if percent else value
    text = f"{number:,.{decimals}f}" if "," in first else f"{number:.{decimals}f}"
    before = first.split("0")[0].split("#")[0].replace('"', "")
    after = "%" if percent else first.rpartition('"')[0].rpartition('"')[2]
    return f"{before}{text}{after}" if after != before else f"{text}{after}"
