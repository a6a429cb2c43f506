"""The look of every chart, as plain dicts: no box, few lines, direct labels, a quiet mode bar.

Figures are dicts because that costs a thousandth of `graph_objects`; the tests hold each of
them against `graph_objects` instead.
"""

from __future__ import annotations

from typing import Any

import orjson
from markupsafe import Markup

from layouts.markup import Element, element

INK, QUIET, LINE, LOOK = "#16202b", "#4d5b69", "#dfe4e9", "#C2571A"
FONT = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif'
CONFIG = {
    "displayModeBar": "hover",
    "displaylogo": False,
    "responsive": True,
    # Named one by one: plotly.js offers of itself to send the chart to its maker's cloud.
    "modeBarButtons": [["toImage"]],
}


def axis(**changes: Any) -> dict[str, Any]:
    """An axis with a few quiet lines."""
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": 12.5, "color": QUIET},
        "fixedrange": True,
        **changes,
    }


def margins(highest: float, right: int, top: int = 16, titled: bool = False) -> dict[str, int]:
    """The room around a plot, in pixels.

    plotly.js can measure it (`automargin`), which draws a chart twice.

    Args:
        highest: the highest value of the vertical axis, whose labels stand at the left.
        right: what the labels beside the lines need.
        top: what stands above the plot.
        titled: the horizontal axis has a title below its labels.
    """
    letters = max(4, len(f"{highest:,.0f}") + 1)
    return {"l": 10 + 8 * letters, "r": right, "t": top, "b": 58 if titled else 44, "pad": 4}


def layout(height: int, **changes: Any) -> dict[str, Any]:
    """A layout without background or legend."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": INK},
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": "#ffffff",
            "bordercolor": LINE,
            "font": {"family": FONT, "size": 13, "color": INK},
            "align": "left",
        },
        "hovermode": "closest",
        "dragmode": False,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": QUIET, "activecolor": INK},
        **changes,
    }


def graph(figure: dict[str, Any], text: str) -> Element:
    """A chart with its text alternative; it keeps its height until it is drawn.

    `assets/js/charts.js` draws what the data block holds, and hides the picture from screen
    readers, not its mode bar.
    """
    held = orjson.dumps({"figure": figure, "config": CONFIG}).decode().replace("<", "\\u003c")
    data = element("Script", Markup(held), type="application/json")  # noqa: S704 - no "<" is in it
    return element(
        "Div",
        [data, element("P", text, "visually-hidden")],
        "chart",
        style={"minHeight": f"{figure['layout']['height']}px"},
    )
