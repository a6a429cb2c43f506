"""Filters: what a sentence says of them, and what the data do not hold."""

from __future__ import annotations

import pytest

from portal.domain.chosen import sentences
from portal.domain.search_state import SearchState
from portal.domain.view_state import (
    OUTSIDE,
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
    State,
    filters_of,
    understood,
)
from portal.domain.vocabulary import Area, Council, Theme, Vocabulary

NAMED = Vocabulary(
    1,
    None,
    {
        key: Council(key, key.title(), "council", "", "", n)
        for n, key in enumerate(("exe", "tamar"))
    },
    {"workforce": Area("workforce", "Workforce", "Workforce", "")},
    {"adoption": Theme("adoption", "Adoption", "")},
    {},
)


@pytest.mark.parametrize(
    ("state", "named"),
    [
        (CompareState(), []),
        (
            CompareState(theme="adoption", words="review", status="completed"),
            ["the theme “adoption”", "the status “done”", "the words “review”"],
        ),
        (BenchmarkState(area="workforce"), ["the area “workforce”"]),
        (BenchmarkState(area=OUTSIDE), ["the measures outside the improvement areas"]),
        (
            BenchmarkState(only="exceptions", sort="name"),
            ["a chosen council among the best or worst fifth"],
        ),
        (FindingsState(finding="a1"), ["the link to “a1”"]),
    ],
)
def test_a_sentence_names_what_is_chosen(state: State, named: list[str]) -> None:
    assert sentences(state, NAMED, status={"completed": "done"}) == named


@pytest.mark.parametrize(
    ("state", "left", "problem"),
    [
        (
            CompareState(councils=("exe", "atlantis")),
            CompareState(councils=("exe",)),
            "There is no council “atlantis” in the portal; it was left out.",
        ),
        (
            CompareState(theme="joy"),
            CompareState(),
            "There is no theme “joy” in the portal; all are shown.",
        ),
        (
            IndicatorState(area=OUTSIDE),
            IndicatorState(),
            f"There is no area “{OUTSIDE}” in the portal; all are shown.",
        ),
        (
            IndicatorState(measure="joy"),
            IndicatorState(),
            "There is no measure “joy” in the portal.",
        ),
        (
            SearchState(kind="joy"),
            SearchState(),
            "There is no kind “joy” of texts; all are shown.",
        ),
    ],
)
def test_what_the_data_do_not_hold_is_dropped_with_a_sentence(
    state: State, left: State, problem: str
) -> None:
    assert understood(state, NAMED) == (left, (problem,))


@pytest.mark.parametrize(
    "state",
    [BenchmarkState(area=OUTSIDE), IndicatorState(measure="held"), SearchState(kind="item")],
)
def test_what_the_data_hold_stays(state: State) -> None:
    assert understood(state, NAMED, measure=("held",)) == (state, ())


def test_every_filter_is_named_as_its_field_and_has_its_default() -> None:
    for state in (CompareState, IndicatorState, FindingsState, BenchmarkState, SearchState):
        specs = filters_of(state)
        assert [spec.name for spec in specs if getattr(state(), spec.name) == spec.default] == [
            spec.name for spec in specs
        ]
