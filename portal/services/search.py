"""The use case of the search: the public texts that fit some words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from db.queries.search import Hits, search
from portal.domain.formatting import SEARCH_KINDS
from portal.domain.paging import within
from portal.domain.view_models import SearchView
from portal.domain.view_state import PAGE_SIZE, SearchState
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data

# The hits that an answer for machines holds where no number is asked for; marking each costs.
MOST_HITS = 1_000


class SearchService:
    """The search of plans, actions and documents for some words."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def view(self, state: SearchState, most: int = 0) -> SearchView:
        """Return what the page shows; a part of the state that is not known is told and left out.

        With `most` it holds so many of the best hits, whatever page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            state, problems = _known(state, vocabulary)
            chosen = [c.key for c in vocabulary.resolved(state.councils)] if state.councils else []

            def ask(page: int) -> Hits:
                offset = 0 if most else (page - 1) * PAGE_SIZE
                limit = most or PAGE_SIZE
                return search(session, state.q, chosen, state.kind, limit, offset)

            found = ask(state.page)
            kinds: Counter[str] = Counter()
            for (kind, council), count in found.counts.items():
                if not chosen or council in chosen:
                    kinds[kind] += count
            total = kinds[state.kind] if state.kind else kinds.total()
            last = within(state.page, total)
            if last != state.page:
                state = replace(state, page=last)
                found = ask(last)
        return SearchView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            asked=found.asked,
            hits=found.hits,
            total=total,
            kinds=kinds,
            everywhere=found.counts.total(),
        )

    def problems(self, state: SearchState) -> tuple[str, ...]:
        """Return what of an address is not understood, without searching."""
        return _known(state, self._data.vocabulary())[1]


def _known(state: SearchState, vocabulary: Vocabulary) -> tuple[SearchState, tuple[str, ...]]:
    problems = list(state.problems)
    unknown = vocabulary.unresolved(state.councils)
    for key in unknown:
        problems.append(f"There is no council “{key}” in the portal; it was left out.")
    changes: dict[str, Any] = {"problems": ()}
    changes["councils"] = tuple(key for key in state.councils if key not in unknown)
    if state.kind and state.kind not in SEARCH_KINDS:
        problems.append(f"There is no kind “{state.kind}” of texts; all are shown.")
        changes["kind"] = ""
    return replace(state, **changes), tuple(problems)
