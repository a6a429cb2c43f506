"""Tables that a browser or Writer prints: a coloured header, level lines alone below it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from portal.importers.intake.opening import open_paper
from portal.importers.intake.paper import RefusedPaper
from portal.importers.intake.pdf_open import open_tables
from portal.importers.intake.proposals import Proposal, propose
from tests.support.plan_papers import actions
from tests.unit.importers.intake.test_cut_tables import HEIGHT, line, pdf, text

LEFTS = (40, 70, 230, 330, 420, 500)
RIGHT = 580
HEAD = ("Ref", "What will success measure?", "Action", "Lead", "Due", "RAG")


def area(left: float, top: float, right: float, bottom: float, colour: str) -> str:
    return f"{colour} rg {left} {HEIGHT - bottom} {right - left} {bottom - top} re f 0 g"


def table(top: int, rows: Sequence[Sequence[str]], head: Sequence[str] = HEAD) -> str:
    """A table: a header of coloured cells, rows of texts whose last cell may have a colour."""
    edges = [*LEFTS[: len(head)], RIGHT]
    parts = []
    for left, right, words in zip(edges, edges[1:], head, strict=False):
        parts += [area(left, top, right, top + 20, "0.8 0.8 0.8"), text(left, top + 12, words)]
    parts.append(line(edges[0], top + 20, RIGHT, top + 20))
    for number, words in enumerate(rows, start=1):
        upper = top + 20 * number
        if len(words) == 1:
            parts.append(area(edges[0], upper, RIGHT, upper + 20, "0.9 0.9 1"))
        if words[-1] == "A":
            parts.append(area(edges[-2], upper, RIGHT, upper + 20, "1 0.75 0"))
        for left, right, word in zip(edges, edges[1:], words, strict=False):
            parts.append(text(left, upper + 12, word))
            parts.append(line(left, upper + 20, right, upper + 20))
    return "\n".join(parts)


def plan(*pages: str) -> Proposal:
    return propose(open_paper(pdf(*pages), "plan.pdf"))


FIRST = [
    ("Priority 1: Listen to every child",),
    ("1.1", "Children say so", "Meet children", "Head of A", "TBC", "A"),
    ("1.2", "Fewer complaints", "Answer complaints", "Head of B", "TBC", "G"),
]
SECOND = [
    ("Priority 2: Belong",),
    ("2.1", "Homes nearby", "Find homes for all", "Head of C", "TBC", "A"),
]
OF_ITEMS = [
    ("Listen to every child", "1.1", "Meet children"),
    ("Listen to every child", "1.2", "Answer complaints"),
    ("Belong", "2.1", "Find homes for all"),
]


def test_rows_below_a_coloured_header_have_its_columns() -> None:
    proposal = plan(table(60, FIRST), table(40, SECOND))
    assert [row[:3] for row in actions(proposal)] == OF_ITEMS
    assert [action.standing.rag for action in proposal.actions] == ["amber", "green", "amber"]


def test_a_table_ends_where_another_header_stands_below_it() -> None:
    versions = table(40, [("1.0", "2 June 2025")], ("Version", "Date"))
    between = text(40, 95, "The second version of the plan, as the board has agreed it in public.")
    proposal = plan("\n".join([versions, between, table(110, [*FIRST, *SECOND])]))
    assert [row[:3] for row in actions(proposal)] == OF_ITEMS


def test_a_table_with_upright_lines_is_none_of_them() -> None:
    def shape(x0: float, top: float, x1: float, bottom: float, *, fill: bool) -> dict[str, object]:
        return {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "fill": fill}

    drawn = [
        shape(0, 0, 50, 20, fill=True),
        shape(50, 0, 100, 20, fill=True),
        shape(0, 40, 100, 40, fill=False),
    ]
    assert [opened.heights for opened in open_tables(drawn)] == [(20, 40)]
    assert open_tables([*drawn, shape(50, 20, 50, 40, fill=False)]) == []


def test_a_table_with_leads_and_dates_is_not_refused_as_a_return_of_figures() -> None:
    head = ("Ref", "Indicator", "Measure", "Lead", "Due", "RAG")
    rows = [("1.1", "Homes", "Nearby", "Head of A", "TBC", "")]
    with pytest.raises(RefusedPaper, match="has a header with an action"):
        plan(table(60, rows, head))


@pytest.mark.parametrize(("head", "rest"), [("Progres", "s"), ("Complet", "e")])
def test_a_word_that_its_column_cuts_is_whole_again(head: str, rest: str) -> None:
    edges = (40, 70, 300, 450, 490)
    words = ("Ref", "Action", "Lead", head)
    rows = [("1.1", "Meet children", "Head of A", "X"), ("1.2", "Find homes", "Head of B", "X")]
    parts = [line(x, 60, x, 130) for x in edges]
    parts += [line(40, y, 490, y) for y in (60, 90, 110, 130)]
    parts += [text(x, 70, word) for x, word in zip(edges, words, strict=False)]
    parts.append(text(450, 80, rest))
    for number, row in enumerate(rows):
        parts += [text(x, 102 + 20 * number, w) for x, w in zip(edges, row, strict=False)]
    (read,) = plan("\n".join(parts)).tables
    assert read.columns.headers[-1] == head + rest


def test_a_row_of_few_cells_at_the_top_of_a_page_is_the_rest_of_the_row_before() -> None:
    edges = (40, 230, 330, 420, 500)
    head = ("Action", "Lead", "Due", "Status")
    first = [head, ("Sign a protocol that says who pays", "Leaving Care", "TBC", "Complete")]
    second = [("", "Service Manager", "", ""), ("Find homes nearby for all", "Head of B", "TBC",
                                                "Not started")]  # fmt: skip
    pages = []
    for rows in (first, second):
        parts = [line(x, 40, x, 40 + 20 * len(rows)) for x in edges]
        parts += [line(40, 40 + 20 * n, 500, 40 + 20 * n) for n in range(len(rows) + 1)]
        for number, row in enumerate(rows):
            parts += [text(x, 52 + 20 * number, w) for x, w in zip(edges, row, strict=False) if w]
        pages.append("\n".join(parts))
    proposal = plan(*pages)
    assert [(a.text, [lead.role for lead in a.leads]) for a in proposal.actions] == [
        ("Sign a protocol that says who pays", ["Leaving Care Service Manager"]),
        ("Find homes nearby for all", ["Head of B"]),
    ]
