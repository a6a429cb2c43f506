"""A portal under load: its processes are renewed, killed and stopped, and no request is lost."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from portal.runtime.gunicorn_server import _LATER, _LONGEST_LINE, _STALL
from tests.support.patience import SECONDS
from tests.support.serving import ROOT, end, free_port, wait_for

# Its port, and the process that looks after the others.
Started = tuple[int, subprocess.Popen[bytes]]


@contextmanager
def master(database_url: str, **env: str) -> Iterator[Started]:
    """`portal serve` on a free port: the port, and the process that looks after the others."""
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", "serve", "--port", str(port)],
        cwd=ROOT,
        env={
            **environment,
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_LOG_REQUESTS": "off",
            "PORTAL_STATISTICS": "off",
            **env,
        },
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield port, process
    finally:
        end(process)


@pytest.fixture(scope="module")
def several(sqlite_file: str) -> Iterator[Started]:
    """A portal of two processes for tests that leave it with two."""
    with master(sqlite_file) as started:
        yield started


@pytest.fixture(scope="module")
def single(sqlite_file: str) -> Iterator[int]:
    """The port of a portal of one process, for tests that leave it answering."""
    with master(sqlite_file, PORTAL_WORKERS="1") as (port, _process):
        yield port


def test_the_address_is_printed_once_it_is_listened_at(sqlite_file: str) -> None:
    port = free_port()
    others = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    with subprocess.Popen(
        [sys.executable, "-m", "portal", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**others, "PORTAL_DATABASE_URL": sqlite_file},
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if b"The portal is at" in line)
            assert f"http://127.0.0.1:{port}/" in line.decode()
            with socket.create_connection(("127.0.0.1", port), timeout=SECONDS):
                pass
        finally:
            end(process)


def children(pid: int) -> set[int]:
    """Ids of the processes that a process, in any of its threads, has started."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for threads in lists for child in threads.read_text().split()}


def workers(process: subprocess.Popen[bytes]) -> set[int]:
    """The processes that answer."""
    return children(process.pid)


class Load:
    """People who ask without a pause, some on one connection, some on a new one each time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answered = 0
        self.failed: list[str] = []
        self._end = Event()
        self._people = [
            Thread(target=self._ask, args=(keeps_alive,)) for keeps_alive in (True, True, False)
        ]

    def __enter__(self) -> Load:
        for person in self._people:
            person.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        for person in self._people:
            person.join(2 * SECONDS)

    def _ask(self, keeps_alive: bool) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        while not self._end.is_set():
            try:
                connection.request("GET", "/councils" if self.answered % 2 else "/plans")
                response = connection.getresponse()
                body = response.read()
                if response.status != 200 or not body.rstrip().endswith(b"</html>"):
                    self.failed.append(f"{response.status}, {len(body)} bytes")
                self.answered += 1
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
                connection.close()
            if not keeps_alive:
                connection.close()
        connection.close()


def eventually(what: Callable[[], bool], seconds: float = SECONDS) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_renewing_the_processes_under_load_loses_no_request(several: Started) -> None:
    port, process = several
    with Load(port) as load:
        for _turn in range(2):
            eventually(lambda: len(workers(process)) == 2)
            former = workers(process)
            seen = load.answered
            process.send_signal(signal.SIGHUP)
            eventually(lambda former=former: len(workers(process) - former) == 2)  # type: ignore[misc]
            eventually(lambda former=former: not workers(process) & former)  # type: ignore[misc]
            eventually(lambda seen=seen: load.answered > seen + 50)  # type: ignore[misc]
    assert load.failed == []


def test_a_killed_process_is_replaced(several: Started) -> None:
    port, process = several
    former = workers(process)
    victim = min(former)
    os.kill(victim, signal.SIGKILL)
    eventually(lambda: len(workers(process) - {victim}) == 2)
    with Load(port) as load:
        eventually(lambda: load.answered > 20)
    assert load.failed == []


def test_a_portal_that_is_stopped_answers_what_it_was_asked(sqlite_file: str) -> None:
    with master(sqlite_file) as (port, process):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as slow:
            assert not any(map(children, workers(process)))
            slow.request("GET", "/pack/council.xlsx?council=plymouth")
            eventually(lambda: any(map(children, workers(process))))  # one makes the pack
            process.terminate()
            response = slow.getresponse()
            assert (response.status, response.read()[:2]) == (200, b"PK")
        assert process.wait(SECONDS) == 0


def test_a_port_in_use_is_told_with_its_setting(served: str, sqlite_file: str) -> None:
    port = served.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "portal", "serve", "--port", port],
        cwd=ROOT,
        env={**os.environ, "PORTAL_DATABASE_URL": sqlite_file},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 1
    assert re.match(rf"PORTAL_PORT: nobody can listen at 127.0.0.1:{port}: ", done.stderr)
    assert "Traceback" not in done.stderr


def test_a_restart_loses_no_request_where_systemd_holds_the_socket(sqlite_file: str) -> None:
    """As deploy/*.socket has it: the socket is open all the time, and handed to each start."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as held:
        port: int = held.getsockname()[1]
        with handed_over(sqlite_file, held) as first, Load(port) as load:
            eventually(lambda: load.answered > 50)
            first.terminate()
            assert first.wait(SECONDS) == 0
            with handed_over(sqlite_file, held):
                seen = load.answered
                eventually(lambda: load.answered > seen + 50)
                load.__exit__()
    assert load.failed == []


@contextmanager
def handed_over(database_url: str, held: socket.socket) -> Iterator[subprocess.Popen[bytes]]:
    """`portal serve` with a socket as systemd gives it: number 3, and told to whom."""
    port = held.getsockname()[1]
    hand = f'exec 3<&{held.fileno()}; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"'
    process = subprocess.Popen(
        ["bash", "-c", hand, "bash", sys.executable, "-m", "portal", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PORTAL_DATABASE_URL": database_url, "PORTAL_LOG_REQUESTS": "off"},
        pass_fds=(held.fileno(),),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield process
    finally:
        end(process)


def answered(port: int) -> int:
    """The status of a page, asked for on a connection of its own.

    Longer than two rounds of clients may stall: where the machine is busy a page takes a while.
    """
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=6 * _STALL)) as connection:
        connection.request("GET", "/councils")
        return connection.getresponse().status


HEAD = b"POST /_dash-update-component HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("begun", "clients"),
    [
        (HEAD + b"Content-Length: 100000\r\n\r\n{", 6),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-A", 6),
        (b"GET /healthz HTTP/1.0\r\n\r\n", 9),
    ],
    ids=["in a body", "in the headers", "in ending"],
)
def test_clients_that_stall_hold_up_others_for_moments_only(
    single: int, begun: bytes, clients: int
) -> None:
    """More of them than there are threads."""
    with ExitStack() as stack:
        for _ in range(clients):
            stalled = stack.enter_context(socket.create_connection(("127.0.0.1", single)))
            stalled.sendall(begun)
        assert [answered(single) for _ in range(2)] == [200] * 2


LENGTH = 5_000
# How a question begins, a piece that comes now and then, its end after so many pieces, the answer.
SLOW: tuple[tuple[bytes, bytes, Callable[[int], bytes], int], ...] = (
    (b"GET /healthz HTTP/1.1\r\nX-A: ", b"a", lambda _sent: b"\r\nHost: x\r\n\r\n", 200),
    (
        HEAD + f"Content-Length: {LENGTH}\r\n\r\n".encode(),
        b" ",
        lambda sent: b" " * (LENGTH - sent),
        400,
    ),
    (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        b"1\r\n \r\n",
        lambda _sent: b"0\r\n\r\n",
        400,
    ),
)


def test_who_asks_slowly_costs_no_thread(single: int) -> None:
    """Three times as many as there are threads: others are answered, and each is in the end."""
    asked, done, sent = SLOW * 4, Event(), 0
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", single), SECONDS))
            for _ in asked
        ]
        for connection, (begun, *_rest) in zip(slow, asked, strict=True):
            connection.sendall(begun)

        def trickle() -> None:
            nonlocal sent
            while not done.wait(_STALL / 10):
                sent += 1
                for connection, (_begun, piece, *_rest) in zip(slow, asked, strict=True):
                    connection.sendall(piece)

        trickling = Thread(target=trickle)
        trickling.start()
        try:
            assert [answered(single) for _ in range(8)] == [200] * 8
        finally:
            done.set()
            trickling.join()
        for connection, (_begun, _piece, end_after, status) in zip(slow, asked, strict=True):
            connection.sendall(end_after(sent))
            assert status_of(connection) == status


def test_who_reads_slowly_costs_no_thread(single: int) -> None:
    """Twice as many as there are threads: others are answered, and each gets its whole answer."""
    script = "/_dash-component-suites/plotly/package_data/plotly.min.js"
    paths = (script, "/data/items.csv", "/data/statements.json", script) * 2
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.socket()) for _ in paths]

        def ask(number: int) -> None:
            line = f"GET {paths[number]} HTTP/1.1\r\nHost: x\r\n\r\n"
            slow[number].sendall(line.encode())

        for path in {*paths}:  # a table is written at the first demand, and few may wait for it
            with closing(http.client.HTTPConnection("127.0.0.1", single)) as quick:
                quick.request("GET", path)
                assert quick.getresponse().status == 200
        for number, connection in enumerate(slow):
            connection.settimeout(SECONDS)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", single))
            ask(number)
        for connection in slow:  # each is being answered
            assert connection.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200"
        assert [answered(single) for _ in range(8)] == [200] * 8
        for number, connection in enumerate(slow):
            first = read_answer(connection)
            ask(number)  # the connection goes on
            assert read_answer(connection) == first


def test_who_is_refused_for_now_is_told_a_moment_later(single: int) -> None:
    """Asking without pause keeps nobody else waiting."""
    line = b"GET /pack/none.pptx HTTP/1.1\r\nHost: x\r\n\r\n"
    with ExitStack() as stack:
        impatient = [
            stack.enter_context(socket.create_connection(("127.0.0.1", single), SECONDS))
            for _ in range(8)
        ]
        statuses = [404]
        while statuses[-1] == 404:
            impatient[0].sendall(line)
            statuses.append(status_of(impatient[0]))
        assert statuses[-1] == 429
        assert len(statuses) > 61  # more where a minute went by
        start = time.monotonic()
        for connection in impatient:
            connection.sendall(line)
        assert answered(single) == 200
        assert {status_of(connection) for connection in impatient} == {429}
        assert time.monotonic() - start >= _LATER


def status_of(connection: socket.socket) -> int:
    """Read an answer's status and the rest of it from a connection that is kept."""
    with http.client.HTTPResponse(connection) as response:
        response.begin()
        response.read()
        return response.status


def read_answer(connection: socket.socket) -> bytes:
    """Read a whole answer from a connection that is kept."""
    with http.client.HTTPResponse(connection) as response:
        response.begin()
        assert response.status == 200
        return response.read()


@pytest.mark.parametrize(("length", "status"), [(20_000, 400), (70_000, 414), (4_000_000, 414)])
def test_an_endless_address_is_not_read(served: str, length: int, status: int) -> None:
    port = int(served.rpartition(":")[2])
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
        try:
            connection.request("GET", f"/plans?words={'a' * length}")
            response = connection.getresponse()
        except (BrokenPipeError, ConnectionResetError):
            assert length > _LONGEST_LINE  # refused while it was still being sent
            return
        body = response.read()
        assert response.status == status
        # Up to the limit the portal answers, beyond it gunicorn.
        assert (b"DashRenderer" in body) == (length < _LONGEST_LINE)
