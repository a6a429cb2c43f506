"""Marks of charts as SVG: words, rules, lines and markers, with presentation attributes only.

The Content-Security-Policy refuses styles of elements. Colours are six hexadecimal digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

# A place or size: in the units of the drawing, or as a share of its width such as "12.5%".
Length = float | str
_DASHES = {
    "dash": "6 4",
    "dot": "1.5 4",
    "dashdot": "8 3 1.5 3",
    "longdash": "14 5",
    "longdashdot": "14 3 1.5 3",
}
# Corners of markers, in radii from their middle.
_SHAPES = {
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "triangle-up": ((0, -1.15), (1.1, 0.85), (-1.1, 0.85)),
    "triangle-down": ((0, 1.15), (1.1, -0.85), (-1.1, -0.85)),
    "hexagon": ((0, -1), (0.87, -0.5), (0.87, 0.5), (0, 1), (-0.87, 0.5), (-0.87, -0.5)),
    "star": (
        (0, -1.4), (0.33, -0.45), (1.33, -0.43), (0.53, 0.17), (0.82, 1.13),
        (0, 0.56), (-0.82, 1.13), (-0.53, 0.17), (-1.33, -0.43), (-0.33, -0.45),
    ),
}  # fmt: skip
_ARMS = {"x": ((-1, -1, 1, 1), (-1, 1, 1, -1)), "cross": ((-1, 0, 1, 0), (0, -1, 0, 1))}


def words(
    x: Length,
    y: float,
    text: str,
    colour: str,
    anchor: str = "start",
    bold: bool = False,
    size: float = 0.0,
    dx: float = 0.0,
    css: str = "",
) -> str:
    """Write one line of text.

    Args:
        anchor: what of the text stands at `x`: start, middle or end.
        size: of the letters, where it is not the drawing's.
        dx: units to move it to the right of `x`.
    """
    weight = ' font-weight="bold"' if bold else ""
    sized = f' font-size="{size:g}"' if size else ""
    moved = f' dx="{dx:g}"' if dx else ""
    classed = f' class="{css}"' if css else ""
    return (
        f'<text x="{_length(x)}" y="{y:.1f}" fill="#{colour}" text-anchor="{anchor}"{weight}{sized}'
        f"{moved}{classed}>{escape(text)}</text>"
    )


def rule(
    x1: Length,
    y1: float,
    x2: Length,
    y2: float,
    colour: str,
    width: float = 1.0,
    dash: str = "solid",
) -> str:
    """Draw a straight line between two points."""
    return (
        f'<line x1="{_length(x1)}" y1="{y1:.1f}" x2="{_length(x2)}" y2="{y2:.1f}" '
        f'stroke="#{colour}" stroke-width="{width:g}"{_dashed(dash)}/>'
    )


def polyline(
    points: Iterable[tuple[float, float] | None], colour: str, width: float, dash: str = "solid"
) -> list[str]:
    """Draw a line through points, broken at each None.

    Args:
        points: places of points, in order.
        dash: solid, dot, dash, dashdot, longdash or longdashdot.
    """
    written = (point and f"{point[0]:.1f},{point[1]:.1f}" for point in points)
    return written_line(written, colour, width, dash)


def written_line(
    points: Iterable[str | None],
    colour: str,
    width: float,
    dash: str = "solid",
    stretched: bool = False,
) -> list[str]:
    """Draw a line through points that are written as SVG has them: `12.0,3.5`.

    Args:
        stretched: whether the drawing is stretched to a width, which the line's own is not.
    """
    effect = ' vector-effect="non-scaling-stroke"' if stretched else ""
    look = (
        f'fill="none" stroke="#{colour}" stroke-width="{width:g}" stroke-linejoin="round"'
        f"{_dashed(dash)}{effect}"
    )
    return [
        f'<polyline points="{" ".join(filter(None, run))}" {look}/>'
        for there, run in groupby(points, bool)
        if there
    ]


def marker(
    symbol: str, x: float, y: float, r: float, colour: str, fill: str, width: float = 1.5
) -> str:
    """Draw a marker.

    Args:
        symbol: its shape; a circle where the name is none of `_SHAPES` and `_ARMS`.
        fill: of its inside; "" leaves what lies below it visible.
    """
    inside = f"#{fill}" if fill else "none"
    paint = f'fill="{inside}" stroke="#{colour}" stroke-width="{width:g}"'
    if symbol == "square":
        return (
            f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:g}" height="{2 * r:g}" {paint}/>'
        )
    if symbol in _SHAPES:
        corners = " ".join(f"{x + r * dx:.1f},{y + r * dy:.1f}" for dx, dy in _SHAPES[symbol])
        return f'<polygon points="{corners}" {paint}/>'
    if symbol in _ARMS:
        # Lines have no inside: what a white outline sets apart is drawn in its own colour.
        stroke = fill if fill and colour.lower() == "ffffff" else colour
        thick = 2.25 if fill == stroke else 1.0
        return "".join(
            rule(x + r * a, y + r * b, x + r * c, y + r * d, stroke, thick)
            for a, b, c, d in _ARMS[symbol]
        )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" {paint}/>'


@lru_cache(maxsize=1024)  # councils have few looks
def around_nought(symbol: str, radius: float, colour: str, fill: str, width: float = 1.5) -> str:
    """Draw a marker around nought, for an element that stands where it belongs."""
    return marker(symbol, 0, 0, radius, colour, fill, width)


def _length(value: Length) -> str:
    return value if isinstance(value, str) else f"{value:.1f}"


def _dashed(dash: str) -> str:
    pattern = _DASHES.get(dash, "")
    return f' stroke-dasharray="{pattern}"' if pattern else ""
