"""The pages of accounts, made on the server: signing in and out, one's own account, all accounts.

They are forms that work without scripts. Who may see what is checked in the service.
"""

from __future__ import annotations

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
from portal.urls import ACCOUNT, ACCOUNTS, AUDIT, COMPARE, SIGN_IN, SIGN_OUT, local_path
from portal.web import rate_limits, server_pages
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

    def show(template: str, code: int = 200, **values: Any) -> Response:
        provider = settings.oidc_name if settings.oidc_issuer else ""
        return server_pages.show(template, code, provider=provider, **values)

    def go(path: str) -> Response:
        return sessions.mark(server_pages.go(path), settings)

    def left() -> Response:
        sessions.end()
        response = go(COMPARE)
        # Not "storage": it keeps what was typed and could not be saved, for its writer's return.
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def sign_in_page() -> Response:
        after = local_path(request.args.get("next"))
        if sessions.current_actor() is not None:
            return go(after)
        form = SignInForm(formdata=None, data={"next": after})
        return show("sign_in.html", form=form, problem="", after=after)

    def sign_in() -> Response:
        form = SignInForm(request.form)  # of itself it would read JSON too, in any shape
        after = local_path(form.next.data)
        try:
            key = accounts.sign_in(form.name.data or "", form.password.data or "", sessions.place())
        except TooManyAttempts:
            abort(429)
        if key is None:
            return show("sign_in.html", 401, form=form, problem=WRONG, after=after)
        sessions.begin(key, accounts)
        return go(after)

    def sign_out() -> Response:
        accounts.sign_out(sessions.current_key())
        return left()

    def own_page(code: int = 200, problem: str = "", done: str = "") -> Response:
        actor = sessions.current_actor()
        account, places = (
            accounts.own_account(actor),
            accounts.places(actor, sessions.current_key()),
        )
        return show(
            "account.html",
            code,
            form=PasswordForm(formdata=None),  # only now: its token makes a cookie
            account=account,
            places=places,
            problem=problem,
            told=done,
            meaning=ROLES,
        )

    def change_password() -> Response:
        form, actor = PasswordForm(request.form), sessions.current_actor()
        if form.new.data != form.again.data:
            return own_page(400, "The two new passwords differ.")
        old, new = form.old.data or "", form.new.data or ""
        try:
            key = accounts.change_password(actor, old, new, sessions.place())
        except AccountProblem as problem:
            return own_page(400, str(problem))
        except TooManyAttempts:
            abort(429)
        sessions.begin(key, accounts)
        message = "Your password is changed. You are signed out everywhere else."
        return sessions.mark(own_page(done=message), settings)

    def everywhere() -> Response:
        accounts.sign_out_everywhere(sessions.current_actor())
        return left()

    def all_accounts(code: int = 200, problem: str = "") -> Response:
        actor = sessions.current_actor()
        rows = listed(accounts.list(actor), page_asked(request.args))
        return show(
            "accounts.html",
            code,
            accounts=rows,
            address=page_address(ACCOUNTS, {}),
            meaning=ROLES,
            problem=problem,
        )

    def change_account() -> Response:
        name, actor = request.form.get("name", ""), sessions.current_actor()
        change = {"disable": accounts.disable, "enable": accounts.enable}
        try:
            change.get(request.form.get("do", ""), _nothing)(actor, name)
        except AccountProblem as problem:
            return all_accounts(400, str(problem))
        return go(ACCOUNTS)

    def audit() -> Response:
        actor = sessions.current_actor()
        account, action = request.args.get("account", ""), request.args.get("action", "")
        return show(
            "audit.html",
            rows=accounts.audited(actor, account.strip(), action, page_asked(request.args)),
            address=page_address(AUDIT, {"account": account, "action": action}),
            actions=accounts.audit_actions(actor),
            account=account,
            action=action,
        )

    # Attempts for one name are counted in the database.
    limited = limiter.limit(rate_limits.SIGN_IN)
    pages.add_url_rule(SIGN_IN, "sign_in_page", sign_in_page)
    pages.add_url_rule(SIGN_IN, "sign_in", limited(sign_in), methods=["POST"])
    pages.add_url_rule(SIGN_OUT, "sign_out", sign_out, methods=["POST"])
    pages.add_url_rule(ACCOUNT, "own", own_page)
    pages.add_url_rule(
        f"{ACCOUNT}/password", "password", limited(change_password), methods=["POST"]
    )
    pages.add_url_rule(f"{ACCOUNT}/sign-out-everywhere", "out", everywhere, methods=["POST"])
    pages.add_url_rule(ACCOUNTS, "all", all_accounts)
    pages.add_url_rule(ACCOUNTS, "change", change_account, methods=["POST"])
    pages.add_url_rule(AUDIT, "audit", audit)
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _nothing(actor: Actor | None, _name: str) -> None:
    require(actor, ADMINISTRATOR)  # who may not change accounts learns nothing of how to
    abort(400)
