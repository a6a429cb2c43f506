"""The headers of every answer: content policy, no framing, no sniffing."""

from __future__ import annotations

from dash import Dash
from flask import Flask, Response

# Scripts need no `unsafe-inline`; styles do, because Dash and plotly.js insert style elements.
POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "style-src-attr 'none'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(server: Flask, app: Dash) -> None:
    """Put the headers on every answer."""

    def add_headers(response: Response) -> Response:
        response.headers.extend(HEADERS)
        if response.mimetype == "text/html":
            # Asked for each time: Dash adds a script of its own at the first request.
            hashes = " ".join(app.csp_hashes())
            response.headers["Content-Security-Policy"] = POLICY.format(hashes=hashes)
            if not response.cache_control.no_store:
                response.headers["Cache-Control"] = "no-cache"
        return response

    server.after_request(add_headers)
