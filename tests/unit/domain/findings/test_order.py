"""Rules about the order and the number of dates."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.findings import Evidence
from portal.domain.findings.order import announced_months, milestones_and_dates, moved_backwards

COMMON = {
    "plan": "progress",
    "published": "2012-07",
    "council": "torbay",
    "council_name": "Torbay",
    "document": "paper",
    "item": "",
    "item_title": None,
    "area": None,
    "themes": None,
    "place": "Paragraph 1",
}


def statement(summary: str, **changes: Any) -> Any:
    """Progress that a report of July 2012 tells."""
    return SimpleNamespace(**{**COMMON, "kind": "progress", "summary": summary, **changes})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "It was 2.6% in September 2011, and this rose to 4.2% in July 2011.",
            "the text starts from September 2011 and says that it rose in July 2011, "
            "which is earlier.",
        ),
        ("It was 2.6% in July 2011, and this rose to 4.2% in September 2011.", ""),
        ("It rose to 4.2% in September 2011, from 2.6% in July 2011.", ""),
        ("It was 2.6% in September 2011 and 4.2% in July 2011.", ""),
        ("It was 2.6% in July, and rose to 4.2% in September 2011.", ""),
        ("It was 2% in May 2011, rose to 4% in July 2011 and 3% in June 2011.", ""),
    ],
)
def test_what_moves_to_an_earlier_date_is_told(text: str, message: str) -> None:
    texts = [
        finding.message for finding in moved_backwards(Evidence(statements=(statement(text),)))
    ]
    assert texts == ([message] if message else [])


REPORT = SimpleNamespace(plan="progress", status="progress report")


@pytest.mark.parametrize(
    ("text", "changes", "number"),
    [
        ("A manual should be published in May.", {}, 1),
        ("An audit is to start in early April.", {}, 1),
        ("Standards are in; a manual will be published in June.", {}, 1),
        ("A manual should be published in July.", {}, 0),
        ("A manual should be published in March.", {}, 0),
        ("A manual should be published in October.", {}, 0),
        ("A manual should be published in May 2013.", {}, 0),
        ("A manual was published in May.", {}, 0),
        ("In May it was found that a manual should be published.", {}, 0),
        ("A manual should be published; the audit ended in May.", {}, 0),
        ("The event will have taken place in June.", {}, 0),
        ("A manual should be published in May.", {"kind": "consideration"}, 0),
        ("A manual should be published in May.", {"plan": "another"}, 0),
    ],
)
def test_what_a_report_announces_for_a_month_gone_by_is_told(
    text: str, changes: dict[str, Any], number: int
) -> None:
    rows = Evidence(plans=(REPORT,), statements=(statement(text, **changes),))
    findings = list(announced_months(rows))
    assert len(findings) == number
    for finding in findings:
        assert finding.message.endswith(
            "is announced as still to come; the report is of July 2012."
        )
        assert (finding.place_a, finding.place_b) == ("Paragraph 1", "Date of the document")


@pytest.mark.parametrize(
    ("dates", "milestones", "number"),
    [
        ("February 2015; March 2015", 3, 1),
        ("February 2015; March 2015", 2, 0),
        ("March 2015", 3, 0),
        ("February 2015; March 2015", 1, 0),
        ("February 2015; March 2015", 0, 0),
        ("", 3, 0),
    ],
)
def test_several_dates_that_are_not_as_many_as_the_milestones_are_told(
    dates: str, milestones: int, number: int
) -> None:
    where = {**COMMON, "item": "AFI 17", "item_title": "Conferences"}
    action = SimpleNamespace(**where, ref="17.4", target_text=dates)
    stages = tuple(SimpleNamespace(**where, action_ref="17.4") for _ in range(milestones))
    findings = list(milestones_and_dates(Evidence(actions=(action,), milestones=stages)))
    assert [finding.message for finding in findings] == [
        "17.4 lists 3 milestones and 2 dates."
    ] * number
