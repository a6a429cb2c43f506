"""One column that says who and when, and several columns of quarters that are ticked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from portal.importers.intake.proposals import ActionProposal, Proposal
from tests.support.plan_papers import opened

ACTIONS = ["Agree a form", "Train all staff", "Set up a panel"]


def _sheet(rows: Sequence[Sequence[str]], shade: str = "") -> Proposal:
    """A workbook of one sheet, where a cell `#` is shaded and empty."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Actions"
    for row in rows:
        sheet.append(["" if text == "#" else text for text in row])
        for at, text in enumerate(row, 1):
            if text == "#":
                sheet.cell(sheet.max_row, at).fill = PatternFill("solid", fgColor=shade)
    return opened(book)


def _days(actions: Sequence[ActionProposal]) -> list[str]:
    return [str(action.target.day or "") for action in actions]


@pytest.mark.parametrize(
    "header",
    ["Who and by when", "Lead / timescale", "Owner & date", "Responsible officer and target date",
     "By whom and by when", "Lead, deadline", "Timescale and lead"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("cell", "leads", "day"),
    [
        ("Head of Early Help, 31 May 2026", ["Head of Early Help"], "2026-05-31"),
        ("Head of Early Help by end of May 2026", ["Head of Early Help"], "2026-05-31"),
        ("31/05/2026 – Head of Early Help", ["Head of Early Help"], "2026-05-31"),
        ("Head of Early Help (May 2026)", ["Head of Early Help"], "2026-05-31"),
        ("Head of Early Help; Director of Care: Q1 2026/27",
         ["Head of Early Help", "Director of Care"], "2026-06-30"),
        ("Head of Early Help – ongoing", ["Head of Early Help"], ""),
        ("Head of Early Help", ["Head of Early Help"], ""),
        ("Lead: Head of Early Help\nBy: 31 May 2026", ["Head of Early Help"], "2026-05-31"),
        ("By when: 31 May 2026\nWho: Head of Early Help", ["Head of Early Help"], "2026-05-31"),
        ("Head of Early Help\nBy Teams in town: May 2026", ["Head of Early Help"], "2026-05-31"),
        ("Quality Lead\n31.05.26", ["Quality Lead"], "2026-05-31"),
    ],
)  # fmt: skip
def test_one_column_says_who_and_when(header: str, cell: str, leads: list[str], day: str) -> None:
    others = ["Director of Care, June 2026", "Team Manager, July 2026", "Head of Quality, May 2026"]
    plan = _sheet(
        [
            ["Ref", "Action", header, "Status"],
            ["A1", ACTIONS[0], cell, "On track"],
            *([f"A{n}", f"Visit team {n}", text, "Done"] for n, text in enumerate(others, 2)),
        ]
    )
    first = plan.actions[0]
    assert [lead.role for lead in first.leads] == leads
    assert _days([first]) == [day]
    assert [action.leads[0].role for action in plan.actions[1:]] == [
        "Director of Care",
        "Team Manager",
        "Head of Quality",
    ]


def test_lines_of_leads_stand_above_their_date() -> None:
    plan = _sheet(
        [
            ["Action", "Who and by when", "Status"],
            ["Agree a form", "Head of Care\nHousing Manager\nMonthly from May 2026", "On track"],
            ["Train all staff", "Head of Care: May 2026\nTeam Manager: July 2026", "On track"],
        ]
    )
    assert [[lead.role for lead in action.leads] for action in plan.actions] == [
        ["Head of Care", "Housing Manager"],
        ["Head of Care", "Team Manager"],
    ]
    assert plan.actions[1].target.day is not None
    assert plan.actions[1].target.day.isoformat() == "2026-07-31"


@pytest.mark.parametrize(
    ("cell", "day", "new"),
    [
        ("31 October 2025\nRevised: 31 January 2026", "2025-10-31", "2026-01-31"),
        ("31 October 2025 Revised: 31 January 2026", "2025-10-31", "2026-01-31"),
        ("30/09/25 (new date: 31/12/25)", "2025-09-30", "2025-12-31"),
        ("30/09/25\nNow Q3 2025/26", "2025-09-30", "2025-12-31"),
        ("30/09/25\n(extended to end of March 2026)", "2025-09-30", "2026-03-31"),
        ("Original: Dec 2025\nRevised: Mar 2026", "2025-12-31", "2026-03-31"),
        ("April 2025 – revised to September 2025", "2025-09-30", ""),
        ("Phase 1: Dec 2025\nPhase 2: Mar 2026", "2026-03-31", ""),
        ("North: Sept 2025\nNew team: Dec 2025", "2025-12-31", ""),
    ],
)
def test_a_labelled_second_date_is_the_new_target(cell: str, day: str, new: str) -> None:
    plan = _sheet(
        [
            ["Action", "Lead", "Due", "Status"],
            ["Agree a form", "Head of Care", cell, "On track"],
            ["Train all staff", "Team Manager", "May 2026", "On track"],
        ]
    )
    assert _days(plan.actions) == [day, "2026-05-31"]
    assert [str(a.new_target.day or "") for a in plan.actions] == [new, ""]


QUARTERS = ["Due 2025/26 Q1", "Due 2025/26 Q2", "Due 2025/26 Q3", "Due 2025/26 Q4"]


@pytest.mark.parametrize(
    ("title", "headers"),
    [
        ("Plan", QUARTERS),
        ("Plan", ["Q1 2025/26", "Q2 2025/26", "Q3 2025/26", "Q4 2025/26"]),
        ("Our plan for 2025/26", ["Q1", "Q2", "Q3", "Q4"]),
        ("Progress at 30 June 2025", ["Q1", "Q2", "Q3", "Q4"]),
        ("Our plan for 2025/26", ["Timescale: Q1", "Timescale: Q2", "Timescale: Q3",
                                  "Timescale: Q4"]),
        ("Plan", ["Jun-25", "Sep-25", "Dec-25", "Mar-26"]),
        ("Our plan for 2025/26", ["June", "Sept", "Dec", "March"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["x", "✓", "●"])
def test_a_tick_below_a_quarter_is_its_last_day(
    title: str, headers: Sequence[str], mark: str
) -> None:
    plan = _sheet(
        [
            [title],
            ["Ref", "Action", "Lead", *headers, "Status"],
            ["A1", ACTIONS[0], "Head of Care", mark, "", "", "", "Done"],
            ["A2", ACTIONS[1], "Head of Care", "", mark, mark, "", "On track"],
            ["A3", ACTIONS[2], "Head of Care", "", "", "", mark, "On track"],
        ]
    )
    assert _days(plan.actions) == ["2025-06-30", "2025-12-31", "2026-03-31"]
    assert {action.progress for action in plan.actions} == {""}


def test_a_shaded_quarter_is_when_an_action_is_due() -> None:
    plan = _sheet(
        [
            ["Ref", "Action", "Lead", *QUARTERS, "Status"],
            ["A1", ACTIONS[0], "Head of Care", "#", "", "", "", "Done"],
            ["A2", ACTIONS[1], "Head of Care", "", "#", "#", "", "On track"],
            ["A3", ACTIONS[2], "Head of Care", "", "", "", "#", "On track"],
        ],
        shade="5B9BD5",
    )
    assert _days(plan.actions) == ["2025-06-30", "2025-12-31", "2026-03-31"]


def test_ticked_quarters_beside_a_date_are_no_dates_and_are_told() -> None:
    plan = _sheet(
        [
            ["Ref", "Action", "Lead", "By when", "Q1", "Q2", "Status"],
            ["A1", ACTIONS[0], "Head of Care", "May 2025", "x", "", "Done"],
            ["A2", ACTIONS[1], "Head of Care", "May 2025", "x", "x", "On track"],
        ]
    )
    assert _days(plan.actions) == ["2025-05-31"] * 2
    assert any("“Q1” is not used" in note for note in plan.notes)


def test_letters_below_quarters_are_ratings_of_which_the_newest_counts() -> None:
    plan = _sheet(
        [
            ["Ref", "Action", "Lead", "By when", "Q1", "Q2", "Q3", "Q4"],
            ["A1", ACTIONS[0], "Head of Care", "May 2025", "R", "A", "G", ""],
            ["A2", ACTIONS[1], "Head of Care", "May 2025", "A", "R", "", ""],
            ["A3", ACTIONS[2], "Head of Care", "May 2025", "G", "G", "A", ""],
        ]
    )
    assert [action.standing.rag for action in plan.actions] == ["green", "red", "amber"]
