"""Signing in with the organisation's own provider: OpenID Connect, code flow with PKCE.

The provider says who somebody is; whether they have an account is decided here.
"""

from __future__ import annotations

import logging
from html import escape
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, Response, make_response, redirect, request, session
from flask_limiter import Limiter
from joserfc.errors import JoseError
from requests import RequestException

from portal.auth import sessions
from portal.auth.accounts import AccountService
from portal.domain.accounts import subject_key
from portal.settings import Settings
from portal.urls import SIGN_IN, local_path
from portal.web import error_pages
from portal.web.handlers import bound
from portal.web.server_pages import no_store

log = logging.getLogger("portal")

START, BACK = f"{SIGN_IN}/provider", f"{SIGN_IN}/provider/back"
_NEXT, _STATE = "provider_next", "_state_provider_"
_SECONDS = 10
_FAULTS = (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError)


class _Wrong(ValueError):
    """An answer of the provider that does not fit together."""


def register(server: Flask, accounts: AccountService, settings: Settings, limiter: Limiter) -> None:
    """Add the way to the provider and the way back, where one is set."""
    if not settings.oidc_issuer:
        return
    client = OAuth(server).register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or None,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS,
            **({} if settings.oidc_client_secret else {"token_endpoint_auth_method": "none"}),
        },
    )
    pages = Blueprint("provider", "portal")

    limited = limiter.limit("30 per minute")
    pages.add_url_rule(START, "start", limited(bound(_start, client, settings)))
    pages.add_url_rule(BACK, "back", limited(bound(_back, client, settings, accounts)))
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _start(client: Any, settings: Settings) -> Response:
    # An attempt that was given up leaves its state behind; the cookie has room for one.
    for name in [name for name in session if name.startswith(_STATE)]:
        session.pop(name)
    session[_NEXT] = local_path(request.args.get("next"))
    base = settings.base_url or request.host_url.rstrip("/")
    try:
        return make_response(client.authorize_redirect(f"{base}{BACK}"))
    except _FAULTS as error:
        return _failed(settings, error)


def _back(client: Any, settings: Settings, accounts: AccountService) -> Response:
    after = local_path(session.pop(_NEXT, ""))
    try:
        subject, email = _person(client, settings.oidc_issuer)
    except _FAULTS as error:
        return _failed(settings, error)
    key = accounts.sign_in_by_subject(subject, email, sessions.place())
    if key is None:
        return _no_account(settings)
    sessions.begin(key, accounts)
    return sessions.mark(make_response(redirect(after, 303)), settings)


def _person(client: Any, issuer: str) -> tuple[str, str]:
    """The key of who is there, and their e-mail address if the provider has verified it."""
    token = client.authorize_access_token()
    claims = token.get("userinfo")
    if not claims or str(claims.get("iss", "")).rstrip("/") != issuer:
        raise _Wrong("the identity token is missing or is another issuer's")
    person = claims
    if "email" not in claims and "userinfo_endpoint" in client.load_server_metadata():
        person = client.userinfo(token=token)
        if person.get("sub") != claims["sub"]:
            raise _Wrong("the user information is of somebody else")
    verified = person.get("email_verified") is True and isinstance(person.get("email"), str)
    return subject_key(issuer, str(claims["sub"])), person["email"] if verified else ""


def _failed(settings: Settings, error: Exception) -> Response:
    # The provider's own words may name whoever signs in.
    why = str(error) if isinstance(error, _Wrong) else type(error).__name__
    log.warning("sign-in by the provider failed: %s", why)
    return error_pages.page(
        502,
        "Signing in did not work",
        f"{escape(settings.oidc_name.capitalize())} did not confirm who you are. "
        f'<a href="{SIGN_IN}">Try again</a>; if it happens again, tell whoever runs this portal.',
    )


def _no_account(settings: Settings) -> Response:
    return error_pages.page(
        403,
        "There is no account here for you",
        f"You signed in with {escape(settings.oidc_name)}, but no account of this portal is yours. "
        "Ask whoever runs this portal to add one.",
    )
