"""The rules about steps that the numbers make implausible."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedValue
from portal.domain.findings.steps import cumulative_leaps, stands_out
from tests.support.values import month_end, printed


def from_april(number: float, month: int, **changes: Any) -> PrintedValue:
    """A share from April 2011 to the end of a month."""
    given = {
        "basis": "cumulative",
        "period_start": date(2011, 4, 1),
        "period_end": month_end(2011 + (month < 4), month),
        "place": f"column {month}",
    }
    return printed(number, **{**given, **changes})


# That a rolling figure of the same thing is printed shows that events are counted.
ROLLING = printed(70.0, basis="rolling_12m")


def test_a_leap_that_needs_more_cases_than_all_the_months_before() -> None:
    (finding,) = cumulative_leaps([ROLLING, from_april(96.3, 2), from_april(86.4, 1)])
    assert finding.rule == "cumulative-leaps"
    assert finding.message == (
        "from 86.4% to 96.3% within a month: Feb 2012 alone would have to count more cases "
        "than the 10 months before it together."
    )
    assert (finding.value_a, finding.value_b) == ("96.3", "86.4")
    assert (finding.place_a, finding.place_b) == ("column 2", "column 1")


def test_a_fall_is_told_alike() -> None:
    values = [ROLLING, from_april(86.4, 1), from_april(30.0, 2)]
    assert len(list(cumulative_leaps(values))) == 1


@pytest.mark.parametrize(
    "values",
    [
        [ROLLING, from_april(86.4, 1), from_april(92.0, 2)],
        [ROLLING, from_april(55.5, 4), from_april(81.3, 5)],  # early in the year
        [ROLLING, from_april(86.4, 12), from_april(96.3, 2)],  # a month is missing
        [from_april(86.4, 1), from_april(96.3, 2)],  # a share of a group, it may be
        [printed(70.0), *(from_april(n, m, definition_code="b") for n, m in ((86, 1), (97, 2)))],
        [ROLLING, from_april(86.4, 1), from_april(96.3, 2, reading="doubtful")],
        [ROLLING, from_april(86.4, 1), from_april(96.3, 2, period_start=None)],
        [ROLLING, from_april(86.4, 1), from_april(96.3, 2, basis="month")],
        [ROLLING, from_april(86.4, 1), from_april(96.3, 2, indicator="another")],
    ],
)
def test_what_a_month_can_do_tells_nothing(values: list[PrintedValue]) -> None:
    assert list(cumulative_leaps(values)) == []


def days(*numbers: float, **changes: Any) -> list[PrintedValue]:
    """Average days, month after month from December 2011."""
    given: dict[str, Any] = {"unit": "days", "basis": "", "period_start": None}
    ends = [date(2011, 12, 31), *(month_end(2012, month) for month in range(1, 8))]
    return [
        printed(number, **{**given, "period_end": end, "place": f"column {end:%b}", **changes})
        for number, end in zip(numbers, ends, strict=False)
    ]


def test_a_month_unlike_both_neighbours_is_told_with_the_threshold() -> None:
    (finding,) = stands_out(days(794.1, 2553.0, 634.1, 537.0))
    assert finding.rule == "stands-out"
    assert finding.message == (
        "2,553.0 days is more than 3 times the month before (794.1 days) "
        "and the month after (634.1 days)."
    )
    assert (finding.value_a, finding.value_b) == ("2,553.0", "794.1")


def test_a_month_far_below_both_neighbours_is_told_alike() -> None:
    (finding,) = stands_out(days(794.1, 100.0, 634.1))
    assert finding.message.startswith("100.0 days is less than 1/3 of the month before")


@pytest.mark.parametrize(
    "values",
    [
        days(794.1, 2300.0, 634.1),  # not three times the one before
        days(794.1, 2553.0, 2400.0),  # a step that stays
        days(794.1, 0.0, 634.1),
        days(0.0, 10.0, 0.0),
        days(794.1, 2553.0),
        days(794.1, 2553.0, 634.1, unit="count"),
        days(20.0, 90.0, 20.0, unit="percent"),
        days(794.1, 2553.0, 634.1, basis="year"),
        [*days(794.1), *days(0, 2553.0, reading="doubtful")[1:], *days(0, 0, 634.1)[2:]],
        [*days(794.1), *days(0, 0, 2553.0, 0, 634.1)[2::2]],  # not the next month
        [*days(794.1), *days(0, 2553.0, indicator="another")[1:], *days(0, 0, 634.1)[2:]],
    ],
)
def test_smaller_steps_counts_and_shares_tell_nothing(values: list[PrintedValue]) -> None:
    assert list(stands_out(values)) == []
