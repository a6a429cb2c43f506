"""The pages of administrators: all accounts, one of them, the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Flask, Response, abort, request
from werkzeug.datastructures import MultiDict

from portal.auth import sessions
from portal.auth.accounts import AccountService
from portal.auth.administration import LINK_LASTS
from portal.auth.audit import COLUMNS, AuditLog
from portal.domain.access import ADMINISTRATOR, ROLES, SUBMITTER, Actor, require
from portal.domain.accounts import AccountProblem, AccountView, AuditFilter, NewLink, known_groups
from portal.exports.tabular import csv_parts
from portal.settings import Settings
from portal.urls import ACCOUNTS, AUDIT, link_url
from portal.web import confirming
from portal.web.handlers import bound
from portal.web.server_pages import attachment, go, no_store, page_address, page_asked, show

DONE = {
    "disable": "The account is disabled, and signed out everywhere.",
    "enable": "The account is enabled.",
    "roles": "The roles are changed; they count from the next page on.",
    "groups": "The groups are changed; they count from the next page on.",
    "unlock": "The account is unlocked.",
}
Form = MultiDict[str, str]
_LASTS = f"It works once, and for {LINK_LASTS.days} days."


def register(server: Flask, accounts: AccountService, audit: AuditLog, settings: Settings) -> None:
    """Add the pages."""
    pages = Blueprint("administration", "portal")
    number = f"{ACCOUNTS}/<int(max=2147483647):number>"
    pages.add_url_rule(ACCOUNTS, "accounts", bound(_accounts, accounts))
    add = bound(_add, accounts, settings)
    pages.add_url_rule(ACCOUNTS, "add", add, methods=["POST"])
    pages.add_url_rule(number, "account", bound(_account, accounts))
    change = bound(_change, accounts, settings)
    pages.add_url_rule(number, "change", change, methods=["POST"])
    pages.add_url_rule(AUDIT, "audit", bound(_audit, audit, accounts))
    pages.add_url_rule(f"{AUDIT}.csv", "audit_file", bound(_audit_file, audit))
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _accounts(accounts: AccountService, code: int = 200, problem: str = "") -> Response:
    search = request.args.get("q", "")
    return show(
        "accounts.html",
        code,
        accounts=accounts.page(sessions.current_actor(), search, page_asked(request.args)),
        address=page_address(ACCOUNTS, {"q": search}),
        search=search,
        meaning=ROLES,
        problem=problem,
        given=request.form,
        chosen=request.form.getlist("role"),
    )


def _add(accounts: AccountService, settings: Settings) -> Response:
    """Add an account and show the link by which its person sets a password."""
    actor, form = require(sessions.current_actor(), ADMINISTRATOR), request.form
    name, roles = form.get("name", ""), form.getlist("role")
    try:
        display, council = form.get("display", ""), form.get("council", "")
        link = accounts.invite(actor, name, roles, display=display, council=council)
    except AccountProblem as problem:
        return _accounts(accounts, 400, str(problem))
    return _show_link(link, settings, "The account is added.")


def _account(accounts: AccountService, number: int, code: int = 200, problem: str = "") -> Response:
    account = accounts.numbered(sessions.current_actor(), number)
    if account is None:
        abort(404)
    return show(
        "account_change.html",
        code,
        account=account,
        meaning=ROLES,
        problem=problem,
        message=DONE.get(request.args.get("done", ""), ""),
    )


def _change(accounts: AccountService, settings: Settings, number: int) -> Response:
    """Ask about a change to an account, then make it."""
    actor, form = require(sessions.current_actor(), ADMINISTRATOR), request.form
    account, action = accounts.numbered(actor, number), form.get("do", "")
    if account is None:
        abort(404)
    if action not in _CHANGES:
        abort(400)
    question, button, effects, change = _CHANGES[action]
    here = f"{ACCOUNTS}/{number}"
    try:
        if not confirming.confirmed():
            lines = effects(account, form)
            return confirming.ask(question.format(account.name), lines, button, here)
        link = change(accounts, actor, account.name, form)
    except AccountProblem as problem:
        return _account(accounts, number, 400, str(problem))
    if link is not None:
        return _show_link(link, settings, "The link is made.")
    return go(f"{here}?done={action}")


def _show_link(link: NewLink, settings: Settings, message: str) -> Response:
    address = (settings.base_url or request.host_url.rstrip("/")) + link_url(link.key)
    return show("new_link.html", link=link, address=address, message=message)


def _disable_effects(account: AccountView, _form: Form) -> list[str]:
    return [
        f"{account.display} is signed out everywhere at once and cannot sign in.",
        "A link that was made for the account ends.",
        "What the person wrote stays, under the same name. You can enable the account again.",
    ]


def _enable_effects(account: AccountView, _form: Form) -> list[str]:
    return [f"{account.display} can sign in again, with the roles the account had."]


def _link_effects(account: AccountView, _form: Form) -> list[str]:
    lines = [f"You are shown a link for {account.display} to set a password. {_LASTS}"]
    if account.link_until is not None:
        lines.append("The link that was made before ends.")
    if account.password:
        lines.append("The present password stops working now; the person is signed out everywhere.")
    return lines


def _roles_effects(account: AccountView, form: Form) -> list[str]:
    roles, council = form.getlist("role"), form.get("council", "").strip()
    more = [role for role in ROLES if role in roles and role not in account.roles]
    less = [role for role in ROLES if role not in roles and role in account.roles]
    lines = [f"{account.display} becomes {role}: {ROLES[role]}." for role in more]
    lines += [f"{account.display} stops being {role}: {ROLES[role]}." for role in less]
    if SUBMITTER in roles and council and council not in (account.council, account.council_name):
        lines.append(f"{account.display} sends the returns of {council}, and of no other council.")
    return lines or ["Nothing changes: the account has these roles already."]


def _groups_effects(account: AccountView, form: Form) -> list[str]:
    groups = known_groups(form.get("groups", "").splitlines())
    more = [name for name in groups if name not in account.groups]
    less = [name for name in account.groups if name not in groups]
    lines = [f"{account.display} sees what is shared with the group “{name}”." for name in more]
    lines += [f"{account.display} sees nothing more of the group “{name}”." for name in less]
    return lines or ["Nothing changes: the account is in these groups already."]


def _unlock_effects(account: AccountView, _form: Form) -> list[str]:
    return [
        "The count of failed attempts begins anew, from every place.",
        "Do this if you know that the person mistyped: it gives whoever guesses as many tries.",
    ]


Change = Callable[[AccountService, Actor, str, Form], NewLink | None]
Effects = Callable[[AccountView, Form], list[str]]
# What can be done to an account: the question, the button, what happens, and doing it.
_CHANGES: dict[str, tuple[str, str, Effects, Change]] = {
    "disable": (
        "Disable {}?",
        "Disable the account",
        _disable_effects,
        lambda accounts, actor, name, _form: accounts.disable(actor, name),
    ),
    "enable": (
        "Enable {}?",
        "Enable the account",
        _enable_effects,
        lambda accounts, actor, name, _form: accounts.enable(actor, name),
    ),
    "link": (
        "Make a link for {}?",
        "Make the link",
        _link_effects,
        lambda accounts, actor, name, _form: accounts.make_link(actor, name),
    ),
    "roles": (
        "Change the roles of {}?",
        "Change the roles",
        _roles_effects,
        lambda accounts, actor, name, form: accounts.set_roles(
            actor, name, form.getlist("role"), council=form.get("council", "")
        ),
    ),
    "groups": (
        "Change the groups of {}?",
        "Change the groups",
        _groups_effects,
        lambda accounts, actor, name, form: accounts.set_groups(
            actor, name, form.get("groups", "").splitlines()
        ),
    ),
    "unlock": (
        "Unlock {}?",
        "Unlock the account",
        _unlock_effects,
        lambda accounts, actor, name, _form: accounts.unlock(actor, name),
    ),
}


def _audit(audit: AuditLog, accounts: AccountService) -> Response:
    actor = sessions.current_actor()
    wanted, problem = _wanted()
    query = {name: request.args.get(name, "") for name in ("account", "action", "since", "until")}
    return show(
        "audit.html",
        400 if problem else 200,
        rows=audit.page(actor, wanted, page_asked(request.args)),
        address=page_address(AUDIT, query),
        file=page_address(f"{AUDIT}.csv", query)(1),
        actions=audit.actions(actor),
        names=[account.name for account in accounts.list(actor)],
        query=query,
        problem=problem,
    )


def _audit_file(audit: AuditLog) -> Response:
    wanted, problem = _wanted()
    rows: Any = audit.rows(sessions.current_actor(), wanted)
    if problem:
        abort(400)
    return attachment("audit.csv", csv_parts(rows, COLUMNS))


def _wanted() -> tuple[AuditFilter, str]:
    """Read a filter of the log from the address, and explain what of it is not understood."""
    query, days, problem = request.args, {}, ""
    for name in ("since", "until"):
        text = query.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            days[name] = None
            problem = f"“{text}” is no day; write it as 2026-03-31."
    account = query.get("account", "").strip()
    return AuditFilter(account=account, action=query.get("action", ""), **days), problem
