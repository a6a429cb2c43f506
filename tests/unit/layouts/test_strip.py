"""The strip of all councils, and the labels beside many lines."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from layouts.figures.series import panel_figure
from layouts.figures.strip import strip
from portal.domain.indicators import as_panels
from tests.support.values import ENGLAND, PLYMOUTH, TORBAY, indicator, value

LAYOUT = {"height": 380, "margin": {"t": 16, "b": 44}, "yaxis": {"range": [0, 50]}}


def test_every_council_has_a_stroke_and_the_chosen_ones_a_marker_at_its_height() -> None:
    values = [(TORBAY, 25.0, "25%"), (PLYMOUTH, 50.0, "50%"), (ENGLAND, 80.0, "80%")]
    drawn = str(strip({"layout": LAYOUT}, values, {"torbay": TORBAY}, 20.0, 'All "3"'))
    assert drawn.count("<title>Torbay: 25%</title>") == 2
    assert drawn.count("<title>Plymouth: 50%</title>") == 1
    assert "80%" not in drawn  # beyond the chart's scale
    assert 'cy="176.0"' in drawn  # half of 320 below a margin of 16
    assert 'd="M29,176.0h26"' in drawn
    assert """aria-label='All "3"'""" in drawn
    assert "all 3" in drawn


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
