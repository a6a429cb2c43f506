"""The headers of every answer: content policy, no framing, no sniffing, no private copies.

They follow OWASP's Secure Headers Project. A route that sets one of them itself means it.
"""

from __future__ import annotations

from dash import Dash
from flask import Flask, Response, request

from portal.settings import Settings
from portal.urls import CALLBACKS, VISITS

# Scripts need no `unsafe-inline`; styles do, because Dash and plotly.js insert style elements.
POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "style-src-attr 'none'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# What is no page shows nothing and runs nothing when a browser opens it by itself.
POLICY_OF_FILES = "default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# For a year; other names under the same domain are not the portal's to decide about.
ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


def register(server: Flask, app: Dash, settings: Settings) -> None:
    """Put the headers on every answer."""

    always = {**HEADERS, **(ONLY_HTTPS if settings.secure else {})}
    headers = [(name, value, name.lower()) for name, value in always.items()]

    def add_headers(response: Response) -> Response:
        if response.status_code == 304:
            return response  # what the browser has keeps its own, such as who may frame it
        sent = response.headers
        there = {name.lower() for name in sent.keys()}  # noqa: SIM118 - of headers, not of a dict
        framed = "content-security-policy" in there  # a page that says itself who may frame it
        if framed:
            there.add("x-frame-options")
        sent.extend([(name, value) for name, value, low in headers if low not in there])
        if request.path == CALLBACKS or request.path.startswith(VISITS):
            sent["Cache-Control"] = "no-store"
        if response.mimetype == "text/html":
            if not framed:
                # Asked for each time: Dash adds a script of its own at the first request.
                hashes = " ".join(app.csp_hashes())
                sent["Content-Security-Policy"] = POLICY.format(hashes=hashes)
            if not response.cache_control.no_store:
                sent["Cache-Control"] = "no-cache"
        elif not framed:
            sent["Content-Security-Policy"] = POLICY_OF_FILES
        return response

    server.after_request(add_headers)
