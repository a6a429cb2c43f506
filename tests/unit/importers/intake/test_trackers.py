"""Trackers of tools and spreadsheets: parents, sheets that count, ratings by month, boxes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from portal.importers.intake.statuses import status_of
from tests.support.plan_papers import actions, from_csv, from_word, opened

HEAD = ["Issue key", "Issue Type", "Summary", "Parent", "Assignee", "Due date", "Status"]


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD, ["P-1", "Epic", "Front door", "", "Head of A", "31/03/2026", "Open"],
         ["P-4", "Epic", "Homes", "", "Head of B", "31/03/2026", "Open"],
         ["P-2", "Task", "Screen contacts", "P-1", "Head of A", "30/Sep/25", "Done"],
         ["P-5", "Task", "Find homes", "P-4", "Head of B", "31/Oct/25", "To Do"],
         ["P-3", "Sub-task", "Train staff", "P-2", "Head of A", "30/Sep/25", "Done"]],
        [["Task name", "Key", "Parent task", "Assignee", "Due date", "Status"],
         ["Front door", "P-1", "", "", "", ""],
         ["Screen contacts", "P-2", "Front door", "Head of A", "2025-09-30", "Closed"],
         ["Train staff", "P-3", "Screen contacts", "Head of A", "2025-09-30", "Closed"],
         ["Homes", "P-4", "", "", "", ""],
         ["Find homes", "P-5", "Homes", "Head of B", "2025-10-31", "Backlog"]],
        [["ID", "Outline Level", "Task Name", "Resource Names", "Finish", "% Complete"],
         ["P-1", "1", "Front door", "", "31/03/2026", "66%"],
         ["P-2", "2", "Screen contacts", "Head of A", "30/09/2025", "100%"],
         ["P-3", "3", "Train staff", "Head of A", "30/09/2025", "100%"],
         ["P-4", "1", "Homes", "", "31/10/2025", "0%"],
         ["P-5", "2", "Find homes", "Head of B", "31/10/2025", "0%"]],
    ],
)  # fmt: skip
def test_rows_stand_under_the_uppermost_row_that_they_name(rows: Sequence[Sequence[str]]) -> None:
    proposal = from_csv(*rows)
    assert actions(proposal) == [
        ("Front door", "P-2", "Screen contacts", "Head of A", "2025-09-30 completed"),
        ("Front door", "P-3", "Train staff", "Head of A", "2025-09-30 completed"),
        ("Homes", "P-5", "Find homes", "Head of B", "2025-10-31 not_started"),
    ]
    assert [item.ref for item in proposal.items] == ["P-1", "P-4"]


@pytest.mark.parametrize("key_last", [False, True])
def test_a_row_below_nobody_and_rows_that_name_each_other_are_not_lost(key_last: bool) -> None:
    rows = [
        HEAD,
        ["P-1", "Epic", "Front door", "", "", "", ""],
        ["P-2", "Task", "Screen contacts", "P-1", "Head of A", "TBC", "Done"],
        ["P-3", "Task", "Ask families", "", "Head of B", "TBC", "Blocked"],
        ["P-4", "Task", "Count visits", "P-5", "Head of C", "TBC", "In Review"],
        ["P-5", "Task", "Observe visits", "P-4", "Head of C", "TBC", "Doing"],
    ]
    proposal = from_csv(*([*row[1:], row[0]] if key_last else row for row in rows))
    read = {action.ref: action.standing.status for action in proposal.actions}
    read |= {item.ref: "item" for item in proposal.items if item.ref}
    assert {"P-1", "P-2", "P-3", "P-4", "P-5"} == set(read)
    assert read["P-3"] == "in_progress"


def test_a_sheet_that_counts_actions_holds_none() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Workstream", "SRO", "Actions", "Complete", "Overall RAG", "Headline"])
    sheet.append(["WS1 Front door", "DCS", "3", "1", "A", "Most move"])
    sheet = book.create_sheet("WS1 Front door")
    sheet.append(["ID", "Deliverable", "Owner", "Baseline finish", "Forecast finish", "BRAG"])
    sheet.append(["1-01", "Agree a tool", "Head of A", "30/09/2025", "31/01/2026", "R"])
    proposal = opened(book)
    assert [row[2:4] for row in actions(proposal)] == [("Agree a tool", "Head of A")]
    assert str(proposal.actions[0].new_target.day) == "2026-01-31"
    assert [left.place for left in proposal.left_out if "Most move" in left.text]


def test_numbers_headed_action_are_those_of_the_description_beside_them() -> None:
    rows = [["Action", "Description", "Lead", "By when"],
            ["1.1", "Agree a tool", "Head of A", "TBC"],
            ["1.2", "Train staff", "Head of B", "TBC"]]  # fmt: skip
    assert [row[1:3] for row in actions(from_word([rows], ["Priority 1: Door"]))] == [
        ("1.1", "Agree a tool"), ("1.2", "Train staff"),
    ]  # fmt: skip


def test_the_last_colour_below_merged_months_counts_and_a_key_below_is_a_note() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(
        ["Theme", "Ref", "What we will do", "Who", "Rating by month", "", "Complete? (Y/N)"]
    )
    sheet.append(["", "", "", "", "Jul", "Aug", ""])
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2"):
        sheet.merge_cells(area)
    sheet.append(["A. Voice", "A1", "Ask children", "PSW", "", "", "N"])
    sheet.append(["B. Risk", "B1", "Hold a panel", "DCS", "", "", "Y"])
    for place, colour in (("E3", "FF0000"), ("F3", "FFC000"), ("E4", "00B050"), ("F4", "4472C4")):
        sheet[place].fill = PatternFill("solid", fgColor=colour)
    sheet.append(["Key:", "Complete", "On track", "Off track"])
    assert actions(opened(book)) == [
        ("Voice", "A1", "Ask children", "PSW", "in_progress amber"),
        ("Risk", "B1", "Hold a panel", "DCS", "completed blue"),
    ]


def test_a_question_across_a_table_does_not_hide_the_heading_above() -> None:
    document = Document()
    document.add_heading("Priority 2: Homes", 1)
    table = document.add_table(3, 5)
    rows = (["What are we going to do?"], ["Action", "Who", "When", "How far have we got?", "BRAG"],
            ["Find homes", "Head of B", "Easter 2026", "Five found.", "G"])  # fmt: skip
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    table.rows[0].cells[0].merge(table.rows[0].cells[4])
    proposal = opened(document)
    assert [row[:3] for row in actions(proposal)] == [("Homes", "", "Find homes")]
    assert proposal.actions[0].progress == "Five found."


@pytest.mark.parametrize(
    ("printed", "status"),
    [("To Do", "not_started"), ("Backlog", "not_started"), ("Blocked", "in_progress"),
     ("In Review", "in_progress"), ("Still to do the audit", ""),
     ("Nothing done yet", "not_started")],
)  # fmt: skip
def test_words_of_tools_are_statuses(printed: str, status: str) -> None:
    assert status_of(printed) == status


@pytest.mark.parametrize(
    ("header", "progress"),
    [("What have we done so far?", 3), ("Highlights since last month", 3), ("Where things went", 3),
     ("Help needed from the Board", 0), ("Linked documents", 0)],
)  # fmt: skip
def test_a_column_of_other_sentences_in_each_row_is_commentary(header: str, progress: int) -> None:
    proposal = from_csv(
        ["Ref", "Action", "Lead", "By when", "RAG", header],
        ["1", "Set a standard", "Head of A", "TBC", "G", "Nine of twelve teams have it."],
        ["2", "Audit thirty files", "Head of B", "TBC", "A", "Ten were read in October."],
        ["3", "Ask families", "Head of C", "TBC", "R", "The survey starts in January."],
    )
    assert sum(bool(action.progress) for action in proposal.actions) == progress


@pytest.mark.parametrize(
    ("headers", "printed", "days"),
    [
        (["Start – finish", ""], ["Jun 25 – Sep 25", ""], "2025-09-30 None"),
        (["From / to", ""], ["1 June 2025 to 31 May 2026", ""], "2026-05-31 None"),
        (["Deadline", "Deadline (if moved)"], ["Oct 2025", "30 Jan 2026"], "2025-10-31 2026-01-30"),
        (["By when", "Date moved to"], ["Oct 2025", "Jan 2026"], "2025-10-31 2026-01-31"),
    ],
)
def test_a_span_ends_on_its_last_day_and_a_moved_date_is_the_new_one(
    headers: Sequence[str], printed: Sequence[str], days: str
) -> None:
    rows = [["Action", "Lead", "RAG", *headers], ["Set a standard", "Head of A", "G", *printed]]
    action = from_csv(*rows).actions[0]
    assert f"{action.target.day} {action.new_target.day}" == days


@pytest.mark.parametrize("words", ["Strategic Objective", "Key priority", "Improvement theme"])
def test_a_title_row_above_a_header_names_the_item_by_its_word(words: str) -> None:
    rows = [[f"{words} 2: Homes"], ["Outcome: Children are settled."],
            ["No.", "Key activity", "Responsible lead", "End", "BRAG"],
            ["2.1", "Find homes", "Head of B", "TBC", "G"]]  # fmt: skip
    proposal = from_word([rows])
    assert [(item.ref, item.title) for item in proposal.items] == [("2", "Homes")]


@pytest.mark.parametrize("action", ["Steps we will take", "The changes we are making"])
@pytest.mark.parametrize("lead", ["Person leading", "Who is leading on this"])
def test_what_we_will_take_is_the_action(action: str, lead: str) -> None:
    rows = [[action, lead, "Timescale"], ["1.1 Review decisions", "Head of A", "TBC"]]
    assert [row[1:4] for row in actions(from_word([rows], ["Priority 1: Door"]))] == [
        ("1.1", "Review decisions", "Head of A")
    ]


def test_a_cell_far_from_the_rest_is_told_and_not_read() -> None:
    """Made for every cell between, such a sheet would fill the memory."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Ref", "Action", "Lead", "Due date"])
    sheet.append(["1", "Screen contacts in a day", "Head of A", "30/09/2025"])
    sheet.cell(1_048_576, 16_384, "left here")
    proposal = opened(book)
    assert [action.text for action in proposal.actions] == ["Screen contacts in a day"]
    assert proposal.notes == (
        "sheet Sheet: XFD1048576 stands far from the rest and was not read (such cells: 1)",
    )


def test_a_row_as_printed_names_a_colour_without_words() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Ref", "Action", "Lead", "Due date", "RAG"])
    sheet.append(["1", "Screen contacts in a day", "Head of A", "30/09/2025"])
    sheet["E2"].fill = PatternFill("solid", fgColor="FFC000")
    assert opened(book).printed["sheet Sheet, row 2"][-1] == ("RAG", "(amber)")


@pytest.mark.parametrize(
    ("headers", "days"),
    [
        (("Expected completion date", "New deadline"), ("2025-09-30", "2025-12-31")),
        (("Original deadline", "Expected completion date"), ("2025-09-30", "2025-12-31")),
    ],
)
def test_an_expected_date_is_the_target_where_no_other_is(
    headers: tuple[str, str], days: tuple[str, str]
) -> None:
    action = from_csv(
        ["Action", "Lead", *headers],
        ["Train staff", "Head of A", "30/09/2025", "31/12/2025"],
        ["Visit homes", "Head of B", "30/09/2025", "31/12/2025"],
    ).actions[0]
    assert (str(action.target.day), str(action.new_target.day)) == days
