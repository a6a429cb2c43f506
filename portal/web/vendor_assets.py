"""Third-party files that the portal serves itself, each from an installed package."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files

from flask import Flask, Response, abort, request

from portal.settings import ROOT
from portal.web.handlers import bound

_SHEET = files("flask_bootstrap") / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
# What the portal uses of Bootstrap: its elements, and rules of these classes; all of it is ten
# times as long. A test looks through the pages.
BOOTSTRAP_CLASSES = frozenset(
    {
        *("active", "card-link", "card-text", "figure", "lead", "nav-link", "table"),
        *("form-check", "form-check-inline", "form-check-input", "form-check-label"),
        *("form-control", "form-select", "form-select-sm", "visually-hidden"),
    }
)
_RULE = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
_SELECTORS = re.compile(r",(?![^(]*\))")
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
    """Serve Bootstrap's rules, and the small plotly.js where Dash asks for the full one."""
    address, sheet = bootstrap()
    script = _COMPILE_AT_ONCE + PLOTLY_BASIC.read_bytes() if PLOTLY_BASIC.is_file() else None

    for number, path in enumerate(_SWAGGER_FILES):
        server.add_url_rule(path, f"swagger_{number}", _swagger)
    server.add_url_rule(address, "bootstrap", bound(for_a_year, sheet, "text/css"))
    server.before_request(bound(_plotly, script))


@cache
def bootstrap() -> tuple[str, str]:
    """Give the address of Bootstrap's rules, which changes with them, and the rules."""
    # The head says whose they are; the last line names a source map that nobody serves.
    head, _, rules = _SHEET.read_text(encoding="utf-8").partition("*/")
    sheet = f"{head}*/{_used(rules.partition('/*#')[0])}"
    return f"/vendor/bootstrap-{sha256(sheet.encode()).hexdigest()[:12]}.css", sheet


def _used(rules: str) -> str:
    """Leave the rules of a sheet that the portal uses; it knows no dark colours, no motion."""
    left = []
    for head, body in _RULE.findall(rules):
        if head.startswith(("@media", "@supports")):
            within = _used(body)
            left += [f"{head}{{{within}}}"] if within else []
        elif not head.startswith("@"):
            selectors = ",".join(filter(_is_used, _SELECTORS.split(head)))
            left += [f"{selectors}{{{body}}}"] if selectors else []
    return "".join(left)


def _is_used(selector: str) -> bool:
    classes = re.findall(r"\.([A-Za-z][\w-]*)", selector)
    return "data-bs-theme=dark" not in selector and BOOTSTRAP_CLASSES.issuperset(classes)


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
