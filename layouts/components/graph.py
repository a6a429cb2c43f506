"""A chart in a page: the server's drawing, and the data that plotly.js draws it from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import orjson
from markupsafe import Markup, escape

from layouts.figures.still import still
from layouts.figures.template import Json
from layouts.markup import Element, element
from portal.domain.formatting import day
from portal.domain.vocabulary import Vocabulary

_CONFIG = {
    "displayModeBar": "hover",
    "displaylogo": False,
    "responsive": True,
    # Named one by one: plotly.js offers of itself to send the chart to its maker's cloud.
    "modeBarButtons": [["toImage"]],
}


class Words(NamedTuple):
    """Words of a picture of a chart that is taken along: where it comes from, and of when."""

    title: str
    subtitle: str
    source: str


def source_of(titles: Iterable[str], vocabulary: Vocabulary) -> str:
    """Write the source line of a picture: the documents, and the date of the data."""
    made = f" Data of {day(vocabulary.made_at.date())}." if vocabulary.made_at else ""
    return f"Source: {'; '.join(dict.fromkeys(titles))}.{made}"


def graph(figure: Json, text: str, words: Words) -> Element:
    """Lay out a chart that stands at once; its text is its name for screen readers.

    Buttons below it save or copy a picture of it, with `words` (`assets/js/pictures.js`).

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
    chart = element("Div", [picture, button, script], "chart")
    return element("Div", [chart, _take(words)], "chart-frame")


def _take(words: Words) -> Element:
    name = escape(words.title)
    buttons = "".join(
        f'<button aria-label="{text}: {name}" class="quiet-button" data-take="{kind}" '
        f'type="button">{text}</button>'
        for kind, text in (("copy", "Copy as image"), ("png", "PNG"), ("svg", "SVG"))
    )
    message = '<span class="quiet" role="status"></span>'
    data = orjson.dumps(words._asdict()).decode()
    inside = Markup(f"{buttons}{message}")  # noqa: S704 - the name is escaped
    return element("Div", inside, "chart-take", **{"data-words": data})
