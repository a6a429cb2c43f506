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
from tools.bench.report import heading, held, table
from tools.bench.visiting import FAST, PATIENCE, SLOW, WINDOW, Line, Place, Visit, clicks, visit

# Visits of each page, and how many more where their times differ by a share of the median.
VISITS, MORE_VISITS, SPREAD = 3, 2, 0.2
SLOW_VISITS = 2
# Pages that are visited in turn with the yardstick before it is visited again.
TOGETHER = 4
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
    """List the pages to measure; each of the first with few councils' plans, more, and many."""
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
        for more in (FEW, MANY):
            yield replace(place, name=f"{place.name}, {more} more", more=more, main=True)
    few = [row["council"] for row in catalogue.councils_without_plan()[:FEW]]
    four = f"torbay,plymouth,middlesbrough,{few[0]}"
    yield Place("plans, 4 councils", f"/plans?councils={four}", plans, FEW)
    yield Place(f"plans, {FEW} chosen", f"/plans?councils={','.join(few)}", plans, FEW)
    yield Place(f"plans, {MANY} more, all regions", f"/plans?councils={REGIONS}", plans, MANY)
    yield Place(
        "  a chart pointed at",
        "/indicators",
        indicators,
        chart=True,
        pointed=f"{indicators} .chart",
    )
    south_west = "/indicators?councils=south-west&against=england,region,neighbours-mean"
    yield Place("  a region's councils", south_west, indicators, chart=True)
    for name, path in (
        ("councils", "/councils"),
        ("what comes back", "/returns"),
        ("search", "/search?q=adoption"),
        ("sources", "/sources"),
    ):
        prefix = path.partition("?")[0].removeprefix("/")
        yield Place(f"{name}, {MANY} more", path, f"#{prefix}-results", MANY)


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

    def share(self, name: str) -> float:
        """The median of a time of the page's visits, as a multiple of the yardstick."""
        return self.median(name) / self.yardstick


def report(databases: made.Databases, folder: Path, only: str = "", visits: int = VISITS) -> None:
    """Visit the yardstick and each page in turn with an empty cache; print medians.

    Args:
        databases: where databases are made.
        folder: a folder for the yardstick's program.
        only: text that the names of the pages to measure hold.
        visits: how often each page is visited at least.
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

        def measured(
            chosen: Sequence[Place], line: Line, least: int, most: int
        ) -> Iterator[Measured]:
            for first in range(0, len(chosen), TOGETHER):
                pages = chosen[first : first + TOGETHER]
                bare_visits: list[Visit] = []
                ours: list[list[Visit]] = [[] for _ in pages]
                while len(bare_visits) < least or (
                    len(bare_visits) < most and not all(map(_steady, (bare_visits, *ours)))
                ):
                    bare_visits.append(visit(browser, bare, YARDSTICK, line))
                    for seen, place in zip(ours, pages, strict=True):
                        seen.append(visit(browser, portals[place.more], place, line))
                for seen, place in zip(ours, pages, strict=True):
                    yield Measured(place, bare_visits, seen)

        for place in (YARDSTICK, *chosen):  # fills what servers keep
            visit(browser, bare if place is YARDSTICK else portals[place.more], place)
        fast = list(measured(chosen, FAST, visits, visits + MORE_VISITS))
        _print_fast(fast, visits)
        main = [place for place in chosen if place.main and place.more != FEW]
        if main:
            slow = list(measured(main, SLOW, SLOW_VISITS, SLOW_VISITS))
            _print_slow(slow)
        clicked = list(_clicked(browser, portals))
        _print_clicks(clicked)
        if main:
            _print_worst([row for row in fast if row.place.main], slow, clicked)
        browser.close()


def _steady(visits: Sequence[Visit]) -> bool:
    """Tell if the times of visits are alike; a page that hangs is not visited again either."""
    if any(math.isinf(seen.stood) for seen in visits):
        return True
    times = ([seen.painted for seen in visits], [seen.stood for seen in visits])
    return all(max(some) - min(some) <= SPREAD * statistics.median(some) for some in times)


@dataclass(frozen=True, slots=True)
class Clicks:
    """Clicks on a page's filters: milliseconds of each, and the longest task meanwhile."""

    name: str
    times: Sequence[float]
    longest: float

    @property
    def late(self) -> float:
        """The time within which 95 of 100 show something new."""
        return statistics.quantiles(self.times, n=20)[-1]


def _clicked(browser: Browser, portals: dict[int, str]) -> Iterator[Clicks]:
    for more, address in sorted(portals.items()):
        for name, path, prefix, filtered in (
            ("overview", "/", "overview", "theme"),
            ("plans", "/plans", "compare", "theme"),
            ("indicators", "/indicators", "indicators", "against"),
        ):
            place = Place(name, path, f"#{prefix}-results")
            times, longest = clicks(browser, address, place, f"#{prefix}-{filtered} label")
            yield Clicks(f"{name}, {more} more" if more else name, times, longest)


def _print_fast(rows: Sequence[Measured], visits: int) -> None:
    heading(
        "Pages in a browser, empty cache",
        "Seconds until something is painted, and until all stands and can be used, × the time\n"
        "that the chart of a bare Dash page takes, visited in turn; longest task of the main\n"
        "thread; over the wire, with a chart, and without; largest answer of JSON; height at "
        f"{WINDOW['width']} pixels.\nMedians of {visits} visits, of {visits + MORE_VISITS} where "
        f"times differ by more than {SPREAD:.0%}; in bold what misses its bar.\n",
    )
    table(
        (
            *_TIMES,
            f"ms of a task, ≤ {TASK_BAR}",
            f"MB, ≤ {CHART_BAR}, {WIRE_BAR}",
            f"kB, ≤ {JSON_BAR}",
            "pixels",
        ),
        [
            (
                *_times(row),
                held(row.median("longest"), TASK_BAR),
                held(row.median("wire") / 1e6, CHART_BAR if row.place.chart else WIRE_BAR, 2),
                held(row.median("largest") / 1000, JSON_BAR),
                f"{row.median('height'):.0f}",
            )
            for row in rows
        ],
    )


def _print_slow(rows: Sequence[Measured]) -> None:
    heading(
        "The same over a slow line",
        f"{SLOW.latency} ms latency, {SLOW.speed / 1000:.0f} kB/s; medians of {SLOW_VISITS} "
        "visits.\n",
    )
    table(_TIMES, [_times(row) for row in rows])


def _print_clicks(rows: Sequence[Clicks]) -> None:
    heading(
        "A click on a filter",
        "A theme, of indicators whom to compare with; milliseconds until new content is painted.\n",
    )
    bars = (
        f"median, ≤ {CLICK_BAR}",
        f"95 of 100, ≤ {LATE_CLICK_BAR}",
        f"ms of a task, ≤ {TASK_BAR}",
    )
    table(
        ("", *bars),
        [
            (
                row.name,
                held(statistics.median(row.times), CLICK_BAR),
                held(row.late, LATE_CLICK_BAR),
                held(row.longest, TASK_BAR),
            )
            for row in rows
        ],
    )


def _print_worst(
    fast: Sequence[Measured], slow: Sequence[Measured], clicked: Sequence[Clicks]
) -> None:
    heading("The worst of each", "Of the pages that have bars.\n")
    pages = [(row, row.place.chart) for row in fast]
    lines: list[tuple[str, float, float, int]] = []
    for name, rows in (("", fast), (", slow line", slow)):
        lines.append(
            (
                f"first paint, × the bare page{name}",
                max(row.share("painted") for row in rows),
                PAINT_BAR,
                2,
            )
        )
        lines.append(
            (
                f"can be used, × the bare page{name}",
                max(row.share("stood") for row in rows),
                USABLE_BAR,
                2,
            )
        )
    lines += [
        (
            "a click on a filter, ms, median",
            max(statistics.median(row.times) for row in clicked),
            CLICK_BAR,
            0,
        ),
        ("a click on a filter, ms, 95 of 100", max(row.late for row in clicked), LATE_CLICK_BAR, 0),
        (
            "a task of the main thread, ms",
            max(*(row.median("longest") for row in fast), *(row.longest for row in clicked)),
            TASK_BAR,
            0,
        ),
        (
            "a first visit with a chart, MB",
            max(row.median("wire") for row, chart in pages if chart) / 1e6,
            CHART_BAR,
            2,
        ),
        (
            "a first visit without, MB",
            max(row.median("wire") for row, chart in pages if not chart) / 1e6,
            WIRE_BAR,
            2,
        ),
        ("an answer of JSON, kB", max(row.median("largest") for row in fast) / 1000, JSON_BAR, 0),
    ]
    table(
        ("", "measured", "bar"),
        [(name, held(value, bar, digits), f"{bar:g}") for name, value, bar, digits in lines],
    )


_TIMES = (
    *("", "bare page", "first paint", f"×, ≤ {PAINT_BAR}"),
    *("can be used", f"×, ≤ {USABLE_BAR}"),
)


def _times(row: Measured) -> tuple[str, ...]:
    return (
        row.place.name,
        f"{row.yardstick / 1000:.2f}",
        _seconds(row.median("painted")),
        held(row.share("painted"), PAINT_BAR if row.place.main else None, 2),
        _seconds(row.median("stood")),
        held(row.share("stood"), USABLE_BAR, 2),
    )


def _seconds(milliseconds: float) -> str:
    if math.isinf(milliseconds):
        return f"> {PATIENCE / 1000:.0f}"
    return f"{milliseconds / 1000:.2f}"
