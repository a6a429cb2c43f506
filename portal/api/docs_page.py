"""The page about the API: every address as a link, and Swagger UI to try them."""

from __future__ import annotations

from flask import Flask, Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from portal.api.openapi import PROMISE
from portal.exports.contract import tables
from portal.pages import PAGES
from portal.services.search import MOST_HITS
from portal.services.views import VIEWS
from portal.settings import Settings
from portal.urls import API_PAGE, DATA_PACKAGE, OPENAPI, api_table_url, api_view_url
from portal.web import vendor_assets
from portal.web.handlers import bound


def register(server: Flask, settings: Settings) -> None:
    """Add the page."""

    server.add_url_rule(API_PAGE, "api_page", bound(_page, settings))
    server.add_url_rule(API_PAGE.rstrip("/"), "api_page_bare", _to_page)


def _page(settings: Settings) -> Response:
    body = render_template(
        "api.html",
        navigation=[(page.navigation, page.path) for page in PAGES if page.navigation],
        tables=[
            {
                "address": api_table_url(table.name),
                "help": table.help,
                "filters": ", ".join(column.name for column in table.filters),
            }
            for table in tables()
        ],
        views=[
            {
                "address": api_view_url(view.name),
                "example": api_view_url(view.name, view.example),
                "help": view.help,
                "filters": ", ".join(spec.name for spec in (*view.filters, *view.retired)),
            }
            for view in VIEWS.values()
        ],
        openapi=OPENAPI,
        package=DATA_PACKAGE,
        promise=PROMISE,
        rate=settings.api_rate,
        most_hits=MOST_HITS,
        swagger=vendor_assets.SWAGGER if vendor_assets.has_swagger() else None,
    )
    return Response(body, mimetype="text/html")


def _to_page() -> AnyResponse:
    return redirect(API_PAGE, 308)
