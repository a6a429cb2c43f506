"""Tables of a PDF without any line, and texts of a paper that give no row."""

from __future__ import annotations

from docx import Document

from portal.importers.intake.opening import open_paper
from portal.importers.intake.proposals import propose
from tests.support.plan_papers import actions, from_csv, opened
from tests.unit.importers.intake.test_cut_tables import HEIGHT, pdf, text

LEFTS = (40, 75, 250, 370, 450, 480)
HEAD = ("Ref", "What we are going to do", "Whose job", "To be finished", "RAG", "The story")
ROWS = [
    ("Priority 1: Every child is seen as often as the plan says, wherever they live",),
    ("1.1", "Agree how often each child", "Head of A", "30 June 2025", "0 0.69 0.31", "Agreed."),
    ("", "is seen", "", "", "", ""),
    ("1.2", "Send a list each week", "Head of B", "Ongoing", "1 0.75 0", "Sent since July."),
    ("Priority 2: Every decision of a manager is recorded with the reasons for it",),
    ("2.1", "Write a guide", "Head of C", "31 May 2025", "0 0.69 0.31", "Issued to all staff."),
    ("2.2", "Audit thirty decisions", "Head of D", "TBC", "1 0 0", "None yet."),
]


def test_a_heading_in_body_type_between_rows_without_lines_names_the_item() -> None:
    parts = [text(left, 75, words) for left, words in zip(LEFTS, HEAD, strict=True)]
    top = 90
    for row in ROWS:
        for at, words in enumerate(row):
            if at == 4 and words:
                parts.append(f"{words} rg {LEFTS[4]} {HEIGHT - top - 3} 20 11 re f 0 g")
            elif words:
                parts.append(text(LEFTS[at], top, words))
        top += 11
    parts.append(text(40, top + 30, "Key: none of the actions of this plan has been left out"))
    proposal = propose(open_paper(pdf("\n".join(parts)), "plan.pdf"))
    seen = "Every child is seen as often as the plan says, wherever they live"
    recorded = "Every decision of a manager is recorded with the reasons for it"
    assert actions(proposal) == [
        (seen, "1.1", "Agree how often each child is seen", "Head of A",
         "2025-06-30 in_progress green"),
        (seen, "1.2", "Send a list each week", "Head of B", "in_progress amber"),
        (recorded, "2.1", "Write a guide", "Head of C", "2025-05-31 in_progress green"),
        (recorded, "2.2", "Audit thirty decisions", "Head of D", "in_progress red"),
    ]  # fmt: skip
    assert proposal.actions[0].progress == "Agreed."
    assert any(left.text.startswith("Key: none") for left in proposal.left_out)


def test_a_priority_of_the_same_looks_ends_the_one_before_and_all_that_stood_below() -> None:
    proposal = from_csv(
        ["Ref", "Action", "Lead", "By when"],
        ["Strand 1 Help", "", "", ""],
        ["Recommendation 1 Contacts", "", "", ""],
        ["1", "Decide in a day", "Head of A", "TBC"],
        ["Recommendation 2 Hubs", "", "", ""],
        ["2", "Open three hubs", "Head of B", "TBC"],
        ["Strand 2 Care", "", "", ""],
        ["Recommendation 3 Homes", "", "", ""],
        ["3", "Recruit carers", "Head of C", "TBC"],
    )
    assert [(item.ref, item.title, item.section) for item in proposal.items] == [
        ("1", "Contacts", "Strand 1 Help"),
        ("2", "Hubs", "Strand 1 Help"),
        ("3", "Homes", "Strand 2 Care"),
    ]


def test_plain_texts_right_before_each_table_name_its_item_and_others_are_listed() -> None:
    document = Document()
    document.add_paragraph("The Board agreed this plan in May.")
    for name in ("The front door", "Homes for children in care"):
        document.add_paragraph(name)
        table = document.add_table(2, 3)
        for row, texts in zip(
            table.rows,
            [["Action", "Lead", "By when"], [f"Improve {name.lower()}", "Head of A", "TBC"]],
            strict=True,
        ):
            for cell, words in zip(row.cells, texts, strict=True):
                cell.text = words
    document.add_heading("Recommendation 9: Nobody acts on it", 2)
    proposal = opened(document)
    assert [row[0] for row in actions(proposal)] == [
        "The front door", "Homes for children in care",
    ]  # fmt: skip
    listed = [left.text for left in proposal.left_out]
    assert "The Board agreed this plan in May." in listed
    assert "Recommendation 9: Nobody acts on it" in listed
