"""The log and the metrics say what happened, and nothing of anybody."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from db.engine import open_engine
from portal.app import create_app
from portal.settings import Settings
from portal.telemetry import logging as logs
from portal.telemetry.request_middleware import HEADER, Watch
from portal.web import error_pages
from tests.integration.runtime.test_gunicorn_server import eventually
from tests.integration.telemetry.test_metrics import get
from tests.support.asking import ask
from tests.support.patience import SECONDS
from tests.support.serving import ROOT, free_port, wait_for

NAME, PASSWORD, SECRET = "ann.known@example.org", "a-password-nobody-has", "between-you-and-me"
HERE = "192.0.2.77"


@pytest.fixture
def written() -> Iterator[io.BytesIO]:
    """Collect the lines of JSON that are logged meanwhile."""
    stream, root = io.BytesIO(), logging.getLogger()
    former = root.level
    logs.start(Settings(log="json"), stream)
    yield stream
    logs.stop()
    root.setLevel(former)


def lines(stream: io.BytesIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def asked(client: Any, path: str) -> Any:
    """An answer that was sent to its end, which is when it is logged."""
    with client.get(path) as answer:
        return answer


@pytest.fixture
def broken() -> Flask:
    """A portal one of whose routes fails with what was typed in its message."""
    server = Flask("broken")
    error_pages.register(server)

    def fail(word: str) -> str:
        try:
            return str(int(word))
        except ValueError as error:
            raise RuntimeError(f"no number: {word}") from error

    def break_off(word: str) -> Response:
        def parts() -> Iterator[str]:
            yield "begun"
            yield fail(word)

        return Response(parts())

    server.add_url_rule("/fail/<word>", "fail", fail)
    server.add_url_rule("/break-off/<word>", "break_off", break_off)
    server.wsgi_app = Watch(server.wsgi_app, True, None, "")  # type: ignore[method-assign]
    return server


def test_a_request_is_one_line_with_its_rule_and_its_number(
    client: Any, written: io.BytesIO
) -> None:
    paths = {
        f"/councils/torbay?q={SECRET}": ("council", 200),
        f"/items/torbay-2005/{SECRET}": ("item", 404),
        f"/{SECRET}": ("no page", 404),
        "/data/items.csv": ("/data/<name>.<form>", 200),
    }
    numbers = [asked(client, path).headers[HEADER] for path in paths]
    entries = lines(written)
    assert [entry["request"] for entry in entries] == numbers
    assert [entry["status"] for entry in entries] == [status for _rule, status in paths.values()]
    assert [entry["route"] for entry in entries][:3] == [rule for rule, _status in paths.values()][
        :3
    ]
    assert set(entries[0]) == {
        "at", "bytes", "event", "level", "method", "ms", "request", "route", "status",
    }  # fmt: skip
    assert entries[0]["bytes"] > 1000
    assert SECRET not in written.getvalue().decode()


def test_what_machines_ask_every_few_seconds_is_not_logged(
    client: Any, written: io.BytesIO
) -> None:
    assert asked(client, "/healthz").status_code == asked(client, "/readyz").status_code == 200
    assert lines(written) == []


def test_an_error_is_told_by_kind_and_place_under_the_number_that_people_see(
    broken: Flask, written: io.BytesIO
) -> None:
    answer = asked(broken.test_client(), f"/fail/{SECRET}")
    error, request = lines(written)
    assert answer.status_code == 500
    assert f"number {answer.headers[HEADER]}" in answer.text
    assert error["request"] == request["request"] == answer.headers[HEADER]
    assert error["error"] == "RuntimeError from ValueError"
    assert any(Path(__file__).name in place for place in error["trace"])
    assert (request["route"], request["status"]) == ("/fail/<word>", 500)
    assert SECRET not in written.getvalue().decode()


def test_an_answer_that_breaks_off_is_an_error_under_its_number(
    broken: Flask, written: io.BytesIO
) -> None:
    """Its status was sent with the first part; what became of it stands in the log."""
    with broken.test_client().get(f"/break-off/{SECRET}") as answer:
        with pytest.raises(RuntimeError):
            answer.get_data()
        number = answer.headers[HEADER]
    error, request = lines(written)
    assert (request["request"], request["status"]) == (number, 500)
    assert number in str(error)
    assert error["error"] == "RuntimeError from ValueError"
    assert SECRET not in written.getvalue().decode()


@pytest.mark.parametrize(
    ("given", "accepted"),
    [("a1b2c3d4-e5f6", True), ("short", False), ("x" * 65, False), ("<b>12345678", False)],
)
def test_a_number_is_taken_from_a_proxy_only_if_it_is_well_formed(
    broken: Flask, given: str, accepted: bool
) -> None:
    answer = broken.test_client().get("/fail/1", headers={HEADER: given})
    assert (answer.headers[HEADER] == given) is accepted


def test_a_number_is_not_taken_from_who_is_not_believed(client: Any) -> None:
    assert client.get("/about", headers={HEADER: "a1b2c3d4e5f6"}).headers[HEADER] != "a1b2c3d4e5f6"


def test_libraries_are_logged_without_the_values_they_quote(written: io.BytesIO) -> None:
    logging.getLogger("somebodys").warning("failed for %s", NAME)
    logging.getLogger("gunicorn.error").warning(f"Invalid request from ip={HERE}: {SECRET}")
    logging.getLogger("gunicorn.error").error("Error handling request %s %s", "GET", SECRET)
    logging.getLogger("portal.packs").error("making a pack failed with %s", 3)
    assert [entry["event"] for entry in lines(written)] == [
        "failed for %s",
        "Invalid request",
        "Error handling request",
        "making a pack failed with 3",
    ]


def test_text_is_for_people(client: Any) -> None:
    stream = io.BytesIO()
    logs.start(Settings(log="text"), stream)
    asked(client, "/about")
    logs.stop()
    assert (
        " info     request    method=GET route=about status=200 ms=" in stream.getvalue().decode()
    )


def test_requests_can_be_left_out(client: Any) -> None:
    stream = io.BytesIO()
    logs.start(Settings(log_requests="off"), stream)
    asked(client, "/about")
    logs.stop()
    assert stream.getvalue() == b""


def test_neither_log_nor_metrics_hold_anything_personal(tmp_path: Path, new_database: Any) -> None:
    """A served portal, a known name that signs in, and secrets in each place of a request."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    engine.dispose()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "PORTAL_DATABASE_URL": url,
    }
    command = [sys.executable, "-m", "portal"]
    added = [*command, "users", "add", NAME, "--role", "editor", "--display", "Ann Known"]
    subprocess.run([*added, "--password-stdin"], input=f"{PASSWORD}\n", env=environment, cwd=ROOT,
                   text=True, check=True, capture_output=True)  # fmt: skip
    port, metrics = free_port(), free_port()
    refused = 'portal_requests_total{route="/_dash-update-component",status="400"} 2.0'
    log = tmp_path / "log"
    settings = {"PORTAL_METRICS": f"127.0.0.1:{metrics}", "PORTAL_LOG": "json"}
    settings |= {"PORTAL_PROXIES": "1", "PORTAL_WORKERS": "1"}
    with log.open("wb") as stream:
        serve = [*command, "serve", "--port", str(port)]
        served = subprocess.Popen(
            serve, cwd=ROOT, env={**environment, **settings}, stdout=stream, stderr=stream
        )
        try:
            wait_for(port)
            here = f"http://127.0.0.1:{port}"
            headers = {"X-Forwarded-For": HERE, "User-Agent": SECRET, "Cookie": f"a={SECRET}"}
            person = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            page = person.open(f"{here}/sign-in").read().decode()
            token = re.search(r'name="csrf_token" value="([^"]+)"', page)
            assert token is not None
            form = {"csrf_token": token[1], "name": NAME, "password": PASSWORD}
            data = urllib.parse.urlencode(form).encode()
            request = urllib.request.Request(f"{here}/sign-in", data, headers={
                "X-Forwarded-For": HERE, "User-Agent": SECRET})  # fmt: skip
            with person.open(request) as answer:
                assert answer.status == 200
            assert b"Ann Known" in person.open(f"{here}/me").read()
            for path, body in (
                (f"/plans?words={SECRET}", None),
                (f"/{SECRET}", None),
                (f"/councils/{SECRET}", None),
                (f"/_dash-update-component?q={SECRET}", json.dumps({"output": SECRET}).encode()),
                ("/_dash-update-component", SECRET.encode()),
            ):
                asked = urllib.request.Request(f"{here}{path}", body, headers=headers)
                try:
                    urllib.request.urlopen(asked).close()
                except urllib.error.HTTPError as error:
                    error.close()
            # An answer is counted once it is sent, which its reader may be ahead of.
            eventually(lambda: refused in get(f"http://127.0.0.1:{metrics}/metrics"))
            counted = get(f"http://127.0.0.1:{metrics}/metrics")
        finally:
            served.terminate()
            served.wait(SECONDS)
    text = log.read_text()
    assert text.count('"event":"request"') >= 8
    assert refused in counted
    for hidden in (NAME, "ann.known", "Ann Known", PASSWORD, SECRET, HERE):
        assert hidden not in text
        assert hidden not in counted


def test_a_callback_that_fails_is_told_by_the_number_that_people_see(
    sqlite_file: str, written: io.BytesIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from layouts import councils

    engine = open_engine(sqlite_file)
    app = create_app(Settings(database_url=sqlite_file, sign_in="off"), engine)

    def fail(*_shown: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(councils, "results", fail)
    with ask(app.server.test_client(), "councils-results", {}) as answer:
        number = answer.headers[HEADER]
        assert answer.status_code == 500
        assert f"number {number}" in answer.text
    engine.dispose()
    failed = next(entry for entry in lines(written) if entry["level"] == "error")
    assert (failed["request"], failed["error"]) == (number, "ValueError")
    assert SECRET not in written.getvalue().decode()
