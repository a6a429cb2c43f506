"""Every figure that the portal draws is one that plotly itself accepts."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest
from dash import dcc
from plotly.offline import get_plotlyjs_version

from layouts import compare, indicators
from portal.domain.state import CompareState, IndicatorState
from portal.services import Services
from portal.settings import ROOT
from tests.components import parts_of


def figures(tree: object) -> list[dict[str, object]]:
    return [part.figure for part in parts_of(tree) if isinstance(part, dcc.Graph)]


@pytest.mark.parametrize("time", ["calendar", "months"])
@pytest.mark.parametrize("view", ["lines", "multiples"])
def test_every_measure_gives_figures_that_plotly_accepts(
    services: Services, time: str, view: str
) -> None:
    first = services.indicators.view(IndicatorState())
    drawn = 0
    for measure in first.choices:
        shown = services.indicators.view(IndicatorState(measure=measure.key, time=time, view=view))
        for figure in figures(indicators.results(shown)):
            go.Figure(figure)
            drawn += 1
    assert drawn >= 35


@pytest.mark.parametrize("time", ["calendar", "months"])
def test_the_timeline_is_one_that_plotly_accepts(services: Services, time: str) -> None:
    (figure,) = figures(compare.results(services.compare.view(CompareState(time=time))))
    go.Figure(figure)
    lanes = {lane for trace in figure["data"] for lane in trace["y"]}
    assert ("Torbay: plan 2005" in lanes) == (time == "calendar")
    assert "Plymouth: draft plan 2015" in lanes


def test_a_chart_and_its_table_hold_the_same_values(services: Services) -> None:
    view = services.indicators.view(IndicatorState(measure="contacts"))
    (figure,) = figures(indicators.results(view))
    drawn = figure["data"][0]["y"]
    assert drawn == [v.value for v in view.values if v.basis == "month"]
    assert len(drawn) == 12


def test_the_small_plotly_is_of_the_version_that_dash_brings() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    package = lock["packages"]["node_modules/plotly.js-basic-dist-min"]
    assert package["version"] == get_plotlyjs_version()
    assert package["integrity"].startswith("sha512-")
    assert "resolved" not in package
