"""The cells below a header decides what its column is, and rows by those like them."""

from __future__ import annotations

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Font

from portal.importers.intake.holdings import is_ref
from portal.importers.intake.paper import RefusedPaper
from tests.support.plan_papers import actions, from_csv, from_word, opened


def test_names_that_cells_speak_against_give_way() -> None:
    proposal = from_csv(
        ["Ref", "What we will do", "By when", "Owner", "RAG", "Where we are"],
        ["1", "Open a hub", "Head of A", "30/06/2025", "Green", "Opened in June with a party"],
        ["2", "Train every manager", "Head of B", "Sept 2025", "Amber", "Forty of ninety trained"],
        ["3", "Rewrite the policy", "Head of C", "TBC", "Red", "Nobody wrote"],
        ["4", "Count visits", "Head of D", "Ongoing", "Red", "Counted since May, every week"],
    )
    assert [row[3:] for row in actions(proposal)][:2] == [
        ("Head of A", "2025-06-30 in_progress green"),
        ("Head of B", "2025-09-30 in_progress amber"),
    ]
    assert proposal.actions[1].progress == "Forty of ninety trained"


def test_a_board_of_a_tool_is_read_group_by_group() -> None:
    head = ["Name", "Owner", "Status", "Timeline - Start", "Timeline - End", "Priority", "Item ID"]
    book = Workbook()
    sheet = book.active
    for number, (group, texts) in enumerate(
        [("1. Front door", ("Publish waiting times", "Replace the voicemail by a queue")),
         ("2. Homes", ("Match each child with a worker", "Ask each child twice a year"))]
    ):  # fmt: skip
        sheet.append([group])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        sheet.append(head)
        for at, text in enumerate(texts):
            key = 5_900_047_514 + 10 * number + at
            sheet.append([text, "Head of A", "Done", "01/04/2025", "30/06/2025", "High", key])
    assert actions(opened(book)) == [
        ("Front door", "", "Publish waiting times", "Head of A", "2025-06-30 completed"),
        ("Front door", "", "Replace the voicemail by a queue", "Head of A", "2025-06-30 completed"),
        ("Homes", "", "Match each child with a worker", "Head of A", "2025-06-30 completed"),
        ("Homes", "", "Ask each child twice a year", "Head of A", "2025-06-30 completed"),
    ]


def test_a_column_of_a_code_and_name_of_what_stands_above_is_the_item() -> None:
    proposal = from_csv(
        ["Action Code", "Title", "Parent Code", "Parent Title", "Assigned To", "Due Date",
         "Status", "Progress %", "Latest Note"],
        ["P-01-01", "Replace the form", "P-01", "Front door", "Head of A", "30/06/2025",
         "Completed", "100%", "Form live since June."],
        ["P-01-02", "Decide in a day", "P-01", "Front door", "Head of A", "31/03/2026",
         "In Progress", "60%", "84% within a day."],
        ["P-02-01", "Cut caseloads", "P-02", "Help and protection", "Head of B", "31/03/2026",
         "In Progress", "50%", "Average of 19."],
    )  # fmt: skip
    assert [row[:2] for row in actions(proposal)] == [
        ("Front door", "P-01-01"), ("Front door", "P-01-02"), ("Help and protection", "P-02-01"),
    ]  # fmt: skip
    assert [item.ref for item in proposal.items] == ["P-01", "P-02"]
    assert proposal.actions[1].progress == "84% within a day."


def test_cells_that_hold_a_line_for_each_action_tell_their_column_too() -> None:
    rows = [["Outcome", "Lead(s)", "What we will do", "By when", "Where we are"],
            ["Outcome 1\nHelp comes first time", "Head of A", "1.1 Put it online\n1.2 Add a worker",
             "1.1 30 June 2025\n1.2 May 2026", "1.1 Done\n1.2 Stuck"],
            ["Outcome 2\nWorkers know children", "Head of B", "2.1 Set up teams\n2.2 Cut forms",
             "2.1 1 Oct 2025\n2.2 TBC", "2.1 Done\n2.2 Stuck"]]  # fmt: skip
    document = Document()
    document.add_paragraph("Done means finished; stuck means under way but held up.")
    table = document.add_table(3, 5)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    assert actions(opened(document)) == [
        ("Help comes first time", "1.1", "Put it online", "Head of A", "2025-06-30 completed"),
        ("Help comes first time", "1.2", "Add a worker", "Head of A", "2026-05-31 in_progress"),
        ("Workers know children", "2.1", "Set up teams", "Head of B", "2025-10-01 completed"),
        ("Workers know children", "2.2", "Cut forms", "Head of B", "in_progress"),
    ]


def test_labels_with_values_above_a_header_do_not_name_the_item() -> None:
    document = Document()
    table = document.add_table(5, 4)
    rows = (["Area for improvement 1: Contacts"], ["What Ofsted said", "Families wait."],
            ["Accountable officer", "Director of Help"], ["Ref", "Action", "Lead", "By when"],
            ["1a", "Appoint two managers", "Head of A", "TBC"])  # fmt: skip
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    table.rows[0].cells[0].merge(table.rows[0].cells[3])
    for row in table.rows[1:3]:
        row.cells[1].merge(row.cells[3])
    proposal = opened(document)
    assert [(item.ref, item.title) for item in proposal.items] == [("1", "Contacts")]


def test_a_plan_whose_items_are_columns_is_turned() -> None:
    rows = [["", "Priority 1: Help early", "Priority 2: Protect well", "Priority 3: Care"],
            ["Why it matters", "Families wait.", "Adults talk.", "Children move."],
            ["What we will do", "• Open hubs (by June 2026)\n• Share one plan (ongoing)",
             "• Meet on the day (by Q3 2026/27)\n• Ask police (TBC)", "• Recruit carers (monthly)"],
            ["Accountable lead", "Head of A", "Head of B", "Head of C"]]  # fmt: skip
    assert actions(from_word([rows])) == [
        ("Help early", "", "Open hubs", "Head of A", "2026-06-30 not_stated"),
        ("Help early", "", "Share one plan", "Head of A", "not_stated"),
        ("Protect well", "", "Meet on the day", "Head of B", "2026-12-31 not_stated"),
        ("Protect well", "", "Ask police", "Head of B", "not_stated"),
        ("Care", "", "• Recruit carers", "Head of C", "not_stated"),
    ]


def test_a_record_for_each_action_has_its_number_in_the_label() -> None:
    cards = [
        [[f"Action 1.{n}", text], ["Lead", "Head of A"], ["Date for completion", "June 2025"],
         ["Status", "Completed"], ["Latest update", "In use."]]
        for n, text in ((1, "Map the places"), (2, "Screen each child"))
    ]  # fmt: skip
    assert [row[:3] for row in actions(from_word(cards, ["Area 1: The edge of care"]))] == [
        ("The edge of care", "1.1", "Map the places"),
        ("The edge of care", "1.2", "Screen each child"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["Version", "Changes made", "Author", "Date"],
         ["0.1", "First draft of the plan for comment", "Head of A", "1 May 2025"],
         ["1.0", "Agreed by the board at its meeting", "Head of A", "1 June 2025"]],
        [["Workstream", "Overall", "Trend"], ["1 Front door and partnership", "Amber", "Steady"],
         ["2 Family help and protection", "Green", "Worse"]],
    ],
)  # fmt: skip
def test_tables_of_versions_and_of_summaries_hold_no_actions(rows: list[list[str]]) -> None:
    with pytest.raises(RefusedPaper):
        from_word([rows])


def test_labels_about_an_item_are_no_card_and_its_paragraph_is_no_part_of_its_name() -> None:
    about = [["Senior responsible officer", "Head of A"], ["What we want to see", "Quick visits"],
             ["Inspectors said", "Response is too slow."]]  # fmt: skip
    plan = [["#", "What we are doing", "Who by", "Finish"], ["1.1", "Set a standard", "A", "TBC"]]
    document = Document()
    document.add_heading("Priority 1: Help comes first time (paragraph 9)", 2)
    for rows in (about, plan):
        table = document.add_table(0, len(rows[0]))
        for texts in rows:
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = text
        document.add_paragraph("")
    proposal = opened(document)
    assert [row[:3] for row in actions(proposal)] == [
        ("Help comes first time", "1.1", "Set a standard")
    ]
    assert proposal.items[0].inspection_ref == "9"


def test_letters_of_a_key_of_its_own_in_a_column_a_month() -> None:
    proposal = from_csv(
        ["Updated 31 October 2025. C complete, G on track, A at risk, N not begun."],
        ["Ref", "Task", "Owner", "Due date", "Aug-25", "Sep-25", "Oct-25", "Comment (Oct)"],
        ["1", "Write guidance", "Head of A", "30/06/2025", "N", "G", "C", "Issued to all."],
        ["2", "Audit thirty files", "Head of B", "TBC", "N", "N", "N", ""],
        ["3", "Ask families", "Head of C", "TBC", "N", "A", "", "Ten asked."],
    )
    assert [a.standing.status for a in proposal.actions] == [
        "completed", "not_started", "in_progress",
    ]  # fmt: skip
    assert [a.progress for a in proposal.actions] == ["Issued to all.", "", "Ten asked."]


def test_objectives_below_numbered_rows_are_what_is_done_under_them() -> None:
    head = ["Objective", "Owner(s)", "By", "Status"]
    proposal = from_csv(
        ["Outcome 1A: Families are helped early", "", "", ""], head,
        ["Agree how unborn babies are notified", "Head of A", "Dec 2025", "To start"],
        ["Bring strategy discussions together", "Head of B", "TBC", "Delivered"],
        ["Outcome 1B: Risk is seen and acted on", "", "", ""], head,
        ["Hold group supervision in each team", "Head of C", "TBC", "Delivered"],
        ["Return updates to the programme office by the fifth.", "", "", ""],
    )  # fmt: skip
    assert [row[0] for row in actions(proposal)] == [
        "Families are helped early", "Families are helped early", "Risk is seen and acted on",
    ]  # fmt: skip
    assert "text below the table" in [left.reason for left in proposal.left_out]


def test_no_is_not_begun_where_another_is_done_in_part() -> None:
    rows = [["Action", "Lead", "By when", "Done?", "RAG"]] + [
        [f"{text} the offer", "Head of A", "TBC", done, "Amber"]
        for text, done in (("Map", "Yes"), ("Test", "In part"), ("Buy", "No"))
    ]
    assert [row[4] for row in actions(from_word([rows], ["Priority 1: Help"]))] == [
        "completed amber", "in_progress amber", "not_started amber",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_reference"),
    [("2.1", True), ("1.2.3", True), ("A4", True), ("29.05.12", False), ("01.10.2025", False)],
)
def test_a_day_is_no_reference(text: str, is_reference: bool) -> None:
    assert is_ref(text) is is_reference
