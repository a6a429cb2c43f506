"""Tell a plan from what stands beside or below it, and what the numbers of items are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from portal.importers.intake.proposals import Proposal
from portal.importers.intake.refs import item_of
from tests.support.plan_papers import from_csv, from_word

HEADER = ["Ref", "Action", "Lead", "Deadline", "Status", "Progress"]
WORKS = ["Train all staff", "Visit ten homes", "Open a hub", "Agree a form"]
ROWS = [
    [f"1.{n}", work, "Head of A", "30/09/2025", "Open", f"Half is done for {n} teams."]
    for n, work in enumerate(WORKS, start=1)
]


def texts(proposal: Proposal) -> list[str]:
    return [action.text for action in proposal.actions]


@pytest.mark.parametrize("gap", [[], [[""] * 6]])
@pytest.mark.parametrize(
    "below",
    [
        [["Lead", "Name", "Post"], ["AB", "Ann Brook", "Head of A"]],
        [["Embedded", "the action is complete"], ["Begun", "work is in progress"]],
    ],
)
def test_a_list_below_a_plan_is_none_of_its_rows(
    gap: Sequence[Sequence[str]], below: Sequence[Sequence[str]]
) -> None:
    padded = [[*row, *[""] * (6 - len(row))] for row in below]
    proposal = from_csv(HEADER, *ROWS, *gap, *padded)
    assert texts(proposal) == WORKS
    left = [x for x in proposal.left_out if x.reason == "not a table of actions"]
    assert len(left) == len(below)


def test_actions_of_which_nothing_is_said_yet_are_kept_below_the_others() -> None:
    sparse = [["1.5", "Write a guide", "", "", "", ""], ["1.6", "Buy a van", "", "", "", ""]]
    assert texts(from_csv(HEADER, *ROWS, *sparse))[-2:] == ["Write a guide", "Buy a van"]


def test_a_key_beside_a_plan_is_none_of_its_columns() -> None:
    key = [["Status", "Meaning"], ["Open", "Work goes on"], ["Closed", "All is done"]]
    beside = [*key, *[["", ""]] * 6]
    rows = [HEADER, *ROWS, *([f"2.{n}", *row[1:]] for n, row in enumerate(ROWS, start=1))]
    proposal = from_csv(*([*row, "", *more] for row, more in zip(rows, beside, strict=True)))
    assert [action.progress for action in proposal.actions] == [row[5] for row in rows[1:]]
    assert proposal.tables[0].columns.headers == tuple(HEADER)


@pytest.mark.parametrize("names", [("Area", "Theme"), ("AFI", "Theme"), ("Finding", "Objective")])
def test_a_number_beside_each_title_is_of_the_item(names: tuple[str, str]) -> None:
    columns = [*names, *HEADER]
    rows = [
        [str(n // 2 + 3), f"Homes of kind {n // 2}", f"{n + 1}", *row[1:]]
        for n, row in enumerate(ROWS)
    ]
    proposal = from_csv(columns, *rows)
    expected = [("3", "Homes of kind 0"), ("4", "Homes of kind 1")]
    assert [(item.ref, item.title) for item in proposal.items] == expected
    assert [action.ref for action in proposal.actions] == ["1", "2", "3", "4"]


def test_numbers_of_which_an_item_has_several_are_not_its_own() -> None:
    rows = [
        [f"Homes of kind {n // 2}", row[0], row[1], row[2], str(10 + n % 3), *row[3:]]
        for n, row in enumerate(ROWS)
    ]
    columns = ["Theme", "#", "Action", "Lead", "Weeks allowed", "Due date", "Status", "Progress"]
    proposal = from_csv(columns, *rows)
    assert [item.title for item in proposal.items] == ["Homes of kind 0", "Homes of kind 1"]


def test_a_row_that_sums_up_an_item_is_a_total() -> None:
    columns = ["Theme", *HEADER]
    rows = [["Early help", *row] for row in ROWS]
    proposal = from_csv(columns, *rows, ["Early help Total", "4", *[""] * 5])
    assert texts(proposal) == WORKS
    assert [left.reason for left in proposal.left_out] == ["total"]


def test_a_sentence_between_a_heading_and_its_table_is_no_action() -> None:
    blank = [""] * 6
    second = [["Theme B: Safe homes", *blank[1:]], ["A group meets each month.", *blank[1:]]]
    columns = ["Action", "Lead", "Deadline", "Status", "Progress", "Cost"]
    rows = [[*row[1:], "None"] for row in ROWS]
    proposal = from_csv(
        ["Theme A: Early help", *blank[1:]],
        columns, *rows[:2], blank, *second, columns, *rows[2:],
    )  # fmt: skip
    assert texts(proposal) == WORKS
    assert [item.title for item in proposal.items] == ["Early help", "Safe homes"]


def test_a_box_with_an_abbreviation_below_its_title_names_the_item() -> None:
    boxes = [
        [["Recommendation 1", "Homes are near"], ["Success criteria", "All are seen"],
         ["SRO", "Director of A"]],
        [["Recommendation 2", "Help is early"], ["Success criteria", "All are heard"],
         ["SRO", "Director of A"]],
    ]  # fmt: skip
    proposal = from_word([boxes[0], [HEADER, *ROWS[:2]], boxes[1], [HEADER, *ROWS[2:]]])
    assert [item.title for item in proposal.items] == ["Homes are near", "Help is early"]


def test_small_words_stand_in_the_kind_of_an_item() -> None:
    assert item_of("Area of significant weakness 2: Waiting times")[:2] == ("2", "Waiting times")
    assert item_of("Update on step 2: Waiting times")[0] == ""
