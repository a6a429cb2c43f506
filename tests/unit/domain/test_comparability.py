"""The verdict on whether series may be compared, and the reasons that stand beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.comparability import TITLES, Verdict, differences, verdict
from portal.domain.indicators import Series
from portal.importers.schema import BASES
from tests.support.values import MIDDLESBROUGH, PLYMOUTH, TORBAY, series, value

JUNE = value(60.0, date(2012, 6, 30))


@pytest.mark.parametrize(
    ("changes", "aspects"),
    [
        ({}, []),
        ({"name": "Another wording", "key": "other", "ref": "X1"}, []),
        ({"population": "Initial Assessments"}, []),
        (
            {"definition_code": "within-7-days", "name": "Within 7 days"},
            ["Definition: Torbay “Initial assessments on time”, Plymouth “Within 7 days”"],
        ),
        ({"unit": "days"}, ["Unit: percent and days"]),
        ({"basis": "year"}, ["Basis: Torbay in the month, Plymouth year"]),
        ({"basis": ""}, ["Basis: Torbay in the month, Plymouth not stated"]),
        ({"population": ""}, ["Population: initial assessments and not stated"]),
    ],
)
def test_each_aspect_that_differs_is_named(changes: dict[str, Any], aspects: list[str]) -> None:
    assert differences(series(TORBAY, JUNE), series(PLYMOUTH, JUNE, **changes)) == aspects


@pytest.mark.parametrize(
    ("codes", "limits"),
    [
        (("a-within-10-working-days", "a-within-7-working-days"), ": 10 working days against 7"),
        (("a-within-10-working-days", "b-within-10-working-days"), ""),
        (("a-within-10-working-days", "a-within-2-weeks"), ""),
        (("a-within-10-working-days", "a"), ""),
    ],
)
def test_limits_that_definitions_differ_in_are_said(codes: tuple[str, str], limits: str) -> None:
    first, second = (series(TORBAY, JUNE, definition_code=code, name=code[:1]) for code in codes)
    (difference,) = differences(first, second)
    assert difference == f"Definition: Torbay “a”, Torbay “{codes[1][:1]}”{limits}"


def test_a_basis_that_neither_document_states_is_not_taken_to_be_the_same() -> None:
    first, other = series(TORBAY, JUNE, basis=""), series(PLYMOUTH, JUNE, basis="")
    assert differences(first, other) == ["Basis: Torbay not stated, Plymouth not stated"]


@pytest.mark.parametrize("basis", BASES)
def test_every_basis_has_words(basis: str) -> None:
    (difference,) = differences(series(TORBAY, JUNE, basis=basis), series(PLYMOUTH, JUNE, basis=""))
    assert "Torbay not stated" not in difference


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "comparable"),
        ({"definition_code": "within-7-days"}, "caution"),
        ({"unit": "days"}, "caution"),
        ({"basis": "year"}, "caution"),
        ({"population": "all"}, "caution"),
        ({"definition_code": "within-7-days", "basis": "year"}, "not-comparable"),
        ({"unit": "days", "population": "all"}, "not-comparable"),
        (
            {"definition_code": "x", "unit": "days", "basis": "", "population": ""},
            "not-comparable",
        ),
    ],
)
def test_one_difference_asks_for_caution_and_two_forbid(
    changes: dict[str, Any], level: str
) -> None:
    result = verdict([series(TORBAY, JUNE), series(PLYMOUTH, JUNE, **changes)])
    assert result.level == level
    assert result.reasons


def test_agreement_is_said_as_the_reason() -> None:
    result = verdict([series(TORBAY, JUNE), series(PLYMOUTH, JUNE)])
    assert result.reasons == (
        "Torbay and Plymouth agree in definition, unit, basis and population.",
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([], "None of the chosen councils has figures."),
        (
            [series(TORBAY, JUNE), series(TORBAY, JUNE, basis="year")],
            "Torbay is the only one of the chosen councils with figures.",
        ),
    ],
)
def test_a_single_council_is_compared_with_nothing(given: list[Series], reason: str) -> None:
    result = verdict(given)
    assert result == Verdict("alone", (reason,))


def test_councils_are_held_together_by_their_closest_series() -> None:
    result = verdict(
        [
            series(TORBAY, JUNE, basis="month", definition_code="other"),
            series(TORBAY, JUNE, basis="year"),
            series(PLYMOUTH, JUNE, basis="year"),
        ]
    )
    assert result.level == "comparable"


def test_of_three_councils_the_worst_pair_decides() -> None:
    result = verdict(
        [
            series(TORBAY, JUNE),
            series(PLYMOUTH, JUNE),
            series(MIDDLESBROUGH, JUNE, definition_code="within-7-days", basis="year"),
        ]
    )
    assert result.level == "not-comparable"
    assert "Torbay and Plymouth agree in definition, unit, basis and population." in result.reasons
    assert len(result.reasons) == len(set(result.reasons))


@pytest.mark.parametrize(
    ("changes", "level"),
    [({}, "caution"), ({"basis": "year", "population": "all"}, "not-comparable")],
)
def test_counts_are_never_simply_comparable(changes: dict[str, Any], level: str) -> None:
    first = series(TORBAY, JUNE, unit="count")
    result = verdict([first, series(PLYMOUTH, JUNE, **{"unit": "count", **changes})])
    assert result.level == level
    assert "Counts grow with the size of a council; a rate would be fairer." in result.reasons


@pytest.mark.parametrize(
    ("year", "reasons"),
    [
        (2004, ["The figures are years apart: Torbay 2012 and Plymouth 2004."]),
        (2010, ["The figures are years apart: Torbay 2012 and Plymouth 2010."]),
        (2011, []),
        (2012, []),
    ],
)
def test_figures_two_years_apart_or_more_are_told(year: int, reasons: list[str]) -> None:
    other = series(PLYMOUTH, value(50.0, date(year, 6, 30)))
    result = verdict([series(TORBAY, JUNE), other])
    assert [reason for reason in result.reasons if "apart" in reason] == reasons


def test_spans_of_years_that_meet_are_not_apart() -> None:
    long = series(PLYMOUTH, value(50.0, date(2004, 6, 30)), value(55.0, date(2011, 6, 30)))
    assert not any("apart" in r for r in verdict([series(TORBAY, JUNE), long]).reasons)
    early = series(PLYMOUTH, value(50.0, date(2004, 6, 30)), value(55.0, date(2006, 6, 30)))
    assert any(
        "Torbay 2012 and Plymouth 2004 to 2006" in r
        for r in verdict([series(TORBAY, JUNE), early]).reasons
    )


LATER, UNSURE = value(50.0, date(2012, 7, 31)), value(None, date(2012, 6, 30))


@pytest.mark.parametrize(
    ("others", "level"),
    [
        ([series(PLYMOUTH, JUNE, LATER)], "comparable"),
        ([series(PLYMOUTH, LATER)], "caution"),
        ([series(PLYMOUTH, UNSURE)], "caution"),
        ([series(PLYMOUTH, LATER), series(PLYMOUTH, JUNE, basis="year")], "caution"),
        ([series(PLYMOUTH, JUNE, LATER), series(MIDDLESBROUGH, LATER)], "caution"),
    ],
)
def test_councils_without_a_common_period_are_not_simply_comparable(
    others: list[Series], level: str
) -> None:
    result = verdict([series(TORBAY, JUNE), *others])
    assert result.level == level
    apart = "They have no figures of a period that is common to all of them."
    assert (apart in result.reasons) == (level == "caution")


def test_undated_values_say_nothing_about_years() -> None:
    undated = series(PLYMOUTH, value(50.0, None))
    assert not any("apart" in r for r in verdict([series(TORBAY, JUNE), undated]).reasons)


def test_every_level_has_a_title() -> None:
    assert {Verdict(level, ()).title for level in TITLES} == set(TITLES.values())  # type: ignore[arg-type]
