"""The strip of all councils, and the labels beside many lines."""

from __future__ import annotations

from array import array
from dataclasses import replace
from itertools import pairwise

import pytest

from layouts.figures.series import panel_figure
from layouts.figures.strip import strip, strokes
from portal.domain.indicators import as_panels
from portal.domain.spread import Spread
from tests.support.values import ENGLAND, PLYMOUTH, TORBAY, indicator, value

LAYOUT = {"height": 380, "margin": {"t": 16, "b": 44}, "yaxis": {"range": [0, 50]}}


def test_every_council_has_a_stroke_and_the_chosen_ones_a_marker_at_its_height() -> None:
    areas = {1: TORBAY, 2: PLYMOUTH, 3: replace(PLYMOUTH, name="Far & high"), 4: ENGLAND}
    spread = Spread(array("l", areas), array("d", [25.0, 50.0, 80.0, 20.0]), (), {})
    nation = strokes(indicator(decimals=0), spread, areas)
    chosen = [(TORBAY, 25.0), (areas[3], 80.0)]
    drawn = str(strip({"layout": LAYOUT}, nation, chosen, 20.0, 'All "3"'))
    assert drawn.count("<title>Torbay: 25%</title>") == 2
    assert drawn.count("<title>Plymouth: 50%</title>") == 1
    assert drawn.count("<title>Far &amp; high: 80%</title>") == 1  # beyond the chart's scale
    assert "England" not in drawn
    assert 'y="176.0"' in drawn  # half of 320 below a margin of 16
    # A window as large as the plot, and a pixel more: from 50 up to 0 down, as a drawing has it.
    assert 'y="15" width="84" height="322" viewBox="0 -50.15625 84 50.3125"' in drawn
    assert 'd="M29,-25h26"' in drawn
    assert """aria-label='All "3"'""" in drawn
    assert "all 3" in drawn


def test_councils_that_share_a_figure_are_one_stroke() -> None:
    areas = {1: replace(TORBAY, id=1), 2: replace(PLYMOUTH, id=2)}
    joint = dict.fromkeys(areas, "Torbay and Plymouth")
    nation = strokes(
        indicator(), Spread(array("l", areas), array("d", [1.5, 1.5]), (), joint), areas
    )
    assert nation.councils == 1
    assert "<title>Torbay and Plymouth: 1.5%</title>" in nation.svg


@pytest.mark.parametrize("low", [1.0, 60.0])
def test_labels_of_eight_lines_lie_apart_and_within_the_chart(low: float) -> None:
    measure = indicator(kind="statistics", document="dfe")
    councils = tuple(
        replace(TORBAY, key=f"council-{n}", name=f"Council of some length {n}", number=n)
        for n in range(8)
    )
    values = [
        value(low + n / 10, indicator=measure, council=council)
        for n, council in enumerate(councils)
    ]
    (panel,) = as_panels([*values, value(100.0, indicator=measure, council=ENGLAND)], councils)
    layout = panel_figure(panel, (), {}, {}, months=False, height=460)["layout"]
    plot = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    lowest, highest = layout["yaxis"]["range"]
    spots = sorted(
        plot * (1 - (note["y"] - lowest) / (highest - lowest)) - note["yshift"]
        for note in layout["annotations"]
    )
    assert len(spots) == 9
    assert all(after - before >= 16 for before, after in pairwise(spots))
    assert spots[-1] <= plot + 24
