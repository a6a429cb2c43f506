"""A council's values over time with their centre, limits and signals: XmR chart or run chart.

Points in signals have a ring of their own shape and a word beside it, so that colour is never
alone. No text holds a tag: hovers are plain lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import fmean

from layouts.figures.axes import axis, time_axis, time_room, value_axis
from layouts.figures.template import (
    GREY,
    LOOK,
    QUIET,
    Json,
    end_label,
    layout,
    margins,
    rings,
    series_break,
)
from portal.domain.formatting import month, short_unit, with_unit
from portal.domain.signals import Reading
from portal.domain.vocabulary import Council

BETTER = "#2073BC"
_TOP, _FOOT, _APART = 30, 44, 17
# Days that an axis spans at most with a tick each year.
_YEARLY = 4000
# Name, colour and shape of the rings round points in signals.
_RINGS = (
    ("improvement", "for the better", BETTER, "circle-open"),
    ("concern", "for the worse", LOOK, "square-open"),
    ("notable", "signal", GREY, "hexagon-open"),
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
) -> Json:
    """Draw one series.

    Args:
        dates: where each value is drawn, in the order of time.
        reading: what the values from `first` on show.
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
    hovers = list(hover) or [
        f"{council.name}, {month(day)}: {with_unit(value, decimals, unit)}"
        + (", provisional" if place in provisional else "")
        for place, (day, value) in enumerate(zip(dates, values, strict=True))
    ]
    breaks = [day for day in breaks if dates[0] < day <= dates[-1]]
    levels = _levels(reading, target)
    low, high = _span([*values, *(level for _, level, _ in levels)])
    lines = [*((name, level, "") for name, level, _ in levels)]
    labels = [
        end_label(f"{name} {short_unit(level, decimals, unit)}", level, colour)
        for name, level, colour in [*lines, (council.name, values[-1], council.colour)]
    ]
    return {
        "data": [
            _line(dates, values, hovers, council, breaks, provisional),
            *_rings(dates, values, hovers, reading, first),
        ],
        "layout": layout(
            height,
            margin=margins(high, _room_for(labels), _TOP),
            xaxis=time_axis(dates, _YEARLY),
            yaxis=value_axis(unit, low, high),
            shapes=[
                *(_level(dates, first, level, style) for _, level, style in levels),
                *map(series_break, breaks),
            ],
            annotations=[
                *apart(labels, (height - _TOP - _FOOT) / (high - low)),
                *_words(dates, values, reading, first),
                *map(_break_label, breaks),
            ],
        ),
    }


def _decimals(values: Sequence[float], reading: Reading) -> int:
    """Choose the decimals of labels: one where values and limits span less than 10 units."""
    limits = [reading.limits.lower, reading.limits.upper] if reading.limits else []
    drawn = [*values, *limits]
    return 0 if max(drawn) - min(drawn) >= 10 else 1


def _levels(reading: Reading, target: float | None) -> list[tuple[str, float, Json]]:
    """List the level lines: name, height, style."""
    levels: list[tuple[str, float, Json]] = []
    if reading.centre is not None:
        name = "mean" if reading.limits else "median"
        levels.append((name, reading.centre, {"color": GREY, "width": 1.5, "dash": "solid"}))
    if reading.limits:
        style = {"color": GREY, "width": 1, "dash": "dash"}
        levels.append(("upper limit", reading.limits.upper, style))
        levels.append(("lower limit", reading.limits.lower, style))
    if target is not None:
        levels.append(("target", target, {"color": QUIET, "width": 1.5, "dash": "longdashdot"}))
    return levels


def _span(drawn: Sequence[float]) -> tuple[float, float]:
    """Span the vertical axis: values and lines with a tenth of their range on either side."""
    low, high = min(drawn), max(drawn)
    room = (high - low or abs(high) or 1) * 0.1
    return low - room, high + room


def _line(
    dates: Sequence[date],
    values: Sequence[float],
    hovers: Sequence[str],
    council: Council,
    breaks: Sequence[date],
    provisional: frozenset[int],
) -> Json:
    x: list[str | None] = []
    y: list[float | None] = []
    texts: list[str] = []
    fills: list[str] = []
    for place, day in enumerate(dates):
        if place and any(dates[place - 1] < broken <= day for broken in breaks):
            x.append(None)
            y.append(None)
            texts.append("")
            fills.append(council.colour)
        x.append(day.isoformat())
        y.append(values[place])
        texts.append(hovers[place])
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
    hovers: Sequence[str],
    reading: Reading,
    first: int,
) -> list[Json]:
    traces = []
    for field, word, colour, symbol in _RINGS:
        places = [place + first for place in sorted(getattr(reading, field))]
        if places:
            days = [dates[place].isoformat() for place in places]
            ring = rings(word, days, [values[place] for place in places], colour, symbol, 16)
            texts = [f"{hovers[place]}, {word}" for place in places]
            traces.append({**ring, "hovertext": texts, "hoverinfo": "text"})
    return traces


def _words(
    dates: Sequence[date], values: Sequence[float], reading: Reading, first: int
) -> list[Json]:
    """Write a word at the newest ring of each kind."""
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
                    "font": {"size": 13, "color": QUIET if field == "notable" else colour},
                }
            )
    return notes


def apart(labels: list[Json], pixels: float) -> list[Json]:
    """Move labels that would touch, as little as can be; one unit of the axis is `pixels`."""
    ordered = sorted(labels, key=lambda label: -label["y"])
    groups: list[list[float]] = []  # where each wants the first of its group to be
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


def _room_for(labels: Sequence[Json]) -> int:
    """Measure the right margin in pixels: 8.2 a letter of the longest label, and 16 beside it."""
    return 16 + round(8.2 * max(len(label["text"]) for label in labels))


def _level(dates: Sequence[date], first: int, level: float, style: Json) -> Json:
    return {
        "type": "line",
        "layer": "below",
        "x0": dates[first].isoformat(),
        "x1": (dates[-1] + time_room(dates)).isoformat(),
        "y0": level,
        "y1": level,
        "line": style,
    }


def _break_label(day: date) -> Json:
    return {
        "x": day.isoformat(),
        "y": 1.0,
        "yref": "paper",
        "yanchor": "bottom",
        "text": "series breaks",
        "showarrow": False,
        "font": {"size": 13, "color": QUIET},
    }
