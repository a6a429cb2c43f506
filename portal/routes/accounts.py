"""The pages of accounts, made on the server: signing in and out, one's own account, all accounts.

They are forms that work without scripts. Who may see what is checked in the service.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, abort, request
from flask_limiter import Limiter
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from portal.auth import sessions
from portal.auth.accounts import AccountService
from portal.domain.access import ADMINISTRATOR, ROLES, Actor, require
from portal.domain.accounts import AccountProblem, TooManyAttempts
from portal.domain.paging import listed
from portal.settings import Settings
from portal.urls import ACCOUNT, ACCOUNTS, AUDIT, HOME, SIGN_IN, SIGN_OUT, local_path
from portal.web import rate_limits, server_pages
from portal.web.handlers import bound
from portal.web.server_pages import no_store, page_address, page_asked

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
    add(ACCOUNTS, "all", _all_accounts)
    add(ACCOUNTS, "change", _change_account, "POST")
    add(AUDIT, "audit", _audit)
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
    except TooManyAttempts:
        abort(429)
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
    except TooManyAttempts:
        abort(429)
    sessions.begin(key, accounts)
    message = "Your password is changed. You are signed out everywhere else."
    return sessions.mark(_own_page(accounts, settings, done=message), settings)


def _everywhere(accounts: AccountService, settings: Settings) -> Response:
    accounts.sign_out_everywhere(sessions.current_actor())
    return _left(settings)


def _all_accounts(
    accounts: AccountService, settings: Settings, code: int = 200, problem: str = ""
) -> Response:
    actor = sessions.current_actor()
    rows = listed(accounts.list(actor), page_asked(request.args))
    return _show(
        settings,
        "accounts.html",
        code,
        accounts=rows,
        address=page_address(ACCOUNTS, {}),
        meaning=ROLES,
        problem=problem,
    )


def _change_account(accounts: AccountService, settings: Settings) -> Response:
    name, actor = request.form.get("name", ""), sessions.current_actor()
    change = {"disable": accounts.disable, "enable": accounts.enable}
    try:
        change.get(request.form.get("do", ""), _nothing)(actor, name)
    except AccountProblem as problem:
        return _all_accounts(accounts, settings, 400, str(problem))
    return _go(settings, ACCOUNTS)


def _audit(accounts: AccountService, settings: Settings) -> Response:
    actor = sessions.current_actor()
    account, action = request.args.get("account", ""), request.args.get("action", "")
    return _show(
        settings,
        "audit.html",
        rows=accounts.audited(actor, account.strip(), action, page_asked(request.args)),
        address=page_address(AUDIT, {"account": account, "action": action}),
        actions=accounts.audit_actions(actor),
        account=account,
        action=action,
    )


def _nothing(actor: Actor | None, _name: str) -> None:
    require(actor, ADMINISTRATOR)  # who may not change accounts learns nothing of how to
    abort(400)


# Attempts from one address are counted; those for one name are in the database.
_GUESSES = (_sign_in, _change_password)
