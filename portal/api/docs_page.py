"""The page about the data for machines: every address as a link, and Swagger UI to try them."""

from __future__ import annotations

from flask import Flask, Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from portal.api.openapi import PROMISE
from portal.api.views import VIEWS_BY_NAME
from portal.exports.contract import tables
from portal.pages import PAGES
from portal.services.search import MOST_HITS
from portal.settings import Settings
from portal.urls import API_PAGE, DATA_PACKAGE, OPENAPI, api_table_url, api_view_url
from portal.web import vendor_assets

# What views that need something are shown with.
_EXAMPLES = {
    "council": "?council=torbay",
    "item": "?plan=plymouth-2015&ref=afi-1",
    "search": "?q=adoption",
}


def register(server: Flask, settings: Settings) -> None:
    """Add the page."""

    def page() -> Response:
        body = render_template(
            "api.html",
            navigation=[(page.navigation, page.path) for page in PAGES if page.navigation],
            tables=[
                {
                    "address": api_table_url(one.name),
                    "help": one.help,
                    "filters": ", ".join(column.name for column in one.filters),
                }
                for one in tables()
            ],
            views=[
                {
                    "address": api_view_url(one.name),
                    "example": api_view_url(one.name, _EXAMPLES.get(one.name, "")),
                    "help": one.help,
                    "filters": ", ".join(parameter.name for parameter in one.parameters),
                }
                for one in VIEWS_BY_NAME.values()
            ],
            openapi=OPENAPI,
            package=DATA_PACKAGE,
            promise=PROMISE,
            rate=settings.api_rate,
            most_hits=MOST_HITS,
            swagger=vendor_assets.SWAGGER if vendor_assets.has_swagger() else None,
        )
        return Response(body, mimetype="text/html")

    def to_page() -> AnyResponse:
        return redirect(API_PAGE, 308)

    server.add_url_rule(API_PAGE, "api_page", page)
    server.add_url_rule(API_PAGE.rstrip("/"), "api_page_bare", to_page)
