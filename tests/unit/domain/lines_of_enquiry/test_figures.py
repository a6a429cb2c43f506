"""Rules of enquiry about figures: each with the case in which it stays silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.domain.indicators import Series, Target, Value
from portal.domain.lines_of_enquiry import Candidate
from tests.support.enquiring import MEASURE, drawn, evidence, held, neighbour, placing, planned
from tests.support.values import (
    MIDDLESBROUGH,
    PLYMOUTH,
    TORBAY,
    indicator,
    item,
    month_end,
    plan,
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
    candidates = drawn("target-missed", evidence(printed=(with_target(values, **changes),)))
    assert len(candidates) == lines
    for candidate in candidates:
        assert "June 2012: " in candidate.suggestion.why
        assert "80% by 30 June 2012" in candidate.suggestion.why


def test_the_longest_period_that_ends_on_the_day_is_held_to_the_target() -> None:
    month = with_target([value(85.0)])
    since_april = value(70.0, start=date(2012, 4, 1), basis="cumulative")
    both = (month, with_target([since_april], basis="cumulative"))
    (candidate,) = drawn("target-missed", evidence(printed=both))
    assert candidate.suggestion.why.startswith("April 2012 to June 2012: 70.0%.")


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
    candidates = drawn("target-open", evidence(printed=(with_target(values),)))
    assert len(candidates) == lines
    assert all(("short of it" in candidate.suggestion.why) == short for candidate in candidates)


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, 1),
        ({"figure": held(TORBAY, 50, 60, "C")}, 0),
        ({"withheld": "No ranks: neither a high nor a low value is good in itself."}, 0),
        ({"measure": replace(MEASURE, area="")}, 0),
    ],
)
def test_the_worst_quarter(changes: dict[str, Any], lines: int) -> None:
    candidates = drawn("worst-quarter", evidence(placings=(placing(**changes),)))
    assert len(candidates) == lines
    for candidate in candidates:
        assert "rank 100 of 100" in candidate.suggestion.why
        assert "outside the range of its neighbours" in candidate.suggestion.why
        (reference,) = candidate.suggestion.evidence
        assert (reference.kind, reference.key) == ("standing", f"{MEASURE.key}/torbay")


def test_england_is_told_in_the_decimals_of_the_publisher_or_of_the_figures_compared() -> None:
    unstated = replace(placing().indicator, decimals=None)
    position, near = (
        held(TORBAY, 26, 100, "D"),
        tuple(held(neighbour(n), 30.5 + n) for n in range(6)),
    )
    place = placing(indicator=unstated, figure=position, england=22.6, near=near)
    (candidate,) = drawn("worst-quarter", evidence(placings=(place,)))
    assert "26.0% (2024/25, England 22.6%)" in candidate.suggestion.why
    whole = replace(place, indicator=replace(unstated, decimals=0))
    (candidate,) = drawn("worst-quarter", evidence(placings=(whole,)))
    assert "26% (2024/25, England 23%)" in candidate.suggestion.why
    apart = replace(place, figure=held(TORBAY, 26, 60, "C"))
    (candidate,) = drawn("apart-from-neighbours", evidence(placings=(apart,)))
    assert "26.0% (2024/25), lower" in candidate.suggestion.why
    assert candidate.suggestion.why.endswith("30.5% to 35.5%.")


def test_old_figures_and_measures_of_two_indicators() -> None:
    old, new = (
        placing(end=date(2015, 3, 31)),
        placing(single=False, figure=held(TORBAY, 50, 99, "D")),
    )
    (candidate,) = drawn("worst-quarter", evidence(placings=(old, new)))
    (reference,) = candidate.suggestion.evidence
    assert (reference.kind, reference.key) == ("figure", "made/torbay/2025-03-31/year")
    assert candidate.suggestion.why.startswith("1 of 1 ranked official figure")


@pytest.mark.parametrize(
    ("changes", "wording"),
    [
        (
            {"figure": held(TORBAY, 95, 1, "A")},
            "higher (better) than all 10 neighbours (2025 model)",
        ),
        ({"figure": held(TORBAY, 60, 70, "C")}, "lower (worse) than all 10"),
        ({"figure": held(TORBAY, 95), "withheld": "No ranks."}, "higher than all 10"),
        (
            {"figure": held(TORBAY, 95), "near": placing().near[:6]},
            "the 6 of 10 neighbours with a figure",
        ),
        ({"figure": held(TORBAY, 79, 30, "B")}, ""),
        ({"figure": held(TORBAY, 70, 30, "B")}, ""),
        ({"figure": held(TORBAY, 95), "near": placing().near[:4]}, ""),
        ({}, ""),
    ],
)
def test_figures_outside_the_range_of_neighbours(changes: dict[str, Any], wording: str) -> None:
    candidates = drawn("apart-from-neighbours", evidence(placings=(placing(**changes),)))
    assert len(candidates) == bool(wording)
    assert all(wording in candidate.suggestion.why for candidate in candidates)


def test_counts_are_never_held_against_neighbours() -> None:
    counted = placing(
        figure=held(TORBAY, 950), indicator=indicator(unit="count", kind="statistics")
    )
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
    ("changes", "wording"),
    [
        ({}, "for the better"),
        ({"polarity": "low"}, "for the worse"),
        ({"polarity": "none"}, "expect it to last"),
        ({"basis": "rolling_12m"}, ""),
        ({"basis": "cumulative"}, ""),
        ({"breaks": "2011-12-01 new definition"}, ""),
    ],
)
def test_signals(changes: dict[str, Any], wording: str) -> None:
    candidates = drawn("signal", evidence(printed=(monthly(RISING, **changes),)))
    assert len(candidates) == bool(wording)
    for candidate in candidates:
        assert wording in candidate.suggestion.wording
        assert "months" in candidate.suggestion.why
        assert "14 points, 50.0%, January 2011, to 58.0%, February 2012" in candidate.suggestion.why


def test_a_steady_series_is_no_signal() -> None:
    assert drawn("signal", evidence(printed=(monthly([50.0, 51.0] * 7),))) == []


ITEMS = (planned(item(plan="plymouth-2015", council="plymouth", area="assessment-planning")),)


def better(published: str = "2021-01", **changes: Any) -> list[Candidate]:
    theirs = plan(key="plymouth-2015", council="plymouth", published=published)
    given = evidence(
        placings=(placing(**changes),), others=ITEMS, elsewhere={"plymouth-2015": theirs}
    )
    return drawn("better-elsewhere", given)


def test_a_neighbour_that_does_better_is_named_without_the_plan_of_another() -> None:
    (candidate,) = better(planning=(held(PLYMOUTH, 90, 2, "A"),))
    assert "learn from Neighbour 9" in candidate.suggestion.wording
    assert "Plymouth" not in candidate.suggestion.why
    assert [reference.kind for reference in candidate.suggestion.evidence] == [
        "standing",
        "standing",
    ]


@pytest.mark.parametrize(("published", "named"), [("2020-01", True), ("2019-12", False)])
def test_a_plan_is_named_beside_a_figure_of_its_own_council_and_its_own_years(
    published: str, named: bool
) -> None:
    (candidate,) = better(published, near=(), planning=(held(PLYMOUTH, 90, 2, "A"),))
    assert "Plymouth (not a neighbour) 90.0%, rank 2" in candidate.suggestion.why
    wording = f"Plymouth’s plan of {month_name(published)} had 1 item (2.1); no link"
    assert (wording in candidate.suggestion.why) == named
    kinds = [reference.kind for reference in candidate.suggestion.evidence]
    assert kinds == ["standing", "standing", *["item"] * named]


def month_name(published: str) -> str:
    return {"2020-01": "January 2020", "2019-12": "December 2019"}[published]


def other(number: int, **changes: Any) -> Any:
    """A further figure of the same area."""
    key, name = f"made-{number}", f"Further figure {number}"
    measure = replace(MEASURE, key=f"m-{number}")
    official = indicator(kind="statistics", ref="", key=key, name=name, measure=measure.key)
    return placing(indicator=official, measure=measure, **changes)


def test_figures_that_tell_the_same_story_count_once() -> None:
    placings = (placing(), other(1), other(2), other(3, figure=held(TORBAY, 70, 70, "C")))
    (every,) = drawn("worst-quarter", evidence(placings=placings))
    assert every.suggestion.why.startswith("3 of 4 ranked official figures")
    kin = {"made": frozenset({"made-1", "made-3"}), "made-1": frozenset({"made"})}
    kin["made-3"] = frozenset({"made"})
    (candidate,) = drawn("worst-quarter", evidence(placings=placings, kin=kin))
    assert candidate.suggestion.why.startswith("2 of 2 ranked official figures")
    assert "figures that tell the same story counted once" in candidate.suggestion.why
    assert len(candidate.suggestion.evidence) == 2
    (wording,) = {candidate.suggestion.wording}
    assert wording.endswith("on visits on time and further figure 2?")


PUPILS = "Of pupils in state-funded schools"


@pytest.mark.parametrize(
    ("changes", "pupils"),
    [
        ({"end": date(2025, 8, 31)}, True),
        ({"end": date(2025, 8, 31), "basis": "snapshot"}, False),
        ({"indicator": indicator(key="made", kind="statistics", definition=PUPILS)}, True),
        ({}, False),
    ],
)
@pytest.mark.parametrize(
    ("rule", "position"),
    [
        ("worst-quarter", held(TORBAY, 50, 100, "D")),
        ("apart-from-neighbours", held(TORBAY, 60, 70, "C")),
        ("better-elsewhere", held(TORBAY, 50, 100, "D")),
    ],
)
def test_figures_about_pupils_are_asked_about_as_such(
    rule: str, position: Any, changes: dict[str, Any], pupils: bool
) -> None:
    placings = (other(1, figure=position), placing(figure=position, **changes))
    candidates = drawn(rule, evidence(placings=placings))
    texts = [candidate.suggestion.why + candidate.suggestion.wording for candidate in candidates]
    assert len(candidates) == 1 + pupils
    if rule == "worst-quarter":
        assert any("the schooling of children" in text for text in texts) == pupils


@pytest.mark.parametrize(
    ("placings", "wording"),
    [
        ((placing(figure=held(TORBAY, 95, 1, "A")),),
         "What lies behind visits on time, better in Torbay than in any statistical neighbour, "
         "and can others learn from it?"),
        ((placing(figure=held(TORBAY, 60, 70, "C")),),
         "Why is the figure for visits on time lower in Torbay than in any statistical neighbour?"),
        ((placing(figure=held(TORBAY, 60, 70, "C")), other(1, figure=held(TORBAY, 65, 65, "C"))),
         "Why does Torbay lie outside the range of its neighbours on visits on time and further "
         "figure 1?"),
    ],
)  # fmt: skip
def test_what_is_apart_is_named_and_what_is_better_is_a_strength(
    placings: Any, wording: str
) -> None:
    (candidate,) = drawn("apart-from-neighbours", evidence(placings=placings))
    assert candidate.suggestion.wording == wording


def test_better_and_worse_figures_of_one_area_are_two_lines() -> None:
    placings = (
        placing(figure=held(TORBAY, 95, 1, "A")),
        other(1, figure=held(TORBAY, 60, 70, "C")),
    )
    candidates = drawn("apart-from-neighbours", evidence(placings=placings))
    assert len({candidate.suggestion.key for candidate in candidates}) == 2
    assert ["better" in candidate.suggestion.wording for candidate in candidates] == [False, True]


def test_a_long_name_is_cut_and_still_names_the_figure() -> None:
    long = "Percentage of re-referrals to children's social care within 12 months of another"
    official = indicator(key="made", kind="statistics", ref="", name=long)
    (candidate,) = drawn("worst-quarter", evidence(placings=(placing(indicator=official),)))
    assert "percentage of re-referrals to children's social care" in candidate.suggestion.wording


def test_what_is_not_attached_is_counted() -> None:
    many = tuple(other(n) for n in range(20))
    (candidate,) = drawn("worst-quarter", evidence(placings=many))
    assert candidate.suggestion.why.endswith(" 12 of 20 pieces of evidence are attached.")
    assert (len(candidate.suggestion.evidence), candidate.suggestion.held) == (12, 20)
    (few,) = drawn("worst-quarter", evidence(placings=many[:12]))
    assert "attached" not in few.suggestion.why


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"near": (), "planning": (held(PLYMOUTH, 90, 2, "A"),)}, 1),
        ({"near": (held(neighbour(1), 55, 80, "D"),)}, 0),
        ({"near": (held(neighbour(1), 90),)}, 0),
        ({"figure": held(TORBAY, 70, 70, "C")}, 0),
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


@pytest.mark.parametrize(
    ("polarity", "value", "away", "asked"),
    [
        (
            "high",
            95,
            -3.0,
            "higher in Torbay than in England, and can others",
        ),
        ("none", 95, 3.0, "higher in Torbay than in England?"),
        (
            "none",
            0,
            3.0,
            "lower in Torbay than in England, or is it how",
        ),
    ],
)
def test_the_figure_furthest_from_england_is_asked_about_where_no_other_rule_does(
    polarity: str, value: float, away: float, asked: str
) -> None:
    indicator = replace(placing().indicator, polarity=polarity)
    held_in = {"figure": held(TORBAY, value, 1 if polarity == "high" else None), "near": ()}
    far = placing(indicator=indicator, away=away, **held_in)
    nearer = placing(indicator=replace(indicator, key="near"), away=2.9, **held_in)
    counted = placing(indicator=replace(indicator, key="sum", unit="count"), away=9, **held_in)
    (candidate,) = drawn("far-from-england", evidence(placings=(nearer, far, counted)))
    assert candidate.suggestion.wording.startswith(f"Why is the figure for visits on time {asked}")
    assert candidate.figures == {far.indicator.key}
    assert "3.0 times the range that the middle half of councils covers" in candidate.suggestion.why
    assert "England 80" in candidate.suggestion.why


def test_the_furthest_figure_is_left_to_the_rules_that_ask_about_it_already() -> None:
    worst = placing(away=4.0)
    outside = placing(away=4.0, figure=held(TORBAY, 50, 70, "C"))
    level = placing(away=0, figure=held(TORBAY, 75, 70, "C"))
    for position in (worst, outside, level):
        assert drawn("far-from-england", evidence(placings=(position,))) == []
    assert drawn("far-from-england", evidence()) == []
