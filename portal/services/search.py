"""The use case of the search: the public texts that fit some words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from db.queries.search import search
from portal.domain.formatting import SEARCH_KINDS
from portal.domain.state import SearchState
from portal.domain.views import SearchView
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data

# The hits that an answer for machines holds where no number is asked for; marking each costs.
MOST_HITS = 1_000


class SearchService:
    """What the plans, actions and documents say of some words."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def offered(self, state: SearchState) -> tuple[Council, ...]:
        """The councils to choose from: those with plans, and those that the address names."""
        return _offered(self._data.vocabulary(), state)

    def view(self, state: SearchState) -> SearchView:
        """What the page shows; a part of the state that is not known is told and left out."""
        with self._data.reading() as (session, vocabulary):
            state, problems = _known(state, vocabulary)
            found = search(session, state.q, state.councils, state.kind, state.shown)
        kinds: Counter[str] = Counter()
        for (kind, council), count in found.counts.items():
            if not state.councils or council in state.councils:
                kinds[kind] += count
        return SearchView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            offered=_offered(vocabulary, state),
            asked=found.asked,
            hits=found.hits,
            total=kinds[state.kind] if state.kind else kinds.total(),
            kinds=kinds,
            everywhere=found.counts.total(),
        )

    def problems(self, state: SearchState) -> tuple[str, ...]:
        """What of an address is not understood, without searching."""
        return _known(state, self._data.vocabulary())[1]


def _known(state: SearchState, vocabulary: Vocabulary) -> tuple[SearchState, tuple[str, ...]]:
    problems = list(state.problems)
    every = vocabulary.every_council
    for key in vocabulary.unknown(state.councils, every):
        problems.append(f"There is no council “{key}” in the portal; it was left out.")
    changes: dict[str, Any] = {"problems": ()}
    changes["councils"] = tuple(c.key for c in every if c.key in state.councils)
    if state.kind and state.kind not in SEARCH_KINDS:
        problems.append(f"There is no kind “{state.kind}” of texts; all are shown.")
        changes["kind"] = ""
    return replace(state, **changes), tuple(problems)


def _offered(vocabulary: Vocabulary, state: SearchState) -> tuple[Council, ...]:
    asked = [c for c in vocabulary.every_council if c.key in state.councils]
    return tuple(dict.fromkeys((*vocabulary.with_plans, *asked)))
