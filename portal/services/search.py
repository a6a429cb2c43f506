"""The use case of the search: the public texts that fit some words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from db.queries.search import Hit, Hits, search
from portal.domain.listed_rows import SearchHit
from portal.domain.paging import within
from portal.domain.view_models import SearchView
from portal.domain.view_state import PAGE_SIZE, SearchState, understood
from portal.services.base import Data

# The hits that an answer of the API holds where no number is asked for; marking each costs.
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
            state, problems = understood(state, vocabulary)
            chosen = [c.key for c in vocabulary.resolved(state.councils)] if state.councils else []

            def ask(page: int) -> Hits:
                offset = 0 if most else (page - 1) * PAGE_SIZE
                limit = most or PAGE_SIZE
                return search(session, state.q, chosen, state.kind, limit, offset)

            answer = ask(state.page)
            kinds: Counter[str] = Counter()
            for (kind, council), count in answer.counts.items():
                if not chosen or council in chosen:
                    kinds[kind] += count
            total = kinds[state.kind] if state.kind else kinds.total()
            last = within(state.page, total)
            if last != state.page:
                state = replace(state, page=last)
                answer = ask(last)
        return SearchView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            asked=answer.asked,
            hits=tuple(_shown(hit) for hit in answer.hits),
            total=total,
            kinds=kinds,
            everywhere=answer.counts.total(),
        )

    def problems(self, state: SearchState) -> tuple[str, ...]:
        """Return what of an address is not understood, without searching."""
        return understood(state, self._data.vocabulary())[1]


DOWNLOAD_COLUMNS = (
    "kind", "council", "key", "item", "ref", "published", "under", "title", "body",
)  # fmt: skip


def _shown(hit: Hit) -> SearchHit:
    return SearchHit(
        kind=hit.kind,
        council=hit.council,
        key=hit.key,
        item_ref=hit.item_ref,
        ref=hit.ref,
        published=hit.published,
        under=hit.under,
        title=hit.title,
        body=hit.body,
    )


def download_row(hit: SearchHit) -> dict[str, str]:
    """A text that fits, as a row without the marks of the words."""
    return {
        "kind": hit.kind,
        "council": hit.council,
        "key": hit.key,
        "item": hit.item_ref,
        "ref": hit.ref,
        "published": hit.published,
        "under": hit.under,
        "title": "".join(piece for piece, _is_match in hit.title),
        "body": "".join(piece for piece, _match in hit.body),
    }
