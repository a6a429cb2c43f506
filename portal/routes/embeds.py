"""Views for other sites' frames: light pages of HTML and SVG, which run nothing and set nothing.

Everything else of the portal refuses to be framed (portal.web).
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask_limiter import Limiter

from portal.domain.inspection_state import InspectionsState
from portal.domain.pack_model import Pack
from portal.domain.view_state import CompareState, IndicatorState
from portal.packs.html.writer import write_empty_frame, write_frame
from portal.services import Services
from portal.services.embedding import EmbedService
from portal.settings import Settings
from portal.web import conditional, rate_limits
from portal.web.dear_views import DearViews
from portal.web.handlers import bound

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
# A frame of a page that asks for isolation must be allowed by what it shows.
_HEADERS = {"Content-Security-Policy": POLICY, "Cross-Origin-Resource-Policy": "cross-origin"}
_PROBLEMS = {
    400: "This address was not understood, or names more than four councils (of inspections: none "
    "or more than four), so there is nothing to show.",
    404: "There is no such view.",
}


def register(
    server: Flask, services: Services, settings: Settings, limiter: Limiter, views: DearViews
) -> None:
    """Add the routes."""
    embeds = EmbedService(services.data, services.inspections)
    frame = bound(_frame, services, embeds, settings, views)
    view = conditional.conditional(frame, services, settings)
    server.add_url_rule("/embed/<view>", "embed", limiter.limit(rate_limits.VIEWS)(view))


def _frame(
    services: Services, embeds: EmbedService, settings: Settings, views: DearViews, view: str
) -> Response:
    """Answer with a view, or with a page that says why there is none."""
    base = settings.base_url or request.host_url.rstrip("/")
    search = request.query_string.decode("utf-8", "replace")
    with views.making(views.needs_turn(search, services.data.vocabulary())):
        pack = _pack(services, embeds, view, search, base)
        if isinstance(pack, int):
            status, body = pack, write_empty_frame(_PROBLEMS[pack], f"{base}/")
        else:
            status, body = 200, write_frame(pack)
    response = Response(body, status, mimetype="text/html")
    response.headers.update(_HEADERS)
    return response


def _pack(
    services: Services, embeds: EmbedService, view: str, search: str, base: str
) -> Pack | int:
    """Make a view as a pack of one page, or return the status that refuses it."""
    if view == "compare":
        plans = CompareState.from_query(search)
        if services.compare.problems(plans) or not services.compare.fits(plans):
            return 400
        return embeds.compare(plans, base)
    if view == "indicators":
        figures = IndicatorState.from_query(search)
        if services.indicators.problems(figures):
            return 400
        return embeds.indicators(figures, base)
    if view == "inspections":
        graded = InspectionsState.from_query(search)
        if services.inspections.problems(graded):
            return 400
        return embeds.inspections(graded, base) or 400
    return 404
