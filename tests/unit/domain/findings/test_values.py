"""The rules that notice where printed figures contradict themselves or one another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedEvidence, PrintedValue
from portal.domain.findings.arithmetic import fits, quotient, reproduces
from portal.domain.findings.values import (
    inverted_pairs,
    not_reproduced,
    outside_bounds,
    printed_differently,
    unit_contradicted,
)
from tests.support.values import claim, printed


@pytest.mark.parametrize(
    ("value", "decimals", "numerator", "denominator", "agrees"),
    [
        (73.0, 1, 89, 122, True),
        (73.1, 1, 46, 97, False),
        (58.1, 1, 132, 227, True),
        (58.2, 1, 132, 227, False),
        (83, 0, 165, 200, True),
        (83, 0, 167, 200, True),
        (83, 0, 1671, 2000, False),
        (66.40, 2, 332, 500, True),
        (66.40, 2, 3321, 5000, False),
        (66.4, 1, 3321, 5000, True),
        (0.0, 1, 0, 40, True),
        (0.0, 1, 1, 40, False),
        (100, 0, 40, 40, True),
    ],
)
def test_a_value_reproduces_within_half_a_unit_of_its_last_digit(
    value: float, decimals: int, numerator: float, denominator: float, agrees: bool
) -> None:
    assert reproduces(value, decimals, 100 * numerator / denominator) is agrees
    figure = printed(value, decimals=decimals, numerator=numerator, denominator=denominator)
    assert (list(not_reproduced([figure])) == []) is agrees


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "result"),
    [
        ("percent", 46, 97, 47.42268),
        ("per_10k", 245, 25400, 96.45669),
        ("ratio", 3, 2, 1.5),
        ("percent", None, 97, None),
        ("percent", 46, None, None),
        ("percent", 46, 0, None),
    ],
)
def test_the_quotient_is_in_the_unit_of_the_value(
    unit: str, numerator: float | None, denominator: float | None, result: float | None
) -> None:
    ratio = quotient(printed(1.0, unit=unit, numerator=numerator, denominator=denominator))
    assert ratio == (pytest.approx(result) if result is not None else None)


def test_a_value_that_its_counts_do_not_give_is_told_neutrally_with_both_places() -> None:
    value = printed(73.1, numerator=46, denominator=97, place="NI060 page")
    (finding,) = not_reproduced([value])
    assert finding.rule == "not-reproduced"
    assert finding.message == "46 of 97 is 47.4%; the paper prints 73.1%."
    assert finding.subject == "Initial assessments on time, Torbay, June 2012"
    assert (finding.value_a, finding.value_b) == ("73.1", "47.4")
    assert finding.document_a == finding.document_b == "report-card"
    assert finding.place_a == "NI060 page"
    assert finding.place_b == "NI060 page, numerator and denominator"


def test_a_whole_number_is_told_beside_one_decimal() -> None:
    (finding,) = not_reproduced([printed(14, decimals=0, numerator=12, denominator=100)])
    assert finding.message == "12 of 100 is 12.0%; the paper prints 14%."


@pytest.mark.parametrize(
    "changes",
    [
        {"reading": "doubtful", "numerator": 46, "denominator": 97},
        {"numerator": None, "denominator": 97},
        {"numerator": 46, "denominator": None},
        {"numerator": 46, "denominator": 0},
    ],
)
def test_doubtful_values_and_those_without_counts_are_left_out(changes: dict[str, Any]) -> None:
    assert list(not_reproduced([printed(73.1, **changes)])) == []


@pytest.mark.parametrize("withheld", [True, False])
def test_a_total_with_a_withheld_member_is_left_out(withheld: bool) -> None:
    region = printed(17.0, council="north-east", numerator=46, denominator=97, withheld=withheld)
    assert (list(not_reproduced([region])) == []) is withheld


@pytest.mark.parametrize("reading", ["as_printed", "repaired", "derived"])
def test_every_sure_reading_is_checked(reading: str) -> None:
    value = printed(73.1, reading=reading, numerator=46, denominator=97)
    assert len(list(not_reproduced([value]))) == 1


@pytest.mark.parametrize(
    ("a", "b", "number"),
    [
        ((66.4, 1), (66.4, 1), 0),
        ((66.4, 1), (66.7, 1), 1),
        ((66.4, 1), (66, 0), 0),
        ((66, 0), (66.4, 1), 0),
        ((66.6, 1), (66, 0), 1),
        ((66.40, 2), (66.44, 2), 1),
        ((66.4, 1), (66.44, 2), 0),
        ((0.0, 1), (0.0, 0), 0),
    ],
)
def test_two_places_differ_when_the_coarser_one_cannot_be_a_rounding(
    a: tuple[float, int], b: tuple[float, int], number: int
) -> None:
    values = [
        printed(number, decimals=decimals, place=f"row {place}")
        for place, (number, decimals) in enumerate([a, b])
    ]
    assert len(list(printed_differently(values))) == number


def test_both_documents_and_values_are_named() -> None:
    first = printed(66.4, document="report-card", place="row T8")
    second = printed(
        66.7,
        document="paper-2011",
        published="2011-10-26",
        place="NI059 page",
        indicator="ni059",
        numerator=86,
        denominator=129,
    )
    (finding,) = printed_differently([first, second])
    assert finding.rule == "printed-differently"
    assert finding.message == (
        "the July 2012 paper: 66.4%; the October 2011 paper: 66.7% (86 of 129)."
    )
    assert (finding.document_a, finding.place_a) == ("report-card", "row T8")
    assert (finding.document_b, finding.place_b) == ("paper-2011", "NI059 page")
    assert (finding.value_a, finding.value_b) == ("66.4", "66.7")
    assert finding.period_end == date(2012, 6, 30)


@pytest.mark.parametrize(
    "changes",
    [
        {"definition_code": "within-7-days"},
        {"unit": "count"},
        {"council": "plymouth"},
        {"basis": "cumulative"},
        {"period_start": date(2012, 4, 1)},
        {"period_end": date(2012, 7, 31)},
        {"reading": "doubtful"},
    ],
)
def test_only_sure_values_of_the_same_thing_are_held_against_one_another(
    changes: dict[str, Any],
) -> None:
    assert list(printed_differently([printed(66.4), printed(99.0, **changes)])) == []


def test_values_without_a_date_are_not_held_against_one_another() -> None:
    values = [printed(66.4, period_end=None), printed(99.0, period_end=None)]
    assert list(printed_differently(values)) == []


def test_each_place_that_differs_from_the_first_is_told() -> None:
    values: list[PrintedValue] = [printed(66.4), printed(66.7), printed(66.4), printed(70.0)]
    assert [finding.value_b for finding in printed_differently(values)] == ["66.7", "70.0"]


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "rounded_to", "agrees"),
    [
        (47.4, 46, 97, 0, True),
        (47.6, 46, 97, 0, False),
        (47.6, 45, 95, 5, True),  # 46 of 97 may be meant, or 45 of 94.5
        (52.0, 45, 95, 5, False),
        (51.3, 45, 95, 5, True),  # 47.5 of 92.5
        (51.5, 45, 95, 5, False),
        (44.8, 50, 100, 10, True),
        (0.0, 0, 4, 10, True),  # nothing is known of so small a group
        (99.9, 0, 5, 10, True),
        (2.5, 0, 200, 10, True),
        (2.7, 0, 200, 10, False),
        (37.6, 28.6, 76, 0, True),
        (37.7, 28.6, 76, 0, True),  # 28.6 may be 28.65
        (37.8, 28.6, 76, 0, False),
        (50.0, None, 76, 5, None),
        (50.0, 10, None, 5, None),
        (50.0, 10, 0, 5, None),
    ],
)
def test_any_counts_that_were_rounded_to_the_printed_ones_may_give_the_value(
    value: float,
    numerator: float | None,
    denominator: float | None,
    rounded_to: float,
    agrees: bool | None,
) -> None:
    figure = printed(value, numerator=numerator, denominator=denominator, rounded_to=rounded_to)
    assert fits(figure) is agrees
    assert (list(not_reproduced([figure])) == []) is (agrees is not False)


def caseload(**changes: Any) -> PrintedValue:
    """11.2 cases a worker, from 49.35 workers and 551 cases."""
    given = {"unit": "ratio", "numerator": 49.35, "denominator": 551}
    return printed(11.2, **{**given, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"numerator": 551, "denominator": 49.35},  # the catalogue turned the pair: a claim says so
    ],
)
def test_a_pair_that_gives_the_value_when_turned_over_is_told_as_that(
    changes: dict[str, Any],
) -> None:
    value = caseload(**changes)
    turned = {(value.indicator, value.last_day.isoformat())} if changes else set()
    (finding,) = inverted_pairs([value], turned)
    assert finding.rule == "inverted-pair"
    assert finding.message == (
        "the paper prints 49.35/551 as numerator and denominator, which is 0.1; "
        "551/49.35 is the 11.2 printed."
    )
    assert (finding.value_a, finding.value_b) == ("11.2", "49.35/551")
    assert list(not_reproduced([value], turned)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"numerator": 551, "denominator": 49.35},
        {"reading": "doubtful"},
        {"numerator": None},
        {"numerator": 0},
        {"denominator": 560},  # neither way round
    ],
)
def test_a_pair_that_fits_as_printed_or_neither_way_is_not_inverted(
    changes: dict[str, Any],
) -> None:
    assert list(inverted_pairs([caseload(**changes)])) == []


def test_a_row_named_a_percentage_that_holds_counts_is_told_once() -> None:
    about: dict[str, Any] = {
        "unit": "count",
        "decimals": 0,
        "place": "Row T3, column Outturn",
    }
    named = (claim("named_percentage", item="", ref="torbay-2012-t8"),)
    values = tuple(printed(number, **about) for number in (89, 120, 536))
    (finding,) = unit_contradicted(PrintedEvidence(values, claims=named))
    assert finding.rule == "unit-contradicted"
    assert finding.message == "the row is named a percentage; it holds 536."
    assert (finding.value_a, finding.value_b) == ("536", "%")
    assert (finding.place_a, finding.place_b) == (
        "Row T3, column Outturn",
        "Row T3, name of the row",
    )
    for changes in ({"reading": "doubtful"}, {"unit": "percent"}, {"indicator": "t9"}):
        value = printed(536, **{**about, **changes})
        assert list(unit_contradicted(PrintedEvidence((value,), claims=named))) == []
    assert list(unit_contradicted(PrintedEvidence((printed(89, **about),), claims=named))) == []


@pytest.mark.parametrize(("value", "number"), [(100.1, 1), (-0.1, 1), (100, 0), (0, 0)])
def test_a_share_lies_between_nothing_and_the_whole(value: float, number: int) -> None:
    findings = list(outside_bounds([printed(value)]))
    assert len(findings) == number
    for finding in findings:
        assert finding.message == f"the paper prints {value}%; a share is 0% to 100%."


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "count"},
        {"reading": "doubtful"},
        {"name": "Growth in core assessments"},
        {"definition": "Percentage by which the number exceeded that of the year before."},
    ],
)
def test_counts_and_percentages_of_change_have_no_such_bounds(changes: dict[str, Any]) -> None:
    assert list(outside_bounds([printed(230.1, **changes)])) == []


def two_papers(measure: str, unit: str, of_2012: float, of_2011: float) -> list[PrintedValue]:
    """One thing in two papers."""
    about: dict[str, Any] = {
        "measure": measure,
        "unit": unit,
        "definition_code": measure,
        "decimals": 1,
    }
    older = printed(of_2011, document="paper-2011", published="2011-10-26", **about)
    return [older, printed(of_2012, **about)]


def test_a_rate_that_differs_as_its_count_does_is_told_as_the_count() -> None:
    counts = two_papers("children-looked-after", "count", 246, 245)
    rates = two_papers("children-looked-after-rate", "per_10k", 96.9, 96.0)
    (finding,) = printed_differently([*rates, *counts])
    assert finding.message == "the October 2011 paper: 245.0; the July 2012 paper: 246.0."
    assert len(list(printed_differently(rates))) == 1
    contrary = two_papers("children-looked-after-rate", "per_10k", 96.0, 96.9)
    assert len(list(printed_differently([*contrary, *counts]))) == 2


def test_a_finding_becomes_a_row_of_its_table() -> None:
    (finding,) = printed_differently([printed(66.4), printed(70.0)])
    row = finding.as_row()
    assert (row["council_id"], row["indicator_id"]) == ("torbay", "torbay-2012-t8")
    assert "council" not in row
    assert "indicator" not in row
