"""The benchmarks' rules: distance, fifths, what is withheld, how a figure is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from portal.domain.benchmarks import distance, fifth
from portal.domain.indicators import Measure
from portal.domain.periods import Period
from portal.domain.rug import (
    NONE,
    OUTSIDE,
    Figure,
    Scale,
    Spine,
    Spines,
    decimals_of,
    fits,
    row_of,
)
from portal.domain.state import BenchmarkState
from tests.unit.making import indicator

YEAR = Period("2024-25", "year", date(2024, 4, 1), date(2025, 3, 31))


def spine(key: str = "a", of: int = 150, england: float | None = 50.0, **changes: Any) -> Spine:
    """A spine whose middle half reaches from 40 to 60."""
    named = {"key": key, "name": key, "polarity": "high", "unit": "percent", "decimals": 1}
    area = changes.pop("area", "")
    one = indicator(**{**named, **changes})
    measure = Measure(one.measure, one.name, area, one.themes, one.polarity, one.polarity_reason)
    return Spine.over(one, measure, YEAR, of, (40.0, 50.0, 60.0), england)


@pytest.mark.parametrize(
    ("value", "england", "polarity", "expected"),
    [
        (60, 50, "low", 0.5),
        (60, 50, "high", -0.5),
        (40, 50, "high", 0.5),
        (60, 50, "none", 0.5),
        (50, 50, "low", 0),
        (0, 50, "high", 2.5),
        (None, 50, "low", None),
        (60, None, "low", None),
    ],
)
def test_distance_is_positive_where_it_is_worse(
    value: float | None, england: float | None, polarity: str, expected: float | None
) -> None:
    assert distance(value, england, 40, 60, polarity) == expected


def test_there_is_no_distance_where_all_councils_lie_together() -> None:
    assert distance(3, 2, 1, 1, "low") is None


@pytest.mark.parametrize(
    ("rank", "of", "expected"),
    [
        (1, 150, "best"),
        (30, 150, "best"),
        (31, 150, ""),
        (119, 150, ""),
        (120, 150, "worst"),
        (150, 150, "worst"),
        (None, 150, ""),
        (1, 0, ""),
        (121, 151, "worst"),
        (120, 151, ""),
    ],
)
def test_a_fifth_is_a_fifth_of_the_councils_ranked(
    rank: int | None, of: int, expected: str
) -> None:
    assert fifth(rank, of) == expected


@pytest.mark.parametrize(
    ("changes", "ranked", "reason"),
    [
        ({}, True, ""),
        ({"polarity": "none"}, False, "neither"),
        ({"unit": "count"}, False, "size"),
        ({"unit": "gbp"}, False, "size"),
        ({"of": 19}, False, "only 19"),
        ({"of": 20}, True, ""),
    ],
)
def test_ranks_are_withheld_with_the_reason(
    changes: dict[str, Any], ranked: bool, reason: str
) -> None:
    one = spine(**changes)
    row = row_of(one, [Figure(70.0, "", "", 3, "A")])
    assert one.ranked is ranked
    assert reason in one.withheld
    assert (row.figures[0].rank, row.figures[0].band) == ((3, "A") if ranked else (None, None))


def test_a_doubtful_figure_keeps_its_value_and_loses_its_rank() -> None:
    row = row_of(spine(), [Figure(70.0, "u", "", 3, "A"), Figure(50.0, "", "", 9, "B"), NONE])
    assert [f.rank for f in row.figures] == [None, 9, None]
    assert row.figures[0].reason == "low reliability"
    assert row.figures[2].reason == "no value"


@pytest.mark.parametrize(
    ("unit", "polarity", "sized", "value", "told", "beside"),
    [
        ("percent", "high", False, 52.3, "52.3%", "2.3 better"),
        ("percent", "low", False, 52.3, "52.3%", "2.3 worse"),
        ("percent", "none", False, 47.7, "47.7%", "2.3 lower"),
        ("percent", "high", False, 50.04, "50.0%", "as England"),
        ("per_10k", "low", False, 1234.5, "1,234.5", "1,184.5 worse"),
        ("days", "low", False, 40, "40.0 days", "10.0 better"),
        ("gbp", "none", True, 1200, "£1,200.0", ""),
        ("percent", "high", False, None, "not stated", ""),
    ],
)
def test_a_figure_is_said_shortly(
    unit: str, polarity: str, sized: bool, value: float | None, told: str, beside: str
) -> None:
    scale = Scale(unit, polarity, sized, 150, 50.0, 1)
    assert (scale.told(value), scale.beside(value)) == (told, beside)


def test_decimals_are_those_of_the_publisher_or_as_few_as_needed() -> None:
    assert [decimals_of(v) for v in (None, 3.0, 3.1, 3.14, 10 / 3)] == [0, 0, 1, 2, 2]
    row = row_of(spine(decimals=None, england=50.25), [Figure(51.0, "", "", 1, "A")])
    assert row.scale.decimals == 2


def test_the_worst_council_orders_rows_and_unranked_ones_count_either_way() -> None:
    spines = Spines((spine("a"), spine("b", polarity="low"), spine("c", polarity="none")))
    values = np.array([[30.0, 30.0, 30.0], [60.0, np.nan, 55.0]])
    assert spines.worst(values).tolist() == [1.0, -1.0, 1.0]
    assert spines.kinds.tolist() == [0, 0, 1]
    assert spines.worst(np.full((2, 3), np.nan)).tolist() == [-np.inf] * 3
    by_hand = [
        max(one.distance(v) or 0 for v in (30.0, 60.0) if one.ranked) for one in spines.every[:1]
    ]
    assert by_hand == [1.0]


def test_fifths_are_counted_only_where_councils_are_ranked() -> None:
    spines = Spines((spine("a"), spine("b", polarity="none")))
    best, worst = spines.fifths(np.array([[1, 1], [150, 150], [0, 0]], dtype=np.int16))
    assert best.tolist() == [[True, False], [False, False], [False, False]]
    assert worst.tolist() == [[False, False], [True, False], [False, False]]


@pytest.mark.parametrize(
    ("area", "asked", "words", "expected"),
    [
        ("workforce", "", "", True),
        ("workforce", "workforce", "", True),
        ("workforce", "looked-after", "", False),
        ("workforce", OUTSIDE, "", False),
        ("", OUTSIDE, "", True),
        ("", "workforce", "", False),
        ("workforce", "", "turn over", True),
        ("workforce", "", "turn vacancy", False),
    ],
)
def test_area_and_words_leave_measures(area: str, asked: str, words: str, expected: bool) -> None:
    one = spine("turnover", area=area)
    assert fits(one, BenchmarkState(area=asked), words.split()) is expected
