"""Strangers get 401, people without the right 403, and neither gets any data.

Tried on every route that is not public, every action of a visit, every pack, every private page
and every private callback, as nobody, in each wrong role, and as a reviewer of another team.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest

from portal.domain.access import ROLES
from portal.pages import PAGES
from portal.routes.visits import ACTIONS
from portal.settings import Settings
from tests.integration.services.visits.conftest import Desk
from tests.support.asking import ask
from tests.support.signing_in import make_account, sign_in_client

TOKEN = re.compile(rb'name="csrf_token" value="[^"]+"')

TITLE_WORD = "XYZZY"
# Everything a request may need to get past the check of its fields.
FIELDS = {
    "title": "t", "starts": "", "ends": "", "themes": [], "status": "preparing", "name": "outsider",
    "account": 1, "suggestion": "0" * 12, "heading": "outcomes", "wording": "w", "line": 1,
    "entry": 1, "up": True, "field": "note", "text": "t", "base": 0, "kind": "item",
    "fields": {"what": "w", "ref": "1", "learnt": "w"},
    "under": None, "holds": "programme", "until": "", "share": 1, "weighs": "for",
    "key": "plymouth-2015/afi-9", "link": "/", "evidence": 1, "council": "torbay",
}  # fmt: skip
WRONG = [role for role in ROLES if role != "reviewer"]
READS = (
    "/visits/{visit}/lines.json",
    "/visits/{visit}/changes.json",
    "/visits/{visit}/gathered.json",
    "/visits/{visit}/files/1",
    "/visits/{visit}/history/1/note.json",
    *(f"/visits/{{visit}}/pack.{form}" for form in ("pptx", "docx", "xlsx", "html", "nonsense")),
    "/visits/{visit}",
)
PRIVATE_PATHS = ("/visits", "/visits/mine.json", "/visits/offline.js")
# All that anybody may ask for; every other route of the portal must refuse nobody.
PUBLIC = {
    "/", "/<path:path>", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    "/_dash-dependencies", "/_dash-layout", "/_dash-update-component", "/_favicon.ico",
    "/_reload-hash", "/assets/<path:filename>", "/data/<name>.<form>", "/download/<view>.<form>",
    "/download/dataset.zip", "/healthz", "/me", "/pack/<view>.<form>", "/readyz", "/sign-in",
    "/robots.txt", "/sitemap.xml", "/sitemap-<int:part>.xml", "/feed.xml",
    "/councils/<council>/feed.xml",
    "/visit-for-council/<key>", "/region/logo.png", "/sign-in/link",
}  # fmt: skip
# The read-only API, and views for other sites.
OPEN = ("/vendor/", "/api", "/embed/", "/data/")
ANYBODY_SIGNED_IN = {"/account", "/account/password", "/account/sign-out-everywhere", "/sign-out"}
# What neither database can keep, what is too long, and what leads elsewhere.
HOSTILE = ("\0", "a/\0", "\ud800", "x" * 10_000, "//evil.example", "javascript:alert(1)", ["x"])


@pytest.fixture
def client(portal: Any) -> Any:
    return portal.server.test_client()


def requests(visit: str) -> list[tuple[str, str]]:
    """Method and address of everything about one visit."""
    writes = [("POST", f"/visits/{visit}/do/{action}") for action in (*ACTIONS, "nonsense")]
    writes.append(("POST", f"/visits/{visit}/evidence"))
    return [("GET", path.format(visit=visit)) for path in READS] + writes


def answer(client: Any, method: str, path: str, token: str = "") -> Any:
    if method == "GET":
        return client.get(path)
    return client.post(path, json=FIELDS, headers={"X-CSRFToken": token} if token else {})


def refused(response: Any, status: int) -> bool:
    return response.status_code == status and TITLE_WORD not in response.get_data(as_text=True)


def test_every_route_of_visits_is_tried_here(portal: Any) -> None:
    tried = {re.sub("v1", "<visit>", path) for _method, path in requests("v1")} | {*PRIVATE_PATHS}
    tried |= {"/visits/new"}
    every = [rule.rule for rule in portal.server.url_map.iter_rules()]
    of_visits = [rule for rule in every if rule.startswith("/visits")]
    assert len(of_visits) > 3
    for rule in of_visits:
        shape = re.sub(r"<[^>]+>", "[^/]+", rule)
        assert any(re.fullmatch(shape, path) for path in tried), rule


def routes(portal: Any) -> list[tuple[str, str, str]]:
    """Method, address and rule of every route that is not public, wherever it belongs."""
    return [
        (method, re.sub(r"<[^>]+>", "1", rule.rule), rule.rule)
        for rule in portal.server.url_map.iter_rules()
        if rule.rule not in PUBLIC and not rule.rule.startswith(OPEN)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_that_is_not_public_refuses_nobody_and_who_has_no_role(
    client: Any, desk: Desk, portal: Any
) -> None:
    every = routes(portal)
    assert len(every) > 20
    assert [r for r in every if client.open(r[1], method=r[0]).status_code != 401] == []
    make_account(desk.sessions, "only-none", [])
    token = {"X-CSRFToken": sign_in_client(client, "only-none")}
    others = [r for r in every if r[2] not in ANYBODY_SIGNED_IN]
    answers = [client.open(r[1], method=r[0], headers=token).status_code for r in others]
    assert [r for r, status in zip(others, answers, strict=True) if status != 403] == []


@pytest.mark.parametrize("action", ACTIONS)
def test_hostile_texts_are_told_and_never_fail(
    client: Any, desk: Desk, visit: str, action: str
) -> None:
    token = sign_in_client(client, "anna")
    line = desk.services.lines.add_line(desk.anna, visit, "outcomes", "What works?")
    fields = {**FIELDS, "line": line, "entry": line, "account": 0}
    for field in ACTIONS[action][2]:
        for text in HOSTILE:
            kinds = ("finding", "figure", "standing", "document") if field == "key" else ("chart",)
            for kind in kinds:
                values = {**fields, "kind": kind, "key": "plans", field: text}
                path = f"/visits/{visit}/do/{action}"
                response = client.post(path, json=values, headers={"X-CSRFToken": token})
                assert response.status_code in (200, 400, 403, 409), (field, text, response.text)
    view = desk.services.visits.visit(desk.anna, visit)
    assert all(piece.statement.link.startswith("/plans?") for piece in view.unsorted)


@pytest.mark.parametrize("number", ["%00", "a%00b", "%ED%A0%80", "x" * 3000, "..", "'--"])
def test_an_address_that_no_visit_can_have_is_refused(client: Any, number: str) -> None:
    sign_in_client(client, "anna")
    for path in (
        "",
        "/changes.json",
        "/gathered.json",
        "/lines.json",
        "/pack.pptx",
        "/history/1/note.json",
    ):
        assert client.get(f"/visits/{number}{path}").status_code in (403, 404), path
    values = {"visit-key.data": unquote(number), "visit-changed.data": 1}
    assert ask(client, "visit-lines-html.data", values).status_code in (400, 403)


def test_nobody_gets_401(client: Any, visit: str) -> None:
    every = [*requests(visit), *(("GET", path) for path in PRIVATE_PATHS), ("POST", "/visits/new")]
    assert [r for r in every if not refused(answer(client, *r), 401)] == []


@pytest.mark.parametrize("role", [*WRONG, "none"])
def test_a_wrong_role_gets_403(client: Any, desk: Desk, visit: str, role: str) -> None:
    come(client, desk, role)
    token = client.get("/me").json["csrf"]
    every = [*requests(visit), *(("GET", path) for path in PRIVATE_PATHS), ("POST", "/visits/new")]
    assert [r for r in every if not refused(answer(client, *r, token), 403)] == []


def test_another_team_gets_403_and_cannot_tell_which_visits_there_are(
    client: Any, visit: str
) -> None:
    token = sign_in_client(client, "outsider")
    for real, made_up in zip(requests(visit), requests("0" * 24), strict=True):
        theirs, none = answer(client, *real, token), answer(client, *made_up, token)
        assert refused(theirs, 403), real
        assert none.status_code == 403
        # The token of the form to sign out holds the second in which it was made.
        assert TOKEN.sub(b"", theirs.get_data()) == TOKEN.sub(b"", none.get_data()), real
    assert client.get("/visits/mine.json").json == {"visits": []}


def test_the_team_gets_in(client: Any, visit: str) -> None:
    token = sign_in_client(client, "ben")
    assert client.get(f"/visits/{visit}").status_code == 200
    assert client.get(f"/visits/{visit}/changes.json").json["changed"] > 0
    fields, headers = {**FIELDS, "key": ""}, {"X-CSRFToken": token}
    status = client.post(f"/visits/{visit}/do/add_line", json=fields, headers=headers)
    assert status.status_code == 200
    assert status.headers["Cache-Control"] == "no-store"


def test_without_the_token_nothing_is_written(client: Any, desk: Desk, visit: str) -> None:
    sign_in_client(client, "ben")
    before = desk.services.visits.changed(desk.anna, visit)
    for action in ACTIONS:
        assert answer(client, "POST", f"/visits/{visit}/do/{action}").status_code == 400
    assert client.post("/visits/new", json=FIELDS).status_code == 400
    assert desk.services.visits.changed(desk.anna, visit) == before


def come(client: Any, desk: Desk, who: str) -> None:
    """Sign in as somebody with a role, with none, or of another team; or stay nobody."""
    if who in ROLES or who == "none":
        make_account(desk.sessions, f"only-{who}", [who] if who in ROLES else [])
        who = f"only-{who}"
    if who != "nobody":
        sign_in_client(client, who)


def private_outputs(client: Any) -> list[str]:
    """A name of an output of each callback that is not public."""
    dependencies = client.get("/_dash-dependencies").json
    outputs = [
        dependency["output"]
        for dependency in dependencies
        if not dependency.get("clientside_function")
    ]
    names = [re.search(r"visits?-[a-z]+(-html)?\.[a-z]+", output) for output in outputs]
    return [name[0] for name in names if name]


@pytest.mark.parametrize("who", ["nobody", *WRONG, "none", "outsider"])
def test_private_callbacks_are_refused(client: Any, desk: Desk, visit: str, who: str) -> None:
    come(client, desk, who)
    status = 401 if who == "nobody" else 403
    outputs = private_outputs(client)
    assert len(outputs) >= 3
    for output in outputs:
        if output.startswith("visits-") and who == "outsider":
            continue  # the list of one's own visits
        values = {"visit-key.data": visit, "visit-changed.data": 1, "visits-changed.data": 0}
        response = ask(client, output, values)
        assert response.status_code == status, output
        assert response.get_data() == b""


@pytest.mark.parametrize("who", ["nobody", *WRONG, "none", "outsider"])
def test_the_router_gives_no_private_layout(client: Any, desk: Desk, visit: str, who: str) -> None:
    come(client, desk, who)
    for path in (f"/visits/{visit}", *(["/visits"] if who != "outsider" else [])):
        values = {"_pages_location.pathname": path, "_pages_location.search": ""}
        response = ask(client, "_pages_content.children", values)
        assert response.status_code == (401 if who == "nobody" else 403)
        assert response.get_data() == b""


def test_every_private_page_has_a_guard() -> None:
    guarded = {page.name for page in PAGES if page.guard is not None}
    assert guarded == {page.name for page in PAGES if page.path.startswith("/visits")}


def test_answers_of_visits_are_kept_by_no_cache(client: Any, visit: str) -> None:
    sign_in_client(client, "anna")
    assert client.get(f"/visits/{visit}/pack.html").headers["Cache-Control"] == "no-store"
    values = {"visit-key.data": visit, "visit-changed.data": 1}
    assert ask(client, "visit-lines-html.data", values).status_code == 200
    stranger = client.application.test_client()
    assert ask(stranger, "visit-lines-html.data", values).status_code == 401


def test_a_pack_holds_lines_of_its_visit_alone(client: Any, visit: str) -> None:
    sign_in_client(client, "anna")
    page = f"/visits/{visit}/pack.html?contents=lines"
    assert client.get(f"{page}&notes=no").status_code == 200
    for wrong in ("lines=999999", "lines=x", "lines=-1", "notes=maybe", "everything=all"):
        assert client.get(f"{page}&{wrong}").status_code == 400, wrong


def test_a_disabled_account_is_out_at_once(client: Any, desk: Desk, visit: str) -> None:
    from portal.auth.accounts import AccountService
    from tests.support.signing_in import OPERATOR

    make_account(desk.sessions, "leaver", ["reviewer"])
    desk.services.visits.add_member(desk.anna, visit, "leaver")
    sign_in_client(client, "leaver")
    assert client.get(f"/visits/{visit}/changes.json").status_code == 200
    AccountService(desk.sessions).disable(OPERATOR, "leaver")
    assert client.get(f"/visits/{visit}/changes.json").status_code == 401


def test_a_public_portal_has_no_visits(client: Any, desk: Desk, visit: str) -> None:
    from portal.app import create_app

    settings = Settings(database_url=desk.url, sign_in="off")
    public = create_app(settings, desk.sessions.kw["bind"]).server.test_client()
    for method, path in requests(visit):
        assert answer(public, method, path).status_code in (404, 405), path
    assert private_outputs(client)
    assert private_outputs(public) == []


def test_a_public_portal_takes_nothing_but_questions(desk: Desk) -> None:
    from portal.app import create_app

    settings = Settings(database_url=desk.url, sign_in="off")
    server = create_app(settings, desk.sessions.kw["bind"]).server
    writing = {
        rule.rule
        for rule in server.url_map.iter_rules()
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert writing == {"/_dash-update-component"}
