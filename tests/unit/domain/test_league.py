"""The league table's intervals: only of percentages whose counts fit."""

from __future__ import annotations

import pytest

from portal.domain.league import Counts, interval_of


@pytest.mark.parametrize(
    ("unit", "counts", "given"),
    [
        ("percent", (5.0, 10.0), True),
        ("percent", (0.0, 10.0), True),
        ("percent", (11.0, 10.0), False),
        ("percent", (5.0, None), False),
        ("percent", (None, 10.0), False),
        ("percent", (0.0, 0.0), False),
        ("per_10k", (5.0, 10.0), False),
    ],
)
def test_an_interval_needs_counts_of_a_percentage(unit: str, counts: Counts, given: bool) -> None:
    assert (interval_of(unit, counts) is not None) == given


def test_an_interval_is_wilsons() -> None:
    low, high = interval_of("percent", (5.0, 10.0)) or (0.0, 0.0)
    assert (round(low, 1), round(high, 1)) == (23.7, 76.3)
