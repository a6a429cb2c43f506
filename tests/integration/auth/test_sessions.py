"""Signing in over HTTP, on both databases: cookies, tokens, limits, who may see what."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.cookies import Morsel, SimpleCookie
from typing import Any

import pytest
from flask import Flask
from itsdangerous import TimestampSigner
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from db.session import make_sessions
from portal.app import create_app
from portal.auth.accounts import AccountService
from portal.auth.attempts import MOST_FAILURES
from portal.auth.audit import AuditLog
from portal.auth.sessions import SESSION_COOKIE
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER, NotAllowed, NotSignedIn
from portal.domain.accounts import AuditFilter
from portal.services.compare import CompareService
from portal.settings import Settings, SettingsError
from portal.urls import local_path
from portal.web import error_pages
from tests.support.asking import ask
from tests.support.signing_in import (
    OPERATOR,
    PASSWORD,
    make_account,
    sign_in_client,
    sign_out_client,
)

KEY = "a key that only these tests use, long enough"
ANN, CHIEF = "ann@example.org", "chief@example.org"
PUBLIC = (
    "/plans",
    "/about",
    "/findings",
    "/healthz",
    "/data/items.csv",
    "/assets/css/20-portal.css",
)


@pytest.fixture
def portal(filled_engine: Engine) -> Callable[..., Any]:
    """Makes a portal over the filled database; gives its server."""

    def made(**settings: Any) -> Any:
        url = filled_engine.url.render_as_string(hide_password=False)
        given = {"database_url": url, "secret_key": KEY, **settings}
        return create_app(Settings(**given), filled_engine).server

    return made


@pytest.fixture
def sessions(filled_engine: Engine) -> sessionmaker[Session]:
    sessions = make_sessions(filled_engine)
    make_account(sessions, ANN, [REVIEWER], display="Ann <b>")
    make_account(sessions, CHIEF, [ADMINISTRATOR])
    return sessions


@pytest.fixture
def client(portal: Callable[..., Any], sessions: sessionmaker[Session]) -> Any:
    return portal().test_client()


def token_in(answer: Any) -> str:
    match = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert match, answer.text
    return match.group(1)


def try_to_sign_in(client: Any, name: str, password: str, **more: str) -> Any:
    page = client.get("/sign-in")
    data = {"csrf_token": token_in(page), "name": name, "password": password, **more}
    return client.post("/sign-in", data=data)


def cookies(answer: Any) -> dict[str, Morsel[str]]:
    jar: SimpleCookie = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        jar.load(header)
    return dict(jar)


def test_one_signs_in_and_out(client: Any, sessions: sessionmaker[Session]) -> None:
    answer = try_to_sign_in(client, ANN, PASSWORD, next="/findings?kind=two-places")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/findings?kind=two-places")
    me = client.get("/me")
    assert me.json["display"] == "Ann <b>"
    assert me.json["roles"] == [REVIEWER]
    assert me.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in me.headers
    page = client.get("/account")
    assert "Ann &lt;b&gt;" in page.text
    assert "Ann <b>" not in page.text
    assert client.get("/sign-in?next=/about").headers["Location"] == "/about"
    out = client.post("/sign-out", data={"csrf_token": me.json["csrf"]})
    assert (out.status_code, out.headers["Location"]) == (303, "/")
    assert {name: cookie["max-age"] for name, cookie in cookies(out).items()} == {
        "portal_session": "0",
        "portal_signed_in": "0",
    }
    assert client.get("/me").json == {
        "signed_in": False,
        "name": "",
        "display": "",
        "roles": [],
        "returns": False,
        "csrf": None,
    }
    actions = [row.action for row in AuditLog(sessions).newest(OPERATOR, AuditFilter(ANN), most=3)]
    assert actions == ["sign-out", "sign-in", "sign-in attempt"]


def test_a_reader_who_never_signs_in_gets_no_cookie(client: Any) -> None:
    for path in (*PUBLIC, "/me", "/account", "/nowhere"):
        with client.get(path) as answer:
            assert "Set-Cookie" not in answer.headers, path
    answer = ask(client, "compare-results", {"compare-url.search": "?theme=adoption"})
    assert "Set-Cookie" not in answer.headers
    for path in PUBLIC:
        with client.get(path) as answer:
            assert "Cookie" not in answer.headers.get("Vary", ""), path


def test_public_pages_set_no_cookie_for_who_is_signed_in(client: Any) -> None:
    sign_in_client(client, ANN)
    for path in PUBLIC:
        with client.get(path) as answer:
            assert "Set-Cookie" not in answer.headers, path


@pytest.mark.parametrize(
    ("settings", "secure"),
    [
        ({}, False),
        ({"host": "localhost"}, False),
        ({"host": "0.0.0.0"}, True),  # noqa: S104 - read, not bound
        ({"host": "0.0.0.0", "base_url": "http://portal.example"}, False),  # noqa: S104
        ({"base_url": "https://portal.example"}, True),
    ],
)
def test_cookies_say_what_browsers_may_do_with_them(
    portal: Callable[..., Any],
    sessions: sessionmaker[Session],
    settings: dict[str, str],
    secure: bool,
) -> None:
    client = portal(**settings).test_client()
    base = {"base_url": "https://localhost/"} if secure else {}
    page = client.get("/sign-in", **base)
    data = {"csrf_token": token_in(page), "name": ANN, "password": PASSWORD}
    headers = {"Referer": "https://localhost/sign-in"}
    answer = client.post("/sign-in", data=data, headers=headers, **base)
    assert answer.status_code == 303
    jar = cookies(answer)
    session = jar.pop("__Host-portal_session" if secure else "portal_session")
    marker = jar.pop("portal_signed_in")
    assert not jar
    assert session["httponly"] is True
    assert not marker["httponly"]
    assert marker.value == "1"
    for cookie in (session, marker):
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
        assert bool(cookie["secure"]) is secure
    assert client.get("/me", **base).json["signed_in"]


def test_a_session_is_new_at_each_sign_in(client: Any) -> None:
    """A cookie planted in the browser before the sign-in is worth nothing after it."""
    before = cookies(client.get("/sign-in"))["portal_session"].value
    first = cookies(try_to_sign_in(client, ANN, PASSWORD))["portal_session"].value
    token = client.get("/me").json["csrf"]
    client.post("/sign-out", data={"csrf_token": token})
    second = cookies(try_to_sign_in(client, ANN, PASSWORD))["portal_session"].value
    assert len({before, first, second}) == 3
    for old in (before, first):
        client.set_cookie("portal_session", old)
        assert not client.get("/me").json["signed_in"]
    client.set_cookie("portal_session", second)
    assert client.get("/me").json["signed_in"]
    client.set_cookie("portal_session", second + "x")
    assert not client.get("/me").json["signed_in"]


def test_signing_in_as_another_ends_the_first_session(client: Any) -> None:
    sign_in_client(client, CHIEF)
    former = client.get_cookie("portal_session").value
    token = client.get("/me").json["csrf"]
    data = {"csrf_token": token, "name": ANN, "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 303
    assert client.get("/me").json["roles"] == [REVIEWER]
    client.set_cookie("portal_session", former)
    assert not client.get("/me").json["signed_in"]


def test_a_marker_without_a_session_is_taken_away(client: Any) -> None:
    client.set_cookie("portal_signed_in", "1")
    assert cookies(client.get("/me"))["portal_signed_in"]["max-age"] == "0"


def test_what_is_wrong_is_not_said(client: Any, sessions: sessionmaker[Session]) -> None:
    make_account(sessions, "off@example.org", [REVIEWER])
    AccountService(sessions).disable(OPERATOR, "off@example.org")
    answers = set()
    for name in (ANN, "off@example.org", "nobody@example.org"):
        answer = try_to_sign_in(client, name, PASSWORD if name != ANN else "wrong one, quite long")
        assert "Location" not in answer.headers
        text = answer.text.replace(name, "NAME").replace(token_in(answer), "TOKEN")
        answers.add((answer.status_code, text))
        assert "The name or the password is not right." in text
        assert PASSWORD not in text
    assert len(answers) == 1
    assert answers.pop()[0] == 401


def test_attempts_are_limited_for_a_name_and_for_an_address(
    portal: Callable[..., Any], sessions: sessionmaker[Session]
) -> None:
    server = portal()
    shut = set()
    for name in ("guessed@example.org", "unknown@example.org"):
        if name.startswith("guessed"):
            make_account(sessions, name)
        client = server.test_client()
        for number in range(MOST_FAILURES + 1):
            page = client.get("/sign-in")
            data = {"csrf_token": token_in(page), "name": name, "password": f"wrong {number}"}
            address = {"REMOTE_ADDR": "192.0.2.1" if name.startswith("g") else "192.0.2.2"}
            answer = client.post("/sign-in", data=data, environ_overrides=address)
        text = answer.text.replace(name, "NAME").replace(token_in(answer), "TOKEN")
        shut.add((answer.status_code, re.sub(r"at \d\d:\d\d", "at TIME", text)))
    ((status, text),) = shut
    assert status == 429
    assert "Try again at TIME UTC" in text
    client = server.test_client()
    statuses = [try_to_sign_in(client, f"name{number}", "x").status_code for number in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    assert client.get("/plans").status_code == 200
    assert client.get("/sign-in").status_code == 200


def test_behind_a_proxy_the_readers_address_counts(
    portal: Callable[..., Any], sessions: sessionmaker[Session]
) -> None:
    def statuses(client: Any) -> list[int]:
        routes = []
        for number in range(11):
            page = client.get("/sign-in")
            data = {"csrf_token": token_in(page), "name": f"n{number}x", "password": "x"}
            headers = {"X-Forwarded-For": f"198.51.100.{number}"}
            routes.append(client.post("/sign-in", data=data, headers=headers).status_code)
        return routes

    assert statuses(portal(proxies=1).test_client()) == [401] * 11
    # Nobody is believed who is not trusted.
    assert statuses(portal().test_client()) == [401] * 10 + [429]


POSTS = (
    "/sign-in",
    "/sign-out",
    "/account/password",
    "/account/sign-out-everywhere",
    "/accounts",
)


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_done_without_the_token(client: Any, path: str) -> None:
    for signed_in in (False, True):
        if signed_in:
            sign_in_client(client, CHIEF)
        data = {"name": ANN, "password": PASSWORD, "do": "disable", "old": PASSWORD}
        # Nobody is told to sign in; whoever signs in or is signed in, to reload the form.
        status, text = 400, "This form is too old"
        if not signed_in and path != "/sign-in":
            status, text = 401, "Sign in to see this"
        for more in ({}, {"csrf_token": "x"}, {"csrf_token": ""}):
            answer = client.post(path, data={**data, **more})
            assert answer.status_code == status
            assert text in answer.text
        assert client.post(path, json=data, headers={"X-CSRFToken": "x"}).status_code == status
        assert client.get("/me").json["signed_in"] is signed_in


def test_the_token_of_another_session_is_refused(
    portal: Callable[..., Any], sessions: sessionmaker[Session]
) -> None:
    server = portal()
    first, other = server.test_client(), server.test_client()
    token = sign_in_client(first, ANN)
    sign_in_client(other, CHIEF)
    assert other.post("/sign-out", data={"csrf_token": token}).status_code == 400
    assert first.post("/sign-out", headers={"X-CSRFToken": token}).status_code == 303


LARGE_FILES = (
    "/imports",
    "/imports/folders",
    "/imports/folders/compare",
    "/imports/plans",
    "/imports/plans/<int(max=2147483647):number>",
    "/imports/reports/upload",
    "/imports/reports/overview",
    "/region/templates",
    "/visits/<visit>/evidence",
    "/shared",
)


def test_every_route_that_can_be_posted_to_needs_the_token(client: Any) -> None:
    posted = {"POST", "PUT", "PATCH", "DELETE"}
    rules = client.application.url_map.iter_rules()
    paths = [(r.rule, method) for r in rules for method in (r.methods or set()) & posted]
    assert set(POSTS) <= {path for path, _ in paths}
    sign_in_client(client, ANN)
    for path, method in paths:
        if path != "/_dash-update-component":
            answer = client.open(re.sub(r"<[^>]+>", "1", path), method=method)
            # Imports ask for the role first: a large file is not read for anybody.
            assert answer.status_code == (403 if path in LARGE_FILES else 400), path


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/findings?kind=odd#x", "/findings?kind=odd#x"),
        ("/visits/7", "/visits/7"),
        ("", "/"),
        (None, "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        (" //evil.example", "/"),
        ("/a\\..\\evil", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("/sign-in?next=/sign-out", "/"),
        ("/sign-out", "/"),
    ],
)
def test_one_is_only_sent_to_this_portal(asked: str | None, path: str) -> None:
    assert local_path(asked) == path


def test_an_open_redirect_is_refused(client: Any) -> None:
    page = client.get("/sign-in?next=https://evil.example/")
    assert "evil.example" not in page.text
    answer = try_to_sign_in(client, ANN, PASSWORD, next="//evil.example/")
    assert answer.headers["Location"] == "/"
    assert client.get("/sign-in?next=//evil.example/").headers["Location"] == "/"


PRIVATE = ("/account", "/accounts", "/audit")


@pytest.mark.parametrize("path", PRIVATE)
def test_nobody_is_asked_to_sign_in_first(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 401
    assert f'href="/sign-in?next=%2F{path[1:]}"' in answer.text
    assert ANN not in answer.text


@pytest.mark.parametrize("role", ["", PARTNER, REVIEWER, EDITOR, ADMINISTRATOR])
def test_each_role_sees_what_is_its_own(
    client: Any, sessions: sessionmaker[Session], role: str
) -> None:
    name = f"{role or 'none'}@example.org"
    make_account(sessions, name, [role] if role else [])
    sign_in_client(client, name)
    allowed = 200 if role == ADMINISTRATOR else 403
    assert client.get("/account").status_code == 200
    for path in ("/accounts", "/audit?account=ann@example.org"):
        answer = client.get(path)
        assert answer.status_code == allowed
        assert (ANN in answer.text) is (allowed == 200)
        assert answer.headers["Cache-Control"] in ("no-store", "no-cache")


def test_a_disabled_account_is_out_at_once(
    portal: Callable[..., Any], sessions: sessionmaker[Session]
) -> None:
    number = make_account(sessions, "bob@example.org", [PARTNER]).id
    server = portal()
    bob, chief = server.test_client(), server.test_client()
    sign_in_client(bob, "bob@example.org")
    token = sign_in_client(chief, CHIEF)
    data = {"csrf_token": token, "do": "disable", "sure": "yes"}
    assert chief.post(f"/accounts/{number}", data=data).status_code == 303
    assert bob.get("/account").status_code == 401
    assert "disabled" in chief.get("/accounts").text


def test_a_clock_that_is_set_back_signs_nobody_out(
    client: Any, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account(sessions, "anna")
    sign_in_client(client, "anna")
    now = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: now(signer) - 7_200)
    assert client.get("/me").json["signed_in"]
    client.set_cookie(SESSION_COOKIE, "forged.by.hand")
    assert not client.get("/me").json["signed_in"]


def test_one_changes_ones_password(
    portal: Callable[..., Any], sessions: sessionmaker[Session]
) -> None:
    make_account(sessions, "pat@example.org")
    server = portal()
    here, there = server.test_client(), server.test_client()
    token = sign_in_client(here, "pat@example.org")
    sign_in_client(there, "pat@example.org")
    assert here.get("/account").text.count("Another browser") == 1
    form = {"csrf_token": token, "old": PASSWORD, "new": "ten tall trees", "again": "ten tall tree"}
    assert "differ" in here.post("/account/password", data=form).text
    form["again"] = form["new"]
    wrong = here.post("/account/password", data={**form, "old": "wrong and long enough"})
    assert "The present password is not right." in wrong.text
    done = here.post("/account/password", data=form)
    assert "Your password is changed" in done.text
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 401
    everywhere = {"csrf_token": here.get("/me").json["csrf"]}
    assert here.post("/account/sign-out-everywhere", data=everywhere).status_code == 303
    assert here.get("/account").status_code == 401
    AccountService(sessions).reset(OPERATOR, "pat@example.org", PASSWORD)


def test_a_refused_callback_has_a_status_and_no_data(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"compare-url.search": "?theme=adoption&words=refused"}
    for error, status in ((NotSignedIn, 401), (NotAllowed, 403)):
        with monkeypatch.context() as patch:

            def refuse(*_args: Any, error: type[Exception] = error, **_kwargs: Any) -> Any:
                raise error

            patch.setattr(CompareService, "page", refuse)
            for encoding in ("", "zstd", "gzip"):
                headers = {"Accept-Encoding": encoding}
                answer = ask(client, "compare-results", values)
                assert (answer.status_code, answer.data) == (status, b""), headers
                assert answer.headers["Cache-Control"] == "no-store"
    answer = ask(client, "compare-results", values)
    assert answer.status_code == 200
    assert b"compare-results" in answer.data


def test_scripts_are_refused_in_json_and_readers_in_words() -> None:
    server = Flask("tests")
    server.add_url_rule("/visits/<name>", "visit", _refuse, methods=["GET", "POST", "PUT"])
    server.add_url_rule("/pack", "pack", _refuse)
    error_pages.register(server, signs_in=False)
    client = server.test_client()
    for answer in (
        client.post("/visits/7"),
        client.put("/visits/7", headers={"Accept": "text/html"}),
        client.get("/visits/7", headers={"Accept": "application/json"}),
    ):
        assert (answer.status_code, answer.mimetype) == (403, "application/json")
        assert "your account" in answer.json["error"]
    for path in ("/visits/7", "/pack"):
        answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        assert (answer.status_code, answer.mimetype) == (403, "text/html")


def _refuse(**_variables: str) -> str:
    raise NotAllowed


def test_signing_in_can_be_left_out(portal: Callable[..., Any]) -> None:
    client = portal(sign_in="off", secret_key="").test_client()
    for path in ("/sign-in", "/me", "/account", "/accounts", "/audit"):
        assert client.get(path).status_code == 404
    assert client.post("/sign-in").status_code == 405
    assert "app-user" not in client.get("/_dash-layout").text
    assert "Set-Cookie" not in client.get("/plans").headers


def test_the_frame_is_the_same_for_everybody(client: Any) -> None:
    before = client.get("/_dash-layout").data
    sign_in_client(client, ANN)
    assert client.get("/_dash-layout").data == before
    assert b"app-user" in before
    sign_out_client(client)


def test_a_store_of_limits_that_cannot_be_used_is_said(portal: Callable[..., Any]) -> None:
    with pytest.raises(SettingsError, match="PORTAL_LIMITS_STORE is 'nowhere://'"):
        portal(limits_store="nowhere://")


def test_only_the_first_rows_of_the_log_are_shown(client: Any) -> None:
    sign_in_client(client, CHIEF)
    page = client.get("/audit?action=account+added&account=ann%40example.org")
    assert page.text.count("<tr><td") == 1
    assert client.get("/audit?account=%00").status_code == 200
    assert client.get("/audit?action=%27%3B--").text.count("<tr><td") == 0
