"""The pages of signing in and out, of a link that sets a password, and of one's own account.

They are forms that work without scripts. Who may see what is checked in the service.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_limiter import Limiter
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from portal.auth import sessions
from portal.auth.accounts import AccountService
from portal.domain.access import ROLES
from portal.domain.accounts import AccountProblem, LinkEnded, TooManyAttempts
from portal.settings import Settings
from portal.urls import ACCOUNT, HOME, SIGN_IN, SIGN_LINK, SIGN_OUT, local_path
from portal.web import rate_limits, server_pages
from portal.web.handlers import bound
from portal.web.server_pages import no_store

WRONG = "The name or the password is not right."


class SignInForm(FlaskForm):  # type: ignore[misc] # Flask-WTF is not typed
    """A name, a password, and where to go after."""

    name = StringField("Name", render_kw={"autocomplete": "username", "autofocus": True})
    password = PasswordField("Password", render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The password as it is, and twice as it is to be."""

    old = PasswordField("Present password", render_kw={"autocomplete": "current-password"})
    new = PasswordField("New password", render_kw={"autocomplete": "new-password"})
    again = PasswordField("New password again", render_kw={"autocomplete": "new-password"})


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """The key of a link, and a password twice."""

    key = HiddenField()
    new = PasswordField("New password", render_kw={"autocomplete": "new-password"})
    again = PasswordField("New password again", render_kw={"autocomplete": "new-password"})


def register(server: Flask, accounts: AccountService, settings: Settings, limiter: Limiter) -> None:
    """Add the pages."""
    pages = Blueprint("account", "portal")

    def add(path: str, name: str, handler: Callable[..., Any], method: str = "GET") -> None:
        view = bound(handler, accounts, settings)
        if handler in _GUESSES:
            view = limiter.limit(rate_limits.SIGN_IN)(view)
        pages.add_url_rule(path, name, view, methods=[method])

    add(SIGN_IN, "sign_in_page", _sign_in_page)
    add(SIGN_IN, "sign_in", _sign_in, "POST")
    add(SIGN_OUT, "sign_out", _sign_out, "POST")
    add(ACCOUNT, "own", _own_page)
    add(f"{ACCOUNT}/password", "password", _change_password, "POST")
    add(f"{ACCOUNT}/sign-out-everywhere", "out", _everywhere, "POST")
    add(SIGN_LINK, "link_page", _link_page)
    add(SIGN_LINK, "use_link", _use_link, "POST")
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _show(settings: Settings, template: str, code: int = 200, **values: Any) -> Response:
    provider = settings.oidc_name if settings.oidc_issuer else ""
    return server_pages.show(template, code, provider=provider, **values)


def _go(settings: Settings, path: str) -> Response:
    return sessions.mark(server_pages.go(path), settings)


def _left(settings: Settings) -> Response:
    sessions.end()
    response = _go(settings, HOME)
    # Not "storage": it keeps what was typed and could not be saved, for its writer's return.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _sign_in_page(accounts: AccountService, settings: Settings) -> Response:
    after = local_path(request.args.get("next"))
    if sessions.current_actor() is not None:
        return _go(settings, after)
    form = SignInForm(formdata=None, data={"next": after})
    return _show(settings, "sign_in.html", form=form, problem="", after=after)


def _sign_in(accounts: AccountService, settings: Settings) -> Response:
    form = SignInForm(request.form)  # of itself it would read JSON too, in any shape
    after = local_path(form.next.data)
    try:
        key = accounts.sign_in(form.name.data or "", form.password.data or "", sessions.place())
    except TooManyAttempts as shut:
        return _show(settings, "sign_in.html", 429, form=form, problem=_shut(shut), after=after)
    if key is None:
        return _show(settings, "sign_in.html", 401, form=form, problem=WRONG, after=after)
    sessions.begin(key, accounts)
    return _go(settings, after)


def _sign_out(accounts: AccountService, settings: Settings) -> Response:
    accounts.sign_out(sessions.current_key())
    return _left(settings)


def _own_page(
    accounts: AccountService, settings: Settings, code: int = 200, problem: str = "", done: str = ""
) -> Response:
    actor = sessions.current_actor()
    account, places = (
        accounts.own_account(actor),
        accounts.places(actor, sessions.current_key()),
    )
    return _show(
        settings,
        "account.html",
        code,
        form=PasswordForm(formdata=None),  # only now: its token makes a cookie
        account=account,
        places=places,
        problem=problem,
        told=done,
        meaning=ROLES,
    )


def _change_password(accounts: AccountService, settings: Settings) -> Response:
    form, actor = PasswordForm(request.form), sessions.current_actor()
    if form.new.data != form.again.data:
        return _own_page(accounts, settings, 400, "The two new passwords differ.")
    old, new = form.old.data or "", form.new.data or ""
    try:
        key = accounts.change_password(actor, old, new, sessions.place())
    except AccountProblem as problem:
        return _own_page(accounts, settings, 400, str(problem))
    except TooManyAttempts as shut:
        return _own_page(accounts, settings, 429, _shut(shut))
    sessions.begin(key, accounts)
    message = "Your password is changed. You are signed out everywhere else."
    return sessions.mark(_own_page(accounts, settings, done=message), settings)


def _everywhere(accounts: AccountService, settings: Settings) -> Response:
    accounts.sign_out_everywhere(sessions.current_actor())
    return _left(settings)


def _link_page(
    accounts: AccountService, settings: Settings, code: int = 200, problem: str = ""
) -> Response:
    """Show whose password a link sets; asking for the page does not use the link up."""
    key = request.values.get("key", "")
    account = accounts.linked(key)
    if account is None:
        return _show(settings, "link.html", 410, account=None)
    form = NewPasswordForm(formdata=None, data={"key": key})
    return _show(settings, "link.html", code, form=form, account=account, problem=problem)


def _use_link(accounts: AccountService, settings: Settings) -> Response:
    form = NewPasswordForm(request.form)
    if form.new.data != form.again.data:
        return _link_page(accounts, settings, 400, "The two passwords differ.")
    try:
        key = accounts.use_link(form.key.data or "", form.new.data or "", sessions.place())
    except AccountProblem as problem:
        return _link_page(accounts, settings, 400, str(problem))
    except LinkEnded:
        return _show(settings, "link.html", 410, account=None)
    sessions.begin(key, accounts)
    return _go(settings, ACCOUNT)


def _shut(shut: TooManyAttempts) -> str:
    return (
        f"This failed too often. Try again at {shut.until:%H:%M} UTC, or ask an administrator "
        "of this portal to unlock the account."
    )


# Attempts from one address are counted; those for one name are in the database.
_GUESSES = (_sign_in, _change_password, _use_link)
