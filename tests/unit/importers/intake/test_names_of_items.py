"""Boxes, sheets, rows above a header and columns that name the items of actions."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from docx import Document

from portal.importers.intake.dates import target_of
from portal.importers.intake.proposals import Proposal
from portal.importers.intake.refs import bare, item_of
from portal.importers.intake.statuses import colour_word
from tests.support.plan_papers import from_csv, from_sheets, from_word, opened

HEAD = ["Ref", "Action", "Lead", "By when", "Status"]
TRAIN = ["1.1", "Train the staff", "Head of A", "30/09/2025", "Complete"]
VISIT = ["2.1", "Visit each home", "Head of B", "30/09/2025", "On track"]
OPEN = ["2.2", "Open a new hub", "Head of B", "30/10/2025", "On track"]


def named(proposal: Proposal) -> list[tuple[str, str, str]]:
    items = [proposal.items[action.item] for action in proposal.actions]
    return [(item.ref, item.title, item.section) for item in items]


@pytest.mark.parametrize(
    ("first", "second", "refs"),
    [
        (["Theme A", "Front door"], ["Theme B", "Homes"], ["A", "B"]),
        (["Area for improvement 1", "Front door"], ["Area for improvement 2", "Homes"], ["1", "2"]),
        (["R1", "Front door"], ["R2", "Homes"], ["R1", "R2"]),
        (["AFI 1: Front door"], ["AFI 2: Homes"], ["AFI 1", "AFI 2"]),
    ],
)
def test_a_box_before_a_table_names_its_item(
    first: Sequence[str], second: Sequence[str], refs: Sequence[str]
) -> None:
    document = Document()
    for box, rows in ((first, [HEAD, TRAIN]), (second, [HEAD, VISIT, OPEN])):
        for table_rows in ([box], rows):
            table = document.add_table(0, len(table_rows[0]))
            for row in table_rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            document.add_paragraph("")
    upper, lower = refs
    assert named(opened(document)) == [
        (upper, "Front door", ""), (lower, "Homes", ""), (lower, "Homes", "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["1", "2"], ["1: Front door", "2: Homes"]),
        (["P1", "P2"], ["P1 Front door", "P2 Homes"]),
        (["Priority 1", "Priority 2"], ["Priority 1 - Front door", "Priority 2 - Homes"]),
        (["P1", "P2"], ["Front door", "Homes"]),
    ],
)
def test_a_sheet_called_by_a_number_has_its_title_in_it(
    names: Sequence[str], titles: Sequence[str]
) -> None:
    proposal = from_sheets(
        {
            names[0]: [[titles[0]], ["Position at 30 June 2025"], [], HEAD, TRAIN],
            names[1]: [[titles[1]], ["Position at 30 June 2025"], [], HEAD, VISIT, OPEN],
        }
    )
    refs = [name.removeprefix("Priority ") for name in names]
    assert [(ref, title) for ref, title, _section in named(proposal)] == [
        (refs[0], "Front door"), (refs[1], "Homes"), (refs[1], "Homes")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "wide", "fine"),
    [
        (["Priority", "Key priority"], "Priority A: Safe", "1: Front door"),
        (["Objective", "Theme"], "Safe", "Front door"),
    ],
)
def test_of_two_columns_that_part_the_rows_the_finer_names_items(
    header: Sequence[str], wide: str, fine: str
) -> None:
    def row(*begins: str, number: int) -> list[str]:
        return [*begins, str(number), f"Train team {number}", "Head of A", "30/09/2025", "Done"]

    proposal = from_csv(
        [*header, *HEAD],
        row(wide, fine, number=1),
        row(wide, fine, number=2),
        row(wide, "2: Homes", number=3),
        row(wide, "2: Homes", number=4),
        row("Priority B: Sound", "3: Money", number=5),
        row("Priority B: Sound", "3: Money", number=6),
    )
    assert [title for _ref, title, _section in named(proposal)] == [
        "Front door", "Front door", "Homes", "Homes", "Money", "Money"
    ]  # fmt: skip
    assert {section for _ref, _title, section in named(proposal)} == {wide, "Priority B: Sound"}


@pytest.mark.parametrize(
    ("first", "second", "third", "titles"),
    [
        ("A1 Front door", "A2 Homes", "B1 Money", ["Front door", "Homes", "Money"]),
        # The references go on from the wider column's: what else is numbered is no item.
        ("1 Fewer wait", "2 More stay", "3 Sound", ["A Safe", "B Strong"]),
    ],
)
def test_references_that_go_on_from_a_column_s_make_it_the_items(
    first: str, second: str, third: str, titles: list[str]
) -> None:
    header = ["Workstream", "Outcome", *HEAD]
    proposal = from_csv(
        header,
        *(
            [area, outcome, ref, f"Train team {ref}", "Head of A", "30/09/2025", "Done"]
            for area, outcome, ref in (
                ("A Safe", first, "A1.1"),
                ("A Safe", first, "A1.2"),
                ("A Safe", second, "A2.1"),
                ("B Strong", third, "B1.1"),
            )
        ),
        ["Exported on 3 November 2025"],
    )
    shown = [title for _ref, title, _section in named(proposal)]
    assert list(dict.fromkeys(shown)) == titles
    assert len(shown) == 4
    assert "Exported" in proposal.left_out[-1].text


@pytest.mark.parametrize(
    "title",
    ["Corporate parenting across the whole council", "Every child has a good plan",
     "Making clear progress"],
)  # fmt: skip
def test_an_aim_that_ends_as_titles_of_papers_do_names_an_item(title: str) -> None:
    proposal = from_word([[HEAD, ["Front door"], TRAIN, [title], VISIT, OPEN]])
    assert [name for _ref, name, _section in named(proposal)] == ["Front door", title, title]


@pytest.mark.parametrize(
    ("banner", "title"),
    [
        ("Workstream A: Leadership    SRO: Director of Children’s Services", "Leadership"),
        ("Priority 2 – Homes near schools (Lead: Head of A)", "Homes near schools"),
        ("Theme 3: Help early | Sponsor: Head of B", "Help early"),
        ("Theme 4: Three steps: listen, help, check", "Three steps: listen, help, check"),
    ],
)
def test_a_title_ends_x_is_said_of_its_item(banner: str, title: str) -> None:
    proposal = from_word([[HEAD, [banner], TRAIN, VISIT, ["Theme 9: Money"], OPEN]])
    assert named(proposal)[0][1] == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HMIP Recommendation 1: Plans", ("1", "Plans", "recommendation")),
        ("Peer challenge finding 2 – Plans", ("2", "Plans", "finding")),
        ("PA1 Priority action: Help is early", ("PA1", "Help is early", "priority action")),
        ("AFI2 Area for improvement – Plans", ("AFI2", "Plans", "area for improvement")),
        ("AFI2 Area plans are shared", ("AFI2", "Area plans are shared", "")),
        ("Objectives:", ("", "Objectives:", "")),
    ],
)
def test_the_kind_between_a_code_and_a_title_is_no_part_of_it(
    text: str, expected: tuple[str, str, str]
) -> None:
    assert item_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Theme A", ("A", "theme")), ("Area for improvement 1", ("1", "area for improvement")),
     ("Aims", ("Aims", "")), ("Action 3", ("Action 3", ""))],
)  # fmt: skip
def test_a_cell_that_numbers_an_item(text: str, expected: tuple[str, str]) -> None:
    assert bare(text) == expected


def test_a_reference_is_no_colour_and_a_phase_no_day() -> None:
    assert [colour_word(text) for text in ("R1", "A 2", "R", "G – on track")] == [
        "", "", "red", "green"
    ]  # fmt: skip
    for text in ("Phase 1 Jul 2025, phase 2 Jan 2026", "Stage 2: January 2026"):
        assert str(target_of(text).day) == "2026-01-31"


def test_words_of_standing_below_confidence_are_the_status() -> None:
    rows = [[*TRAIN[:4], "Done"], [*VISIT[:4], "Behind plan"], [*OPEN[:4], "Not begun"]]
    proposal = from_csv([*HEAD[:4], "Confidence"], *rows)
    assert [action.standing.status for action in proposal.actions] == [
        "completed", "in_progress", "not_started"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("explained", "status"),
    [
        (", empty not begun", "not_started"),
        (". Where there is no letter, the action has not been started.", "not_started"),
        (". Actions without a letter have not started.", "not_started"),
        ("", "not_stated"),
    ],
)
def test_a_key_says_what_an_empty_rating_means(explained: str, status: str) -> None:
    proposal = from_csv(
        [f"B complete, G on course, A slipping, R off course{explained}"],
        [*HEAD[:4], "RAG"],
        [*TRAIN[:4], "B"],
        [*VISIT[:4], "A"],
        [*OPEN[:4], ""],
    )
    assert [action.standing.status for action in proposal.actions] == [
        "completed", "in_progress", status
    ]  # fmt: skip
    assert proposal.actions[-1].standing.rag == ""


def doubts(items: Sequence[tuple[str, int]]) -> list[str]:
    rows = [
        [title, f"Train team {number} of {title}", "Head of A", "30/09/2025", "Done"]
        for title, count in items
        for number in range(count)
    ]
    proposal = from_csv(["Recommendation", *HEAD[1:]], *rows)
    return [note for note in proposal.notes if note.startswith("Check the items")]


def test_items_with_far_more_actions_than_others_are_doubted() -> None:
    assert doubts([("Front door", 13), ("Homes", 3), ("Money", 3)]) == [
        "Check the items: 13 actions stand under “Front door”, under others 3."
    ]
    assert doubts([("Front door", 13), ("Homes", 8), ("Money", 3)]) == []
    assert doubts([("Front door", 12)]) == ["Check the items: all 12 actions stand under one item."]


def test_a_line_that_counts_the_rows_above_is_no_more_of_the_last() -> None:
    proposal = from_csv(HEAD, TRAIN, VISIT, [], ["Actions: 2", "", "", "", "Closed: 1"])
    assert [action.standing.printed for action in proposal.actions] == ["Complete", "On track"]
    assert [left.reason for left in proposal.left_out] == ["total"]


@pytest.mark.parametrize("last", ["• Turnover", "Turnover of staff", "• Quarterly audit of files"])
def test_what_is_said_below_a_numbered_heading_is_no_item(last: str) -> None:
    document = Document()
    for number, title in enumerate(("Front door", "Supervision", "Care leavers"), start=1):
        document.add_paragraph().add_run(f"AREA FOR IMPROVEMENT {number}: {title}").bold = True
        document.add_paragraph("MEASURED BY:")
        document.add_paragraph(f"{last} {number}")
        table = document.add_table(0, 4)
        for row in (HEAD[:4], TRAIN[:4]):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    items = [(item.ref, item.title) for item in opened(document).items]
    assert items == [("1", "Front door"), ("2", "Supervision"), ("3", "Care leavers")]


def test_rows_of_a_label_and_a_text_across_say_something_of_the_item() -> None:
    document = Document()
    for number, title in enumerate(("Front door", "Care leavers"), start=1):
        table = document.add_table(0, 5)
        rows = [
            [f"Recommendation {number}", title], ["Executive lead", "Director of A"], HEAD,
            [f"{number}.1", *TRAIN[1:]], ["Impact so far", "Fewer children wait."],
        ]  # fmt: skip
        for row in rows:
            cells = table.add_row().cells
            if len(row) == 2:
                cells[1].merge(cells[-1])
            for cell, text in zip(cells, row, strict=False):
                cell.text = text
    proposal = opened(document)
    assert named(proposal) == [("1", "Front door", ""), ("2", "Care leavers", "")]
    assert sum("Fewer children wait." in left.text for left in proposal.left_out) == 2
