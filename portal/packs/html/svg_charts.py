"""Charts as SVG for the print view: lines and bars, with presentation attributes only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from portal.domain.pack_model import Chart, Series, TimeLine
from portal.drawing.svg import marker, polyline, rule, words
from portal.packs.common import theme, timeline_layout
from portal.packs.common.axes import (
    axis_format,
    dash_of,
    ends_crowd,
    formatted,
    last_point,
    named_behind,
    named_in_categories,
    scale_of,
    spread,
    stands_alone,
    stands_in_categories,
    values_of,
    width_of,
)
from portal.packs.common.text_metrics import Run, break_lines, clip, text_width
from portal.packs.common.time_axis import places
from portal.packs.common.uncertain import UNCERTAIN, drawn

WIDTH = 720.0
_SIZE = 11.0
# On screen a drawing is at least as wide as gives its letters 13 pixels (assets/css/50-pack.css).
_PIXELS = 13 / _SIZE
_WIDEST_PERIOD = 160.0


def draw(chart: Chart, name: str, width: float = WIDTH) -> str:
    """A chart as an SVG element.

    Args:
        chart: what it shows; its text alternative is the drawing's.
        name: an id that no other drawing on the page has.
        width: how wide it is, in the units of its text, which has eleven.
    """
    chart = drawn(chart)
    body, height = _bars(chart, width) if chart.kind == "bar" else _lines(chart, width)
    return _frame(body, height, name, chart.headline, chart.alt, width)


def draw_line(line: TimeLine, name: str) -> str:
    """A line of time as an SVG element, a lane for each council."""
    left, top = timeline_layout.NAMES, timeline_layout.AXIS - 8
    rows = timeline_layout.rows(line)
    height = top + sum(row.height for row in rows) + 22
    width = left + timeline_layout.SPAN
    out = []
    for year, x in timeline_layout.ticks(line):
        out.append(rule(left + x, 18, left + x, height - 22, theme.LINE))
        out.append(words(left + x + 3, 12, str(year), theme.QUIET))
    out.append(rule(0, 18, width, 18, theme.STRONG_LINE))
    y = top
    for row in rows:
        colour = theme.bare(row.placed[0].mark.colour)
        if row.first:
            if row is not rows[0]:
                out.append(rule(0, y, width, y, theme.LINE))
            out.append(words(0, y + 15, timeline_layout.name(row), colour, bold=True))
        for placed in row.placed:
            shade = theme.bare(placed.mark.colour)
            symbol = {"inspection": "diamond", "plan": "square"}.get(placed.mark.kind, "circle")
            hollow = placed.mark.kind == "figure"
            out.append(marker(symbol, left + placed.x, y + 10.5, 5.5, shade, _fill(shade, hollow)))
            broken = break_lines((Run(placed.label),), timeline_layout.LABEL, placed.label_width)
            for number, runs in enumerate(broken):
                text = "".join(run.text for run in runs).rstrip()
                x = left + placed.label_x
                out.append(words(x, y + 14.5 + number * timeline_layout.LEADING, text, theme.INK))
        y += row.height
    out.append(words(0, height - 6, timeline_layout.key(line), theme.QUIET))
    return _frame(out, height, name, line.caption, line.alt, width)


def _frame(
    body: Sequence[str], height: float, name: str, title: str, alt: str, width: float = WIDTH
) -> str:
    return (
        f'<svg class="pack-drawing" viewBox="0 0 {width:g} {height:.1f}" '
        f'width="{width * _PIXELS:.0f}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="Arial, sans-serif" '
        f'font-size="{_SIZE:g}"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(alt or title)}</desc>{"".join(body)}</svg>'
    )


def _lines(chart: Chart, width: float) -> tuple[list[str], float]:
    scale, form = scale_of(chart), chart.number_format
    ends = []
    for series in chart.series:
        last = last_point(series)
        value = series.values[last] if last is not None else None
        silent = value is None or series.kind == UNCERTAIN
        ends.append("" if silent or value is None else f"{series.name}  {formatted(value, form)}")
    widest = max(text_width(end, _SIZE, True) for end in ends) + 14
    legend = (
        widest > width * 0.4
        or sum(series.kind != UNCERTAIN for series in chart.series) > 7
        or ends_crowd(chart, [text_width(end, _SIZE, True) for end in ends], width - widest, 240)
    )
    ticks = axis_format(chart, scale)
    left = max(text_width(formatted(tick, ticks), _SIZE) for tick in scale.ticks) + 10
    right = width - (12.0 if legend else widest)
    top, bottom = 10.0, 270.0
    out: list[str] = []

    def up(value: float) -> float:
        return bottom - scale.share(value) * (bottom - top)

    spots = [left + share * (right - left) for share in places(chart)]
    along = spots.__getitem__

    for tick in scale.ticks:
        out.append(rule(left, up(tick), right, up(tick), theme.LINE))
        out.append(words(left - 6, up(tick) + 4, formatted(tick, ticks), theme.QUIET, "end"))
    out.append(rule(left, bottom, right, bottom, theme.STRONG_LINE))
    for x, at, text in _periods(chart, spots, width):
        out.append(rule(at, bottom, at, bottom + 4, theme.STRONG_LINE))
        out.append(words(x, bottom + 18, text, theme.QUIET, "middle"))
    for series in chart.series:
        out.extend(_path(series, along, up))
    if legend:
        return _legend(chart, out, bottom + 42, width)
    at_end = [
        series
        for series in chart.series
        if series.values[-1] is not None and series.kind != UNCERTAIN
    ]
    wanted = [up(series.values[-1] or 0.0) for series in at_end]
    levels = {
        id(series): y for series, y in zip(at_end, spread(wanted, 14.0, top, bottom), strict=True)
    }
    for series, end in zip(chart.series, ends, strict=True):
        last = last_point(series)
        if last is None or series.kind == UNCERTAIN:
            continue
        colour = theme.bare(series.colour)
        shade = theme.dark(colour) if series.kind == "council" else theme.QUIET
        bold = series.kind == "council"
        if id(series) in levels:
            out.append(words(along(last) + 9, levels[id(series)] + 4, end, shade, bold=bold))
            continue
        x, y = along(last), up(series.values[last] or 0.0)
        wide = text_width(end, _SIZE, bold)
        if named_behind(chart, series, wide, right - left, bottom - top):
            out.append(words(x + 9, y + 4, end, shade, bold=bold))
        else:
            out.append(words(x, y - 9, end, shade, "middle", bold))
    return out, bottom + 28


def _periods(chart: Chart, spots: Sequence[float], width: float) -> list[tuple[float, float, str]]:
    """The periods that are named: middle of the name, place, name; the newest and as many before
    it as do not touch."""
    named: list[tuple[float, float, str]] = []
    free = width
    for at, category in zip(reversed(spots), reversed(chart.categories), strict=True):
        text = clip(category, _SIZE, _WIDEST_PERIOD, 1)[0]
        half = text_width(text, _SIZE) / 2
        x = max(min(at, width - half), half)
        if x + half <= free:
            named.append((x, at, text))
            free = x - half - 8
    return named


def _path(series: Series, along: Callable[[int], float], up: Callable[[float], float]) -> list[str]:
    colour = theme.bare(series.colour)
    points = [
        None if value is None else (along(index), up(value))
        for index, value in enumerate(series.values)
    ]
    out: list[str] = []
    if series.kind != UNCERTAIN:
        out += polyline(points, colour, width_of(series), dash_of(series))
    marked = series.kind in ("council", UNCERTAIN) or stands_alone(series)
    radius = 4.0 if series.kind in ("council", UNCERTAIN) else 2.5
    for index, point in enumerate(points):
        doubtful = index in series.doubtful
        if point is not None and (marked or doubtful):
            out.append(marker(series.symbol, *point, radius, colour, _fill(colour, doubtful)))
    return out


def _fill(colour: str, hollow: bool) -> str:
    return theme.PAPER if hollow else colour


def _legend(chart: Chart, out: list[str], y: float, width: float) -> tuple[list[str], float]:
    x = 0.0
    for series in chart.series:
        text = clip(series.name, _SIZE, width - 40, 1)[0]
        wide = text_width(text, _SIZE) + 44
        if x and x + wide > width:
            x, y = 0.0, y + 18
        colour = theme.bare(series.colour)
        if chart.kind == "bar":
            out.append(
                f'<rect x="{x:.1f}" y="{y - 9:.1f}" width="11" height="11" fill="#{colour}"/>'
            )
        else:
            uncertain = series.kind == UNCERTAIN
            fill = _fill(colour, uncertain)
            if not uncertain:
                out.append(rule(x, y - 4, x + 22, y - 4, colour, 2, dash_of(series)))
            if series.kind == "council" or uncertain:
                out.append(marker(series.symbol, x + 11, y - 4, 3.5, colour, fill))
        out.append(words(x + (16 if chart.kind == "bar" else 28), y, text, theme.INK))
        x += wide
    return out, y + 12


def _bars(chart: Chart, width: float) -> tuple[list[str], float]:
    scale, form = scale_of(chart), chart.number_format
    named = max(text_width(category, _SIZE, True) for category in chart.categories) + 12
    left = min(named, width * 0.42)
    ends = max(text_width(formatted(value, form), _SIZE, True) for value in values_of(chart)) + 12
    right = width - ends
    low = scale.share(0.0)
    out: list[str] = []
    y = 4.0
    for index, category in enumerate(chart.categories):
        there = [series for series in chart.series if series.values[index] is not None]
        high = 16.0
        whole = max(len(there), 1) * (high + 2)
        bold = any(series.kind == "council" for series in there)
        text = clip(category, _SIZE, left - 10, 1, bold)[0]
        out.append(words(left - 8, y + whole / 2 + 3, text, theme.INK, "end", bold))
        for number, series in enumerate(there):
            value = series.values[index] or 0.0
            start, end = sorted((scale.share(value), low))
            x, wide = left + start * (right - left), max((end - start) * (right - left), 0.5)
            colour = theme.bare(series.colour)
            hollow = index in series.doubtful
            top = y + number * (high + 2)
            out.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:g}" '
                f'fill="#{_fill(colour, hollow)}" stroke="#{colour}" stroke-width="1"/>'
            )
            shade = colour if series.kind == "council" else theme.QUIET
            out.append(
                words(
                    x + wide + 6,
                    top + 12,
                    formatted(value, form),
                    theme.dark(shade),
                    bold=series.kind == "council",
                )
            )
        y += whole + 6
    zero = left + low * (right - left)
    out.append(rule(zero, 0, zero, y, theme.STRONG_LINE))
    named = named_in_categories(chart) or stands_in_categories(chart)
    if len(chart.series) > 1 and not named:
        return _legend(chart, out, y + 20, width)
    return out, y + 4
