"""Where a council stands among all councils: rank, quartile band, and the mean of neighbours.

Rules of DOMAIN.md, section 4: rank 1 is best and ties take the minimum; quartiles are type 7 on
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


@dataclass(frozen=True, slots=True)
class Standing:
    """Quartiles of all councils' values, and the rank (from 1) and band of each."""

    of: int
    quartiles: tuple[float, float, float]
    ranks: Sequence[int]
    bands: Sequence[str]


def standing(values: Floats, polarity: str) -> Standing:
    """The standing of councils in one period.

    Args:
        values: the councils' values, missing ones left out; at least one.
        polarity: `high` or `low` is best; with `none` ranks and bands are empty.
    """
    of = len(values)
    q1, q2, q3 = (float(q) for q in np.quantile(values, (0.25, 0.5, 0.75)))
    if polarity not in ("high", "low"):
        return Standing(of, (q1, q2, q3), (), ())
    signed = -values if polarity == "high" else values
    ranks = np.searchsorted(np.sort(signed), signed, side="left") + 1
    # How many quartiles lie below a value: its upper edge belongs to a band.
    below = np.searchsorted((q1, q2, q3), values, side="left")
    places = 3 - below if polarity == "high" else below
    return Standing(of, (q1, q2, q3), ranks.tolist(), [BANDS[place] for place in places])


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Mean and median of a council's neighbours that have a value, and how many those are."""

    mean: float | None
    median: float | None
    used: int


def neighbourhood(values: Sequence[float]) -> Neighbourhood:
    """The statistics of the neighbours' values; those without a value are left out and told."""
    if not values:
        return Neighbourhood(None, None, 0)
    return Neighbourhood(fmean(values), median(values), len(values))
