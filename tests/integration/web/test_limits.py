"""Limits that a reader can meet: how often, how large, how long; each is told in words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

import db.engine
from db.engine import open_engine
from portal.app import create_app
from portal.exports.tabular import csv_parts, json_parts
from portal.routes import downloads
from portal.settings import Settings, SettingsError
from portal.web import callback_cache, compression, rate_limits
from portal.web.byte_cache import ByteCache
from portal.web.callback_cache import MOST_BYTES, _Answer
from tests.support.asking import ask, callback_body

SEARCH = "compare-url.search"


@pytest.fixture
def portal(sqlite_file: str) -> Iterator[Callable[..., Any]]:
    """Makes a client of a portal of its own, so that its counts are its own."""
    engine = open_engine(sqlite_file)

    def make(**more: Any) -> Any:
        settings = Settings(database_url=sqlite_file, **more)
        return create_app(settings, engine).server.test_client()

    yield make
    engine.dispose()


@pytest.mark.parametrize("sign_in", ["on", "off"])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/pack/compare.html", "PACKS"),
        ("/pack/none.pptx", "PACKS"),
        ("/download/compare.xlsx?theme=adoption", "FILES"),
        ("/download/dataset.zip", "FILES"),
    ],
)
def test_costly_files_are_limited_for_an_address(
    portal: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    name: str,
    sign_in: str,
) -> None:
    monkeypatch.setattr(rate_limits, name, "2 per minute")
    client = portal(sign_in=sign_in)

    def status(address: str) -> int:
        with client.get(path, environ_overrides={"REMOTE_ADDR": address}) as response:
            if response.status_code == 429:
                assert "Too many" in response.text
                assert "Wait a minute" in response.text
                assert "password" not in response.text
                assert response.headers["Retry-After"] == "60"
            return int(response.status_code)

    first = status("192.0.2.1")
    assert first in (200, 404)
    assert [status("192.0.2.1") for _ in range(3)] == [first, 429, 429]
    assert status("192.0.2.2") == first
    line = [status(f"2001:db8:0:1:{number}::1") for number in range(3)]
    assert line == [first, first, 429]
    assert status("2001:db8:0:2::1") == first


def test_pages_tables_and_csv_are_not_limited(
    portal: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "FILES", "1 per hour")
    monkeypatch.setattr(rate_limits, "PACKS", "1 per hour")
    client = portal()
    for path in ("/plans", "/data/documents.csv", "/download/compare.csv?theme=adoption"):
        assert {client.get(path).status_code for _ in range(5)} == {200}


def test_readers_meet_no_limit() -> None:
    """Two people of one office who take a file a second each are still readers."""
    for limit in (rate_limits.PACKS, rate_limits.FILES):
        assert int(limit.split()[0]) >= 60
        assert limit.endswith("per minute")


def test_a_store_that_cannot_be_used_is_told() -> None:
    with pytest.raises(SettingsError, match="PORTAL_LIMITS_STORE is 'nonsense://x'"):
        rate_limits.make(Flask("x"), Settings(limits_store="nonsense://x"))


def test_without_the_shared_store_each_process_counts_itself(
    portal: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "PACKS", "2 per minute")
    client = portal(limits_store="redis://127.0.0.1:1/0")
    statuses = [client.get("/pack/none.pptx").status_code for _ in range(3)]
    assert statuses == [404, 404, 429]


def test_a_body_that_is_too_large_is_refused(portal: Callable[..., Any]) -> None:
    client = portal()
    body = callback_body(client, "compare-results", {SEARCH: "?"}, padding="x" * 300_000)
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 413
    assert "too large" in answer.text
    for path in ("/sign-in", "/visits/new", "/partnership/notes"):
        refused = client.post(path, data={"name": "x" * 300_000})
        assert refused.status_code in (401, 413), path


def test_a_long_address_is_told(portal: Callable[..., Any]) -> None:
    client = portal()
    assert client.get(f"/plans?words={'x' * 20_000}").status_code == 400
    answer = ask(client, "compare-results", {SEARCH: f"?words={'x' * 20_000}"})
    assert "the portal reads at most" in answer.text


def test_excel_has_a_limit_and_says_what_to_do(
    portal: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_EXCEL", 3)
    client = portal()
    refused = client.get("/download/compare.xlsx")
    assert refused.status_code == 413
    assert "Take the CSV" in refused.text
    rows = client.get("/download/compare.csv").text.count("\r\n") - 1
    assert f"The view has {rows:,} rows" in refused.text


def test_a_large_table_is_streamed() -> None:
    """A part at a time, as soon as it is there, whatever is still to come."""
    taken = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for taken in range(300_000):
            yield {"value": taken, "note": "=x"}

    parts = csv_parts(rows(), ("value", "note"))
    first = next(parts)
    assert (first.count("\r\n"), taken) == (1_001, 999)
    next(parts)
    assert taken == 1_999
    objects = json_parts(rows(), ("value",))
    assert (next(objects).count("}"), taken) == (1_000, 999)


def test_files_by_any_address_have_a_limit_together(portal: Callable[..., Any]) -> None:
    client, cache = portal(), compression._compressed_files()
    script = "/_dash-component-suites/plotly/package_data/plotly.min.js"
    made: list[Hashable] = []

    class Counting(ByteCache[bytes]):
        def set(self, key: Hashable, value: bytes) -> None:
            made.append(key)
            super().set(key, value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compression, "_compressed_files", lambda: Counting(1_000_000, len))
        client = portal()
        for number in range(4):
            answer = client.get(f"{script}?z={number}", headers={"Accept-Encoding": "br"})
            assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "br")
    assert len(set(made)) == 1
    cache.set("b", b"small")
    for number in range(40):
        cache.set(f"a.v{number}", bytes(1024 * 1024))
        assert cache.get("b") == b"small"  # what is asked for stays
    assert sum(cache.get(f"a.v{number}") is not None for number in range(40)) == 15


def test_kept_answers_have_a_limit_together() -> None:
    cache = ByteCache[_Answer](MOST_BYTES, lambda answer: len(answer.body))
    body = b"x" * 1_900_000
    for number in range(100):
        cache.set(b"%d" % number, _Answer(body, "", ""))
    held = [number for number in range(100) if cache.get(b"%d" % number)]
    assert held == list(range(100 - MOST_BYTES // len(body), 100))
    cache.set(b"99", _Answer(b"", "", ""))
    cache.set(b"new", _Answer(body, "", ""))
    assert cache.get(b"%d" % held[0]) is not None


@pytest.fixture
def locked(
    new_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Any, Any]]:
    """A portal on PostgreSQL whose pages wait two seconds at most, and a way to lock its items."""
    monkeypatch.setattr(db.engine, "_PAGES_ONLY", "-c statement_timeout=2s")
    url = new_database("postgresql", "catalogue")
    engine = open_engine(url)
    client = create_app(
        Settings(database_url=url, secret_key="k" * 40), engine
    ).server.test_client()
    with engine.connect() as other:
        yield client, other
    engine.dispose()


@pytest.mark.parametrize(
    "path",
    ["/plans", "/findings", "/search?q=child", "/councils/torbay", "/items/torbay-2005/2.14"],
)
def test_every_page_tells_that_the_database_is_away(
    locked: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(callback_cache, "_MOMENT", 0)  # a version just told is not believed
    client, other = locked
    assert client.get(path).status_code == 200
    with other.begin():
        other.execute(text("LOCK TABLE dataset_versions IN ACCESS EXCLUSIVE MODE"))
        page = client.get(path)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"
    assert "The data cannot be read just now" in page.text


def test_a_slow_database_is_told_and_not_kept(locked: tuple[Any, Any]) -> None:
    client, other = locked
    path = "/download/compare.csv?theme=adoption"
    assert client.get(path).status_code == 200
    with other.begin():
        other.execute(text("LOCK TABLE items IN ACCESS EXCLUSIVE MODE"))
        page = client.get(path)
        answer = ask(client, "compare-results", {SEARCH: "?theme=adoption"})
    for response in (page, answer):
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "60"
        body = response.text
        assert "The data cannot be read just now" in body
        assert "Traceback" not in body
        assert "SELECT" not in body
    assert client.get(path).status_code == 200
    again = ask(client, "compare-results", {SEARCH: "?theme=adoption"})
    assert "The data cannot be read just now" not in again.text


def test_the_limiter_leaves_no_hook_and_takes_none_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Newer(rate_limits.Limiter):  # type: ignore[misc]
        """A version that has one hook fewer after a request, and one more at its end."""

        def init_app(self, app: Flask) -> None:
            super().init_app(app)
            app.after_request_funcs[None].pop()
            app.teardown_request(lambda _error: None)

    def after(response: Any) -> Any:
        return response

    def end(_error: BaseException | None) -> None:
        pass

    monkeypatch.setattr(rate_limits, "Limiter", Newer)
    server = Flask("limited")
    server.after_request(after)
    server.teardown_request(end)
    rate_limits.make(server, Settings(sign_in="off"))
    assert server.before_request_funcs[None] == []
    assert server.after_request_funcs[None] == [after]
    assert server.teardown_request_funcs[None] == [end]
