"""The headers of every kind of answer, against OWASP's Secure Headers Project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import open_engine
from portal.app import create_app
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER
from portal.settings import Settings
from portal.web.security_headers import HEADERS, POLICY_OF_FILES
from tests.support.asking import ask
from tests.support.partners import KEY, Asking
from tests.support.signing_in import make_account

# Method, address and status of one of each kind of answer.
KINDS = (
    ("GET", "/plans", 200),
    ("GET", "/councils/torbay", 200),
    ("GET", "/nowhere", 404),
    ("GET", "/plans?theme=nonsense", 400),
    ("GET", "/sign-in", 200),
    ("GET", "/me", 200),
    ("GET", "/visits", 401),
    ("GET", "/visits/1/changes.json", 401),
    ("GET", "/data/items.csv", 200),
    ("GET", "/data/items.json", 200),
    ("GET", "/data/none.csv", 404),
    ("GET", "/download/compare.xlsx", 200),
    ("GET", "/download/dataset.zip", 200),
    ("GET", "/pack/compare.html", 200),
    ("GET", "/assets/favicon.svg", 200),
    ("GET", "/assets/css/10-tokens.css", 200),
    ("GET", "/assets/none.css", 404),
    ("GET", "/_dash-layout", 200),
    ("GET", "/_dash-dependencies", 200),
    ("GET", "/_dash-component-suites/dash/none.js", 404),
    ("GET", "/healthz", 200),
    ("HEAD", "/plans", 200),
    ("OPTIONS", "/plans", 200),
    ("POST", "/plans", 405),
    ("POST", "/_dash-update-component", 400),
    ("POST", "/sign-in", 400),
    ("POST", "/partnership/notes.json", 401),
)
# What OWASP tells to send no more, or never: the first two tell of the software.
ABSENT = ("X-Powered-By", "X-AspNet-Version", "X-XSS-Protection", "Public-Key-Pins", "Expect-CT")


@pytest.fixture(scope="module")
def secure(sqlite_file: str) -> Iterator[Any]:
    """A client of a portal that browsers reach by https."""
    engine = open_engine(sqlite_file)
    settings = Settings(
        database_url=sqlite_file, secret_key=KEY, base_url="https://portal.example.org"
    )
    yield create_app(settings, engine).server.test_client()
    engine.dispose()


@pytest.mark.parametrize(("method", "path", "status"), KINDS)
def test_every_kind_of_answer_has_the_headers(
    client: Any, secure: Any, method: str, path: str, status: int
) -> None:
    for asked in (client, secure):
        with asked.open(path, method=method) as response:
            assert response.status_code == status
            for name, value in HEADERS.items():
                assert response.headers.getlist(name) == [value], name
            (policy,) = response.headers.getlist("Content-Security-Policy")
            if response.mimetype == "text/html":
                for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
                    assert part in policy
                scripts = next(p for p in policy.split("; ") if p.startswith("script-src"))
                assert "unsafe" not in scripts
                assert "*" not in policy
            else:
                assert policy == POLICY_OF_FILES
            assert not set(ABSENT) & set(response.headers.keys())
            only_https = response.headers.getlist("Strict-Transport-Security")
            assert only_https == (["max-age=31536000"] if asked is secure else [])


def test_a_session_cookie_is_for_this_host_and_for_https_alone(secure: Any) -> None:
    cookies = secure.get("/sign-in", base_url="https://portal.example.org").headers["Set-Cookie"]
    assert cookies.startswith("__Host-portal_session=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookies
    assert "Domain" not in cookies


def test_a_public_reader_gets_no_cookie(client: Any) -> None:
    for path in ("/plans", "/findings", "/data/items.csv", "/about"):
        with client.get(path) as response:
            assert "Set-Cookie" not in response.headers


@pytest.fixture
def portal(new_database: Any) -> Iterator[tuple[Any, Any, str]]:
    """The portal over a database of its own, somebody with every role, and a visit of theirs."""
    from db.session import make_sessions
    from portal.services import Services

    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    sessions = make_sessions(engine)
    roles = [ADMINISTRATOR, EDITOR, PARTNER, REVIEWER]
    actor = make_account(sessions, "all@headers.example", roles)
    visit = Services.over(sessions).visits.create(actor, "torbay")
    app = create_app(Settings(database_url=url, secret_key=KEY), engine)
    yield app, Asking(app.server, actor), visit
    engine.dispose()


def test_no_cache_keeps_what_is_private(portal: tuple[Any, Any, str]) -> None:
    _app, asking, visit = portal
    paths = (
        "/me",
        "/account",
        "/accounts",
        "/audit",
        "/partnership",
        "/partnership/notes.json?link=/",
        "/partnership/agreed.json?page=/councils/torbay",
        "/imports",
        "/visits",
        "/visits/mine.json",
        f"/visits/{visit}",
        f"/visits/{visit}/lines.json",
        f"/visits/{visit}/changes.json",
        f"/visits/{visit}/pack.html",
    )
    for path in paths:
        with asking.get(path) as response:
            assert response.status_code == 200, path
            assert response.headers["Cache-Control"] == "no-store", path
    values = {"visit-key.data": visit, "visit-changed.data": 1}
    for output in ("visit-lines", "visit-suggestions", "visits-results"):
        answer = ask(asking.client, output, values)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("path", ["/sign-out", "/account/sign-out-everywhere"])
def test_signing_out_empties_the_browsers_cache(portal: tuple[Any, Any, str], path: str) -> None:
    _app, asking, _visit = portal
    response = asking.form(path)
    assert response.status_code == 303
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert asking.get("/account").status_code == 401
