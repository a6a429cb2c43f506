"""Rules about numbers that change, are missing, or lead elsewhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.findings import Evidence
from portal.domain.findings.references import (
    cost_parts,
    gaps,
    stated_counts,
)

COMMON = {
    "plan": "first",
    "published": "2011-10",
    "council": "torbay",
    "council_name": "Torbay",
    "document": "paper",
    "area": "workforce",
    "themes": "",
    "note": "",
}


def item(ref: str, title: str = "Develop managers", **changes: Any) -> Any:
    """A project."""
    given = {**COMMON, "item": ref, "item_title": title, "summary": "", "kind": "project"}
    return SimpleNamespace(**{**given, "place": f"Project {ref}", **changes})


def plan(key: str = "first", **changes: Any) -> Any:
    """A plan that answers Ofsted."""
    given = {**COMMON, "plan": key, "title": f"The {key} plan", "answers": "ofsted"}
    return SimpleNamespace(**{**given, **changes})


def action(item_ref: str, ref: str, **changes: Any) -> Any:
    """An action without a cost."""
    given = {
        **COMMON,
        "item": item_ref,
        "item_title": "Care leavers",
        "ref": ref,
        "summary": "Include care leavers in planning.",
        "cost_text": "",
        "place": f"Row {ref}",
    }
    return SimpleNamespace(**{**given, **changes})


def described(text: str, *items: Any, plans: tuple[Any, ...] = (plan(),)) -> Evidence:
    """A document with a description, its plans and their items."""
    document = SimpleNamespace(**{**COMMON, "title": "Paper", "description": text})
    return Evidence(documents=(document,), plans=plans, items=items)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("A plan of three projects.", 1),
        ("A plan of 3 improvement projects.", 1),
        ("A plan of two projects.", 0),
        ("A plan of 2 projects and 33 recommendations.", 0),
        ("A plan of several projects.", 0),
    ],
)
def test_a_stated_number_is_held_against_the_list(text: str, number: int) -> None:
    findings = list(stated_counts(described(text, item("P1"), item("P2"))))
    assert len(findings) == number
    if findings:
        assert findings[0].message.endswith("the plan lists 2.")
        assert (findings[0].value_a, findings[0].value_b) == ("3", "2")


def test_with_two_plans_of_projects_a_stated_number_is_of_neither() -> None:
    items = (item("P1"), item("P1", plan="second"))
    both = (plan(), plan("second"))
    assert list(stated_counts(described("Three projects.", *items, plans=both))) == []


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
    rows = Evidence(items=tuple(item(ref) for ref in refs))
    assert [finding.message for finding in gaps(rows)] == expected


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
    rows = Evidence(actions=(action("2.26", "a", cost_text=text),))
    assert [finding.message for finding in cost_parts(rows)] == expected
