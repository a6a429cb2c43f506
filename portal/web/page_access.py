"""The status of a page's address: 404 where it leads nowhere, 400 where it is not understood.

Dash answers every address with 200 and the frame; the page itself says what is wrong. Whoever
may not see a page that is not public does not get the frame either.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from portal.pages import Page
from portal.services import Services
from portal.telemetry.request_middleware import PAGE
from portal.urls import COMPARE, HOME

_ENDPOINTS = ("/", "/<path:path>")


def register(server: Flask, services: Services, pages: Sequence[Page]) -> None:
    """Set the status of every page, and refuse those that are not for whoever asks."""

    def decide() -> AnyResponse | None:
        # Before the page is made: a database that is away is then told as such.
        if request.endpoint not in _ENDPOINTS:
            return None
        if request.path == HOME:
            return _to_the_plans()
        status = 404
        for page in pages:
            values = page.values(request.path)
            if values is None:
                continue
            request.environ[PAGE] = page.name  # for the log and the metrics
            if page.guard is not None:
                page.guard(services, *values)
            status = _status(services, page, values)
            break
        g.page_status = status
        return None

    def set_status(response: Response) -> Response:
        # Pages of Dash only: whatever has a route of its own has said its status.
        if response.status_code == 200 and "page_status" in g:
            response.status_code = g.page_status
        return response

    server.before_request(decide)
    server.after_request(set_status)


def _to_the_plans() -> AnyResponse:
    """Lead an address of the time when the plans were the front page to them, query and all."""
    query = request.query_string.decode("latin-1")
    return redirect(f"{COMPARE}{f'?{query}' if query else ''}")


def _status(services: Services, page: Page, values: tuple[str, ...]) -> int:
    if page.exists is not None and not page.exists(services, *values):
        return 404
    search = request.query_string.decode("utf-8", "replace")
    return 400 if page.problems(services, search) else 200
