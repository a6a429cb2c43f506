"""Accounts for tests, and signing in: with Flask's test client, and in a browser.

`make_account` remembers where an account is, so that the helpers need its name only. They begin
a session through the service, as the form does, and put its cookie where the browser keeps it:
tests of other things meet no limits on attempts.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session, sessionmaker

from portal.auth.accounts import AccountService
from portal.auth.secret_key import secret_key
from portal.auth.sessions import MARKER, SESSION_COOKIE
from portal.domain.access import SUBMITTER, Actor
from portal.domain.accounts import operator
from portal.settings import Settings

PASSWORD = "seven green bottles"  # noqa: S105 - of accounts that tests make
OPERATOR = operator("tests")
# Made for people who attack nobody: a real hash takes a tenth of a second and 64 MB.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_MADE: dict[str, sessionmaker[Session]] = {}


def make_account(
    sessions: sessionmaker[Session], name: str, roles: Iterable[str] = (), **more: Any
) -> Actor:
    """An account with the password `PASSWORD`, the same one if it is there already.

    A submitter is one of Torbay, unless `more` names another council.
    """
    roles = list(roles)
    more.setdefault("council", "torbay" if SUBMITTER in roles else "")
    accounts = AccountService(sessions, hasher=CHEAP)
    _MADE[name] = sessions
    for account in accounts.list(OPERATOR):
        if account.name == name:
            accounts.enable(OPERATOR, name)
            accounts.set_roles(OPERATOR, name, roles, council=more["council"])
            return actor_named(sessions, name)
    accounts.add(OPERATOR, name, roles, **{"password": PASSWORD, **more})
    return actor_named(sessions, name)


def actor_named(sessions: sessionmaker[Session], name: str) -> Actor:
    """Whoever has an account, with all that the account may do by now."""
    accounts = AccountService(sessions, hasher=CHEAP)
    account = next(each for each in accounts.list(OPERATOR) if each.name == name)
    return Actor(
        account.id,
        account.name,
        account.display,
        frozenset(account.roles),
        council=account.council,
        groups=frozenset(account.groups),
    )


def new_key(name: str, password: str = PASSWORD) -> str:
    """The key of a new session of an account."""
    key = AccountService(_MADE[name], hasher=CHEAP).sign_in(name, password)
    assert key is not None
    return key


def sign_in_client(client: Any, name: str) -> str:
    """Sign a Flask test client in; gives the token that its requests must carry.

    Send it as `headers={"X-CSRFToken": token}`, or as `csrf_token` in a form.
    """
    with client.session_transaction() as session:
        session.clear()
        session.update(_contents(new_key(name)))
    me = client.get("/me").json
    assert me["signed_in"]
    return str(me["csrf"])


def sign_out_client(client: Any) -> None:
    """Make a Flask test client nobody again."""
    with client.session_transaction() as session:
        session.clear()


def sign_in_page(page: Any, name: str, settings: Settings | None = None) -> None:
    """Sign a browser in, whose portal is served from the account's database by http.

    `settings` are those of the portal where it was given a secret key.
    """
    if settings is None:
        url = _MADE[name].kw["bind"].url.render_as_string(hide_password=False)
        settings = Settings(database_url=url)
    value = session_cookie(name, settings)
    address = page.context.request.get("/healthz").url.removesuffix("/healthz")
    page.context.add_cookies(
        [
            {"name": SESSION_COOKIE, "value": value, "url": address, "httpOnly": True},
            {"name": MARKER, "value": "1", "url": address},
        ]
    )


def session_cookie(name: str, settings: Settings) -> str:
    """Sign an account in and return the value of its `SESSION_COOKIE`."""
    signing = Flask("portal")
    signing.secret_key = secret_key(settings)
    serializer = SecureCookieSessionInterface().get_signing_serializer(signing)
    assert serializer is not None
    return str(serializer.dumps(_contents(new_key(name))))


def _contents(key: str) -> dict[str, str]:
    return {"_user_id": key, "csrf_token": secrets.token_hex(20)}
