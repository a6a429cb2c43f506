"""Running the portal for tests and measurements: a free port, a real server, a real browser."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.patience import SECONDS

ROOT = Path(__file__).resolve().parents[2]
# Chromium without windows: one with them draws its own bars with a renderer for each page.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), "/usr/bin/chromium-headless-shell")
# Without these a headless Chromium looks for hosts of its maker; as root it needs no sandbox.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Below those that the system gives away by itself. Each process goes round from another place, so
# that no two take the same one between looking and listening.
_FIRST, _LAST = 20_000, 32_000
_PORTS = itertools.cycle(range(_FIRST, _LAST))
next(itertools.islice(_PORTS, secrets.randbelow(_LAST - _FIRST), None))


def free_port() -> int:
    """A port of this machine that nobody listens on, another one each time."""
    for port in itertools.islice(_PORTS, _LAST - _FIRST):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("every port is taken")


def wait_for(port: int, seconds: float = SECONDS) -> None:
    """Wait until something answers on a port.

    Raises:
        TimeoutError: if nothing does in time.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_dash-dependencies"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def _own_key(database_url: str) -> dict[str, str]:
    """A secret key where the portal does not make its own."""
    sqlite = database_url.startswith("sqlite")
    return {} if sqlite else {"PORTAL_SECRET_KEY": secrets.token_hex(32)}


def end(server: subprocess.Popen[bytes]) -> None:
    """End a server that leads a session, with its processes: asked to stop, it takes seconds."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(SECONDS)


@contextmanager
def portal_server(database_url: str, port: int = 0, **env: str) -> Iterator[str]:
    """`portal serve` on a port (a free one), with more settings perhaps; gives its address."""
    port = port or free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "portal", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PORTAL_DATABASE_URL": database_url, **_own_key(database_url), **env},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        end(server)
