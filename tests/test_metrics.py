"""What Prometheus reads: all processes together, at an address of its own."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.serving import free_port
from tests.test_serving import eventually, master, workers


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        text: str = answer.read().decode()
        return text


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


def test_all_processes_count_together_and_a_killed_one_leaves_no_request_open(
    sqlite_file: str,
) -> None:
    port = free_port()
    asked = 'portal_requests_total{route="council",status="200"}'
    with master(sqlite_file, PORTAL_METRICS=f"127.0.0.1:{port}") as (public, process):
        shown = f"http://127.0.0.1:{port}/metrics"
        for _time in range(30):
            get(f"http://127.0.0.1:{public}/councils/torbay")
        text = get(shown)
        assert value(text, asked) == 30
        assert value(text, 'portal_request_seconds_count{route="council"}') == 30
        assert value(text, "portal_requests_in_progress") == 0
        assert value(text, "portal_database_up") == 1
        assert value(text, "portal_data_version") == 1
        assert value(text, "portal_callback_errors_total") == 0
        assert time.time() - value(text, "portal_data_changed_timestamp_seconds") < 3600
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
    assert not folder.exists()


def test_addresses_that_nobody_knows_make_no_labels(sqlite_file: str) -> None:
    port = free_port()
    with master(sqlite_file, PORTAL_METRICS=f"127.0.0.1:{port}") as (public, _process):
        for number in range(20):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                get(f"http://127.0.0.1:{public}/nowhere-{number}?secret={number}")
        text = get(f"http://127.0.0.1:{port}/metrics")
    assert value(text, 'portal_requests_total{route="no page",status="404"}') == 20
    assert "nowhere-" not in text


def _folder(pid: int) -> Path:
    """Where the processes count, as a file that one of them has open tells."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    maps = [Path(f"/proc/{one}/maps").read_text() for one in children]
    found = re.search(r"(/\S+)/counter_\d+\.db", "".join(maps))
    assert found is not None
    return Path(found[1])
