"""The timeline of target dates: a lane a plan, a marker a month, its size the actions due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from layouts.figures.template import INK, LINE, QUIET, axis, layout
from portal.domain.formatting import month, plural
from portal.domain.plans import Mark, months_between
from portal.domain.vocabulary import Council, Plan

_LANE = 40
# Months that an axis spans at most, and the step between its labels.
_STEPS = ((8, 1), (30, 3), (60, 6), (144, 12))


def timeline_figure(
    marks: Sequence[Mark],
    plans: Mapping[str, Plan],
    councils: Mapping[str, Council],
    months: bool,
) -> dict[str, Any]:
    """The figure for `marks`; with `months`, time runs from each plan's inspection."""
    lanes = [p for p in _lanes(marks, plans, councils) if not months or len(p.inspected) >= 7]
    labels = [_label(plan, councils) for plan in lanes]
    data = [
        _trace(plan, councils[plan.council], label, marks, months)
        for plan, label in zip(lanes, labels, strict=True)
    ]
    events = _events(lanes, labels, months)
    x = axis(
        showgrid=True,
        gridcolor=LINE,
        title={"text": "months since the inspection", "font": {"size": 12.5}} if months else None,
        **(
            {"dtick": _step([*events, *data]), "tick0": 0}
            if months
            else {"type": "date", "tickformat": "%Y", "tickangle": 0}
        ),
    )
    return {
        "data": [*events, *data],
        "layout": layout(
            70 + _LANE * len(lanes),
            xaxis=x,
            yaxis=axis(
                type="category",
                categoryorder="array",
                categoryarray=labels[::-1],
                range=[-0.6, len(lanes) - 0.4],
                tickfont={"size": 13, "color": INK},
            ),
        ),
    }


def _step(traces: Sequence[Mapping[str, Any]]) -> int:
    """Months between the labels of an axis: at least three labels, at most about a dozen."""
    drawn = [months for trace in traces for months in trace["x"]]
    span = max(drawn) - min(drawn) if drawn else 0
    return next((step for most, step in _STEPS if span <= most), 24)


def _lanes(
    marks: Sequence[Mark], plans: Mapping[str, Plan], councils: Mapping[str, Council]
) -> list[Plan]:
    used = {mark.plan for mark in marks}
    lanes = [plan for plan in plans.values() if plan.key in used]
    return sorted(lanes, key=lambda p: (councils[p.council].number, p.published, p.key))


def _label(plan: Plan, councils: Mapping[str, Council]) -> str:
    return f"{councils[plan.council].name}: {plan.short[:1].lower()}{plan.short[1:]}"


def _trace(
    plan: Plan, council: Council, label: str, marks: Sequence[Mark], months: bool
) -> dict[str, Any]:
    own = [mark for mark in marks if mark.plan == plan.key]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label,
        "x": [mark.months_since if months else mark.month.isoformat() for mark in own],
        "y": [label] * len(own),
        "marker": {
            "symbol": council.symbol,
            "color": council.colour,
            "size": [min(28, 8 + 3 * mark.actions**0.6) for mark in own],
            "opacity": 0.85,
            "line": {"color": "#ffffff", "width": 1},
        },
        "text": [_hover(mark) for mark in own],
        "hovertemplate": "%{y}<br>%{text}<extra></extra>",
    }


def _hover(mark: Mark) -> str:
    refs = ", ".join(mark.refs[:8]) + (" …" if len(mark.refs) > 8 else "")
    done = f"<br>{mark.completed} reported as completed" if mark.completed else ""
    return f"{month(mark.month)}: {plural(mark.actions, 'action')} due{done}<br>{refs}"


def _events(lanes: Sequence[Plan], labels: Sequence[str], months: bool) -> list[dict[str, Any]]:
    """Where each plan was published and its inspection held."""
    traces = []
    for name, symbol, field in (
        ("inspection", "circle-open", "inspected"),
        ("plan published", "line-ns-open", "published"),
    ):
        points = []
        for plan, label in zip(lanes, labels, strict=True):
            text = getattr(plan, field)
            if len(text) < 7:
                continue
            day = date.fromisoformat(f"{text[:7]}-01")
            x = months_between(plan.inspected, day) if months else day.isoformat()
            points.append((x, label, f"{name}, {month(day)}"))
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": [point[0] for point in points],
                "y": [point[1] for point in points],
                "marker": {"symbol": symbol, "color": QUIET, "size": 13, "line": {"width": 2}},
                "text": [point[2] for point in points],
                "hovertemplate": "%{y}<br>%{text}<extra></extra>",
            }
        )
    return traces
