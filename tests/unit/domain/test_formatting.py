"""Numbers, dates and periods in words."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.formatting import (
    BASIS_NAMES,
    KIND_NAMES,
    STATUS_NAMES,
    UNIT_NAMES,
    day,
    decimals_among,
    decimals_of,
    first_few,
    in_unit,
    money,
    month,
    number,
    period,
    plural,
    printed_date,
    sentence_list,
    short_month,
    with_unit,
)
from portal.importers.schema import BASES, ITEM_KINDS, STATUSES, UNITS

JUNE = date(2012, 6, 1), date(2012, 6, 30)


def test_figures_that_are_compared_have_the_same_decimals_and_none_is_cut() -> None:
    assert [decimals_of(v) for v in (None, 3.0, 3.1, 3.14, 10 / 3)] == [0, 0, 1, 2, 2]
    assert decimals_among(None, [26.0, 22.6, None]) == 1
    assert decimals_among(0, [26.0, 22.6]) == 0
    assert decimals_among(1, [26.0, 22.0]) == 1
    assert decimals_among(None, []) == 0


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, None, ""),
        (None, 1, ""),
        (0.0, None, "0"),
        (0.0, 1, "0.0"),
        (89.0, None, "89"),
        (47.5, None, "47.5"),
        (612600.0, 0, "612,600"),
        (1234567.0, None, "1,234,567"),
        (66.4, 2, "66.40"),
        (-3.25, 1, "-3.2"),
    ],
)
def test_a_number_has_the_decimals_asked_for_or_as_few_as_needed(
    value: float | None, decimals: int | None, text: str
) -> None:
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "text"),
    [
        (66.4, 1, "percent", "66.4%"),
        (98.5, 1, "per_10k", "98.5 per 10,000"),
        (7.0, 0, "days", "7 days"),
        (7913.0, 0, "count", "7,913"),
        (1200.0, 0, "gbp", "£1,200"),
        (1.5, 1, "ratio", "1.5"),
        (0.0, 0, "percent", "0%"),
        (None, 0, "percent", "not stated"),
        (None, 0, "gbp", "not stated"),
    ],
)
def test_a_value_is_read_aloud_with_its_unit(
    value: float | None, decimals: int, unit: str, text: str
) -> None:
    assert with_unit(value, decimals, unit) == text


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_of_the_layout_can_be_shown_and_named(unit: str) -> None:
    assert with_unit(1.0, 0, unit).strip("£").startswith("1")
    for value in (0.0, -0.04, 1234.5, 66.45):
        assert in_unit(1, unit)(value) == with_unit(value, 1, unit)
    assert UNIT_NAMES[unit]


@pytest.mark.parametrize(
    ("names", "keys"),
    [(BASIS_NAMES, BASES), (STATUS_NAMES, STATUSES), (KIND_NAMES, ITEM_KINDS)],
)
def test_every_choice_of_the_layout_has_a_name_of_its_own(
    names: dict[str, str], keys: tuple[str, ...]
) -> None:
    assert tuple(names) == keys
    assert len(set(names.values())) == len(keys)


@pytest.mark.parametrize(("pounds", "text"), [(None, ""), (0, "£0"), (41000, "£41,000")])
def test_money_is_whole_pounds(pounds: int | None, text: str) -> None:
    assert money(pounds) == text


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (date(2012, 7, 18), ("18 July 2012", "July 2012", "Jul 2012")),
        (date(2004, 12, 1), ("1 December 2004", "December 2004", "Dec 2004")),
        (None, ("not stated", "not stated", "")),
    ],
)
def test_dates_are_written_in_english_whatever_the_locale(
    value: date | None, texts: tuple[str, str, str]
) -> None:
    assert (day(value), month(value), short_month(value)) == texts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2012-07-18", "18 July 2012"),
        ("2012-07", "July 2012"),
        ("2012", "2012"),
        ("", "date not stated"),
    ],
)
def test_a_printed_date_is_no_more_exact_than_printed(text: str, words: str) -> None:
    assert printed_date(text) == words


@pytest.mark.parametrize(
    ("start", "end", "basis", "words"),
    [
        (*JUNE, "month", "June 2012"),
        (None, JUNE[1], "month", "June 2012"),
        (JUNE[1], JUNE[1], "snapshot", "on 30 June 2012"),
        (date(2012, 4, 1), JUNE[1], "quarter", "quarter to June 2012"),
        (date(2010, 4, 1), date(2011, 3, 31), "year", "2010/11"),
        (date(1999, 4, 1), date(2000, 3, 31), "year", "1999/00"),
        (date(2005, 4, 1), date(2010, 3, 31), "year", "average of 2005 to 2010"),
        (date(2011, 1, 1), date(2011, 12, 31), "year", "January 2011 to December 2011"),
        (date(2011, 7, 1), JUNE[1], "rolling_12m", "12 months to June 2012"),
        (date(2012, 4, 1), JUNE[1], "cumulative", "April 2012 to June 2012"),
        (None, JUNE[1], "cumulative", "up to June 2012"),
        (date(2009, 7, 1), JUNE[1], "average_3y", "three years to June 2012"),
        (date(2004, 1, 1), date(2004, 7, 31), "", "January 2004 to July 2004"),
        (None, JUNE[1], "", "to June 2012"),
        (None, None, "month", "period not stated"),
        (date(2012, 6, 1), None, "", "period not stated"),
    ],
)
def test_a_period_says_how_it_is_formed(
    start: date | None, end: date | None, basis: str, words: str
) -> None:
    assert period(start, end, basis) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no items"), (1, "1 item"), (3, "3 items"), (1400, "1,400 items")]
)
def test_a_count_agrees_with_its_noun(count: int, words: str) -> None:
    assert plural(count, "item") == words


def test_an_irregular_plural_can_be_given() -> None:
    assert plural(2, "authority", "authorities") == "2 authorities"
    assert plural(0, "authority", "authorities") == "no authorities"


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_as_in_a_sentence(words: list[str], text: str) -> None:
    assert sentence_list(words) == text


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["a", "b"], "a, b"), (["a", "b", "c"], "a, b and 1 more")],
)
def test_many_names_are_counted_after_the_first_few(names: list[str], words: str) -> None:
    assert first_few(names, 2) == words
