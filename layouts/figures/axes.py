"""Axes of charts, with the range and the ticks that the server's drawing and plotly.js share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from layouts.figures.template import LINE, QUIET, Json
from portal.domain.formatting import number
from portal.drawing.scales import decimals_of_step, ticks_between

_MOST_TICKS = 6
# Days up to which an axis names months and quarters; beyond, it names years.
_MONTHS, _QUARTERS = 400, 900


def axis(**changes: Any) -> Json:
    """Make an axis without lines."""
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": 13, "color": QUIET},
        "tickangle": 0,
        "fixedrange": True,
        "tickmode": "array",
        **changes,
    }


def value_axis(unit: str, low: float, high: float) -> Json:
    """Make a vertical axis with a few horizontal lines, in percent where the unit is."""
    return axis(showgrid=True, gridcolor=LINE, **_numbers(low, high, "%" * (unit == "percent")))


def number_axis(low: float, high: float, title: str) -> Json:
    """Make a horizontal axis of numbers, with its title below."""
    return axis(title={"text": title, "font": {"size": 13}}, **_numbers(low, high, ""))


def months_axis(drawn: Sequence[int]) -> Json:
    """Make a horizontal axis of months since an inspection, in half-years or years."""
    first, last = min(drawn, default=0), max(drawn, default=0)
    span = last - first
    room, step = max(1.0, span / 25), 6 if span < 97 else 12 if span < 193 else 24
    ticks = [month for month in range(first, last + 1) if month % step == 0]
    return axis(
        title={"text": "months since the inspection", "font": {"size": 13}},
        range=[first - room, last + room],
        tickvals=ticks,
        ticktext=[str(month) for month in ticks],
    )


def time_axis(days: Sequence[date], yearly: int = 2200) -> Json:
    """Make a horizontal axis of dates.

    Args:
        days: what is drawn, in any order; without days there is nothing to name.
        yearly: how many days it spans at most with a tick each year, and not each second one.
    """
    if not days:
        return axis()
    edges, places, texts = _time_ticks(min(days), max(days), yearly)
    return axis(type="date", range=[*edges], tickvals=[*places], ticktext=[*texts])


@lru_cache(maxsize=1024)  # most measures span the same time
def _time_ticks(first: date, last: date, yearly: int) -> tuple[tuple[str, ...], ...]:
    """Find the ends of an axis of dates, its ticks, and what is written at them."""
    span, room = (last - first).days, time_room((first, last))
    step = 1 if span <= _MONTHS else 3 if span <= _QUARTERS else 12 if span <= yearly else 24
    ticks = [*_months_between(first - room, last + room, step)]
    return (
        ((first - room).isoformat(), (last + room).isoformat()),
        tuple(day.isoformat() for day in ticks),
        tuple(f"{day:%b}<br>{day.year}" if step < 12 else str(day.year) for day in ticks),
    )


def time_room(days: Sequence[date]) -> timedelta:
    """Leave time free at both ends of an axis: a 25th of the days shown, at least 12 days."""
    return timedelta(days=max(12, (max(days) - min(days)).days // 25))


def _numbers(low: float, high: float, suffix: str) -> Json:
    ticks = ticks_between(low, high, _MOST_TICKS)
    decimals = decimals_of_step(ticks)
    return {
        "range": [low, high],
        "tickvals": ticks,
        "ticktext": [f"{number(tick, decimals)}{suffix}" for tick in ticks],
    }


def _months_between(first: date, last: date, step: int) -> Iterator[date]:
    """List the first days of every so many months, counted from a January of an even year."""
    start = first.year * 12 + first.month - (first.day == 1)
    for month in range(start, last.year * 12 + last.month):
        if month % step == 0:
            yield date(month // 12, month % 12 + 1, 1)
