"""A chart in a page: the server's drawing, and the data that plotly.js draws it from."""

from __future__ import annotations

import orjson
from markupsafe import Markup

from layouts.figures.still import still
from layouts.figures.template import Json
from layouts.markup import Element, element

_CONFIG = {
    "displayModeBar": "hover",
    "displaylogo": False,
    "responsive": True,
    # Named one by one: plotly.js offers of itself to send the chart to its maker's cloud.
    "modeBarButtons": [["toImage"]],
}


def graph(figure: Json, text: str) -> Element:
    """Lay out a chart that stands at once; its text is its name for screen readers.

    `assets/js/charts.js` draws what the data block holds in the drawing's place, once a reader
    points at it, taps it or presses the button.
    """
    data = orjson.dumps({"figure": figure, "config": _CONFIG}).decode().replace("<", "\\u003c")
    script = element("Script", Markup(data), type="application/json")  # noqa: S704 - no "<" is in it
    margin = figure["layout"]["margin"]
    room = " ".join(f"{margin[side]}px" for side in "trbl")
    button = element(
        "Button",
        "Explore this chart",
        "quiet-button chart-open",
        type="button",
        **{"aria-label": f"Explore this chart: {text.partition('. ')[0]}"},
    )
    picture = element("Div", still(figure, text), "chart-still", style={"padding": room})
    return element("Div", [picture, button, script], "chart")
