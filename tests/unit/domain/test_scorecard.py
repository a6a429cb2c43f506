"""The scorecard's rules: fifths of the councils ranked, signs, what is withheld."""

from __future__ import annotations

import pytest

from portal.domain.benchmarks import NONE, Figure, mark
from portal.domain.comparison import TOO_FEW
from portal.domain.scorecard import FIFTHS, cell_of, step
from portal.domain.travel import NO_CHANGE


@pytest.mark.parametrize(
    ("rank", "of", "place"),
    [
        (1, 150, 1),
        (30, 150, 1),
        (31, 150, 2),
        (60, 150, 2),
        (61, 150, 3),
        (91, 150, 4),
        (119, 150, 4),
        (120, 150, 5),
        (150, 150, 5),
        (1, 0, 0),
        (None, 150, 0),
    ],
)
def test_a_place_is_a_fifth_of_the_councils_ranked(rank: int | None, of: int, place: int) -> None:
    figure = Figure(12.0, "", "", rank, "A")
    assert cell_of(figure, of, "percent").place == place
    assert {1: "best", 5: "worst"}.get(place, "") == mark(figure, of, "percent")


def test_no_percentage_of_nothing_is_among_the_best() -> None:
    assert cell_of(Figure(0.0, "", "", 1, "A"), 150, "percent").place == 0
    assert cell_of(Figure(0.0, "", "", 1, "A"), 150, "days").place == 1
    assert cell_of(Figure(0.0, "", "", 150, "D"), 150, "percent").place == 5


@pytest.mark.parametrize(
    ("figure", "marks", "note"),
    [
        (Figure(5.0, "", "", 150, "D", travel="worse"), f"{FIFTHS[4]}▼", ""),
        (Figure(5.0, "", "", 1, "A", travel="better"), f"{FIFTHS[0]}▲", ""),
        (Figure(5.0, "", "", 1, "A", travel=NO_CHANGE), FIFTHS[0], ""),
        (Figure(5.0, "u", "", None, None), "", "low reliability"),
        (
            Figure(0.0, "", "", None, None, few=TOO_FEW),
            "",
            "not compared",
        ),
        (Figure(None, "c", "", None, None), "", "confidential"),
        (Figure(None, "missing", "", None, None), "", "no value"),
        (NONE, "", "no value"),
    ],
)
def test_a_cell_says_why_it_is_not_placed(figure: Figure, marks: str, note: str) -> None:
    cell = cell_of(figure, 150, "percent")
    assert (cell.marks, cell.note) == (marks, note)


def test_more_councils_leave_fewer_rows_on_a_sheet() -> None:
    assert step(3) > step(15) == step(40) > 0
