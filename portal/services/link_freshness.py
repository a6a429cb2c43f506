"""Freshness of links: whether a view has changed since a link to it was written into a pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal import urls
from portal.domain.link_fingerprint import PARAMETER, Since, fingerprint, read_stamp, stamp
from portal.domain.view_state import (
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
)
from portal.services.base import Data, NotFound
from portal.services.benchmarks import BenchmarkService
from portal.services.compare import CompareService
from portal.services.councils import CouncilService
from portal.services.findings import FindingService
from portal.services.indicators import IndicatorService
from portal.services.items import ItemService

_NAMED = f"{PARAMETER}="
_Rows = Callable[[str], Iterable[Mapping[str, Any]]]


class SinceService:
    """Views whose links state what they showed."""

    def __init__(
        self,
        data: Data,
        compare: CompareService,
        indicators: IndicatorService,
        councils: CouncilService,
        items: ItemService,
        findings: FindingService,
        benchmarks: BenchmarkService,
    ) -> None:
        self._data = data
        self._councils = councils
        self._items = items
        self._views: dict[str, _Rows] = {
            urls.COMPARE: lambda query: compare.rows(CompareState.from_query(query)),
            urls.INDICATORS: lambda query: indicators.rows(IndicatorState.from_query(query)),
            urls.BENCHMARKS: lambda query: benchmarks.rows(BenchmarkState.from_query(query)),
            urls.FINDINGS: lambda query: findings.rows(FindingsState.from_query(query)),
        }

    def look(self, path: str, query: str) -> Since | None:
        """Compare a view with what its link says; None where the link says nothing.

        Args:
            path: of the address.
            query: its query string, which holds the stamp (see `link_fingerprint`).
        """
        seen = read_stamp(parse_qs(query.removeprefix("?")).get(PARAMETER, [""])[-1])
        if seen is None:
            return None
        with self._data.asking() as version:
            rows = self._rows(path, query)
            if rows is None:
                return None
            return Since(fingerprint(rows) != seen.fingerprint, seen.version, version.number)

    def stamped(self, link: str) -> str:
        """A link with a stamp of what its view shows now; as it is where it leads to no view."""
        parts = urlsplit(link)
        query = "&".join(p for p in parts.query.split("&") if p and not p.startswith(_NAMED))
        with self._data.asking() as version:
            rows = self._rows(parts.path, query)
            if rows is None:
                return link
            seen = f"{_NAMED}{stamp(version.number, rows)}"
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        return f"{parts.path}?{f'{query}&' if query else ''}{seen}{anchor}"

    def _rows(self, path: str, query: str) -> Iterable[Mapping[str, Any]] | None:
        """The rows of a view, none where what it showed is gone; None where there is no view."""
        parts = path.strip("/").split("/")
        try:
            if path in self._views:
                return self._views[path](query)
            if len(parts) == 2 and f"/{parts[0]}" == urls.COUNCILS:
                return self._councils.rows(parts[1])
            if len(parts) == 3 and parts[0] == "items":
                return self._items.rows(parts[1], parts[2])
        except NotFound:
            return ()
        return None
