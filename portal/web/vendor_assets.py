"""Third-party files that the portal serves itself, each from an installed package."""

from __future__ import annotations

import re
from importlib.resources import files

from flask import Flask, Response, abort, request

from portal.settings import ROOT
from portal.web.handlers import bound

_SHEET = files("flask_bootstrap") / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
# The version in the address lets browsers keep the file for a year.
BOOTSTRAP = "/vendor/bootstrap-5.3.8.min.css"
# plotly.js with bars, pies and scatters only: a quarter of the bytes of the bundle that Dash
# brings. `make setup` fetches it where npm is at hand; without it Dash's own bundle serves.
PLOTLY_BASIC = ROOT / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"
# Chromium compiles the whole script beside the main thread when this stands at its top; it would
# otherwise compile most of it piece by piece while evaluating and drawing.
_COMPILE_AT_ONCE = b"//# allFunctionsCalledOnLoad\n"
# The page about the API tries its addresses with it; without it the page lists links.
_SWAGGER = ROOT / "node_modules" / "swagger-ui-dist"
SWAGGER = {
    "sheet": "/vendor/swagger-ui-5.35.0.css",
    "script": "/vendor/swagger-ui-5.35.0.js",
}
_SWAGGER_FILES = {
    SWAGGER["sheet"]: ("swagger-ui.css", "text/css"),
    SWAGGER["script"]: ("swagger-ui-bundle.js", "text/javascript"),
}
_PLOTLY_FULL = re.compile(r"/_dash-component-suites/plotly/package_data/plotly\.min\.[^/]*js")
_FOR_A_YEAR = "public, max-age=31536000, immutable"


def has_swagger() -> bool:
    """Tell if Swagger UI is installed."""
    return all((_SWAGGER / name).is_file() for name, _mimetype in _SWAGGER_FILES.values())


def register(server: Flask) -> None:
    """Serve Bootstrap's sheet, and the small plotly.js where Dash asks for the full one."""
    # The file names a source map that nobody serves; without the line no browser asks for it.
    sheet = _SHEET.read_text(encoding="utf-8").partition("/*# sourceMappingURL")[0]
    script = _COMPILE_AT_ONCE + PLOTLY_BASIC.read_bytes() if PLOTLY_BASIC.is_file() else None

    for number, path in enumerate(_SWAGGER_FILES):
        server.add_url_rule(path, f"swagger_{number}", _swagger)
    server.add_url_rule(BOOTSTRAP, "bootstrap", bound(for_a_year, sheet, "text/css"))
    server.before_request(bound(_plotly, script))


def for_a_year(body: str | bytes, mimetype: str) -> Response:
    """Answer with a file whose address changes with it."""
    return Response(body, mimetype=mimetype, headers={"Cache-Control": _FOR_A_YEAR})


def _plotly(script: bytes | None) -> Response | None:
    if script is None or not _PLOTLY_FULL.fullmatch(request.path):
        return None
    return for_a_year(script, "text/javascript")


def _swagger() -> Response:
    name, mimetype = _SWAGGER_FILES[request.path]
    path = _SWAGGER / name
    if not path.is_file():
        abort(404)
    # Without the line that names a source map that nobody serves.
    text = path.read_text(encoding="utf-8")
    return for_a_year(re.sub(r"\n(//# |/\*# )sourceMappingURL.*", "", text), mimetype)
