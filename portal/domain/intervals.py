"""Intervals and funnels: how sure a share is, and how far councils may differ by chance alone.

- A share's interval is Wilson's score interval (Wilson, JASA 22, 1927).
- Limits of a funnel plot for shares are target ± z √(target (1 - target) / n) (Spiegelhalter,
  Statistics in Medicine 24, 2005, section 2). This is Wilson's test the other way round: a
  share lies outside exactly where its own Wilson interval misses the target, so that the two
  charts never contradict each other. Exact binomial limits would not keep that promise.
- Limits for rates are exact Poisson quantiles, interpolated between counts (the same paper,
  appendix A.1.1), for the small counts of small councils are too skewed for a normal curve.

Neither allows for councils that differ in more than chance: where most of them lie outside,
a funnel plot says little. statsmodels has Wilson's interval and scipy the quantiles, but they
are two large compiled packages for two formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, floor, lgamma, log, sqrt
from statistics import NormalDist
from typing import Literal

_MOST_DECIMALS = 3
Z_95, Z_998 = 1.959964, 3.090232
_NORMAL = NormalDist()

Verdict = Literal["within", "beyond-95", "beyond-99.8"]


@dataclass(frozen=True, slots=True)
class Bound:
    """The limits of a funnel at one denominator."""

    denominator: float
    lower: float
    upper: float


def wilson(numerator: float, denominator: float, z: float = Z_95) -> tuple[float, float]:
    """The interval of a share, as shares from 0 to 1.

    Args:
        numerator: how many there are, from 0 to the denominator.
        denominator: out of how many.
        z: standard deviations; 1.96 gives 95%.
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is not a share")
    share = numerator / denominator
    weight = z * z / denominator
    centre = (share + weight / 2) / (1 + weight)
    half = sqrt(weight * (share * (1 - share) + weight / 4)) / (1 + weight)
    # The bounds hold in theory; rounding may miss them by a last digit.
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def funnel(
    target: float,
    denominators: Sequence[float],
    z: Sequence[float] = (Z_95, Z_998),
    per: float = 1,
) -> tuple[tuple[Bound, ...], ...]:
    """Funnel limits for shares: one row of bounds for each z.

    Args:
        target: the share that all are held against.
        denominators: out of how many, one for each bound.
        z: standard deviations of each row; 95% and 99.8% by default.
        per: 1 for shares, 100 for percentages; target and bounds are in this unit.
    """
    if per <= 0 or not 0 <= target <= per:
        raise ValueError(f"{target} is not a share of {per}")
    _check(denominators)
    share = target / per
    spread = share * (1 - share)
    return tuple(
        tuple(
            Bound(
                n,
                per * max(0.0, share - width * sqrt(spread / n)),
                upper=per * min(1.0, share + width * sqrt(spread / n)),
            )
            for n in denominators
        )
        for width in z
    )


def ends(interval: tuple[float, float]) -> str:
    """Write `22 to 26` or `5.6 to 5.8`: as few decimals as tell the ends of an interval apart."""
    low, high = interval
    for decimals in range(_MOST_DECIMALS + 1):
        if round(high, decimals) - round(low, decimals) >= 1.5 * 10.0**-decimals:
            break
    return f"{low:,.{decimals}f} to {high:,.{decimals}f}"


def funnel_rates(
    rate: float,
    populations: Sequence[float],
    per: float = 10_000,
    z: Sequence[float] = (Z_95, Z_998),
) -> tuple[tuple[Bound, ...], ...]:
    """Funnel limits for rates of counts: one row of bounds for each z.

    Args:
        rate: the rate that all are held against.
        populations: one for each bound.
        per: the population that a rate is for.
        z: standard deviations of each row; 95% and 99.8% by default.
    """
    if rate < 0 or per <= 0:
        raise ValueError(f"{rate} per {per} is not a rate")
    _check(populations)
    tails = [_NORMAL.cdf(-width) for width in z] + [_NORMAL.cdf(width) for width in z]
    rows: list[list[Bound]] = [[] for _ in z]
    for population in populations:
        counts = _poisson(rate * population / per, tails)
        for number, row in enumerate(rows):
            low, high = counts[number], counts[number + len(rows)]
            row.append(Bound(population, low * per / population, upper=high * per / population))
    return tuple(tuple(row) for row in rows)


def outside(
    value: float,
    denominator: float,
    target: float,
    *,
    kind: Literal["share", "rate"] = "share",
    per: float | None = None,
) -> Verdict:
    """Judge if a value lies further from the target than chance explains.

    Args:
        value: the value, in the unit of the target.
        denominator: its denominator or population.
        target: what it is held against.
        kind: a share of a denominator or a rate of a population.
        per: as in `funnel` (1 by default) or `funnel_rates` (10,000 by default).
    """
    if kind == "share":
        rows = funnel(target, (denominator,), per=1 if per is None else per)
    else:
        rows = funnel_rates(target, (denominator,), 10_000 if per is None else per)
    slack = 1e-9 * max(abs(value), abs(target))
    (inner,), (outer,) = rows
    if not outer.lower - slack <= value <= outer.upper + slack:
        return "beyond-99.8"
    if not inner.lower - slack <= value <= inner.upper + slack:
        return "beyond-95"
    return "within"


def _check(denominators: Sequence[float]) -> None:
    if any(n <= 0 for n in denominators):
        raise ValueError("a denominator must be above zero")


def _poisson(mean: float, tails: Sequence[float]) -> list[float]:
    """Interpolated quantiles of a Poisson count, in one pass over the counts.

    For each p, r is the least count with F(r) ≥ p, and the quantile lies between r - 1 and r
    where a straight line through F reaches p (none lies below 0).
    """
    if mean == 0:
        return [0.0] * len(tails)
    # Below this the chance is under 1e-15, far less than any tail that is asked for.
    count = max(0, floor(mean - 8 * sqrt(mean)))
    chance = exp(count * log(mean) - mean - lgamma(count + 1))
    reached = chance
    quantiles = dict.fromkeys(tails, 0.0)
    for tail in sorted(quantiles):
        while reached < tail and (chance > 0 or count < mean):
            count += 1
            chance *= mean / count
            reached += chance
        part = (reached - tail) / chance if chance > 0 else 0.0
        quantiles[tail] = max(0.0, count - part)
    return [quantiles[tail] for tail in tails]
