"""View models of the search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from portal.domain.indicators import Measure
from portal.domain.inspections import GradedInspection
from portal.domain.listed_rows import SearchHit
from portal.domain.search_state import SearchState
from portal.domain.vocabulary import Council, Vocabulary


@dataclass(frozen=True, slots=True)
class NewestFigures:
    """A measure of official statistics with the newest figures of some areas, ready to read."""

    measure: Measure
    period: str
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """The result of the search for one state.

    `hits` are texts as the search gives them, the best first; `total` counts all that fit.
    `kinds` counts by kind in the chosen councils, `everywhere` what fits without any filter.
    `asked` is false where the words hold nothing to search for. `councils` and `measures` have
    the words in their names, `inspections` fit them by council, year and kind, newest first.
    `meant` is what may have been meant where nothing is found.
    """

    state: SearchState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    asked: bool
    hits: tuple[SearchHit, ...]
    total: int
    kinds: Counter[str]
    everywhere: int
    councils: tuple[Council, ...] = ()
    measures: tuple[NewestFigures, ...] = ()
    inspections: tuple[GradedInspection, ...] = ()
    meant: str = ""
