"""The status of a page's address: 404 where it leads nowhere, 400 where it is not understood.

Dash answers every address with 200 and the frame; the page itself says what is wrong. Whoever
may not see a page that is not public does not get the frame either.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from portal.domain.link_fingerprint import PARAMETER
from portal.pages import Page
from portal.services import Services
from portal.services.views import COMPARE as PLANS
from portal.services.views import OVERVIEW
from portal.telemetry.request_middleware import PAGE
from portal.urls import COMPARE, HOME
from portal.web import filter_forms

_ENDPOINTS = ("/", "/<path:path>")
_FORMER = {spec.name for spec in PLANS.filters} - {spec.name for spec in OVERVIEW.filters}
_STAMPED = f"-{OVERVIEW.in_stamps}"


def register(server: Flask, services: Services, pages: Sequence[Page]) -> None:
    """Set the status of every page, and refuse those that are not for whoever asks."""

    def decide() -> AnyResponse | None:
        # Before the page is made: a database that is away is then told as such.
        if request.endpoint not in _ENDPOINTS:
            return None
        if request.path == HOME and _of_the_plans():
            return _to_the_plans()
        status = 404
        for page in pages:
            values = page.values(request.path)
            if values is None:
                continue
            g.page = page
            request.environ[PAGE] = page.name  # for the log and the metrics
            if page.guard is not None:
                page.guard(services, *values)
            if page.view is not None and filter_forms.FORMER in request.args:
                address = filter_forms.address(page.view, services, request.path, request.args)
                return redirect(address, 303)
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


def _of_the_plans() -> bool:
    """Tell an address of the time when the plans were the front page.

    It has a filter that the overview does not have, or a stamp that does not name the overview.
    """
    stamp = request.args.get(PARAMETER, "")
    return not _FORMER.isdisjoint(request.args) or (bool(stamp) and not stamp.endswith(_STAMPED))


def _to_the_plans() -> AnyResponse:
    """Lead to the plans with the same query."""
    return redirect(f"{COMPARE}?{request.query_string.decode('latin-1')}")


def _status(services: Services, page: Page, values: tuple[str, ...]) -> int:
    if not page.exists(services, values):
        return 404
    search = request.query_string.decode("utf-8", "replace")
    return 400 if page.problems(services, search) else 200
