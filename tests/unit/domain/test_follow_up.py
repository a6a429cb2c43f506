"""The course of figures from one inspection to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.follow_up import course, day_of
from portal.domain.indicators import Indicator, Measure, Value
from portal.domain.vocabulary import Council, Theme

THEME = Theme(key="adoption", name="Adoption", holds="adoption")
MEASURE = Measure(
    key="adoptions", name="Adoptions", area="", themes=(), polarity="high", polarity_reason=""
)
INDICATOR = Indicator(
    id=1,
    key="a",
    ref="",
    name="Adoptions",
    unit="percent",
    polarity="high",
    polarity_reason="",
    themes=(),
    definition="",
    definition_code="a",
    population="",
    place="",
    note="",
    measure="adoptions",
    document="d",
    document_title="D",
    published="2025",
    council="",
    kind="statistics",
)
TORBAY = Council(key="torbay", name="Torbay", kind="council", area_code="", region="", number=1)
START, END = date(2014, 11, 12), date(2018, 11, 9)


def series(*points: tuple[int, float | None], broken: str = "") -> list[Value]:
    """Years that end in March, each with its value."""
    indicator = replace(INDICATOR, breaks=broken)
    return [
        Value(
            indicator=indicator,
            council=TORBAY,
            start=date(year - 1, 4, 1),
            end=date(year, 3, 31),
            basis="year",
            value=value,
            decimals=1,
            numerator=None,
            denominator=None,
            symbol="" if value is not None else "c",
            reading="as_printed",
            raw_text="",
            place="",
            note="",
        )
        for year, value in points
    ]


ENGLAND = series((2015, 20.0), (2019, 21.5), (2025, 21.5))


@pytest.mark.parametrize(
    ("mine", "end", "years", "change"),
    [
        # The period that ends nearest to each day, not the last that ended before it.
        (series((2014, 1.0), (2015, 10.0), (2018, 3.0), (2019, 12.5)), END, (2015, 2019),
         "Up by 2.5 points, better; England up by 1.5 points"),
        (series((2015, 10.0), (2019, 8.0)), END, (2015, 2019),
         "Down by 2.0 points, worse; England up by 1.5 points"),
        (series((2015, 10.0), (2019, 10.01)), END, (2015, 2019),
         "As before; England up by 1.5 points"),
        # Without a next inspection the newest figure counts.
        (series((2015, 10.0), (2019, 8.0), (2025, 11.0)), None, (2015, 2025),
         "Up by 1.0 points, better; England up by 1.5 points"),
        # Neither a missing value nor one of years before or after stands for that time.
        (series((2015, None), (2019, 8.0)), END, None, ""),
        (series((2012, 9.0), (2019, 8.0)), END, None, ""),
        (series((2015, 9.0)), END, None, ""),
        (series((2015, 9.0)), None, None, ""),
        ([], END, None, ""),
        # Another definition in between.
        (series((2015, 10.0), (2019, 8.0), broken="2017-04-01 counted anew"), END, (2015, 2019),
         ""),
    ],
)  # fmt: skip
def test_the_nearest_figures_are_held_against_each_other(
    mine: list[Value], end: date | None, years: tuple[int, int] | None, change: str
) -> None:
    made = course(THEME, [(MEASURE, mine, ENGLAND)], START, end)
    if years is None:
        assert made is None
        return
    assert made is not None
    ends = [point.value.end for point in (made.before, made.after) if point.value]
    assert tuple(day.year for day in ends if day) == years
    assert made.change == change
    assert bool(made.breaks) == (not change)


def test_the_first_measure_with_figures_of_both_times_is_taken() -> None:
    second = replace(MEASURE, key="second", polarity="none")
    empty = (MEASURE, series((2019, 1.0)), ENGLAND)
    made = course(THEME, [empty, (second, series((2015, 1.0), (2019, 3.0)), [])], START, END)
    assert made is not None
    assert (made.measure.key, made.change) == ("second", "Up by 2.0 points")


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2014-11-12", date(2014, 11, 12)),
        ("2012-02", date(2012, 2, 29)),
        ("2003", date(2003, 12, 31)),
        ("", None),
    ],
)
def test_a_printed_date_counts_by_its_last_day(printed: str, day: date | None) -> None:
    assert day_of(printed) == day
