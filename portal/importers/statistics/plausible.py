"""Figures against their numerators and denominators: are they in the unit they are said to be?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

_FACTORS = {"percent": 100.0, "per_10k": 10_000.0}
_NAMES = {1.0: "shares of one", 100.0: "percentages", 10_000.0: "rates per 10,000"}
_FEWEST, _AGREEING, _CLOSE = 5, 0.9, 0.02


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
