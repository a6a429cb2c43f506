"""A council's values over time with their centre, limits and signals: XmR chart or run chart.

Points in signals have a ring of their own shape and a word beside it, so that colour is never
alone. No text holds a tag: hovers are plain lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from layouts.figures.template import LINE, LOOK, QUIET, axis, layout, margins
from portal.domain.formatting import month, with_unit
from portal.domain.signals import Reading
from portal.domain.vocabulary import Council

BETTER = "#2073BC"
_GREY = "#6b7783"
_TOP, _FOOT, _APART = 30, 44, 17
# Name, colour and shape of the rings round points in signals.
_RINGS = (
    ("improvement", "for the better", BETTER, "circle-open"),
    ("concern", "for the worse", LOOK, "square-open"),
    ("notable", "signal", _GREY, "hexagon-open"),
)


def control_figure(
    dates: Sequence[date],
    values: Sequence[float],
    reading: Reading,
    council: Council,
    *,
    target: float | None = None,
    breaks: Sequence[date] = (),
    unit: str,
    height: int = 300,
    provisional: frozenset[int] = frozenset(),
    hover: Sequence[str] = (),
    first: int = 0,
) -> dict[str, Any]:
    """The figure of one series.

    Args:
        dates: where each value is drawn, in the order of time.
        values: the values.
        reading: what the values from `first` on show.
        council: whose they are.
        target: the value to be met.
        breaks: days on which the series starts anew; no line crosses one.
        unit: of the values, as in `with_unit`.
        height: pixels.
        provisional: places of values that are drawn hollow.
        hover: a text for each point; month and value by default.
        first: place of the first value that was read; those before a break are only drawn.
    """
    if not len(dates) == len(values) == (len(hover) or len(values)):
        raise ValueError("dates, values and hovers must be as many")
    if not dates:
        return {"data": [], "layout": layout(height, xaxis=axis(), yaxis=axis())}
    decimals = _decimals(values, reading)
    told = list(hover) or [
        f"{council.name}, {month(day)}: {with_unit(value, decimals, unit)}"
        + (", provisional" if place in provisional else "")
        for place, (day, value) in enumerate(zip(dates, values, strict=True))
    ]
    breaks = [day for day in breaks if dates[0] < day <= dates[-1]]
    levels = _levels(reading, target)
    low, high = _span([*values, *(level for _, level, _ in levels)])
    labels = [_end(name, level, unit, decimals) for name, level, _ in levels]
    labels.append(_end(council.name, values[-1], unit, decimals, council.colour))
    return {
        "data": [
            _line(dates, values, told, council, breaks, provisional),
            *_rings(dates, values, told, reading, first),
        ],
        "layout": layout(
            height,
            margin=margins(high, _room_for(labels), _TOP),
            xaxis=_time_axis(dates),
            yaxis=axis(
                range=[low, high],
                nticks=6,
                showgrid=True,
                gridcolor=LINE,
                ticksuffix="%" if unit == "percent" else "",
            ),
            shapes=[
                *(_level(dates, first, level, style) for _, level, style in levels),
                *(_break(day) for day in breaks),
            ],
            annotations=[
                *apart(labels, (height - _TOP - _FOOT) / (high - low)),
                *_words(dates, values, reading, first),
                *(_break_label(day) for day in breaks),
            ],
        ),
    }


def _decimals(values: Sequence[float], reading: Reading) -> int:
    """One decimal where the values lie close together, else none."""
    limits = [reading.limits.lower, reading.limits.upper] if reading.limits else []
    drawn = [*values, *limits]
    return 0 if max(drawn) - min(drawn) >= 10 else 1


def _levels(reading: Reading, target: float | None) -> list[tuple[str, float, dict[str, Any]]]:
    """The level lines: name, height, style."""
    found: list[tuple[str, float, dict[str, Any]]] = []
    if reading.centre is not None:
        name = "mean" if reading.limits else "median"
        found.append((name, reading.centre, {"color": _GREY, "width": 1.5, "dash": "solid"}))
    if reading.limits:
        style = {"color": _GREY, "width": 1, "dash": "dash"}
        found.append(("upper limit", reading.limits.upper, style))
        found.append(("lower limit", reading.limits.lower, style))
    if target is not None:
        found.append(("target", target, {"color": QUIET, "width": 1.5, "dash": "longdashdot"}))
    return found


def _span(drawn: Sequence[float]) -> tuple[float, float]:
    """The range of the vertical axis: a little more than what is drawn."""
    low, high = min(drawn), max(drawn)
    room = (high - low or abs(high) or 1) * 0.1
    return low - room, high + room


def _line(
    dates: Sequence[date],
    values: Sequence[float],
    told: Sequence[str],
    council: Council,
    breaks: Sequence[date],
    provisional: frozenset[int],
) -> dict[str, Any]:
    x: list[str | None] = []
    y: list[float | None] = []
    texts: list[str] = []
    fills: list[str] = []
    for place, day in enumerate(dates):
        if place and any(dates[place - 1] < one <= day for one in breaks):
            x.append(None)
            y.append(None)
            texts.append("")
            fills.append(council.colour)
        x.append(day.isoformat())
        y.append(values[place])
        texts.append(told[place])
        fills.append("#ffffff" if place in provisional else council.colour)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": council.name,
        "x": x,
        "y": y,
        "connectgaps": False,
        "line": {"color": council.colour, "width": 2},
        "marker": {
            "color": fills,
            "symbol": council.symbol,
            "size": 8,
            "line": {"color": council.colour, "width": 1.5},
        },
        "hovertext": texts,
        "hoverinfo": "text",
    }


def _rings(
    dates: Sequence[date],
    values: Sequence[float],
    told: Sequence[str],
    reading: Reading,
    first: int,
) -> list[dict[str, Any]]:
    traces = []
    for field, word, colour, symbol in _RINGS:
        places = [place + first for place in sorted(getattr(reading, field))]
        if places:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": word,
                    "x": [dates[place].isoformat() for place in places],
                    "y": [values[place] for place in places],
                    "marker": {
                        "symbol": symbol,
                        "size": 16,
                        "color": colour,
                        "line": {"color": colour, "width": 2},
                    },
                    "hovertext": [f"{told[place]}, {word}" for place in places],
                    "hoverinfo": "text",
                }
            )
    return traces


def _words(
    dates: Sequence[date], values: Sequence[float], reading: Reading, first: int
) -> list[dict[str, Any]]:
    """A word at the newest ring of each kind."""
    notes = []
    for field, word, colour, _ in _RINGS:
        places = getattr(reading, field)
        if places:
            place = max(places) + first
            above = reading.centre is None or values[place] >= reading.centre
            # The word stands clear of the points beside it.
            beside = values[max(first, place - 4) : place + 5]
            notes.append(
                {
                    "x": dates[place].isoformat(),
                    "y": max(beside) if above else min(beside),
                    "text": word,
                    "showarrow": False,
                    "xanchor": "right" if place * 2 > len(dates) else "left",
                    "yanchor": "bottom" if above else "top",
                    "yshift": 9 if above else -9,
                    "font": {"size": 12.5, "color": QUIET if field == "notable" else colour},
                }
            )
    return notes


def _end(
    name: str, level: float, unit: str, decimals: int, colour: str | None = None
) -> dict[str, Any]:
    """A label at the right end of a line; bold in colour for the council's own."""
    own = {"size": 13, "color": colour, "weight": 700}
    return {
        "x": 1.0,
        "xref": "paper",
        "y": level,
        "text": f"{name} {with_unit(level, decimals, unit).partition(' ')[0]}",
        "showarrow": False,
        "xanchor": "left",
        "xshift": 8,
        "align": "left",
        "font": own if colour else {"size": 12.5, "color": QUIET},
    }


def apart(labels: list[dict[str, Any]], pixels: float) -> list[dict[str, Any]]:
    """Move labels that would touch, as little as can be; one unit of the axis is `pixels`."""
    ordered = sorted(labels, key=lambda one: -one["y"])
    groups: list[list[float]] = []  # how far down each wants the first of its group
    for label in ordered:
        groups.append([-label["y"] * pixels])
        # A group stands around the middle of what its labels want.
        while len(groups) > 1 and fmean(groups[-1]) < fmean(groups[-2]) + _APART * len(groups[-2]):
            lower = groups.pop()
            groups[-1] += [wanted - _APART * len(groups[-1]) for wanted in lower]
    spots = [fmean(group) + _APART * rank for group in groups for rank in range(len(group))]
    for label, spot in zip(ordered, spots, strict=True):
        label["yshift"] = round(-label["y"] * pixels - spot)
    return labels


def _room_for(labels: Sequence[dict[str, Any]]) -> int:
    """The margin that the longest label needs."""
    return 16 + round(8.2 * max(len(label["text"]) for label in labels))


def _level(
    dates: Sequence[date], first: int, level: float, style: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "line",
        "layer": "below",
        "x0": dates[first].isoformat(),
        "x1": (dates[-1] + _room(dates)).isoformat(),
        "y0": level,
        "y1": level,
        "line": style,
    }


def _break(day: date) -> dict[str, Any]:
    return {
        "type": "line",
        "yref": "paper",
        "x0": day.isoformat(),
        "x1": day.isoformat(),
        "y0": 0,
        "y1": 1,
        "line": {"color": QUIET, "width": 1.5, "dash": "dot"},
    }


def _break_label(day: date) -> dict[str, Any]:
    return {
        "x": day.isoformat(),
        "y": 1.0,
        "yref": "paper",
        "yanchor": "bottom",
        "text": "series breaks",
        "showarrow": False,
        "font": {"size": 12.5, "color": QUIET},
    }


def _time_axis(dates: Sequence[date]) -> dict[str, Any]:
    span = (dates[-1] - dates[0]).days
    step = "M1" if span <= 400 else "M3" if span <= 900 else "M12"
    room = _room(dates)
    return axis(
        type="date",
        # Plotly writes what follows the line feed only where it changes.
        tickformat="%b\n%Y" if span <= 900 else "%Y",
        dtick=step if span <= 4000 else "M24",
        range=[(dates[0] - room).isoformat(), (dates[-1] + room).isoformat()],
        tickangle=0,
    )


def _room(dates: Sequence[date]) -> timedelta:
    """Return what the time axis shows before the first and after the last point."""
    return timedelta(days=max(12, (dates[-1] - dates[0]).days // 25))
