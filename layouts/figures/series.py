"""The chart of one panel: series that share a definition, with comparators and targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from textwrap import wrap

from layouts.figures.axes import months_axis, time_axis, value_axis
from layouts.figures.template import (
    GREY,
    LOOK,
    QUIET,
    Json,
    Place,
    across,
    end_label,
    layout,
    margins,
    rings,
    series_break,
)
from portal.domain.formatting import month, with_unit
from portal.domain.indicators import COMPARATOR_DASHES, Indicator, Panel, Series, Target, Value
from portal.domain.plans import months_between

# Places a day of a council on the axis; None where it cannot be placed.
_Placing = Callable[[date | None, str], Place | None]
_DASHES = ("solid", "dot", "dash", "dashdot")
# How the label of a comparator shows its dash; regions take turns at the two that they have.
_SIGNS = {
    "dash": "- -",
    "dot": "· · ·",
    "longdash": "— —",
    "dashdot": "— ·",
    "longdashdot": "—— ·",
}
_REGIONS = ("dot", "longdash")
# The marker of the council whose neighbours are meant, hollow.
_HOLLOW = {"circle": "○", "diamond": "◇", "triangle-up": "△", "square": "□", "star": "☆"}
# Pixels of a label's letter (wide fonts take so many), of its line; letters of a line at most.
_BOLD, _PLAIN, _HIGH = 8.8, 7.6, 17
_LONGEST, _LONGEST_SMALL = 24, 17
# Pixels below the plot that a label may take.
_BELOW = 24


def panel_figure(
    panel: Panel,
    targets: Sequence[tuple[Indicator, Target]],
    noticed: Mapping[tuple[str, date], str],
    inspected: Mapping[str, str],
    months: bool,
    breaks: Sequence[tuple[date, str]] = (),
    height: int = 360,
    top: float | None = None,
) -> Json:
    """Draw a panel.

    Args:
        targets: targets of the panel's indicators; those with a due date and a value are drawn.
        noticed: findings by indicator key and end of period; their points are ringed.
        inspected: per council, the date of the inspection that time runs from.
        months: time runs in months since that inspection instead of by calendar.
        breaks: days on which the series stops being one series, and why.
        height: pixels.
        top: the highest value of charts that share one scale.
    """

    def place(day: date | None, council: str) -> Place | None:
        if day is None:
            return None
        return day.isoformat() if not months else months_between(inspected.get(council, ""), day)

    traces: list[Json] = []
    labels: list[Json] = []
    for number, series in enumerate(panel.drawn):
        # A missing official figure is a gap in the line; a document's is just not there.
        points = [v for v in series.values if v.end and (panel.official or v.value is not None)]
        if months:
            points = [v for v in points if place(v.month, v.council.key) is not None]
        if not any(v.value is not None for v in points):
            continue
        traces.append(_line(series, points, place, 0 if panel.official else number))
        traces += _rings(points, place, noticed)
        last = (series.sure or points)[-1]
        text = f"{series.label} {_bare(last)}"
        labels.append(end_label(text, last.value, series.council.colour))
    drawn = [value for trace in traces for value in trace["x"] if value is not None]
    goals = [
        (indicator, target)
        for indicator, target in targets
        if target.due and target.value is not None and place(target.due, target.council) is not None
    ]
    if goals:
        traces.append(_targets(goals, panel, place))
        drawn += traces[-1]["x"]
    shapes, notes = _comparators(panel)
    owners = {series.council.key: series.council.symbol for series in panel.drawn}
    regions = [s.council.key for s in panel.backdrop if s.council.kind == "region"]
    for series in panel.backdrop:
        owner = series.council.key.partition("-neighbours-")[0]
        turn = regions.index(series.council.key) if series.council.key in regions else 0
        behind, note = _behind(series, place, _dash(series, turn), owners.get(owner, ""))
        if behind["x"]:
            traces.insert(0, behind)
            notes.append(note)
    # The councils' values set the time, a comparator's only where there are no others.
    drawn = drawn or [x for trace in traces for x in trace["x"] if x is not None]
    if drawn:
        drawn = [min(drawn), max(drawn)]
    if drawn and not months:
        days = [day for day, _why in breaks if drawn[0] < day.isoformat() < drawn[1]]
        shapes += map(series_break, days)
    levels = [0.0, *(y for trace in traces for y in trace["y"] if y is not None)]
    levels += [value.value for value in panel.comparators if value.value is not None]
    highest = top or max(levels)
    low, high = min(levels) * 1.08, highest * 1.08 or 1.0
    margin = margins(highest, 0, titled=months)
    pixels = (height - margin["t"] - margin["b"]) / (high - low)
    placed = _apart([*labels, *notes], pixels, low, _LONGEST_SMALL if top else _LONGEST)
    return {
        "data": traces,
        "layout": layout(
            height,
            margin={**margin, "r": _room(placed)},
            xaxis=months_axis(drawn) if months else _time_axis(drawn),
            yaxis=value_axis(panel.unit, low, high),
            shapes=shapes,
            annotations=placed,
        ),
    }


def _time_axis(drawn: Sequence[str]) -> Json:
    return time_axis([date.fromisoformat(day) for day in drawn])


def _room(labels: Sequence[Json]) -> int:
    """Measure the right margin in pixels by the widest line of the labels beside the lines."""
    widths = [
        len(line) * (_BOLD if "weight" in label["font"] else _PLAIN)
        for label in labels
        for line in label["text"].split("<br>")
    ]
    return round(14 + max(widths, default=0))


def _line(series: Series, points: Sequence[Value], place: _Placing, number: int) -> Json:
    council = series.council
    # Two values for one month contradict each other: a line through both would say nothing.
    twice = not series.indicator.official and len({v.month for v in points}) < len(points)
    drawn = points if twice else _with_gaps(points, series.basis)
    return {
        "type": "scatter",
        "mode": "markers" if twice else "lines+markers",
        "name": series.label,
        "x": _places(series, drawn, place),
        "y": [v.value if v else None for v in drawn],
        "line": {"color": council.colour, "width": 2.5, "dash": _DASHES[number % len(_DASHES)]},
        "marker": {
            "color": _fills(drawn, council.colour),
            "symbol": council.symbol,
            "size": 8,
            "line": {"color": council.colour, "width": 1.5},
        },
        **(_official_hover(series) if series.indicator.official else _printed_hover(drawn)),
    }


def _fills(drawn: Sequence[Value | None], colour: str) -> str | list[str]:
    """Fill points that are doubtful or provisional white, the others in the colour."""
    hollow = [v is not None and (v.reading == "doubtful" or v.provisional) for v in drawn]
    if True not in hollow:
        return colour
    return ["#ffffff" if empty else colour for empty in hollow]


def _places(series: Series, drawn: Sequence[Value | None], place: _Placing) -> list[Place | None]:
    """Place values in time: a document's at the start of its month, an official one on its day."""
    key = series.council.key
    if series.indicator.official:
        return [v and place(v.end, key) for v in drawn]
    return [v and place(v.month, key) for v in drawn]


def _printed_hover(drawn: Sequence[Value | None]) -> Json:
    return {
        "text": [_hover(v) if v else "" for v in drawn],
        "hovertemplate": "%{fullData.name}<br>%{text}<extra></extra>",
    }


def _official_hover(series: Series) -> Json:
    """Make one template for the line, which plotly.js fills with the chart's numbers."""
    indicator = series.indicator
    decimals = max(v.decimals for v in series.values)
    before = {"snapshot": "", "year": "year to "}.get(series.basis, "period to ")
    sign = "£" if indicator.unit == "gbp" else ""
    after = "%" if indicator.unit == "percent" else ""
    shown = f"{sign}%{{y:,.{decimals}f}}{after}"
    text = f"%{{fullData.name}}<br>{before}%{{x|%B %Y}}: {shown}<extra></extra>"
    return {"hovertemplate": text}


def _dash(series: Series, turn: int) -> str:
    """Choose the dash of a comparator: by its kind, mean or median; regions take turns."""
    kind = series.council.kind
    if kind == "region":
        return _REGIONS[turn % len(_REGIONS)]
    median = series.council.key.endswith("-median")
    return "longdashdot" if median else COMPARATOR_DASHES.get(kind, "dash")


def _behind(series: Series, place: _Placing, dash: str, symbol: str) -> tuple[Json, Json]:
    """Draw a comparator's line, grey and dashed, and its label, which shows the dash.

    Neighbours bear the `symbol` of the council whose they are, hollow.
    """
    key = series.council.key
    places = [(x, v) for v in series.values if (x := place(v.end, key)) is not None]
    sure = [v for _x, v in places if v.value is not None]
    line = {
        "type": "scatter",
        "mode": "lines",
        "name": series.council.name,
        "x": [x for x, _v in places] if sure else [],
        "y": [v.value for _x, v in places],
        "line": {
            "color": GREY,
            "width": 1.5,
            "dash": dash,
        },
        **_official_hover(series),
    }
    if symbol and series.council.kind == "neighbours":
        outline = {"color": GREY, "width": 1.2}
        line["mode"] = "lines+markers"
        line["marker"] = {"color": "#ffffff", "symbol": symbol, "size": 6, "line": outline}
    if not sure:
        return line, {}
    name = series.council.name.replace("’s neighbours (mean)", " neighbours")
    name = name.replace("’s neighbours (median)", " neighbours, median")
    sign = f"{_SIGNS[dash]} {_HOLLOW.get(symbol, '')}" if "marker" in line else _SIGNS[dash]
    return line, end_label(f"{sign} {name} {_bare(sure[-1])}", sure[-1].value)


def _bare(value: Value) -> str:
    """Write a value without a long unit."""
    return value.shown.partition(" ")[0]


def _with_gaps(points: Sequence[Value], basis: str) -> Sequence[Value | None]:
    """Put a gap where a count from 1 April starts afresh."""
    if basis != "cumulative":
        return points
    drawn: list[Value | None] = []
    for before, point in zip([None, *points], points, strict=False):
        if before is not None and before.start != point.start:
            drawn.append(None)
        drawn.append(point)
    return drawn


def _hover(value: Value) -> str:
    parts = [f"{value.period}: {value.shown}"]
    if value.counts:
        parts.append(value.counts)
    if value.reading != "as_printed":
        uncertain = value.reading in ("repaired", "doubtful")
        parts.append(f"{value.reading} reading" if uncertain else value.reading)
    return "<br>".join(parts)


def _rings(
    points: Sequence[Value], place: _Placing, noticed: Mapping[tuple[str, date], str]
) -> list[Json]:
    if not noticed:
        return []
    marked = [v for v in points if v.end and (v.indicator.key, v.end) in noticed]
    if not marked:
        return []
    days = [place(v.month, v.council.key) for v in marked]
    ring = rings("a finding", days, [v.value for v in marked], LOOK, "circle-open", 18)
    texts = [noticed[v.indicator.key, v.end] for v in marked if v.end]
    return [{**ring, "text": texts, "hovertemplate": "%{text}<extra></extra>"}]


def _month(day: date | None) -> date | None:
    return day.replace(day=1) if day else None


def _comparators(panel: Panel) -> tuple[list[Json], list[Json]]:
    shapes, notes = [], []
    for number, value in enumerate(panel.comparators):
        shapes.append(across(value.value, GREY, ("dot", "dash")[number % 2]))
        short = "Neighbours" if value.council.kind == "neighbours" else value.council.name
        text = f"{short} {_bare(value)}, {_short_period(value)}"
        notes.append(end_label(text, value.value))
    return shapes, notes


def _short_period(value: Value) -> str:
    return value.period if value.basis == "year" else month(value.end)


def _targets(goals: Sequence[tuple[Indicator, Target]], panel: Panel, place: _Placing) -> Json:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "target",
        "x": [place(_month(target.due), target.council) for _, target in goals],
        "y": [target.value for _, target in goals],
        "marker": {"symbol": "x-thin-open", "size": 11, "color": QUIET, "line": {"width": 2.5}},
        "text": [
            f"Target {target.due_text or month(target.due)}: "
            f"{with_unit(target.value, target.decimals, panel.unit)}"
            for _, target in goals
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _apart(labels: list[Json], pixels: float, low: float, longest: int) -> list[Json]:
    """Break long labels into lines, and move those that would touch or leave the plot below.

    Args:
        labels: to be written beside the lines.
        pixels: of one unit of the vertical axis.
        low: where that axis begins.
        longest: letters of a line at most.
    """
    free = float("-inf")  # the end of the label above
    ordered = sorted(labels, key=lambda label: -label["y"])
    spots: list[tuple[float, float]] = []
    for label in ordered:
        text = label["text"]
        lines = [text] if len(text) <= longest else wrap(text, longest, break_long_words=False)
        label["text"] = "<br>".join(lines)
        half = len(lines) * _HIGH / 2
        spot = max(-label["y"] * pixels, free + half)
        free = spot + half
        spots.append((spot, half))
    room = -low * pixels + _BELOW  # the beginning of the label below
    for label, (spot, half) in zip(reversed(ordered), reversed(spots), strict=True):
        room = min(spot, room - half) - half
        label["yshift"] = round(-label["y"] * pixels - room - half)
    return labels
