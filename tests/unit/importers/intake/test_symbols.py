"""Signs of fonts without letters, and bullets that a PDF draws."""

from __future__ import annotations

import pytest

from portal.importers.intake.opening import open_paper
from portal.importers.intake.proposals import propose
from portal.importers.intake.symbols import with_signs
from tests.unit.importers.intake.test_cut_tables import HEIGHT, line, pdf, text

EDGES = (40, 240, 440, 600)


def disc(x: float, top: float, side: float = 3.2) -> str:
    return f"{x} {HEIGHT - top} {side} {side} re f"


def page(mark_at: float) -> str:
    """A row with two actions, the marks before them drawn so far left of their words."""
    rows = [(40, 60), (60, 120)]
    borders = [line(x, top, x, bottom) for top, bottom in rows for x in EDGES]
    borders += [line(EDGES[0], y, EDGES[-1], y) for y in (40, 60, 120)]
    head = [
        text(x, 54, word) for x, word in zip(EDGES, ("Area", "Action", "By when"), strict=False)
    ]
    first, second = text(254, 76, "Decide in a day"), text(254, 100, "Write to families")
    marks = [disc(257 - mark_at, 76), disc(257 - mark_at, 100)]
    cells = [text(40, 76, "Front door"), first, second, text(440, 76, "31/10/2025")]
    return "\n".join([*borders, *head, *cells, *marks])


@pytest.mark.parametrize(
    ("mark_at", "actions"),
    [
        (8, ["Decide in a day", "Write to families"]),
        (60, ["Decide in a day\nWrite to families"]),  # not before the words: of another column
    ],
)
def test_bullets_that_are_drawn_part_actions(mark_at: float, actions: list[str]) -> None:
    proposal = propose(open_paper(pdf(page(mark_at)), "plan.pdf"))
    assert [action.text for action in proposal.actions] == actions


@pytest.mark.parametrize(
    ("code", "sign"), [("\uf0b7", "•"), ("\uf0fc", "✓"), ("\ue123", "•"), ("A", "A"), ("–", "–")]
)
def test_signs_of_fonts_without_letters_are_written(code: str, sign: str) -> None:
    assert [char["text"] for char in with_signs([{"text": code}], ())] == [sign]


def test_a_spot_in_another_colour_is_no_bullet() -> None:
    letter = {
        "text": "A", "x0": 20.0, "x1": 26.0, "top": 10.0, "bottom": 20.0, "size": 10.0,
        "non_stroking_color": (0.0,),
    }  # fmt: skip
    spot = {"x0": 10.0, "x1": 14.0, "top": 13.0, "bottom": 17.0, "fill": True}
    black, green = ({**spot, "non_stroking_color": colour} for colour in ((0.0,), (0.0, 0.6, 0.0)))
    assert [char["text"] for char in with_signs([letter], [black])] == ["•", "A"]
    assert [char["text"] for char in with_signs([letter], [green])] == ["A"]
