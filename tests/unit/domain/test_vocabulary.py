"""Councils keep a colour and a marker of their own; plans have a short name with a year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.domain.vocabulary import COLOURS, MARKERS, Vocabulary
from tests.support.values import ENGLAND, MIDDLESBROUGH, PLYMOUTH, TORBAY, plan

COUNCILS = [replace(TORBAY, key=f"council-{n}", number=n) for n in range(30)]


def test_no_two_of_thirty_councils_share_colour_and_marker() -> None:
    assert len({(council.colour, council.symbol) for council in COUNCILS}) == 30
    assert len({(council.colour, council.marker) for council in COUNCILS}) == 30


def test_the_first_six_councils_differ_in_both() -> None:
    assert {council.colour for council in COUNCILS[:6]} == set(COLOURS)
    assert {(council.marker, council.symbol) for council in COUNCILS[:6]} == set(MARKERS)


def test_a_council_has_the_class_of_its_colour() -> None:
    colours = {council.css: council.colour for council in COUNCILS}
    assert colours == {f"council-{n}": colour for n, colour in enumerate(COLOURS, start=1)}


@pytest.mark.parametrize(
    ("changes", "short"),
    [
        ({}, "Plan 2005"),
        ({"status": "draft", "published": "2015-01-06"}, "Draft plan 2015"),
        ({"status": "progress report", "published": "2012-07"}, "Progress report 2012"),
        ({"short_name": "Draft adoption plan 2012"}, "Draft adoption plan 2012"),
    ],
)
def test_a_plan_is_named_by_its_standing_and_year_unless_it_has_a_short_name(
    changes: dict[str, str], short: str
) -> None:
    assert plan(**changes).short == short


@pytest.fixture
def vocabulary() -> Vocabulary:
    councils = {c.key: c for c in (TORBAY, PLYMOUTH, MIDDLESBROUGH, ENGLAND)}
    return Vocabulary(1, None, councils, {}, {}, {})


def test_comparators_are_no_councils(vocabulary: Vocabulary) -> None:
    assert vocabulary.with_plans == (TORBAY, PLYMOUTH, MIDDLESBROUGH)


@pytest.mark.parametrize(
    ("keys", "chosen", "unknown"),
    [
        ((), (TORBAY, PLYMOUTH, MIDDLESBROUGH), ()),
        (("middlesbrough", "torbay"), (MIDDLESBROUGH, TORBAY), ()),
        (("with-plans",), (TORBAY, PLYMOUTH, MIDDLESBROUGH), ()),
        (("plymouth", "atlantis"), (PLYMOUTH,), ("atlantis",)),
        (("atlantis",), (TORBAY, PLYMOUTH, MIDDLESBROUGH), ("atlantis",)),
        (("england",), (TORBAY, PLYMOUTH, MIDDLESBROUGH), ("england",)),
    ],
)
def test_the_known_councils_among_keys_are_chosen_and_the_others_named(
    vocabulary: Vocabulary, keys: tuple[str, ...], chosen: tuple[object, ...], unknown: object
) -> None:
    assert vocabulary.resolved(keys) == chosen
    assert vocabulary.unresolved(keys) == unknown


@pytest.mark.parametrize(
    ("default", "shown"),
    [
        (("plymouth",), (PLYMOUTH,)),
        (("atlantis", "middlesbrough"), (MIDDLESBROUGH,)),
        (("atlantis",), (TORBAY, PLYMOUTH, MIDDLESBROUGH)),
        ((), (TORBAY, PLYMOUTH, MIDDLESBROUGH)),
    ],
    ids=["one", "one-of-two", "none-that-exists", "none"],
)
def test_the_settings_name_the_councils_that_are_shown_without_a_choice(
    vocabulary: Vocabulary, default: tuple[str, ...], shown: tuple[object, ...]
) -> None:
    assert replace(vocabulary, default=default).resolved(()) == shown
