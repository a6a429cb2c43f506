"""The composition root: the only place that builds anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import dash
from dash import Dash, ctx
from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from callbacks import frame, since
from db.session import make_sessions
from layouts import not_found
from layouts.shell import NavigationLink, shell
from portal import routes
from portal.api import docs_page
from portal.api import routes as api_routes
from portal.auth import sessions as auth_sessions
from portal.auth.accounts import AccountService
from portal.auth.audit import AuditLog
from portal.domain.region import TITLE
from portal.importers.council_returns.desk import ReturnDesk
from portal.importers.folder_desk import FolderDesk
from portal.importers.inspections.desk import ReportDesk
from portal.importers.plan_review.desk import PlanDesk
from portal.importers.plan_review.sharing import PlanSharing
from portal.importers.statistics.service import ImportDesk
from portal.importers.words import WordDesk
from portal.pages import Page, served
from portal.runtime.self_check import check_portal
from portal.services import Services
from portal.settings import ROOT, STATISTICS, Settings
from portal.telemetry.metrics import Metrics
from portal.telemetry.request_middleware import Watch
from portal.urls import COMPARE
from portal.web import (
    callback_cache,
    compression,
    document_head,
    error_pages,
    first_view,
    page_access,
    rate_limits,
    security_headers,
    vendor_assets,
)
from portal.web.dear_views import DearViews
from portal.web.file_store import FileStore, folder_of


def create_app(settings: Settings, engine: Engine) -> Dash:
    """Build the portal over an open database that is ready to serve."""
    sessions = make_sessions(engine)
    if settings.signs_in:
        services = Services.over(sessions, auth_sessions.current_actor, settings.councils)
    else:
        services = Services.over(sessions, default=settings.councils)
    server = Flask("portal", static_folder=None)
    # No handler of ours is asynchronous: Flask would ask each of them at each request.
    server.ensure_sync = lambda func: func  # type: ignore[method-assign]
    server.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    if settings.proxies:
        believed = dict.fromkeys(("x_for", "x_proto", "x_host"), settings.proxies)
        server.wsgi_app = ProxyFix(server.wsgi_app, **believed)  # type: ignore[method-assign]
    app = document_head.DocumentDash(
        "portal",
        server=server,
        title=TITLE,
        update_title=None,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ROOT / "assets"),
        # Scripts that only people with an account need (assets/js/account.js fetches them), and
        # files of pages that are not Dash's.
        assets_path_ignore=["^signed-in$", "^machines$"],
        external_stylesheets=[vendor_assets.bootstrap()[0]],
        suppress_callback_exceptions=True,
        use_async=False,
        enable_mcp=False,
        health_endpoint="healthz",
        on_error=error_pages.report,
        include_pages_meta=False,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        add_log_handler=False,
    )
    app.index_string = Path(ROOT / "layouts" / "index.html").read_text(encoding="utf-8")
    pages = served(settings.signs_in)
    store = FileStore(folder_of(engine.url))
    views = DearViews(store.turns_of("view", waiting=2, each=2))
    document_head.register(app, services, settings, views)
    since.register(app, services)
    cacheable = _register_pages(app, services, pages)
    frame = partial(_shell, services, pages, settings.signs_in)
    app.layout = frame
    vendor_assets.register(server)
    routes.health.register(server, engine)
    limiter = rate_limits.make(server, settings)
    routes.downloads.register(server, services, settings, limiter, store)
    api_routes.register(server, services, settings, limiter, store.turns)
    docs_page.register(server, settings)
    listed = tuple(page.path for page in pages if page.listed)
    routes.discovery.register(server, services, settings, listed, store.turns)
    routes.embeds.register(server, services, settings, limiter, views)
    routes.packs.register(server, services, settings, limiter, store, views)
    routes.region.register(server, services)
    # Flask runs these in reverse order: status, security and compression end each answer.
    ask = callback_cache.register(server, app, services, cacheable, views)
    app.first = first_view.FirstViews(app, services, frame, ask, views).write
    app.work_ahead = services.items.work_ahead
    compression.register(server)
    security_headers.register(server, app, settings)
    page_access.register(server, services, pages)
    # A public portal has no route that writes or shows what is not public: not even a refusing one.
    if settings.signs_in:
        accounts = AccountService(sessions)
        auth_sessions.register(server, accounts, settings)
        routes.accounts.register(server, accounts, settings, limiter)
        audit = AuditLog(sessions)
        routes.administration.register(server, accounts, audit, settings)
        routes.region.register_page(server, services, settings)
        check = partial(check_portal, settings, create_app)
        routes.upkeep.register(server, engine, audit, store, check)
        routes.visits.register(server, services)
        routes.packs.register_visits(server, services, settings, limiter)
        routes.partnership.register(server, services)
        routes.imports.register(server, ImportDesk(sessions, STATISTICS))
        routes.words.register(server, WordDesk(sessions))
        routes.report_readings.register(server, ReportDesk(sessions))
        routes.plan_readings.register(server, PlanDesk(sessions), PlanSharing(sessions))
        routes.shared.register(server, ReturnDesk(sessions), services)
        routes.folders.register(server, FolderDesk(sessions))
        routes.oidc.register(server, accounts, settings, limiter)
    error_pages.register(server, settings.signs_in)
    # Dash sets itself up at its first request, and not safely when several come at once: ask now.
    server.test_client().get(COMPARE)
    metrics = Metrics(services.data, engine) if settings.metrics else None
    metrics_port = settings.metrics.rpartition(":")[2]
    # Around all else, so that nothing a request meets goes unseen.
    server.wsgi_app = Watch(  # type: ignore[method-assign, assignment]
        server.wsgi_app, settings.proxies > 0, metrics, metrics_port
    )
    return app


def _register_pages(app: Dash, services: Services, pages: tuple[Page, ...]) -> frozenset[str]:
    """Register the pages and the frame around them.

    Returns:
        The outputs of the callbacks whose answers depend on nothing but the request and the data.
    """
    before = set(app.callback_map)
    frame.register(app, services)
    cacheable = app.callback_map.keys() - before
    dash.page_registry.clear()  # the registry is global and outlives an app
    for order, page in enumerate(pages):
        dash.register_page(
            f"portal.{page.name}",
            path=None if "<" in page.path else page.path,
            path_template=page.path if "<" in page.path else None,
            name=page.name,
            title=_title(services, page),
            order=order,
            layout=_layout(services, page),
        )
        before = set(app.callback_map)
        page.register(app, services)
        if page.cacheable:
            cacheable |= app.callback_map.keys() - before
    dash.register_page(
        "portal.not_found_404", path="/not-found", title=TITLE, layout=not_found.layout
    )
    return frozenset(cacheable)


def _layout(services: Services, page: Page) -> Callable[..., Any]:
    """Make the layout function that Dash calls for a page with the values of its address.

    The address is read anew: to Dash, a query beats the path.
    """

    def layout(**_names: Any) -> Any:
        path, search = (ctx.inputs.get(f"{since.ROUTER}.{part}") for part in ("pathname", "search"))
        return page.shown(services, path or "", search or "")

    return layout


def _title(services: Services, page: Page) -> Callable[..., str]:
    """Title the browser's tab: the page, or its council or item, and the portal with its region."""
    # Dash gives the variables of the path alone, in their order.
    return lambda **variables: page.heading(services, tuple(variables.values()))


def _shell(
    services: Services,
    pages: tuple[Page, ...],
    signs_in: bool,
    path: str = "",
    search: str = "",
) -> Any:
    """Lay out the frame; the links of an address's document take the reader's choice along."""
    here = next((page for page in pages if page.view and page.path == path), None)
    choice = here.choice(search) if here is not None else {}
    navigation = [
        NavigationLink(page.navigation, page.path, page.takes, page.taken(choice))
        for page in pages
        if page.navigation
    ]
    return shell(navigation, services.data.vocabulary(), signs_in, services.data.newest(), path)
