"""Hostile papers are answered within seconds and bounds of memory, and nothing of them is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from portal.settings import ROOT

# Of the processor: what a paper may take of it is limited, and a reader has to start first.
MOST_SECONDS, MOST_MEGABYTES = 10, 300
ANSWERS = {
    "macro": "holds macros",
    "external template": "fetches its template from another machine",
    "external workbook": "takes values from other workbooks",
    "external picture": "fetches a picture or another file",
    "links and a template on a drive": "3 actions",
    "formula cells": "fetches or starts something",
    "bomb": "a zip bomb?",
    "bomb below the limit": "a zip bomb?",
    "100,000 rows of a workbook": "100,001 rows, more than 5,000",
    "the most rows of Word": "",
    "PDF with JavaScript": "holds a script",
    "PDF that unpacks to 600 MB": "damaged",
    "PDF with a million lines": "too long to read",
    "deep XML": "damaged",
    "entities in entities": "declares entities",
    "report that unpacks to 600 MB": "too much to be read",
    "report with a million lines": "",
}


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, Any]]:
    """The cost of each paper, by its name; read in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.fuzz.papers", *ANSWERS],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    lines = map(json.loads, done.stdout.splitlines())
    return {line["name"]: line for line in lines}


def test_every_paper_is_answered_and_none_calls_home(costs: dict[str, dict[str, Any]]) -> None:
    assert costs.keys() == ANSWERS.keys()
    wrong = {name: costs[name]["answer"] for name, words in ANSWERS.items()
             if words not in costs[name]["answer"]}  # fmt: skip
    assert wrong == {}
    assert not [line for line in costs.values() if "harmful" in line["answer"]]


def test_no_paper_takes_long_or_much(costs: dict[str, dict[str, Any]]) -> None:
    for limit, what in ((MOST_SECONDS, "seconds"), (MOST_MEGABYTES, "megabytes")):
        beyond = {name: line[what] for name, line in costs.items() if line[what] > limit}
        assert beyond == {}
