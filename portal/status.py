"""The status of a page's address: 404 where it leads nowhere, 400 where it is not understood.

Dash answers every address with 200 and the frame; the page itself says what is wrong.
"""

from __future__ import annotations

import re

from flask import Flask, Response, request

from portal.pages import PAGES
from portal.services import Services

_PATTERNS = [
    (re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", page.path) + "/?"), page) for page in PAGES
]


def register(server: Flask, services: Services) -> None:
    """Set the status of every page."""

    def set_status(response: Response) -> Response:
        shown = request.method in ("GET", "HEAD") and response.mimetype == "text/html"
        if shown and response.status_code == 200:
            response.status_code = page_status(services, request.path, request.query_string)
        return response

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
