"""No two councils of one view look alike, and those with plans keep their look to themselves."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from portal.domain.vocabulary import (
    COLOURS,
    MARKERS,
    NEUTRAL,
    OTHER_COLOURS,
    Council,
    Vocabulary,
    told_apart,
)
from tests.support.values import ENGLAND, MIDDLESBROUGH, PLYMOUTH, TORBAY

WITH_PLANS = (TORBAY, PLYMOUTH, MIDDLESBROUGH)
OTHERS = tuple(
    replace(TORBAY, key=f"other-{n}", name=f"Other {n}", number=n, has_plans=False)
    for n in range(3, 160)
)
TOKENS = Path(__file__).parents[3] / "assets" / "css" / "10-tokens.css"


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*COLOURS, *OTHER_COLOURS, NEUTRAL])
def test_colours_can_be_read_as_text_on_white(colour: str) -> None:
    assert 1.05 / (_light(colour) + 0.05) >= 4.5


def test_councils_without_plans_have_none_of_the_colours_of_those_with_plans() -> None:
    assert not {c.colour for c in OTHERS} & set(COLOURS)
    assert not {c.colour for c in told_apart((*WITH_PLANS, *OTHERS))[3:]} & set(COLOURS)


@pytest.mark.parametrize("kind", ["country", "region", "neighbours"])
def test_a_comparator_is_grey_whatever_its_number(kind: str) -> None:
    other = replace(ENGLAND, kind=kind, number=0)
    assert other.colour == NEUTRAL
    assert other.css == "comparator"
    assert (other.marker, other.symbol) not in MARKERS


@pytest.mark.parametrize("start", range(0, 117, 13))
def test_forty_councils_of_a_view_differ_in_colour_or_marker(start: int) -> None:
    shown = told_apart((*OTHERS[start : start + 37], *WITH_PLANS))
    assert len({(c.colour, c.symbol) for c in shown}) == 40
    assert [c.key for c in shown] == [c.key for c in (*OTHERS[start : start + 37], *WITH_PLANS)]
    assert shown[-3:] == WITH_PLANS


def test_councils_of_a_view_differ_in_colour_as_long_as_there_are_enough() -> None:
    assert len(OTHERS) >= 30
    for chosen in combinations(OTHERS[:22:3], 4):
        assert len({c.colour for c in told_apart((*WITH_PLANS, *chosen))}) == 7


def test_a_council_keeps_its_own_look_where_it_is_free() -> None:
    assert [c.look for c in told_apart((*WITH_PLANS, *OTHERS[:3]))[3:]] == [
        c.look for c in OTHERS[:3]
    ]
    assert [c.look for c in told_apart(OTHERS[:6])] == [c.look for c in OTHERS[:6]]


def test_markers_differ_too_as_long_as_there_are_enough() -> None:
    assert len(OTHERS) >= 30
    for chosen in combinations(OTHERS[:30:3], 3):
        assert len({c.symbol for c in told_apart((*WITH_PLANS, *chosen))}) == 6


def test_more_councils_than_looks_are_no_error() -> None:
    assert len(told_apart(OTHERS)) == len(OTHERS)


def test_a_view_names_its_councils_with_the_looks_that_tell_them_apart() -> None:
    councils = {c.key: c for c in (*WITH_PLANS, *OTHERS, ENGLAND)}
    vocabulary = Vocabulary(1, None, councils, {}, {}, {})
    assert vocabulary.telling_apart((*WITH_PLANS, OTHERS[0])) is vocabulary
    twins: tuple[Council, ...] = (OTHERS[0], OTHERS[7])  # seven colours on: the same again
    assert twins[0].colour == twins[1].colour
    view = vocabulary.telling_apart((TORBAY, *twins))
    assert view.councils["other-3"].colour != view.councils["other-10"].colour
    assert list(view.councils) == list(councils)
    assert view.councils["torbay"] is TORBAY


def test_the_style_sheet_has_the_class_of_every_colour() -> None:
    sheet = TOKENS.read_text()
    for council in (*(replace(TORBAY, number=n) for n in range(6)), *OTHERS[:7]):
        assert f".{council.css} {{ --council: {council.colour.lower()};" in sheet
    assert ".comparator { --council:" in sheet
