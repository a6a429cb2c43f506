"""`make bench`: each page's callback over HTTP against a bare Dash app, in one run.

Both applications run under gunicorn with the same settings on this machine; one client asks
one after the other over a kept connection, in turn, so that a change of the machine's speed
touches both. Prints medians in milliseconds and as a multiple of the bare app's callback, which
returns a constant; then the bytes of a first visit as a browser receives them.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.serving import CHROMIUM, CHROMIUM_ARGUMENTS, free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent
RUNS = 200
BARE = """
from dash import Dash, Input, Output, dcc, html
app = Dash("bare")
app.layout = html.Div([dcc.Location(id="url"), html.Div(id="out")])
app.callback(Output("out", "children"), Input("url", "search"))(lambda search: "constant")
server = app.server
"""
GUNICORN = "-k gthread -w 2 --threads 4 --no-control-socket --log-level error".split()
# Page, its callback's first output, bars for an answer asked for the first time and repeated.
PAGES = (
    ("indicators", "indicators-results", None, 2.0),
    ("compare", "compare-results", 25.0, 3.0),
    ("council", "council-results", None, None),
    ("item", "item-results", None, None),
    ("sources", "sources-results", None, None),
)


class Client:
    """One kept connection that posts callbacks."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.dependencies = json.loads(self.get("/_dash-dependencies"))

    def get(self, path: str) -> bytes:
        """A page or file."""
        self.connection.request("GET", path)
        return self.connection.getresponse().read()

    def request(self, output: str, value: Any) -> bytes:
        """The body that a browser would post for a callback."""
        found = next(d for d in self.dependencies if output in d["output"])
        names = [part.rpartition(".") for part in found["output"].strip(".").split("...")]
        outputs: Any = [{"id": a, "property": b} for a, _, b in names]
        if not found["output"].startswith(".."):
            outputs = outputs[0]
        inputs = [{**i, "value": value} for i in found["inputs"]]
        changed = [f"{i['id']}.{i['property']}" for i in found["inputs"]]
        body = {"output": found["output"], "outputs": outputs, "inputs": inputs}
        return json.dumps({**body, "changedPropIds": changed}, separators=(",", ":")).encode()

    def post(self, body: bytes) -> float:
        """Milliseconds until the whole answer is there."""
        start = time.perf_counter()
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip, br, zstd"}
        self.connection.request("POST", "/_dash-update-component", body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        took = 1000 * (time.perf_counter() - start)
        if response.status != 200 or b"Something went wrong" in answer:
            raise SystemExit(f"answer {response.status} for {body[:200]!r}")
        return took


def medians(*asked: Callable[[], float]) -> list[float]:
    """Median of each, asked in turn; the first tenth of the runs does not count."""
    times = [[ask() for ask in asked] for _ in range(RUNS + RUNS // 10)][RUNS // 10 :]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def questions(name: str, measures: list[str]) -> Iterator[Any]:
    """Values to ask a page's callback for, no two of them alike.

    The unknown name `n` in an address changes the request and not the view, so that no answer
    can have been kept; the indicator page is asked for every measure in turn.
    """
    for number in itertools.count():
        measure = measures[number % len(measures)]
        yield {
            "indicators": f"?measure={measure}&n={number}",
            "compare": f"?n={number}",
            "council": "torbay",
            "item": {"plan": "plymouth-2015", "ref": "afi-9"},
            "sources": "sources-results",
        }[name]


def measure(bare: Client, portal: Client) -> list[tuple[str, float, float, float, Any, Any]]:
    """Per page: the constant, the first and the repeated answer in milliseconds, and the bars."""
    constant = bare.request("out", "?")
    table = json.loads(portal.get("/data/indicators.json"))
    measures = sorted({row["measure"] for row in table})
    rows = []
    for name, output, first_bar, again_bar in PAGES:
        asked = questions(name, measures)
        again = portal.request(output, next(asked))
        fresh = itertools.count()

        def first(output: str = output, asked: Any = asked, fresh: Any = fresh) -> float:
            body = json.loads(portal.request(output, next(asked)))
            return portal.post(json.dumps({**body, "n": next(fresh)}).encode())

        base, one, two = medians(lambda: bare.post(constant), first, lambda a=again: portal.post(a))
        rows.append((name, base, one, two, first_bar, again_bar))
    return rows


def first_visit(port: int, path: str) -> tuple[int, int]:
    """Bytes over the wire of a first visit, and the number of requests."""
    sizes: list[int] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda e: sizes.append(int(e["encodedDataLength"])))
        page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
        page.locator(".js-plotly-plot").first.wait_for()
        page.wait_for_timeout(1000)
        browser.close()
    return sum(sizes), len(sizes)


def main() -> None:
    """Run the two applications, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        ports = free_port(), free_port()
        environment = {**os.environ, "PORTAL_DATABASE_URL": f"sqlite:///{folder}/portal.db"}
        command = [sys.executable, "-m", "gunicorn", *GUNICORN]
        servers = [
            subprocess.Popen([*command, "-b", f"127.0.0.1:{ports[0]}", "bare:server"], cwd=folder),
            subprocess.Popen(
                [sys.executable, "-m", "portal", "serve", "--port", str(ports[1])],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
            ),
        ]
        try:
            for port in ports:
                wait_for(port)
            rows = measure(Client(ports[0]), Client(ports[1]))
            visits = [(path, *first_visit(ports[1], path)) for path in ("/", "/indicators")]
        finally:
            for server in servers:
                server.terminate()
                server.wait()
    print(f"medians of {RUNS} requests each, milliseconds; × = multiple of the constant callback\n")
    print(
        f"{'page':<12}{'constant':>10}{'first':>9}{'×':>7}{'bar':>6}{'again':>9}{'×':>7}{'bar':>6}"
    )
    for name, base, one, two, first_bar, again_bar in rows:
        bars = [f"{bar:g}" if bar else "" for bar in (first_bar, again_bar)]
        print(
            f"{name:<12}{base:>10.2f}{one:>9.2f}{one / base:>7.1f}{bars[0]:>6}"
            f"{two:>9.2f}{two / base:>7.1f}{bars[1]:>6}"
        )
    print()
    for path, size, count in visits:
        print(f"first visit of {path:<12} {size / 1e6:.2f} MB in {count} requests (bar 1.4 MB)")


if __name__ == "__main__":
    main()
