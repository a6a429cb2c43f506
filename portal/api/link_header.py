"""Where the data of a page are, for the header that names them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from portal.domain.view_state import (
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
    SearchState,
)
from portal.urls import (
    BENCHMARKS,
    COMPARE,
    COUNCILS,
    FINDINGS,
    INDICATORS,
    SEARCH,
    api_council_url,
    api_item_url,
    api_view_url,
)

_State = (
    type[BenchmarkState]
    | type[CompareState]
    | type[FindingsState]
    | type[IndicatorState]
    | type[SearchState]
)
_PAGES: Mapping[str, tuple[str, _State]] = {
    COMPARE: ("compare", CompareState),
    INDICATORS: ("indicators", IndicatorState),
    BENCHMARKS: ("benchmarks", BenchmarkState),
    FINDINGS: ("findings", FindingsState),
    SEARCH: ("search", SearchState),
}
_COUNCIL, _ITEM = re.compile(r"/councils/([a-z0-9-]+)"), re.compile(r"/items/([a-z0-9-]+)/([^/]+)")


def alternate(path: str, query: str) -> str:
    """The address of what a page shows, for machines; "" where a page has no data of its own."""
    found = _PAGES.get(path)
    if found is not None:
        view, state = found
        return api_view_url(view, state.from_query(query).query(problems=()))
    if path == COUNCILS:
        return api_view_url("councils")
    if council := _COUNCIL.fullmatch(path):
        return api_council_url(council[1])
    if item := _ITEM.fullmatch(path):
        return api_item_url(item[1], item[2])
    return ""
