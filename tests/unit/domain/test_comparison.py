"""Where councils stand in one period: who is ranked, and why somebody is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from layouts.components.standing import standing
from portal.domain.comparison import Comparison, stand
from portal.domain.periods import Period
from portal.domain.view_models import IndicatorMore
from portal.domain.view_state import IndicatorState
from portal.domain.vocabulary import Vocabulary
from tests.support.values import ENGLAND, PLYMOUTH, TORBAY, indicator, value

# All that the table reads of the page: where its league table is.
SHOWN: Any = SimpleNamespace(state=IndicatorState())

YEAR = Period("2024-25", "year", date(2024, 4, 1), date(2025, 3, 31))
COUNCILS = (replace(TORBAY, id=1), replace(PLYMOUTH, id=2))
NAMED = Vocabulary(
    1, None, {c.key: c for c in (*COUNCILS, replace(ENGLAND, id=3))}, {}, {}, {}
)  # fmt: skip


def stood(number: float, quartiles: tuple[float, float, float] = (70.0, 78.0, 85.0)) -> Comparison:
    """Torbay with a number, Plymouth with 90; England has 80."""
    shown = {
        "torbay": value(number, rank=148, band="D"),
        "plymouth": value(90.0, rank=9, band="A"),
    }
    values = {1: number, 2: 90.0, 3: 80.0}
    return stand(indicator(decimals=1), YEAR, values, 149, quartiles, shown, COUNCILS, NAMED, {})


def test_a_figure_of_perhaps_too_few_cases_has_no_rank_and_says_why() -> None:
    torbay, plymouth = stood(0.0).rows
    assert (torbay.rank, torbay.band) == (None, None)
    assert torbay.withheld == "all or none, perhaps of too few cases"
    assert torbay.value is not None
    assert (plymouth.rank, plymouth.band, plymouth.withheld) == (9, "A", "")
    assert stood(1.0).rows[0].rank == 148


def test_the_table_shows_it_with_the_reason_and_calls_it_neither_better_nor_worse() -> None:
    def shown(number: float) -> str:
        more: Any = IndicatorMore(SHOWN, stood(number), (), ())
        return str(standing(more))

    assert "not ranked: all or none, perhaps of too few cases" in shown(0.0)
    assert "80.0 below" in shown(0.0)
    assert "80.0 below, worse" not in shown(0.0)
    assert "79.0 below, worse" in shown(1.0)


def test_a_distance_is_as_exact_as_the_figures_it_lies_between() -> None:
    view = stood(81.0)
    whole = tuple(replace(row, value=row.value and row.value._replace(decimals=0))
                for row in view.rows)  # fmt: skip
    unstated = replace(view, indicator=indicator(), england=80.6, rows=whole)
    more: Any = IndicatorMore(SHOWN, unstated, (), ())
    text = str(standing(more))
    assert "0.4 above, better" in text  # not "the same", nor "0 above"
    assert "81.0%" in text
    assert "90.0%" in text


@pytest.mark.parametrize("quartiles", [(0.0, 0.0, 0.12), (105.0, 106.0, 106.0)])
def test_nobody_is_ranked_where_quarters_cannot_be_told_apart(
    quartiles: tuple[float, float, float],
) -> None:
    view = stood(50.0, quartiles)
    assert "same value" in view.withheld
    assert all(row.rank is None and row.band is None for row in view.rows)
