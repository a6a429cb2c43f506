"""The metrics for Prometheus: all processes together, at an address of their own."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.integration.runtime.test_gunicorn_server import eventually, master, workers
from tests.support.patience import SECONDS
from tests.support.serving import free_port


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        text: str = answer.read().decode()
        return text


def counted(text: str, name: str) -> float | None:
    match = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(match[1]) if match else None


def value(text: str, name: str) -> float:
    value = counted(text, name)
    assert value is not None, name
    return value


def test_all_processes_count_together_and_neither_killed_ones_nor_unknown_addresses_stay(
    sqlite_file: str,
) -> None:
    port = free_port()
    asked = 'portal_requests_total{route="council",status="200"}'
    unknown = 'portal_requests_total{route="no page",status="404"}'
    with master(sqlite_file, PORTAL_METRICS=f"127.0.0.1:{port}") as (public, process):
        shown = f"http://127.0.0.1:{port}/metrics"
        for _time in range(30):
            get(f"http://127.0.0.1:{public}/councils/torbay")
        # An answer is counted once it is sent, which its reader may be ahead of.
        eventually(lambda: counted(get(shown), asked) == 30)
        text = get(shown)
        assert value(text, 'portal_request_seconds_count{route="council"}') == 30
        assert value(text, "portal_requests_in_progress") == 0
        assert value(text, "portal_database_up") == 1
        assert value(text, "portal_data_version") == 1
        assert time.time() - value(text, "portal_data_changed_timestamp_seconds") < 3600
        for number in range(20):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                get(f"http://127.0.0.1:{public}/nowhere-{number}?secret={number}")
        eventually(lambda: counted(get(shown), unknown) == 20)
        assert "nowhere-" not in get(shown)
        victim = min(workers(process))
        os.kill(victim, signal.SIGKILL)
        eventually(lambda: len(workers(process) - {victim}) == 2)
        assert value(get(shown), asked) == 30
        for path in ("", "/councils", "/me"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                get(f"http://127.0.0.1:{port}{path}")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(f"http://127.0.0.1:{public}/metrics")
        folder = _folder(process.pid)
        assert folder.is_dir()
        process.terminate()  # a server that is killed could not clear up
        process.wait(SECONDS)
        assert not folder.exists()


def _folder(pid: int) -> Path:
    """Where the processes count, as a file that one of them has open tells."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    maps = [Path(f"/proc/{child}/maps").read_text() for child in children]
    match = re.search(r"(/\S+)/gauge_\w+_\d+\.db", "".join(maps))
    assert match is not None
    return Path(match[1])
