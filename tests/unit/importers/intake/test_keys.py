"""A paper's own key rules over the usual meaning of its words, letters and colours."""

from __future__ import annotations

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import _Cell

from tests.support.plan_papers import from_csv, from_word, opened

DONE, DOING, WAITS = "completed", "in_progress", "not_started"


def _statuses(printed: list[str], *key: str) -> list[str]:
    rows = [[f"1.{n}", f"Train team {n}", "Head of A", text] for n, text in enumerate(printed, 1)]
    proposal = from_csv(
        ["Action plan", "", "", ""],
        *([line, "", "", ""] for line in key),
        ["Ref", "Action", "Lead", "Status"],
        *rows,
    )
    return [action.standing.status for action in proposal.actions]


@pytest.mark.parametrize(
    ("key", "printed", "statuses"),
    [
        (["1 = not started", "2 = started", "3 = mostly in place", "4 = complete and embedded"],
         ["1", "2", "3", "4"], [WAITS, DOING, DOING, DONE]),
        (["Key: C – completed; P – in progress; N – not started."], ["P", "C", "N"],
         [DOING, DONE, WAITS]),
        (["Complete (C), in progress (P), not started (N)"], ["P", "C", "N"], [DOING, DONE, WAITS]),
        (["Designing - work is in progress", "Embedded - the action is complete"],
         ["Designing", "Embedded"], [DOING, DONE]),
        (["Working on it: in progress", "Agreed by all: complete"],
         ["Workin g on it", "Agree d by all"] * 3, [DOING, DONE] * 3),
        (["Green: action completed", "Amber: action under way", "Red: action not yet started"],
         ["Green", "Amber", "Red"], [DONE, DOING, WAITS]),
        (["Blue: not yet started", "Green: completed"], ["Blue", "Green"], [WAITS, DONE]),
        (["On course = will be completed by its date", "Closed = complete"],
         ["On course", "Closed"], [DOING, DONE]),
        (["Delivered – the work is done, but the action stays open until the board has seen it",
          "Closed – done and evidenced"], ["Delivered", "Closed"], [DOING, DONE]),
        (["Embedding means done, waiting to be signed off by the board",
          "Closed means complete and signed off"], ["Embedding", "Closed"], [DOING, DONE]),
        (["G begun, will be done in time", "B done, and accepted", "– not begun"],
         ["–", "G", "B"], [WAITS, DOING, DONE]),
        (["W = not due to start", "G = on track", "B = complete"], ["W", "G", "B"],
         [WAITS, DOING, DONE]),
    ],
)  # fmt: skip
def test_a_key_in_lines_rules(key: list[str], printed: list[str], statuses: list[str]) -> None:
    assert _statuses(printed, *key) == statuses


def test_without_a_key_not_implemented_is_not_begun() -> None:
    assert _statuses(["Not implemented", "Partially implemented", "Implemented"]) == [
        WAITS,
        DOING,
        DONE,
    ]


def _shade(cell: _Cell, fill: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), fill)
    cell._tc.get_or_add_tcPr().append(shade)


def test_a_row_of_colours_is_a_key() -> None:
    document = Document()
    row = document.add_table(1, 3).rows[0]
    meanings = {"70AD47": "Action completed", "FFC000": "Under way", "FF3B3B": "Not yet started"}
    for cell, (fill, meaning) in zip(row.cells, meanings.items(), strict=True):
        cell.text = meaning
        _shade(cell, fill)
    document.add_paragraph("")
    table = document.add_table(0, 3)
    for texts in (
        ["Action", "Lead", "RAG"],
        ["Train staff", "Head of A", "G"],
        ["Visit homes", "Head of A", "A"],
        ["Open a hub", "Head of A", "R"],
    ):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    statuses = [action.standing.status for action in opened(document).actions]
    assert statuses == [DONE, DOING, WAITS]


@pytest.mark.parametrize("fill", ["1F3864", "D9E2F3", "FFC000"])
def test_a_shaded_band_over_actions_is_no_key(fill: str) -> None:
    document = Document()
    table = document.add_table(1, 3)
    band = table.rows[0].cells[0].merge(table.rows[0].cells[2])
    band.text = "Area 1: Start work in time and deliver it"
    _shade(band, fill)
    for texts in (
        ["Action", "Lead", "RAG"],
        ["Train staff", "Head of A", "Blue"],
        ["Visit homes", "Head of A", "Green"],
        ["Open a hub", "Head of A", "Amber"],
    ):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    statuses = [action.standing.status for action in opened(document).actions]
    assert statuses == [DONE, DOING, DOING]


def test_a_person_beside_initials_is_replaced() -> None:
    proposal = from_csv(
        ["Action", "Lead", "Due"],
        ["Train staff", "RT", "30/09/2025"],
        ["", "", ""],
        ["RT", "Rosalind Tuck", "Head of A"],
        ["NB", "Owner , ", "."],
    )
    assert "Tuck" not in repr(proposal)


def test_the_single_author_of_a_table_of_versions_is_replaced() -> None:
    proposal = from_word(
        [
            [["Version", "Author"], ["1.0", "Rosalind Tuck"]],
            [["Action", "Lead", "Due"], ["Train staff", "Head of A", "30/09/2025"]],
        ]
    )
    assert "Tuck" not in repr(proposal)
    assert any("RT" in left.text for left in proposal.left_out)


@pytest.mark.parametrize(
    ("key", "printed", "statuses"),
    [
        (["Symbols: ✔ complete   ▶ on track   ✖ late, but under way   ○ not begun."],
         ["✔", "▶", "✖", "○"], [DONE, DOING, DOING, WAITS]),
        (["Complete ✔  On track ▶  Overdue ✖  Not started ○"], ["▶", "✔", "○", "✖"],
         [DOING, DONE, WAITS, DOING]),
        (["★ = not started", "◆ = on track", "▲ = complete"], ["★", "◆", "▲"],
         [WAITS, DOING, DONE]),
        (["Key: ↑ finished, → going well, ↓ not started"], ["↓", "↑", "→"], [WAITS, DONE, DOING]),
        (["☑️ means done; ⏳ means under way; ⭕ means not begun"], ["⭕", "☑️", "⏳"],
         [WAITS, DONE, DOING]),
        (["🟢 complete 🔴 not yet started"], ["🟢", "🔴"], [DONE, WAITS]),
        (["● done   ● on track   ○ not started"], ["○", "●"], [WAITS, "not_stated"]),
    ],
)  # fmt: skip
def test_a_key_of_symbols_rules(key: list[str], printed: list[str], statuses: list[str]) -> None:
    assert _statuses(printed, *key) == statuses


def test_symbols_are_explained_along_a_row() -> None:
    for key in (["✔", "complete", "◐", "on track"], ["✔ complete", "◐ on track", "", ""]):
        proposal = from_csv(
            key,
            ["Ref", "Action", "Lead", "Status"],
            *([f"1.{n}", f"Train team {n}", "Head of A", "✔◐"[n % 2]] for n in range(4)),
        )
        assert [action.standing.status for action in proposal.actions] == [DONE, DOING] * 2


def test_a_whole_word_of_a_key_goes_before_one_that_is_cut_at_a_dash() -> None:
    key = [
        ["Achieved - embedding", "Done, not yet signed off: counts as under way"],
        ["Achieved", "Done and signed off"],
    ]
    rows = [
        ["Ref", "Action", "Lead", "Status"],
        ["1.1", "Train the staff", "Head of A", "Achieved"],
        ["1.2", "Visit each home", "Head of A", "Achieved - embedding"],
    ]
    proposal = from_word([key, rows])
    assert [action.standing.status for action in proposal.actions] == [DONE, DOING]
