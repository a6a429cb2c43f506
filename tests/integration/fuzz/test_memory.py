"""Hostile questions leave nothing behind: memory stands still once the process is warm."""

from __future__ import annotations

import subprocess
import sys

from portal.settings import ROOT

# Megabytes; a cache that kept each answer or each name would take ten times as much and more.
MOST = 1


def test_memory_does_not_grow_with_what_is_asked(sqlite_file: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.fuzz.memory", sqlite_file],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    before, after = map(float, done.stdout.split())
    assert after - before < MOST, done.stdout
