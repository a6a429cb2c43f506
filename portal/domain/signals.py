"""Signal or noise: XmR charts from 12 points on, run charts with a median below that.

An XmR chart takes the mean as its centre and sets its limits 2.66 mean moving ranges away (2.66
is 3 / 1.128, the d2 of two points: Wheeler, Understanding Variation, 1993). The four rules are
those of NHS England's Making Data Count: a point beyond a limit, seven in a row on one side,
seven rising or falling, two of three beyond two thirds of the way to a limit on one side.

Choices that the rules leave open:

- A point on the centre line ends a run of an XmR chart, and a repeated value ends a trend, as in
  NHSRplotthedots, the reference code of Making Data Count. In a run chart a point on the median
  is skipped (Perla, Provost and Murray, BMJ Quality & Safety 2011), for the median of an odd
  number of points is one of them. Half of the points lie on each side of their own median, so
  seven on one side need 14 points: a chart of fewer than 12 can only show a trend.
- Two of three count on the same side, the third may lie anywhere (Western Electric, 1956).
- A point in several signals takes the direction of the trend, else of the run, of two of three,
  of the single point: the order of NHS England's design system.

No library: statprocon on PyPI gives the same limits but runs of eight, no trend and Decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import isfinite
from statistics import fmean
from statistics import median as _median
from typing import Literal

MIN_POINTS = 12
RUN = 7
_SCALE = 2.66
_NEAR = 2 / 3
# Sums of decimals miss by less than this share of the largest value.
_EXACT = 1e-9
_ORDER = ("trend", "side", "near", "beyond")

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Centre and limits; `reach` is the distance to a limit before floor or ceiling cut it."""

    centre: float
    lower: float
    upper: float
    reach: float | None = None

    @property
    def distance(self) -> float:
        """The distance of an uncut limit from the centre."""
        if self.reach is not None:
            return self.reach
        return max(self.upper - self.centre, self.centre - self.lower)


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired, from the point `first` to the point `last` (both included).

    `beyond` is outside a limit, `side` a run on one side of the centre, `trend` a rise or fall,
    `near` two of three close to a limit. Signals of one kind that overlap or touch are one.
    """

    kind: Literal["beyond", "side", "trend", "near"]
    first: int
    last: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of a series of points: its chart, its signals, one sentence.

    Each point of a signal is in exactly one of `concern`, `improvement` and, where the
    measure has no polarity, `notable`. `moved` is the direction of the last point's signal, None
    where it belongs to none.
    """

    kind: Literal["xmr", "run", "too-few"]
    centre: float | None
    limits: Limits | None
    signals: tuple[Signal, ...]
    sentence: str
    concern: frozenset[int] = frozenset()
    improvement: frozenset[int] = frozenset()
    notable: frozenset[int] = frozenset()
    moved: Direction | None = None


# Scores and sums of money may lie below nothing: a progress score of -0.6, a net cost.
_MAY_BE_NEGATIVE = frozenset({"ratio", "gbp"})


def bounds(unit: str, values: Sequence[float]) -> tuple[float | None, float | None]:
    """Give the floor and the ceiling that limits must not pass, None where there is none.

    A value beyond a bound shows that there is none: a change in percent goes below 0 and above 100.
    """
    floor = None if unit in _MAY_BE_NEGATIVE or min(values, default=0.0) < 0 else 0.0
    ceiling = 100.0 if unit == "percent" and max(values, default=0.0) <= 100 else None
    return floor, None if floor is None else ceiling


def xmr(
    values: Sequence[float], floor: float | None = None, ceiling: float | None = None
) -> Limits:
    """Calculate centre and limits of an XmR chart.

    Args:
        values: at least two values, in the order of time.
        floor: what a value cannot go below; cuts the lower limit (0 for shares and counts).
        ceiling: what a value cannot exceed; cuts the upper limit (100 for percentages).
    """
    if len(values) < 2:
        raise ValueError("limits need at least two points")
    _check(values)
    centre = min(max(fmean(values), min(values)), max(values))
    reach = _SCALE * fmean(abs(after - before) for before, after in pairwise(values))
    lower = centre - reach if floor is None else min(centre, max(floor, centre - reach))
    upper = centre + reach if ceiling is None else max(centre, min(ceiling, centre + reach))
    return Limits(centre, lower, upper=upper, reach=reach)


def median(values: Sequence[float]) -> float:
    """Find the middle of the sorted values; of an even number the mean of the middle two."""
    _check(values)
    return float(_median(values))


def signals(values: Sequence[float], limits: Limits) -> tuple[Signal, ...]:
    """Find the points at which the four rules fire, in the order of time."""
    slack = _slack(values)
    outside = [(value > limits.upper + slack) - (value < limits.lower - slack) for value in values]
    sides = _sides(values, limits.centre)
    fired = [
        *(Signal("beyond", a, last=b, direction=way) for a, b, way in _stretches(outside, 1)),
        *(Signal("side", a, last=b, direction=way) for a, b, way in _stretches(sides, RUN)),
        *_trends(values),
        *_near(values, limits),
    ]
    return tuple(sorted(fired, key=lambda s: (s.first, s.last, s.kind)))


def runs(values: Sequence[float]) -> tuple[Signal, ...]:
    """Find the shifts of seven about the median and the trends of seven in a run chart."""
    if len(values) < RUN:
        return ()
    sides = _sides(values, median(values))
    off = [place for place, side in enumerate(sides) if side]
    shifts = _stretches([sides[place] for place in off], RUN)
    fired = [
        *(Signal("side", off[first], last=off[last], direction=way) for first, last, way in shifts),
        *_trends(values),
    ]
    return tuple(sorted(fired, key=lambda s: (s.first, s.last, s.kind)))


def read(
    values: Sequence[float],
    polarity: str,
    unit_shown: Callable[[float], str],
    target: float | None = None,
    floor: float | None = None,
    ceiling: float | None = None,
    each: str = "point",
) -> Reading:
    """Read the values: chart, signals and one plain sentence.

    Args:
        values: the values in the order of time, missing ones left out.
        polarity: `high`, `low` or `none`; without one nothing is better or worse.
        unit_shown: writes a value with its unit.
        target: the value to be met, if there is one.
        floor: what a value cannot go below.
        ceiling: what a value cannot exceed.
        each: the name of a point in the sentence: `month`, `quarter`, `year`.
    """
    if polarity not in ("high", "low", "none"):
        raise ValueError(f"not a polarity: {polarity}")
    count = len(values)
    if count < RUN:
        sentence = f"Too few points ({count}) to tell signal from noise."
        centre = median(values) if count > 1 else None
        return Reading(
            "too-few",
            centre,
            limits=None,
            signals=(),
            sentence=sentence if count else "No points to read.",
        )
    limits = xmr(values, floor, ceiling) if count >= MIN_POINTS else None
    fired = signals(values, limits) if limits else runs(values)
    centre = limits.centre if limits else median(values)
    owner = _owners(fired, values, centre, limits.distance if limits else 0)
    up = frozenset(place for place, signal in owner.items() if signal.direction == "up")
    down = frozenset(owner) - up
    at_end = owner.get(count - 1)
    if at_end:
        sentence = _change(at_end, polarity, each, owner)
    elif limits:
        sentence = _expected(limits, len(fired), polarity, unit_shown, target, _slack(values))
    else:
        sentence = f"{_COUNTS[count]} {each}s around a median of {unit_shown(centre)}: "
        sentence += "an earlier trend has ended." if fired else "no trend, and too few for limits."
    return Reading(
        "xmr" if limits else "run",
        centre,
        limits=limits,
        signals=fired,
        sentence=sentence,
        concern={"high": down, "low": up}.get(polarity, frozenset()),
        improvement={"high": up, "low": down}.get(polarity, frozenset()),
        notable=up | down if polarity == "none" else frozenset(),
        moved=at_end.direction if at_end else None,
    )


_COUNTS = {7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten", 11: "Eleven"}


def _change(signal: Signal, polarity: str, each: str, owner: dict[int, Signal]) -> str:
    """Write the sentence on the signal of the last point."""
    up = signal.direction == "up"
    if polarity == "none":
        lead = f"A change to {'higher' if up else 'lower'} figures"
    else:
        lead = f"A change for the {'better' if up == (polarity == 'high') else 'worse'}"
    limit = "upper" if up else "lower"
    length = signal.last - signal.first + 1
    last = f"the last {length} {each}s" if length > 1 else f"the last {each}"
    lies = "lie" if length > 1 else "lies"
    if signal.kind == "trend":
        return f"{lead}: {last} {'rise' if up else 'fall'} without a break."
    if signal.kind == "side":
        return f"{lead}: {last} lie {'above' if up else 'below'} the average."
    if signal.kind == "beyond":
        return f"{lead}: {last} {lies} {'above' if up else 'below'} the {limit} limit."
    close = sum(1 for other in owner.values() if other == signal)
    some = f"{close} of " if close < length else ""
    return f"{lead}: {some}{last} lie close to the {limit} limit."


def _expected(
    limits: Limits,
    earlier: int,
    polarity: str,
    shown: Callable[[float], str],
    target: float | None,
    slack: float,
) -> str:
    """Write the sentence on the limits where the last point belongs to no signal."""
    low, high = shown(limits.lower), shown(limits.upper)
    range_ = f"at {low}" if low == high else f"between {low} and {high}"
    before = "an earlier signal" if earlier == 1 else f"{earlier} earlier signals"
    lead = f"No signal now, after {before}; expected {range_}" if earlier else f"Stable {range_}"
    if target is None:
        return f"{lead}."
    too_high, too_low = target > limits.upper + slack, target < limits.lower - slack
    if polarity == "none":
        where = "above" if too_high else "below" if too_low else "within"
        return f"{lead}: its target of {shown(target)} lies {where} that."
    if too_high if polarity == "high" else too_low:
        return f"{lead}: it will not reach its target of {shown(target)} without change."
    # A value equal to the target meets it.
    met = limits.lower - target if polarity == "high" else target - limits.upper
    if met >= -slack:
        return f"{lead}: it will keep meeting its target of {shown(target)} unless it changes."
    return f"{lead}: it may or may not meet its target of {shown(target)}."


def _check(values: Sequence[float]) -> None:
    if not values or not all(isfinite(value) for value in values):
        raise ValueError("every point needs a finite value")


def _slack(values: Sequence[float]) -> float:
    return _EXACT * max(max(values), -min(values)) if values else 0.0


def _sides(values: Sequence[float], centre: float) -> list[int]:
    """Mark each value: 1 above the centre, -1 below, 0 on it."""
    slack = _slack(values)
    return [(value > centre + slack) - (value < centre - slack) for value in values]


def _stretches(marks: Sequence[int], least: int) -> list[tuple[int, int, Direction]]:
    """Find first and last place of each stretch of one sign that is at least so long."""
    stretches: list[tuple[int, int, Direction]] = []
    first = 0
    for sign, group in groupby(marks):
        after = first + len([*group])
        if sign and after - first >= least:
            stretches.append((first, after - 1, "up" if sign > 0 else "down"))
        first = after
    return stretches


def _trends(values: Sequence[float]) -> list[Signal]:
    slack = _slack(values)
    steps = [
        (after - before > slack) - (before - after > slack) for before, after in pairwise(values)
    ]
    # Seven points are six steps.
    return [
        Signal("trend", a, last=b + 1, direction=way) for a, b, way in _stretches(steps, RUN - 1)
    ]


def _near(values: Sequence[float], limits: Limits) -> list[Signal]:
    fired = []
    least = _least_near(values, limits.distance)
    ways: tuple[tuple[Direction, int], ...] = (("up", 1), ("down", -1))
    for way, sign in ways:
        groups: list[list[int]] = []
        for place, value in enumerate(values):
            if sign * (value - limits.centre) <= least:
                continue
            # Two places at most two apart share a window of three points.
            if groups and place - groups[-1][-1] <= 2:
                groups[-1].append(place)
            else:
                groups.append([place])
        fired += [Signal("near", g[0], last=g[-1], direction=way) for g in groups if len(g) > 1]
    return fired


def _least_near(values: Sequence[float], reach: float) -> float:
    """Tell beyond what distance from the centre a value is close to a limit."""
    return _NEAR * reach + _slack(values)


def _owners(
    fired: Sequence[Signal], values: Sequence[float], centre: float, reach: float
) -> dict[int, Signal]:
    """Assign each of the points in signals to one of them."""
    if not fired:
        return {}
    sides, least = _sides(values, centre), _least_near(values, reach)
    owner: dict[int, Signal] = {}
    for signal in sorted(fired, key=lambda s: _ORDER.index(s.kind)):
        sign = 1 if signal.direction == "up" else -1
        for place in range(signal.first, signal.last + 1):
            if signal.kind == "near" and sign * (values[place] - centre) <= least:
                continue
            if signal.kind == "side" and sides[place] != sign:
                continue
            owner.setdefault(place, signal)
    return owner
