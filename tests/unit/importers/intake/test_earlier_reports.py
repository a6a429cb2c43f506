"""A paper that holds several reports of one plan: the latest counts, the others are told."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from docx import Document

from portal.importers.intake.opening import open_paper
from portal.importers.intake.proposals import propose
from tests.support.plan_papers import from_sheets

HEADERS = ["Ref", "Action", "Lead", "By when", "Status", "Progress"]
ACTIONS = ["Agree a form", "Train all staff", "Set up a panel"]
OTHERS = ["Hire ten more workers", "Buy new desks", "Open a family hub"]


def rows(status: str, progress: str, actions: Sequence[str] = ACTIONS) -> list[list[str]]:
    return [
        [f"A{n}", text, "Head of Service", "May 2026", status, progress]
        for n, text in enumerate(actions, 1)
    ]


# Names of sheets; without a year the order of the sheets is that of time.
@pytest.mark.parametrize(
    ("earlier", "latest", "latest_first"),
    [
        ("June 2025", "September 2025", False),
        ("June 2025", "September 2025", True),
        ("Q1 2025-26", "Q2 2025-26", True),
        ("Q4", "Q1", False),
        ("November", "January", False),
        ("30.06.25", "30.09.25", True),
        ("Previous quarter", "Current quarter", True),
        ("Board 3", "Board 4", True),
    ],
)
def test_the_sheet_of_the_latest_report_stands(
    earlier: str, latest: str, latest_first: bool
) -> None:
    of_earlier = [HEADERS, *rows("In progress", "Half of it was done, and more is to come.")]
    of_latest = [HEADERS, *rows("Complete", "", [*ACTIONS, "Visit each team"])]
    sheets = {earlier: of_earlier, latest: of_latest}
    plan = from_sheets(dict(reversed(sheets.items())) if latest_first else sheets)
    assert [action.text for action in plan.actions] == [*ACTIONS, "Visit each team"]
    assert {(action.standing.status, action.progress) for action in plan.actions} == {
        ("completed", "")
    }
    left = [entry for entry in plan.left_out if "earlier report" in entry.reason]
    assert [entry.text for entry in left] == ACTIONS
    assert any(f"sheet {earlier}: an earlier report" in note for note in plan.notes)


def test_a_row_above_the_header_tells_what_a_sheet_reports() -> None:
    plan = from_sheets(
        {
            "Plan": [["Position at 30 September 2025"], HEADERS, *rows("Complete", "")],
            "Plan (2)": [["Position at 30 June 2025"], HEADERS, *rows("In progress", "Begun.")],
        }
    )
    assert {action.standing.status for action in plan.actions} == {"completed"}


def test_headings_tell_what_the_tables_below_report() -> None:
    document = Document()
    for heading, status in (("Progress at June 2025", "Late"), ("Progress at July 2025", "Done")):
        document.add_heading(heading, 2)
        lines = [HEADERS, *rows(status, "Told.")]
        table = document.add_table(len(lines), len(HEADERS))
        for row, line in zip(table.rows, lines, strict=True):
            for cell, text in zip(row.cells, line, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    plan = propose(open_paper(file.getvalue(), "plan.docx"))
    assert [action.standing.printed for action in plan.actions] == ["Done"] * len(ACTIONS)


def test_an_action_that_the_latest_report_leaves_out_is_told() -> None:
    gone = from_sheets(
        {
            "June 2025": [HEADERS, *rows("In progress", "", [*ACTIONS, "Visit each team"])],
            "July 2025": [HEADERS, *rows("Complete", "")],
        }
    )
    assert [action.text for action in gone.actions] == ACTIONS
    reasons = {entry.text: entry.reason for entry in gone.left_out}
    assert reasons["Visit each team"] == "only in an earlier report than sheet July 2025"
    assert any("1 of them are not in sheet July 2025" in note for note in gone.notes)


def test_sheets_of_different_actions_are_all_read() -> None:
    plan = from_sheets(
        {
            "June 2025": [HEADERS, *rows("In progress", "")],
            "July 2025": [HEADERS, *rows("Complete", "", OTHERS)],
        }
    )
    assert len(plan.actions) == 6


def test_teams_with_the_same_actions_are_no_reports() -> None:
    same = {f"Team {n}": [HEADERS, *rows("In progress", f"Team {n} began.")] for n in (1, 2)}
    assert not any("earlier report" in entry.reason for entry in from_sheets(same).left_out)
