"""A small line beside a figure: a council's values of some years, England's dashed behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from markupsafe import Markup

from layouts.figures.template import GREY
from portal.drawing.svg import marker, polyline

_WIDE, _HIGH, _ROOM = 112, 30, 5
_Values = Mapping[int, float | None]


def small_line(
    years: Sequence[int], values: _Values, behind: _Values, look: tuple[str, str], text: str
) -> Markup:
    """Draw values by year, a gap where one is missing.

    Args:
        years: from left to right, all of them drawn to one scale of time.
        values: the council's.
        behind: England's; empty where it says nothing beside a council.
        look: the council's colour and marker.
        text: what the drawing shows, for screen readers.
    """
    levels = [v for line in (values, behind) for v in line.values() if v is not None]
    low, high = min(levels, default=0.0), max(levels, default=0.0)
    span = years[-1] - years[0] if years else 0

    def at(year: int, value: float | None) -> tuple[float, float] | None:
        if value is None:
            return None
        across = (year - years[0]) / span if span else 0.5
        up = (value - low) / (high - low) if high > low else 0.5
        return _ROOM + across * (_WIDE - 2 * _ROOM), _HIGH - _ROOM - up * (_HIGH - 2 * _ROOM)

    colour, symbol = look[0].removeprefix("#"), look[1]
    back = polyline([at(y, behind.get(y)) for y in years], GREY.removeprefix("#"), 1.2, "dash")
    points = [at(year, values.get(year)) for year in years]
    drawn = [point for point in points if point]
    ends = [marker(symbol, *drawn[-1], 3.2, colour, colour)] if drawn else []
    body = "".join([*back, *polyline(points, colour, 2.0), *ends])
    return Markup(  # noqa: S704 - the text is quoted, the rest are numbers
        f'<svg role="img" aria-label={quoteattr(text)} class="small-line" '
        f'viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" height="{_HIGH}">{body}</svg>'
    )
