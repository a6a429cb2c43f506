"""Direction of travel: what the rules for signals say of the newest value of a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from portal.domain.formatting import with_unit
from portal.domain.indicators import Indicator, Series, Value
from portal.domain.signals import Reading, bounds, read

# Values of such periods hold one another's months, so that runs of them are no signal.
_OVERLAPPING = ("cumulative", "rolling_12m", "average_3y")
NO_CHANGE, TOO_FEW = "no clear change", "too few figures to tell"


def reproduces(value: Value) -> bool:
    """Test if a percentage is what its printed counts give; True where none are printed.

    Official statistics round their counts, so that these prove nothing about a percentage.
    """
    if (
        value.indicator.official
        or value.indicator.unit != "percent"
        or value.numerator is None
        or not value.denominator
    ):
        return True
    given = 100 * value.numerator / value.denominator
    return abs(given - (value.value or 0.0)) <= 0.5 * 10.0**-value.decimals + 1e-9


def usable(series: Series) -> list[Value]:
    """List the sure values that their printed counts do not contradict."""
    return [value for value in series.sure if reproduces(value)]


def since_redefined(series: Series) -> list[Value]:
    """List the values since the last new definition; none where they cannot be read as points.

    They cannot where periods overlap, two end on one day, or the newest value is in doubt.
    """
    since = max((day for day, _why in series.indicator.changes), default=date.min)
    values = [v for v in usable(series) if v.end and v.end >= since]
    if len({v.end for v in values}) < len(values) or series.basis in _OVERLAPPING or not values:
        return []
    return values if values[-1] is series.sure[-1] else []


def reading_of(series: Series, values: Sequence[Value], target: float | None = None) -> Reading:
    """Read values of a series by the rules for signals, for page, pack and visit alike."""
    unit, decimals = series.indicator.unit, max(v.decimals for v in values)
    numbers = [v.value or 0.0 for v in values]
    floor, ceiling = bounds(unit, numbers)
    return read(
        numbers,
        series.indicator.polarity,
        lambda value: with_unit(value, decimals, unit),
        target,
        floor=floor,
        ceiling=ceiling,
        each=_each(values),
    )


def direction(
    points: Sequence[tuple[date, float]], indicator: Indicator, basis: str, end: date | None
) -> str:
    """Say how values move: `better`, `worse`, `no clear change`, `too few figures to tell`.

    Without polarity `higher` or `lower`. Nothing ("") where they do not reach the day `end`, or
    cannot be read as points.

    Args:
        points: end of the period and value, the sure ones in the order of time.
        indicator: gives polarity, unit, and the days from which its definition is another.
        basis: of the periods.
        end: the last day of the newest period.
    """
    changes = indicator.changes
    if changes:
        since = max(day for day, _why in changes)
        points = [point for point in points if point[0] >= since]
    if not points or points[-1][0] != end or basis in _OVERLAPPING:
        return ""
    if len({day for day, _value in points}) < len(points):
        return ""
    numbers = [value for _day, value in points]
    floor, ceiling = bounds(indicator.unit, numbers)
    reading = read(numbers, indicator.polarity, str, floor=floor, ceiling=ceiling)
    if reading.moved is None:
        return TOO_FEW if reading.kind == "too-few" else NO_CHANGE
    if indicator.polarity == "none":
        return "higher" if reading.moved == "up" else "lower"
    better = (reading.moved == "up") == (indicator.polarity == "high")
    return "better" if better else "worse"


def _each(values: Sequence[Value]) -> str:
    """Name what a point stands for by the days between points; `point` where they vary."""
    ends = [v.end for v in values if v.end]
    gaps = {(after - before).days for before, after in pairwise(ends)}
    for name, least, most in (("month", 27, 32), ("quarter", 88, 93), ("year", 364, 367)):
        if gaps and all(least <= gap <= most for gap in gaps):
            return name
    return "point"
