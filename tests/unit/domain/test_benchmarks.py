"""The benchmarks' rules: distance, fifths, what is withheld, how a figure is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import orjson
import pytest

from layouts import benchmarks as layout
from layouts.components.benchmark_table import _cell, rug_table
from portal.domain.benchmarks import (
    NONE,
    SCHOOLING,
    BenchmarkGroup,
    BenchmarkView,
    Figure,
    Scale,
    Spine,
    fits,
    group_title,
    mark,
    row_of,
)
from portal.domain.indicators import Measure
from portal.domain.periods import Period
from portal.domain.ranking import distance, fifth
from portal.domain.same_definition import one_source
from portal.domain.spines import Spines
from portal.domain.view_state import OUTSIDE, BenchmarkState
from portal.domain.vocabulary import Vocabulary
from tests.support.values import TORBAY, indicator

NAMED = Vocabulary(1, None, {}, {}, {}, {})
YEAR = Period("2024-25", "year", date(2024, 4, 1), date(2025, 3, 31))


def spine(key: str = "a", of: int = 150, england: float | None = 50.0, **changes: Any) -> Spine:
    """A spine whose middle half reaches from 40 to 60."""
    named = {"key": key, "name": key, "polarity": "high", "unit": "percent", "decimals": 1}
    area = changes.pop("area", "")
    quartiles = changes.pop("quartiles", (40.0, 50.0, 60.0))
    figure = indicator(**{**named, **changes})
    measure = Measure(
        figure.measure, figure.name, area, figure.themes, figure.polarity, figure.polarity_reason
    )
    return Spine.over(figure, measure, YEAR, of, quartiles, england)


def test_a_definition_of_two_sources_is_one_row_of_the_newest_and_narrowest() -> None:
    shared = {"definition_code": "same"}
    narrow = spine("n", document="file", document_title="File", **shared)
    wide = spine("w", document="many", document_title="Many", **shared)
    other, counted = spine("o", document="many"), spine("c", unit="count", **shared)
    first, *others = one_source([wide, other, narrow, counted])
    assert (first.indicator.key, first.also) == ("n", ("Many",))
    assert {s.indicator.key: s.also for s in others} == {"o": (), "c": ()}
    newer = replace(wide, period=replace(YEAR, end=date(2026, 3, 31)))
    assert one_source([newer, other, narrow])[0].also == ("File",)


@pytest.mark.parametrize(
    ("value", "england", "polarity", "expected"),
    [
        (60, 50, "low", 0.5),
        (60, 50, "high", -0.5),
        (40, 50, "high", 0.5),
        (60, 50, "none", 0.5),
        (50, 50, "low", 0),
        (0, 50, "high", 2.5),
        (None, 50, "low", None),
        (60, None, "low", None),
    ],
)
def test_distance_is_positive_where_it_is_worse(
    value: float | None, england: float | None, polarity: str, expected: float | None
) -> None:
    assert distance(value, england, 40, 60, polarity) == expected


def test_there_is_no_distance_where_all_councils_lie_together() -> None:
    assert distance(3, 2, 1, 1, "low") is None


@pytest.mark.parametrize(
    ("rank", "of", "expected"),
    [
        (1, 150, "best"),
        (30, 150, "best"),
        (31, 150, ""),
        (119, 150, ""),
        (120, 150, "worst"),
        (150, 150, "worst"),
        (None, 150, ""),
        (1, 0, ""),
        (121, 151, "worst"),
        (120, 151, ""),
    ],
)
def test_a_fifth_is_a_fifth_of_the_councils_ranked(
    rank: int | None, of: int, expected: str
) -> None:
    assert fifth(rank, of) == expected


@pytest.mark.parametrize(
    ("changes", "ranked", "reason"),
    [
        ({}, True, ""),
        ({"polarity": "none"}, False, "neither"),
        ({"unit": "count"}, False, "size"),
        ({"unit": "gbp"}, False, "size"),
        ({"of": 19}, False, "only 19"),
        ({"of": 20}, True, ""),
        ({"quartiles": (0.0, 0.0, 0.12)}, False, "same value"),
        ({"quartiles": (105.0, 106.0, 106.0)}, False, "same value"),
    ],
)
def test_ranks_are_withheld_with_the_reason(
    changes: dict[str, Any], ranked: bool, reason: str
) -> None:
    line = spine(**changes)
    row = row_of(line, [Figure(70.0, "", "", 3, "A")])
    assert line.ranked is ranked
    assert reason in line.withheld
    assert (row.figures[0].rank, row.figures[0].band) == ((3, "A") if ranked else (None, None))


@pytest.mark.parametrize(
    ("value", "changes", "compared"),
    [
        (0.0, {}, False),
        (100.0, {}, False),
        (0.1, {}, True),
        (99.9, {}, True),
        (0.0, {"england": 9.9}, True),
        (0.0, {"england": 10.0}, False),
        (100.0, {"england": 90.1}, True),
        (0.0, {"england": None}, True),
        (0.0, {"quartiles": (0.0, 50.0, 60.0)}, True),
        (100.0, {"quartiles": (0.0, 50.0, 60.0)}, False),
        (100.0, {"quartiles": (40.0, 50.0, 100.0)}, True),
        (0.0, {"unit": "per_10k"}, True),
    ],
)
def test_none_or_all_where_that_is_unusual_is_shown_and_not_compared(
    value: float, changes: dict[str, Any], compared: bool
) -> None:
    """It comes from a handful of children, of whom the default order must not make a headline."""
    line = spine(**changes)
    figure = row_of(line, [Figure(value, "", "", 150, "D")]).figures[0]
    assert figure.value == value
    assert (figure.rank, figure.sure) == ((150, True) if compared else (None, False))
    assert figure.few == ("" if compared else "all or none, perhaps of too few cases")
    # Row by row and all at once must agree.
    assert Spines((line,)).few(np.array([value])).tolist() == [not compared]


def test_measures_of_the_improvement_areas_come_before_the_others() -> None:
    inside, outside = spine("a", area="workforce"), spine("b")
    school = spine("c", area="looked-after", subject="schooling")
    spines = Spines((inside, outside, school))
    assert spines.kinds.tolist() == [0, 2, 1]
    assert spines.inside.tolist() == [True, False, False]
    titles = [group_title(line, BenchmarkState(), NAMED) for line in (inside, outside, school)]
    assert titles == ["", "Outside the improvement areas", SCHOOLING]
    assert group_title(outside, BenchmarkState(area=OUTSIDE), NAMED) == ""
    assert group_title(outside, BenchmarkState(sort="name"), NAMED) == ""


def test_a_doubtful_figure_keeps_its_value_and_loses_its_rank() -> None:
    row = row_of(spine(), [Figure(70.0, "u", "", 3, "A"), Figure(50.0, "", "", 9, "B"), NONE])
    assert [f.rank for f in row.figures] == [None, 9, None]
    assert row.figures[0].reason == "low reliability"
    assert row.figures[2].reason == "no value"


@pytest.mark.parametrize(
    ("unit", "polarity", "sized", "value", "text", "beside"),
    [
        ("percent", "high", False, 52.3, "52.3%", "2.3 points better"),
        ("percent", "low", False, 52.3, "52.3%", "2.3 points worse"),
        ("percent", "none", False, 47.7, "47.7%", "2.3 points lower"),
        ("percent", "high", False, 50.04, "50.0%", "as England"),
        ("per_10k", "low", False, 1234.5, "1,234.5", "1,184.5 worse"),
        ("days", "low", False, 40, "40.0 days", "10.0 days better"),
        ("gbp", "none", True, 1200, "£1,200.0", ""),
        ("percent", "high", False, None, "not stated", ""),
    ],
)
def test_a_figure_is_said_shortly(
    unit: str, polarity: str, sized: bool, value: float | None, text: str, beside: str
) -> None:
    scale = Scale(unit, polarity, sized, 150, 50.0, 1)
    assert (scale.shown(value), scale.beside(value)) == (text, beside)


def test_a_single_point_is_said_as_one() -> None:
    assert Scale("percent", "low", False, 150, 50.0, 0).beside(51) == "1 point worse"


def test_decimals_are_those_of_the_publisher_or_as_few_as_needed() -> None:
    row = row_of(spine(decimals=None, england=50.25), [Figure(51.0, "", "", 1, "A")])
    assert row.scale.decimals == 2


def test_the_worst_council_orders_rows_and_unranked_ones_count_either_way() -> None:
    names = {"a": "high", "b": "low", "c": "none"}
    spines = Spines(tuple(spine(k, polarity=p, area="workforce") for k, p in names.items()))
    values = np.array([[30.0, 30.0, 30.0], [60.0, np.nan, 55.0]])
    assert spines.worst(values).tolist() == [1.0, -1.0, 1.0]
    assert spines.kinds.tolist() == [0, 0, 3]
    assert spines.worst(np.full((2, 3), np.nan)).tolist() == [-np.inf] * 3
    by_hand = [
        max(line.distance(v) or 0 for v in (30.0, 60.0) if line.ranked) for line in spines.every[:1]
    ]
    assert by_hand == [1.0]


def test_fifths_are_counted_only_where_councils_are_ranked() -> None:
    spines = Spines((spine("a"), spine("b", polarity="none")))
    ranks = np.array([[1, 1], [150, 150], [0, 0]], dtype=np.int16)
    best, worst = spines.fifths(np.full((3, 2), 5.0), ranks)
    assert best.tolist() == [[True, False], [False, False], [False, False]]
    assert worst.tolist() == [[False, False], [True, False], [False, False]]


@pytest.mark.parametrize(
    ("value", "rank", "unit", "kind"),
    [
        (5.0, 1, "percent", "best"),
        (0.0, 1, "percent", ""),
        (0.0, 150, "percent", "worst"),
        (0.0, 1, "days", "best"),
        (5.0, 75, "percent", ""),
    ],
)
def test_a_percentage_rounded_to_none_is_no_best_one(
    value: float, rank: int, unit: str, kind: str
) -> None:
    line = spine("a", unit=unit)
    figure = Figure(value, "", "", rank, "A")
    assert mark(figure, line.of, unit) == kind
    best, worst = Spines((line,)).fifths(np.array([[value]]), np.array([[rank]], dtype=np.int16))
    assert (best[0, 0], worst[0, 0]) == (kind == "best", kind == "worst")


@pytest.mark.parametrize(
    ("area", "asked", "words", "expected"),
    [
        ("workforce", "", "", True),
        ("workforce", "workforce", "", True),
        ("workforce", "looked-after", "", False),
        ("workforce", OUTSIDE, "", False),
        ("", OUTSIDE, "", True),
        ("", "workforce", "", False),
        ("workforce", "", "turn over", True),
        ("workforce", "", "turn vacancy", False),
    ],
)
def test_area_and_words_leave_measures(area: str, asked: str, words: str, expected: bool) -> None:
    line = spine("turnover", area=area)
    assert fits(line, BenchmarkState(area=asked, words=words)) is expected


def view_of(*spines: Spine, ranked: int, counted: int, worst: int) -> BenchmarkView:
    """A view of one council, Torbay."""
    none = Figure(70.0, "", "", None, None)
    group = BenchmarkGroup("", tuple(row_of(line, [none]) for line in spines))
    return BenchmarkView(
        BenchmarkState(), NAMED, (), (TORBAY,), (group,), len(spines), len(spines), ranked,
        counted, {"torbay": 0}, {"torbay": worst}, Counter(), len(spines),
        outside=ranked - counted,
    )  # fmt: skip


def test_near_duplicates_are_folded_under_their_lead_where_that_is_there() -> None:
    lead = spine("lead", measure="lead")
    people = spine("people", measure="people", family="lead", family_reason="people in place")
    alone = spine("alone", measure="alone", family="not-loaded")
    spines = Spines((people, lead, alone))
    assert spines.folded.tolist() == [True, False, False]
    assert spines.near == {"lead": (people,)}
    row = row_of(lead, [Figure(70.0, "", "", 3, "A")], spines.near["lead"])
    view = replace(
        view_of(lead, ranked=1, counted=1, worst=0), groups=(BenchmarkGroup("", (row,)),)
    )
    text = str(rug_table(view))
    assert "1 near-duplicate" in text
    assert ": people in place" in text


def test_the_headline_says_of_how_many_and_where_they_lie() -> None:
    spines = [spine("a", area="workforce"), spine("b"), spine("c", polarity="none")]
    view = view_of(*spines, ranked=2, counted=1, worst=1)
    assert layout.headline(view) == (
        "Of 1 measure that ranks councils in the improvement areas, Torbay is in the worst fifth "
        "of England on 1"
    )
    text = str(layout.results(view))
    assert "1 ranked measure lies outside the improvement areas and is not counted." in text
    assert "1 measure has no ranks and comes last" in text


def test_where_nobody_is_ranked_there_are_no_tallies_and_the_reason_is_in_sight() -> None:
    tied = view_of(spine("a", quartiles=(0.0, 0.0, 0.12)), ranked=0, counted=0, worst=0)
    assert layout.headline(tied) == "Councils are not ranked on the 1 measure shown here"
    table = str(rug_table(tied))
    assert "worst fifth" not in table
    facts = "'No ranks: too many councils have the same value to tell quarters of them apart.'"
    assert facts in table


def test_a_rank_without_a_band_still_says_of_how_many() -> None:
    scale = Scale("percent", "low", False, 150, 50.0, 1)
    cell = _cell("Torbay", scale, Figure(60.0, "", "", 140, None), "a/torbay")
    assert "140 of 150" in orjson.dumps(cell).decode()
