"""Items that stand in a list above the table, to which its rows point by number."""

from __future__ import annotations

import pytest

from tests.support.plan_papers import actions, from_csv, from_word

ROWS = [
    ["1.1", "Train staff", "Head of A", "30/09/2025"],
    ["1.2", "Visit homes", "Head of A", "30/09/2025"],
    ["2.1", "Open a hub", "Head of B", "30/09/2025"],
]


@pytest.mark.parametrize(
    ("listed", "refs"),
    [
        (["AFI 1: Children are seen in time", "AFI 2: Homes are near"], ["AFI 1", "AFI 2"]),
        (["1. Children are seen in time", "2. Homes are near"], ["1", "2"]),
        (["Recommendation 1 – Children are seen in time", "Recommendation 2 – Homes are near"],
         ["1", "2"]),
    ],
)  # fmt: skip
def test_the_number_before_the_actions_own_tells(listed: list[str], refs: list[str]) -> None:
    proposal = from_csv(
        ["Improvement plan", "", "", ""],
        ["Areas for improvement", "", "", ""],
        *([line, "", "", ""] for line in listed),
        ["Ref", "Action", "Lead", "Deadline"],
        *ROWS,
    )
    titles = [row[0] for row in actions(proposal)]
    assert titles == ["Children are seen in time", "Children are seen in time", "Homes are near"]
    assert [item.ref for item in proposal.items] == refs
    assert not any("Homes" in left.text for left in proposal.left_out)


def test_a_column_of_numbers_points_to_a_table_of_items() -> None:
    proposal = from_word(
        [
            [["No", "Recommendation"], ["R1", "Children are seen in time"], ["R2", "Homes"]],
            [
                ["Ref", "Recommendation", "Action", "Lead", "Deadline"],
                ["1", "R2", "Open a hub", "Head of B", "30/09/2025"],
                ["2", "R1", "Train staff", "Head of A", "30/09/2025"],
                ["3", "", "Visit homes", "Head of A", "30/09/2025"],
            ],
        ]
    )
    titles = [row[0] for row in actions(proposal)]
    assert titles == ["Homes", "Children are seen in time", "Children are seen in time"]
    assert [item.ref for item in proposal.items] == ["R1", "R2"]


def test_neither_a_key_nor_a_page_of_contents_is_a_list_of_items() -> None:
    for lines in (["1 – Not started", "2 – Completed"], ["1. Introduction 3", "2. Plan 7"]):
        proposal = from_csv(
            ["Improvement plan", "", "", ""],
            *([line, "", "", ""] for line in lines),
            ["Ref", "Action", "Lead", "Deadline"],
            *ROWS,
        )
        assert len({row[0] for row in actions(proposal)}) == 1
