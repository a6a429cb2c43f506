"""Sessions of whoever is signed in, their cookies, tokens against forged requests.

A session is a row of `sign_ins`; its key is the user id that Flask-Login keeps in the signed
cookie. A reader who never signs in gets no cookie, and nothing here is asked for them.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Request, Response, g, has_request_context, jsonify, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import BadSignature

from portal.auth.accounts import AccountService
from portal.auth.addresses import who_asks
from portal.auth.directory import LONGEST
from portal.auth.secret_key import secret_key
from portal.domain.access import Actor
from portal.domain.shared import seen_by
from portal.settings import Settings
from portal.urls import CALLBACKS, ME

# Tells scripts that somebody may be signed in, so that nobody else asks `/me`; holds no secret.
MARKER = "portal_signed_in"
SESSION_COOKIE = "portal_session"


class Person(UserMixin):  # type: ignore[misc] # Flask-Login is not typed
    """Somebody who is signed in, under the key of the session."""

    def __init__(self, key: str, actor: Actor) -> None:
        self.key = key
        self.actor = actor

    def get_id(self) -> str:
        """Give the signed cookie its content."""
        return self.key


class LazySessions(SecureCookieSessionInterface):
    """Flask's own sessions, without the work where a browser sends no cookie at all.

    A cookie's age is not asked for: the session's row says when it ends, and a clock that is set
    back would make every cookie one from the future, and everybody signed out.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request."""
        if "HTTP_COOKIE" not in request.environ and app.secret_key:
            return self.session_class()
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        signed = request.cookies.get(self.get_cookie_name(app))
        if not signed:
            return self.session_class()
        try:
            return self.session_class(serializer.loads(signed))
        except BadSignature:
            return self.session_class()


def current_actor() -> Actor | None:
    """Find who asks; None where nobody is signed in, and outside a request."""
    if not has_request_context():
        return None
    person = current_user._get_current_object()
    return person.actor if isinstance(person, Person) else None


def current_key() -> str:
    """The key of the session that asks; empty where nobody is signed in."""
    person = current_user._get_current_object()
    return person.key if isinstance(person, Person) else ""


def register(server: Flask, accounts: AccountService, settings: Settings) -> None:
    """Make sessions work.

    Raises:
        SettingsError: if there is no secret key.
    """
    server.config.update(
        SECRET_KEY=secret_key(settings),
        SESSION_COOKIE_NAME=f"__Host-{SESSION_COOKIE}" if settings.secure else SESSION_COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        WTF_CSRF_TIME_LIMIT=None,  # a token is good for as long as its session
    )
    server.session_interface = LazySessions()
    manager = LoginManager()
    # The session's row says how long it lasts. Not `init_app`: the hook that it adds, for a
    # cookie that is not used here, reads the session for each answer and makes it depend on it.
    manager.session_protection = None
    server.login_manager = manager  # type: ignore[attr-defined]

    def load(key: object) -> Person | None:
        actor = accounts.actor_of(key) if isinstance(key, str) else None
        return Person(str(key), actor) if actor else None

    manager.user_loader(load)
    # Callbacks read and change nothing; all else that is posted needs the token.
    CSRFProtect(server).exempt(_view_of(server, CALLBACKS))
    server.add_url_rule(ME, "me", _me)


def begin(key: str, accounts: AccountService) -> None:
    """Go on as the person of a new session; nothing of the former one is kept."""
    actor, former = accounts.actor_of(key), current_key()
    if former:
        accounts.sign_out(former)
    session.clear()
    g.pop("csrf_token", None)
    if actor is not None:
        login_user(Person(key, actor))
        generate_csrf()


def end() -> None:
    """Go on as nobody."""
    logout_user()
    session.clear()


def mark(response: Response, settings: Settings) -> Response:
    """Tell the browser's scripts whether somebody is signed in."""
    if current_actor() is None:
        response.delete_cookie(MARKER, secure=settings.secure, samesite="Lax")
    else:
        lasting = timedelta(seconds=LONGEST.total_seconds())
        response.set_cookie(
            MARKER, "1", max_age=lasting, secure=settings.secure, samesite="Lax", httponly=False
        )
    return response


def place() -> str:
    """Where a request comes from, for the audit log."""
    return f"from {who_asks() or 'nowhere'}"


def _me() -> Response:
    """Tell scripts who asks, and the token that their requests must carry."""
    actor = current_actor()
    response = jsonify(
        signed_in=actor is not None,
        name=actor.name if actor else "",
        display=actor.display if actor else "",
        roles=sorted(actor.roles) if actor else [],
        returns=not seen_by(actor).nothing,
        csrf=generate_csrf() if actor else None,
    )
    response.headers["Cache-Control"] = "no-store"
    if actor is None and MARKER in request.cookies:
        response.delete_cookie(MARKER, samesite="Lax")
    return response


def _view_of(server: Flask, path: str) -> object:
    endpoint = next(rule.endpoint for rule in server.url_map.iter_rules() if rule.rule == path)
    return server.view_functions[endpoint]
