"""The rules about one thing counted on several bases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedValue
from portal.domain.findings.bases import (
    cumulative_falls,
    rolling_repeats,
    same_period,
    year_and_months,
)
from tests.support.values import month_end, printed

APRIL = date(2011, 4, 1)
MARCH = date(2012, 3, 31)


def rolling(number: float, end: date = MARCH, **changes: Any) -> PrintedValue:
    """A share of the twelve months to a day."""
    start = date(end.year - (end.month < 12), end.month % 12 + 1, 1)
    given = {"basis": "rolling_12m", "period_start": start, "period_end": end}
    return printed(number, **{**given, **changes})


def cumulative(number: float, end: date = MARCH, **changes: Any) -> PrintedValue:
    """A share from April 2011 to a day."""
    given: dict[str, Any] = {
        "basis": "cumulative",
        "period_start": APRIL,
        "period_end": end,
        "place": "Row T13",
    }
    return printed(number, **{**given, **changes})


def test_twelve_months_to_march_and_april_to_march_are_the_same_days() -> None:
    (finding,) = same_period([rolling(70.6, place="Row T12"), cumulative(96.1)])
    assert finding.rule == "same-period-two-bases"
    assert finding.message == (
        "12 months to March 2012 and April 2011 to March 2012 are the same days; "
        "the paper prints 70.6% for the one and 96.1% for the other."
    )
    assert (finding.value_a, finding.value_b) == ("70.6", "96.1")
    assert (finding.place_a, finding.place_b) == ("Row T12", "Row T13")


def test_the_year_that_repeats_one_of_them_is_not_told_again() -> None:
    year = cumulative(70.6, basis="year")
    assert len(list(same_period([rolling(70.6), cumulative(96.1), year]))) == 1


def test_a_month_of_april_is_the_count_from_april_to_april() -> None:
    end = date(2011, 4, 30)
    month = cumulative(55.5, end, basis="month")
    assert len(list(same_period([month, cumulative(60.0, end)]))) == 1


@pytest.mark.parametrize(
    "other",
    [
        cumulative(70.6),
        cumulative(71, decimals=0),
        cumulative(96.1, reading="doubtful"),
        cumulative(96.1, date(2012, 2, 29)),
        cumulative(96.1, period_start=None),
        cumulative(96.1, definition_code="other"),
        cumulative(96.1, unit="count"),
        cumulative(96.1, council="plymouth"),
        cumulative(96.1, document="paper-2011"),
        cumulative(96.1, basis="rolling_12m"),  # two places: another rule tells it
    ],
)
def test_other_days_or_things_are_not_held_against_one_another(other: PrintedValue) -> None:
    assert list(same_period([rolling(70.6), other])) == []


def month(number: float, end: date, **changes: Any) -> PrintedValue:
    """A share of one month."""
    given = {"period_start": end.replace(day=1), "period_end": end, "place": "Row T8"}
    return printed(number, **{**given, **changes})


MAY, JUNE, JULY = (month_end(2012, number) for number in (5, 6, 7))


def test_a_rolling_figure_that_is_the_months_own_is_told_with_its_neighbours() -> None:
    values = [
        rolling(59.8, MAY),
        rolling(66.4, JUNE, place="Row T7"),
        rolling(61.5, JULY),
        month(66.4, JUNE),
    ]
    (finding,) = rolling_repeats(values)
    assert finding.rule == "rolling-repeats-month"
    assert finding.message == (
        "the paper prints 66.4% for the 12 months and for the month alone; "
        "the 12 months to May 2012 are 59.8%, to Jul 2012 61.5%."
    )
    assert (finding.place_a, finding.place_b) == ("Row T7", "Row T8")


def test_the_last_rolling_figure_has_one_neighbour() -> None:
    december, january = date(2011, 12, 31), date(2012, 1, 31)
    values = [rolling(59.8, december), rolling(66.4, january), month(66.4, january)]
    (finding,) = rolling_repeats(values)
    assert finding.message.endswith("the 12 months to Dec 2011 are 59.8%.")


@pytest.mark.parametrize(
    ("changes", "of_month"),
    [
        ({}, {"value": 66.5}),
        ({"value": 100.0}, {"value": 100.0}),
        ({"value": 59.8}, {"value": 59.8}),  # nothing moved
        ({"decimals": 0}, {}),
        ({"unit": "count"}, {"unit": "count"}),
        ({"reading": "doubtful"}, {}),
        ({}, {"reading": "doubtful"}),
        ({}, {"definition_code": "other"}),
        ({}, {"period_end": MAY}),
        ({}, {"document": "paper-2011"}),
    ],
)
def test_figures_that_may_well_agree_tell_nothing(
    changes: dict[str, Any], of_month: dict[str, Any]
) -> None:
    value = rolling(**{"number": changes.pop("value", 66.4), "end": JUNE}, **changes)
    alone = month(**{"number": of_month.pop("value", 66.4), "end": JUNE}, **of_month)
    assert list(rolling_repeats([rolling(59.8, MAY), value, alone])) == []


def test_without_the_month_before_there_is_nothing_to_see() -> None:
    assert list(rolling_repeats([rolling(66.4, JUNE), month(66.4, JUNE)])) == []


def counted(number: float, end: date, **changes: Any) -> PrintedValue:
    """A count from April 2011."""
    return cumulative(number, end, **{"unit": "count", "decimals": 0, **changes})


FEBRUARY = date(2012, 2, 29)


def test_a_count_from_april_cannot_fall() -> None:
    (finding,) = cumulative_falls([counted(22, MARCH), counted(29, FEBRUARY)])
    assert finding.rule == "cumulative-falls"
    assert finding.message == "counted from April it falls from 29 to 22."
    assert (finding.value_a, finding.value_b) == ("22", "29")
    assert finding.period_end == MARCH


@pytest.mark.parametrize(
    "changes",
    [
        {"reading": "doubtful"},
        {"period_start": date(2012, 3, 1)},
        {"period_start": None},
        {"basis": "month"},
        {"document": "paper-2011"},
        {"council": "plymouth"},
        {"indicator": "another"},
        {"definition_code": "other"},
        {"unit": "days"},
    ],
)
def test_only_sure_totals_from_the_same_april_can_fall(changes: dict[str, Any]) -> None:
    assert list(cumulative_falls([counted(29, FEBRUARY), counted(22, MARCH, **changes)])) == []


def test_rounded_counts_may_fall_by_one_step() -> None:
    values = [counted(30, FEBRUARY, rounded_to=5), counted(25, MARCH, rounded_to=5)]
    assert list(cumulative_falls(values)) == []


def falling(before: float, after: float, was: float | None, now: float | None) -> list[Any]:
    """A share of children looked after that falls, and how many are looked after."""
    values = [
        cumulative(number, end, population="children looked after")
        for number, end in ((before, FEBRUARY), (after, MARCH))
    ]
    for count, end in ((was, FEBRUARY), (now, MARCH)):
        if count is not None:
            about = {"measure": "children-looked-after", "basis": "snapshot"}
            values.append(counted(count, end, period_start=end, **about))
    return values


def test_a_share_that_falls_is_held_against_the_growth_of_its_group() -> None:
    (finding,) = cumulative_falls(falling(2.5, 2.0, 252, 247))
    assert finding.message == (
        "counted from April it falls from 2.5% to 2.0%. With no fewer counted, the children "
        "looked after would have grown by 19% or more; the paper prints 252, then 247."
    )


@pytest.mark.parametrize(
    ("before", "after", "was", "now"),
    [
        (2.5, 2.5, 252, 247),
        (2.5, 2.6, 252, 247),
        (15.5, 15.4, 252, 247),  # rounding
        (50.3, 47.3, 252, 252),  # within a tenth
        (2.5, 2.0, 200, 250),  # the group grew
        (2.5, 2.0, None, 247),
        (2.5, 2.0, 252, None),
    ],
)
def test_a_share_may_fall_as_its_group_grows_or_where_the_group_is_unknown(
    before: float, after: float, was: float | None, now: float | None
) -> None:
    assert list(cumulative_falls(falling(before, after, was, now))) == []


def months(*numbers: float, **changes: Any) -> list[PrintedValue]:
    """Months of 2011/12, from June on."""
    ends = [month_end(2011 + (n > 12), (n - 1) % 12 + 1) for n in range(6, 6 + len(numbers))]
    return [month(number, end, **changes) for number, end in zip(numbers, ends, strict=True)]


HIGH = (64.4, 47.9, 46.9, 42.6, 45.1, 35.4, 38.5, 37.8, 48.4, 31.9)


def of_year(number: float, **changes: Any) -> PrintedValue:
    """A share of the year 2011/12."""
    return cumulative(number, **{"basis": "year", "place": "Row T6, year", **changes})


def test_a_year_that_its_months_cannot_average_is_told() -> None:
    (finding,) = year_and_months([of_year(31.9), *months(*HIGH)])
    assert finding.rule == "year-and-months"
    assert finding.message == (
        "the 10 months printed average 43.9%; for a year of 31.9% the other 2 would have to be "
        "below 0%, with months of about equal size. Mar 2012 alone is 31.9%."
    )
    assert (finding.value_a, finding.value_b) == ("31.9", "43.9")
    assert finding.place_a == "Row T6, year"
    assert finding.place_b == "Row T8 and the 9 months before it"


def test_a_year_far_above_its_months_is_told() -> None:
    (finding,) = year_and_months([of_year(70.0), *months(*HIGH)])
    assert finding.message.endswith(
        "the other 2 would have to be above 100%, with months of about equal size."
    )


@pytest.mark.parametrize(
    "values",
    [
        [of_year(42.0), *months(*HIGH)],
        [of_year(36.0), *months(*HIGH)],  # the others at -3.5%: too near to tell
        [of_year(31.9), *months(*HIGH[:8])],
        [of_year(31.9, reading="doubtful"), *months(*HIGH)],
        [of_year(31.9), *months(*HIGH, reading="doubtful")],
        [of_year(31.9), *months(*HIGH, indicator="another")],
        [of_year(31.9), *months(*HIGH, unit="days")],
        [of_year(31.9, period_end=date(2011, 3, 31)), *months(*HIGH)],
        months(*HIGH),
    ],
)
def test_a_year_that_its_months_may_average_tells_nothing(values: list[PrintedValue]) -> None:
    assert list(year_and_months(values)) == []
