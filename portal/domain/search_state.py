"""The state of the search: what its address holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from portal.domain.filters import MAX_WORDS, FilterSpec
from portal.domain.formatting import SEARCH_KINDS
from portal.domain.view_state import ANY_COUNCILS, PAGE, State

QUESTION = FilterSpec(
    "q", "words", help="Words; quotes and minus as on the page", most=MAX_WORDS, subject=True
)
TEXT_KIND = FilterSpec(
    "kind",
    "key",
    help="Kind of text",
    choices=tuple(SEARCH_KINDS),
    unknown="There is no kind “{value}” of texts; all are shown.",
)


@dataclass(frozen=True, slots=True)
class SearchState(State):
    """The state of the search: `q` is what was typed, `kind` that of the texts found."""

    councils: Annotated[tuple[str, ...], ANY_COUNCILS] = ()
    q: Annotated[str, QUESTION] = ""
    kind: Annotated[str, TEXT_KIND] = ""
    page: Annotated[int, PAGE] = 1
