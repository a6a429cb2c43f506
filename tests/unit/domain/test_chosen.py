"""The few words that the filters of a page fold to."""

from __future__ import annotations

import pytest

from portal.domain.chosen import chosen
from portal.domain.inspection_state import InspectionsState
from portal.domain.view_state import (
    CompareState,
    FindingsState,
    IndicatorState,
    State,
    SummaryState,
)
from portal.domain.vocabulary import Area, Theme, Vocabulary
from tests.support.values import ENGLAND, MIDDLESBROUGH, PLYMOUTH, TORBAY

VOCABULARY = Vocabulary(
    1,
    None,
    {c.key: c for c in (TORBAY, PLYMOUTH, MIDDLESBROUGH, ENGLAND)},
    {"workforce": Area("workforce", "Workforce", "Workforce", "")},
    {"supervision": Theme("supervision", "Supervision", "")},
    {},
)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (IndicatorState(theme="supervision"), "Supervision · 3 councils · England"),
        (IndicatorState(against=()), "All themes · 3 councils"),
        (CompareState(councils=("torbay",), area="workforce"), "All themes · Workforce · Torbay"),
        (
            CompareState(("torbay", "plymouth"), words="case audit", status="in_progress"),
            "All themes · 2 councils · “case audit” · in progress",
        ),
        (CompareState(("torbay", "with-plans")), "All themes · 2 councils and groups"),
        # What the data do not hold is told elsewhere, and not said here.
        (CompareState(("atlantis",), theme="magic", area="x"), "All themes · 3 councils"),
        (InspectionsState(grade="good"), "All themes · All councils · Good"),
        (InspectionsState(), "All themes · All councils"),
        (FindingsState(document="x"), "All themes · 3 councils · One document"),
        (
            SummaryState(measures=("a", "b"), against=("region",)),
            "2 choices of measures · 3 councils · its region",
        ),
    ],
)
def test_it_says_what_narrows_the_rows(state: State, words: str) -> None:
    assert chosen(state, VOCABULARY) == words
