"""Eight connections that ask for the dearest things without pause, beside somebody who reads."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.bench.report import heading, table, verdict
from tools.bench.web import Client

CONNECTIONS, SECONDS, BAR = 8, 20, 2.0
# Until the first of the answers has been asked for by all connections.
WARM_UP = 3
# Seconds until a file must be there.
LONGEST = 300
# Views with many councils are asked for under another address each time, so that no answer is kept.
_ANOTHER = """
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", wrk.path .. "&n=" .. number)
end
"""
REGIONS = "south-west,south-east,london,north-west"
DEAR = {
    "all observations as JSON": "/data/observations.json",
    "the whole data package": "/download/dataset.zip",
    "a pack of slides": "/pack/council.pptx?council=torbay",
    "plans of four regions": f"/plans?councils={REGIONS}",
    "benchmarks of a region": "/benchmarks?councils=south-west",
    "plans of four regions in a frame": f"/embed/compare?councils={REGIONS}",
}


def report(address: str, journeys: Path, folder: Path) -> None:
    """Let each be asked for; print how long pages take alone, and beside it."""
    views = json.loads(journeys.read_text(encoding="utf-8"))["journeys"]
    paths = [view["path"] for view in views]
    script = folder / "another.lua"
    script.write_text(_ANOTHER, encoding="utf-8")
    _pages(address, paths, SECONDS / 4)
    lines = []
    for name, path in DEAR.items():
        _wait_for(address, path)
        alone = _pages(address, paths, SECONDS / 2)
        with _asked(f"{address}{path}", script) as stranger:
            time.sleep(WARM_UP)
            beside = _pages(address, paths, SECONDS - WARM_UP - 1)
        answers, refused = _counts(stranger)
        ratio = statistics.median(beside) / statistics.median(alone)
        lines.append(
            (
                name,
                f"{answers:,}",
                f"{refused:,}",
                f"{statistics.median(alone):.1f}",
                f"{statistics.median(beside):.1f}",
                f"{ratio:.1f}",
                verdict(ratio, BAR),
            )
        )
    heading(
        "Strangers",
        f"{CONNECTIONS} connections ask for something dear without pause for {SECONDS} seconds, "
        f"somebody reads\n{len(paths)} pages one after another meanwhile; milliseconds at the "
        "median",
    )
    table(("", "answers", "refused", "pages alone", "beside", "×", "bar"), lines)


def _wait_for(address: str, path: str) -> None:
    """Ask until there is an answer: a file is made once a version of the data, in its time."""
    until = time.monotonic() + LONGEST
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    while True:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 503:
            return
        if time.monotonic() > until:
            raise TimeoutError(f"{path} is not there after {LONGEST} seconds")
        time.sleep(2)


def _pages(address: str, paths: Sequence[str], seconds: float) -> list[float]:
    """Milliseconds of pages asked for in turn over one connection."""
    client, times = Client(address), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for path in paths:
            start = time.perf_counter()
            client.get(path)
            times.append(1000 * (time.perf_counter() - start))
    return times


@contextmanager
def _asked(url: str, script: Path) -> Iterator[subprocess.Popen[str]]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "60s"]
    if "?" in url:
        command += ["-s", str(script)]
    process = subprocess.Popen([*command, url], stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.wait():
            raise RuntimeError(f"wrk asked for nothing: {' '.join(command)}")


def _counts(stranger: subprocess.Popen[str]) -> tuple[int, int]:
    """Answers that strangers had, and how many of them were refusals."""
    assert stranger.stdout is not None  # noqa: S101 - it was asked for
    output = stranger.stdout.read()
    answers = re.search(r"(\d+) requests in", output)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return int(answers[1]) if answers else 0, int(refused[1]) if refused else 0
