"""Hostile archives of folders are answered within seconds and bounds of memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from portal.settings import ROOT

# Of the processor; an archive is unpacked in the process that answers, so its bounds are narrow.
MOST_SECONDS, MOST_MEGABYTES = 2, 100
ANSWERS = {
    "bomb": "It unpacks to 400 MB in 1 files",
    "bomb said to be small": "damaged",
    "ten thousand members": "in 10,000 files",
    "one row of 14 MB": "0 actions, 1 faults",
    "quotes that never end": "0 actions, 1 faults",
    "the most rows": "",
    "too many rows": "at most 3,000 rows",
    "an archive in itself": "0 actions, 1 faults",
    "deep toml": "0 actions, 1 faults",
    "a place outside": "names a place outside itself",
    "cut off": "damaged",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_hostile_archive_is_told_and_takes_little(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.fuzz.folders", name],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    line = json.loads(done.stdout)
    assert ANSWERS[name] in line["answer"]
    assert line["seconds"] < MOST_SECONDS
    assert line["megabytes"] < MOST_MEGABYTES
