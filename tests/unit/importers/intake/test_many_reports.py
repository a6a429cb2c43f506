"""Plans with a column for each report, boxes as headings, items by any word and number."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from docx import Document

from portal.importers.intake.dates import target_of
from portal.importers.intake.opening import open_paper
from portal.importers.intake.proposals import propose
from portal.importers.intake.refs import is_numbered_item, item_of
from tests.support.plan_papers import from_csv


@pytest.mark.parametrize(
    ("headers", "latest"),
    [
        (("Q1", "Q2", "Q3"), "third"),
        (("Update March", "Update February", "Update January"), "first"),
        (("Update November", "Update December", "Update January"), "third"),
        (("Update 3", "Previous update", "Earlier comments"), "first"),
    ],
)
def test_the_latest_of_several_commentaries_counts(headers: Sequence[str], latest: str) -> None:
    plan = from_csv(
        ["Action", "Lead", "By when", *headers],
        ["Agree a form", "Head of MASH", "May 2026", "first", "second", "third"],
        ["Train all staff", "Head of MASH", "May 2026", "first", "second", "third"],
    )
    assert [action.progress for action in plan.actions] == [latest, latest]


def test_columns_of_reports_to_come_are_passed_over() -> None:
    plan = from_csv(
        ["Action", "Lead", "By when", "Update May 2026", "Update June 2026"],
        ["Agree a form", "Head of MASH", "May 2026", "Agreed", ""],
        ["Train all staff", "Head of MASH", "May 2026", "Begun", ""],
    )
    assert [action.progress for action in plan.actions] == ["Agreed", "Begun"]


def test_columns_of_months_that_hold_letters_are_ratings() -> None:
    plan = from_csv(
        ["Action", "Lead", "By when", "Apr", "May", "Remarks"],
        ["Agree a form", "Head of MASH", "May 2026", "R", "G", "Agreed by the whole board"],
        ["Train all staff", "Head of MASH", "May 2026", "G", "A", "Two of the nine teams"],
        ["Set up a panel", "Head of MASH", "May 2026", "A", "R", "Waits for the new manager"],
    )
    assert [action.standing.rag for action in plan.actions] == ["green", "amber", "red"]


def test_a_column_of_ticks_says_what_its_header_does() -> None:
    plan = from_csv(
        ["Action", "Lead", "By when", "Not yet begun", "Under way", "Completed"],
        ["Agree a form", "Head of MASH", "May 2026", "✓", "", ""],
        ["Train all staff", "Head of MASH", "May 2026", "", "✓", ""],
    )
    assert [a.standing.status for a in plan.actions] == ["not_started", "in_progress"]


def test_what_is_not_done_was_begun_where_commentary_says_anything() -> None:
    plan = from_csv(
        ["Action", "Lead", "By when", "Comments", "Done?"],
        ["Agree a form", "Head of MASH", "May 2026", "Form is with partners", "No"],
        ["Train all staff", "Head of MASH", "May 2026", "", "No"],
        ["Set up a panel", "Head of MASH", "May 2026", "Done for two of nine teams", "No"],
    )
    statuses = [action.standing.status for action in plan.actions]
    assert statuses == ["in_progress", "not_started", "in_progress"]


def test_an_objective_on_its_first_row_alone_is_not_the_action() -> None:
    plan = from_csv(
        ["Obj no", "Objective", "Action no", "Particulars of work", "Lead", "Due"],
        ["1", "Children are seen soon", "1.1", "Agree a form", "Head of MASH", "May 2026"],
        ["", "", "1.2", "Train all of the staff", "Head of MASH", "May 2026"],
        ["", "", "1.3", "Set up a weekly panel", "Head of MASH", "May 2026"],
        ["", "", "1.4", "Read twelve files a month", "Head of MASH", "May 2026"],
    )
    assert [(i.ref, i.title) for i in plan.items] == [("1", "Children are seen soon")]
    assert [a.ref for a in plan.actions] == ["1.1", "1.2", "1.3", "1.4"]


@pytest.mark.parametrize("box", [["Objective {} – {}"], ["Priority {}", "{}"]])
def test_a_box_before_each_table_is_its_heading(box: Sequence[str]) -> None:
    document = Document()
    document.add_heading("Anyshire plan, June 2025", 0)
    titles = ["Decisions in time", "Plans that help"]
    for number, title in enumerate(titles, start=1):
        cells = document.add_table(1, len(box)).rows[0].cells
        values = [(number, title)] if len(box) == 1 else [(number,), (title,)]
        for cell, text, value in zip(cells, box, values, strict=True):
            cell.text = text.format(*value)
        document.add_paragraph("Why: children wait too long.")
        table = document.add_table(0, 3)
        for row in (["Action", "Lead", "By when"], [f"Agree form {number}", "PSW", "May 2026"]):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    plan = propose(open_paper(out.getvalue(), "plan.docx"))
    assert [plan.items[action.item].title for action in plan.actions] == titles


@pytest.mark.parametrize(
    ("text", "ref", "title"),
    [
        ("Rec 1: Strengthen the front door", "1", "Strengthen the front door"),
        ("Promise 3 – Homes are near", "3", "Homes are near"),
        ("Priority Two: Homes are near", "2", "Homes are near"),
        ("Theme 2: Homes are near (cont.)", "2", "Homes are near"),
        ("Theme 2: Homes are near (continued)", "2", "Homes are near"),
    ],
)
def test_a_word_and_a_number_are_parted_from_a_title(text: str, ref: str, title: str) -> None:
    assert item_of(text)[:2] == (ref, title)


@pytest.mark.parametrize("text", ["Table 2: Risks", "Quarter 1: what we did", "May 2: A meeting"])
def test_a_number_of_something_else_names_no_item(text: str) -> None:
    assert not is_numbered_item(text)


@pytest.mark.parametrize(
    "text",
    ["Early 2026", "late 2026", "first half of 2026", "academic year 2025/26", "Easter break 2026"],
)
def test_a_part_of_a_year_has_no_last_day(text: str) -> None:
    assert target_of(text).day is None


def test_the_end_of_a_year_has_a_day() -> None:
    assert str(target_of("By the end of 2026").day) == "2026-12-31"


ROW = ["Head of MASH", "May 2026", "Open"]
WORKS = ["Agree a form", "Train all of the staff", "Set up a weekly panel", "Read twelve files"]


def test_a_column_that_comes_again_before_the_actions_names_the_items() -> None:
    works = ["Agree a form", "Train all of the staff", "Set up a weekly panel", "Read twelve files"]
    for header, first, second in (
        ("Ambition", "Ambition 1 - Be seen soon", "Ambition 2 - Be near home"),
        ("Strand of work", "Be seen soon", "Be near home"),
    ):
        plan = from_csv(
            [header, "Title", "Lead service", "Delivery by", "State"],
            *([first, work, *ROW] for work in works),
            *([second, f"{work} again", *ROW] for work in works),
        )
        assert [item.title for item in plan.items] == ["Be seen soon", "Be near home"]
        assert [action.text for action in plan.actions][:4] == works


def test_an_item_number_of_which_each_row_has_another_is_the_actions() -> None:
    plan = from_csv(
        ["Ite m", "Action", "By whom", "By when"],
        *([f"1{letter}", f"Agree form {letter}", "Head of MASH", "May 2026"] for letter in "ABCDE"),
    )
    assert [action.ref for action in plan.actions] == ["1A", "1B", "1C", "1D", "1E"]


def test_a_group_of_columns_does_not_name_one_of_them() -> None:
    plan = from_csv(
        ["No", "Action", "Lead", "Delivery", "", ""],
        ["", "", "", "Standing", "By when", "Commentary"],
        ["1.1", "Agree a form", "Head of MASH", "Done", "May 2026", "All agreed it in May"],
        ["1.2", "Train all of the staff", "Head of MASH", "Stuck", "June 2026", "No rooms yet"],
    )
    assert [(a.standing.status, str(a.target.day)) for a in plan.actions] == [
        ("completed", "2026-05-31"),
        ("in_progress", "2026-06-30"),
    ]


def test_a_lone_column_for_what_is_done_may_be_blank() -> None:
    plan = from_csv(
        ["Action", "Lead", "By when", "Done", "Note"],
        ["Agree a form", "Head of MASH", "May 2026", "✓", "In use in all teams"],
        ["Train all staff", "Head of MASH", "May 2026", "", "Two of nine teams"],
        ["Read twelve files", "Head of MASH", "May 2026", "☐", "Five of them"],
        ["Set up a panel", "Head of MASH", "May 2026", "", ""],
    )
    statuses = [action.standing.status for action in plan.actions]
    assert statuses == ["completed", "in_progress", "in_progress", "not_stated"]


def test_what_is_left_to_do_is_no_action() -> None:
    plan = from_csv(
        ["Code", "Plain words", "Post responsible", "Delivery date", "RAG", "We will still do"],
        ["1.1", "Agree a form with schools", "Head of MASH", "May 2026", "G", "Print forms next"],
        ["1.2", "Train all of the staff", "Head of MASH", "May 2026", "A", "Find a big room"],
        ["1.3", "Set up a weekly panel", "Head of MASH", "May 2026", "R", "Name its chair soon"],
    )
    assert [action.text for action in plan.actions] == [
        "Agree a form with schools",
        "Train all of the staff",
        "Set up a weekly panel",
    ]


def test_updates_named_by_their_month_follow_one_another() -> None:
    plan = from_csv(
        ["Action", "Lead", "By when", "June update", "September update"],
        ["Agree a form", "Head of MASH", "May 2026", "Drafted", "Agreed"],
        ["Train all staff", "Head of MASH", "May 2026", "Begun", "Done"],
    )
    assert [action.progress for action in plan.actions] == ["Agreed", "Done"]


def test_green_is_not_complete_where_a_word_says_that() -> None:
    plan = from_csv(
        ["Action", "Lead", "By when", "Traffic light", "Comments"],
        ["Agree a form", "Head of MASH", "May 2026", "Complete", "In use in all teams"],
        ["Train all staff", "Head of MASH", "May 2026", "Green", "Done for two of nine teams"],
    )
    assert [action.standing.status for action in plan.actions] == ["completed", "in_progress"]


def test_outcomes_on_their_first_rows_before_the_actions_are_the_items() -> None:
    plan = from_csv(
        ["No.", "Outcome we want", "Action no", "Actions", "Lead", "Date due"],
        ["1", "Children are seen soon", "1.1", "Agree a form", "Head of MASH", "May 2026"],
        ["", "", "1.2", "Train all staff", "Head of MASH", "May 2026"],
        ["", "", "1.3", "Set up a panel", "Head of MASH", "May 2026"],
        ["2", "Homes are near", "2.1", "Read twelve files", "Head of MASH", "May 2026"],
        ["", "", "2.2", "Find more carers", "Head of MASH", "May 2026"],
    )
    assert [(item.ref, item.title) for item in plan.items] == [
        ("1", "Children are seen soon"),
        ("2", "Homes are near"),
    ]


def test_parents_that_are_no_rows_are_the_items_and_notes_the_commentary() -> None:
    works = ["Agree a form", "Train all of the staff", "Set up a weekly panel", "Read twelve files"]
    plan = from_csv(
        ["Key", "Epic", "Summary", "Owner", "Due date", "Status", "Notes for the board"],
        *(
            [f"I-{n}", f"Epic of {n % 2} parts", work, *ROW, f"Half is done: {work}"]
            for n, work in enumerate(works)
        ),
    )
    assert [item.title for item in plan.items] == ["Epic of 0 parts", "Epic of 1 parts"]
    assert [action.progress for action in plan.actions] == [f"Half is done: {w}" for w in works]


def test_a_word_and_number_beside_a_title_are_the_items_reference() -> None:
    works = ["Agree a form", "Train all of the staff", "Set up a weekly panel", "Read twelve files"]
    plan = from_csv(
        ["Mission", "Mission title", "Line", "Deliverables", "Lead", "Due date", "State"],
        *(
            [f"Mission {n % 2 + 1}", f"Homes of kind {n % 2}", f"L{n}", work, *ROW]
            for n, work in enumerate(works)
        ),
    )
    assert [(item.ref, item.title) for item in plan.items] == [
        ("1", "Homes of kind 0"),
        ("2", "Homes of kind 1"),
    ]


def test_a_planner_export_is_grouped_by_bucket_and_told_in_its_description() -> None:
    plan = from_csv(
        [
            "Task Name",
            "Bucket Name",
            "Priority",
            "Assigned To",
            "Due date",
            "Progress",
            "Description",
        ],
        *(
            [work, f"Homes of kind {n % 2}", level, *ROW, f"Half is done: {work}"]
            for n, (work, level) in enumerate(zip(WORKS, ["Low", "Urgent"] * 2, strict=True))
        ),
    )
    assert [item.title for item in plan.items] == ["Homes of kind 0", "Homes of kind 1"]
    assert [action.progress for action in plan.actions] == [f"Half is done: {w}" for w in WORKS]


@pytest.mark.parametrize("header", ["Which ambition does it serve?", "Link to priority"])
def test_items_may_stand_after_the_actions(header: str) -> None:
    plan = from_csv(
        ["Ref", "What will we do?", header, "Lead", "Due date", "State"],
        *([f"A{n}", work, f"{n % 2 + 1}. Homes are near", *ROW] for n, work in enumerate(WORKS)),
    )
    assert [(item.ref, item.title) for item in plan.items] == [
        ("1", "Homes are near"),
        ("2", "Homes are near"),
    ]


def test_texts_in_blocks_after_the_actions_are_the_items() -> None:
    plan = from_csv(
        ["Action", "Lead", "Due date", "State", "Where it fits"],
        *([f"{WORKS[n % 3]} of {n}", *ROW, f"Homes of kind {n // 3}"] for n in range(6)),
    )
    assert [item.title for item in plan.items] == ["Homes of kind 0", "Homes of kind 1"]


def test_a_strand_of_numbers_beside_its_aim_is_the_items_reference() -> None:
    plan = from_csv(
        [
            "Strand",
            "Aim of the strand",
            "Commitment",
            "Lead",
            "Due date",
            "State",
            "Evidence and impact",
        ],
        *(
            [str(n // 2 + 1), f"Homes of kind {n // 2}", work, *ROW, f"Half is done: {work}"]
            for n, work in enumerate(WORKS)
        ),
    )
    assert [(item.ref, item.title) for item in plan.items] == [
        ("1", "Homes of kind 0"),
        ("2", "Homes of kind 1"),
    ]
    assert [action.progress for action in plan.actions] == [f"Half is done: {w}" for w in WORKS]


@pytest.mark.parametrize(
    ("second", "total"), [(["Read ten files", "Meet each month"], 6), (WORKS[2:], 3)]
)
def test_the_same_words_under_another_item_are_its_own_action(
    second: Sequence[str], total: int
) -> None:
    """A table of which all comes again is a summary; of one that shares an action, none is lost."""
    document = Document()
    for title, works in (("1: Homes are near", WORKS[2:]), ("2: Leaders learn", second)):
        document.add_heading(f"Priority {title}", 2)
        table = document.add_table(rows=0, cols=5)
        for row in (
            ["No", "Action", "Lead", "Due date", "Status"],
            *([str(n), text, *ROW] for n, text in enumerate([WORKS[1], *works])),
        ):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    assert len(propose(open_paper(file.getvalue(), "plan.docx")).actions) == total
