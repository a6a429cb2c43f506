"""Rules about progress: counts of a report, and what moved from one to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.domain.progress import (
    Course,
    Report,
    ReportLine,
    changes,
    courses,
    gone_from,
    months_apart,
    newest_words,
    plain_status,
)
from portal.domain.vocabulary import Council, Plan

SEPTEMBER, DECEMBER = date(2025, 9, 30), date(2025, 12, 31)
COUNCIL = Council(key="sandlow", name="Sandlow", kind="council", area_code="", region="", number=0)
PLAN = Plan(
    key="sandlow-2025",
    council="sandlow",
    title="Tracker",
    short_name="",
    published="2025-09-30",
    status="progress report",
    note="",
    document="sandlow-2025",
    document_title="Tracker",
    inspection="",
    inspectorate="",
    inspection_title="",
    inspected="",
    judgement="",
)
LINE = ReportLine(
    plan="sandlow-2025",
    item_ref="1",
    action_ref="FD1",
    report_date=SEPTEMBER,
    area="assessment",
    themes=(),
    title="Answer calls quickly.",
    status="in_progress",
    status_printed="",
    rag="",
    confidence="",
    progress="",
    evidence="",
    target_text="",
    target_date=None,
    as_printed="Answer every call within two minutes",
    lead="",
    lead_role="",
    planned_text="November 2025",
    planned_date=date(2025, 11, 30),
    document="sandlow-2025",
    place="row 4",
)


def moved(before: dict[str, object], after: dict[str, object]) -> list[tuple[str, str, str]]:
    first = Report(SEPTEMBER, (replace(LINE, **before),))  # type: ignore[arg-type]
    second = Report(DECEMBER, (replace(LINE, **after),))  # type: ignore[arg-type]
    return [(change.kind, change.before, change.after) for change in changes(first, second)]


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ({}, {}, []),
        ({}, {"progress": "Continues."}, []),
        ({}, {"status": "completed"}, ["completed"]),
        ({"status": "completed"}, {"status": "overdue"}, ["reopened"]),
        ({"status": "completed"}, {"status": "not_stated"}, []),
        ({"status": "not_stated"}, {"status": "completed"}, []),
        ({}, {"status": "overdue"}, ["worse"]),
        ({}, {"status": "awaiting_sign_off"}, ["better"]),
        ({"status": "not_started"}, {}, ["better"]),
        ({"rag": "amber"}, {"rag": "red"}, ["worse"]),
        ({"rag": "amber"}, {"rag": "green"}, ["better"]),
        ({"rag": "grey"}, {"rag": "red"}, []),
        # The word counts before the colour.
        ({"rag": "red", "status": "overdue"}, {"rag": "red"}, ["better"]),
        ({}, {"as_printed": "Answer every  CALL within two minutes"}, []),
        ({}, {"as_printed": "Answer most calls"}, ["reworded"]),
        ({}, {"target_text": "May 2026", "target_date": date(2026, 5, 31)}, ["slipped"]),
        ({}, {"target_text": "May 2025", "target_date": date(2025, 5, 31)}, ["earlier"]),
        ({}, {"target_text": "november  2025"}, []),
        ({}, {"target_text": "TBC", "target_date": None, "planned_date": None}, ["redated"]),
        (
            {"target_text": "Autumn", "target_date": None, "planned_date": None},
            {"target_text": "May 2026", "target_date": date(2026, 5, 31)},
            ["redated"],
        ),
        ({}, {"target_text": "", "target_date": None, "planned_text": ""}, []),
        (
            {"status": "completed"},
            {"target_text": "May 2026", "target_date": date(2026, 5, 31)},
            ["reopened", "slipped"],
        ),
    ],
)
def test_what_moved_between_two_reports(
    before: dict[str, object], after: dict[str, object], kinds: list[str]
) -> None:
    assert [kind for kind, _before, _after in moved(before, after)] == kinds


def test_a_change_says_from_what_to_what_as_printed() -> None:
    before = {"status_printed": "On track", "rag": "green"}
    after = {
        "status": "overdue",
        "rag": "red",
        "target_text": "End of January 2026",
        "target_date": date(2026, 1, 31),
    }
    assert moved(before, after) == [
        ("worse", "On track, green", "Overdue, red"),
        ("slipped", "November 2025", "End of January 2026"),
    ]


def test_lines_that_came_and_went_are_told_by_their_reference() -> None:
    gone, new = replace(LINE, action_ref="GQ6"), replace(LINE, action_ref="CC7")
    moves = changes(Report(SEPTEMBER, (LINE, gone)), Report(DECEMBER, (LINE, new)))
    assert [(change.kind, change.line.ref) for change in moves] == [("gone", "GQ6"), ("new", "CC7")]
    assert [(change.before, change.after) for change in moves] == [
        ("In progress", ""),
        ("", "In progress"),
    ]


def test_a_later_comment_on_a_day_adds_nothing_to_the_report_of_that_day() -> None:
    silent = replace(LINE, status="not_stated", status_printed="")
    later = replace(silent, action_ref="GQ7", document="sandlow-2026")
    plans, councils = {PLAN.key: PLAN}, {COUNCIL.key: COUNCIL}
    (course,) = courses([LINE, later], plans, councils)
    assert course.newest.lines == (LINE,)
    # A day that no paper reports on has what later papers say of it.
    (course,) = courses([silent, later], plans, councils)
    assert course.newest.lines == (silent, later)


def test_a_day_of_comments_alone_is_no_report_to_hold_others_against() -> None:
    comment = replace(LINE, status="not_stated", report_date=date(2025, 6, 30))
    later = [
        replace(LINE, action_ref=ref, report_date=day)
        for ref in ("FD1", "FD2")
        for day in (SEPTEMBER, DECEMBER)
    ]
    (course,) = courses([comment, *later], {PLAN.key: PLAN}, {COUNCIL.key: COUNCIL})
    assert [report.comments for report in course.reports] == [True, False, False]
    assert [course.before(number) for number in range(3)] == [None, None, course.reports[1]]
    assert [course.changes_into(number) for number in range(3)] == [(), (), ()]


def test_an_items_history_says_from_which_report_an_action_is_gone() -> None:
    gone = replace(LINE, action_ref="GQ6")
    comment = replace(LINE, report_date=date(2025, 11, 1), status="not_stated")
    item = replace(LINE, action_ref="", report_date=date(2025, 6, 30))
    later = [replace(LINE, report_date=day) for day in (DECEMBER, date(2026, 3, 31))]
    assert gone_from([item, gone, LINE, comment, *later]) == (("GQ6", DECEMBER),)
    assert gone_from([gone, LINE, comment]) == ()
    assert newest_words([gone, LINE, *later], "GQ6") == (
        "Report of 30 September 2025: In progress; target date November 2025. Gone from that of "
        "31 December 2025."
    )


def test_the_first_report_puts_off_what_is_later_than_the_plan_says() -> None:
    later = {"target_text": "February", "target_date": date(2026, 2, 28)}
    first = replace(LINE, **later)  # type: ignore[arg-type]
    lines = [first, replace(first, report_date=DECEMBER), replace(LINE, action_ref="FD2")]
    (course,) = courses(lines, {PLAN.key: PLAN}, {COUNCIL.key: COUNCIL})
    assert [course.slips_into(number) for number in range(2)] == [(first,), ()]


@pytest.mark.parametrize(
    ("values", "day", "late"),
    [
        ({}, date(2025, 11, 30), False),
        ({}, date(2025, 12, 1), True),
        ({"status": "completed"}, DECEMBER, False),
        ({"status": "not_stated"}, DECEMBER, False),
        ({"status": "overdue"}, SEPTEMBER, True),
        ({"target_text": "Ongoing"}, DECEMBER, False),
        ({"target_text": "May 2026", "target_date": date(2026, 5, 31)}, DECEMBER, False),
    ],
)
def test_an_action_is_late_after_the_date_that_counts(
    values: dict[str, object], day: date, late: bool
) -> None:
    report = Report(day, (replace(LINE, **values),))  # type: ignore[arg-type]
    assert report.late == late


def test_a_report_counts_its_actions_by_what_their_words_stand_for() -> None:
    statuses = ("completed", "completed", "overdue", "awaiting_sign_off", "not_started")
    lines = tuple(
        replace(LINE, action_ref=str(n), status=status) for n, status in enumerate(statuses)
    )
    of_item = replace(LINE, action_ref="", status="in_progress")
    report = Report(SEPTEMBER, (of_item, *lines))
    assert len(report.actions) == 5
    assert [report.count(s) for s in ("completed", "in_progress", "not_started")] == [2, 2, 1]
    assert Report(SEPTEMBER, (of_item,)).actions == (of_item,)


def test_what_is_late_or_waits_for_a_signature_is_in_progress() -> None:
    assert [plain_status(s) for s in ("overdue", "awaiting_sign_off", "completed")] == [
        "in_progress",
        "in_progress",
        "completed",
    ]


def test_a_report_that_states_no_status_is_not_counted_as_nothing_done() -> None:
    done = replace(LINE, status="completed")
    silent = Report(date(2025, 6, 30), (replace(LINE, status="not_stated"),))
    reports = (silent, Report(SEPTEMBER, (LINE,)), Report(DECEMBER, (done,)))
    course = Course(plan=PLAN, council=COUNCIL, reports=reports)
    assert course.sentence == (
        "1 of 1 action completed by 31 December 2025; 0 of 1 by 30 September 2025."
    )
    assert replace(course, reports=reports[::2]).sentence == (
        "1 of 1 action completed by 31 December 2025."
    )
    assert replace(course, reports=(silent,)).sentence == "1 report, none of which states a status."


def test_reports_of_several_councils_that_are_months_apart_are_told() -> None:
    other = replace(COUNCIL, key="fenby", name="Fenby")
    plan = replace(PLAN, key="fenby-2025", council="fenby")

    def words(*theirs: date) -> str:
        lines = [replace(LINE, plan=plan.key, report_date=day) for day in theirs]
        plans, councils = {PLAN.key: PLAN, plan.key: plan}, {"sandlow": COUNCIL, "fenby": other}
        return months_apart(courses([LINE, *lines], plans, councils))

    # The newest report of each counts.
    assert words() == words(SEPTEMBER + timedelta(45)) == words(date(2024, 1, 31), SEPTEMBER) == ""
    assert words(DECEMBER) == (
        "The newest reports of these councils are months apart, from 30 September 2025 (Sandlow) "
        "to 31 December 2025 (Fenby): hold them against each other with care."
    )
