"""Leads who are printed as initials have the posts of the paper's key of them."""

from __future__ import annotations

import pytest
from docx import Document

from tests.support.plan_papers import from_word, opened

PLAN = [
    ["Action", "Lead", "By when"],
    ["Decide in a day", "OT", "31/10/2025"],
    ["Write to families", "RL; OT", "30/11/2025"],
    ["Open a drop-in", "Head of Care", "31/12/2025"],
]
POSTS = [["OT: Head of Front Door", "RL: Quality Manager", "OT: Head of Front Door"], []]


@pytest.mark.parametrize(
    ("key", "leads"),
    [
        ([["OT", "Head of Front Door"], ["RL", "Quality Manager"]], POSTS[0]),
        (
            [
                ["Initials", "Name", "Post"],
                ["OT", "Odalys Thatcher", "Head of Front Door"],
                ["RL", "Rufus Larkspur", "Quality Manager"],
            ],
            POSTS[0],
        ),
        # Two posts for the same letters, or a single row, say nothing sure.
        (
            [["OT", "Head of A"], ["OT", "Head of B"], ["RL", "Quality Manager"]],
            ["OT: ", "RL: Quality Manager", "OT: "],
        ),
        ([["OT", "Head of Front Door"], ["Version", "3"]], ["OT: ", "RL: ", "OT: "]),
    ],
)
def test_a_table_of_initials_says_the_posts(key: list[list[str]], leads: list[str]) -> None:
    proposal = from_word([PLAN, key], ["Priority 1: Help", "Who is who"])
    shown = [
        f"{lead.initials}: {lead.role}" for action in proposal.actions for lead in action.leads
    ]
    assert shown == [*leads, ": Head of Care"]


def test_lines_of_initials_say_the_posts() -> None:
    document = Document()
    for text in ("OT – Odalys Thatcher, Head of Front Door", "RL Quality Manager"):
        document.add_paragraph(text)
    table = document.add_table(0, 3)
    for row in PLAN:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    proposal = opened(document)
    posts = [lead.role for lead in proposal.actions[1].leads]
    assert posts == ["Quality Manager", "Head of Front Door"]
    assert "Odalys" not in repr(proposal)
