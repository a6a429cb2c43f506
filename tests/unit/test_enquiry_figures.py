"""Rules of enquiry about figures: each with the case in which it stays silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.domain.enquiry import Drawn
from portal.domain.indicators import Series, Target, Value
from tests.unit.enquiring import MEASURE, drawn, evidence, held, neighbour, placing, planned
from tests.unit.making import (
    MIDDLESBROUGH,
    PLYMOUTH,
    TORBAY,
    indicator,
    item,
    month_end,
    target,
    value,
)

DUE = date(2012, 6, 30)


def with_target(values: list[Value], basis: str = "month", **changes: Any) -> Series:
    aim: Target = changes.pop("aim", target(due=DUE))
    return Series(indicator(targets=(aim,), **changes), TORBAY, basis, tuple(values))


@pytest.mark.parametrize(
    ("values", "changes", "lines"),
    [
        ([value(70.0)], {}, 1),
        ([value(80.0)], {}, 0),
        ([value(90.0)], {"polarity": "low"}, 1),
        ([value(70.0)], {"polarity": "low"}, 0),
        ([value(70.0)], {"polarity": "none"}, 0),
        ([value(70.0, reading="doubtful")], {}, 0),
        ([value(None, symbol="x")], {}, 0),
        ([value(70.0, end=date(2012, 5, 31))], {}, 0),
        # 46 of 97 is 47.4%: such a value supports nothing.
        ([value(73.1, numerator=46.0, denominator=97.0)], {}, 0),
        # Two values for one period.
        ([value(70.0), value(71.0)], {}, 0),
        # A count since April that goes on beyond the target's day.
        ([value(70.0, end=date(2012, 7, 31), basis="cumulative")], {"basis": "cumulative"}, 0),
        ([value(70.0)], {"aim": target(due=None)}, 0),
        ([value(70.0)], {"aim": target(due=DUE, value=None)}, 0),
        ([value(70.0)], {"aim": target(due=DUE, value=5.0, value_upper=90.0)}, 0),
    ],
)
def test_targets_missed(values: list[Value], changes: dict[str, Any], lines: int) -> None:
    found = drawn("target-missed", evidence(printed=(with_target(values, **changes),)))
    assert len(found) == lines
    for one in found:
        assert "June 2012: " in one.suggestion.why
        assert "80% by 30 June 2012" in one.suggestion.why


def test_the_longest_period_that_ends_on_the_day_is_held_to_the_target() -> None:
    month = with_target([value(85.0)])
    since_april = value(70.0, start=date(2012, 4, 1), basis="cumulative")
    both = (month, with_target([since_april], basis="cumulative"))
    (found,) = drawn("target-missed", evidence(printed=both))
    assert found.suggestion.why.startswith("April 2012 to June 2012: 70.0%.")


@pytest.mark.parametrize(
    ("values", "lines", "short"),
    [
        ([value(70.0, end=date(2012, 5, 31))], 1, True),
        ([value(85.0, end=date(2012, 5, 31))], 1, False),
        ([value(14.0, end=date(2012, 5, 31), basis="cumulative")], 1, False),
        ([value(70.0)], 0, False),
        ([value(70.0, end=date(2012, 5, 31), reading="doubtful")], 0, False),
    ],
)
def test_targets_of_which_nothing_more_is_known(
    values: list[Value], lines: int, short: bool
) -> None:
    found = drawn("target-open", evidence(printed=(with_target(values),)))
    assert len(found) == lines
    assert all(("short of it" in one.suggestion.why) == short for one in found)


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, 1),
        ({"own": held(TORBAY, 50, 60, "C")}, 0),
        ({"withheld": "No ranks: neither a high nor a low value is good in itself."}, 0),
        ({"measure": replace(MEASURE, area="")}, 0),
    ],
)
def test_the_worst_quarter(changes: dict[str, Any], lines: int) -> None:
    found = drawn("worst-quarter", evidence(placings=(placing(**changes),)))
    assert len(found) == lines
    for one in found:
        assert "rank 100 of 100" in one.suggestion.why
        assert "outside the range of its neighbours" in one.suggestion.why
        (reference,) = one.suggestion.evidence
        assert (reference.kind, reference.key) == ("standing", f"{MEASURE.key}/torbay")


def test_old_figures_and_measures_of_two_indicators() -> None:
    old, new = placing(end=date(2015, 3, 31)), placing(single=False, own=held(TORBAY, 50, 99, "D"))
    (found,) = drawn("worst-quarter", evidence(placings=(old, new)))
    (reference,) = found.suggestion.evidence
    assert (reference.kind, reference.key) == ("figure", "made/torbay/2025-03-31/year")
    assert found.suggestion.why.startswith("1 of 1 ranked official figure")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"own": held(TORBAY, 95, 1, "A")}, "higher (better) than all 10 neighbours (2025 model)"),
        ({"own": held(TORBAY, 60, 70, "C")}, "lower (worse) than all 10"),
        ({"own": held(TORBAY, 95), "withheld": "No ranks."}, "higher than all 10"),
        (
            {"own": held(TORBAY, 95), "near": placing().near[:6]},
            "the 6 of 10 neighbours with a figure",
        ),
        ({"own": held(TORBAY, 79, 30, "B")}, ""),
        ({"own": held(TORBAY, 70, 30, "B")}, ""),
        ({"own": held(TORBAY, 95), "near": placing().near[:4]}, ""),
        ({}, ""),
    ],
)
def test_figures_outside_the_range_of_neighbours(changes: dict[str, Any], told: str) -> None:
    found = drawn("apart-from-neighbours", evidence(placings=(placing(**changes),)))
    assert len(found) == bool(told)
    assert all(told in one.suggestion.why for one in found)


def test_counts_are_never_held_against_neighbours() -> None:
    counted = placing(own=held(TORBAY, 950), indicator=indicator(unit="count", kind="statistics"))
    assert drawn("apart-from-neighbours", evidence(placings=(counted,))) == []


def monthly(numbers: list[float], **changes: Any) -> Series:
    values = [
        value(number, month_end(2011 + place // 12, place % 12 + 1))
        for place, number in enumerate(numbers)
    ]
    basis = changes.pop("basis", "month")
    return Series(indicator(**changes), TORBAY, basis, tuple(values))


RISING = [50.0, 51.0, 50.0, 51.0, 50.0, 51.0, 50.0, 52.0, 53.0, 54.0, 55.0, 56.0, 57.0, 58.0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "for the better"),
        ({"polarity": "low"}, "for the worse"),
        ({"polarity": "none"}, "expect it to last"),
        ({"basis": "rolling_12m"}, ""),
        ({"basis": "cumulative"}, ""),
        ({"breaks": "2011-12-01 new definition"}, ""),
    ],
)
def test_signals(changes: dict[str, Any], told: str) -> None:
    found = drawn("signal", evidence(printed=(monthly(RISING, **changes),)))
    assert len(found) == bool(told)
    for one in found:
        assert told in one.suggestion.wording
        assert "months" in one.suggestion.why
        assert "14 points, 50.0%, January 2011, to 58.0%, February 2012" in one.suggestion.why


def test_a_steady_series_is_no_signal() -> None:
    assert drawn("signal", evidence(printed=(monthly([50.0, 51.0] * 7),))) == []


ITEMS = (planned(item(plan="plymouth-2015", council="plymouth", area="assessment-planning")),)


def better(**changes: Any) -> list[Drawn]:
    return drawn("better-elsewhere", evidence(placings=(placing(**changes),), others=ITEMS))


def test_a_neighbour_that_does_better_comes_before_a_plan() -> None:
    (found,) = better(planning=(held(PLYMOUTH, 90, 2, "A"),))
    assert "learn from Neighbour 9" in found.suggestion.wording
    assert "Plymouth (not a neighbour) 90.0%, rank 2" in found.suggestion.why
    assert "plan of January 2005 had 1 item (2.1); no link" in found.suggestion.why
    kinds = [reference.kind for reference in found.suggestion.evidence]
    assert kinds == ["standing", "standing", "standing", "item"]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"near": (), "planning": (held(PLYMOUTH, 90, 2, "A"),)}, 1),
        ({"near": (held(neighbour(1), 55, 80, "D"),)}, 0),
        ({"near": (held(neighbour(1), 90),)}, 0),
        ({"own": held(TORBAY, 70, 70, "C")}, 0),
        ({"withheld": "No ranks."}, 0),
    ],
)
def test_who_does_better(changes: dict[str, Any], lines: int) -> None:
    assert len(better(**changes)) == lines


@pytest.mark.parametrize(
    ("number", "end", "changes", "lines"),
    [
        (90.0, date(2012, 3, 31), {}, 1),
        (60.0, date(2012, 3, 31), {}, 0),
        (90.0, date(2015, 3, 31), {}, 0),
        (90.0, date(2012, 3, 31), {"definition_code": "initial-assessment-7-days"}, 0),
        (90.0, date(2012, 3, 31), {"population": "other"}, 0),
        (90.0, date(2012, 3, 31), {"measure": "other"}, 0),
    ],
)
def test_a_printed_figure_is_compared_only_where_all_agrees(
    number: float, end: date, changes: dict[str, Any], lines: int
) -> None:
    theirs = indicator(council="middlesbrough", key="theirs", **changes)
    other = Series(theirs, MIDDLESBROUGH, "month", (value(number, end),))
    mine = Series(indicator(), TORBAY, "month", (value(70.0),))
    assert len(drawn("better-printed", evidence(printed=(mine,), beside=(other,)))) == lines
