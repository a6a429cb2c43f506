"""The status of a page's address: 404 where it leads nowhere, 400 where it is not understood.

Dash answers every address with 200 and the frame; the page itself says what is wrong. Whoever
may not see a page that is not public does not get the frame either.
"""

from __future__ import annotations

import re

from flask import Flask, Response, request

from portal.pages import PAGES
from portal.services import Services

_PATTERNS = [
    (re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", page.path) + "/?"), page) for page in PAGES
]
_ENDPOINTS = ("/", "/<path:path>")


def register(server: Flask, services: Services) -> None:
    """Set the status of every page, and refuse those that are not for whoever asks."""

    def guard() -> None:
        if request.endpoint not in _ENDPOINTS:
            return
        for pattern, page in _PATTERNS:
            match = pattern.fullmatch(request.path)
            if match is not None and page.guard is not None:
                page.guard(services, **match.groupdict())

    def set_status(response: Response) -> Response:
        # Pages of Dash only: whatever has a route of its own has said its status.
        shown = request.method in ("GET", "HEAD") and request.endpoint in _ENDPOINTS
        if shown and response.status_code == 200:
            response.status_code = page_status(services, request.path, request.query_string)
        return response

    server.before_request(guard)
    server.after_request(set_status)


def page_status(services: Services, path: str, query: bytes) -> int:
    """200, 400 or 404 for the address of a page."""
    for pattern, page in _PATTERNS:
        match = pattern.fullmatch(path)
        if match is None:
            continue
        if page.exists is not None and not page.exists(services, **match.groupdict()):
            return 404
        search = query.decode("utf-8", "replace")
        return 400 if page.problems is not None and page.problems(services, search) else 200
    return 404
