"""Views that cost much: one after another, by address, and nothing else waits for them."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import make_url

from db.engine import open_engine
from portal.app import create_app
from portal.services import Services
from portal.settings import Settings
from portal.web import dear_views, turns
from portal.web.dear_views import DearViews
from portal.web.file_store import folder_of
from portal.web.turns import Busy, Turns, locked
from tests.support.asking import callback_body
from tests.support.patience import SECONDS
from tests.support.serving import portal_server

REGION = "councils=south-west"
STRANGER, PERSON = "192.0.2.1", "192.0.2.2"
DEAR = (f"/plans?{REGION}", f"/benchmarks?{REGION}", f"/embed/inspections?{REGION}", f"/?{REGION}")
LIGHT = ("/healthz", "/readyz", "/plans?theme=adoption", "/indicators", "/embed/compare")


@pytest.fixture
def portal(new_database: Callable[..., str]) -> Iterator[tuple[Any, Path]]:
    """A client of a portal of its own, and the file whose lock is the turn at views."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    client = create_app(Settings(database_url=url, sign_in="off"), engine).server.test_client()
    yield client, folder_of(engine.url) / "turn-view"
    engine.dispose()


def test_views_of_many_councils_take_a_turn_and_others_none(
    portal: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, file = portal
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    asked = callback_body(client, "compare-results", {"compare-url.search": f"?{REGION}"})
    made = client.get(f"/indicators?{REGION}")
    with locked(file):
        for path in DEAR:
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "20"), path
            assert "one after another" in answer.text
        refused = client.post("/_dash-update-component", json=asked)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "20")
        for path in LIGHT:
            assert client.get(path).status_code == 200, path
        # What is made already needs no turn.
        again = client.get(f"/indicators?{REGION}")
        assert (again.status_code, len(again.data)) == (made.status_code, len(made.data))
    for path in DEAR:
        assert client.get(path).status_code in (200, 400), path
    assert client.post("/_dash-update-component", json=asked).status_code == 200


@contextmanager
def asking(address: str) -> Iterator[None]:
    """Be within a request of an address."""
    from flask import Flask

    with Flask("test").test_request_context(environ_base={"REMOTE_ADDR": address}):
        yield


def test_who_asked_for_much_takes_turns_for_a_while(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked, clock = count(step=1.5), [0.0]
    monkeypatch.setattr(dear_views, "thread_time", lambda: next(worked))
    monkeypatch.setattr(dear_views, "monotonic", lambda: clock[0])
    views, vocabulary = DearViews(Turns(1, each=2)), services.data.vocabulary()

    def needs() -> bool:
        return views.needs_turn("", vocabulary)

    with asking(STRANGER):
        for much in (False, False, True):
            assert needs() is much
            with views.making():
                assert needs() is False  # a part of a view
                with views.making(in_turn=True):  # counted once, with the whole
                    pass
    with asking(PERSON):
        assert needs() is False
    clock[0] += 2 * dear_views.AT_ONCE / dear_views.A_SECOND
    with asking(STRANGER):
        assert needs() is False


def test_an_address_leaves_a_place_to_others() -> None:
    line, inside, go_on = Turns(1, waiting=2, each=2), Event(), Event()

    def take(address: str) -> str:
        with line.turn(address, SECONDS):
            inside.set()
            go_on.wait(SECONDS)
        return address

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(take, STRANGER)
        assert inside.wait(SECONDS)
        second = pool.submit(take, STRANGER)
        while not line.has_more(STRANGER):
            wait([second], 0.001)
        with pytest.raises(Busy), line.turn(STRANGER):
            pass
        person = pool.submit(take, PERSON)
        assert not person.done()
        go_on.set()
        assert [asked.result(SECONDS) for asked in (first, second, person)] == [
            *(STRANGER, STRANGER),
            PERSON,
        ]
    assert not line.has_more(STRANGER)


def test_a_server_answers_pages_while_many_ask_for_what_is_dear(
    new_database: Callable[..., str],
) -> None:
    url = new_database("sqlite", "catalogue")
    folder = folder_of(make_url(url))
    with (
        portal_server(url, PORTAL_PROXIES="1", PORTAL_SIGN_IN="off") as address,
        ThreadPoolExecutor(9) as pool,
    ):
        port = urlsplit(address).port

        def get(path: str, client: str = STRANGER) -> tuple[int, str]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
            connection.request("GET", path, headers={"X-Forwarded-For": client})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            return answer.status, answer.headers["Retry-After"] or ""

        with locked(folder / "turn-view"):
            asked: set[Future[tuple[int, str]]] = {
                pool.submit(get, f"/plans?{REGION}&n={number}") for number in range(8)
            }
            refused, _waiting = wait(asked, SECONDS, FIRST_COMPLETED)
            assert {answer.result() for answer in refused} == {(503, "20")}
            for path in LIGHT:
                assert get(path) == (200, ""), path
        answers = {answer.result(SECONDS)[0] for answer in asked}
        assert answers <= {200, 503}
        assert get(f"/plans?{REGION}&n=9", PERSON) == (200, "")
