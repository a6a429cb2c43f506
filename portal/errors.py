"""What a person sees when something goes wrong: what happened and what to do, never a trace."""

from __future__ import annotations

import logging
import secrets

from dash import html, set_props
from dash.exceptions import DependencyException
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from layouts.ids import App as ids

log = logging.getLogger("portal")

_TEXTS = {
    400: ("This request was not understood", "Check the address, or start from the first page."),
    404: ("There is no such page or file", "The address may be mistyped."),
    405: ("This is not possible here", "The portal can be read, not written."),
    413: ("This request is too large", "Shorten it and try again."),
}
_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/assets/css/10-tokens.css">
<link rel="stylesheet" href="/assets/css/20-portal.css"></head>
<body><main class="page"><header class="page-head wrap"><h1>{title}</h1>
<p class="lead">{text} <a href="/">Go to the plans</a>.</p></header></main></body></html>"""


def report(error: Exception) -> None:
    """A callback failed: log it under a number, show that number, change nothing else."""
    number = secrets.token_hex(4)
    log.error("callback failed, number %s", number, exc_info=error)
    text = (
        "Something went wrong while this page was made; what you see may be out of date. "
        f"Reload the page. If it happens again, tell whoever runs this portal: number {number}."
    )
    set_props(ids.ALERT, {"children": html.P(text, className="notice")})


def register(server: Flask) -> None:
    """Answer every failed request with a page of the portal's own."""

    def http_error(error: HTTPException) -> Response:
        code = error.code or 500
        title, text = _TEXTS.get(code, (error.name, "Try again, or start from the first page."))
        return _answer(code, title, text)

    def failure(error: Exception) -> Response:
        number = secrets.token_hex(4)
        log.error("request %s failed, number %s", request.path, number, exc_info=error)
        text = f"Try again in a moment. If it happens again, tell us the number {number}."
        return _answer(500, "Something went wrong", text)

    def no_such_file(_error: Exception) -> Response:
        return _answer(404, *_TEXTS[404])

    server.register_error_handler(HTTPException, http_error)
    server.register_error_handler(DependencyException, no_such_file)
    server.register_error_handler(Exception, failure)


def _answer(code: int, title: str, text: str) -> Response:
    if request.path.startswith("/_dash"):
        return Response(f"{title}. {text}", code, mimetype="text/plain")
    return Response(_PAGE.format(title=title, text=text), code, mimetype="text/html")
