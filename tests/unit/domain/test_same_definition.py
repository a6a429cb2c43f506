"""Two sources of one definition: one is drawn, and words say how the other agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.indicators import Indicator, Value
from portal.domain.same_definition import agreement, by_definition, sources_in_order
from tests.support.values import PLYMOUTH, TORBAY, indicator, value

OFFICIAL = {"kind": "statistics", "definition_code": "same"}
FILE = indicator(id=1, key="file", document="file", document_title="The file", **OFFICIAL)
MANY = indicator(id=2, key="many", document="many", document_title="Many", **OFFICIAL)
MORE = indicator(id=3, key="more", document="many", kind="statistics", definition_code="other")
JUNE, MAY = date(2012, 6, 30), date(2011, 5, 31)


@pytest.mark.parametrize(
    ("ends", "order"),
    [
        ({MORE: JUNE, MANY: JUNE, FILE: JUNE}, [1, 3, 2]),
        ({MORE: JUNE, MANY: JUNE, FILE: MAY}, [3, 2, 1]),
        ({MANY: JUNE, MORE: MAY}, [2, 3]),
        ({}, []),
    ],
)
def test_the_newest_comes_first_then_the_file_of_its_subject(
    ends: dict[Indicator, date], order: list[int]
) -> None:
    assert [i.id for i in sources_in_order(ends)] == order


def test_sources_of_one_definition_and_unit_are_one_group() -> None:
    counted = replace(FILE, id=5, unit="count")
    groups = by_definition([FILE, MANY, MORE, counted])
    assert [[i.id for i in group] for group in groups] == [[1, 2], [3], [5]]


def figures(source: Indicator, *numbers: float | None, end: date = JUNE) -> list[Value]:
    councils = (TORBAY, PLYMOUTH)
    return [
        value(number, end, indicator=source, council=council)
        for number, council in zip(numbers, councils, strict=False)
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "sentence"),
    [
        ((124.0, 98.0), (124.0, 98.0), "equal in 2 of 2 figures shown."),
        ((12.44, 98.0), (12.4, 98.0), "equal in 2 of 2 figures shown."),
        (
            (124.0, 98.0),
            (122.0, 98.0),
            "equal in 1 of 2 figures shown; Torbay, June 2012: 124.0% here, 122.0% there.",
        ),
        ((124.0, None), (124.0, 98.0), "equal in 1 of 1 figures shown."),
    ],
)
def test_words_say_how_two_sources_agree(
    mine: tuple[float | None, ...], theirs: tuple[float | None, ...], sentence: str
) -> None:
    pair = agreement(FILE, MANY, [*figures(FILE, *mine), *figures(MANY, *theirs)])
    assert pair.sentence == f"Also in Many: {sentence}"


def test_an_earlier_beginning_is_said_and_nothing_compared_is_no_agreement() -> None:
    earlier = [*figures(MANY, 5.0, end=MAY), *figures(MANY, 6.0)]
    assert agreement(FILE, MANY, [*figures(FILE, 6.0), *earlier]).sentence == (
        "Also in Many: equal in 1 of 1 figures shown; it reaches back to 2011."
    )
    assert agreement(FILE, MANY, figures(FILE, 6.0)).sentence == "Also in Many."
