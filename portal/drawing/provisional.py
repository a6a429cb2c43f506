"""A chart of figures over time: what is official as lines, what is provisional as hollow marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import quoteattr

from portal.drawing.scales import decimals_of_step, ticks_between
from portal.drawing.svg import marker, polyline, rule, words

_WIDE, _HIGH, _LEFT, _RIGHT, _TOP, _FOOT = 760, 250, 52, 150, 16, 30
_QUIET, _RULE, _MOST_YEARS = "4d5b69", "dfe4e9", 8
Points = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Course:
    """The figures of an area: its name, look, official and provisional points by day."""

    name: str
    colour: str
    symbol: str
    official: Points
    provisional: Points


def provisional_chart(courses: Sequence[Course], text: str) -> str:
    """Draw courses as SVG; nothing where fewer than two days have a figure.

    Args:
        courses: an area each.
        text: what the drawing shows, for screen readers.
    """
    points = [point for c in courses for point in (*c.official, *c.provisional)]
    days, values = [when for when, _value in points], [value for _when, value in points]
    if len({*days}) < 2:
        return ""
    low, high = min(values), max(values)
    low = 0.0 if 0 <= low < high / 2 else low
    high = high if high > low else low + 1
    start, end = min(days), max(days)
    plot, tall = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _FOOT

    def across(when: date) -> float:
        return _LEFT + plot * (when - start).days / (end - start).days

    def up(value: float) -> float:
        return _TOP + tall * (1 - (value - low) / (high - low))

    ticks = [tick for tick in ticks_between(low, high, 4) if low <= tick <= high]
    digits = decimals_of_step(ticks) if len(ticks) > 1 else 0
    body = [rule(_LEFT, up(tick), _WIDE - _RIGHT, up(tick), _RULE) for tick in ticks]
    body += [words(_LEFT - 6, up(t) + 4, f"{t:,.{digits}f}", _QUIET, "end") for t in ticks]
    years = range(start.year + (start > date(start.year, 1, 1)), end.year + 1)
    for year in years[:: -(-len(years) // _MOST_YEARS) or 1]:
        body.append(words(across(date(year, 1, 1)), _HIGH - 8, str(year), _QUIET, "middle"))
    labels: list[tuple[float, str, str]] = []
    for course in courses:
        colour = course.colour.removeprefix("#")
        official = [(across(when), up(value)) for when, value in sorted(course.official)]
        hollow = [(across(when), up(value)) for when, value in sorted(course.provisional)]
        body += polyline(official, colour, 2.2)
        body += polyline([*official[-1:], *hollow], colour, 1.4, "dot")
        body += [marker(course.symbol, x, y, 3.5, colour, colour) for x, y in official]
        body += [marker(course.symbol, x, y, 5, colour, "ffffff", 2) for x, y in hollow]
        if official or hollow:
            labels.append(((hollow or official)[-1][1], course.name, colour))
    lowest = 0.0
    for y, name, colour in sorted(labels):
        lowest = max(y, lowest + 15)
        body.append(words(_WIDE - _RIGHT + 12, lowest + 4, name, colour, bold=True))
    return (
        f'<svg role="img" aria-label={quoteattr(text)} class="shared-chart" '
        f'viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" height="{_HIGH}" font-size="12.5">'
        f"{''.join(body)}</svg>"
    )
