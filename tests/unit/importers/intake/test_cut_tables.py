"""Tables of a PDF that a page's end cuts where it draws no border, and symbols in colour there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from portal.importers.intake.opening import open_paper
from portal.importers.intake.paper import Cell, Row, Table
from portal.importers.intake.pdf_pages import Box, continued, parted
from portal.importers.intake.proposals import Proposal, propose

LEFTS = (40, 130, 190, 360, 450, 520)
HEAD = ("Area for improvement", "Ref", "Action", "Lead", "Due", "RAG")
HEIGHT = 500


def text(x: float, top: float, words: str) -> str:
    escaped = words.replace("(", r"\(").replace(")", r"\)")
    return f"BT /F 9 Tf {x + 3} {HEIGHT - top} Td ({escaped}) Tj ET"


def line(x0: float, top: float, x1: float, bottom: float) -> str:
    return f"{x0} {HEIGHT - top} m {x1} {HEIGHT - bottom} l S"


def page_of(rows: Sequence[tuple[Sequence[str], int, int, bool]]) -> str:
    """A page: rows of texts with their top, bottom and whether the first cell's border ends them.

    The last row is open below. The first column is merged wherever its line is not drawn.
    """
    edges = [*LEFTS, 590]
    parts = [line(edges[0], rows[0][1], edges[-1], rows[0][1])]
    for number, (texts, top, bottom, ends_area) in enumerate(rows):
        parts += [line(x, top, x, bottom) for x in edges]
        parts += [text(x, top + 12, words) for x, words in zip(LEFTS, texts, strict=True) if words]
        if number < len(rows) - 1:
            first = edges[0] if ends_area else edges[1]
            parts.append(line(first, bottom, edges[-1], bottom))
    return "\n".join(parts)


def pdf(*pages: str) -> bytes:
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        f"2 0 obj<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>endobj",
        "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
    ]
    for n, page in enumerate(pages):
        objects += [
            f"{10 + 2 * n} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 620 {HEIGHT}]"
            f"/Resources<</Font<</F 4 0 R>>>>/Contents {11 + 2 * n} 0 R>>endobj",
            f"{11 + 2 * n} 0 obj<</Length {len(page)}>>stream\n{page}\nendstream endobj",
        ]
    return ("%PDF-1.4\n" + "\n".join(objects) + "\ntrailer<</Root 1 0 R>>\n").encode("latin-1")


def cut() -> Proposal:
    first = page_of(
        [
            (HEAD, 60, 80, True),
            (("1. Front door", "1.1", "Decide in a day", "Head of A", "30/09/2025", "G"),
             80, 200, False),
            (("", "1.2", "Write to families", "Head of A", "31/10/2025", "A"), 200, 320, True),
            (("2. Care leavers", "2.1", "Open a drop-in at the", "Head of B", "31/12/2025", "R"),
             320, 480, True),
        ]
    )  # fmt: skip
    second = page_of(
        [
            (HEAD, 20, 40, True),
            (("", "", "civic centre", "", "", ""), 40, 100, False),
            (("", "2.2", "Ask each young person", "Head of B", "TBC", "A"), 100, 200, True),
            (("3. Data", "3.1", "Clean the records", "Head of C", "31/01/2026", "G"),
             200, 300, True),
        ]
    )  # fmt: skip
    return propose(open_paper(pdf(first, second), "plan.pdf"))


def test_a_row_that_the_page_leaves_open_is_read_and_goes_on_overleaf() -> None:
    proposal = cut()
    read = [
        (proposal.items[action.item].title, action.ref, action.text, str(action.target.day))
        for action in proposal.actions
    ]
    assert read == [
        ("Front door", "1.1", "Decide in a day", "2025-09-30"),
        ("Front door", "1.2", "Write to families", "2025-10-31"),
        ("Care leavers", "2.1", "Open a drop-in at the civic centre", "2025-12-31"),
        ("Care leavers", "2.2", "Ask each young person", "None"),
        ("Data", "3.1", "Clean the records", "2026-01-31"),
    ]
    assert [action.standing.rag for action in proposal.actions] == [
        "green", "amber", "red", "amber", "green",
    ]  # fmt: skip


def test_a_symbol_says_by_its_colour_how_an_action_stands() -> None:
    rows = [(HEAD, 60, 80, True)]
    for number, top in ((1, 80), (2, 160), (3, 240)):
        texts = ("1. Front door", f"1.{number}", "Decide", "Head of A", "TBC", "")
        rows.append((texts, top, top + 80, True))
    page = page_of(rows)
    for top, colour in ((80, "0 0.69 0.31"), (160, "1 0.75 0"), (240, "1 0 0")):
        page += f"\n{colour} rg\n" + text(540, top + 12, "*") + "\n0 0 0 rg"
    proposal = propose(open_paper(pdf(page), "plan.pdf"))
    assert [action.standing.rag for action in proposal.actions] == ["green", "amber", "red"]


def test_a_table_that_touches_another_is_parted_by_its_columns() -> None:
    def row(top: float, *edges: float) -> list[Box | None]:
        return [(left, top, right, top + 10) for left, right in pairwise(edges)]

    versions = [row(0, 0, 100, 200, 300), row(10, 0, 100, 200, 300)]
    plan = [row(20, 0, 80, 140, 180, 240, 300), row(30, 0, 300), row(40, 0, 80, 140, 180, 240, 300)]
    assert parted([*versions, *plan]) == [versions, plan]
    assert parted(plan) == [plan]
    # Two rows of one header: cells of the first reach down to the second's end.
    upper: list[Box | None] = [(0, 0, 80, 20), (80, 0, 140, 20), (140, 0, 300, 10)]
    header = [upper, row(10, 140, 180, 240, 300)]
    assert parted(header) == [header]


def test_a_box_with_a_number_does_not_go_on_with_the_key_above_it() -> None:
    def table(*rows: tuple[str, str]) -> Table:
        return Table(tuple(Row((Cell(a), Cell(b)), "row") for a, b in rows), "page 1")

    key = table(("Done", "the work is finished"), ("Begun", "work goes on"))
    assert continued(key, table(("R1", "Enough homes"))) is None
    assert continued(key, table(("Stuck", "nothing moves"))) is not None
    assert continued(table(("R1", "Homes")), table(("R2", "Schools"))) is not None
