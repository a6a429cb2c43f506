"""Rules about one step that is told in two places."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.findings import Evidence
from portal.domain.findings.stages import two_dates, two_stages, week_days

COMMON = {
    "plan": "torbay-2005",
    "published": "2005-01",
    "council": "torbay",
    "council_name": "Torbay",
    "document": "plan",
    "area": "workforce",
    "themes": "",
    "note": "",
}


def action(item: str, ref: str, **changes: Any) -> Any:
    """An action without a date."""
    given = {
        **COMMON,
        "item": item,
        "ref": ref,
        "item_title": f"Title of {item}",
        "summary": "Enlarge the unit.",
        "status_evidence": "",
        "target_text": "",
        "target_date": None,
        "place": f"Row {item} {ref}",
    }
    return SimpleNamespace(**{**given, **changes})


def milestone(item: str, action_ref: str, ref: str, **changes: Any) -> Any:
    """A milestone without a date."""
    return action(item, ref, **{"action_ref": action_ref, "outcome": "", **changes})


def statement(summary: str, **changes: Any) -> Any:
    """Progress on a plan as a whole."""
    given = {
        **COMMON,
        "item": "",
        "item_title": None,
        "ref": "1",
        "summary": summary,
        "place": "Paragraph 1",
    }
    return SimpleNamespace(**{**given, **changes})


MAY = {"target_text": "May 2005", "target_date": date(2005, 5, 31)}
SEPTEMBER = {"target_text": "Sept 2006", "target_date": date(2006, 9, 30)}
TBC = {"target_text": "TBC"}


def test_one_step_with_two_dates_is_told_with_both_places() -> None:
    rows = (action("2.1", "c", **MAY), action("2.8", "c", note="same step as 2.1 c", **SEPTEMBER))
    (found,) = two_dates(Evidence(actions=rows))
    assert found.message == (
        "the same step is dated Sept 2006 under 2.8 c and May 2005 under 2.1 c."
    )
    assert found.subject == "2.8 Title of 2.8, Torbay"
    assert (found.place_a, found.place_b) == ("Row 2.8 c", "Row 2.1 c")


def test_a_date_in_one_place_and_none_yet_in_the_other_is_told() -> None:
    rows = (
        milestone("AFI 1", "1.4", "7", **TBC),
        milestone("AFI 8", "8.1", "1", note="Same step as 1.4, milestone 7.", **MAY),
    )
    assert [found.message for found in two_dates(Evidence(milestones=rows))] == [
        "the same step is dated May 2005 under 8.1 and TBC under 1.4."
    ]


def test_a_date_in_words_counts_as_one() -> None:
    text = statement("In post by May 2005.", item="2.1", item_title="T", note="same step as 2.1 a")
    rows = Evidence(actions=(action("2.1", "a", **SEPTEMBER),), statements=(text,))
    assert [found.value_a for found in two_dates(rows)] == ["May 2005"]


@pytest.mark.parametrize(
    ("note", "first", "other"),
    [
        ("same step as 2.1 c", MAY, MAY),
        ("same step as 2.1 c", {}, MAY),
        ("same step as 2.1 c", {"target_text": "Within 3 months"}, MAY),
        ("same step as 2.9 c", MAY, SEPTEMBER),
        ("2.1 gives another date", MAY, SEPTEMBER),
        ("", MAY, SEPTEMBER),
    ],
)
def test_equal_and_unknown_dates_and_other_steps_are_left_alone(
    note: str, first: dict[str, Any], other: dict[str, Any]
) -> None:
    rows = (action("2.1", "c", **first), action("2.8", "c", note=note, **other))
    assert list(two_dates(Evidence(actions=rows))) == []


def test_the_same_reference_in_another_plan_is_another_step() -> None:
    rows = (
        action("2.1", "c", **MAY),
        action("2.8", "c", plan="torbay-2012", note="same step as 2.1 c", **SEPTEMBER),
    )
    assert list(two_dates(Evidence(actions=rows))) == []


@pytest.mark.parametrize(
    ("evidence", "text", "told"),
    [
        (
            "Fully operational; 120 contacts a week",
            "The hub is being introduced.",
            "one place says: the hub is being introduced; another: fully operational.",
        ),
        (
            "3.1: being developed; 4.2: will be in place by December",
            "Changes in structure are in place (paragraph 1.3).",
            "one place says: changes in structure are in place; "
            "another: will be in place by December.",
        ),
        (
            "Document written, being considered for implementation",
            "New standards are in; a manual should be published.",
            "one place says: new standards are in; "
            "another: document written, being considered for implementation.",
        ),
        ("Plan drafted", "The plan is being implemented.", 1),
        ("Completed", "An audit is to start in May.", 1),
        ("Fully operational", "The hub is in place.", 0),
        ("Plan drafted", "The plan was developed.", 0),
        ("Plan drafted", "Staff like the plan.", 0),
        ("", "The hub is in place.", 0),
    ],
)
def test_one_step_at_two_stages_is_told(evidence: str, text: str, told: str | int) -> None:
    rows = Evidence(
        actions=(action("2.16", "a", status_evidence=evidence),),
        statements=(statement(text, note="jumbled; same step as 2.16 a"),),
    )
    found = list(two_stages(rows))
    if isinstance(told, str):
        assert [one.message for one in found] == [told]
        assert (found[0].item, found[0].place_a, found[0].place_b) == (
            "2.16",
            "Paragraph 1",
            "Row 2.16 a",
        )
    else:
        assert len(found) == told


@pytest.mark.parametrize(
    ("text", "start", "told"),
    [
        (
            "W/S 22nd November",
            date(2011, 11, 22),
            ["the week is said to start on 22 November; in 2011 that was a Tuesday."],
        ),
        ("week beginning 24 April", date(2012, 4, 24), 1),
        ("W/S 23/4/12", date(2012, 4, 23), 0),
        ("22nd November", date(2011, 11, 22), 0),
        ("W/S in November", date(2011, 11, 22), 0),
        ("W/S 22nd November", None, 0),
    ],
)
def test_a_week_starts_on_a_monday(text: str, start: date | None, told: list[str] | int) -> None:
    rows = Evidence(actions=(action("P4", "d", target_text=text, target_date=start),))
    found = [one.message for one in week_days(rows)]
    assert (found if isinstance(told, list) else len(found)) == told
