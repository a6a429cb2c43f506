"""Made-up plans in shapes that councils use: what each gives, and what is left out."""

from __future__ import annotations

from datetime import date

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from openpyxl import Workbook
from openpyxl.styles import Font

from portal.importers.intake.opening import open_paper
from portal.importers.intake.paper import RefusedPaper
from portal.importers.intake.proposals import propose
from portal.importers.intake.statuses import colour_of_fill
from tests.support.plan_papers import actions, from_csv, from_word, opened

HEADER = ["Ref", "Action", "Lead", "By when", "RAG"]


def test_numbered_actions_in_one_cell_have_their_own_leads_and_dates() -> None:
    proposal = from_word(
        [
            [
                ["Recommendation", "Actions", "Lead", "Timescale", "RAG"],
                ["1. Plans are good", "1.1 Train\n1.2 Audit", "Head of A\nHead of B",
                 "June 2025\nTBC", "Green"],
            ]
        ]
    )  # fmt: skip
    assert actions(proposal) == [
        ("Plans are good", "1.1", "Train", "Head of A", "2025-06-30 in_progress green"),
        ("Plans are good", "1.2", "Audit", "Head of B", "in_progress green"),
    ]


def test_bullets_of_a_style_are_actions() -> None:
    document = Document()
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ["Recommendation", "Actions", "Lead"], strict=True):
        cell.text = text
    cells = table.rows[1].cells
    cells[0].text, cells[2].text = "Visits are timely", "Head of A"
    for number, text in enumerate(["Send alerts", "Count visits"]):
        paragraph = cells[1].add_paragraph(text) if number else cells[1].paragraphs[0]
        paragraph.style = document.styles["List Bullet"]
        if not number:
            paragraph.add_run(text)
    assert [action.text for action in opened(document).actions] == ["Send alerts", "Count visits"]


def test_cards_of_labels_and_values_are_actions() -> None:
    card = [["Action ref", "1.1"], ["Action", "Recruit"], ["Lead officer", "Head of A"],
            ["Target date", "31.03.2026"], ["Status", "Complete"]]  # fmt: skip
    other = [[label, value.replace("1.1", "2.1")] for label, value in card]
    proposal = from_word([card, other], ["Priority 1: Front door", "Priority 2: Homes"])
    assert [row[:2] for row in actions(proposal)] == [("Front door", "1.1"), ("Homes", "2.1")]
    assert actions(proposal)[0][2:] == ("Recruit", "Head of A", "2026-03-31 completed")


def test_a_card_is_read_as_the_cards_before_it_whatever_its_values_look_like() -> None:
    first = [["Action 1.1", "Recruit carers", "", ""],
             ["Lead", "Head of A", "Deadline", "31 October 2025"],
             ["Rating", "On track", "Evidence", "A list"],
             ["Progress", "Ten came.", "", ""]]  # fmt: skip
    second = [["Action 1.2", "Count the children who have one", "", ""],
              ["Lead", "Service Manager, Children in Care", "Deadline", "October 2025"],
              ["Rating", "On track", "Evidence", "Case system report"],
              ["Progress", "Of 212 children, 196 have one.", "", ""]]  # fmt: skip
    proposal = from_word([first, second])
    assert [a.text for a in proposal.actions] == [first[0][1], second[0][1]]
    assert [str(a.target.day) for a in proposal.actions] == ["2025-10-31"] * 2


def test_paragraphs_with_labels_are_actions() -> None:
    document = Document()
    document.add_heading("Recommendation 2 – Keep social workers", 1)
    for text in ["Action 2.1: Pay an award", "Lead: Head of HR", "By when: 1 April 2026"]:
        document.add_paragraph(text)
    assert actions(opened(document)) == [
        ("Keep social workers", "2.1", "Pay an award", "Head of HR", "2026-04-01 not_stated")
    ]


def test_a_table_goes_on_without_its_header_and_a_title_row_names_the_item() -> None:
    first = [["1. Leaders challenge"], HEADER, ["1.1", "Watch practice", "DCS", "TBC", "A"]]
    second = [["1.2", "Report themes", "DCS", "Quarterly", "G"]]
    proposal = from_word([first, second])
    assert [row[:3] for row in actions(proposal)] == [
        ("Leaders challenge", "1.1", "Watch practice"),
        ("Leaders challenge", "1.2", "Report themes"),
    ]


def test_letters_mean_what_the_papers_own_key_says() -> None:
    document = Document()
    document.add_paragraph("Status: C = completed; O = on schedule; N = not begun.")
    table = document.add_table(0, 4)
    for row in (
        ["Aim", "Action", "Lead", "Status"],
        ["Aim 1: Data", "Clean", "A", "C"],
        ["", "Teach", "A", "O"],
        ["", "Buy", "A", "N"],
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    statuses = [action.standing.status for action in opened(document).actions]
    assert statuses == ["completed", "in_progress", "not_started"]


def test_a_deleted_word_and_a_struck_action_are_no_part_of_a_plan() -> None:
    document = Document()
    table = document.add_table(3, 5)
    for row, texts in zip(
        table.rows,
        [HEADER, ["1", "Keep this", "A", "TBC", "G"], ["2", "", "A", "TBC", "G"]],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    gone = table.rows[2].cells[1].paragraphs[0].add_run("Withdrawn")
    gone.font.strike = True
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText")
    words.text = " and that"
    run.append(words)
    deleted.append(run)
    table.rows[1].cells[1].paragraphs[0]._p.append(deleted)
    assert table._tbl.findall(f".//{qn('w:del')}")
    proposal = opened(document)
    assert [action.text for action in proposal.actions] == ["Keep this"]
    assert [left.reason for left in proposal.left_out] == ["struck through"]


def workbook() -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = "Dashboard"
    sheet.append(["Ref", "Action", "RAG"])
    sheet.append(["B1", "Open a contact centre in the north", "R"])
    sheet = book.create_sheet("Action plan")
    sheet.append(["Ref", "Action", "Responsible", "", "Deadline", "RAG", "Update 2025/26", ""])
    sheet.append(["", "", "Name", "Role", "", "", "Q1", "Q2"])
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2", "G1:H1"):
        sheet.merge_cells(area)
    sheet.append(["Objective B: Families"])
    sheet.merge_cells("A3:H3")
    who = ("Isolde Wexmere", "Team Lead")
    north = "Open a contact centre in the north"
    sheet.append(["B1", north, *who, date(2025, 9, 1), "R", "No site", "Isolde looks"])
    sheet["E4"].number_format = "mmm-yy"
    sheet.append(["B2", "Hidden action", *who, "TBC", "G"])
    sheet.row_dimensions[5].hidden = True
    sheet.append(["B3", "Struck action", *who, "TBC", "G"])
    for cell in sheet[6]:
        cell.font = Font(strike=True)
    sheet.append(["Total", "3"])
    return book


def test_a_tracker_of_two_header_rows_gives_each_action_once() -> None:
    proposal = opened(workbook())
    assert actions(proposal) == [
        ("Families", "B1", "Open a contact centre in the north", "IW",
         "2025-09-30 in_progress red")
    ]  # fmt: skip
    assert proposal.actions[0].leads[0].role == "Team Lead"
    assert [str(comment.day) for comment in proposal.actions[0].comments] == [
        "2025-06-30",
        "2025-09-30",
    ]
    assert proposal.actions[0].progress == "IW looks"
    assert "Isolde" not in repr(proposal)
    assert {left.reason for left in proposal.left_out} == {
        "hidden or deleted row",
        "struck through",
        "total",
        "repeats sheet Action plan, row 4",
        "item without an action",
    }


@pytest.mark.parametrize(("letters", "rag"), [("AGG", "green"), ("RRA", "amber"), ("BGR", "red")])
def test_the_last_of_monthly_colours_counts(letters: str, rag: str) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["#", "Action", "Owner", "Finish", "Jul-25", "Aug-25", "Sep-25"])
    sheet.append(["1", "Set up a rota", "Duty Manager", "Q4 2025/26", *letters])
    assert opened(book).actions[0].standing.rag == rag


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_file_of_any_usual_kind_is_read(encoding: str, delimiter: str) -> None:
    rows = [["Theme", "Ref", "Task", "Owner", "Due date", "% complete"],
            ["Café work", "P-01", "Buy – for £5", "Data Team", "2026-01-31", "40%"]]  # fmt: skip
    raw = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert actions(propose(open_paper(raw, "plan.csv"))) == [
        ("Café work", "P-01", "Buy – for £5", "Data Team", "2026-01-31 in_progress")
    ]


def test_a_yes_in_a_column_headed_done_is_complete() -> None:
    rows = [["Task", "Resp.", "Date", "Done?"], ["Adopt", "PSW", "31 May 2026", "Y"]]
    assert actions(from_word([rows], ["3. Improve supervision"])) == [
        ("Improve supervision", "", "Adopt", "PSW", "2026-05-31 completed")
    ]


def test_a_group_over_columns_that_says_nothing_of_them_is_left_aside() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Priority", "No.", "Action", "Accountability", "", "Progress", ""])
    sheet.append(["", "", "", "Who", "By when", "Rating", "Notes"])
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"):
        sheet.merge_cells(area)
    sheet.append(["1: Leaders", "1.1", "Watch practice", "DCS", "30 June 2025", "Amber", "Twice"])
    proposal = opened(book)
    assert actions(proposal) == [
        ("Leaders", "1.1", "Watch practice", "DCS", "2025-06-30 in_progress amber")
    ]
    assert proposal.actions[0].progress == "Twice"


def test_a_header_of_two_rows_is_told_in_a_file_that_merges_no_cells() -> None:
    proposal = from_csv(
        ["Anyshire response to Ofsted", *[""] * 7],
        ["Recommendation", "", "Action", "", "Lead", "Timescale", "Progress", ""],
        ["No", "Text", "No", "Description", "", "", "Rating", "Notes"],
        ["R1", "Decisions", "R1.1", "Add a box", "Manager", "Sept-25", "Green", "Live"],
        ["", "", "R1.2", "Sample 40", "Managers", "monthly", "Amber", "38 seen"],
    )
    assert actions(proposal) == [
        ("Decisions", "R1.1", "Add a box", "Manager", "2025-09-30 in_progress green"),
        ("Decisions", "R1.2", "Sample 40", "Managers", "in_progress amber"),
    ]
    assert [action.progress for action in proposal.actions] == ["Live", "38 seen"]


def test_a_latest_position_beside_a_status_is_commentary() -> None:
    rows = [["Ref", "Action", "Owner", "Due date", "Status", "Latest position"],
            ["1", "Map the offer", "Lead", "TBC", "Completed", "Live in two places"]]  # fmt: skip
    proposal = from_word([rows], ["Priority 1: Help"])
    assert proposal.actions[0].standing.status == "completed"
    assert proposal.actions[0].progress == "Live in two places"


def test_you_said_is_the_item_and_we_did_the_action() -> None:
    rows = [["You said", "We did", "Lead", "Status", "What difference has it made?"],
            ["Workers change", "Cut caseloads", "AD", "Complete", "Turnover fell"]]  # fmt: skip
    proposal = from_word([rows])
    assert actions(proposal) == [("Workers change", "", "Cut caseloads", "AD", "completed")]
    assert proposal.actions[0].progress == "Turnover fell"


def test_a_number_beside_items_with_their_own_is_of_the_action() -> None:
    proposal = from_csv(
        ["No.", "Recommendation", "Agreed action", "Task owner", "Target date"],
        ["1", "1 Supervision", "Write a policy", "Head of A", "30/06/2025"],
        ["4", "2 Placements", "Review placements", "Head of B", "31/07/2025"],
    )
    assert [row[:4] for row in actions(proposal)] == [
        ("Supervision", "1", "Write a policy", "Head of A"),
        ("Placements", "4", "Review placements", "Head of B"),
    ]


def test_a_dot_in_colour_is_the_rating() -> None:
    document = Document()
    table = document.add_table(3, 5)
    book = Workbook()
    sheet = book.active
    sheet.append(HEADER)
    for number, colour in enumerate(("00B050", "FF0000"), start=1):
        texts = [str(number), "Decide", "Head of A", "TBC", "●"]
        sheet.append(texts)
        sheet.cell(number + 1, 5).font = Font(color=f"FF{colour}")
        for cell, text in zip(table.rows[number].cells[:4], texts, strict=False):
            cell.text = text
        dot = table.rows[number].cells[4].paragraphs[0].add_run("●")
        dot.font.color.rgb = RGBColor.from_string(colour)
    for cell, text in zip(table.rows[0].cells, HEADER, strict=True):
        cell.text = text
    for paper in (document, book):
        ratings = [action.standing.rag for action in opened(paper).actions]
        assert ratings == ["green", "red"]


def test_all_of_a_hidden_row_is_told() -> None:
    left = next(left for left in opened(workbook()).left_out if "hidden" in left.reason)
    assert "Hidden action" in left.text


def test_columns_of_unlisted_names_are_told_by_a_word_or_by_what_stands_below() -> None:
    proposal = from_csv(
        ["Ref", "Action", "Colleague in charge", "To happen before", "Our view", "Audit findings"],
        ["1", "Set a standard", "Head of Practice", "30/09/2025", "On track", "Good in ten of 12"],
        ["2", "Audit thirty files", "QA Manager", "Dec 2025", "Complete", ""],
    )
    assert [row[3:] for row in actions(proposal)] == [
        ("Head of Practice", "2025-09-30 in_progress"),
        ("QA Manager", "2025-12-31 completed"),
    ]


def test_a_header_of_unlisted_names_alone_is_read_where_the_paper_has_no_other() -> None:
    rows = [["Agreed tasks of the service", "Who in the service", "Deadline set", "Board notes"],
            ["Open a line for advice", "Head of Front Door", "31 May 2026", "Agreed"]]  # fmt: skip
    assert actions(from_word([rows], ["Priority 2: Front door"])) == [
        ("Front door", "", "Open a line for advice", "Head of Front Door", "2026-05-31 not_stated")
    ]


def test_a_register_of_risks_is_no_plan() -> None:
    rows = [["Risk", "Mitigating action taken", "Risk owner", "Review date"],
            ["Staff leave", "Pay more", "Head of HR", "31 May 2026"]]  # fmt: skip
    with pytest.raises(RefusedPaper):
        from_word([rows])


def test_a_row_whose_number_begins_those_below_names_them() -> None:
    proposal = from_csv(
        ["WBS", "Task Name", "Resource Names", "Start", "Finish", "% Complete"],
        ["1", "Assessment", "", "2025-04-01", "2026-03-31", ""],
        ["1.1", "Set a standard", "Head of A", "2025-04-01", "2025-09-30", "100%"],
        ["1.1.1", "Ask families", "Head of B", "2025-04-01", "2025-06-30", "100%"],
        ["2", "Commissioning", "", "2025-04-01", "2026-03-31", ""],
        ["2.1", "Map demand", "Head of C", "2025-04-01", "2026-02-28", "0%"],
    )
    assert actions(proposal) == [
        ("Assessment", "1.1", "Set a standard", "Head of A", "2025-09-30 completed"),
        ("Assessment", "1.1.1", "Ask families", "Head of B", "2025-06-30 completed"),
        ("Commissioning", "2.1", "Map demand", "Head of C", "2026-02-28 not_started"),
    ]
    assert [item.ref for item in proposal.items] == ["1", "2"]


def test_a_pale_tint_of_a_table_is_no_rating() -> None:
    assert [colour_of_fill(fill) for fill in ("EEEEFF", "E9F0E9", "C6EFCE", "FFC7CE")] == [
        "", "", "green", "red",
    ]  # fmt: skip


def test_what_needs_to_happen_is_the_action_and_what_was_done_the_commentary() -> None:
    rows = [["#", "What needs to happen", "Who is accountable", "Completion target", "RAG now",
             "What we have done and what comes next"],
            ["1.1", "Give each family one worker", "Head of A", "Nov-25", "A",
             "Piloted."]]  # fmt: skip
    proposal = from_word([rows], ["Priority 1: Help"])
    assert actions(proposal) == [
        ("Help", "1.1", "Give each family one worker", "Head of A", "2025-11-30 in_progress amber")
    ]
    assert proposal.actions[0].progress == "Piloted."


def test_a_column_that_holds_words_and_is_not_used_is_named() -> None:
    proposal = from_csv(
        ["Ref", "Action", "Lead", "Due", "Status", "Position this month", "Flavour"],
        ["1", "Map the offer", "Head of A", "TBC", "Open", "Two places mapped", "Sweet"],
    )
    assert proposal.actions[0].progress == "Two places mapped"
    assert [note.partition(": ")[2] for note in proposal.notes] == [
        "the column “Flavour” is not used (1 cell)"
    ]
