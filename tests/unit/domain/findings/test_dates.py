"""Rules about dates: of claims, figures, targets, weeks and milestones."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedEvidence
from portal.domain.findings.dates import (
    announced_days,
    announced_months,
    done_after,
    figures_after,
    inspection_dates,
    milestones_and_dates,
    moved_backwards,
    reports_before_their_date,
    targets_before,
    week_days,
)
from portal.domain.findings.evidence import Inspection, later
from tests.support.values import claim, plan_of, plan_row, printed


def messages(findings: Any) -> list[str]:
    return [finding.message for finding in findings]


@pytest.mark.parametrize(
    ("first", "second", "is_later"),
    [
        ("2012-07", "2012-06-27", True),
        ("2012-07", "2012-07-03", False),
        ("2012-07-03", "2012-07", False),
        ("2012-07-03", "2012-07-02", True),
        ("2013", "2012-12-31", True),
        ("2012", "2012-01", False),
        ("2011-12", "2012", False),
        ("", "2012", False),
        ("2012", "", False),
    ],
)
def test_a_date_is_later_only_where_all_of_it_is(first: str, second: str, is_later: bool) -> None:
    assert later(first, second) is is_later


def test_an_event_claimed_as_done_after_the_document_is_told_once_an_item() -> None:
    rows = (
        claim("done", dated="2005-04-19"),
        claim("done", dated="2005-05"),
        claim("done", item="2.12", ref="3", dated="2005-03"),
    )
    first, other = done_after(PrintedEvidence(claims=rows))
    assert first.message == (
        "an event of 19 April 2005 is reported as done; the document is dated January 2005."
    )
    assert first.subject == "2.5 Title of 2.5, Torbay"
    assert (first.plan, first.item, first.place_b) == ("torbay-2005", "2.5", "Date of the document")
    assert "March 2005" in other.message


@pytest.mark.parametrize(
    ("kind", "dated"), [("done", "2005-01"), ("done", "2004-12-31"), ("announced", "2005-04")]
)
def test_what_is_done_before_or_announced_is_left_alone(kind: str, dated: str) -> None:
    assert list(done_after(PrintedEvidence(claims=(claim(kind, dated=dated),)))) == []


def test_figures_after_their_document_are_told_once_a_date() -> None:
    late = {"period_end": date(2011, 11, 14), "unit": "count", "decimals": 0}
    paper = {"published": "2011-10-26", **late}
    values = (
        printed(249, name="Plans", **paper),
        printed(249, name="Children in care", **paper),
    )
    (finding,) = figures_after(PrintedEvidence(values=values))
    assert finding.message == (
        "249 (plans and children in care) is dated 14 November 2011; "
        "the document is dated 26 October 2011."
    )
    earlier = printed(249, published="2011-10-26", period_end=date(2011, 10, 26))
    doubtful = printed(249, reading="doubtful", raw_text="below 250", **paper)
    for value in (earlier, doubtful):
        assert list(figures_after(PrintedEvidence(values=(value,)))) == []


@pytest.mark.parametrize(
    ("status", "changes", "count"),
    [
        ("final", {}, 1),
        ("draft", {}, 1),
        ("progress report", {}, 0),
        ("final", {"status": "completed"}, 0),
        ("final", {"target_date": date(2005, 1, 31)}, 0),
        ("final", {"target_date": None}, 0),
        ("final", {"outcome": "raised in December"}, 0),
    ],
)
def test_a_target_before_its_plan_is_told(status: str, changes: dict[str, Any], count: int) -> None:
    given = {"status": "not_stated", "target_date": date(2004, 12, 31), "target_text": "Dec 2004"}
    milestone = plan_row(**{**given, **changes})
    plans = (plan_of(status=status),)
    findings = list(targets_before(PrintedEvidence(plans=plans, milestones=(milestone,))))
    assert (
        messages(findings)
        == [
            "the target is Dec 2004; the plan is dated January 2005, "
            "and nothing says that it was met."
        ]
        * count
    )


@pytest.mark.parametrize(
    ("dated", "days", "months"),
    [
        ("2004-12-30", 1, 0),
        ("2005-01-30", 0, 0),
        ("2004-12", 0, 1),
        ("2005-01", 0, 0),
        ("2005-06", 0, 0),
    ],
)
def test_what_is_announced_when_its_day_or_month_had_passed_is_told(
    dated: str, days: int, months: int
) -> None:
    evidence = PrintedEvidence(claims=(claim("announced", dated=dated), claim("done", dated=dated)))
    assert (
        messages(announced_days(evidence))
        == ["30 December 2004 is announced as still to come; the document is dated January 2005."]
        * days
    )
    assert (
        messages(announced_months(evidence))
        == ["December 2004 is announced as still to come; the report is of January 2005."] * months
    )


def test_a_month_is_quoted_as_printed_and_the_claim_names_the_subject() -> None:
    row = claim("announced", item="", dated="2004-12", words="December", subject="A manual is due")
    (finding,) = announced_months(PrintedEvidence(claims=(row,)))
    assert finding.message.startswith("December is announced as still to come")
    assert (finding.subject, finding.value_a) == ("A manual is due, Torbay", "December")
    assert (finding.place_a, finding.place_b) == ("Paragraph 1", "Date of the document")


@pytest.mark.parametrize(
    ("about", "dated", "count"),
    [
        ("ofsted", "2010-11", 1),
        ("ofsted", "2010-09", 0),
        ("ofsted", "2010-09-20", 0),
        ("another", "2010-11", 0),
    ],
)
def test_an_inspection_with_two_dates_is_told(about: str, dated: str, count: int) -> None:
    visit = Inspection(
        inspection="ofsted",
        inspectorate="Ofsted",
        title="announced inspection",
        inspected="2010-09",
        document="paper-2011",
        place="Section 1",
    )
    claims = (claim("inspected", about=about, dated=dated),)
    findings = list(inspection_dates(PrintedEvidence(inspections=(visit,), claims=claims)))
    assert messages(findings) == ["one place says September 2010, another November 2010."] * count
    for finding in findings:
        assert finding.subject == "Ofsted announced inspection, Torbay"
        assert (finding.document_a, finding.document_b) == ("paper-2011", "paper")


def test_a_report_cannot_be_presented_before_its_date() -> None:
    shown = claim("report_presented", item="", dated="2003-11")
    dated = claim("report_dated", item="", dated="2004-07", place="Papers")
    (finding,) = reports_before_their_date(PrintedEvidence(claims=(shown, dated)))
    assert finding.message == "it was presented in November 2003 and is dated July 2004."
    assert (finding.place_a, finding.place_b) == ("Paragraph 1", "Papers")
    earlier = claim("report_dated", item="", dated="2003-10")
    other = claim("report_dated", item="", dated="2004-07", plan="another")
    for silent in (earlier, other):
        assert list(reports_before_their_date(PrintedEvidence(claims=(shown, silent)))) == []


@pytest.mark.parametrize(
    ("kind", "dated", "until", "expected"),
    [
        ("rose", "2011-09", "2011-07", ["rose"]),
        ("fell", "2011-09", "2011-07-15", ["fell"]),
        ("rose", "2011-07", "2011-09", []),
        ("rose", "2011-07", "2011-07-31", []),
    ],
)
def test_what_moves_to_an_earlier_date_is_told(
    kind: str, dated: str, until: str, expected: list[str]
) -> None:
    row = claim(kind, item="", dated=dated, until=until, subject="Placements")
    findings = list(moved_backwards(PrintedEvidence(claims=(row,))))
    assert [finding.subject for finding in findings] == ["Placements, Torbay"] * len(expected)
    for finding, word in zip(findings, expected, strict=True):
        assert f"starts from September 2011 and says that it {word} in " in finding.message
        assert finding.message.endswith("July 2011, which is earlier.")


@pytest.mark.parametrize(
    ("text", "start", "expected"),
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
def test_a_week_starts_on_a_monday(
    text: str, start: date | None, expected: list[str] | int
) -> None:
    rows = PrintedEvidence(actions=(plan_row("P4", "d", target_text=text, target_date=start),))
    findings = messages(week_days(rows))
    assert (findings if isinstance(expected, list) else len(findings)) == expected


@pytest.mark.parametrize(
    ("dates", "milestones", "count"),
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
    dates: str, milestones: int, count: int
) -> None:
    action = plan_row("AFI 17", "17.4", target_text=dates)
    stages = tuple(plan_row("AFI 17", str(n), action_ref="17.4") for n in range(milestones))
    findings = milestones_and_dates(PrintedEvidence(actions=(action,), milestones=stages))
    assert messages(findings) == ["17.4 lists 3 milestones and 2 dates."] * count
