"""Axes have round steps, and as many decimals as tell their ticks apart."""

from __future__ import annotations

import pytest

from portal.drawing.scales import decimals_of_step, round_step, ticks_between


@pytest.mark.parametrize(
    ("least", "step"), [(1, 1), (1.1, 2), (2.2, 2.5), (0.03, 0.05), (17.7, 20), (60, 100)]
)
def test_a_step_is_round(least: float, step: float) -> None:
    assert round_step(least) == pytest.approx(step)


@pytest.mark.parametrize(
    ("low", "high", "ticks", "decimals"),
    [
        (0, 106, [0, 20, 40, 60, 80, 100], 0),
        (-3, 12, [-2.5, 0, 2.5, 5, 7.5, 10], 1),
        (47.9, 48.4, [47.9, 48, 48.1, 48.2, 48.3, 48.4], 1),
        (5, 5, [5], 0),
    ],
)
def test_ticks_stand_within_the_axis(
    low: float, high: float, ticks: list[float], decimals: int
) -> None:
    assert ticks_between(low, high, 6) == pytest.approx(ticks)
    assert decimals_of_step(ticks) == decimals
