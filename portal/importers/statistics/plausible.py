"""Figures against their numerators and denominators: are they in the unit they are said to be?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from portal.domain.periods import Period

_FACTORS = {"percent": 100.0, "per_10k": 10_000.0}
_NAMES = {1.0: "shares of one", 100.0: "percentages", 10_000.0: "rates per 10,000"}
_FEWEST, _AGREEING, _CLOSE = 5, 0.9, 0.02
# What a column that changes between percentages and shares of one leaps by, and no practice does.
_LEAPS = ((60.0, 160.0), (1 / 160, 1 / 60))


def misread_units(
    figures: pd.DataFrame, indicators: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any], str]]:
    """Find indicators whose parts give the figures in another unit than the mapping's.

    A column that a release holds as 0.226 and the one before as 22.6 would be read as 0.2%.

    Args:
        figures: the figures of a data set, with `numerator` and `denominator`.
        indicators: its indicators, as figures number them.

    Returns:
        Each such indicator, and what to do.
    """
    usable = figures[(figures["numerator"] > 0) & (figures["denominator"] > 0)]
    usable = usable[usable["value"] > 0]
    misread = []
    for place, some in usable.groupby("indicator"):
        indicator = indicators[int(str(place))]
        factor = _FACTORS.get(indicator["unit"])
        if factor is None or len(some) < _FEWEST:
            continue
        share = some["numerator"].to_numpy() / some["denominator"].to_numpy()
        ratio = some["value"].to_numpy() / share
        for other, name in _NAMES.items():
            # Rounded counts may be off by a little; units differ by a hundred times.
            if other != factor and np.mean(np.abs(ratio / other - 1) < _CLOSE) >= _AGREEING:
                remedy = (
                    f"Numerator and denominator give these figures as {name}, and the mapping "
                    f"says {indicator['unit']}; correct the unit, or ask the publisher."
                )
                misread.append((indicator, remedy))
    return misread


def leaping_periods(
    figures: pd.DataFrame, indicators: Sequence[dict[str, Any]], periods: Sequence[Period]
) -> Iterator[tuple[dict[str, Any], str]]:
    """Find indicators that some periods of a file give in another unit than the one before.

    Counts may grow a hundredfold with a new duty; what is measured by person or per hundred not.

    Args:
        figures: the figures of a data set.
        indicators: its indicators, as figures number them.
        periods: its periods.

    Yields:
        Each such indicator, and what to do.
    """
    ends = np.array([(period.end or date.min).toordinal() for period in periods])
    usable = figures[figures["value"] > 0]
    usual_values = usable.groupby(["indicator", "period"])["value"].median().groupby("indicator")
    spread = usual_values.max() / usual_values.min()
    for place in spread[spread > _LEAPS[0][0] / 2].index:
        indicator = indicators[int(place)]
        if indicator["unit"] == "count":
            continue
        some = usable[usable["indicator"] == place]
        wide = some.pivot_table(index="area", columns="period", values="value")
        ordered = sorted(map(int, wide.columns), key=lambda period: ends[period])
        for before, after in pairwise(ordered):
            times = (wide[after] / wide[before]).dropna()
            usual = float(times.median()) if len(times) >= _FEWEST else 1.0
            if any(low < usual < high for low, high in _LEAPS):
                old, new = (f"{wide[p].median():.4g}" for p in (before, after))
                yield (
                    indicator,
                    f"In {periods[after].label} the areas usually have {new}, in "
                    f"{periods[before].label} {old}: is one of them a share of one and the other a "
                    "percentage? Write both alike.",
                )
                break
