"""Rules about one step that is told in two places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedEvidence
from portal.domain.findings.evidence import Claim
from portal.domain.findings.stages import two_dates, two_stages
from tests.support.values import claim

MAY = {"target_text": "May 2005", "target_date": date(2005, 5, 31)}
SEPTEMBER = {"target_text": "Sept 2006", "target_date": date(2006, 9, 30)}
TBC = {"target_text": "TBC"}


def step(item: str, ref: str, **changes: Any) -> Claim:
    """A row that tells of the enlargement of the unit."""
    return claim("step", item, ref, about="unit", **changes)


def test_one_step_with_two_dates_is_told_with_both_places() -> None:
    rows = (step("2.8", "c", **SEPTEMBER), step("2.1", "c", **MAY))
    (finding,) = two_dates(PrintedEvidence(claims=rows))
    assert finding.message == (
        "the same step is dated Sept 2006 under 2.8 c and May 2005 under 2.1 c."
    )
    assert finding.subject == "2.8 Title of 2.8, Torbay"
    assert (finding.place_a, finding.place_b) == ("Row 2.8 c", "Row 2.1 c")


def test_a_date_in_one_place_and_none_yet_in_the_other_is_told() -> None:
    rows = (
        step("AFI 8", "1", action_ref="8.1", **MAY),
        step("AFI 1", "7", action_ref="1.4", **TBC),
    )
    for pair, message in (
        (rows, "the same step is dated May 2005 under 8.1 and TBC under 1.4."),
        (rows[::-1], "the same step is dated TBC under 1.4 and May 2005 under 8.1."),
    ):
        assert [finding.message for finding in two_dates(PrintedEvidence(claims=pair))] == [message]


def test_a_date_claimed_in_words_counts_as_one() -> None:
    rows = (step("2.1", "1", dated="2005-05", place="Outcome 1"), step("2.1", "a", **SEPTEMBER))
    assert [finding.value_a for finding in two_dates(PrintedEvidence(claims=rows))] == ["May 2005"]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (MAY, MAY),
        (MAY, {"dated": "2005-05"}),
        ({}, MAY),
        ({"target_text": "Within 3 months"}, MAY),
        (TBC, TBC),
        (MAY, {**SEPTEMBER, "about": "another"}),
        (MAY, {**SEPTEMBER, "plan": "torbay-2012"}),
        (MAY, {**SEPTEMBER, "kind": "reference"}),
    ],
)
def test_equal_and_unknown_dates_and_other_steps_are_left_alone(
    first: dict[str, Any], other: dict[str, Any]
) -> None:
    rows = (step("2.1", "c", **first), replace(step("2.8", "c"), **other))
    assert list(two_dates(PrintedEvidence(claims=rows))) == []


def stage(kind: str, words: str, item: str = "2.16", **changes: Any) -> Claim:
    """A claim of how far the hub has come."""
    return claim(kind, item, words=words, about="hub", **changes)


def test_one_step_at_two_stages_is_told_on_the_item_with_both_places() -> None:
    rows = (
        stage("in_place", "changes in structure are in place", item=""),
        stage("to_come", "will be in place by December"),
    )
    (finding,) = two_stages(PrintedEvidence(claims=rows))
    assert finding.message == (
        "one place says: changes in structure are in place; another: will be in place by December."
    )
    assert (finding.item, finding.place_a, finding.place_b) == (
        "2.16",
        "Paragraph 1",
        "Row 2.16 a",
    )


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        ("being_introduced", ["in_place"], ["being_introduced", "in_place"]),
        ("considered", ["being_introduced", "drafted"], ["considered", "being_introduced"]),
        ("drafted", ["being_introduced", "to_come"], ["drafted", "to_come"]),
        ("in_place", ["in_place"], []),
        ("drafted", [], []),
    ],
)
def test_of_several_stages_those_furthest_apart_are_told(
    first: str, others: list[str], expected: list[str]
) -> None:
    rows = (stage(first, first), *(stage(kind, kind, item="2.17") for kind in others))
    findings = list(two_stages(PrintedEvidence(claims=rows)))
    assert [[finding.value_a, finding.value_b] for finding in findings] == (
        [expected] if expected else []
    )


@pytest.mark.parametrize("changes", [{"plan": "torbay-2012"}, {"place": "Row 2.16 a"}])
def test_stages_of_other_plans_or_of_one_place_are_left_alone(changes: dict[str, str]) -> None:
    rows = (stage("drafted", "drafted"), stage("in_place", "in place", item="2.17", **changes))
    assert list(two_stages(PrintedEvidence(claims=rows))) == []
