"""A chart of figures over time: what is official as lines, what is provisional as hollow marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from xml.sax.saxutils import quoteattr

from portal.drawing.scales import decimals_of_step, ticks_between
from portal.drawing.svg import marker, polyline, rule, words

# Drawn twice, for wide and narrow windows: letters keep their size in both.
_SIZES = (("wide", 760), ("narrow", 340))
_HIGH, _LEFT, _TOP, _FOOT = 250, 52, 16, 30
_QUIET, _RULE = "4d5b69", "dfe4e9"
# Of a letter of a name, and the most of the drawing that names may take.
_LETTER, _MOST_NAMES, _APART, _YEAR = 8.8, 0.42, 15, 62
Points = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Course:
    """The figures of an area: its name, look, official and provisional points by day."""

    name: str
    colour: str
    symbol: str
    official: Points
    provisional: Points


def provisional_charts(courses: Sequence[Course], text: str) -> list[str]:
    """Draw courses as SVG, for a wide and a narrow window; none of fewer than two days.

    Args:
        courses: an area each.
        text: what the drawings show, for screen readers.
    """
    days = {when for c in courses for when, _value in (*c.official, *c.provisional)}
    return [_drawn(courses, text, *size) for size in _SIZES] if len(days) > 1 else []


def _drawn(courses: Sequence[Course], text: str, name: str, wide: int) -> str:
    points = [point for c in courses for point in (*c.official, *c.provisional)]
    days, values = [when for when, _value in points], [value for _when, value in points]
    low, high = min(values), max(values)
    low = 0.0 if 0 <= low < high / 2 else low
    high = high if high > low else low + 1
    start, end = min(days), max(days)
    most = int(wide * _MOST_NAMES / _LETTER)
    names = {c.name: c.name if len(c.name) <= most else f"{c.name[: most - 1]}…" for c in courses}
    right = 20 + _LETTER * max(map(len, names.values()))
    plot, tall = wide - _LEFT - right, _HIGH - _TOP - _FOOT

    def across(when: date) -> float:
        return _LEFT + plot * (when - start).days / (end - start).days

    def up(value: float) -> float:
        return _TOP + tall * (1 - (value - low) / (high - low))

    ticks = [tick for tick in ticks_between(low, high, 4) if low <= tick <= high]
    digits = decimals_of_step(ticks) if len(ticks) > 1 else 0
    body = [rule(_LEFT, up(tick), wide - right, up(tick), _RULE) for tick in ticks]
    body += [words(_LEFT - 6, up(t) + 4, f"{t:,.{digits}f}", _QUIET, "end") for t in ticks]
    years = range(start.year + (start > date(start.year, 1, 1)), end.year + 1)
    for year in years[:: ceil(len(years) * _YEAR / plot) or 1]:
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
            labels.append(((hollow or official)[-1][1], names[course.name], colour))
    for y, label, colour in _placed(labels):
        body.append(words(wide - right + 12, y + 4, label, colour, bold=True))
    return (
        f'<svg role="img" aria-label={quoteattr(text)} class="shared-chart {name}" '
        f'viewBox="0 0 {wide} {_HIGH}" width="{wide}" height="{_HIGH}" font-size="13">'
        f"{''.join(body)}</svg>"
    )


def _placed(labels: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Move labels a line apart, the lowest to the foot of the drawing at most."""
    places: list[float] = []
    for y, _label, _colour in sorted(labels):
        places.append(max(y, places[-1] + _APART) if places else y)
    floor = float(_HIGH - _FOOT)
    for number in reversed(range(len(places))):
        places[number] = min(places[number], floor)
        floor = places[number] - _APART
    return [(y, *label[1:]) for y, label in zip(places, sorted(labels), strict=True)]
