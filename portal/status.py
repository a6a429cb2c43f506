"""The status of a page's address: 404 where it leads nowhere, 400 where it is not understood.

Dash answers every address with 200 and the frame; the page itself says what is wrong. Whoever
may not see a page that is not public does not get the frame either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Flask, Response, request

from portal.pages import Page
from portal.services import Services
from portal.watching import PAGE

_ENDPOINTS = ("/", "/<path:path>")


def register(server: Flask, services: Services, pages: Sequence[Page]) -> None:
    """Set the status of every page, and refuse those that are not for whoever asks."""
    patterns = [(_pattern(page), page) for page in pages]

    def guard() -> None:
        if request.endpoint not in _ENDPOINTS:
            return
        for pattern, page in patterns:
            match = pattern.fullmatch(request.path)
            if match is None:
                continue
            request.environ[PAGE] = page.name  # for the log and the metrics
            if page.guard is not None:
                page.guard(services, **match.groupdict())

    def set_status(response: Response) -> Response:
        # Pages of Dash only: whatever has a route of its own has said its status.
        shown = request.method in ("GET", "HEAD") and request.endpoint in _ENDPOINTS
        if shown and response.status_code == 200:
            query = request.query_string
            response.status_code = page_status(services, patterns, request.path, query)
        return response

    server.before_request(guard)
    server.after_request(set_status)


def page_status(
    services: Services, patterns: Sequence[tuple[re.Pattern[str], Page]], path: str, query: bytes
) -> int:
    """200, 400 or 404 for the address of a page."""
    for pattern, page in patterns:
        match = pattern.fullmatch(path)
        if match is None:
            continue
        if page.exists is not None and not page.exists(services, **match.groupdict()):
            return 404
        search = query.decode("utf-8", "replace")
        return 400 if page.problems is not None and page.problems(services, search) else 200
    return 404


def _pattern(page: Page) -> re.Pattern[str]:
    return re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", page.path) + "/?")
