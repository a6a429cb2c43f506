"""Questions are asked about people: more or fewer than elsewhere, with what may mislead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from portal.domain.lines_of_enquiry.asking import ASKED, RECORDING, clause
from portal.domain.lines_of_enquiry.evidence import Position
from tests.support.enquiring import drawn, evidence, held, neighbour, placing
from tests.support.values import TORBAY

NEETS = "care-leavers-19-21-neet"
HOUSED = "lait-careleaveracc"


def at(measure: str, polarity: str, **changes: Any) -> Position:
    made = placing(**changes)
    return replace(
        made,
        indicator=replace(made.indicator, measure=measure, polarity=polarity),
        measure=replace(made.measure, key=measure),
    )


@pytest.mark.parametrize("measure", ASKED)
def test_every_phrase_tells_more_from_fewer(measure: str) -> None:
    made = replace(placing().indicator, measure=measure)
    above, below = clause(made, True), clause(made, False)
    assert above != below
    assert "{" not in above + below
    assert above.split()[0] in {"are", "is", "do", "does", "have", "may"}
    # With the longest name of a council and "than elsewhere" it is a question of 26 words.
    assert len(above.split()) <= 17


@pytest.mark.parametrize(
    ("measure", "polarity", "asked"),
    [
        (HOUSED, "high", "Why do fewer care leavers aged 19 to 21 live in suitable homes in Torb"),
        (NEETS, "low", "Why are more care leavers aged 19 to 21 out of education and work in Tor"),
        ("no-words-for-it", "low", "Why is Torbay in the worst quarter of councils on "),
    ],
)
def test_the_worst_quarter_is_asked_about_in_people(
    measure: str, polarity: str, asked: str
) -> None:
    (candidate,) = drawn("worst-quarter", evidence(placings=(at(measure, polarity),)))
    assert candidate.suggestion.wording.startswith(asked)
    assert candidate.suggestion.wording.endswith("?")


@pytest.mark.parametrize(("value", "england", "doubted"), [(0, 60, 1), (9, 60, 1), (30, 60, 0)])
def test_a_figure_so_low_that_it_may_be_recording_says_so(
    value: float, england: float, doubted: bool
) -> None:
    low = at(HOUSED, "high", figure=held(TORBAY, value, 100, "D"), england=england)
    (candidate,) = drawn("worst-quarter", evidence(placings=(low,)))
    assert ("or is it how this is recorded?" in candidate.suggestion.wording) == doubted
    assert (RECORDING in candidate.suggestion.why) == doubted


def test_a_better_neighbour_is_named_with_both_values() -> None:
    best = held(neighbour(1), 90, 1, "A")
    worst = at(HOUSED, "high", near=(best,), figure=held(TORBAY, 50, 100, "D"))
    (candidate,) = drawn("worst-quarter", evidence(placings=(worst,)))
    assert "Neighbour 1, a neighbour, has 90" in candidate.suggestion.why
    (candidate,) = drawn("better-elsewhere", evidence(placings=(worst,)))
    assert "learn from Neighbour 1, with 90" in candidate.suggestion.wording
    assert " against 50" in candidate.suggestion.wording


def test_a_neighbour_with_none_at_all_may_record_it_otherwise() -> None:
    best = held(neighbour(1), 0, 1, "A")
    worst = at(NEETS, "low", near=(best,), figure=held(TORBAY, 50, 100, "D"))
    (candidate,) = drawn("worst-quarter", evidence(placings=(worst,)))
    assert "(perhaps how it is recorded)" in candidate.suggestion.why
