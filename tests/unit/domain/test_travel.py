"""Direction of travel: a word for the newest value of a series."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.indicators import Series
from portal.domain.travel import NO_CHANGE, TOO_FEW, direction, reading_of
from tests.support.values import TORBAY, series, value

RISING = [10.0, 11, 12, 13, 14, 15, 16, 17]
FALLING = RISING[::-1]
LEVEL = [10.0, 12, 11, 12, 10, 11, 12, 11]


@pytest.mark.parametrize(
    ("numbers", "polarity", "word"),
    [
        (RISING, "high", "better"),
        (RISING, "low", "worse"),
        (RISING, "none", "higher"),
        (FALLING, "high", "worse"),
        (FALLING, "low", "better"),
        (FALLING, "none", "lower"),
        (LEVEL, "low", NO_CHANGE),
        (RISING + LEVEL[:2], "low", NO_CHANGE),
        (RISING[:6], "low", TOO_FEW),
    ],
)
def test_a_word_needs_a_signal_and_its_judgement_a_polarity(
    numbers: list[float], polarity: str, word: str
) -> None:
    assert of_series(_yearly(numbers, polarity=polarity), date(2010 + len(numbers), 3, 31)) == word


def test_nothing_is_said_of_another_period_of_overlaps_or_of_doubt() -> None:
    assert of_series(_yearly(RISING), date(2019, 3, 31)) == ""
    assert of_series(_yearly(RISING, basis="average_3y"), date(2018, 3, 31)) == ""
    assert of_series(_yearly(RISING, reading="doubtful"), date(2018, 3, 31)) == ""


def test_years_before_a_new_definition_do_not_count() -> None:
    broken = _yearly(RISING, breaks="2014-04-01 Counted anew")
    assert of_series(broken, date(2018, 3, 31)) == TOO_FEW


def of_series(shown: Series, end: date) -> str:
    """The direction of a series' sure values."""
    points = [(v.end, v.value) for v in shown.sure if v.end and v.value is not None]
    return direction(points, shown.indicator, shown.basis, end)


def _yearly(
    numbers: list[float], basis: str = "year", reading: str = "as_printed", **changes: str
) -> Series:
    values = [
        value(number, date(2011 + place, 3, 31), basis=basis, reading=reading)
        for place, number in enumerate(numbers)
    ]
    return series(TORBAY, *values, basis=basis, **changes)


@pytest.mark.parametrize(
    ("months", "basis", "word"),
    [(1, "snapshot", "months"), (3, "snapshot", "quarters"), (12, "snapshot", "years"),
     (12, "year", "years"), (1, "month", "months"), (5, "snapshot", "points")],
)  # fmt: skip
def test_points_are_named_by_the_steps_between_them(months: int, basis: str, word: str) -> None:
    ends = [
        date(2010 + (place * months) // 12, (place * months) % 12 + 1, 28) for place in range(8)
    ]
    values = [value(n, end, basis=basis) for n, end in zip(LEVEL, ends, strict=True)]
    reading = reading_of(series(TORBAY, *values, basis=basis), values)
    assert f"Eight {word} around a median" in reading.sentence
