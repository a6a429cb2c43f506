"""Columns that hold a lead and a date at once, and ticks under quarters, give what each says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from docx import Document
from openpyxl import Workbook

from portal.importers.intake.proposals import Proposal, propose
from tests.support.plan_papers import from_csv, from_word, opened

ACTIONS = ["Train all staff", "Audit fifteen files", "Write a policy for visits"]


def leads_and_days(proposal: Proposal) -> list[tuple[str, str]]:
    """The leads of each action, and its date."""
    return [
        ("; ".join(lead.initials or lead.role for lead in a.leads), str(a.target.day or ""))
        for a in proposal.actions
    ]


@pytest.mark.parametrize(
    ("header", "cell", "lead"),
    [
        ("Who and by when", "Head of Adolescents\n31 May 2024", "Head of Adolescents"),
        ("Who and by when", "Head of A\nTeam Managers\n31/05/24", "Head of A; Team Managers"),
        ("Lead / timescale", "Head of Quality – 31 May 2024", "Head of Quality"),
        ("By whom and when", "Head of Quality (31 May 2024)", "Head of Quality"),
        ("Lead officer & deadline", "Head of Quality, by 31 May 2024", "Head of Quality"),
        (
            "Responsibility and timescale",
            "Head of Visits (MASH) – May 2024",
            "Head of Visits (MASH)",
        ),
        ("Who by when", "Head of Quality by May 2024", "Head of Quality"),
        ("Timescale and lead", "May 2024: Head of Quality", "Head of Quality"),
        ("Who and when", "Lead: Head of Quality\nBy: 31 May 2024", "Head of Quality"),
        ("Who and when", "Timescale: May 2024\nLead: Head of Quality", "Head of Quality"),
        ("Lead and timescale", "Quality Lead\n31.05.24", "Quality Lead"),
        ("Owner (due date)", "JB 31/05/2024", "JB"),
    ],
)
def test_a_lead_and_a_date_in_one_column_are_told_apart(header: str, cell: str, lead: str) -> None:
    rows = [[str(n), text, cell, "Some have begun."] for n, text in enumerate(ACTIONS, 1)]
    proposal = from_word([[["Ref", "Action", header, "Progress"], ["Better visits"], *rows]])
    assert leads_and_days(proposal) == [(lead, "2024-05-31")] * 3
    assert [a.progress for a in proposal.actions] == ["Some have begun."] * 3
    # What is stored while a review waits reads the same.
    assert propose(proposal.paper).actions == proposal.actions


def test_a_column_of_leads_alone_stays_whole_whatever_it_is_called() -> None:
    rows = [["1", ACTIONS[0], "Head of A", "June 2025"], ["2", ACTIONS[1], "Head of B", "May 2025"]]
    proposal = from_csv(["Ref", "Action", "Lead and date", "By when"], *rows)
    assert leads_and_days(proposal) == [("Head of A", "2025-06-30"), ("Head of B", "2025-05-31")]


def workbook(rows: Sequence[Sequence[str]], merged: str = "") -> Proposal:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    return opened(book)


@pytest.mark.parametrize(
    ("group", "periods", "days"),
    [
        ("Due 2025/26", "Q1 Q2 Q3 Q4", ["2025-06-30", "2026-03-31", "2025-12-31"]),
        ("Timescale", "Q1 Q2 Q3 Q4", ["2024-06-30", "2025-03-31", "2024-12-31"]),
        ("", "Q1 Q2 Q3 Q4", ["2024-06-30", "2025-03-31", "2024-12-31"]),
        ("Due 2025/26", "Nov Dec Jan Feb", ["2025-11-30", "2026-02-28", "2026-01-31"]),
    ],
)
def test_a_tick_under_a_quarter_or_month_is_a_date(
    group: str, periods: str, days: list[str]
) -> None:
    ticks = [["x", "", "", ""], ["", "x", "x", "x"], ["", "", "x", ""]]
    names = [["Ref", "Action", "Lead", *periods.split(), "Progress"]]
    upper = [["", "", "", group, "", "", "", ""]] if group else []
    rows = [
        [str(n), text, "Head of A", *marks, "Some have begun."]
        for n, (text, marks) in enumerate(zip(ACTIONS, ticks, strict=True), 1)
    ]
    title = [["Anyshire plan 2024/25", "", "", "", "", "", "", ""]]
    proposal = workbook([*title, *upper, *names, *rows], "D2:G2" if group else "")
    assert leads_and_days(proposal) == [("Head of A", day) for day in days]
    assert [a.success for a in proposal.actions] == [""] * 3
    assert [a.progress for a in proposal.actions] == ["Some have begun."] * 3


def test_a_row_of_a_word_table_that_ends_early_is_read_as_if_it_went_on() -> None:
    header = ["Ref", "Action", "Lead", "Q1 2025/26", "Q2 2025/26", "Q3 2025/26"]
    rows = [
        ["1", ACTIONS[0], "Head of A", "", "x", ""],
        ["2", ACTIONS[1], "Head of B", "x", "", ""],
    ]
    document = Document()
    table = document.add_table(0, len(header))
    for texts in (["Anyshire plan"], header, *rows):
        row = table.add_row()
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
        for cell in row.cells[len(texts) :]:
            row._tr.remove(cell._tc)
    proposal = opened(document)
    assert leads_and_days(proposal) == [("Head of A", "2025-09-30"), ("Head of B", "2025-06-30")]


def test_words_under_quarters_stay_what_they_are() -> None:
    header = ["Ref", "Action", "Lead", "Q1", "Q2", "Q3"]
    proposal = from_csv(
        header, ["1", ACTIONS[0], "Head of A", "Begun in May.", "Half done.", "All done."]
    )
    assert proposal.actions[0].progress == "All done."
    assert leads_and_days(proposal) == [("Head of A", "")]


def test_a_column_of_confidence_that_holds_standings_says_how_actions_stand() -> None:
    words = ["Done", "On plan", "Not begun"]
    rows = [[str(n), ACTIONS[n], "Head of A", "May 2025", word] for n, word in enumerate(words)]
    proposal = from_csv(["Ref", "Action", "Lead", "By when", "Confidence"], *rows)
    standings = [(a.standing.status, a.standing.confidence) for a in proposal.actions]
    assert standings == [("completed", ""), ("in_progress", ""), ("not_started", "")]


@pytest.mark.parametrize("heading", ["Completed actions", "Actions closed since May", "Completed"])
def test_a_heading_tells_the_standing_of_a_table_that_has_no_column_of_it(heading: str) -> None:
    open_rows = [["1", ACTIONS[0], "Head of A", "June 2025", "Amber"]]
    closed = [["2", ACTIONS[1], "Head of B", "May 2025", "All were read."]]
    proposal = from_word(
        [
            [["Ref", "Action", "Lead", "By when", "RAG"], *open_rows],
            [["Ref", "Action", "Lead", "By when", "What was achieved"], *closed],
        ],
        ["Open actions", heading],
    )
    standings = [(a.standing.status, a.standing.printed) for a in proposal.actions]
    assert standings[1] == ("completed", heading)
    assert standings[0][0] == "in_progress"
