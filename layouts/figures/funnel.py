"""Councils against what chance explains: a funnel plot, the chosen councils named.

All others are small grey dots that say who they are when pointed at. No text holds a tag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layouts.figures.axes import number_axis, value_axis
from layouts.figures.control import apart
from layouts.figures.template import GREY, QUIET, Json, across, end_label, layout, margins
from portal.domain.formatting import number, short_unit, with_unit
from portal.domain.intervals import Bound
from portal.domain.vocabulary import Council

_DOT = "#8a96a3"
_HEIGHT = 360  # pixels


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One council; `chosen` where it is one of those that are compared."""

    name: str
    denominator: float
    value: float
    chosen: Council | None = None


def funnel_figure(
    points: Sequence[FunnelPoint],
    overall: float,
    limits_95: Sequence[Bound],
    limits_998: Sequence[Bound],
    unit: str,
    *,
    overall_name: str = "overall",
    denominator_name: str = "denominator",
    decimals: int = 1,
) -> Json:
    """Draw one measure in one period.

    Args:
        points: all councils that have a value and a denominator.
        overall: what they are held against, in the unit of the values.
        limits_95: the inner limits, in the unit of the values.
        limits_998: the outer limits.
        unit: of the values, as in `with_unit`.
        overall_name: whose value the centre line is, such as England.
        denominator_name: what is counted below the fraction line.
        decimals: of the values in labels and hovers.
    """
    others = [point for point in points if not point.chosen]
    chosen = [point for point in points if point.chosen]

    def hover(point: FunnelPoint) -> str:
        shown = with_unit(point.value, decimals, unit)
        return f"{point.name}: {shown}, {denominator_name} {number(point.denominator, 0)}"

    drawn = [point.value for point in points] + [overall]
    drawn += [edge for bound in (*limits_95, *limits_998) for edge in (bound.lower, bound.upper)]
    low, high = min(drawn), max(drawn)
    room = (high - low or abs(high) or 1) * 0.06
    places = [point.denominator for point in points]
    places += [bound.denominator for bound in (*limits_95, *limits_998)]
    right = max(places, default=1) * 1.03
    ends = [end_label(f"{overall_name} {short_unit(overall, decimals, unit)}", overall)]
    for limits, name in ((limits_95, "95% limit"), (limits_998, "99.8% limit")):
        if limits:
            last = max(limits, key=lambda bound: bound.denominator)
            ends.append(end_label(f"upper {name}", last.upper))
            ends.append(end_label(f"lower {name}", last.lower))
    pixels = (_HEIGHT - 76) / (high - low + 2 * room)
    return {
        "data": [
            *_curves(limits_95, "95% limits", "dash"),
            *_curves(limits_998, "99.8% limits", "solid"),
            {
                "type": "scatter",
                "mode": "markers",
                "name": "other councils",
                "x": [point.denominator for point in others],
                "y": [point.value for point in others],
                "marker": {"color": _DOT, "symbol": "circle", "size": 6, "opacity": 0.8},
                "hovertext": [hover(point) for point in others],
                "hoverinfo": "text",
            },
            *(_chosen(point, point.chosen, hover(point)) for point in chosen if point.chosen),
        ],
        "layout": layout(
            _HEIGHT,
            margin=margins(high + room, 140, titled=True),
            xaxis=number_axis(0, right, denominator_name),
            yaxis=value_axis(unit, low - room, high + room),
            shapes=[{**across(overall, QUIET, "dot"), "layer": "below"}],
            annotations=[
                *apart(ends, pixels),
                *_names(chosen, unit, decimals, right, pixels),
            ],
        ),
    }


def _curves(limits: Sequence[Bound], name: str, dash: str) -> list[Json]:
    ordered = sorted(limits, key=lambda bound: bound.denominator)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": [bound.denominator for bound in ordered],
            "y": edge,
            "line": {"color": GREY, "width": 1, "dash": dash},
            "hoverinfo": "skip",
        }
        for edge in ([b.lower for b in ordered], [b.upper for b in ordered])
        if ordered
    ]


def _chosen(point: FunnelPoint, council: Council, hover: str) -> Json:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": point.name,
        "x": [point.denominator],
        "y": [point.value],
        "marker": {
            "color": council.colour,
            "symbol": council.symbol,
            "size": 12,
            "line": {"color": "#ffffff", "width": 1},
        },
        "hovertext": [hover],
        "hoverinfo": "text",
    }


def _names(
    chosen: Sequence[FunnelPoint], unit: str, decimals: int, right: float, pixels: float
) -> list[Json]:
    """Write the chosen councils' names beside their markers, never one upon the other."""
    notes = []
    for point in chosen:
        if point.chosen is None:
            continue
        left = point.denominator > right * 0.7 or _before_another(point, chosen, right, pixels)
        notes.append(
            {
                "x": point.denominator,
                "y": point.value,
                "text": f"{point.name} {short_unit(point.value, decimals, unit)}",
                "showarrow": False,
                "xanchor": "right" if left else "left",
                "xshift": -10 if left else 10,
                "font": {"size": 13, "color": point.chosen.colour, "weight": 700},
            }
        )
    near, far = ([note for note in notes if note["xanchor"] == side] for side in ("left", "right"))
    return [*apart(near, pixels), *apart(far, pixels)]


def _before_another(
    point: FunnelPoint, chosen: Sequence[FunnelPoint], right: float, pixels: float
) -> bool:
    """Tell if a name would lie on another's marker and has room on the left."""
    return point.denominator > right * 0.2 and any(
        0 < other.denominator - point.denominator < right * 0.3
        and abs(other.value - point.value) * pixels < 17
        for other in chosen
    )
