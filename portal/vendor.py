"""Third-party files that the portal serves itself, each from an installed package."""

from __future__ import annotations

import re
from importlib.resources import files

from flask import Flask, Response, request

from portal.settings import ROOT

_SHEET = files("flask_bootstrap") / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
# The version in the address lets browsers keep the file for a year.
BOOTSTRAP = "/vendor/bootstrap-5.3.8.min.css"
# plotly.js with bars, pies and scatters only: a quarter of the bytes of the bundle that Dash
# brings. `make setup` fetches it where npm is at hand; without it Dash's own bundle serves.
PLOTLY_BASIC = ROOT / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"
_PLOTLY_FULL = re.compile(r"/_dash-component-suites/plotly/package_data/plotly\.min\.[^/]*js")
_FOR_A_YEAR = "public, max-age=31536000, immutable"


def register(server: Flask) -> None:
    """Serve Bootstrap's sheet, and the small plotly.js where Dash asks for the full one."""
    # The file names a source map that nobody serves; without the line no browser asks for it.
    sheet = _SHEET.read_text(encoding="utf-8").partition("/*# sourceMappingURL")[0]
    script = PLOTLY_BASIC.read_bytes() if PLOTLY_BASIC.is_file() else None

    def kept(body: str | bytes, mimetype: str) -> Response:
        return Response(body, mimetype=mimetype, headers={"Cache-Control": _FOR_A_YEAR})

    def plotly() -> Response | None:
        if script is None or not _PLOTLY_FULL.fullmatch(request.path):
            return None
        return kept(script, "text/javascript")

    server.add_url_rule(BOOTSTRAP, "bootstrap", lambda: kept(sheet, "text/css"))
    server.before_request(plotly)
