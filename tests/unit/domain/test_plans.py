"""Rules for items and actions that are named, dated or reported in a plan, and their counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.plans import (
    Item,
    Mark,
    drafts,
    matrix,
    months_between,
    summarise,
    theme_counts,
    timeline,
    to_be_confirmed,
)
from portal.domain.vocabulary import Plan
from tests.support.values import action, item


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("TBC", True),
        ("tbc", True),
        ("Date TBC with partners", True),
        ("To be confirmed", True),
        ("", False),
        ("January 2015", False),
        ("SR", False),
    ],
)
def test_to_be_confirmed_is_recognised_anywhere_in_the_text(text: str, open_: bool) -> None:
    assert to_be_confirmed(text) is open_


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({}, ("no date",)),
        ({"target_date": date(2015, 1, 31)}, ()),
        ({"target_text": "Ongoing"}, ("a period only",)),
        ({"target_text": "TBC"}, ("date to be confirmed",)),
        ({"target_text": "TBC", "target_date": date(2015, 1, 31)}, ("date to be confirmed",)),
        ({"lead": ""}, ("no date", "no lead")),
        (
            {"lead": "TBC", "target_text": "Ongoing"},
            ("a period only", "lead to be confirmed"),
        ),
        ({"lead": "TBC", "target_text": "TBC"}, ("date to be confirmed", "lead to be confirmed")),
    ],
)
def test_an_action_says_what_its_document_leaves_open(
    changes: dict[str, Any], points: tuple[str, ...]
) -> None:
    assert action(**changes).open_points == points


@pytest.mark.parametrize(
    ("lead", "named"), [("AB", True), ("Health", True), ("TBC", False), ("", False)]
)
def test_an_action_is_named_when_a_person_post_or_body_leads_it(lead: str, named: bool) -> None:
    assert action(lead=lead).named is named


def test_an_item_gathers_dates_costs_and_states_of_its_actions() -> None:
    row = item(
        action(target_date=date(2005, 6, 30), cost_gbp=41000, status="completed"),
        action(target_date=date(2005, 4, 30), cost_gbp=0),
        action(target_text="TBC"),
    )
    assert row.dates == (date(2005, 4, 30), date(2005, 6, 30))
    assert (row.cost, row.to_confirm, row.completed) == (41000, 1, 1)


def test_an_item_without_actions_has_nothing_to_gather() -> None:
    assert (item().dates, item().cost, item().to_confirm, item().completed) == ((), 0, 0, 0)


def test_a_summary_counts_items_and_actions() -> None:
    summary = summarise(
        [
            item(
                action(target_date=date(2005, 6, 30), status="completed"),
                action(lead="", cost_gbp=0),
                action(lead="TBC", status="in_progress", status_evidence="under way"),
                action(status="in_progress"),
            ),
            item(),
        ]
    )
    assert (summary.items, summary.actions) == (2, 4)
    assert (summary.named, summary.dated, summary.costed) == (2, 1, 1)
    assert (summary.reported, summary.completed) == (2, 1)


def plan(key: str, status: str) -> Plan:
    """A plan of June 2012."""
    return Plan(key, "torbay", "", "", "2012-06", status, *[""] * 8)


def test_a_draft_is_not_asked_for_results_and_its_actions_are_left_out_of_both_sides() -> None:
    done, silent = action(status="completed"), action()
    plans = [plan("final", "final"), plan("draft", "draft")]
    assert drafts(plans) == {"draft"}
    summary = summarise(
        [item(done, silent, plan="final"), item(done, silent, silent, plan="draft")], drafts(plans)
    )
    assert (summary.actions, summary.answerable) == (5, 2)
    assert (summary.reported, summary.completed) == (1, 1)
    assert summary.left_out(plans) == "the draft of June 2012 left out: 3 actions"
    assert not summary.early


def test_a_council_that_has_only_a_draft_is_early_and_nothing_is_left_out() -> None:
    plans = [plan("draft", "draft")]
    summary = summarise([item(action(), plan="draft")], drafts(plans))
    assert summary.early
    assert summary.left_out(plans) == ""
    assert not summarise([], drafts(plans)).early


@pytest.mark.parametrize(
    ("items", "share"),
    [
        ([], None),
        ([item()], None),
        ([item(action())], 0.0),
        ([item(action(status="completed"))], 100.0),
        ([item(action(status="completed"), action(), action())], pytest.approx(100 / 3)),
    ],
)
def test_a_share_is_of_actions_and_none_without_any(items: list[Item], share: Any) -> None:
    summary = summarise(items)
    assert summary.share(summary.completed) == share


def test_the_matrix_counts_items_by_area_and_council_and_knows_gaps() -> None:
    cells = matrix(
        [item(), item(), item(council="plymouth"), item(area="leaving-care", council="plymouth")]
    )
    assert cells == {
        ("workforce", "torbay"): 2,
        ("workforce", "plymouth"): 1,
        ("leaving-care", "plymouth"): 1,
    }
    assert cells["leaving-care", "torbay"] == 0


def test_an_item_counts_for_each_of_its_themes() -> None:
    counts = theme_counts([item(themes=("adoption", "assessment")), item(themes=("adoption",))])
    assert counts == {"adoption": 2, "assessment": 1}


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2014-11", date(2015, 1, 1), 2),
        ("2014-11-18", date(2015, 1, 1), 2),
        ("2015-01-31", date(2015, 1, 1), 0),
        ("2003-07", date(2004, 9, 30), 14),
        ("2015-03", date(2015, 1, 1), -2),
        ("2014", date(2015, 1, 1), None),
        ("", date(2015, 1, 1), None),
    ],
)
def test_months_are_counted_from_a_printed_month(start: str, end: date, months: int | None) -> None:
    assert months_between(start, end) == months


def test_the_timeline_gathers_target_dates_by_plan_and_month() -> None:
    june, late_june, april = date(2005, 6, 1), date(2005, 6, 30), date(2005, 4, 30)
    items = [
        item(
            action(target_date=june, status="completed"),
            action(target_date=late_june),
            action(target_date=april),
            action(target_text="TBC"),
        ),
        item(action(target_date=late_june), ref="2.2"),
        item(action(target_date=june), council="plymouth", plan="plymouth-2015"),
    ]
    assert timeline(items, {"torbay-2005": "2004-12", "plymouth-2015": ""}) == [
        Mark("torbay", "torbay-2005", date(2005, 4, 1), 4, 1, 0, ("2.1",)),
        Mark("plymouth", "plymouth-2015", date(2005, 6, 1), None, 1, 0, ("2.1",)),
        Mark("torbay", "torbay-2005", date(2005, 6, 1), 6, 3, 1, ("2.1", "2.2")),
    ]


def test_a_plan_whose_inspection_is_not_known_has_no_months_since() -> None:
    (mark,) = timeline([item(action(target_date=date(2005, 6, 1)))], {})
    assert mark.months_since is None
