"""Where the data of a page are, for the header that names them."""

from __future__ import annotations

from portal.services.views import at
from portal.urls import api_view_url


def alternate(path: str, query: str) -> str:
    """The address of what a page shows, as data; "" where a page has no data of its own."""
    match = at(path, query)
    if match is None:
        return ""
    view, state = match
    return api_view_url(view.name, state.query())
