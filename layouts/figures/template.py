"""The look of every chart, as plain dicts: no box, few lines, direct labels, a quiet mode bar.

Figures are dicts because that costs a thousandth of `graph_objects`; the tests hold each of
them against `graph_objects` instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

# A part of a figure as plotly.js reads it.
Json = dict[str, Any]
# A place on the axis of time: a day as ISO 8601, or a number of months.
Place = str | int
INK, QUIET, LINE, LOOK, GREY = "#16202b", "#4d5b69", "#dfe4e9", "#C2571A", "#6b7783"
FONT = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif'


def margins(highest: float, right: int, top: int = 16, titled: bool = False) -> dict[str, int]:
    """Make the margins of a plot, in pixels.

    plotly.js can measure it (`automargin`), which draws a chart twice.

    Args:
        highest: the highest value of the vertical axis, whose labels stand at the left.
        right: what the labels beside the lines need.
        top: what stands above the plot.
        titled: the horizontal axis has a title below its labels.
    """
    letters = max(4, len(f"{highest:,.0f}") + 1)
    return {"l": 10 + 8 * letters, "r": right, "t": top, "b": 58 if titled else 44, "pad": 4}


def layout(height: int, **changes: Any) -> Json:
    """Make a layout without background or legend."""
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


def end_label(text: str, level: float | None, colour: str = "") -> Json:
    """Label the right end of a line; bold in a council's colour, quiet without one."""
    bold = {"size": 13, "color": colour, "weight": 700}
    return {
        "x": 1.0,
        "xref": "paper",
        "y": level,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "xshift": 8,
        "align": "left",
        "font": bold if colour else {"size": 13, "color": QUIET},
    }


def across(level: float | None, colour: str, dash: str) -> Json:
    """Draw a horizontal line over the whole width of a plot."""
    line = {"color": colour, "width": 1.5, "dash": dash}
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": level,
        "y1": level,
        "line": line,
    }


def series_break(day: date) -> Json:
    """Draw the vertical line of a day on which a series stops being one series."""
    return {
        "type": "line",
        "yref": "paper",
        "x0": day.isoformat(),
        "x1": day.isoformat(),
        "y0": 0,
        "y1": 1,
        "line": {"color": QUIET, "width": 1.5, "dash": "dot"},
    }


def rings(
    name: str,
    x: Sequence[Place | None],
    y: Sequence[float | None],
    colour: str,
    symbol: str,
    size: int,
) -> Json:
    """Draw hollow markers round some points, named in the hover text."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": x,
        "y": y,
        "marker": {
            "symbol": symbol,
            "size": size,
            "color": colour,
            "line": {"color": colour, "width": 2},
        },
    }
