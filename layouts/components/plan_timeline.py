"""The timeline of target dates, as HTML and SVG: a lane a plan, a marker a month.

Positions along a lane are percentages, so that a lane takes any width without a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dash import html

from layouts.components.parts import marker
from layouts.markup import Element, element
from portal.domain.formatting import month, plural
from portal.domain.plans import Mark, months_between
from portal.domain.vocabulary import Council, Plan

_HEIGHT = 36
_MIDDLE = _HEIGHT / 2
# Percent of a lane's width left free at each end, so that a marker is never cut.
_MARGIN = 3.0
# Months that an axis spans at most, and the step between its labels.
_STEPS = ((8, 1), (30, 3), (60, 6), (144, 12))
# Outlines in a square from -1 to 1.
_OUTLINES = {
    "circle": "M-1 0A1 1 0 1 0 1 0A1 1 0 1 0 -1 0Z",
    "diamond": "M0 -1.2L1.2 0L0 1.2L-1.2 0Z",
    "triangle-up": "M0 -1.15L1.1 0.85L-1.1 0.85Z",
    "square": "M-0.9 -0.9H0.9V0.9H-0.9Z",
    "cross": "M-0.35 -1H0.35V-0.35H1V0.35H0.35V1H-0.35V0.35H-1V-0.35H-0.35Z",
    "star": "M0 -1.1L0.32 -0.35L1.1 -0.34L0.5 0.17L0.7 0.95L0 0.5L-0.7 0.95L-0.5 0.17L-1.1 -0.34"
    "L-0.32 -0.35Z",
}


def timeline(
    marks: Sequence[Mark],
    plans: Mapping[str, Plan],
    councils: Mapping[str, Council],
    months: bool,
) -> html.Div:
    """Draw the lanes of all plans with target dates, and the axis below them.

    Args:
        marks: actions of one plan due in one month.
        plans: plans by key.
        councils: councils by key.
        months: count time in months from each plan's inspection instead of by calendar.
    """
    lanes = _lanes(marks, plans, councils, months)
    events = {plan.key: list(_events(plan, months)) for plan in lanes}
    places = [_place(mark, months) for mark in marks if mark.plan in events]
    places += [place for dates in events.values() for place, _, _ in dates]
    axis = _Axis(min(places), max(places), months)
    rows = []
    for plan in lanes:
        council = councils[plan.council]
        points = [mark for mark in marks if mark.plan == plan.key]
        drawn = [*axis.lines()]
        drawn += [axis.event(place, kind, text) for place, kind, text in events[plan.key]]
        drawn += [axis.point(mark, council) for mark in points]
        name = html.Div(
            [marker(council), f" {council.name}: {plan.short[:1].lower()}{plan.short[1:]}"],
            className="lane-name",
        )
        rows.append(html.Div([name, _plot(drawn, council.css)], className="lane"))
    under = "months since the inspection" if months else ""
    foot = html.Div([html.Div(under, className="lane-name"), _plot(axis.labels(), "lane-axis")])
    foot.className = "lane lane-foot"
    # The table below holds the same for screen readers.
    return html.Div([*rows, foot], className="lanes", **{"aria-hidden": "true"})


def _plot(drawn: Iterable[Element], className: str) -> Element:
    height = str(_HEIGHT)
    return element("Svg", list(drawn), f"lane-plot {className}", width="100%", height=height)


def _lanes(
    marks: Sequence[Mark], plans: Mapping[str, Plan], councils: Mapping[str, Council], months: bool
) -> list[Plan]:
    used = {mark.plan for mark in marks}
    lanes = [p for p in plans.values() if p.key in used and (not months or len(p.inspected) >= 7)]
    return sorted(lanes, key=lambda p: (councils[p.council].number, p.published, p.key))


def _place(mark: Mark, months: bool) -> int:
    """Place a mark in time, in months: since the inspection, or since the year 0."""
    return (mark.months_since or 0) if months else 12 * mark.month.year + mark.month.month - 1


def _events(plan: Plan, months: bool) -> Iterable[tuple[int, str, str]]:
    """Yield a plan's inspection and publication: place, kind, text."""
    for kind, name, text in (
        ("inspection", "Inspection", plan.inspected),
        ("published", "Plan published", plan.published),
    ):
        if len(text) < 7:
            continue
        day = date.fromisoformat(f"{text[:7]}-01")
        place = months_between(plan.inspected, day) if months else 12 * day.year + day.month - 1
        if place is not None:
            yield place, kind, f"{name}, {month(day)}"


class _Axis:
    """Time from left to right, from month `start` to month `end`."""

    def __init__(self, start: int, end: int, months: bool) -> None:
        self._months = months
        self._step = next((step for most, step in _STEPS if end - start <= most), 24)
        self._start, self._end = start, max(end, start + 1)

    def _x(self, place: int) -> str:
        share = (place - self._start) / (self._end - self._start)
        return f"{_MARGIN + share * (100 - 2 * _MARGIN):.2f}%"

    def _ticks(self) -> range:
        first = -(-self._start // self._step) * self._step
        return range(first, self._end + 1, self._step)

    def lines(self) -> Iterable[Element]:
        """Draw the upright lines of a lane."""
        for place in self._ticks():
            x = self._x(place)
            yield element("Line", None, "lane-line", x1=x, x2=x, y1="0", y2=str(_HEIGHT))

    def labels(self) -> Iterable[Element]:
        """Write numbers of months, or years; where room is short every second one is left out."""
        for number, place in enumerate(self._ticks()):
            year, at = divmod(place, 12)
            text = str(place) if self._months else str(year)
            if not self._months and self._step < 12:
                text = month(date(year, at + 1, 1)) if at == 0 or self._step < 3 else ""
            if text:
                minor = "lane-label minor" if number % 2 else "lane-label"
                yield element("Text", text, minor, x=self._x(place), y="16")

    def event(self, place: int, kind: str, text: str) -> Element:
        """Draw an inspection or a publication."""
        title = element("Title", text)
        shape = (
            element("Circle", title, "lane-event", r="6")
            if kind == "inspection"
            else element("Path", title, "lane-event", d="M0 -10V10")
        )
        return self._at(place, shape)

    def point(self, mark: Mark, council: Council) -> Element:
        """Draw a marker in the council's shape; the more actions are due, the larger it is."""
        size = min(14.0, 4 + 1.5 * mark.actions**0.6)
        shape = element(
            "Path",
            element("Title", _hover(mark)),
            "lane-mark",
            d=_OUTLINES[council.symbol],
            transform=f"scale({size:.1f})",
        )
        return self._at(_place(mark, self._months), shape)

    def _at(self, place: int, shape: Element) -> Element:
        return element("Svg", shape, x=self._x(place), y=str(_MIDDLE), overflow="visible")


def _hover(mark: Mark) -> str:
    refs = ", ".join(mark.refs[:8]) + (" …" if len(mark.refs) > 8 else "")
    done = f", {mark.completed} reported as completed" if mark.completed else ""
    return f"{month(mark.month)}: {plural(mark.actions, 'action')} due{done}. {refs}"
