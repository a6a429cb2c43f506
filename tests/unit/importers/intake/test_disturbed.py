"""A plan gives the same actions whatever stands in, above, beside or below its table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.importers.intake.opening import open_paper
from portal.importers.intake.paper import Cell, Paper, RefusedPaper, Row, Table, Text
from portal.importers.intake.proposals import Proposal, propose

Cells = Sequence[Sequence[str]]
HEADER = ["Ref", "Area", "Action", "Lead", "By when", "Status", "Progress"]
WORKS = ["Train all staff", "Visit ten homes", "Open a hub", "Agree a form", "Write a guide"]
ROWS = [
    [f"{area}.{n}", name, work, "Head of A", "30 September 2025", "On track", f"{n} of 5 are done."]
    for area, name in enumerate(["Front door", "Homes"], start=1)
    for n, work in enumerate(WORKS, start=1)
]
PLAN = [HEADER, *ROWS]


def table(rows: Cells, place: str = "table 1") -> Table:
    """A table of one width; a row of one text is merged over all of it."""
    width = max(map(len, rows))
    return Table(
        tuple(
            Row(
                tuple(Cell(row[0], across=at > 0) for at in range(width))
                if len(row) == 1
                else tuple(map(Cell, (*row, *[""] * (width - len(row))))),
                f"{place}, row {number}",
            )
            for number, row in enumerate(rows, start=1)
        ),
        place,
    )


def rows_of(proposal: Proposal) -> list[tuple[str, ...]]:
    return [
        (proposal.items[a.item].title, a.ref, a.text, str(a.target.day), a.standing.status)
        for a in proposal.actions
    ]


AS_IT_IS = [(row[1], row[0], row[2], "2025-09-30", "in_progress") for row in ROWS]
ABOVE = ["Children’s services improvement plan", ""]
KEY = [["Key", ""], ["Blue", "Complete"], ["Green", "On track"], ["Red", "Off track"]]


def _beside(rows: Cells, more: Cells) -> list[list[str]]:
    padded = [*more, *[[""] * len(more[0])] * (len(rows) - len(more))]
    return [[*row, *added] for row, added in zip(rows, padded, strict=True)]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["OFFICIAL"], *PLAN], id="a title across"),
        pytest.param([ABOVE, ["Version 4", ""], ["", ""], *PLAN], id="titles in the first column"),
        pytest.param([["", *row] for row in PLAN], id="an empty column before"),
        pytest.param([[*row, "", "", ""] for row in PLAN], id="empty columns behind"),
        pytest.param([HEADER, [f"({text} here)" for text in HEADER], *ROWS], id="guidance"),
        pytest.param([*PLAN, ["* Subject to funding", ""]], id="a note below"),
        pytest.param([*PLAN, ["Total actions", "10"]], id="a total"),
        pytest.param([*PLAN, ["", "Number of actions: 10"]], id="a count"),
        pytest.param([*PLAN[:6], ["Page 3 of 9", ""], *PLAN[6:]], id="a page's number"),
        pytest.param([*PLAN[:4], ["Page 3 of 9"], *PLAN[4:]], id="a page's number across"),
        pytest.param([*PLAN[:5], ["Continued overleaf"], *PLAN[5:]], id="a page's end"),
        pytest.param([*PLAN[:4], HEADER, *PLAN[4:]], id="a header again"),
        pytest.param([["Key", "Blue: complete", "Red: off track"], *PLAN], id="a key above"),
        pytest.param([*PLAN, ["RAG key", ""], *KEY[1:]], id="a key below"),
        pytest.param(
            [*PLAN, ["", ""], *(["12"[n], ["Not started", "Complete"][n]] for n in (0, 1))],
            id="marks below",
        ),
        pytest.param(_beside(PLAN[:6], [["", *row] for row in KEY]), id="a key beside"),
        pytest.param([[f"{n or 'Row'}", *row] for n, row in enumerate(PLAN)], id="rows counted"),
        pytest.param([[text.upper() for text in HEADER], *ROWS], id="capitals"),
        pytest.param([[f"{text}:" for text in HEADER], *ROWS], id="colons"),
        pytest.param([[*HEADER, "Board comments"], *ROWS], id="a column of comments"),
    ],
)
def test_what_stands_in_a_table_changes_no_action(rows: Cells) -> None:
    expected = AS_IT_IS[: len(WORKS)] if len(rows) <= len(WORKS) + 1 else AS_IT_IS
    assert rows_of(propose(Paper("plan", (table(rows),)))) == expected


OTHERS = {
    "risks": [
        ["Ref", "Risk", "Likelihood", "Impact", "Mitigation", "Owner", "Date"],
        ["1", "Staff leave", "High", "High", "Agree an offer", "Head of HR", "1 May 2025"],
    ],
    "versions": [["Version", "Date", "Author"], ["1.0", "9 July 2025", "Head of A"]],
    "counts": [["Status", "Number"], ["On track", "10"], ["Total", "10"]],
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("first", [True, False])
def test_another_table_changes_no_action(other: Cells, first: bool) -> None:
    blocks = [table(PLAN), table(other, "table 2")]
    proposal = propose(Paper("plan", tuple(blocks[::-1] if first else blocks)))
    assert rows_of(proposal) == AS_IT_IS


def _by_area(between: Callable[[int], Sequence[Text]], level: int = 2) -> Paper:
    """A plan of two tables, each below the heading of its area, and texts between."""
    blocks: list[Text | Table] = [Text("Improvement plan", 1, "paragraph 1")]
    for number, name in enumerate(["Front door", "Homes"]):
        rows = [[*row[:1], *row[2:]] for row in ROWS[5 * number : 5 * number + 5]]
        blocks.append(Text(name, level, f"heading {number}"))
        blocks += between(number)
        blocks.append(table([[*HEADER[:1], *HEADER[2:]], *rows], f"table {number}"))
    return Paper("plan", tuple(blocks))


@pytest.mark.parametrize(
    "lines",
    [
        [[("Objectives:", 9)]] * 2,
        [[("Objectives:", 9)], []],
        [[("Key actions", 9)]] * 2,
        [[("Updated 3 October 2025", 9)], []],
        [[("OBJECTIVES", 9), ("Fewer delays", 0), ("MEASURED BY", 9), ("A count", 0)]] * 2,
        [[("What we want", 3), ("Fewer delays.", 0), ("What we do", 3)]] * 2,
        [[("The table says what we will do.", 0)], []],
        [[("Table 1: actions and dates", 0)], [("Table 2: actions and dates", 0)]],
    ],
)
def test_lines_between_a_heading_and_its_table_are_no_items(
    lines: Sequence[Sequence[tuple[str, int]]],
) -> None:
    paper = _by_area(
        lambda n: [Text(text, level, f"line {n}.{k}") for k, (text, level) in enumerate(lines[n])]
    )
    assert rows_of(propose(paper)) == AS_IT_IS


@pytest.mark.parametrize("level", [2, 9])
def test_the_paragraph_below_a_number_alone_is_its_title(level: int) -> None:
    paper = _by_area(lambda n: [Text(["Front door", "Homes"][n], 0, f"line {n}")], level)
    numbered = (
        replace(block, text=f"Recommendation {block.place[-1]}")
        if isinstance(block, Text) and block.place.startswith("heading")
        else block
        for block in paper.blocks
    )
    assert rows_of(propose(replace(paper, blocks=tuple(numbered)))) == AS_IT_IS


TEXTS = [*HEADER, *ROWS[0], *ROWS[8], *KEY[1], "", "", "R1", "(a)", "(b)", "Q1", "Key", "Total"]
TEXTS += ["Page 1", "31.10.25", "Complete", "AFI 1: Homes", "1", "2", "✓", "Lead:", "A\nB", "\t"]
CELLS = st.builds(
    Cell,
    st.sampled_from(TEXTS) | st.text(max_size=8),
    st.sampled_from(["", "", "FF0000", "00B050"]),
    down=st.booleans(),
    across=st.booleans(),
    bold=st.booleans(),
)
TABLES = st.lists(st.lists(CELLS, max_size=8), max_size=8).map(
    lambda rows: Table(
        tuple(Row(tuple(cells), f"row {n}") for n, cells in enumerate(rows)), "table"
    )
)
BLOCKS = TABLES | st.builds(Text, st.sampled_from(TEXTS[1:]), st.integers(0, 9), st.just("line"))


@settings(max_examples=40)
@given(st.lists(BLOCKS, max_size=5), st.booleans())
def test_no_paper_breaks_the_reader(blocks: list[Text | Table], is_plan: bool) -> None:
    plan = [table(PLAN[:4])] if is_plan else []
    with suppress(RefusedPaper):
        propose(Paper("plan", (*blocks[:2], *plan, *blocks[2:])))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="%s"/>'),
        (b"<w:tr>", b'<w:tr><w:trPr><w:gridBefore w:val="%s"/></w:trPr>'),
        (b"<w:t>", b'<w:sym w:font="Wingdings" w:char="%s"/><w:t>'),
        (b"<w:pPr>", b'<w:pPr><w:numPr><w:ilvl w:val="%s"/><w:numId w:val="1"/></w:numPr>'),
    ],
)
@pytest.mark.parametrize("number", [b"", b"-1", b"1.5", b"none"])
def test_a_number_that_a_file_writes_wrongly_loses_no_action(
    before: bytes, after: bytes, number: bytes
) -> None:
    document = Document()
    document.add_heading("Front door", 2)
    grid = document.add_table(0, len(HEADER))
    for row in PLAN[:4]:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    out, changed = io.BytesIO(), io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive, zipfile.ZipFile(changed, "w") as to:
        for name in archive.namelist():
            data = archive.read(name)
            is_text = name == "word/document.xml"
            to.writestr(name, data.replace(before, after % number, 1) if is_text else data)
    proposal = propose(open_paper(changed.getvalue(), "plan"))
    assert [a.text for a in proposal.actions] == WORKS[:3]
