"""Counts, findings and measures beside the actions of a plan are none of its items."""

from __future__ import annotations

import io

from docx import Document

from portal.importers.intake.opening import open_paper
from portal.importers.intake.proposals import propose
from tests.unit.importers.intake.test_layouts import HEADER, actions, from_csv, from_word

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
