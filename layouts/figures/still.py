"""A figure as SVG: what stands in the page until a reader wants plotly.js's own drawing.

It is as wide as its place, whatever that is: places from left to right are shares of the width,
and letters and lines keep their size. Figures are those of this package alone, not plotly.js's
whole language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from layouts.figures.template import INK, LINE, QUIET, Json, Place
from portal.domain.formatting import number
from portal.drawing.svg import marker, polyline, rule, words

_LEADING, _RISE = 1.3, 0.35  # of a line of text, and from its middle to its baseline
_ACROSS = 1000  # units from left to right in which lines are drawn before they are stretched
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_BLANK = re.compile(r"%\{(\w[\w.]*)(?:\|([^}]*)|:([^}]*))?\}")
# No text of ours holds it.
_BETWEEN = "\x1f"
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
        places = plot.places(trace)
        if "lines" in trace["mode"]:
            lines += plot.line(trace, places)
        points += plot.points(trace, places)
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


class _Plot:
    """The rectangle between a figure's margins, `height` units high."""

    def __init__(self, layout: Json, height: float) -> None:
        self._x, self._y = layout["xaxis"], layout["yaxis"]
        self._left, self._right = map(self._number, self._x.get("range", (0, 1)))
        self._low, self._high = map(float, self._y.get("range", (0, 1)))
        self._shares: dict[Place | float, float] = {}
        self.height = height

    def _number(self, x: Place | float) -> float:
        return float(date.fromisoformat(x).toordinal() if isinstance(x, str) else x)

    def share(self, x: Place | float) -> float:
        """Place a value of the horizontal axis: 0 at its left end, 1 at its right."""
        share = self._shares.get(x)
        if share is None:  # series share their days
            share = (self._number(x) - self._left) / (self._right - self._left)
            self._shares[x] = share
        return share

    def up(self, y: float) -> float:
        """Place a value of the vertical axis in pixels below the plot's top."""
        return self.height * (1 - (y - self._low) / (self._high - self._low))

    def ticks(self) -> Iterator[str]:
        """Draw the lines across, and what stands at both axes."""
        size, colour = self._y["tickfont"]["size"], _bare(QUIET)
        for value, text in zip(
            self._y.get("tickvals", ()), self._y.get("ticktext", ()), strict=True
        ):
            y = self.up(value)
            yield rule("0%", y, "100%", y, _bare(LINE))
            yield words(-8, y + size * _RISE, text, colour, "end", size=size)
        places, texts = self._x.get("tickvals", ()), self._x.get("ticktext", ())
        every = -(-len(places) // _NARROW_TICKS)
        for position, (place, text) in enumerate(zip(places, texts, strict=True)):
            x, css = _percent(self.share(place)), _WIDE * (position % every > 0)
            for row, line in enumerate(text.split("<br>")):
                y = self.height + 18 + row * size * _LEADING
                yield words(x, y, line, colour, "middle", size=size, css=css)
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

    def places(self, trace: Json) -> list[tuple[float, float] | None]:
        """Place a trace's values: the share of the width, pixels below the top."""
        share, height, low, span = self.share, self.height, self._low, self._high - self._low
        return [
            None if x is None or y is None else (share(x), height * (1 - (y - low) / span))
            for x, y in zip(trace["x"], trace["y"], strict=False)
        ]

    def line(self, trace: Json, places: Sequence[tuple[float, float] | None]) -> list[str]:
        """Draw a trace's line, broken where a value is missing."""
        points = [place and (place[0] * _ACROSS, place[1]) for place in places]
        style = trace["line"]
        dash = style.get("dash", "solid")
        return polyline(points, _bare(style["color"]), style["width"], dash, stretched=True)

    def points(self, trace: Json, places: Sequence[tuple[float, float] | None]) -> Iterator[str]:
        """Draw a trace's markers, each with its text; a line without has places to point at."""
        texts = _texts(trace)
        look = trace.get("marker", {})
        if not (look or texts):
            return
        # Escaped together: each by itself takes as long as to place its point.
        texts = escape(_BETWEEN.join(texts)).split(_BETWEEN) if texts else ()
        titles = [f"<title>{text}</title>" for text in texts] or [""] * len(places)
        yield f'<g opacity="{look.get("opacity", 1)}">' if look else _UNSEEN
        markers = _markers(look, len(places)) if look else titles
        height = self.height
        for place, drawn, title in zip(places, markers, titles, strict=False):
            if place is None or not (0 <= place[0] <= 1 and 0 <= place[1] <= height):
                continue
            left, top = f"{place[0] * 100:.2f}%", f"{place[1]:.1f}"
            if look:
                yield f'<svg x="{left}" y="{top}" overflow="visible">{drawn}{title}</svg>'
            else:
                yield f'<circle cx="{left}" cy="{top}" r="6">{title}</circle>'
        yield "</g>"

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
    return marker(symbol.removesuffix("-thin"), 0, 0, look["size"] / 2, stroke, fill, width)


def _texts(trace: Json) -> Sequence[str]:
    """Write what plotly.js would show at each point of a trace; nothing where it would not."""
    if "hovertext" in trace:
        return [*trace["hovertext"]]
    template: str = trace.get("hovertemplate", "").removesuffix("<extra></extra>")
    points = len(trace["y"])
    if not template or not points:
        return ()
    first, *pieces = [piece or "" for piece in _BLANK.split(template)]
    columns: list[Sequence[str]] = [(first,) * points]
    # Of each blank its name and two forms, then the text up to the next.
    for blank in range(0, len(pieces), 4):
        name, dated, form, text = pieces[blank : blank + 4]
        columns += [_column(trace, name, dated, form, points), (text,) * points]
    filled = _BETWEEN.join(map("".join, zip(*columns, strict=True)))
    return filled.replace("<br>", "\n").split(_BETWEEN)


def _column(trace: Json, name: str, dated: str, form: str, points: int) -> Sequence[str]:
    """Write what fills a blank of plotly.js at each point: the name, text, date or value."""
    if name == "fullData.name":
        return (str(trace["name"]),) * points
    values = trace[name][:points]
    if name == "text":
        return [str(value or "") for value in values]
    if dated:
        return [_dated(value, dated) for value in values]
    decimals = int(form.rpartition(".")[2].rstrip("f"))
    return [number(value, decimals) for value in values]


@lru_cache(maxsize=1024, typed=True)
def _dated(value: Place | None, form: str) -> str:
    if isinstance(value, str):
        return date.fromisoformat(value).strftime(form)
    return "" if value is None else str(value)
