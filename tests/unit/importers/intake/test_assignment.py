"""Columns with strange names are told by their cells and their order."""

from __future__ import annotations

import pytest

from portal.importers.intake.columns import kind_of
from portal.importers.intake.grammar import bids, tells
from portal.importers.intake.proposals import Proposal, propose
from tests.support.plan_papers import actions, from_csv

HEADERS = ["Ref", "Recommendation", "Action", "Lead", "By when", "Status", "Progress"]
STANDINGS = ["Complete", "In progress", "Not started"]
WORKS = [
    ("1.1", "Timely decisions", "Set a standard for contacts", "Read within a day since May."),
    ("1.2", "Timely decisions", "Audit fifteen files a month", "Fifteen were read in June."),
    ("1.3", "Timely decisions", "Train all staff in the guide", "Sixty staff have been trained."),
    ("2.1", "Homes that are near", "Recruit twelve foster carers", "Five have been approved."),
    ("2.2", "Homes that are near", "Map homes outside the county", "The map was shared in July."),
    ("2.3", "Homes that are near", "Write a plan for each child", "Plans are in place for half."),
]


def plan(headers: list[str]) -> Proposal:
    """Read a plan whose columns are called so."""
    rows = [
        [ref, item, work, "Head of Safeguarding", f"30/0{at + 4}/2026", STANDINGS[at % 3], comment]
        for at, (ref, item, work, comment) in enumerate(WORKS)
    ]
    return from_csv(headers, *rows)


@pytest.mark.parametrize("at", range(len(HEADERS)))
def test_a_strange_name_of_one_column_changes_nothing(at: int) -> None:
    headers = [name if n != at else "Zibbit" for n, name in enumerate(HEADERS)]
    strange, usual = plan(headers), plan(HEADERS)
    assert actions(strange) == actions(usual)
    assert [a.progress for a in strange.actions] == [comment for *_rest, comment in WORKS]
    assert [a.ref for a in strange.actions] == [ref for ref, *_rest in WORKS]


def test_a_plan_is_read_where_no_name_of_a_column_is_listed() -> None:
    headers = ["Zib", "Zab", "Zob", "Zub", "Zeb", "Zyb", "Zaub"]
    assert actions(plan(headers)) == actions(plan(HEADERS))


@pytest.mark.parametrize(
    "text",
    ["Set up a panel", "Bring agency posts below fifteen per cent", "We will train all staff",
     "Embed a worker in the hub", "The Board will agree a plan", "Visit disabled children weekly"],
)  # fmt: skip
def test_an_action_begins_with_a_verb(text: str) -> None:
    assert bids(text)
    assert not tells(text)


@pytest.mark.parametrize(
    "text", ["Form agreed with schools.", "Sixty staff have been trained.", "Live since May."]
)
def test_commentary_says_what_has_happened(text: str) -> None:
    assert tells(text)
    assert not bids(text)


def test_rows_whose_numbers_begin_those_below_are_items_though_somebody_leads_them() -> None:
    rows = [
        ["Objective", "CIP1", "Decide in time", "Director", "31/03/2027", "In Progress", ""],
        ["Action", "CIP1.01", "Set checkpoints", "Head of A", "31/07/2025", "Completed", "Built."],
        ["Action", "CIP1.02", "Read older cases", "Head of A", "TBC", "In Progress", "Begun."],
        ["Objective", "CIP2", "Keep children safe", "Director", "31/03/2027", "In Progress", ""],
        ["Action", "CIP2.01", "Meet in a day", "Head of B", "31/10/2025", "In Progress", "Met."],
        ["Action", "CIP2.02", "Review long plans", "Head of B", "TBC", "Completed", "Done."],
    ]
    head = ["Type", "Code", "Title", "Assigned To", "Due Date", "Status", "Latest Note"]
    proposal = from_csv(head, *rows)
    assert [row[:2] for row in actions(proposal)] == [
        ("Decide in time", "CIP1.01"), ("Decide in time", "CIP1.02"),
        ("Keep children safe", "CIP2.01"), ("Keep children safe", "CIP2.02"),
    ]  # fmt: skip


def test_who_answers_for_an_item_is_not_its_name() -> None:
    def across(text: str) -> list[str]:
        return [text, "", "", "", ""]

    proposal = from_csv(
        ["Ref", "Action", "Lead", "By when", "RAG"],
        across("Priority 1: Help at the front door"),
        across("Executive lead: Director of Children’s Services"),
        ["1.1", "Set a standard", "Head of A", "TBC", "G"],
        ["1.2", "Audit thirty files", "Head of B", "TBC", "A"],
    )
    assert {row[0] for row in actions(proposal)} == {"Help at the front door"}
    assert any("Executive lead" in left.text for left in proposal.left_out)


@pytest.mark.parametrize("period", ["(June 2025)", "Q1"])
def test_reports_of_several_periods_are_commentary_and_the_rating_tells_how_it_stands(
    period: str,
) -> None:
    rows = [
        [ref, work, "Head of A", "30/04/2026", "RGB"[at % 3], "Partners were met.", comment]
        for at, (ref, _item, work, comment) in enumerate(WORKS)
    ]
    later = period.replace("June", "September").replace("1", "2")
    headers = ["Ref", "Action", "Lead", "Due", "RAG"]
    headers += [f"Current position {period}", f"Current position {later}"]
    proposal = from_csv(headers, *rows)
    assert [a.standing.status for a in proposal.actions] == [
        "in_progress", "in_progress", "completed"] * 2  # fmt: skip
    assert [a.progress for a in proposal.actions] == [comment for *_rest, comment in WORKS]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Date to be achieved", "target"),
        ("Latest forecast", "new_target"),
        ("How far complete (%)", "status"),
        ("Lead manager", "lead"),
        ("Joint lead", "lead"),
        ("Lead 2", "lead"),
        ("Lead officer (second)", "lead"),
        ("PROGRESS MILESTONES", "milestone"),
        ("Completion %", "status"),
        ("Self-assessed RAG", "rag"),
        ("Key tasks and activities", "action"),
        ("Related recommendation", "item_ref"),
        ("Feedback from board", "risk"),
    ],
)
def test_names_of_columns_in_councils_plans_are_known(header: str, kind: str) -> None:
    assert kind_of(header) == kind


def test_a_sum_in_the_last_row_does_not_take_the_numbers_of_items() -> None:
    headers = ["Recommendation ref", "Recommendation", "Action ID", "Action", "Owner", "Due date"]
    rows = [
        [f"ILACS-{ref[0]}", item, f"K{ref}", work, "Head of Safeguarding", "June 2026"]
        for ref, item, work, _comment in WORKS
    ] * 2
    proposal = from_csv(headers, *rows, ["Total", "", "12 actions", "", "", "5 closed"])
    assert [item.ref for item in proposal.items] == ["ILACS-1", "ILACS-2"]


@pytest.mark.parametrize(
    "marks",
    [
        ["(a)", "(b)", "(c)", "(a)", "(b)", "(c)"],
        ["a", "b", "c", "d", "a", "b"],
        ["a)", "b)", "a)", "b)", "a)", "b)"],
        ["A.", "B.", "C.", "D.", "E.", "F."],
        ["i", "ii", "iii", "iv", "i", "ii"],
    ],
)
@pytest.mark.parametrize("header", ["", "Ref"])
def test_letters_that_count_rows_are_their_numbers_and_no_colours(
    marks: list[str], header: str
) -> None:
    texts = ["Train all staff", "Audit fifteen files", "Write a policy", "Hold a clinic",
             "Buy ten flats", "Visit each child"]  # fmt: skip
    rows = [
        [mark, text, "Head of A", "June 2025", "The work has begun."]
        for mark, text in zip(marks, texts, strict=True)
    ]
    proposal = from_csv([header, "Action", "Lead", "By when", "Progress"], *rows)
    assert [a.ref for a in proposal.actions] == [mark.strip("().") for mark in marks]
    assert {a.standing.rag for a in proposal.actions} == {""}


def test_letters_in_no_order_are_colours() -> None:
    rows = [
        [f"Train team {letter}", "Head of A", "June 2025", letter] for letter in ["G", "A", "B"]
    ]
    proposal = from_csv(["Action", "Lead", "By when", ""], *rows)
    assert [a.standing.rag for a in proposal.actions] == ["green", "amber", "blue"]


def test_of_columns_that_are_all_said_to_be_the_item_the_first_is() -> None:
    """As where the council's last paper had one column of a name, and this one has two."""
    headers = [*HEADERS[:-1], "Recommendation June 2025"]
    proposal = propose(plan(headers).paper, {"recommendation": "item"})
    assert [item.title for item in proposal.items] == ["Timely decisions", "Homes that are near"]
    assert len(proposal.actions) == len(WORKS)
