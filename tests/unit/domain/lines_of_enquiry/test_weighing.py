"""The order of lines of enquiry across rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.domain.lines_of_enquiry.drawing import Candidate
from portal.domain.lines_of_enquiry.weighing import ordered
from portal.domain.visits import Suggestion
from tests.support.enquiring import evidence, held, placing
from tests.support.values import TORBAY

TODAY = date(2026, 11, 30)


def line(key: str, strength: float = 0.5, dated: str = "2025-03-31", **more: Any) -> Candidate:
    suggestion = Suggestion(key, "rule", "outcomes", wording=key, why="", evidence=())
    return Candidate(suggestion, 0, strength=strength, dated=dated, **more)


def order(*turns: tuple[str, list[Candidate]], **changes: Any) -> list[str]:
    of = evidence(**{"today": TODAY, **changes})
    return [f"{s.key} older" if s.older else s.key for s in ordered(of, turns)]


def sharing(*turns: tuple[str, list[Candidate]]) -> list[str]:
    return [s.key for s in ordered(evidence(today=TODAY), turns) if s.sharing]


def test_the_strongest_come_first_and_equal_ones_take_turns() -> None:
    lines = order(("one", [line("a"), line("b")]), ("two", [line("c", 2), line("d")]))
    assert lines == ["c", "a", "b", "d"]


def test_a_line_that_shares_a_figure_comes_after_those_that_do_not() -> None:
    on = {name: {"figures": frozenset({name})} for name in ("x", "y", "z")}
    lines = [line("first", 3, **on["x"]), line("second", 2, **on["x"]), line("last", 1, **on["y"])]
    assert order(("one", lines)) == ["first", "last", "second"]
    assert sharing(("one", lines)) == ["second"]
    kin = {"x": frozenset({"z"})}
    lines = [line("first", 3, **on["x"]), line("kin", 2, **on["z"]), line("last", 1, **on["y"])]
    assert order(("one", lines), kin=kin) == ["first", "last", "kin"]


def test_the_line_on_the_figure_furthest_from_england_is_among_the_first_three() -> None:
    far = placing(away=-4.0, figure=held(TORBAY, 99, 1, "A"))
    placings = (placing(away=3.9, indicator=replace(far.indicator, key="near")), far)
    lines = [line(name, 9 - n, figures=frozenset({name})) for n, name in enumerate("abcd")]
    rests = line("far", 1, figures=frozenset({far.indicator.key, "b"}))
    assert order(("one", [*lines, rests]), placings=placings) == ["a", "b", "far", "c", "d"]
    first = line("far", 8.5, figures=frozenset({far.indicator.key}))
    assert order(("one", [*lines, first]), placings=placings)[:3] == ["a", "far", "b"]


def test_a_signal_for_the_worse_strengthens_the_line_on_its_figure() -> None:
    x, y = ({"figures": frozenset({name})} for name in "xy")
    lines = ("one", [line("y", 1.1, **y), line("x", 1.0, **x)])
    assert order(lines) == ["y", "x"]
    assert order(lines, ("signal", [line("worse", 0.8, **x)])) == ["x", "y", "worse"]
    assert order(lines, ("signal", [line("level", 0.4, **x)])) == ["y", "x", "level"]


@pytest.mark.parametrize(
    ("dated", "older"),
    [("2004-09", True), ("2021-10-31", True), ("2021-11-01", False), ("2021-11", False),
     ("2021", True), ("2022", False), ("", False)],
)  # fmt: skip
def test_papers_of_more_than_five_years_ago_come_last(dated: str, older: bool) -> None:
    lines = order(("one", [line("paper", 9, dated), line("figure")]))
    assert lines == (["figure", "paper older"] if older else ["paper", "figure"])


def test_without_a_day_nothing_is_old() -> None:
    assert order(("one", [line("paper", 9, "2004")]), today=None) == ["paper"]


def test_an_old_plan_is_not_said_to_leave_out_what_the_newest_should_hold() -> None:
    assert order(("silent-theme", [line("a", dated="2004")])) == []
    assert order(("silent-theme", [line("a", dated="2025")])) == ["a"]
