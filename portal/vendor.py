"""Bootstrap's style sheet, served by the portal itself from an installed package."""

from __future__ import annotations

from importlib.resources import files

from flask import Flask, Response

_SHEET = files("flask_bootstrap") / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
# The version in the address lets browsers keep the file for a year.
BOOTSTRAP = "/vendor/bootstrap-5.3.8.min.css"


def register(server: Flask) -> None:
    """Serve the sheet."""
    # The file names a source map that nobody serves; without the line no browser asks for it.
    text = _SHEET.read_text(encoding="utf-8").partition("/*# sourceMappingURL")[0]

    def bootstrap() -> Response:
        response = Response(text, mimetype="text/css")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    server.add_url_rule(BOOTSTRAP, "bootstrap", bootstrap)
