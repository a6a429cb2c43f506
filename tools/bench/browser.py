"""Pages in a browser: first paint and until they can be used, as multiples of a bare Dash page."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support.serving import CHROMIUM, CHROMIUM_ARGUMENTS, portal_server
from tools.bench import catalogue, web
from tools.bench import databases as made
from tools.bench.report import heading, table, verdict
from tools.bench.visiting import FAST, PATIENCE, SLOW, WINDOW, Line, Place, Visit, clicks, visit

VISITS, SLOW_VISITS = 5, 2
FEW, MANY = 15, 150
PAINT_BAR, USABLE_BAR = 0.25, 0.8  # of the time that the bare page's chart takes
TASK_BAR, JSON_BAR = 200, 300
CLICK_BAR, LATE_CLICK_BAR = 100, 200
# Megabytes over the wire at a first visit, of a page with a chart and of one without.
CHART_BAR, WIRE_BAR = 0.6, 0.35
REGIONS = (
    "north-east,north-west,yorkshire-and-the-humber,east-midlands,west-midlands,"
    "east-of-england,london,south-east,south-west"
)
# One chart that a callback fills, everything else as Dash brings it. A process of Dash serves its
# scripts once it has served its page.
_YARDSTICK = """
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
app = Dash("yardstick")
app.layout = html.Div([html.H1("One chart"), dcc.Location(id="url"), dcc.Graph(id="chart")])
@app.callback(Output("chart", "figure"), Input("url", "search"))
def fill(search):
    figure = go.Figure()
    for step, name in enumerate(("Torbay", "Plymouth", "Middlesbrough", "England"), start=1):
        figure.add_scatter(
            x=list(range(2013, 2026)), y=[40 + step * year % 17 for year in range(13)], name=name
        )
    return figure
server = app.server
server.test_client().get("/")
"""
YARDSTICK = Place("bare Dash page with one chart", "/", ".js-plotly-plot .main-svg")


def places() -> Iterator[Place]:
    """List the pages to measure; each of the first with the three councils' plans and with many."""
    plans, indicators = "#compare-results", "#indicators-results"
    for place in (
        Place("overview", "/", "#overview-results"),
        Place("plans", "/plans", plans),
        Place("inspections", "/inspections", "#inspections-results"),
        Place("indicators", "/indicators", indicators, chart=True),
        Place("benchmarks", "/benchmarks", "#benchmarks-results"),
        Place("findings", "/findings", "#findings-results"),
        Place("a council", "/councils/torbay", "#council-results"),
        Place("an item", "/items/plymouth-2015/afi-9", "#item-results"),
    ):
        yield replace(place, main=True)
        yield replace(place, name=f"{place.name}, {MANY} more", more=MANY, main=True)
    few = [row["council"] for row in catalogue.councils_without_plan()[:FEW]]
    four = f"torbay,plymouth,middlesbrough,{few[0]}"
    yield Place("overview, a theme", "/?theme=supervision", "#overview-results")
    yield Place("plans, 1 council", "/plans?councils=torbay", plans)
    yield Place("plans, 4 councils", f"/plans?councils={four}", plans, FEW)
    yield Place(f"plans, {FEW} more", "/plans", plans, FEW)
    yield Place(f"plans, {FEW} chosen", f"/plans?councils={','.join(few)}", plans, FEW)
    yield Place(f"plans, {MANY} more, all regions", f"/plans?councils={REGIONS}", plans, MANY)
    yield Place("  a chart pointed at", "/indicators", indicators, pointed=f"{indicators} .chart")
    south_west = "/indicators?councils=south-west&against=england,region,neighbours-mean"
    yield Place("  a region's councils", south_west, indicators, chart=True)
    yield Place("councils", "/councils", "#councils-results")
    yield Place("what comes back", "/returns", "#returns-results")
    yield Place("search", "/search?q=adoption", "#search-results")
    yield Place(f"search, {MANY} more", "/search?q=adoption", "#search-results", MANY)
    yield Place("sources", "/sources", "#sources-results")
    yield Place(f"sources, {MANY} more", "/sources", "#sources-results", MANY)


@dataclass(frozen=True, slots=True)
class Measured:
    """Visits of a page and of the yardstick, in turn."""

    place: Place
    bare: Sequence[Visit]
    ours: Sequence[Visit]

    @property
    def yardstick(self) -> float:
        """Median of milliseconds until the bare page's chart was there."""
        return statistics.median(seen.stood for seen in self.bare)

    def median(self, name: str) -> float:
        """The median of a figure of the page's visits."""
        return statistics.median(float(getattr(seen, name)) for seen in self.ours)


def report(databases: made.Databases, folder: Path, only: str = "", visits: int = VISITS) -> None:
    """Visit the yardstick and each page in turn with an empty cache; print medians.

    Args:
        databases: where databases are made.
        folder: a folder for the yardstick's program.
        only: text that the names of the pages to measure hold.
        visits: how often each page is visited.
    """
    chosen = [place for place in places() if only in place.name]
    urls = {more: databases.as_started(more) for more in {place.more for place in chosen}}
    with ExitStack() as stack:
        bare = stack.enter_context(web.bare_server(folder, "yardstick", _YARDSTICK))
        portals = {
            more: stack.enter_context(portal_server(url, PORTAL_LOG_REQUESTS="off"))
            for more, url in urls.items()
        }
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS
        )

        def measured(place: Place, line: Line, count: int) -> Measured:
            """A visit of each before the measured ones fills the servers' caches."""
            address = portals[place.more]
            visit(browser, bare, YARDSTICK)
            visit(browser, address, place)
            pairs = []
            for _ in range(count):
                pairs.append(
                    (visit(browser, bare, YARDSTICK, line), visit(browser, address, place, line))
                )
                if math.isinf(pairs[-1][1].stood):
                    break  # a page that hangs for a minute is not visited again
            return Measured(place, *zip(*pairs, strict=True))

        _print_fast([measured(place, FAST, visits) for place in chosen], visits)
        main = [place for place in chosen if place.main]
        if main:
            _print_slow([measured(place, SLOW, SLOW_VISITS) for place in main])
        _print_clicks(browser, portals)
        browser.close()


def _print_fast(rows: Sequence[Measured], visits: int) -> None:
    heading(
        "Pages in a browser, empty cache",
        "milliseconds until something is painted, and until all stands and can be used, × the\n"
        "time that the chart of a bare Dash page takes, visited in turn; longest task of the main\n"
        "thread; megabytes over the wire; largest answer of JSON in kB; height at "
        f"{WINDOW['width']} pixels;\nmedians of {visits} visits",
    )
    table(
        (
            *("", "bare", "paint", "×", "bar", "usable", "×", "bar", "task", "bar"),
            *("MB", "bar", "kB", "bar", "height"),
        ),
        [
            (
                *_times(row),
                _number(row.median("longest")),
                verdict(row.median("longest"), TASK_BAR),
                f"{row.median('wire') / 1e6:.2f}",
                verdict(row.median("wire") / 1e6, CHART_BAR if row.place.chart else WIRE_BAR),
                f"{row.median('largest') / 1000:.0f}",
                verdict(row.median("largest") / 1000, JSON_BAR),
                f"{row.median('height'):.0f}",
            )
            for row in rows
        ],
    )


def _print_slow(rows: Sequence[Measured]) -> None:
    heading(
        "The same over a slow line",
        f"{SLOW.latency} ms latency, {SLOW.speed / 1000:.0f} kB/s; medians of {SLOW_VISITS} visits",
    )
    header = ("", "bare", "paint", "×", "bar", "usable", "×", "bar")
    table(header, [_times(row) for row in rows])


def _print_clicks(browser: Browser, portals: dict[int, str]) -> None:
    lines = []
    for more, address in sorted(portals.items()):
        for name, path, prefix, filtered in (
            ("overview", "/", "overview", "theme"),
            ("plans", "/plans", "compare", "theme"),
            ("indicators", "/indicators", "indicators", "against"),
        ):
            place = Place(name, path, f"#{prefix}-results")
            times, longest = clicks(browser, address, place, f"#{prefix}-{filtered} label")
            middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            lines.append(
                (
                    f"{name}, {more} more" if more else name,
                    f"{middle:.0f}",
                    verdict(middle, CLICK_BAR),
                    f"{late:.0f}",
                    verdict(late, LATE_CLICK_BAR),
                    f"{longest:.0f}",
                    verdict(longest, TASK_BAR),
                )
            )
    note = "a theme, of indicators whom to compare with; milliseconds until new content is painted"
    heading("A click on a filter", note)
    table(("", "median", "bar", "95 of 100", "bar", "task", "bar"), lines)


def _times(row: Measured) -> tuple[str, ...]:
    painted, stood = row.median("painted"), row.median("stood")
    return (
        row.place.name,
        f"{row.yardstick:.0f}",
        _number(painted),
        f"{painted / row.yardstick:.2f}",
        verdict(painted / row.yardstick, PAINT_BAR if row.place.main else None),
        _number(stood),
        f"{stood / row.yardstick:.2f}",
        verdict(stood / row.yardstick, USABLE_BAR),
    )


def _number(value: float) -> str:
    return f"> {PATIENCE}" if math.isinf(value) else f"{value:.0f}"
