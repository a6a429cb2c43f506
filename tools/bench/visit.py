"""A first visit in a browser: until the chart is ready, and the bytes it takes."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import make_url

from tests.support.serving import CHROMIUM, CHROMIUM_ARGUMENTS, portal_server
from tools.bench import databases as made
from tools.bench import web
from tools.bench.report import heading, table, verdict

TIME_BAR, BYTES_BAR, VISITS = 0.6, 1.4, 9
# What most people would write first: one chart of the same figures, everything else as it comes.
_DEFAULT = """
import sqlite3
import plotly.graph_objects as go
from dash import Dash, dcc, html
rows = sqlite3.connect({path!r}).execute('''
    SELECT c.name, p.period_end, s.value FROM statistics s
    JOIN councils c ON s.council_id = c.id JOIN periods p ON s.period_id = p.id
    JOIN indicators i ON s.indicator_id = i.id JOIN measures m ON i.measure_id = m.id
    WHERE m.key = {measure!r} AND c.key IN ('plymouth', 'torbay', 'middlesbrough', 'england')
    ORDER BY c.name, p.period_end''').fetchall()
figure = go.Figure()
for name in dict.fromkeys(row[0] for row in rows):
    ours = [row for row in rows if row[0] == name]
    figure.add_scatter(x=[row[1] for row in ours], y=[row[2] for row in ours], name=name)
app = Dash("default")
app.layout = html.Div([html.H1("One chart"), dcc.Graph(figure=figure)])
server = app.server
"""
# A line of the bare page's chart, which plotly.js draws, and of the portal's, which is SVG.
_DRAWN = ".main-svg .scatterlayer .trace path, .chart-still polyline"
# Notes when the first trace is in the page.
_WATCH = f"""
(() => {{
  const look = () => {{
    if (document.querySelector("{_DRAWN}")) window.chartReady = performance.now();
    else requestAnimationFrame(look);
  }};
  requestAnimationFrame(look);
}})();
"""


def report(databases: made.Databases, source: made.Source, folder: Path) -> None:
    """Visit the two pages in turn with an empty cache; print medians."""
    url = databases.holding("full", source)
    measure = made.measures(url)[200]
    path = f"/indicators?measure={measure}"
    program = _DEFAULT.format(path=str(make_url(url).database), measure=measure)
    with (
        web.bare_server(folder, "default", program) as bare,
        portal_server(url) as portal,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        times = [
            (_ready(browser, bare + "/"), _ready(browser, portal + path)) for _ in range(VISITS + 1)
        ][1:]
        paths = ["/plans", "/indicators"]
        if web.Client(portal).has("benchmarks-results"):
            paths.append("/benchmarks")
        sizes = [(path, *_bytes(browser, portal + path)) for path in paths]
        plain = _bytes(browser, bare + "/")
        browser.close()
    default, ours = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = ours / default
    heading(
        "First visit, empty cache",
        f"milliseconds until the chart's first line is drawn, medians of {VISITS} visits in turn",
    )
    table(
        ("", "ready", "×", "bar"),
        (
            ("default Dash page with one chart", f"{default:.0f}", "1.00", ""),
            ("/indicators of the portal", f"{ours:.0f}", f"{ratio:.2f}", verdict(ratio, TIME_BAR)),
        ),
    )
    print()
    rows = [
        (f"first visit of {name}", f"{size:.2f}", str(count), verdict(size, BYTES_BAR))
        for name, size, count in sizes
    ]
    rows.append(("default Dash page with one chart", f"{plain[0]:.2f}", str(plain[1]), ""))
    table(("", "MB", "requests", "bar"), rows)


def _ready(browser: Browser, address: str) -> float:
    """Milliseconds from the start of the visit until the chart is there."""
    context = browser.new_context()  # has a cache of its own
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(address, wait_until="commit")
    page.locator(_DRAWN).first.wait_for(state="attached", timeout=60_000)
    ready: float = page.evaluate("window.chartReady")
    context.close()
    return ready


def _bytes(browser: Browser, address: str) -> tuple[float, int]:
    """Megabytes over the wire, and the number of requests."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: list[int] = []

    def finished(event: Any) -> None:
        sizes.append(int(event["encodedDataLength"]))

    session.send("Network.enable")
    session.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(1000)
    context.close()
    return sum(sizes) / 1e6, len(sizes)
