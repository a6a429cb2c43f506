"""Every route but Dash's own, asked with hostile addresses, queries and bodies."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.routes.visits import ACTIONS
from tests.integration.fuzz.conftest import CANARY, WHO, Fuzzed
from tests.integration.fuzz.hostile import NAMES, queries, texts, values

FINE = (200, 204, 302, 303, 308, 400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 429)
# They end the session and read nothing of what is sent.
ENDS = ("/sign-out", "/account/sign-out-everywhere")
EXISTING = {
    "view": ("compare", "council", "findings", "benchmarks", "indicators"),
    "form": ("csv", "html", "xlsx"),
    "name": ("items", "findings"),
    "entry": ("1",),
    "field": ("note", "wording"),
    "action": tuple(ACTIONS),
}
FIELDS = (
    "name do councils group link text note removed status title starts ends themes wording heading "
    "line entry base evidence kind key account suggestion up field number reason model old new "
    "again password next finding council"
).split()
SLOW = settings(
    max_examples=9,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
_addresses = iter(range(2**24))


def from_anywhere() -> dict[str, str]:
    """An address of its own for each request, so that no limit ends the fuzzing."""
    number = next(_addresses)
    return {"REMOTE_ADDR": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}


def check(response: Any) -> int:
    """The status of an answer that may be given to anybody."""
    status: int = response.status_code
    text = response.data.decode("utf-8", "replace")
    response.close()
    assert status in FINE, (status, text[:300])
    assert CANARY not in text
    assert "Traceback" not in text
    assert "Set-Cookie: a=b" not in str(response.headers)
    return status


def rules(fuzzed: Fuzzed, method: str) -> list[str]:
    """Every rule that takes a method."""
    rules = {r.rule for r in fuzzed.app.server.url_map.iter_rules() if method in (r.methods or ())}
    return sorted(rules)


def addresses(rule: str, fuzzed: Fuzzed) -> st.SearchStrategy[str]:
    """Addresses of a rule, with hostile parts where it has variables."""

    def part(variable: str) -> st.SearchStrategy[str]:
        name = variable.rpartition(":")[2]
        keys = (fuzzed.private, fuzzed.asker_visit) if name == "visit" else EXISTING.get(name, ())
        hostile = texts(*keys).map(lambda text: quote(text.encode("utf-8", "replace"), safe="/"))
        return hostile | st.sampled_from(keys) if keys else hostile

    variables = re.findall(r"<([^>]+)>", rule)
    fixed = re.split(r"<[^>]+>", rule)

    def joined(keys: tuple[str, ...]) -> str:
        return "".join(a + b for a, b in zip(fixed, (*keys, ""), strict=True))

    return st.tuples(*map(part, variables)).map(joined)


@WHO
def test_no_address_breaks_the_portal(fuzzed: Fuzzed, who: str) -> None:
    client = fuzzed.clients[who]
    asked: set[str] = set()

    def fuzz(rule: str) -> None:
        keys = (fuzzed.private, fuzzed.asker_visit, f"/visits/{fuzzed.private}")

        @SLOW
        @given(path=addresses(rule, fuzzed), query=queries(*keys))
        def hostile(path: str, query: str) -> None:
            search = quote(query.encode("utf-8", "replace"), safe="?&=%,")
            check(client.get(f"{path}{search}", environ_overrides=from_anywhere()))
            asked.add(rule)

        hostile()

    for rule in rules(fuzzed, "GET"):
        fuzz(rule)
    assert asked == set(rules(fuzzed, "GET"))


def bodies(fuzzed: Fuzzed) -> st.SearchStrategy[Any]:
    """Bodies for scripts' routes: fields that exist, with values of any kind."""
    right: dict[str, Any] = {
        "line": 1,
        "entry": 1,
        "base": 0,
        "evidence": 1,
        "account": 1,
        "kind": "item",
        "key": "plymouth-2015/afi-9",
        "themes": ["adoption"],
        "starts": "2026-01-01",
        "ends": "2026-01-04",
        "council": "torbay",
        "up": True,
        "status": "preparing",
        "heading": "outcomes",
    }

    usual = {name: right.get(name, "text") for name in FIELDS}
    # All is right but for a field or two: what is wrong everywhere goes no further than the door.
    bent = st.dictionaries(
        st.sampled_from(FIELDS), values(fuzzed.private, "/visits"), min_size=1, max_size=2
    )
    whole = bent.map(lambda fields: {**usual, **fields})
    return whole | whole | values(fuzzed.private)


@WHO
def test_nothing_that_is_posted_breaks_the_portal(fuzzed: Fuzzed, who: str) -> None:
    client = fuzzed.clients[who]
    headers = {"X-CSRFToken": fuzzed.tokens[who], "Accept": "application/json"}
    sent_bodies = bodies(fuzzed)
    seen: dict[str, set[int]] = {}

    def fuzz(rule: str, path: st.SearchStrategy[str]) -> None:
        @SLOW
        @given(path=path, body=sent_bodies, as_form=st.booleans())
        def hostile(path: str, body: Any, as_form: bool) -> None:
            if as_form and isinstance(body, dict):
                fields = {str(name): str(value) for name, value in body.items()}
                sent: dict[str, Any] = {
                    "data": {
                        name.encode("utf-8", "replace").decode(): value.encode(
                            "utf-8", "replace"
                        ).decode()
                        for name, value in fields.items()
                    }
                }
            else:
                sent = {"data": json.dumps(body), "content_type": "application/json"}
            answer = client.post(path, headers=headers, environ_overrides=from_anywhere(), **sent)
            seen.setdefault(rule, set()).add(check(answer))

        hostile()

    posted = [rule for rule in rules(fuzzed, "POST") if not rule.startswith("/_dash")]
    for rule in posted:
        if rule not in ENDS:
            fuzz(rule, addresses(rule, fuzzed))
    if "/visits/<visit>/do/<action>" in posted:
        for action in ACTIONS:
            fuzz(action, st.just(f"/visits/{fuzzed.asker_visit}/do/{action}"))
            fuzz(action, st.just(f"/visits/{fuzzed.private}/do/{action}"))
    if who == "nobody":
        refused = {308, 400, 401, 403, 404, 405, 410, 413, 415, 429}
        assert {rule for rule, statuses in seen.items() if not statuses <= refused} == set()
    # What the other team sent changed nothing of the visit that is not theirs.
    assert fuzzed.clients["writer"].get(f"/visits/{fuzzed.private}/changes.json").json == {
        "changed": fuzzed.changed
    }


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/dash/../../portal/settings.py",
        "/_dash-component-suites/dash/..%2f..%2fportal/settings.py",
        "/_dash-component-suites/portal/settings.py",
        "/_dash-component-suites/dash/dash.py",
        "/_dash-component-suites/os/path.py",
        "/_dash-component-suites/dash/%00",
        "/_dash-component-suites/dash/",
        "/assets/../portal/settings.py",
        "/assets/..%2f..%2fetc/passwd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/assets/%00",
        "/assets/.",
        "/assets/signed-in",
        "/vendor/../pyproject.toml",
        "/data/..%2f..%2fpyproject.toml",
        "/_reload-hash/..",
        "/.git/config",
        "/.env",
    ],
)
def test_no_file_outside_is_read(fuzzed: Fuzzed, path: str) -> None:
    response = fuzzed.clients["nobody"].get(path)
    assert check(response) in (400, 404)


def test_what_dash_tells_of_itself_is_public(fuzzed: Fuzzed) -> None:
    for path in ("/_dash-layout", "/_dash-dependencies", "/_reload-hash", "/_favicon.ico"):
        for who in ("nobody", "other"):
            assert check(fuzzed.clients[who].get(path)) in (200, 302, 404), path


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG", "X" * 200])
def test_other_methods_are_refused(fuzzed: Fuzzed, method: str) -> None:
    for path in ("/plans", "/_dash-update-component", "/visits/new", "/data/items.csv"):
        assert fuzzed.clients["nobody"].open(path, method=method).status_code == 405


def test_names_cover_every_query_that_is_read() -> None:
    """The fuzzing knows the words that the portal's addresses use."""
    from dataclasses import fields

    from portal.domain import view_state

    states = (
        view_state.CompareState,
        view_state.IndicatorState,
        view_state.FindingsState,
        view_state.BenchmarkState,
    )
    read = {field.name for state in states for field in fields(state)} - {"problems"}
    assert read <= set(NAMES)
