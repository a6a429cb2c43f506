"""Dates of birth, NHS numbers and pupils' numbers are noticed in a text; other figures are not."""

from __future__ import annotations

import pytest

from portal.domain.case_numbers import birth_date_in, child_number_in


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("A boy of 12/03/2014", "12/03/2014"),
        ("born 3.4.12", "born 3.4"),
        ("DOB: 3/4", "DOB: 3/4"),
        ("seen 2014-03-12 at home", "2014-03-12"),
        ("number 12032014", "12032014"),
        ("number 20140312", "20140312"),
        ("on 12th of March 2014.", "12th of March 2014"),
        ("on 12-Mar-14", "12-Mar-14"),
        ("since March 12, 2014", "March 12, 2014"),
        ("her birthday is 3 May", "birthday is 3 May"),
        ("31/12/09", "31/12/09"),
        ("04/28/2015", "04/28/2015"),
    ],
)
def test_a_date_that_may_be_one_of_birth_is_noticed(text: str, part: str) -> None:
    assert birth_date_in(text) == part


@pytest.mark.parametrize(
    "text",
    [
        "Case 12", "case 3/2026", "2026/27", "March 2026", "reviewed on 3 March", "aged 10 to 12",
        "5 of 12 visits", "31/31/2014", "01642 123456", "19991399", "born at 28 weeks", "1.5.3.2",
        "12 may be late", "Section 47 in May 2026, 20 days late", "in 2014",
    ],
)  # fmt: skip
def test_other_days_and_figures_are_no_dates_of_birth(text: str) -> None:
    assert birth_date_in(text) == ""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("NHS 943 476 5919", "943 476 5919"),
        ("9434765919", "9434765919"),
        ("943-476-5919, seen", "943-476-5919"),
        ("pupil A12345678901B", "A12345678901B"),
    ],
)
def test_a_childs_number_is_noticed(text: str, part: str) -> None:
    assert child_number_in(text) == part


@pytest.mark.parametrize("text", ["9434765918", "01642 123456", "12345678901", "Case 943476", ""])
def test_a_wrong_check_digit_or_another_length_is_no_number_of_a_child(text: str) -> None:
    assert child_number_in(text) == ""
