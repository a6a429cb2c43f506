"""The rules about counts and rates that stand apart and must fit together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedValue
from portal.domain.findings.counts import (
    denominators_and_counts,
    measure_slug,
    parts_and_whole,
    same_figures_twice,
    sums_of_months,
)
from portal.domain.findings.rates import rates_and_counts
from tests.support.values import month_end, printed

JUNE = date(2012, 6, 30)


def test_a_population_in_words_names_a_measure() -> None:
    assert measure_slug("Children looked after") == "children-looked-after"


def share(**changes: Any) -> PrintedValue:
    """2 of 247 children looked after, from April."""
    given: dict[str, Any] = {
        "basis": "cumulative",
        "numerator": 2,
        "denominator": 247,
        "population": "children looked after",
        "measure": "placement-stability",
    }
    return printed(0.8, **{**given, **changes})


def group(number: float = 251, **changes: Any) -> PrintedValue:
    """251 children looked after on the same day."""
    given: dict[str, Any] = {
        "unit": "count",
        "decimals": 0,
        "basis": "snapshot",
        "period_start": JUNE,
        "measure": "children-looked-after",
        "name": "Number of children in care",
        "place": "Row C3",
    }
    return printed(number, **{**given, **changes})


def test_a_denominator_is_held_against_the_count_of_its_group() -> None:
    (finding,) = denominators_and_counts([group(), share()])
    assert finding.rule == "denominator-and-count"
    assert finding.message == (
        "0.8% is printed as 2 of 247 children looked after; the same paper counts 251."
    )
    assert (finding.value_a, finding.value_b) == ("247", "251")
    assert (finding.place_a, finding.place_b) == ("Row T8, denominator", "Row C3")


def test_words_about_the_period_belong_to_no_measure() -> None:
    completed = "core-assessments-completed"
    values = [
        share(population="core assessments completed in the period"),
        group(measure=completed, basis="cumulative"),
    ]
    assert len(list(denominators_and_counts(values))) == 1


@pytest.mark.parametrize(
    ("changes", "of_group"),
    [
        ({}, {"number": 247}),
        ({"reading": "doubtful"}, {}),
        ({}, {"reading": "doubtful"}),
        ({"denominator": None}, {}),
        ({"denominator": 191}, {}),  # a narrower group
        ({"basis": ""}, {}),
        ({"population": "children with an open case"}, {}),
        ({"council": "plymouth"}, {}),
        ({"document": "paper-2011"}, {}),
        ({"period_end": date(2012, 5, 31)}, {}),
        ({"rounded_to": 5}, {}),
        ({}, {"unit": "per_10k"}),
    ],
)
def test_only_a_sure_count_of_the_same_group_and_day_is_held_against_it(
    changes: dict[str, Any], of_group: dict[str, Any]
) -> None:
    assert list(denominators_and_counts([group(**of_group), share(**changes)])) == []


def to_month(month: int, basis: str, of: tuple[float, float] | None, **changes: Any) -> Any:
    """A share to the end of a month of 2011, with its counts."""
    given: dict[str, Any] = {
        "basis": basis,
        "period_start": date(2011, month if basis == "month" else 4, 1),
        "period_end": month_end(2011, month),
        "numerator": of[0] if of else None,
        "denominator": of[1] if of else None,
    }
    return printed(50.0, **{**given, **changes})


def test_the_months_make_the_total_from_april() -> None:
    values = [
        to_month(8, "cumulative", (397, 715)),
        to_month(9, "month", (113, 170)),
        to_month(9, "cumulative", (511, 886), place="Row total"),
    ]
    (finding,) = sums_of_months(values)
    assert finding.rule == "months-and-total"
    assert finding.message == (
        "397 of 715 to Aug 2011 and 113 of 170 in Sep 2011 make 510 of 885; "
        "the paper prints 511 of 886."
    )
    assert (finding.value_a, finding.value_b) == ("511 of 886", "510 of 885")
    assert finding.place_a == "Row total"


@pytest.mark.parametrize(
    ("month", "total", "changes"),
    [
        ((114, 171), (511, 886), {}),
        ((113, 170), (511, 886), {"rounded_to": 5}),
        ((113, 170), (511, 886), {"reading": "doubtful"}),
        ((113, 170), (511, 886), {"definition_code": "other"}),
        ((113, 170), (511, 886), {"council": "plymouth"}),
        ((113, 170), (511, 886), {"document": "paper-2012"}),
        ((113, 170), (511, 886), {"period_start": date(2011, 1, 1)}),
        ((113, 170), None, {}),
        (None, (511, 886), {}),
    ],
)
def test_sums_that_agree_or_lack_a_part_tell_nothing(
    month: tuple[float, float] | None, total: tuple[float, float] | None, changes: dict[str, Any]
) -> None:
    values = [
        to_month(8, "cumulative", (397, 715)),
        to_month(9, "month", month),
        to_month(9, "cumulative", total, **changes),
    ]
    assert list(sums_of_months(values)) == []


def quarter(number: float, month: int, **changes: Any) -> PrintedValue:
    """The count of a quarter of 2011."""
    given: dict[str, Any] = {
        "unit": "count",
        "decimals": 0,
        "basis": "quarter",
        "period_start": date(2011, month - 2, 1),
        "period_end": month_end(2011, month),
    }
    return printed(number, **{**given, **changes})


def year(number: float, **changes: Any) -> PrintedValue:
    """The count of 2011/12."""
    days = {"period_start": date(2011, 4, 1), "period_end": date(2012, 3, 31), "basis": "year"}
    return quarter(number, 6, **{**days, **changes})


QUARTERS = [quarter(168, 6), quarter(160, 9), quarter(180, 12)]


def test_quarters_that_add_up_to_more_than_the_year_are_told() -> None:
    (finding,) = parts_and_whole([year(168), *QUARTERS])
    assert finding.rule == "parts-and-whole"
    assert finding.message == (
        "3 quarters of the year add up to 508; the paper prints 168 for the whole of it."
    )
    assert (finding.value_a, finding.value_b) == ("168", "508")


@pytest.mark.parametrize(
    "whole",
    [
        year(508),
        year(700),
        year(168, reading="doubtful"),
        year(168, indicator="another"),
        year(168, period_end=date(2011, 3, 31)),
        year(168, unit="percent"),
        year(500, rounded_to=5),
    ],
)
def test_parts_within_their_whole_tell_nothing(whole: PrintedValue) -> None:
    assert list(parts_and_whole([whole, *QUARTERS])) == []


def twice(*numbers: float, **changes: Any) -> list[PrintedValue]:
    """One thing's counts, a year after the other."""
    return [
        group(number, period_end=date(2009 + n, 3, 31), period_start=None, **changes)
        for n, number in enumerate(numbers)
    ]


PLANS = {"measure": "child-protection-plans", "name": "Children with plans", "indicator": "plans"}


def test_one_paper_that_prints_the_same_counts_for_two_things_is_told_once() -> None:
    values = [*twice(98, 220, 249, **PLANS), *twice(182, 220, 249)]
    (finding,) = same_figures_twice(values)
    assert finding.rule == "same-figures-twice"
    assert finding.subject == "Children with plans and number of children in care, Torbay"
    assert finding.message == (
        "the paper prints 220 (on 31 March 2010) and 249 (on 31 March 2011) for both."
    )


def test_a_figure_that_is_legible_with_its_period_counts_though_its_meaning_is_doubtful() -> None:
    raw = {"reading": "doubtful", "raw_text": ""}
    clear = [
        group(n, **{**PLANS, "reading": "doubtful", "raw_text": text, "period_end": day})
        for n, text, day in [
            (220, "220 in (2010/11)", date(2011, 3, 31)),
            (249, "249 (14/11/11)", date(2011, 11, 14)),
        ]
    ]
    other = [group(220, period_end=date(2011, 3, 31)), group(249, period_end=date(2011, 11, 14))]
    assert len(list(same_figures_twice([*clear, *other]))) == 1
    about = [group(value.value, period_end=value.period_end, **{**PLANS, **raw}) for value in clear]
    assert list(same_figures_twice([*about, *other])) == []


@pytest.mark.parametrize(
    "other",
    [
        twice(182, 220, 250),  # one figure alone
        twice(98, 220, 249, measure="child-protection-plans"),
        twice(98, 220, 249, document="paper-2011"),
        twice(98, 220, 249, council="plymouth"),
        twice(98, 220, 249, unit="percent"),
        twice(220, 249, 98),  # other years
    ],
)
def test_a_single_figure_or_another_paper_tells_nothing(other: list[PrintedValue]) -> None:
    assert list(same_figures_twice([*twice(98, 220, 249, **PLANS), *other])) == []


def test_small_counts_and_official_statistics_are_left_out() -> None:
    small = [*twice(2, 3, **PLANS), *twice(2, 3)]
    official = {"document_kind": "statistics"}
    groups = [*twice(98, 220, **PLANS, **official), *twice(98, 220, **official)]
    assert list(same_figures_twice([*small, *groups])) == []


def rates(**odd: float) -> list[PrintedValue]:
    """Eight months of counts and their rates of 25,400 children; `m3=99` prints that for March."""
    values = []
    for month in range(1, 9):
        count = 200 + 10 * month
        day = {"period_start": None, "period_end": month_end(2012, month)}
        values.append(group(count, **day))
        rate = odd.get(f"m{month}", round(1e4 * count / 25_400, 1))
        about: dict[str, Any] = {
            "unit": "per_10k",
            "decimals": 1,
            "measure": "children-looked-after-rate",
            "name": "Children in care per 10,000",
            "place": "Row C4",
        }
        values.append(group(rate, **day, **about))
    return values


def population(number: float = 25_400, **changes: Any) -> PrintedValue:
    """A printed population."""
    return group(number, measure="population-0-18", document="paper-2011", **changes)


def test_a_rate_is_held_against_the_printed_population_that_the_others_fit() -> None:
    (finding,) = rates_and_counts([population(), *rates(m3=97.0)])
    assert finding.rule == "rate-and-count"
    assert finding.subject == "Children in care per 10,000, Torbay, on 31 March 2012"
    assert finding.message == (
        "230 of 25,400 children, which most rates fit, is 90.6 per 10,000; "
        "the paper prints 97.0 per 10,000."
    )
    assert (finding.value_a, finding.value_b) == ("97.0", "230")
    assert (finding.place_a, finding.place_b) == ("Row C4", "Row C3")


def test_without_a_printed_population_the_one_that_the_rates_imply_is_named() -> None:
    (finding,) = rates_and_counts([population(29_000), *rates(m3=97.0)])
    assert "230 of 25,400 children, which most rates fit" in finding.message


def test_rates_of_another_population_for_months_on_end_are_told_once() -> None:
    longer = [
        value
        for month in range(9, 12)
        for value in (
            group(300, period_start=None, period_end=month_end(2012, month)),
            group(
                106.95,
                period_start=None,
                period_end=month_end(2012, month),
                unit="per_10k",
                decimals=2,
                measure="children-looked-after-rate",
            ),
        )
    ]
    (finding,) = rates_and_counts([population(), *rates(), *longer])
    assert finding.message == (
        "the rates of Sep 2012 to Nov 2012 fit 28,050 children; most rates of the paper fit 25,400."
    )


@pytest.mark.parametrize(
    "values",
    [
        rates(),
        rates(m3=90.5),  # cut off instead of rounded: 90.55
        rates(m3=97.0)[:10],  # too few that agree
        [value for value in rates(m3=97.0) if value.unit == "per_10k"],
        [value for value in rates(m3=97.0) if value.unit == "count"],
    ],
)
def test_rates_within_a_unit_of_their_last_digit_or_with_too_few_beside_them_tell_nothing(
    values: list[PrintedValue],
) -> None:
    assert list(rates_and_counts([population(), *values])) == []


def test_rates_of_many_years_are_not_held_to_one_population() -> None:
    early = [replace(value, period_end=date(2009, 3, 31)) for value in rates()[-2:]]
    assert list(rates_and_counts([*rates(m3=97.0), *early])) == []


def test_rounded_counts_widen_what_a_rate_may_be() -> None:
    values = rates(m3=92.0)
    assert len(list(rates_and_counts(values))) == 1
    assert list(rates_and_counts(replace(value, rounded_to=10) for value in values)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"reading": "doubtful"},
        {"period_end": date(2012, 3, 30)},
        {"council": "plymouth"},
        {"document": "paper-2011"},
        {"basis": "month"},
        {"measure": "looked-after-rate"},
        {"unit": "percent"},
    ],
)
def test_only_a_sure_rate_of_the_same_thing_and_day_is_held_against_its_count(
    changes: dict[str, Any],
) -> None:
    values = [replace(v, **changes) if v.value == 97.0 else v for v in rates(m3=97.0)]
    assert list(rates_and_counts(values)) == []


def test_a_round_rate_may_be_rounded_to_its_last_digit_above_zero() -> None:
    values = [
        replace(value, decimals=0) if value.value == 90.0 else value for value in rates(m3=90.0)
    ]
    assert list(rates_and_counts(values)) == []
