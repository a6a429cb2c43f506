"""Synonyms: what typed words may mean."""

from __future__ import annotations

import pytest

from portal.domain.synonyms import apart, begin_words, readings


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("placement stability", "Three or more placements within the year, share"),
        ("Placement  Stability", "Long-term stability of children looked after"),
        ("supervision", "Average caseload of a social worker"),
        ("staff turnover", "Turnover of social workers, people"),
        (
            "NEET care leavers",
            "Care leavers not in education, employment or training",
        ),
        ("turnover", "Turnover of social workers, people"),
        ("LAC rate", "Children looked after on 31 March, per 10,000 children"),
        ("repeat CP plans", "Second or later child protection plans, share of plans started"),
        ("s47", "Section 47 enquiries, per 10,000 children"),
    ],
)
def test_a_name_is_found_by_what_people_type(typed: str, name: str) -> None:
    assert any(begin_words(reading, name) for reading in readings(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("staff turnover", "Care leavers in suitable accommodation"),
        ("supervision", "Fostering, cost of a child a week"),
        ("placement stability", "Placements of children, spending"),
        ("neethling", "Care leavers not in education, employment or training"),
        ("", "Anything"),
        ("?!", "Anything"),
    ],
)
def test_no_other_name_is(typed: str, name: str) -> None:
    assert not any(begin_words(reading, name) for reading in readings(typed))


def test_what_was_typed_comes_before_what_it_may_mean() -> None:
    first, *others = readings("housing of care leavers")
    assert first == ("housing", "of", "care", "leavers")
    assert ("suitable", "accommodation", "of", "care", "leavers") in others


def test_words_that_stand_together_are_told_from_those_that_do_not() -> None:
    assert apart(("re", "referrals"), "Re-referrals within 12 months") is False
    assert apart(("re", "referrals"), "Referrals assessed again, a review") is True
    assert apart(("re", "referrals"), "Turnover") is None
