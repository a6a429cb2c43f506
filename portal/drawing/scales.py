"""Round steps of axes, and the values written at them."""

from __future__ import annotations

import math


def round_step(least: float) -> float:
    """Round a step up to the next 1, 2, 2.5, 5 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= least * 0.999)


def ticks_between(low: float, high: float, most: int) -> list[float]:
    """List the multiples of a round step from `low` to `high`, `most` and one at most."""
    if high <= low:
        return [low]
    step = round_step((high - low) / most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def decimals_of_step(ticks: list[float]) -> int:
    """Count the decimals that tell ticks a step apart and are exact, four at most."""
    two = ticks[:2]  # whose step is that of all
    exact = (n for n in range(4) if all(abs(round(tick, n) - tick) < 1e-9 for tick in two))
    return next(exact, 4)
