"""Every figure that the portal draws is one that plotly itself accepts, and stands as SVG."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise
from re import findall
from typing import Any

import plotly.graph_objects as go
import pytest
from lxml import etree
from plotly.offline import get_plotlyjs_version

from layouts import indicators
from layouts.figures.axes import time_axis, value_axis
from layouts.figures.control import apart, control_figure
from layouts.figures.funnel import FunnelPoint, funnel_figure
from layouts.figures.still import still
from layouts.figures.template import layout
from layouts.html_writer import write_html
from portal.domain.intervals import funnel
from portal.domain.signals import read
from portal.domain.view_state import IndicatorState
from portal.services import Services
from portal.settings import ROOT
from tests.support.components import figures_of
from tests.support.values import PLYMOUTH, TORBAY


@pytest.mark.parametrize("time", ["calendar", "months"])
@pytest.mark.parametrize("view", ["lines", "multiples"])
def test_every_measure_gives_figures_that_plotly_accepts(
    services: Services, time: str, view: str
) -> None:
    drawn = 0
    for measure in services.indicators.options(IndicatorState()).choices:
        shown = services.indicators.view(IndicatorState(measure=measure.key, time=time, view=view))
        for figure in figures_of(indicators.results(shown)):
            assert_drawn_alike(figure)
            drawn += 1
    assert drawn >= 35


def assert_drawn_alike(figure: dict[str, Any]) -> None:
    """Plotly accepts the figure, and the SVG has its points, with their texts, and its words."""
    go.Figure(figure)
    picture = etree.fromstring(still(figure, 'Words & "more"'))
    assert (picture.get("role"), picture.get("aria-label")) == ("img", 'Words & "more"')
    layout = figure["layout"]
    margin = layout["margin"]
    high = layout["height"] - margin["t"] - margin["b"]
    assert float(picture.get("height")) == high
    marks = [mark for mark in picture.iter("svg") if mark.get("x")]
    points = [
        (trace, y)
        for trace in figure["data"]
        if "marker" in trace
        for x, y in zip(trace["x"], trace["y"], strict=True)
        if x is not None and y is not None
    ]
    assert len(marks) == len(points)
    low, top = layout["yaxis"].get("range", (0, 1))
    for mark, (trace, y) in zip(marks, points, strict=True):
        assert float(mark.get("y")) == pytest.approx(high * (1 - (y - low) / (top - low)), abs=0.06)
        assert 0 <= float(mark.get("x").removesuffix("%")) <= 100
        (title,) = mark.iter("title")
        assert "%{" not in title.text
        if "hovertext" not in trace and "text" not in trace:
            assert title.text.startswith(f"{trace['name']}\n")
    words = Counter("".join(text.itertext()) for text in picture.iter("text"))
    notes = [line for note in layout.get("annotations", ()) for line in note["text"].split("<br>")]
    ticks = [line for axis in ("xaxis", "yaxis") for text in layout[axis].get("ticktext", ())
             for line in text.split("<br>")]  # fmt: skip
    titles = [layout["xaxis"]["title"]["text"]] if "title" in layout["xaxis"] else []
    assert words == Counter([*notes, *ticks, *titles])
    rules = [rule for rule in picture.iter("line") if rule.getparent() is picture]
    levels = len(layout["yaxis"].get("tickvals", ()))
    assert len(rules) == levels + len(layout.get("shapes", ()))


def texts_of(tree: Any) -> list[str]:
    """The texts of components, of Dash's own and of plain ones."""
    if hasattr(tree, "to_plotly_json"):
        tree = tree.to_plotly_json()
    if isinstance(tree, dict):
        return texts_of(tree.get("props", {}).get("children"))
    if isinstance(tree, list | tuple):
        return [text for part in tree for text in texts_of(part)]
    return [tree] if isinstance(tree, str) else []


def labels_of(services: Services, view: str, names: dict[str, str]) -> list[dict[str, Any]]:
    """The figures of a measure of councils that are given other names."""
    shown = services.indicators.view(
        IndicatorState(measure="initial-assessments-on-time", view=view)
    )
    panels = tuple(
        replace(panel, series=tuple(
            replace(line, council=replace(line.council, name=names.get(line.council.key, "Torbay")))
            for line in panel.series
        ))
        for panel in shown.panels
    )  # fmt: skip
    return figures_of(indicators.results(replace(shown, panels=panels)))


@pytest.mark.parametrize("view", ["lines", "multiples"])
@pytest.mark.parametrize(
    "name", ["Torbay", "Middlesbrough", "Bournemouth, Christchurch and Poole (until 2019)"]
)
def test_labels_beside_lines_have_room_for_their_longest_line(
    services: Services, view: str, name: str
) -> None:
    figures = list(labels_of(services, view, {"torbay": name}))
    assert figures
    for figure in figures:
        notes = figure["layout"]["annotations"]
        bold = [note for note in notes if "weight" in note["font"]]
        assert any(name in note["text"].replace("<br>", " ") for note in bold)
        room = figure["layout"]["margin"]["r"] - 8
        assert all(len(line) * 8.5 <= room for n in bold for line in n["text"].split("<br>"))
        assert room < 240


def test_councils_of_a_view_have_colours_and_markers_of_their_own(services: Services) -> None:
    vocabulary = services.data.vocabulary()
    others = tuple(council.key for council in vocabulary.every_council if not council.has_plans)[:4]
    assert len(others) == 4
    state = IndicatorState(measure="referrals", councils=("torbay", "plymouth", *others))
    view = services.indicators.view(state)
    assert len({council.colour for council in view.councils}) == 6
    councils = {council.key: council for council in view.councils}
    assert all(value.council == councils[value.council.key] for value in view.values
               if value.council.key in councils)  # fmt: skip
    assert all(councils[key] == view.vocabulary.councils[key] for key in councils)


def test_an_official_value_is_written_at_its_point_as_plotly_writes_it() -> None:
    """The template of official lines, filled for a point as plotly.js fills it."""
    days = [date(2023, 3, 31), date(2024, 3, 31)]
    trace = {
        "type": "scatter", "mode": "lines", "name": "England", "y": [None, 1234.5],
        "x": [day.isoformat() for day in days], "line": {"color": "#6b7783", "width": 1.5},
        "hovertemplate": "%{fullData.name}<br>year to %{x|%B %Y}: £%{y:,.0f}<extra></extra>",
    }  # fmt: skip
    frame = layout(300, xaxis=time_axis(days), yaxis=value_axis("gbp", 0, 1500))
    picture = etree.fromstring(still({"data": [trace], "layout": frame}, ""))
    assert [title.text for title in picture.iter("title")] == [
        "England\nyear to March 2024: £1,234"
    ]
    ticks = ["0", "250", "500", "750", "1,000", "1,250", "1,500"]
    assert frame["yaxis"]["ticktext"] == ticks
    assert frame["xaxis"]["ticktext"][0] == "Apr<br>2023"


@pytest.mark.parametrize(
    ("first", "last", "texts"),
    [
        (date(2012, 4, 1), date(2012, 7, 1), ["Apr<br>2012", "May<br>2012", "Jun<br>2012",
                                              "Jul<br>2012"]),
        (date(2020, 3, 31), date(2025, 3, 31), ["2021", "2022", "2023", "2024", "2025"]),
        (date(2015, 3, 31), date(2025, 3, 31), ["2016", "2018", "2020", "2022", "2024"]),
    ],
)  # fmt: skip
def test_a_time_axis_names_months_or_years(first: date, last: date, texts: list[str]) -> None:
    assert time_axis([last, first])["ticktext"] == texts


def test_a_chart_and_its_table_hold_the_same_values(services: Services) -> None:
    view = services.indicators.view(IndicatorState(measure="contacts"))
    (figure,) = figures_of(indicators.results(view))
    drawn = figure["data"][0]["y"]
    assert drawn == [v.value for v in view.values if v.basis == "month"]
    assert len(drawn) == 12


def test_a_picture_says_what_its_marks_mean(services: Services) -> None:
    shown = services.indicators.view(IndicatorState(("torbay",), measure="repeat-referrals"))
    page = write_html(indicators.results(shown))
    words = json.loads(unescape(findall('data-words="([^"]+)"', page)[0]))
    assert words["source"].startswith("Crosses: targets. ")
    assert "Source: " in words["source"]


def test_the_small_plotly_is_of_the_version_that_dash_brings() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    package = lock["packages"]["node_modules/plotly.js-basic-dist-min"]
    assert package["version"] == get_plotlyjs_version()
    assert package["integrity"].startswith("sha512-")
    assert "resolved" not in package


def months_of(count: int) -> list[date]:
    return [date(2011 + place // 12, place % 12 + 1, 1) for place in range(count)]


def percent(value: float) -> str:
    return f"{value:.0f}%"


def texts(tree: object) -> list[str]:
    """Every string of a figure."""
    if isinstance(tree, dict):
        return [text for part in tree.values() for text in texts(part)]
    if isinstance(tree, (list, tuple)):
        return [text for part in tree for text in texts(part)]
    return [tree] if isinstance(tree, str) else []


LEAP = [48.0, 54.0] * 8 + [72.0]


@pytest.mark.parametrize("count", [1, 3, 6, 11, 12, 30])
@pytest.mark.parametrize("unit", ["percent", "per_10k", "count", "days", "gbp", "ratio"])
@pytest.mark.parametrize("polarity", ["high", "low", "none"])
def test_every_control_chart_is_one_that_plotly_accepts(
    count: int, unit: str, polarity: str
) -> None:
    values = [50.0 + (7 * place) % 11 for place in range(count)]
    reading = read(values, polarity, percent)
    figure = control_figure(
        months_of(count),
        values,
        reading,
        TORBAY,
        target=80,
        unit=unit,
        provisional=frozenset({count - 1}),
    )
    assert_drawn_alike(figure)
    assert figure["data"][0]["y"] == values
    assert figure["data"][0]["marker"]["color"][-1] == "#ffffff"
    written = texts([figure["data"], figure["layout"]["annotations"]])
    assert not [text for text in written if "<" in text]


def test_a_control_chart_names_its_lines() -> None:
    reading = read(LEAP, "high", percent)
    figure = control_figure(months_of(17), LEAP, reading, TORBAY, target=90, unit="percent")
    texts = {note["text"] for note in figure["layout"]["annotations"]}
    assert {"mean 52%", "upper limit 70%", "lower limit 34%", "target 90%", "Torbay 72%"} <= texts
    assert len(figure["layout"]["shapes"]) == 4


def test_labels_at_line_ends_never_touch() -> None:
    labels = [{"y": level} for level in (50.0, 50.5, 70.0, 50.2)]
    placed = sorted(-label["y"] * 4 - label["yshift"] for label in apart(labels, 4))
    gaps = [after - before for before, after in pairwise(placed)]
    assert min(gaps) >= 16
    assert labels[2]["yshift"] == 0
    assert abs(sum(label["yshift"] for label in labels)) <= 2


@pytest.mark.parametrize(
    ("polarity", "word", "colour", "symbol"),
    [
        ("high", "for the better", "#2073BC", "circle-open"),
        ("low", "for the worse", "#C2571A", "square-open"),
        ("none", "signal", "#6b7783", "hexagon-open"),
    ],
)
def test_a_signal_has_a_colour_a_shape_and_a_word(
    polarity: str, word: str, colour: str, symbol: str
) -> None:
    reading = read(LEAP, polarity, percent)
    figure = control_figure(months_of(17), LEAP, reading, TORBAY, unit="percent")
    (ring,) = figure["data"][1:]
    assert (ring["x"], ring["y"]) == (["2012-05-01"], [72.0])
    assert (ring["marker"]["color"], ring["marker"]["symbol"]) == (colour, symbol)
    assert ring["hovertext"] == [f"Torbay, May 2012: 72%, {word}"]
    assert word in {note["text"] for note in figure["layout"]["annotations"]}


def test_no_line_crosses_a_break() -> None:
    before, after = [80.0, 82.0, 81.0], LEAP
    dates = months_of(20)
    figure = control_figure(
        dates,
        before + after,
        read(after, "high", percent),
        TORBAY,
        breaks=[dates[3], date(2030, 1, 1)],
        unit="percent",
        first=3,
    )
    assert_drawn_alike(figure)
    line, ring = figure["data"]
    assert line["y"] == [*before, None, *after]
    assert line["x"][3] is None
    assert not line["connectgaps"]
    assert len(line["hovertext"]) == len(line["marker"]["color"]) == 21
    assert ring["x"] == [dates[-1].isoformat()]
    lines = etree.fromstring(still(figure, "")).iter("polyline")
    assert [len(drawn.get("points").split()) for drawn in lines] == [3, 17]
    levels = [s for s in figure["layout"]["shapes"] if s.get("yref") != "paper"]
    assert {shape["x0"] for shape in levels} == {dates[3].isoformat()}
    dotted = [s for s in figure["layout"]["shapes"] if s.get("yref") == "paper"]
    assert [(s["x0"], s["line"]["dash"]) for s in dotted] == [(dates[3].isoformat(), "dot")]
    assert [n["text"] for n in figure["layout"]["annotations"]].count("series breaks") == 1


def test_a_run_chart_has_a_median_and_no_limits() -> None:
    values = LEAP[:9]
    reading = read(values, "high", percent)
    figure = control_figure(months_of(9), values, reading, TORBAY, unit="percent")
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert texts == ["median 48.0%", "Torbay 48.0%"]


def test_a_control_chart_takes_hovers_and_refuses_too_few() -> None:
    reading = read(LEAP[:2], "high", percent)
    figure = control_figure(
        months_of(2), LEAP[:2], reading, TORBAY, unit="count", hover=["one", "two"]
    )
    assert figure["data"][0]["hovertext"] == ["one", "two"]
    with pytest.raises(ValueError, match="as many"):
        control_figure(months_of(2), LEAP[:2], reading, TORBAY, unit="count", hover=["one"])
    empty = control_figure([], [], read([], "high", percent), TORBAY, unit="count")
    assert_drawn_alike(empty)


def funnel_of(unit: str = "percent") -> dict[str, Any]:
    points = [FunnelPoint(f"Council {n}", 100 * n, 50 + (-1) ** n * n) for n in range(1, 30)]
    points.append(FunnelPoint("Torbay", 250, 66.4, TORBAY))
    points.append(FunnelPoint("Plymouth", 2900, 66.0, PLYMOUTH))
    inner, outer = funnel(50, [100, 500, 1000, 3000], per=100)
    return funnel_figure(points, 50, inner, outer, unit, overall_name="England")


@pytest.mark.parametrize("unit", ["percent", "per_10k"])
def test_a_funnel_is_one_that_plotly_accepts(unit: str) -> None:
    figure = funnel_of(unit)
    assert_drawn_alike(figure)
    assert not [text for text in texts(figure) if "<" in text]


def test_a_funnel_names_the_chosen_and_shows_the_others_grey() -> None:
    figure = funnel_of()
    curves, (others, torbay, plymouth) = figure["data"][:4], figure["data"][4:]
    assert {trace["mode"] for trace in curves} == {"lines"}
    assert len(others["x"]) == 29
    assert others["hovertext"][0] == "Council 1: 49.0%, denominator 100"
    assert (torbay["marker"]["symbol"], torbay["marker"]["color"]) == ("circle", "#12436D")
    assert plymouth["marker"]["symbol"] == "diamond"
    notes_by_text = {note["text"]: note for note in figure["layout"]["annotations"]}
    assert {"England 50.0%", "Torbay 66.4%", "Plymouth 66.0%", "upper 99.8% limit"} <= set(
        notes_by_text
    )
    assert notes_by_text["Torbay 66.4%"]["xanchor"] == "left"
    assert notes_by_text["Plymouth 66.0%"]["xanchor"] == "right"


def test_a_name_in_a_funnel_leaves_the_marker_beside_it_free() -> None:
    points = [
        FunnelPoint("Torbay", 600, 66.0, TORBAY),
        FunnelPoint("Plymouth", 700, 65.8, PLYMOUTH),
    ]
    inner, outer = funnel(50, [100, 2000], per=100)
    figure = funnel_figure(points, 50, inner, outer, "percent")
    sides = {n["text"]: n["xanchor"] for n in figure["layout"]["annotations"]}
    assert (sides["Torbay 66.0%"], sides["Plymouth 65.8%"]) == ("right", "left")


def test_a_funnel_without_points_or_limits_is_drawn_all_the_same() -> None:
    assert_drawn_alike(funnel_figure([], 50, (), (), "percent"))
