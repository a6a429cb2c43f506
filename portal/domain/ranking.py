"""The standing of a council among all: rank, quartile band, and the mean of neighbours.

Rank 1 is best and ties take the minimum; quartiles are type 7 on
unrounded values (Hyndman and Fan 1996, the rule of LAIT and of R's default); bands include their
upper edge, A being the best; with no polarity there is neither rank nor band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BANDS = ("A", "B", "C", "D")
# Symbols of values that round to zero but are not: they are ranked, though not printed.
TRACES = ("low", "k")


@dataclass(frozen=True, slots=True)
class Ranks:
    """Quartiles of all councils' values, and the rank (from 1) and band of each."""

    of: int
    quartiles: tuple[float, float, float]
    ranks: Sequence[int]
    bands: Sequence[str]


def standing(values: Floats, polarity: str, traces: NDArray[np.bool_] | None = None) -> Ranks:
    """Rank councils in one period.

    Args:
        values: the councils' values, missing ones left out; at least one.
        polarity: `high` or `low` is best; with `none` ranks and bands are empty.
        traces: flags of the values that round to zero but are not, which `values` has as 0: their
            ranks lie between those of a true zero and of the smallest value above it.
    """
    of = len(values)
    # What `np.quantile` gives, in a fifth of its time: an import asks thousands of times.
    places = np.multiply((0.25, 0.5, 0.75), of - 1)
    q1, q2, q3 = np.interp(places, np.arange(of), np.sort(values)).tolist()
    if polarity not in ("high", "low"):
        return Ranks(of, (q1, q2, q3), ranks=(), bands=())
    ranked = values if traces is None else np.where(traces, np.nextafter(0.0, 1.0), values)
    signed = -ranked if polarity == "high" else ranked
    ranks = np.searchsorted(np.sort(signed), signed, side="left") + 1
    # How many quartiles lie below a value: its upper edge belongs to a band.
    below = np.searchsorted((q1, q2, q3), values, side="left")
    places = 3 - below if polarity == "high" else below
    return Ranks(of, (q1, q2, q3), ranks=ranks.tolist(), bands=[BANDS[place] for place in places])


def distance(
    value: float | None, england: float | None, q1: float, q3: float, polarity: str
) -> float | None:
    """Measure how far a value lies from England, in widths of the middle half of councils.

    Args:
        value: the council's.
        england: England's.
        q1: the lower quartile of all councils.
        q3: the upper quartile.
        polarity: with `high` or `low` the sign is positive where the council is worse; with
            `none` positive where it is higher.

    Returns:
        None where a value is missing or all councils lie together.
    """
    if value is None or england is None or q3 <= q1:
        return None
    away = (value - england) / (q3 - q1)
    return -away if polarity == "high" else away


def fifth(rank: int | None, of: int) -> str:
    """`best` or `worst` where a rank is among the top or bottom 20% of councils, else ""."""
    if not rank or not of:
        return ""
    # In whole numbers: 0.8 itself is no binary fraction.
    return "best" if 5 * rank <= of else "worst" if 5 * rank >= 4 * of else ""


def tied(q1: float, q2: float, q3: float) -> bool:
    """Tell if so many councils have one value that quarters of them cannot be told apart.

    A rank then says only who is not in the crowd: with quartiles of 0, 0 and 0.12 every council
    above zero comes after half of England.
    """
    return not q1 < q2 < q3


# Within this share of England an event is neither rare nor all but certain.
_USUAL = (10.0, 90.0)


def extreme(
    values: Floats, england: Floats, q1: Floats, q3: Floats, percent: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Flag percentages that are none or all of their cases though that is unusual in England.

    Of what happens to a tenth to nine tenths of England's, a council with many cases hardly ever
    has none or all: the fewer there are, the likelier it is by chance alone (with two in three in
    England, all of three children do in 30% of councils, all of thirty in none). Where a
    quarter of councils stand at that end, it is no exception. The publishers seldom give the
    number of cases, so this is told from the percentage. All five have the same shape, or take it.

    Args:
        england: England's.
        q1: the lower quartile of all councils.
        q3: the upper quartile.
        percent: where the unit is percent.
    """
    usual = percent & (england >= _USUAL[0]) & (england <= _USUAL[1])
    at_end: NDArray[np.bool_] = ((values == 0) & (q1 > 0)) | ((values == 100) & (q3 < 100))
    return usual & at_end


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Mean and median of a council's neighbours that have a value, and how many those are."""

    mean: float | None
    median: float | None
    used: int


def neighbourhood(neighbours: Sequence[tuple[float, str]]) -> Neighbourhood:
    """Summarise the values of neighbours; those without a value are left out and named elsewhere.

    Args:
        neighbours: the value of each, and the names of the councils that share it ("" where it is
            the council's own). A shared figure counts once, though all who share it are `used`.
    """
    values = list({joint or number: v for number, (v, joint) in enumerate(neighbours)}.values())
    if not values:
        return Neighbourhood(None, None, used=0)
    return Neighbourhood(fmean(values), median(values), used=len(neighbours))
