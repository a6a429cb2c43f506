"""Periods as short as an axis needs them; the basis stands in the chart's subtitle."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")
# What comes before the end of a period: a first month, a number of months, "to".
_BEFORE = re.compile(r"^(?:(?:.* )?to |on )(?=\d|[A-Z])")


def short_period(period: str) -> str:
    """Shorten a period to its end: `April 2011 to September 2011` to `Sep 2011`; keep `2011/12`."""
    return _MONTH.sub(lambda month: month[0][:3], _BEFORE.sub("", period))


def short_periods(periods: Sequence[str]) -> tuple[str, ...]:
    """Shorten periods for an axis; those that would read alike keep their whole text."""
    ends = [short_period(period) for period in periods]
    counts = Counter(ends)
    return tuple(
        end if counts[end] == 1 else period for period, end in zip(periods, ends, strict=True)
    )
