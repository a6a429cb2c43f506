"""The strip beside a chart: every council of England in one period, on the chart's own scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from layouts.figures.template import GREY, QUIET, Json
from portal.domain.vocabulary import Council
from portal.drawing.svg import marker, rule, words

_WIDE, _TICK = 84, 26
_PALE = "aab4bf"


def strip(
    figure: Json,
    values: Sequence[tuple[Council, float, str]],
    chosen: Mapping[str, Council],
    england: float | None,
    text: str,
) -> Markup:
    """Draw a stroke for each council and the markers of those chosen.

    Args:
        figure: the chart that it stands beside: its height, margins and vertical axis.
        values: every council with its value, and the value in words.
        chosen: the chosen councils as they look in this view, by key.
        england: its value, drawn dashed.
        text: what the drawing shows, for screen readers.
    """
    layout = figure["layout"]
    margin, (low, high) = layout["margin"], layout["yaxis"]["range"]
    plot = layout["height"] - margin["t"] - margin["b"]
    middle = _WIDE / 2

    def up(value: float) -> float:
        return float(margin["t"] + plot * (1 - (value - low) / (high - low)))

    inside = [entry for entry in values if low <= entry[1] <= high]
    # Half of a chart's text: written in one go, where a call for each stroke and each title costs
    # as much as the chart itself.
    titles = escape("\n".join([f"{council.name}: {shown}" for council, _value, shown in inside]))
    left, scale = f"M{middle - _TICK / 2:g}", plot / (high - low)
    bottom = margin["t"] + plot + low * scale
    strokes = [
        f'<path d="{left},{bottom - value * scale:.1f}h{_TICK}"><title>{title}</title></path>'
        for (_council, value, _shown), title in zip(inside, titles.split("\n"), strict=False)
    ]
    drawn = [f'<g stroke="#{_PALE}" stroke-width="1.2">{"".join(strokes)}</g>']
    if england is not None and low <= england <= high:
        drawn.append(
            rule(8, up(england), _WIDE - 8, up(england), GREY.removeprefix("#"), 1.5, "dash")
        )
    for council, value, shown in inside:
        if council.key in chosen:
            look = chosen[council.key]
            colour = look.colour.removeprefix("#")
            mark = marker(look.symbol, middle, up(value), 5, colour, colour)
            drawn.append(f"<g>{mark}<title>{escape(f'{council.name}: {shown}')}</title></g>")
    foot = layout["height"] - margin["b"] + 18
    quiet = QUIET.removeprefix("#")
    drawn += [
        words(middle, foot, f"all {len(values)}", quiet, "middle", size=12.5),
        words(middle, foot + 16, "councils", quiet, "middle", size=12.5),
    ]
    return Markup(  # noqa: S704 - all text is escaped
        f'<svg role="img" aria-label={quoteattr(text)} class="strip" width="{_WIDE}" '
        f'height="{layout["height"]}" font-size="12.5">{"".join(drawn)}</svg>'
    )
