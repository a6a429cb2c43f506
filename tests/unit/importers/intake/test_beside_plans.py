"""Counts, findings and measures beside the actions of a plan are none of its items."""

from __future__ import annotations

import io

import pytest
from docx import Document

from portal.importers.intake.opening import open_paper
from portal.importers.intake.paper import Cell, Paper, Row, Table, Text
from portal.importers.intake.proposals import propose
from tests.support.plan_papers import actions, from_csv, from_word
from tests.unit.importers.intake.test_layouts import HEADER

PLAN = [
    HEADER,
    ["1.1", "Train all staff", "Head of A", "June 2025", "Green"],
    ["1.2", "Audit fifteen files", "Head of B", "July 2025", "Red"],
]
COUNTS = [["Theme", "Actions", "Complete"], ["Front door", "12", "4"], ["Leadership", "8", "0"]]


def test_counts_of_actions_above_or_below_a_plan_are_no_actions() -> None:
    wide = [[*row, "", ""] for row in COUNTS]
    for rows in ([*wide, *PLAN], [*PLAN, *wide], [*PLAN, ["Actions in all", "20", "", "", ""]]):
        proposal = from_csv(*rows)
        assert [a.text for a in proposal.actions] == ["Train all staff", "Audit fifteen files"]
        left = [line.text for line in proposal.left_out]
        counts = left[-2:] == ["Front door | 12 | 4", "Leadership | 8 | 0"]
        assert counts or "Actions in all | 20" in left


def test_counts_below_a_plan_of_as_many_columns_are_no_actions() -> None:
    plan = [["Action", "Lead", "By when"], ["Train all staff", "Head of A", "June 2025"]]
    proposal = from_word([plan, COUNTS])
    assert [a.text for a in proposal.actions] == ["Train all staff"]


def test_a_finding_below_the_name_of_an_area_does_not_replace_it() -> None:
    proposal = from_word(
        [
            [
                HEADER,
                ["Area for improvement 1: Timely help"],
                ["What inspectors found: families waited for weeks."],
                PLAN[1],
                ["Area for improvement 2: Care leavers’ homes"],
                ["What inspectors found: too few homes were near."],
                ["2.1", "Buy ten flats", "Head of B", "July 2025", "Red"],
            ]
        ]
    )
    assert [row[0] for row in actions(proposal)] == ["Timely help", "Care leavers’ homes"]


def test_a_measure_that_is_merged_over_a_table_is_not_its_item() -> None:
    document = Document()
    for number, title in enumerate(["Plans on time", "Health checks", "Waiting lists"], 1):
        document.add_heading(f"PA{number}: {title}", 2)
        table = document.add_table(0, 5)
        for row in (["No", "What we will do", "Lead", "Deadline", "Measure of impact"], *(
            [f"{number}.{n}", f"Write guide {n} on {title.lower()}", "Head of A", "June 2025", ""]
            for n in (1, 2, 3)
        )):  # fmt: skip
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        merged = table.cell(1, 4).merge(table.cell(3, 4))
        merged.text = f"{title}: nine of ten parents say so in the survey"
    out = io.BytesIO()
    document.save(out)
    proposal = propose(open_paper(out.getvalue(), "plan"))
    titles = [row[0] for row in actions(proposal)]
    assert titles == [t for t in ("Plans on time", "Health checks", "Waiting lists") for _ in "123"]


def test_a_line_between_the_name_of_an_item_and_its_table_is_none() -> None:
    document = Document()
    for number, (title, line) in enumerate(
        [("Listen to you", "“Ask me first.” (girl of 13)"), ("Find you a home", "“A room.” (boy)")],
        start=1,
    ):
        document.add_heading(f"Priority action {number}: {title}", 2)
        document.add_paragraph(line)
        table = document.add_table(0, 5)
        work = [
            f"{number}.1",
            f"Write to people of group {number}",
            "Head of A",
            "June 2025",
            "Red",
        ]
        for row in (HEADER, work):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    proposal = propose(open_paper(out.getvalue(), "plan"))
    assert [(item.ref, item.title) for item in proposal.items] == [
        ("1", "Listen to you"),
        ("2", "Find you a home"),
    ]


@pytest.mark.parametrize(
    "line", ["We met ten of them.", "Outcome: all are met", "“Meet me.” (boy)"]
)
def test_a_line_of_a_pdf_below_a_numbered_one_is_no_item(line: str) -> None:
    rows = tuple(Row(tuple(map(Cell, texts)), f"row {n}") for n, texts in enumerate(PLAN))
    blocks = [Text("Priority 1: Children are met", 9, "page 1"), Text(line, 9, "page 1")]
    proposal = propose(Paper("plan", (*blocks, Table(rows, "page 1"))))
    assert [item.title for item in proposal.items] == ["Children are met"]
