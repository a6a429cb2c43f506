"""Labels of official statistics read as periods: dates, basis and status."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.periods import YEARS, Period, UnknownPeriod, from_label, from_open_data


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("label", "year", "basis", "shown", "start", "end", "of", "status"),
    [
        # The nine shapes of LAIT.
        ("2025", "calendar", "year", "2025", "2025-01-01", "2025-12-31", "year", ""),
        ("2025", "financial", "year", "2025", "2024-04-01", "2025-03-31", "year", ""),
        ("2025", "academic", "year", "2025", "2024-09-01", "2025-08-31", "year", ""),
        ("2025", "september", "year", "2025", "2024-10-01", "2025-09-30", "year", ""),
        ("2025", "january", "snapshot", "2025", "", "2025-01-31", "snapshot", ""),
        ("2025 (prov)", "financial", "year", "2025", "2024-04-01", "2025-03-31", "year",
         "provisional"),
        ("2025 (Rev)", "financial", "year", "2025", "2024-04-01", "2025-03-31", "year",
         "revised"),
        ("2020 (Final)", "academic", "year", "2020", "2019-09-01", "2020-08-31", "year", "final"),
        ("2019/20", "academic", "year", "2019/20", "2019-09-01", "2020-08-31", "year", ""),
        ("2019-20", "financial", "year", "2019-20", "2019-04-01", "2020-03-31", "year", ""),
        ("2019-20 (OT)", "financial", "year", "2019-20", "2019-04-01", "2020-03-31", "year",
         "outturn"),
        ("2018-20", "calendar", "year", "2018-20", "2018-01-01", "2020-12-31", "average_3y", ""),
        ("2013/14-15/16", "academic", "year", "2013/14-15/16", "2013-09-01", "2016-08-31",
         "average_3y", ""),
        ("0", "financial", "year", "0", "", "", "year", ""),
        # Variants of them.
        (" 2025 ", "financial", "snapshot", "2025", "", "2025-03-31", "snapshot", ""),
        ("2019–20", "financial", "year", "2019–20", "2019-04-01", "2020-03-31", "year", ""),
        ("2019-2020", "financial", "year", "2019-2020", "2019-04-01", "2020-03-31", "year", ""),
        ("1999/00", "academic", "year", "1999/00", "1999-09-01", "2000-08-31", "year", ""),
        ("201920", "academic", "year", "2019/20", "2019-09-01", "2020-08-31", "year", ""),
        ("199900", "financial", "year", "1999/00", "1999-04-01", "2000-03-31", "year", ""),
        ("2025(prov)", "financial", "year", "2025", "2024-04-01", "2025-03-31", "year",
         "provisional"),
    ],
)  # fmt: skip
def test_a_label_of_lait_is_a_period_and_a_status(
    label: str, year: str, basis: str, shown: str, start: str, end: str, of: str, status: str
) -> None:
    assert from_label(label, year, basis) == (Period(shown, of, day(start), day(end)), status)


@pytest.mark.parametrize(
    "label",
    ["", "00", "last year", "2025 (maybe)", "2025/24", "2019-35", "20255", "2025 prov", "2025/",
     "202024", "202304",
     "0000", "1066", "9999", "２０２５", "2019/20/21", "-2025", "2013/14-15", "2025 (prov) (Rev)"],
)  # fmt: skip
def test_a_label_of_no_known_shape_is_refused(label: str) -> None:
    with pytest.raises(UnknownPeriod) as raised:
        from_label(label, "financial")
    assert str(raised.value)


@pytest.mark.parametrize(
    ("time_period", "identifier", "shown", "basis", "start", "end"),
    [
        ("2025", "Reporting year", "2025", "year", "2024-04-01", "2025-03-31"),
        ("202425", "Reporting year", "2024/25", "year", "2024-04-01", "2025-03-31"),
        ("202425", "Financial year", "2024/25", "year", "2024-04-01", "2025-03-31"),
        ("202425", "Tax year", "2024/25", "year", "2024-04-01", "2025-03-31"),
        ("202425", "Academic year", "2024/25", "year", "2024-09-01", "2025-08-31"),
        ("199900", "Academic year", "1999/00", "year", "1999-09-01", "2000-08-31"),
        ("2025", "Calendar year", "2025", "year", "2025-01-01", "2025-12-31"),
        ("2025", "  CALENDAR   YEAR ", "2025", "year", "2025-01-01", "2025-12-31"),
        ("2024", "February", "2024 February", "month", "2024-02-01", "2024-02-29"),
        ("2025", "December", "2025 December", "month", "2025-12-01", "2025-12-31"),
        ("202425", "Autumn term", "2024/25 Autumn term", "year", "2024-09-01", "2024-12-31"),
        ("202425", "Spring term", "2024/25 Spring term", "year", "2025-01-01", "2025-03-31"),
        ("202425", "Summer term", "2024/25 Summer term", "year", "2025-04-01", "2025-08-31"),
        ("2024", "Summer term", "2024 Summer term", "year", "2024-04-01", "2024-08-31"),
        ("202425", "Autumn and spring term", "2024/25 Autumn and spring term", "year",
         "2024-09-01", "2025-03-31"),
        ("202425", "Spring and summer term", "2024/25 Spring and summer term", "year",
         "2025-01-01", "2025-08-31"),
        ("202425", "Part 1 (April to September)", "2024/25 Part 1 (April to September)", "year",
         "2024-04-01", "2024-09-30"),
        ("202425", "Part 2 (October to March)", "2024/25 Part 2 (October to March)", "year",
         "2024-10-01", "2025-03-31"),
        ("202425", "Financial year Q1", "2024/25 Financial year Q1", "quarter", "2024-04-01",
         "2024-06-30"),
        ("202425", "Financial year Q4", "2024/25 Financial year Q4", "quarter", "2025-01-01",
         "2025-03-31"),
        ("202425", "Academic year Q2", "2024/25 Academic year Q2", "quarter", "2024-12-01",
         "2025-02-28"),
        ("2025", "Calendar year Q3", "2025 Calendar year Q3", "quarter", "2025-07-01",
         "2025-09-30"),
        ("2025", "Q4", "2025 Q4", "quarter", "2025-10-01", "2025-12-31"),
        ("2025", "Week 1", "2025 Week 1", "year", "2024-12-30", "2025-01-05"),
        ("2020", "Week 53", "2020 Week 53", "year", "2020-12-28", "2021-01-03"),
    ],
)  # fmt: skip
def test_a_period_of_an_open_data_file(
    time_period: str, identifier: str, shown: str, basis: str, start: str, end: str
) -> None:
    period = from_open_data(time_period, identifier, "financial", "year")
    assert period == Period(shown, basis, day(start), day(end))


def test_a_snapshot_has_no_start() -> None:
    period = from_open_data("2025", "Reporting year", "financial", "snapshot")
    assert period == Period("2025", "snapshot", None, date(2025, 3, 31))


@pytest.mark.parametrize(
    ("time_period", "identifier"),
    [
        ("", "Reporting year"), ("25", "Reporting year"), ("20256", "Reporting year"),
        ("202426", "Reporting year"), ("202424", "Reporting year"), ("-025", "Reporting year"),
        ("２０２５", "Reporting year"), ("2025.0", "Reporting year"), ("abcd", "Reporting year"),
        ("0000", "Reporting year"), ("0001", "Calendar year"), ("1066", "Calendar year"),
        ("9999", "Reporting year"), ("2101", "March"),
        ("2025", ""), ("2025", "Fortnight 3"), ("2025", "Week 0"), ("2025", "Week 54"),
        ("2025", "Week 53"), ("2025", "Week ٣"), ("2025", "Week"), ("202425", "Week 12"),
        ("202425", "March"), ("202425", "Calendar year"), ("202425", "Calendar year Q1"),
        ("2025", "Financial year Q1"), ("2025", "Financial year Q5"), ("2025", "Q0"),
        ("2025", "x" * 10_000),
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_read_is_refused(time_period: str, identifier: str) -> None:
    with pytest.raises(UnknownPeriod) as raised:
        from_open_data(time_period, identifier, "financial", "year")
    assert str(raised.value)


@pytest.mark.parametrize(
    ("label", "shown", "basis", "start", "end"),
    [
        ("31/03/2025", "31 March 2025", "snapshot", "", "2025-03-31"),
        ("2025-03-31 00:00:00", "31 March 2025", "snapshot", "", "2025-03-31"),
        ("4/4/2025", "4 April 2025", "snapshot", "", "2025-04-04"),
        ("Mar-25", "2025 March", "month", "2025-03-01", "2025-03-31"),
        ("Sept 1998", "1998 September", "month", "1998-09-01", "1998-09-30"),
        ("May-98", "1998 May", "month", "1998-05-01", "1998-05-31"),
        ("Q4 2024/25", "2024/25 Financial year Q4", "quarter", "2025-01-01", "2025-03-31"),
        ("2025 Q4", "2025 Q4", "quarter", "2025-10-01", "2025-12-31"),
        ("Year ending 31 March 2025", "Year to March 2025", "year", "2024-04-01", "2025-03-31"),
        ("12 months to Sep 2024", "Year to September 2024", "year", "2023-10-01", "2024-09-30"),
        ("FY2024-25", "2024-25", "year", "2024-04-01", "2025-03-31"),
        ("2024 to 2025", "2024-2025", "year", "2024-04-01", "2025-03-31"),
    ],
)  # fmt: skip
def test_a_label_in_words_says_for_itself_what_it_stands_for(
    label: str, shown: str, basis: str, start: str, end: str
) -> None:
    period, status = from_label(label, "financial")
    assert (period, status) == (Period(shown, basis, day(start) if start else None, day(end)), "")


@pytest.mark.parametrize("year", sorted(YEARS))
def test_a_year_that_says_to_be_financial_is_so_whatever_the_others_are(year: str) -> None:
    period, _status = from_label("FY 2024-25", year)
    assert (period.start, period.end) == (day("2024-04-01"), day("2025-03-31"))


def test_a_letter_behind_a_year_is_its_status() -> None:
    assert from_label("2025p", "financial")[1] == "provisional"


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("3/4/2025", "3 April or 4 March"), ("31/02/2025", "no such day"),
        ("Year ending 30 March 2025", "last day of a month"), ("Q5 2025", "Years are read"),
        ("Q1 2025 Q2", "Years are read"), ("Foo-25", "Years are read"), ("2025*", "Years are"),
        ("31 Mat 2025", "Years are read"), ("1/1/1066", "1900 to 2100"),
    ],
)  # fmt: skip
def test_a_label_that_may_be_two_days_or_none_is_refused(label: str, words: str) -> None:
    with pytest.raises(UnknownPeriod, match=words):
        from_label(label, "financial")


@given(
    label=st.text(st.sampled_from("0123456789/-–() provRevFinalOTQ4Mar"), max_size=20),
    year=st.sampled_from(sorted(YEARS)),
)
def test_any_label_is_read_or_refused(label: str, year: str) -> None:
    try:
        period, status = from_label(label, year)
    except UnknownPeriod:
        return
    assert len(period.label) <= 40
    assert status == status.lower()
    assert period.start is None or (period.end is not None and period.start < period.end)


@given(
    time_period=st.from_regex(r"[0-9]{4}([0-9]{2})?", fullmatch=True),
    identifier=st.sampled_from(
        ["Reporting year", "Academic year", "Calendar year", "March", "Autumn term", "Week 53",
         "Financial year Q2", "Q1", "Part 2 (October to March)"]
    ),
    year=st.sampled_from(sorted(YEARS)),
)  # fmt: skip
def test_any_period_is_read_or_refused(time_period: str, identifier: str, year: str) -> None:
    try:
        period = from_open_data(time_period, identifier, year, "year")
    except UnknownPeriod:
        return
    assert period.start is not None
    assert period.end is not None
    assert 1 <= (period.end - period.start).days <= 366
