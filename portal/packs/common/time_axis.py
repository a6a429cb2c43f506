"""Where periods stand along a chart: to the scale of time, so that a year is wider than a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from portal.domain.pack_model import Chart
from portal.packs.common.text_metrics import text_width

# How an axis of dates writes them, and the longest that it then writes.
AXIS_FORMAT, _DAY_FORMAT, _WIDEST = "mmm yyyy", "d mmm yyyy", "May 2022"
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
UNEVEN = "The periods are not evenly spaced in time, though they stand so in this chart."


def places(chart: Chart) -> tuple[float, ...]:
    """Place each category along the chart, from 0 to 1."""
    count, days = len(chart.categories), _days(chart)
    if not days or days[0] == days[-1]:
        return tuple((index + 0.5) / count for index in range(count))
    edge, span = 0.5 / count, (days[-1] - days[0]).days
    return tuple(edge + (day - days[0]).days / span * (1 - 2 * edge) for day in days)


def uneven(chart: Chart) -> bool:
    """Tell if one step of time between categories is twice another, or longer.

    Terms of a year and a month left out show in their names; a year beside months is not.
    """
    days = _days(chart)
    steps = [(after - before).days for before, after in pairwise(days)]
    return bool(steps) and max(steps) > 1.9 * min(steps)


def dated(chart: Chart) -> tuple[date, ...]:
    """The days of a native axis of dates; none where names in a row say the same or more.

    Evenly spaced periods keep their names, and so do those that a date cannot stand for (2011/12).
    """
    days = _days(chart)
    named = all(cell_format(day, name) for day, name in zip(days, chart.categories, strict=False))
    return days if uneven(chart) and named else ()


def cell_format(day: date, name: str) -> str:
    """The format under which a cell with a date shows a category's name; "" where none does."""
    if name == f"{day:%b} {day.year}":
        return AXIS_FORMAT
    return _DAY_FORMAT if name == f"{day.day} {day:%b} {day.year}" else ""


def column_format(chart: Chart) -> str:
    """The format of a column of categories: of months where every one is a month."""
    if not dated(chart):
        return "General"
    forms = {
        cell_format(day, name) for day, name in zip(chart.dates, chart.categories, strict=True)
    }
    return AXIS_FORMAT if forms == {AXIS_FORMAT} else _DAY_FORMAT


def months_apart(days: Sequence[date], width: float, size: float) -> int:
    """Count the months between two names on an axis of dates, so that they do not touch."""
    span = max((days[-1] - days[0]).days / 30.4, 1.0)
    room = text_width(_WIDEST, size) * 1.25
    return next((step for step in _MONTHS if width * step / span >= room), _MONTHS[-1])


def edges(days: Sequence[date]) -> tuple[date, date]:
    """Where an axis of dates begins and ends, so that no point stands on its edge."""
    room = timedelta(days=max(12, (days[-1] - days[0]).days // 25))
    first = days[0] - room
    # Names stand at this day of every so many months, which the shortest has too.
    return first.replace(day=min(first.day, 28)), days[-1] + room


def serial(day: date) -> int:
    """A day as office files count it."""
    return (day - date(1899, 12, 30)).days


def spacing_note(chart: Chart) -> str:
    """Write what a native chart says where it cannot be drawn to the scale of time."""
    return UNEVEN if uneven(chart) and not dated(chart) else ""


def _days(chart: Chart) -> tuple[date, ...]:
    fits = chart.kind == "line" and len(chart.dates) == len(chart.categories)
    in_order = all(before <= after for before, after in pairwise(chart.dates))
    return chart.dates if fits and in_order else ()
