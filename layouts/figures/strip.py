"""The strip beside a chart: every council of England in one period, on the chart's own scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from layouts.figures.template import GREY, QUIET, Json
from portal.domain.formatting import decimals_among, in_unit
from portal.domain.indicators import Indicator
from portal.domain.spread import Spread
from portal.domain.vocabulary import Council
from portal.drawing.svg import around_nought, rule, words

_WIDE, _TICK = 84, 26
_PALE = "aab4bf"
_START, _END = f'<path d="M{(_WIDE - _TICK) / 2:g},', "</title></path>"
# No text of ours holds it.
_BETWEEN = "\x1f"


class Strokes(NamedTuple):
    """A stroke for each council, whatever the chart's scale: in the measure's own unit, upwards.

    They are kept for every measure of a nation, so only what differs is: how high each stroke is,
    the middle that a council's strokes share, and its value in words.
    """

    heights: str
    middles: tuple[str, ...]
    texts: str
    shown: Callable[[float], str]

    @property
    def councils(self) -> int:
        """The number of councils."""
        return len(self.middles)

    @property
    def svg(self) -> str:
        """The strokes, drawn."""
        if not self.middles:
            return ""
        pieces = [_START, "", "", "", _END] * len(self.middles)
        pieces[1::5] = self.heights.split(_BETWEEN)
        pieces[2::5] = self.middles
        pieces[3::5] = self.texts.split(_BETWEEN)
        return "".join(pieces)


def strokes(indicator: Indicator, spread: Spread, areas: Mapping[int, Council]) -> Strokes:
    """Draw the strokes of a measure, each with its council's name and value."""
    councils = spread.councils(areas)
    decimals = decimals_among(indicator.decimals, [value for _area, value, _of in councils])
    shown = in_unit(decimals, indicator.unit)
    return Strokes(
        _joined(f"{-value:.7g}" for _area, value, _of in councils),
        tuple(_middle(area.name) for area, _value, _of in councils),
        _joined(shown(value) for _area, value, _of in councils),
        shown,
    )


def _joined(texts: Iterable[str]) -> str:
    return _BETWEEN.join(texts)


@lru_cache(maxsize=1024)
def _middle(name: str) -> str:
    return f'h{_TICK}"><title>{escape(name)}: '


def strip(
    figure: Json,
    drawn: Strokes,
    chosen: Sequence[tuple[Council, float]],
    england: float | None,
    text: str,
) -> Markup:
    """Draw the strip: a stroke for each council and the markers of those chosen.

    Args:
        figure: the chart that it stands beside: its height, margins and vertical axis.
        drawn: the strokes of the measure.
        chosen: the chosen councils as they look in this view, with their values.
        england: its value, drawn dashed.
        text: what the drawing shows, for screen readers.
    """
    layout = figure["layout"]
    margin, (low, high) = layout["margin"], layout["yaxis"]["range"]
    plot = layout["height"] - margin["t"] - margin["b"]
    middle = _WIDE / 2

    def up(value: float) -> float:
        return float(margin["t"] + plot * (1 - (value - low) / (high - low)))

    # A window on the strokes as large as the plot, and a pixel more at both ends.
    pixel = (high - low) / plot
    window = f"0 {-high - pixel:.7g} {_WIDE} {high - low + 2 * pixel:.7g}"
    parts = [
        f'<svg y="{margin["t"] - 1}" width="{_WIDE}" height="{plot + 2}" viewBox="{window}" '
        f'preserveAspectRatio="none"><g stroke="#{_PALE}" stroke-width="1.2">'
        f"{drawn.svg}</g></svg>"
    ]
    if england is not None and low <= england <= high:
        parts.append(
            rule(8, up(england), _WIDE - 8, up(england), GREY.removeprefix("#"), 1.5, "dash")
        )
    for council, value in chosen:
        if low <= value <= high:
            colour = council.colour.removeprefix("#")
            place = f'<svg x="{middle:g}" y="{up(value):.1f}" overflow="visible">'
            mark = around_nought(council.symbol, 5, colour, colour)
            title = escape(f"{council.name}: {drawn.shown(value)}")
            parts.append(f"{place}{mark}<title>{title}</title></svg>")
    foot = layout["height"] - margin["b"] + 18
    quiet = QUIET.removeprefix("#")
    parts += [
        words(middle, foot, f"all {drawn.councils}", quiet, "middle", size=13),
        words(middle, foot + 16, "councils", quiet, "middle", size=13),
    ]
    return Markup(  # noqa: S704 - all text is escaped
        f'<svg role="img" aria-label={quoteattr(text)} class="strip" width="{_WIDE}" '
        f'height="{layout["height"]}" font-size="13">{"".join(parts)}</svg>'
    )
