"""Native Excel charts in the portal's look."""

from __future__ import annotations

from typing import Any

from portal.domain.pack_model import Chart, Series
from portal.packs.common import theme
from portal.packs.common.axes import (
    axis_format,
    dash_of,
    last_point,
    scale_of,
    stands_alone,
    stands_in_categories,
    width_of,
)
from portal.packs.common.time_axis import AXIS_FORMAT, dated, edges, months_apart
from portal.packs.common.uncertain import UNCERTAIN

_DASHES = {"dot": "round_dot", "dash": "dash", "dashdot": "dash_dot", "longdash": "long_dash"}
_SYMBOLS = {
    "circle": "circle",
    "diamond": "diamond",
    "triangle-up": "triangle",
    "triangle-down": "triangle",
    "square": "square",
    "x": "x",
    "cross": "plus",
    "star": "star",
}


def native_chart(book: Any, chart: Chart, sheet: str, headline: int, top: int) -> tuple[Any, int]:
    """A chart of figures that stand on a sheet, and its height in pixels.

    Args:
        book: XlsxWriter's workbook.
        chart: what it shows.
        sheet: the name of the sheet with the figures.
        headline: the row of the headline.
        top: the row of their head; the categories stand below it in the first column.
    """
    bars = chart.kind == "bar"
    native = book.add_chart({"type": "bar"} if bars else {"type": "line"})
    first, last = top + 1, top + len(chart.categories)
    alone = stands_in_categories(chart)
    for column, series in enumerate(chart.series, start=1):
        native.add_series(
            {
                "name": [sheet, top, column],
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, column, last, column],
                **(_bar(series, alone) if bars else _line(series)),
            }
        )
    scale = scale_of(chart)
    quiet = {"name": theme.FONT, "size": 9, "color": f"#{theme.QUIET}"}
    axis = {
        "min": scale.low,
        "max": scale.high,
        "major_unit": scale.step,
        "num_format": axis_format(chart, scale),
        "num_font": quiet,
        "line": {"none": True},
        "major_gridlines": {"visible": not bars, "line": {"color": f"#{theme.LINE}"}},
        "visible": not bars,
    }
    categories: dict[str, Any] = {
        "num_font": quiet,
        "line": {"color": f"#{theme.STRONG_LINE}"},
        "major_tick_mark": "none",
        "label_position": "low",
        "reverse": bars,
    }
    days = dated(chart)
    if days:
        begins, ends = edges(days)
        categories |= {
            "date_axis": True,
            "min": begins,
            "max": ends,
            "major_unit": months_apart(days, 700 * 0.75, 9),  # pixels as points
            "major_unit_type": "months",
            "num_format": AXIS_FORMAT,
            "major_tick_mark": "outside",
        }
    # XlsxWriter names the axes of bars by their place: their categories stand upright.
    native.set_x_axis(axis if bars else categories)
    native.set_y_axis(categories if bars else axis)
    native.set_title(
        {
            # The title is the headline's cell; as text it could be taken for a reference.
            "name": [sheet, headline, 0],
            "name_font": {"name": theme.FONT, "size": 12, "color": f"#{theme.INK}"},
            "overlay": False,
        }
    )
    native.show_blanks_as("gap")
    if len(chart.series) > 1:
        native.set_legend({"position": "bottom", "font": quiet})
    else:
        native.set_legend({"none": True})
    native.set_chartarea({"border": {"none": True}})
    high = 320 if not bars else max(240, 90 + 24 * len(chart.categories))
    native.set_size({"width": 820, "height": high})
    return native, high


def _line(series: Series) -> dict[str, Any]:
    colour = f"#{theme.bare(series.colour)}"
    council = series.kind == "council"
    if series.kind == UNCERTAIN:
        pale = f"#{theme.pale(series.colour)}"
        hollow = {"fill": {"color": pale}, "border": {"color": colour, "width": 1.5}}
        symbol = _SYMBOLS.get(series.symbol, "circle")
        return {"line": {"none": True}, "marker": {"type": symbol, "size": 8, **hollow}}
    line: dict[str, Any] = {"color": colour, "width": width_of(series)}
    if dash_of(series) != "solid":
        line["dash_type"] = _DASHES[dash_of(series)]
    symbol = _SYMBOLS.get(series.symbol, "circle")
    filled = {"fill": {"color": colour}, "border": {"color": colour}}
    marker: dict[str, Any] = {"type": symbol, "size": 7 if council else 4, **filled}
    if not council and not stands_alone(series):
        marker = {"type": "none"}
    options: dict[str, Any] = {"line": line, "marker": marker}
    labels: list[dict[str, Any] | None] = [{"delete": True} for _ in series.values]
    last = last_point(series)
    if last is not None:
        labels[last] = None
        options["data_labels"] = {
            "value": True,
            "position": "above",
            "custom": labels,
            "font": {"name": theme.FONT, "size": 9, "color": colour},
        }
    return options


def _bar(series: Series, alone: bool) -> dict[str, Any]:
    colour = f"#{theme.bare(series.colour)}"
    hollow = {"fill": {"color": "#FFFFFF"}, "border": {"color": colour, "width": 1.25}}
    return {
        "fill": {"color": colour},
        "border": {"none": True},
        "gap": 45,
        "overlap": 100 if alone else -5,
        "data_labels": {"value": True, "font": {"name": theme.FONT, "size": 9}},
        "points": [
            hollow if index in series.doubtful and value is not None else None
            for index, value in enumerate(series.values)
        ],
    }
