"""Rules about plans: numbers that change or are missing, references, costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from portal.domain.findings import PrintedEvidence
from portal.domain.findings.evidence import PlanRow
from portal.domain.findings.plans import cost_parts, gaps, item_counts, references, stated_counts
from tests.support.values import claim, plan_of, plan_row


def messages(findings: Any) -> list[str]:
    return [finding.message for finding in findings]


def item(ref: str, plan: str = "torbay-2005", **changes: Any) -> PlanRow:
    """A project."""
    return plan_row(ref, "", plan=plan, item_kind="project", place=f"Project {ref}", **changes)


def test_references_to_something_else_or_to_nothing_are_told() -> None:
    first = claim("reference", "AFI 1", "1.4", about="2.1", words="analysis of current work",
                  instead="Check the quality of supervision")  # fmt: skip
    rows = PrintedEvidence(
        actions=(plan_row("AFI 2", "2.1", place="row 2.1"),),
        claims=(first, claim("reference", "AFI 1", "1.4", about="9.9", words="plans")),
    )
    findings = list(references(rows))
    assert messages(findings) == [
        "1.4 refers to 2.1 for analysis of current work; 2.1 is: Check the quality of supervision.",
        "1.4 refers to 9.9 for plans; the plan has no 9.9.",
    ]
    assert (findings[0].place_a, findings[0].place_b) == ("Row AFI 1 1.4", "row 2.1")
    assert (findings[1].document_b, findings[1].place_b) == ("", "")


def test_references_that_fit_are_left_alone() -> None:
    row = claim("reference", "AFI 1", "1.4", about="2.1", words="quality of supervision")
    for evidence in (
        PrintedEvidence(actions=(plan_row("AFI 2", "2.1"),), claims=(row,)),
        PrintedEvidence(items=(plan_row("2.1", ""),), claims=(row,)),
    ):
        assert list(references(evidence)) == []


def test_plans_of_different_length_that_answer_one_inspection_are_told() -> None:
    plans = (plan_of("old", published="2011-10"), plan_of("new", published="2012-07"))
    items = [item(f"P{n}", "old") for n in range(8)] + [item(f"P{n}", "new") for n in range(7)]
    items.append(item("P9", "new", parent_ref="P1"))
    assert messages(item_counts(PrintedEvidence(plans=plans, items=tuple(items)))) == [
        "the plan of October 2011 has 8 projects, that of July 2012 7 projects."
    ]
    assert list(item_counts(PrintedEvidence(plans=plans, items=tuple(items[1:])))) == []
    apart = (plans[0], replace(plans[1], answers="other"))
    assert list(item_counts(PrintedEvidence(plans=apart, items=tuple(items)))) == []


@pytest.mark.parametrize(
    ("kind", "value", "count"),
    [("project", 3.0, 1), ("project", 2.0, 0), ("recommendation", 33.0, 0)],
)
def test_a_stated_number_is_held_against_the_list(kind: str, value: float, count: int) -> None:
    row = claim("item_count", "", "", about=kind, value=value, words="three projects")
    items = (item("P1"), item("P2"), item("P1", "another"))
    findings = list(stated_counts(PrintedEvidence(plans=(plan_of(),), items=items, claims=(row,))))
    assert messages(findings) == ["the text speaks of three projects; the plan lists 2."] * count
    for finding in findings:
        assert (finding.value_a, finding.value_b) == ("3", "2")
        assert finding.subject == "Number of projects, Torbay"
        assert finding.place_b == "The plan torbay-2005"


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        (["P1", "P2", "P4"], ["the numbers go from P2 to P4, without P3."]),
        (["2.1", "2.2", "2.4"], ["the numbers go from 2.2 to 2.4, without 2.3."]),
        (["P1", "P2", "P3", "2.1", "A3a"], []),
        (["P1", "P4"], []),
        (["P2", "P3", "P4"], []),
    ],
)
def test_numbers_left_out_are_told(refs: list[str], expected: list[str]) -> None:
    assert messages(gaps(PrintedEvidence(items=tuple(item(ref) for ref in refs)))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Total £178K (£98K from grants, £70K additional)",
            ["£98 + £70 is £168; the paper prints £178 (thousands)."],
        ),
        ("Total £1,200 (£700 and £400)", ["£700 + £400 is £1,100; the paper prints £1,200."]),
        ("Total £178K (£98K from grants - £80 additional revenue)", []),
        ("Use of grant £41k", []),
        ("£41k (of which £20k from a grant)", []),
        ("", []),
    ],
)
def test_costs_must_add_up(text: str, expected: list[str]) -> None:
    assert messages(cost_parts(PrintedEvidence(actions=(plan_row(cost_text=text),)))) == expected
