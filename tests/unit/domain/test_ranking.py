"""Ranks, bands, quartiles and neighbours against definitions written out the slow way."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.ranking import distance, fifth, neighbourhood, standing


def quantile(values: list[float], share: float) -> float:
    """Type 7 of Hyndman and Fan (1996): between the two order statistics around 1 + (n - 1)p."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def band(value: float, quartiles: tuple[float, float, float], polarity: str) -> str:
    """The upper edge belongs to a band; the names run the other way where high is good."""
    q1, q2, q3 = quartiles
    place = 0 if value <= q1 else 1 if value <= q2 else 2 if value <= q3 else 3
    return "DCBA"[place] if polarity == "high" else "ABCD"[place]


@pytest.mark.parametrize(
    ("values", "polarity", "ranks", "bands"),
    [
        ([1, 2, 3, 4], "low", [1, 2, 3, 4], "ABCD"),
        ([1, 2, 3, 4], "high", [4, 3, 2, 1], "DCBA"),
        ([5, 5, 1, 9], "low", [2, 2, 1, 4], "BBAD"),
        ([5, 5, 1, 9], "high", [2, 2, 4, 1], "CCDA"),
        ([7, 7, 7], "low", [1, 1, 1], "AAA"),
        ([7, 7, 7], "high", [1, 1, 1], "DDD"),
        ([3], "low", [1], "A"),
        ([1, 2, 3, 4, 5], "low", [1, 2, 3, 4, 5], "AABCD"),
        ([1, 2, 3, 4, 5], "high", [5, 4, 3, 2, 1], "DDCBA"),
        ([-1.5, 0, 2.25], "low", [1, 2, 3], "ABD"),
        ([1, 2], "none", [], ""),
    ],
)
def test_ranks_and_bands(values: list[float], polarity: str, ranks: list[int], bands: str) -> None:
    result = standing(np.array(values, dtype=float), polarity)
    assert (list(result.ranks), "".join(result.bands)) == (ranks, bands)
    assert result.of == len(values)
    assert result.quartiles == tuple(quantile(values, p) for p in (0.25, 0.5, 0.75))


@given(
    values=st.lists(
        st.one_of(
            st.integers(-50, 50).map(float),
            st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 2)),
        ),
        min_size=1,
        max_size=160,
    ),
    polarity=st.sampled_from(["high", "low"]),
)
def test_they_are_what_the_definitions_say(values: list[float], polarity: str) -> None:
    result = standing(np.array(values), polarity)
    better = (lambda a, b: a > b) if polarity == "high" else (lambda a, b: a < b)
    assert list(result.ranks) == [1 + sum(better(o, v) for o in values) for v in values]
    slow = [quantile(values, p) for p in (0.25, 0.5, 0.75)]
    assert result.quartiles == pytest.approx(slow, rel=1e-12, abs=1e-9)
    assert list(result.bands) == [band(v, result.quartiles, polarity) for v in values]


@pytest.mark.parametrize(
    ("rank", "of", "expected"),
    [(1, 5, "best"), (2, 5, ""), (4, 5, "worst"), (5, 5, "worst"), (30, 150, "best"),
     (31, 150, ""), (120, 150, "worst"), (119, 150, ""), (None, 10, ""), (1, 0, "")],
)  # fmt: skip
def test_the_first_and_the_last_fifth(rank: int | None, of: int, expected: str) -> None:
    assert fifth(rank, of) == expected


@pytest.mark.parametrize(
    ("value", "england", "q1", "q3", "polarity", "away"),
    [(12, 10, 8, 12, "low", 0.5), (12, 10, 8, 12, "high", -0.5), (12, 10, 8, 12, "none", 0.5),
     (10, 10, 8, 12, "high", 0), (12, 10, 9, 9, "low", None), (None, 10, 8, 12, "low", None),
     (12, None, 8, 12, "low", None)],
)  # fmt: skip
def test_the_distance_to_england(
    value: float | None, england: float | None, q1: float, q3: float, polarity: str,
    away: float | None,
) -> None:  # fmt: skip
    assert distance(value, england, q1, q3, polarity) == away


@given(st.lists(st.floats(-1e6, 1e6), max_size=10))
def test_mean_and_median_of_the_neighbours_that_have_a_value(values: list[float]) -> None:
    result = neighbourhood([(value, "") for value in values])
    assert result.used == len(values)
    if values:
        assert result.mean == pytest.approx(sum(values) / len(values), abs=1e-6)
        assert result.median == statistics.median(values)
    else:
        assert (result.mean, result.median) == (None, None)


def test_a_figure_that_neighbours_share_counts_once_among_them() -> None:
    shared = "Kingston upon Thames and Richmond upon Thames"
    result = neighbourhood([(10.0, shared), (40.0, ""), (10.0, shared), (10.0, "")])
    assert (result.mean, result.median, result.used) == (20.0, 10.0, 4)
