"""The pages that a person sees when something goes wrong: what happened and what to do, never a
trace.
"""

from __future__ import annotations

import logging
import sqlite3
from html import escape

from dash.exceptions import DependencyException
from flask import Flask, Response, g, jsonify, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.auth.sessions import current_actor
from portal.domain.access import NotSignedIn, PermissionDenied
from portal.pages import PAGES
from portal.telemetry.logging import request_id
from portal.urls import SIGN_IN, sign_in_url
from portal.web import problem_details, server_pages
from portal.web.streams import LATER
from portal.web.turns import Busy

log = logging.getLogger("portal")

_TEXTS = {
    400: ("This request was not understood", "Check the address, or start from the first page."),
    404: ("There is no such page or file", "The address may be mistyped."),
    405: ("This is not possible here", "The portal can be read, not written."),
    413: ("This request is too large", "Shorten it and try again."),
    429: (
        "Too many attempts",
        "This was asked for too often in a short time. Wait a minute and try again.",
    ),
}
_WRONG_OFTEN = " Wait a quarter of an hour where a password was wrong many times."
_UNREADABLE = (
    "The data cannot be read just now",
    "The database did not answer, or its file is damaged. Nothing was changed. "
    "Try again in a minute.",
)
_UNWRITABLE = (
    "Nothing can be saved just now",
    "The database takes no changes at the moment, only questions. Nothing was changed. "
    "Try again in a minute.",
)
_TOO_OLD = ("This form is too old", "Nothing was changed. Go back, reload the page and try again.")
_SIGN_IN = "Sign in to see this"
_NOT_YOURS = "This is not for your account"
_ASK = "It is not there, or your account may not see it. Ask whoever runs this portal for access."
_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/css/10-tokens.css">
<link rel="stylesheet" href="/assets/css/20-portal.css">
<link rel="stylesheet" href="/assets/css/40-account.css"></head>
<body class="plain-page"><a href="#app-main" class="skip-link">Skip to the content</a>
<header class="site-head"><div class="wrap head-row">
<a href="/" class="brand"><span class="logo" aria-hidden="true"></span>Alongside</a>
<nav class="main-nav" aria-label="Pages">{links}</nav></div></header>
<main id="app-main" tabindex="-1" class="page"><header class="page-head wrap"><div><h1>{title}</h1>
<p class="lead">{text} <a href="/plans">Go to the plans</a>.</p></div></header></main>
</body></html>"""
# The same for everybody: such a page must come even where nobody can be told who asks.
_LINKS = "".join(
    f'<a class="nav-link" href="{page.path}">{escape(page.navigation)}</a>'
    for page in PAGES
    if page.navigation
)


def report(error: Exception) -> None:
    """A callback failed: the whole answer says so, instead of one that changes nothing.

    `assets/js/trouble.js` tells the reader, and asks again where that may help.
    """
    if isinstance(error, PermissionDenied):
        g.instead = Response(status=error.status, headers={"Cache-Control": "no-store"})
    elif away(error):
        g.instead = _busy(error)
    else:
        g.instead = _failure(error)


def register(server: Flask, signs_in: bool = True) -> None:
    """Answer every failed request with a page of the portal's own, or with JSON where that is due.

    Must be registered after all that keeps or compresses answers.
    """

    def refused(error: PermissionDenied) -> Response:
        if error.status != 401:
            return _not_yours(error.status, signs_in)
        if not signs_in:
            return _answer(401, "This is not public", "Nobody can sign in to this portal.")
        here = escape(sign_in_url(request.full_path.rstrip("?") if _reads() else "/"))
        link = f'<a href="{here}">Sign in</a>, and you come back here.'
        return _answer(401, _SIGN_IN, "Sign in first." if _wants_json() else link)

    def instead(response: Response) -> Response:
        other: Response = g.pop("instead", response)
        return other

    def http_error(error: HTTPException) -> Response:
        code = error.code or 500
        if code == 429 or isinstance(error, Busy):
            request.environ[LATER] = True
        if problem_details.concerns(request.path):
            return problem_details.answer(error)
        if isinstance(error, CSRFError):
            # Only who is signed in has a token: nobody else learns more than that.
            if current_actor() is None and not request.path.startswith(SIGN_IN):
                return refused(NotSignedIn())
            return _answer(code, *_TOO_OLD)
        title, text = _TEXTS.get(code, (error.name, "Try again, or start from the first page."))
        if isinstance(error, Busy):
            title, text = error.title, error.description
        if code == 429 and request.path.startswith(SIGN_IN):
            text += _WRONG_OFTEN
        response = _answer(code, title, text)
        # What may be asked for instead (`Allow`, `Content-Range`), and when (`Retry-After`).
        more = {name: value for name, value in error.get_headers() if name != "Content-Type"}
        response.headers.update(more)
        if isinstance(error, Busy):
            response.headers["Cache-Control"] = "no-store"
        if code == 429:
            response.headers["Retry-After"] = "60"
        return response

    def unreadable(error: Exception) -> Response:
        return _busy(error) if away(error) else _failure(error)

    def no_such_file(_error: Exception) -> Response:
        return _answer(404, *_TEXTS[404])

    server.after_request(instead)
    server.register_error_handler(PermissionDenied, refused)
    server.register_error_handler(HTTPException, http_error)
    server.register_error_handler(DependencyException, no_such_file)
    server.register_error_handler(SQLAlchemyError, unreadable)
    server.register_error_handler(Exception, _failure)


def away(error: Exception) -> bool:
    """Tell if the database is away, busy or damaged, so that the request itself was none to blame.

    SQLite says of a damaged file that it is no database: an error of no narrower class.
    """
    if isinstance(error, (OperationalError, PoolTimeout)) or type(error) is DatabaseError:
        return True
    return _takes_no_changes(error)


def _takes_no_changes(error: Exception) -> bool:
    """Tell if the database can be read only, as a standby is, or an SQLite file without rights."""
    cause = getattr(error, "orig", None)
    read_only = "25006"  # read_only_sql_transaction
    code = getattr(cause, "sqlite_errorcode", None) or 0
    return getattr(cause, "sqlstate", "") == read_only or code & 0xFF == sqlite3.SQLITE_READONLY


def page(code: int, title: str, text: str) -> Response:
    """A page that says one thing; `text` is HTML."""
    shown = _PAGE.format(title=escape(title), text=text, links=_LINKS)
    return Response(shown, code, mimetype="text/html")


def _not_yours(code: int, signs_in: bool) -> Response:
    """Refuse somebody who is signed in, and lead to what the account can do."""
    by_script = request.path.startswith("/_dash") or _wants_json()
    actor = current_actor() if signs_in and not by_script else None
    if actor is None:
        return _answer(code, _NOT_YOURS, _ASK)
    ways = server_pages.ways_of(actor)
    response = server_pages.show("refused.html", code, heading=_NOT_YOURS, text=_ASK, ways=ways)
    return server_pages.no_store(response)


def _failure(error: Exception) -> Response:
    number = request_id()
    log.error("request failed, number %s", number, exc_info=error)
    if problem_details.concerns(request.path):
        return problem_details.failure(number)
    text = f"Try again in a moment. If it happens again, tell us the number {number}."
    return _answer(500, "Something went wrong", text)


def _busy(error: Exception) -> Response:
    # Not the whole error, which holds what was to be written.
    log.error("database failed, number %s: %s", request_id(), getattr(error, "orig", error))
    text = _UNWRITABLE if _takes_no_changes(error) else _UNREADABLE
    asked = problem_details.concerns(request.path)
    response = problem_details.unavailable() if asked else _answer(503, *text)
    response.headers["Retry-After"] = "60"
    return response


def _reads() -> bool:
    return request.method in ("GET", "HEAD")


def _wants_json() -> bool:
    """Tell if a script asks, which shows an error itself."""
    if not request.path.startswith(("/visits/", "/partnership/", "/findings/")):
        return False
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    posted = not _reads() and request.path.startswith("/visits/")
    return posted or best == "application/json"


def _answer(code: int, title: str, text: str) -> Response:
    if request.path.startswith("/_dash"):
        return Response(f"{title}. {text}", code, mimetype="text/plain")
    if _wants_json():
        response = jsonify(error=f"{title}. {text}")
        response.status_code = code
        return response
    return page(code, title, text)
