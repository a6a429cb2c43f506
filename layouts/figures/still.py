"""A figure as SVG: what stands in the page until a reader wants plotly.js's own drawing.

It is as wide as its place, whatever that is: places from left to right are shares of the width,
and letters and lines keep their size. Figures are those of this package alone, not plotly.js's
whole language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import repeat
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from layouts.figures.template import INK, LINE, QUIET, Json, Place
from portal.drawing.svg import around_nought, rule, words, written_line

_LEADING, _RISE = 1.3, 0.35  # of a line of text, and from its middle to its baseline
_ACROSS = 1000  # units from left to right in which lines are drawn before they are stretched
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_BLANK = re.compile(r"%\{(\w[\w.]*)(?:\|([^}]*)|:([^}]*))?\}")
# Places to point at, along a line without markers.
_UNSEEN = '<g fill="none" pointer-events="all">'
# On a phone there is no room for what has this class.
_WIDE = "chart-wide"
_NARROW_TICKS = 4


def still(figure: Json, text: str) -> Markup:
    """Draw a figure as an SVG element that is as wide as its place.

    Args:
        text: what the drawing is called and shows.
    """
    layout = figure["layout"]
    margin = layout["margin"]
    plot = _Plot(layout, layout["height"] - margin["t"] - margin["b"])
    lines: list[str] = []
    points: list[str] = []
    for trace in figure["data"]:
        spots = plot.spots(trace)
        if "lines" in trace["mode"]:
            lines += _line(trace, spots)
        points += _points(trace, spots)
    body = [
        *plot.ticks(),
        *(plot.shape(shape) for shape in layout.get("shapes", ())),
        f'<svg width="100%" height="{plot.height}" viewBox="0 0 {_ACROSS} {plot.height}" '
        f'preserveAspectRatio="none">{"".join(lines)}</svg>',
        *points,
        *(part for note in layout.get("annotations", ()) for part in plot.note(note)),
    ]
    return Markup(  # noqa: S704 - all text is escaped
        f'<svg role="img" aria-label={quoteattr(text)} width="100%" height="{plot.height}" '
        f'font-size="{layout["font"]["size"]}">{"".join(body)}</svg>'
    )


# Where a point stands: from the left as a share of the width and in units, from the top, and if the
# plot holds it. Written out, since lines and markers share them; plain, since a chart has hundreds.
_Spot = tuple[str, str, str, bool]


class _Plot:
    """The rectangle between a figure's margins, `height` units high."""

    def __init__(self, layout: Json, height: float) -> None:
        self._x, self._y = layout["xaxis"], layout["yaxis"]
        self._left, self._right = map(self._number, self._x.get("range", (0, 1)))
        self._low, self._high = map(float, self._y.get("range", (0, 1)))
        self._across: dict[Place | float, tuple[str, str, bool]] = {}
        self.height = height

    def _number(self, x: Place | float) -> float:
        return float(date.fromisoformat(x).toordinal() if isinstance(x, str) else x)

    def share(self, x: Place | float) -> float:
        """Place a value of the horizontal axis: 0 at its left end, 1 at its right."""
        return (self._number(x) - self._left) / (self._right - self._left)

    def up(self, y: float) -> float:
        """Place a value of the vertical axis in pixels below the plot's top."""
        return self.height * (1 - (y - self._low) / (self._high - self._low))

    def ticks(self) -> Iterator[str]:
        """Draw the lines across, and what stands at both axes: numbers and days alone."""
        size, colour = self._y["tickfont"]["size"], _bare(QUIET)
        look = f'fill="#{colour}" text-anchor="{{}}" font-size="{size:g}"'
        beside, below = look.format("end"), look.format("middle")
        line = f'stroke="#{_bare(LINE)}" stroke-width="1"'
        for value, text in zip(
            self._y.get("tickvals", ()), self._y.get("ticktext", ()), strict=True
        ):
            y = self.up(value)
            yield f'<line x1="0%" y1="{y:.1f}" x2="100%" y2="{y:.1f}" {line}/>'
            yield f'<text x="-8.0" y="{y + size * _RISE:.1f}" {beside}>{text}</text>'
        places, texts = self._x.get("tickvals", ()), self._x.get("ticktext", ())
        every = -(-len(places) // _NARROW_TICKS)
        for position, (place, text) in enumerate(zip(places, texts, strict=True)):
            x, css = _percent(self.share(place)), f' class="{_WIDE}"' * (position % every > 0)
            for row, line in enumerate(text.split("<br>")):
                y = self.height + 18 + row * size * _LEADING
                yield f'<text x="{x}" y="{y:.1f}" {below}{css}>{line}</text>'
        if title := self._x.get("title"):
            yield words("50%", self.height + 46, title["text"], _bare(INK), "middle", size=size)

    def shape(self, shape: Json) -> str:
        """Draw a straight line: across, up, or at a level for a time."""
        x = [
            _percent(edge if shape.get("xref") == "paper" else self.share(edge))
            for edge in (shape["x0"], shape["x1"])
        ]
        y = [
            self.height * (1 - edge) if shape.get("yref") == "paper" else self.up(edge)
            for edge in (shape["y0"], shape["y1"])
        ]
        style = shape["line"]
        return rule(x[0], y[0], x[1], y[1], _bare(style["color"]), style["width"], style["dash"])

    def spots(self, trace: Json) -> list[_Spot | None]:
        """Place a trace's points; None where a value is missing."""
        height, low, span, across = self.height, self._low, self._high - self._low, self._across
        spots: list[_Spot | None] = []
        for x, y in zip(trace["x"], trace["y"], strict=False):
            if x is None or y is None:
                spots.append(None)
                continue
            if x not in across:  # series share their days
                part = self.share(x)
                across[x] = _percent(part), f"{part * _ACROSS:.1f}", 0 <= part <= 1
            share, left, inside = across[x]
            top = height * (1 - (y - low) / span)
            spots.append((share, left, f"{top:.1f}", inside and 0 <= top <= height))
        return spots

    def note(self, note: Json) -> Iterator[str]:
        """Write an annotation, line by line."""
        lines, font = note["text"].split("<br>"), note["font"]
        high = font["size"] * _LEADING
        middle = (
            self.height * (1 - note["y"]) if note.get("yref") == "paper" else self.up(note["y"])
        )
        middle -= note.get("yshift", 0)
        middle += {"bottom": -0.5, "top": 0.5}.get(note.get("yanchor", ""), 0) * high * len(lines)
        x = _percent(note["x"] if note.get("xref") == "paper" else self.share(note["x"]))
        anchor = _ANCHORS[note.get("xanchor", "center")]
        for row, line in enumerate(lines):
            y = middle + (row - (len(lines) - 1) / 2) * high + font["size"] * _RISE
            yield words(
                x,
                y,
                line,
                _bare(font["color"]),
                anchor,
                bold="weight" in font,
                size=font["size"],
                dx=note.get("xshift", 0),
                css=_WIDE,
            )


def _line(trace: Json, spots: Sequence[_Spot | None]) -> list[str]:
    """Draw a trace's line, broken where a value is missing."""
    style = trace["line"]
    colour, dash = _bare(style["color"]), style.get("dash", "solid")
    points = [spot and f"{spot[1]},{spot[2]}" for spot in spots]
    return written_line(points, colour, style["width"], dash, stretched=True)


def _points(trace: Json, spots: Sequence[_Spot | None]) -> Iterator[str]:
    """Draw a trace's markers, each with its text; a line without has places to point at."""
    look, titles = trace.get("marker"), _titles(trace)
    if not (look or titles):
        return
    yield f'<g opacity="{look.get("opacity", 1)}">' if look else _UNSEEN
    markers = _markers(look, len(spots)) if look else titles
    for spot, drawn, title in zip(spots, markers, titles or repeat(""), strict=False):
        if spot is None:
            continue
        share, _left, top, inside = spot
        if not inside:
            continue
        if look:
            yield f'<svg x="{share}" y="{top}" overflow="visible">{drawn}{title}</svg>'
        else:
            yield f'<circle cx="{share}" cy="{top}" r="6">{title}</circle>'
    yield "</g>"


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def _bare(colour: str) -> str:
    return colour.removeprefix("#")


def _markers(look: Json, points: int) -> list[str]:
    """Draw the markers of a trace's points; those of one colour are one drawing."""
    given = look["color"]
    if isinstance(given, str):
        return [_marker(look, given)] * points
    drawn = {colour: _marker(look, colour) for colour in set(given)}
    return [drawn[colour] for colour in given]


def _marker(look: Json, given: str) -> str:
    """Draw the marker of a point around nought."""
    outline = look.get("line", {})
    colour = _bare(given)
    symbol, hollow, _ = look["symbol"].partition("-open")
    stroke = _bare(outline.get("color", given))
    fill = "" if hollow and not symbol.endswith("-thin") else colour
    width = outline.get("width", 0)
    return around_nought(symbol.removesuffix("-thin"), look["size"] / 2, stroke, fill, width)


def _titles(trace: Json) -> list[str]:
    """Write what plotly.js would show at each point of a trace; nothing where it would not."""
    if "hovertext" in trace:
        return [f"<title>{escape(text)}</title>" for text in trace["hovertext"]]
    template, points = trace.get("hovertemplate", ""), len(trace["y"])
    if not template or not points:
        return []
    form, blanks = _form(template)
    columns = [_column(trace, blank, points) for blank in blanks]
    return [form % texts for texts in zip(*columns, strict=True)]


@lru_cache(maxsize=1024)  # an indicator has one
def _form(template: str) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """Read a template of plotly.js: a title to fill in, and each blank's name and two forms."""
    first, *pieces = [
        piece or "" for piece in _BLANK.split(template.removesuffix("<extra></extra>"))
    ]
    text = "%s".join(
        escape(fixed.replace("<br>", "\n")).replace("%", "%%") for fixed in (first, *pieces[3::4])
    )
    blanks = zip(pieces[::4], pieces[1::4], pieces[2::4], strict=True)
    return f"<title>{text}</title>", tuple(blanks)


def _column(trace: Json, blank: tuple[str, str, str], points: int) -> Iterable[str]:
    """Write what fills a blank at each point: the trace's name, a text, a date or a value."""
    name, dated, form = blank
    if name == "fullData.name":
        return (escape(str(trace["name"])),) * points
    values = trace[name][:points]
    if name == "text":
        return [escape(str(value or "").replace("<br>", "\n")) for value in values]
    if dated:
        return [_dated(value, dated) for value in values]
    write = f"{{:{form}}}".format
    return ["" if value is None else write(value) for value in values]


@lru_cache(maxsize=1024, typed=True)
def _dated(value: Place | None, form: str) -> str:
    if isinstance(value, str):
        return date.fromisoformat(value).strftime(form)
    return "" if value is None else str(value)
