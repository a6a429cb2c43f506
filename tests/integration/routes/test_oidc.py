"""Signing in with a provider: a real one, run on this machine, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from db.session import make_sessions
from portal.app import create_app
from portal.auth.accounts import AccountService
from portal.auth.audit import AuditLog
from portal.domain.access import PARTNER, REVIEWER
from portal.domain.accounts import subject_key
from portal.settings import Settings
from tests.support.oidc.running import CLIENT, SECRET, answer_as, provider, sign_in_by_provider
from tests.support.signing_in import OPERATOR, make_account

KEY = "a key that only these tests use, long enough"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider() as address:
        yield address


@pytest.fixture
def sessions(filled_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(filled_engine)


@pytest.fixture
def portal(filled_engine: Engine, issuer: str) -> Callable[..., Any]:
    """Makes a portal that signs in with the provider; gives a client."""

    def made(**settings: Any) -> Any:
        url = filled_engine.url.render_as_string(hide_password=False)
        given = {
            "database_url": url,
            "secret_key": KEY,
            "oidc_issuer": issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "oidc_name": "the region's account",
        }
        return create_app(Settings(**{**given, **settings}), filled_engine).server.test_client()

    return made


def test_who_is_linked_signs_in(
    portal: Callable[..., Any], sessions: sessionmaker[Session], issuer: str
) -> None:
    client = portal()
    page = client.get("/sign-in?next=/findings?kind=odd")
    assert "Sign in with the region&#39;s account" in page.text
    assert 'href="/sign-in/provider?next=/findings%3Fkind%3Dodd"' in page.text
    make_account(
        sessions, "kim@region.example", [PARTNER], password=None, subject=subject_key(issuer, "kim")
    )
    answer = sign_in_by_provider(client, "kim", "/findings")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/findings")
    assert "portal_signed_in=1" in " ".join(answer.headers.getlist("Set-Cookie"))
    me = client.get("/me").json
    assert (me["display"], me["roles"]) == ("kim@region.example", [PARTNER])
    assert "Change your password" not in client.get("/account").text
    newest = AuditLog(sessions).newest(OPERATOR, most=1)[0]
    assert (newest.actor, newest.action) == ("kim@region.example", "sign-in by provider")


def test_a_verified_address_links_once(
    portal: Callable[..., Any], sessions: sessionmaker[Session], issuer: str
) -> None:
    make_account(sessions, "lee@example.org", [REVIEWER])
    client = portal()
    assert sign_in_by_provider(client, "lee").status_code == 303
    accounts = AccountService(sessions)
    (linked,) = (
        account for account in accounts.list(OPERATOR) if account.name == "lee@example.org"
    )
    assert linked.subject == subject_key(issuer, "lee")
    assert sign_in_by_provider(portal(), "lee").status_code == 303
    accounts.disable(OPERATOR, "lee@example.org")
    assert client.get("/account").status_code == 401
    assert sign_in_by_provider(portal(), "lee").status_code == 403


def test_who_has_no_account_is_told(
    portal: Callable[..., Any], sessions: sessionmaker[Session]
) -> None:
    make_account(sessions, "unverified-pat@example.org", [REVIEWER])
    for who in ("stranger", "unverified-pat"):
        client = portal()
        answer = sign_in_by_provider(client, who)
        assert answer.status_code == 403
        assert "There is no account here for you" in answer.text
        assert "Ask whoever runs this portal" in answer.text
        assert not client.get("/me").json["signed_in"]


def test_the_provider_is_asked_for_a_code_with_state_nonce_and_challenge(
    portal: Callable[..., Any],
) -> None:
    asked = parse_qs(urlsplit(portal().get("/sign-in/provider").headers["Location"]).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/sign-in/provider/back"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 20
    public = portal(base_url="http://portal.example").get("/sign-in/provider").headers["Location"]
    assert "portal.example%2Fsign-in%2Fprovider%2Fback" in public


def way_back(client: Any, who: str) -> str:
    start = client.get("/sign-in/provider?next=//evil.example/")
    back = urlsplit(answer_as(start.headers["Location"], who))
    return f"{back.path}?{back.query}"


@pytest.mark.parametrize(
    ("setting", "instead"),
    [
        (r"state=[^&]+", "state=another"),
        (r"state=[^&]+", ""),
        (r"code=[^&]+", "code=another"),
        (r"code=[^&]+", "error=access_denied"),
    ],
)
def test_a_way_back_that_was_changed_leads_nowhere(
    portal: Callable[..., Any], sessions: sessionmaker[Session], setting: str, instead: str
) -> None:
    make_account(sessions, "max@example.org", [REVIEWER])
    client = portal()
    answer = client.get(re.sub(setting, instead, way_back(client, "max")))
    assert answer.status_code == 502
    assert "Signing in did not work" in answer.text
    assert "Traceback" not in answer.text
    assert not client.get("/me").json["signed_in"]


def test_a_way_back_is_of_one_browser_and_one_time(
    portal: Callable[..., Any], sessions: sessionmaker[Session]
) -> None:
    make_account(sessions, "max@example.org", [REVIEWER])
    client, other = portal(), portal()
    back = way_back(client, "max")
    assert other.get(back).status_code == 502
    answer = client.get(back)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get(back).status_code == 502


def test_an_attempt_given_up_leaves_no_trace_behind(portal: Callable[..., Any]) -> None:
    client = portal()
    for _ in range(8):
        assert client.get("/sign-in/provider").status_code == 302
    with client.session_transaction() as session:
        assert sum(name.startswith("_state") for name in session) == 1


def test_a_provider_that_is_away_is_said(portal: Callable[..., Any]) -> None:
    client = portal(oidc_issuer="http://127.0.0.1:1")
    answer = client.get("/sign-in/provider")
    assert answer.status_code == 502
    assert "The region&#x27;s account did not confirm who you are" in answer.text


def test_a_token_of_another_issuer_is_refused(
    portal: Callable[..., Any], issuer: str, sessions: sessionmaker[Session]
) -> None:
    """The provider answers at two addresses and calls itself by one of them."""
    make_account(sessions, "max@example.org", [REVIEWER])
    client = portal(oidc_issuer=issuer.replace("127.0.0.1", "localhost"))
    assert client.get(way_back(client, "max")).status_code == 502


def test_without_a_provider_there_is_no_way_to_it(portal: Callable[..., Any]) -> None:
    client = portal(oidc_issuer="", oidc_client_id="", oidc_client_secret="")
    assert client.get("/sign-in/provider").status_code == 404
    assert "provider" not in client.get("/sign-in").text
