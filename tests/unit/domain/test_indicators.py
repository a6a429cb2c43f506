"""Values, series, panels and the sentence above a chart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.headlines import headline
from portal.domain.indicators import Panel, Series, Value, as_panels, as_series
from portal.domain.vocabulary import Council
from tests.support.values import (
    ENGLAND,
    MIDDLESBROUGH,
    NEIGHBOURS,
    PLYMOUTH,
    POOLE,
    TORBAY,
    indicator,
    series,
    target,
    value,
)

COUNCILS = (TORBAY, PLYMOUTH)
MONTHS = tuple(date(2012, month, 28) for month in range(1, 7))


def panel(*numbers: float | None, comparators: tuple[Value, ...] = (), **changes: Any) -> Panel:
    """A panel of one series, a value a month."""
    values = tuple(value(n, end, **changes) for n, end in zip(numbers, MONTHS, strict=False))
    line = Series(values[0].indicator, TORBAY, "month", values)
    return Panel("initial-assessment-10-days", line.indicator.unit, "month", (line,), comparators)


def england(number: float | None, end: date | None = date(2011, 3, 31), **changes: Any) -> Value:
    """A value of England for a year."""
    return value(number, end, **{"council": ENGLAND, "basis": "year", **changes})


@pytest.mark.parametrize(
    ("number", "changes", "shown"),
    [
        (66.4, {}, "66.4%"),
        (66.4, {"decimals": 2}, "66.40%"),
        (0.0, {}, "0.0%"),
        (None, {"symbol": "c"}, "confidential"),
        (680.0, {"decimals": 0, "indicator": indicator(unit="count")}, "680"),
    ],
)
def test_zero_is_a_value_and_a_missing_value_is_not_zero(
    number: float | None, changes: dict[str, Any], shown: str
) -> None:
    assert value(number, **changes).shown == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "counts"),
    [(89, 122, "89 of 122"), (0, 12, "0 of 12"), (None, 122, ""), (89, None, "")],
)
def test_counts_are_shown_where_both_are_printed(
    numerator: float | None, denominator: float | None, counts: str
) -> None:
    assert value(73.0, numerator=numerator, denominator=denominator).counts == counts


def test_a_value_is_drawn_in_the_month_that_its_period_ends_in() -> None:
    assert value(1.0, date(2012, 6, 30)).month == date(2012, 6, 1)
    assert value(1.0, None).month is None


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "80%"),
        ({"value": 76.0, "decimals": 1}, "76.0%"),
        ({"value": 50.0, "text": "50+"}, "at least 50%"),
        ({"value": 50.0, "text": "+50"}, "at least 50%"),
        ({"value": 5.0, "value_upper": 10.0, "text": "5 to 10%"}, "5 to 10%"),
        ({"value": None, "text": "92%"}, "“92%”, not clear"),
        ({"value": None}, "not legible"),
        ({"value": 0.0}, "0%"),
    ],
)
def test_a_target_is_shown_as_a_value_or_as_printed(changes: dict[str, Any], shown: str) -> None:
    assert target(**changes).shown("percent") == shown


def test_values_group_into_series_by_indicator_council_and_basis() -> None:
    t7 = indicator(key="t7", ref="T7")
    values = [
        value(1.0),
        value(2.0, indicator=t7),
        value(3.0),
        value(4.0, basis="year"),
        value(5.0, council=PLYMOUTH),
    ]
    grouped = as_series(values)
    assert [[v.value for v in s.values] for s in grouped] == [[1.0, 3.0], [2.0], [4.0], [5.0]]
    assert [s.label for s in grouped] == ["Torbay, T8", "Torbay, T7", "Torbay, T8", "Plymouth, T8"]


def test_a_series_without_reference_is_labelled_by_its_council() -> None:
    assert series(PLYMOUTH, ref="").label == "Plymouth"


@pytest.mark.parametrize(
    ("candidate", "sure"),
    [
        (value(0.0), True),
        (value(66.4), True),
        (value(66.4, reading="repaired"), True),
        (value(66.4, reading="derived"), True),
        (value(66.4, reading="doubtful"), False),
        (value(None, symbol="c"), False),
        (value(66.4, None), False),
    ],
)
def test_only_dated_values_that_are_there_and_not_doubtful_are_sure(
    candidate: Value, sure: bool
) -> None:
    assert series(TORBAY, candidate).sure == ((candidate,) if sure else ())


def test_series_share_a_panel_when_definition_unit_and_basis_agree() -> None:
    values = [
        value(1.0),
        value(2.0, council=PLYMOUTH, indicator=indicator(key="p1", council="plymouth")),
        value(3.0, basis="year"),
        value(4.0, indicator=indicator(key="days", unit="days")),
        value(5.0, indicator=indicator(key="seven", definition_code="within-7-days")),
    ]
    panels = as_panels(values, COUNCILS)
    assert [(p.definition_code, p.unit, p.basis, len(p.series)) for p in panels] == [
        ("initial-assessment-10-days", "percent", "month", 2),
        ("initial-assessment-10-days", "percent", "year", 1),
        ("initial-assessment-10-days", "days", "month", 1),
        ("within-7-days", "percent", "month", 1),
    ]


def test_panels_and_series_with_most_values_come_first() -> None:
    plymouth = [value(n, end, council=PLYMOUTH) for n, end in zip((1.0, 2.0), MONTHS, strict=False)]
    yearly = [value(3.0, end, basis="year") for end in MONTHS]
    panels = as_panels([value(9.0), *plymouth, *yearly], COUNCILS)
    assert [(p.basis, p.points) for p in panels] == [("year", 6), ("month", 3)]
    assert [s.council.key for s in panels[1].series] == ["plymouth", "torbay"]


def test_small_multiples_have_one_series_each() -> None:
    values = [value(1.0), value(2.0, council=PLYMOUTH), value(3.0, indicator=indicator(key="t7"))]
    assert len(as_panels(values, COUNCILS)) == 1
    assert [len(p.series) for p in as_panels(values, COUNCILS, split=True)] == [1, 1, 1]


def test_missing_values_keep_their_place_but_are_no_points() -> None:
    (shown,) = as_panels(
        [value(0.0), value(None, MONTHS[0], symbol="x"), value(5.0, None)], COUNCILS
    )
    assert shown.points == 1
    assert len(shown.series[0].values) == 3


@pytest.mark.parametrize(
    ("ends", "drawable"),
    [
        (MONTHS[:3], True),
        (MONTHS[:2], False),
        ((MONTHS[0], MONTHS[0], MONTHS[1]), False),
        ((MONTHS[0], MONTHS[1], None), False),
    ],
)
def test_a_line_needs_three_different_dates(ends: tuple[date | None, ...], drawable: bool) -> None:
    (shown,) = as_panels([value(50.0, end) for end in ends], COUNCILS)
    assert shown.drawable is drawable


@pytest.mark.parametrize("council", [ENGLAND, NEIGHBOURS, POOLE])
def test_comparators_form_no_series_of_their_own(council: Council) -> None:
    assert as_panels([value(50.0, council=council)], COUNCILS) == []


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([england(79.6)], [79.6]),
        ([england(0.0)], [0.0]),
        ([england(79.6), england(81.0, date(2012, 3, 31))], [81.0]),
        ([england(81.0, date(2012, 3, 31)), england(79.6)], [81.0]),
        ([england(79.6), england(50.0, None)], [79.6]),
        ([england(79.6), england(83.0, council=NEIGHBOURS)], [79.6, 83.0]),
        ([england(None, symbol="x")], []),
        ([england(79.6, reading="doubtful")], []),
        ([england(79.6, indicator=indicator(definition_code="within-7-days"))], []),
        ([england(79.6, indicator=indicator(unit="days"))], []),
        ([england(79.6, council=POOLE)], []),
    ],
)
def test_a_panel_holds_the_newest_sure_value_of_each_comparator(
    others: list[Value], expected: list[float]
) -> None:
    (shown,) = as_panels([value(60.0), *others], COUNCILS)
    assert [v.value for v in shown.comparators] == expected


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        (panel(None), "Torbay: no value that is sure"),
        (panel(60.0, reading="doubtful"), "Torbay: no value that is sure"),
        (panel(60.0), "Torbay: 60.0%, January 2012"),
        (panel(0.0), "Torbay: 0.0%, January 2012"),
        (panel(60.0, None), "Torbay: 60.0%, January 2012"),
        (panel(60.0, 70.5), "Torbay went from 60.0% to 70.5%"),
        (panel(70.5, 60.0), "Torbay went from 70.5% to 60.0%"),
        (panel(60.0, 60.0, 60.0), "Torbay stayed at 60.0%"),
        (panel(60.0, 0.0, 40.0), "Torbay moved between 0.0% and 60.0%"),
        (
            panel(96.0, 98.5, 97.0, indicator=indicator(unit="per_10k")),
            "Torbay moved between 96.0 and 98.5 per 10,000",
        ),
    ],
)
def test_the_headline_says_what_is_seen(shown: Panel, sentence: str) -> None:
    assert headline(shown) == sentence


@pytest.mark.parametrize(
    ("comparator", "ending"),
    [
        (england(79.6), ", always below England’s 79.6% (March 2011 to March 2011)"),
        (england(30.0), ", always above England’s 30.0% (March 2011 to March 2011)"),
        (england(50.0), ""),
        (england(60.0), ""),
        (england(40.0), ""),
        (england(79.6, council=NEIGHBOURS), ""),
    ],
)
def test_the_headline_names_england_only_where_every_value_lies_on_one_side(
    comparator: Value, ending: str
) -> None:
    shown = panel(40.0, 60.0, 50.0, comparators=(comparator,))
    assert headline(shown) == f"Torbay moved between 40.0% and 60.0%{ending}"


def test_the_headline_speaks_of_the_longest_series() -> None:
    short = series(PLYMOUTH, value(10.0, council=PLYMOUTH))
    long = panel(60.0, 70.0)
    both = Panel(long.definition_code, long.unit, long.basis, (short, *long.series), ())
    assert headline(both) == "Torbay went from 60.0% to 70.0%"


def test_a_count_that_starts_afresh_is_told_year_by_year() -> None:
    def upto(number: float, start: date, end: date) -> Value:
        return value(number, start=start, end=end, basis="cumulative")

    april, again = date(2011, 4, 1), date(2012, 4, 1)
    points = (
        upto(2.8, april, date(2011, 6, 30)),
        upto(15.4, april, date(2012, 3, 31)),
        upto(0.8, again, date(2012, 5, 31)),
    )
    line = series(TORBAY, *points, basis="cumulative")
    shown = Panel(
        line.indicator.definition_code, "percent", "cumulative", (line,), (england(10.7),)
    )
    assert headline(shown) == "Torbay reached 15.4% by March 2012, then 0.8% by May 2012"


@pytest.mark.parametrize("unit", ["count", "gbp"])
def test_a_number_is_never_set_beside_a_nations(unit: str) -> None:
    measure = indicator(unit=unit)
    values = [value(300.0, indicator=measure), value(612_600.0, indicator=measure, council=ENGLAND)]
    (shown,) = as_panels(values, COUNCILS)
    assert shown.comparators == ()


def test_a_councils_own_chart_has_its_own_region_and_neighbours_behind_it() -> None:
    measure = indicator(kind="statistics", document="dfe")
    regions = [Council(key, key, "region", "", "", 3) for key in ("south-west", "north-east")]
    areas = (TORBAY, MIDDLESBROUGH, ENGLAND, NEIGHBOURS, *regions)
    values = [value(9.0, indicator=measure, council=area) for area in areas]
    behind = {
        panel.series[0].council.key: {line.council.key for line in panel.backdrop}
        for panel in as_panels(values, (TORBAY, MIDDLESBROUGH), split=True)
    }
    assert behind == {
        "torbay": {"england", "south-west", "torbay-neighbours"},
        "middlesbrough": {"england", "north-east"},
    }
    (together,) = as_panels(values, (TORBAY, MIDDLESBROUGH))
    assert len(together.backdrop) == 4


@pytest.mark.parametrize(
    ("councils", "drawn", "with_neighbours"),
    [(1, 1, True), (4, 4, True), (5, 5, False), (11, 8, False)],
)
def test_a_chart_draws_eight_councils_and_neighbours_beside_four(
    councils: int, drawn: int, with_neighbours: bool
) -> None:
    measure = indicator(kind="statistics", document="dfe")
    others = (Council(f"c{n}", f"C{n}", "council", "", "south-west", n + 9) for n in range(10))
    chosen = (TORBAY, *others)[:councils]
    values = [value(9.0, indicator=measure, council=c) for c in (*chosen, ENGLAND, NEIGHBOURS)]
    (shown,) = as_panels(values, chosen)
    assert (len(shown.series), len(shown.drawn)) == (councils, drawn)
    behind = {line.council.kind for line in shown.backdrop}
    assert behind == ({"country", "neighbours"} if with_neighbours else {"country"})


def official(*counts: tuple[float, float | None, float | None]) -> Panel:
    """A panel of official statistics: percent, numerator and denominator of each council."""
    measure = indicator(kind="statistics", document="dfe")
    councils = (TORBAY, PLYMOUTH, MIDDLESBROUGH)
    lines = tuple(
        Series(measure, council, "month", (value(n, indicator=measure, council=council, numerator=a,
                                             denominator=b),))
        for council, (n, a, b) in zip(councils, counts, strict=False)
    )  # fmt: skip
    return Panel(measure.definition_code, "percent", "month", lines, ())


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            [(24.3, 243, 1000), (26.0, 260, 1000), (25.3, None, None)],
            "all three between 24.3% and 26.0%, no further apart than chance may bring (their 95% "
            "intervals overlap)",
        ),
        (
            [(24.3, 243, 1000), (26.0, 260, 1000)],
            "both between 24.3% and 26.0%, no further apart than chance may bring (their 95% "
            "intervals overlap)",
        ),
        ([(24.3, 2430, 10000), (36.0, 3600, 10000)],
         "Plymouth highest at 36.0%, Torbay lowest at 24.3%"),
        ([(24.3, None, None), (26.0, 260, 1000)],
         "Plymouth highest at 26.0%, Torbay lowest at 24.3%"),
        ([(24.3, 243, 1000), (24.3, 243, 1000)], "Torbay and Plymouth alike at 24.3%"),
    ],
)  # fmt: skip
def test_the_headline_makes_no_order_of_what_may_be_chance(
    counts: list[tuple[float, float | None, float | None]], sentence: str
) -> None:
    assert headline(official(*counts)) == f"June 2012: {sentence}"


@pytest.mark.parametrize(
    ("changes", "is_sure"),
    [
        ({"numerator": 0, "denominator": 12}, True),
        ({"numerator": None, "denominator": 12}, False),
        ({"numerator": 1, "denominator": 0}, False),
        ({"numerator": 13, "denominator": 12}, False),
        ({"numerator": 1, "denominator": 12, "indicator": indicator(unit="per_10k")}, False),
    ],
)
def test_an_interval_is_of_a_percentage_whose_counts_are_known(
    changes: dict[str, Any], is_sure: bool
) -> None:
    assert (value(8.3, **changes).interval is not None) is is_sure
