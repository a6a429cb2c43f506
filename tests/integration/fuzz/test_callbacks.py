"""Every callback, asked with hostile payloads, by nobody and by somebody of another team."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from portal.urls import CALLBACKS
from tests.integration.fuzz.conftest import CANARY, WHO, Fuzzed
from tests.integration.fuzz.hostile import body_of, fill, questions

FINE = (200, 204, 400, 401, 403, 404, 413)
USUAL = {"n_clicks": 1, "search": "?theme=adoption", "pathname": "/about"}


def of_server(fuzzed: Fuzzed) -> dict[str, dict[str, Any]]:
    """The body for each callback that runs on the server, by its output."""
    return {
        output: body_of(callback, output)
        for output, callback in fuzzed.app.callback_map.items()
        if "callback" in callback
    }


def check(response: Any) -> int:
    """The status of an answer that may be given to anybody."""
    status: int = response.status_code
    text = response.get_data(as_text=True)
    assert status in FINE, text[:300]
    assert CANARY not in text
    assert "Something went wrong" not in text
    assert "Traceback" not in text
    return status


@WHO
def test_no_callback_breaks_or_tells_what_is_private(fuzzed: Fuzzed, who: str) -> None:
    client, bodies = fuzzed.clients[who], of_server(fuzzed)
    answers: dict[str, Counter[int]] = {output: Counter() for output in bodies}

    def ask(output: str, sent: bytes) -> None:
        response = client.post(CALLBACKS, data=sent, content_type="application/json")
        answers[output][check(response)] += 1

    def fuzz(output: str) -> None:
        @settings(
            max_examples=10,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(sent=questions(bodies[output], list(bodies.values()), fuzzed.private))
        def hostile(sent: bytes) -> None:
            ask(output, sent)

        hostile()

    for output in bodies:
        fuzz(output)
    assert set(answers) == {
        output for output, callback in fuzzed.app.callback_map.items() if "callback" in callback
    }
    assert [output for output, statuses in answers.items() if statuses.total() < 10] == []


def test_what_a_page_sends_is_answered(fuzzed: Fuzzed) -> None:
    """Else the fuzzing would only ever knock at the door."""
    statuses = {}
    for output, body in of_server(fuzzed).items():
        sent = fill(body, lambda prop: USUAL.get(prop, fuzzed.asker_visit))
        response = fuzzed.clients["other"].post(CALLBACKS, json=sent)
        statuses[output] = check(response)
    assert [output for output, status in statuses.items() if status not in (200, 204)] == []


def test_the_team_itself_does_read_the_canary(fuzzed: Fuzzed) -> None:
    for who, expected in (("writer", True), ("other", False), ("nobody", False)):
        seen = False
        for body in of_server(fuzzed).values():
            sent = fill(body, lambda prop: USUAL.get(prop, fuzzed.private))
            seen |= CANARY in fuzzed.clients[who].post(CALLBACKS, json=sent).text
        assert seen is expected, who


def test_a_callback_of_the_browser_is_not_answered(fuzzed: Fuzzed) -> None:
    callbacks = fuzzed.app.callback_map.items()
    of_browser = [(output, parts) for output, parts in callbacks if "callback" not in parts]
    assert of_browser
    for output, callback in of_browser:
        body = fill(body_of(callback, output), lambda _prop: None)
        assert fuzzed.clients["nobody"].post(CALLBACKS, json=body).status_code == 400, output


def indicators_question(fuzzed: Fuzzed) -> dict[str, Any]:
    body = of_server(fuzzed)["indicators-table-html.data"]
    return fill(body, lambda prop: USUAL[prop])


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b'"text"',
        b"{",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"output": NaN}',
        b'{"output": 1e400}',
        b'{"output": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 1_000 + b"1" + b"}" * 1_000,
        b'{"output": ["indicators-table-html.data"]}',
        b'{"output": {"__proto__": 1}}',
        b'{"output": "__class__.__init__"}',
        b'{"output": "indicators-table-html.data"}',
        b'{"output": "..indicators-table-html.data.."}',
    ],
)
def test_a_body_that_is_no_question_is_refused(fuzzed: Fuzzed, sent: bytes) -> None:
    client = fuzzed.clients["nobody"]
    response = client.post(CALLBACKS, data=sent, content_type="application/json")
    assert check(response) == 400
    assert response.mimetype == "text/plain"


def test_only_json_is_a_question(fuzzed: Fuzzed) -> None:
    sent = json.dumps(indicators_question(fuzzed))
    client = fuzzed.clients["nobody"]
    assert client.post(CALLBACKS, data=sent, content_type="application/json").status_code == 200
    for kind in ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded", ""):
        assert check(client.post(CALLBACKS, data=sent, content_type=kind)) == 400
    assert client.get(CALLBACKS).status_code == 404  # an address like any that leads nowhere
    for method in ("PUT", "DELETE", "PATCH"):
        assert client.open(CALLBACKS, method=method, data=sent).status_code == 405


def test_each_part_of_a_question_is_checked(fuzzed: Fuzzed) -> None:
    def status(**changes: Any) -> int:
        return check(
            fuzzed.clients["nobody"].post(
                CALLBACKS, json={**indicators_question(fuzzed), **changes}
            )
        )

    body = indicators_question(fuzzed)
    clicks, search = body["inputs"]
    assert status() == 200
    assert status(unknown=1) == 200
    assert status(changedPropIds=[]) == 204 or status(changedPropIds=[]) == 200
    wrong: tuple[dict[str, Any], ...] = (
        {"output": "council-results.children"},
        {"outputs": [body["outputs"]]},
        {"outputs": {"id": "indicators-table", "property": "style"}},
        {"outputs": {"id": "app-since", "property": "children"}},
        {"outputs": None},
        {"inputs": []},
        {"inputs": body["inputs"] * 2},
        {"inputs": [{"id": "indicators-clear", "property": "n_clicks", "value": 1}]},
        {"inputs": body["inputs"][:1]},
        {"inputs": [{**clicks, "value": "1"}, search]},
        {"inputs": [{**clicks, "value": deep_list(40)}, search]},
        {"inputs": [clicks, {**search, "value": ["?"]}]},
        {"state": [search]},
        {"changedPropIds": ["compare-url.search"]},
        {"changedPropIds": [1]},
        {"changedPropIds": "indicators-table-open.n_clicks"},
        {"unknown": [0] * 20_000},
    )
    assert [changes for changes in wrong if status(**changes) != 400] == []


def deep_list(levels: int) -> Any:
    nested: Any = 1
    for _ in range(levels):
        nested = [nested]
    return nested


def test_an_id_is_a_text_and_no_pattern(fuzzed: Fuzzed) -> None:
    body = indicators_question(fuzzed)
    client = fuzzed.clients["nobody"]
    for pattern in ({"type": "x", "index": ["ALL"]}, {"id": body["inputs"][0]["id"]}, ["x"], None):
        sent = {**body, "inputs": [{**body["inputs"][0], "id": pattern}]}
        assert check(client.post(CALLBACKS, json=sent)) == 400, pattern
