"""Freshness of links: whether a view has changed since a link to it was written into a pack."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from portal.domain.link_fingerprint import PARAMETER, Since, fingerprint, read_stamp, stamp
from portal.domain.table_rows import TableRow
from portal.services.base import Data, NotFound
from portal.services.view_spec import ViewServices
from portal.services.views import at

_NAMED = f"{PARAMETER}="


class SinceService:
    """Views whose links state what they showed."""

    def __init__(self, data: Data, views: ViewServices) -> None:
        self._data = data
        self._views = views

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
            shown = self._rows(path, query)
            if shown is None:
                return None
            return Since(
                fingerprint(shown[0]) != seen.fingerprint, seen.version, now=version.number
            )

    def stamped(self, link: str) -> str:
        """A link with a stamp of what its view shows now; as it is where it leads to no view."""
        parts = urlsplit(unstamped(link))
        query = parts.query
        with self._data.asking() as version:
            shown = self._rows(parts.path, query)
            if shown is None:
                return link
            seen = f"{_NAMED}{stamp(version.number, *shown)}"
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        return f"{parts.path}?{f'{query}&' if query else ''}{seen}{anchor}"

    def _rows(self, path: str, query: str) -> tuple[Iterable[TableRow], str] | None:
        """The rows of a view and its name in stamps; None where there is no view.

        There are no rows where what it showed is gone.
        """
        match = at(path, query)
        if match is None or not match[0].stampable:
            return None
        view, state = match
        try:
            return view.load(self._views, state).rows, view.in_stamps
        except NotFound:
            return (), view.in_stamps


def unstamped(link: str) -> str:
    """A link without its stamp."""
    parts = urlsplit(link)
    query = "&".join(p for p in parts.query.split("&") if p and not p.startswith(_NAMED))
    anchor = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.path}{f'?{query}' if query else ''}{anchor}"
