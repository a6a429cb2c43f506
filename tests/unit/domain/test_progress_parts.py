"""Parts of a plan over its reports: by improvement area, and by who leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.progress import Course, courses
from portal.domain.progress_parts import NOBODY, by_area, by_lead, leads_of
from tests.unit.domain.test_progress import COUNCIL, DECEMBER, LINE, PLAN, SEPTEMBER

FIRST = replace(LINE, lead="WT;Head of Legal", lead_role="Head of Practice;")
SECOND = replace(LINE, action_ref="FD2", area="workforce", lead="", lead_role="", planned_date=None)


def course() -> Course:
    lines = [
        FIRST,
        replace(SECOND, status="completed"),
        replace(FIRST, report_date=DECEMBER, target_date=date(2026, 2, 1), target_text="February"),
        replace(SECOND, report_date=DECEMBER, status="overdue"),
    ]
    (made,) = courses(lines, {PLAN.key: PLAN}, {COUNCIL.key: COUNCIL})
    return made


def test_each_area_has_its_share_completed_what_is_late_and_its_slips() -> None:
    parts = {part.key: part for part in by_area(course())}
    assert list(parts) == ["assessment", "workforce"]
    assert [report.words for report in parts["workforce"].reports] == [
        "0 of 1 (0%), 1 late",
        "1 of 1 (100%)",
    ]
    assert [report.day for report in parts["workforce"].reports] == [DECEMBER, SEPTEMBER]
    assert [part.slips for part in parts.values()] == [1, 0]


def test_an_action_counts_with_each_of_its_leads() -> None:
    parts = by_lead(course())
    assert [(part.key, part.slips) for part in parts] == [
        ("Head of Legal", 1), ("Head of Practice", 1), (NOBODY, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lead", "role", "names"),
    [
        ("", ";liaison;", ["liaison"]),
        ("WT", "", ["WT"]),
        ("AB;CD", "Head;Head", ["Head"]),
        (" ; ", "", [NOBODY]),
    ],
)
def test_leads_are_their_roles(lead: str, role: str, names: list[str]) -> None:
    assert leads_of(replace(LINE, lead=lead, lead_role=role)) == names


def test_reports_that_state_nothing_have_no_parts() -> None:
    silent = replace(LINE, status="not_stated")
    (made,) = courses([silent], {PLAN.key: PLAN}, {COUNCIL.key: COUNCIL})
    assert (by_area(made), by_lead(made)) == ((), ())
