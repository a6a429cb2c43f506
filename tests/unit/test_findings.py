"""The rules that notice where printed figures contradict themselves or one another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedValue, not_reproduced, printed_differently
from portal.domain.findings.evidence import quotient, reproduces
from tests.unit.making import printed


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
    one = printed(value, decimals=decimals, numerator=numerator, denominator=denominator)
    assert (list(not_reproduced([one])) == []) is agrees


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
    found = quotient(printed(1.0, unit=unit, numerator=numerator, denominator=denominator))
    assert found == (pytest.approx(result) if result is not None else None)


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


@pytest.mark.parametrize("reading", ["as_printed", "repaired", "derived"])
def test_every_sure_reading_is_checked(reading: str) -> None:
    value = printed(73.1, reading=reading, numerator=46, denominator=97)
    assert len(list(not_reproduced([value]))) == 1


@pytest.mark.parametrize(
    ("a", "b", "found"),
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
    a: tuple[float, int], b: tuple[float, int], found: int
) -> None:
    values = [
        printed(number, decimals=decimals, place=f"row {place}")
        for place, (number, decimals) in enumerate([a, b])
    ]
    assert len(list(printed_differently(values))) == found


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


def test_a_finding_becomes_a_row_of_its_table() -> None:
    (finding,) = printed_differently([printed(66.4), printed(70.0)])
    row = finding.as_row()
    assert (row["council_id"], row["indicator_id"]) == ("torbay", "torbay-2012-t8")
    assert "council" not in row
    assert "indicator" not in row
