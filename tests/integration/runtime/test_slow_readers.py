"""Queues for clients that are behind, and giving up those who take nothing."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from portal.runtime import slow_readers
from portal.runtime.slow_readers import _A_SECOND, _BY_THREAD, UNREAD, Allowance, Outgoing, Parts
from portal.web.streams import CHEAP
from tests.support.patience import SECONDS

Pair = tuple[Outgoing, socket.socket]
# More than the system holds for a client that does not read.
MUCH = b"x" * 8_000_000
LAST = b"0\r\n\r\n"


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A connection's side that answers, and its client."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        ours, _address = server.accept()
        with ours:
            yield Outgoing(ours), client


def read(client: socket.socket, size: int) -> bytes:
    """Read so much from a connection."""
    data = b""
    while len(data) < size:
        data += client.recv(1_000_000)
    return data


def test_who_takes_all_leaves_nothing(pair: Pair) -> None:
    outgoing, client = pair
    outgoing.sendall(b"answer")
    assert not outgoing.waits
    assert read(client, 6) == b"answer"


def test_the_head_of_an_answer_goes_with_its_first_part(pair: Pair) -> None:
    outgoing, client = pair
    head, parts = b"HTTP/1.1 200 OK\r\n\r\n", (b"first", b"second")
    outgoing.sendall(head)
    client.setblocking(False)
    with pytest.raises(BlockingIOError):
        client.recv(1)  # nobody wakes for the head alone
    client.setblocking(True)
    for part in parts:
        outgoing.sendall(part)
    assert not outgoing.waits
    assert read(client, len(head) + 11) == head + b"firstsecond"


def test_the_head_of_an_answer_without_a_body_goes_by_itself(pair: Pair) -> None:
    outgoing, client = pair
    outgoing.sendall(b"HTTP/1.1 304 NOT MODIFIED\r\n\r\n")
    outgoing.flush_head()
    assert not outgoing.waits
    assert read(client, 29) == b"HTTP/1.1 304 NOT MODIFIED\r\n\r\n"


def test_a_long_first_part_follows_the_head(pair: Pair) -> None:
    outgoing, client = pair
    outgoing.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    outgoing.sendall(MUCH)
    outgoing.finish()
    assert read(client, 20).startswith(b"HTTP/1.1 200 OK\r\n\r\nx")


def test_the_rest_of_an_answer_is_queued_in_order(pair: Pair) -> None:
    outgoing, client = pair
    outgoing.sendall(MUCH)
    outgoing.sendall(LAST)  # for which no thread waits
    assert outgoing.waits
    data = b""
    while outgoing.waits:
        data += client.recv(1_000_000)
        outgoing.send_on()
    assert data + read(client, len(MUCH) + len(LAST) - len(data)) == MUCH + LAST


def test_a_stream_waits_for_its_client_and_gives_up_who_takes_too_little(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing, _client = pair
    monkeypatch.setattr(slow_readers, "_WINDOW", 0.01)
    outgoing.sendall(MUCH)
    with pytest.raises(BrokenPipeError, match="too slowly"):
        outgoing.sendall(b"more")


def test_a_client_that_went_away_ends_the_answer(pair: Pair) -> None:
    outgoing, client = pair
    client.close()

    def stream() -> None:
        while True:
            outgoing.sendall(b"x" * 1000)

    with pytest.raises(ConnectionError):
        stream()


@pytest.mark.parametrize("cheap", [True, False])
def test_cheap_parts_are_made_no_faster_than_they_are_taken(pair: Pair, cheap: bool) -> None:
    outgoing, client = pair
    made, ended = [], []

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            for part in (MUCH, b"b", b"c"):
                made.append(part)
                yield part

        def close(self) -> None:
            ended.append(len(made))

    environ = {"gunicorn.socket": outgoing, **({CHEAP: True} if cheap else {})}
    with closing(Parts(Answer(), environ)) as parts:
        for part in parts:
            outgoing._put(part)  # as where the client takes nothing
    assert (len(made), ended) == ((1, []) if cheap else (3, [3]))
    client.settimeout(SECONDS)
    data = b""
    while outgoing.waits:
        outgoing.send_on()
        data += client.recv(1_000_000)
    assert data + read(client, len(MUCH) + 2 - len(data)) == MUCH + b"bc"
    assert ended == [3]


def test_the_rest_of_a_large_file_is_handed_over_to_who_takes_all(pair: Pair) -> None:
    outgoing, _client = pair
    environ = {"gunicorn.socket": outgoing, CHEAP: True}
    piece = b"x" * (_BY_THREAD // 2)
    with closing(Parts(iter([piece] * 9), environ)) as parts:
        assert len(list(parts)) == 2
    assert outgoing.waits


def test_a_second_has_so_many_bytes_for_all() -> None:
    allowance = Allowance()
    assert allowance.used_until(_A_SECOND - 1, 5.0) == 0.0
    assert allowance.used_until(1, 5.5) == 6.0
    assert allowance.used_until(1, 5.9) == 6.0
    assert allowance.used_until(_A_SECOND - 1, 6.0) == 0.0


def test_who_takes_nothing_for_long_is_stalled(pair: Pair) -> None:
    outgoing, client = pair
    outgoing.sendall(MUCH)
    now = time.monotonic()
    assert not outgoing.is_stalled(now + 1)  # the system's own queue was not looked at before
    assert outgoing.is_stalled(now + UNREAD + 2)
    read(client, 500_000)
    assert not outgoing.is_stalled(now + UNREAD + 3)
