"""Rules about words: a status, a direction or a second target against the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.domain.findings import RULES, PrintedEvidence, find_all
from portal.domain.findings.evidence import Claim
from portal.domain.findings.words import all_on_target, directions, statuses, targets_differ
from tests.support.values import claim, printed
from tests.support.values import printed_target as target


def figure(value: float, **changes: Any) -> Any:
    """A cumulative figure of the same indicator."""
    given = {
        "indicator": "ni062",
        "basis": "cumulative",
        "period_start": date(2011, 4, 1),
        "period_end": date(2011, 9, 30),
        "document": "paper",
        "published": "2011-10-26",
        "place": "NI062 page, box latest",
        "polarity": "low",
        "name": "Placements",
    }
    return printed(value, **{**given, **changes})


def status(kind: str = "on_target", words: str = "on target") -> tuple[Claim, ...]:
    """The status that is printed beside the indicator."""
    return (claim(kind, item="", ref="ni062", words=words),)


def messages(findings: Any) -> list[str]:
    return [finding.message for finding in findings]


def test_on_target_above_a_low_is_good_target_is_told() -> None:
    (finding,) = statuses(
        PrintedEvidence(values=(figure(6.0),), targets=(target(),), claims=status())
    )
    assert finding.message == (
        "the status printed is “on target”; 6.0% stands beside a target of 5.0%, and low is best."
    )
    assert (finding.value_a, finding.value_b) == ("6.0", "5.0")
    assert finding.place_b == "NI062 page, box target"


@pytest.mark.parametrize(
    ("value", "changes", "claims"),
    [
        (5.0, {}, status()),
        (4.0, {}, status()),
        (6.0, {"polarity": "high"}, status()),
        (6.0, {"polarity": "none"}, status()),
        (6.0, {"value": None}, status()),
        (6.0, {"due_text": "2011/12"}, status()),
        (6.0, {}, ()),
        (6.0, {}, status("improved", "improved")),
        (6.0, {}, status("off_target", "off target")),
    ],
)
def test_a_status_that_the_figures_bear_out_is_left_alone(
    value: float, changes: dict[str, Any], claims: tuple[Claim, ...]
) -> None:
    targets = (target(**changes),)
    assert list(statuses(PrintedEvidence((figure(value),), targets, claims=claims))) == []


def test_off_target_is_told_where_the_target_is_met() -> None:
    claims = status("off_target", "well below target")
    (finding,) = statuses(PrintedEvidence((figure(4.0),), (target(),), claims=claims))
    assert finding.message.startswith("the status printed is “well below target”; 4.0% stands")


def test_of_two_values_the_one_beside_the_target_is_held_against_it() -> None:
    text = figure(2.6, place="NI062 page, commentary")
    assert (
        len(list(statuses(PrintedEvidence((text, figure(6.0)), (target(),), claims=status())))) == 1
    )
    box = figure(2.6)
    text = figure(6.0, place="NI062 page, commentary")
    assert list(statuses(PrintedEvidence((text, box), (target(),), claims=status()))) == []


@pytest.mark.parametrize(
    ("kind", "words", "before", "now", "polarity", "count"),
    [
        ("improved", "improved", 55.5, 57.7, "high", 0),
        ("improved", "improved", 57.7, 55.5, "high", 1),
        ("improved", "improved", 57.7, 55.5, "low", 0),
        ("worsened", "worse", 57.7, 55.5, "low", 1),
        ("worsened", "declining", 57.7, 55.5, "high", 0),
        ("improved", "improved", 57.7, 57.7, "high", 0),
        ("on_target", "on target", 57.7, 55.5, "high", 0),
    ],
)
def test_a_direction_is_held_against_the_last_two_figures(
    kind: str, words: str, before: float, now: float, polarity: str, count: int
) -> None:
    values = (
        figure(before, period_end=date(2011, 8, 31), polarity=polarity),
        figure(now, polarity=polarity),
    )
    findings = list(directions(PrintedEvidence(values=values, claims=status(kind, words))))
    assert (
        messages(findings)
        == [
            f"the status printed is “{words}”; the figures go from {before}% to {now}%, "
            f"and {polarity} is best."
        ]
        * count
    )


ALL = claim("all_on_target", item="", ref="2")


def test_all_on_target_is_held_against_figures_in_the_cell_of_their_target() -> None:
    cell = target(8, decimals=0, place="Column 2", due_text="Within 6 months")
    values = (figure(10.7, place="Column 2"),)
    (finding,) = all_on_target(PrintedEvidence(values, (cell,), claims=(ALL,)))
    assert finding.message == (
        "the report calls all that is left on target; 10.7% stands beside a target of 8%, and "
        "low is best."
    )
    assert (finding.plan, finding.value_b) == ("torbay-2005", "all on target")
    met = PrintedEvidence((figure(7.9, place="Column 2"),), (cell,), claims=(ALL,))
    elsewhere = PrintedEvidence((figure(10.7),), (cell,), claims=(ALL,))
    other = PrintedEvidence(values, (cell,), claims=(replace(ALL, document="another"),))
    for silent in (met, elsewhere, other, PrintedEvidence(values, (cell,))):
        assert list(all_on_target(silent)) == []


def test_a_current_target_and_another_for_the_same_year_are_told() -> None:
    year = target(12, decimals=0, due=date(2012, 3, 31), due_text="2011/12")
    assert messages(targets_differ(PrintedEvidence(targets=(target(), year)))) == [
        "the current target is printed as 5.0%, and the target for 2011/12 as 12%."
    ]
    for other in (
        target(5, due=date(2012, 3, 31)),
        target(4, due=date(2013, 3, 31)),
        target(4, due=None, due_text="Within 3 months"),
        target(12, due=date(2012, 3, 31), value_upper=15),
    ):
        assert list(targets_differ(PrintedEvidence(targets=(target(), other)))) == []


def test_rules_have_names_kinds_and_explanations_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.name == rule.name.lower().replace(" ", "-")
        assert len(rule.title.split()) <= 8
        assert rule.explains.endswith(".")


def test_without_evidence_nothing_is_found_and_alike_findings_are_told_once() -> None:
    assert find_all(PrintedEvidence()) == ()
    twice = printed(73.1, numerator=46, denominator=97)
    assert len(find_all(PrintedEvidence(values=(twice, twice)))) == 1
