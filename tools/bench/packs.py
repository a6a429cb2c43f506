"""Packs: how long each form takes, and whether others are held up meanwhile."""

from __future__ import annotations

import statistics
import threading
import time
import urllib.request
from pathlib import Path

from db.session import make_sessions
from portal.packs.worker import Progress, make_pack
from portal.services import Services
from tests.support.serving import portal_server
from tools.bench import databases as made
from tools.bench import web
from tools.bench.report import heading, table, verdict

BAR, LEAST_SLIDES = 5.0, 30
# Callbacks are asked for so many seconds, longer than a pack takes.
SECONDS = 6.0
FORMS = {"slides": "pptx", "words": "docx", "sheets": "xlsx"}
COUNCIL, RUNS = "torbay", 5


def report(databases: made.Databases, source: made.Source, folder: Path) -> None:
    """Make each form several times, then ask for other things while packs are being made."""
    url = databases.holding("full", source)
    heading(
        "Packs",
        f"seconds, medians of {RUNS}: a council's pack with the process that makes the file, and "
        "over HTTP",
    )
    with portal_server(url) as portal, web.constant_server(folder) as bare:
        rows = [(f"{form} of {COUNCIL}", *_timed(url, portal, form)) for form in FORMS]
        table(("", "slides", "made", "over HTTP", f"bar ≥ {LEAST_SLIDES} slides"), rows)
        print("\nmilliseconds of others' callbacks, and 95 of 100, without and beside packs")
        lines = []
        for name, address, output, value in (
            ("a constant callback of another app", bare, "out", "?"),
            ("the portal's compare page", portal, "compare-results", "?councils=torbay"),
        ):
            alone = _asked(address, output, value)
            with _Making(portal) as making:
                beside = _asked(address, output, value)
            lines.append((name, *alone, *beside, str(making.count)))
    table(("", "alone", "p95", "beside", "p95", "packs made"), lines)


def _timed(url: str, portal: str, form: str) -> tuple[str, str, str, str]:
    with made.opened(url) as engine:
        pack = Services.over(make_sessions(engine)).packs.council_pack(COUNCIL)
    took: list[float] = []
    steps = 0
    for _ in range(RUNS):
        start = time.perf_counter()
        for step in make_pack(pack, form):
            steps = step.of if isinstance(step, Progress) else steps
        took.append(time.perf_counter() - start)
    over = []
    for _ in range(RUNS):
        start = time.perf_counter()
        _fetch(portal, FORMS[form])
        over.append(time.perf_counter() - start)
    whole = statistics.median(over)
    slides = str(steps) if form == "slides" else ""
    return slides, f"{statistics.median(took):.2f}", f"{whole:.2f}", verdict(whole, BAR)


def _fetch(portal: str, form: str) -> None:
    address = f"{portal}/pack/council.{form}?council={COUNCIL}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()


def _asked(address: str, output: str, value: str) -> tuple[str, str]:
    """Median and 95th percentile of a callback."""
    client = web.Client(address)
    body = client.request(output, value)
    for _ in range(20):
        client.post(body)  # processes read what they keep
    times: list[float] = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        times.append(client.post(body))
        time.sleep(0.01)
    return f"{statistics.median(times):.1f}", f"{statistics.quantiles(times, n=20)[-1]:.1f}"


class _Making:
    """Two people who take one pack after the other."""

    def __init__(self, portal: str) -> None:
        self.count = 0
        self._portal, self._done = portal, threading.Event()
        self._people = [threading.Thread(target=self._take) for _ in range(2)]

    def _take(self) -> None:
        while not self._done.is_set():
            _fetch(self._portal, "pptx")
            self.count += 1

    def __enter__(self) -> _Making:
        for person in self._people:
            person.start()
        time.sleep(0.5)
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for person in self._people:
            person.join()
