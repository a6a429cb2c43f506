"""Questions that come in pieces: when a thread can answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from io import BytesIO

import pytest

from portal.runtime import slow_askers
from portal.runtime.slow_askers import MOST, Asking
from tests.support.patience import SECONDS

Pair = tuple[socket.socket, socket.socket]
POST = b"POST /x HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The portal's side of a connection, and its client."""
    ours, client = socket.socketpair()
    with ours, client:
        client.settimeout(SECONDS)
        yield ours, client


@pytest.mark.parametrize(
    "pieces",
    [
        [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
        [b"GET / HTT", b"P/1.1\r\nHost: x\r\n\r", b"\n"],
        [POST + b"Content-Length: 3\r\n\r\n", b"ab", b"c"],
        [POST, b"content-LENGTH:3\r\n\r\nab", b"c"],
        [POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b"0\r\n", b"\r\n"],
        [POST + b"Content-Length: 0\r\n\r\n"],
        [b"GET / HTTP/1.1\r\n", b"a" * 10_000, b"\r\n\r\n"],
        [b"\r\n", b"\r\n"],
        [bytes([byte]) for byte in POST + b"Content-Length: 5\r\n\r\n\r\n\r\na"],
        [bytes([byte]) for byte in POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n0\r\n0\r\n\r\n"],
    ],
)
def test_a_thread_answers_once_all_is_there(pair: Pair, pieces: list[bytes]) -> None:
    ours, client = pair
    asking, held = Asking(), BytesIO()
    seen = [asking.is_whole(ours, held)]
    for piece in pieces:
        client.sendall(piece)
        seen.append(asking.is_whole(ours, held))
    assert seen == [False] * len(pieces) + [True]
    assert held.getvalue() == b"".join(pieces)


def test_who_ends_in_the_middle_is_no_longer_waited_for(pair: Pair) -> None:
    ours, client = pair
    asking, held = Asking(), BytesIO()
    client.sendall(POST)
    assert not asking.is_whole(ours, held)
    client.shutdown(socket.SHUT_WR)
    assert asking.is_whole(ours, held)


@pytest.mark.parametrize("head", [b"", POST + b"Content-Length: 9000000\r\n\r\n"])
def test_more_than_a_page_asks_is_read_by_a_thread(pair: Pair, head: bytes) -> None:
    ours, client = pair
    asking, held = Asking(), BytesIO(head)
    whole, sent = False, 0
    while not whole:
        sent += client.send(b"x" * 50_000)
        whole = asking.is_whole(ours, held)
    assert MOST <= len(held.getvalue()) <= len(head) + sent


def test_who_waits_to_be_told_is_told_once(pair: Pair) -> None:
    ours, client = pair
    asking, held = Asking(), BytesIO()
    client.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    assert not asking.is_whole(ours, held)
    assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"ab")
    assert not asking.is_whole(ours, held)
    client.setblocking(False)
    with pytest.raises(BlockingIOError):
        client.recv(1)


def test_a_question_may_not_take_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Asking().is_late
    monkeypatch.setattr(slow_askers, "_LONGEST", -1)
    assert Asking().is_late
