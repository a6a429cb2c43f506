"""Tables of a PDF with level lines between their rows and no upright ones."""

from __future__ import annotations

import pytest

from portal.importers.intake.opening import open_paper
from portal.importers.intake.proposals import propose
from tests.support.plan_papers import actions
from tests.unit.importers.intake.test_cut_tables import HEIGHT, line, pdf, text

LEFTS = (40, 250, 370, 450)
HEAD = ("Action", "Led by", "Due", "Status")
ROWS = [
    ("1.1 Meet children", "Head of A", "Termly", "0 0.69 0.31"),
    ("1.2 Answer complaints", "Head of B", "31 Oct 2025", "1 0 0"),
    ("1.3 Find homes", "Head of C", "TBC", "1 0.75 0"),
]


def page(gap: int) -> str:
    """A heading and a table whose rows stand `gap` points apart, each with a colour at its end."""
    parts = [text(40, 40, "Priority 1: Listen")]
    parts += [text(left, 75, words) for left, words in zip(LEFTS, HEAD, strict=True)]
    top = 75 + gap
    for *words, colour in ROWS:
        parts.append(f"{colour} rg 450 {HEIGHT - top - 3} 90 {gap - 1} re f 0 g")
        parts += [text(left, top, word) for left, word in zip(LEFTS, words, strict=False)]
        parts.append(line(40, top + 3, 540, top + 3))
        top += gap
    return "\n".join([*parts, text(40, 480, "Page 1 of 1")])


@pytest.mark.parametrize("gap", [13, 16, 30])
def test_a_drawn_line_parts_rows_however_close_they_stand(gap: int) -> None:
    proposal = propose(open_paper(pdf(page(gap)), "plan.pdf"))
    assert actions(proposal) == [
        ("Listen", "1.1", "Meet children", "Head of A", "in_progress green"),
        ("Listen", "1.2", "Answer complaints", "Head of B", "2025-10-31 in_progress red"),
        ("Listen", "1.3", "Find homes", "Head of C", "in_progress amber"),
    ]


@pytest.mark.parametrize("left", [61, 75])
def test_headings_between_the_rows_name_items_and_no_row_below_them_is_lost(left: int) -> None:
    lefts = (40, left, 250, 370)
    rows = [("Ref", "Action", "Lead", "Due"), ("Priority 1: Listen",),
            ("1.1", "Meet children", "Head of A", "TBC"),
            ("1.2", "Answer complaints", "Head of B", "TBC"), ("Priority 2: Belong",),
            ("2.1", "Find homes", "Head of C", "TBC")]  # fmt: skip
    parts = []
    for number, words in enumerate(rows):
        top = 60 + 25 * number
        size = "/F 12 " if len(words) == 1 else "/F 9 "
        parts += [
            text(x, top, word).replace("/F 9 ", size) for x, word in zip(lefts, words, strict=False)
        ]
        parts.append(line(40, top + 6, 540, top + 6))
    proposal = propose(open_paper(pdf("\n".join(parts)), "plan.pdf"))
    assert [row[:3] for row in actions(proposal)] == [
        ("Listen", "1.1", "Meet children"),
        ("Listen", "1.2", "Answer complaints"),
        ("Belong", "2.1", "Find homes"),
    ]
