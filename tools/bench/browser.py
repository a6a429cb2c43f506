"""Pages in a browser: until their results stand, as multiples of a bare Dash page with a chart."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.reading import UNSETTLED
from tests.support.serving import CHROMIUM, CHROMIUM_ARGUMENTS, portal_server
from tools.bench import catalogue, web
from tools.bench import databases as made
from tools.bench.report import heading, table, verdict

VISITS, CLICKS = 5, 10
FEW_BAR, MANY_BAR = 1.0, 1.2
TASK_BAR, JSON_BAR, CLICK_BAR = 200, 300_000, 150
# Milliseconds without a change after which a page has settled, and after which it is given up.
CALM, PATIENCE = 500, 60_000
WINDOW = {"width": 1440, "height": 900}
FEW, MANY = 15, 150
REGIONS = (
    "north-east,north-west,yorkshire-and-the-humber,east-midlands,west-midlands,"
    "east-of-england,london,south-east,south-west"
)
# One chart that a callback fills, everything else as Dash brings it.
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
"""
# What the watching script marks the page with: its policy lets no test of ours evaluate text.
_SETTLED, _FILTERED = "html[data-settled]", "html[data-filtered]"
_WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Place:
    """A page to measure.

    `database` names the database behind it, `results` selects the element that holds its
    results, `bar` is the most that its time may be of the yardstick's, `pointed` selects a chart
    to point at once all stands, until plotly.js has drawn it.
    """

    name: str
    path: str
    results: str
    database: str = "plans"
    bar: float | None = None
    pointed: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """Milliseconds until the results stood, and of the longest task of the main thread."""

    ready: float
    longest: float


@dataclass(frozen=True, slots=True)
class Weight:
    """The largest answer of JSON in bytes, and the page's height in pixels."""

    largest: int
    height: int


YARDSTICK = Place("bare Dash page with one chart", "/", ".js-plotly-plot .main-svg")


def places() -> tuple[Place, ...]:
    """List the pages to measure, the first page first."""
    few = [row["council"] for row in catalogue.councils_without_plan()[:FEW]]
    plans = "#compare-results"
    four = f"torbay,plymouth,middlesbrough,{few[0]}"
    return (
        Place("overview, statistics", "/?theme=supervision", "#overview-results", "full", FEW_BAR),
        Place("plans, 1 council", "/plans?councils=torbay", plans, bar=FEW_BAR),
        Place("plans, 3 councils", "/plans", plans, bar=FEW_BAR),
        Place("plans, 4 councils", f"/plans?councils={four}", plans, f"plans-{FEW}", FEW_BAR),
        Place(f"plans, {FEW} more, as it opens", "/plans", plans, f"plans-{FEW}", MANY_BAR),
        Place(
            f"plans, {FEW} councils chosen",
            f"/plans?councils={','.join(few)}",
            plans,
            f"plans-{FEW}",
            MANY_BAR,
        ),
        Place(f"plans, {MANY} more, as it opens", "/plans", plans, f"plans-{MANY}", MANY_BAR),
        Place(
            f"plans, {MANY} more, all regions",
            f"/plans?councils={REGIONS}",
            plans,
            f"plans-{MANY}",
            MANY_BAR,
        ),
        Place("indicators", "/indicators", "#indicators-results"),
        Place("indicators, statistics", "/indicators", "#indicators-results", "full"),
        Place(
            "  a chart pointed at",
            "/indicators",
            "#indicators-results",
            "full",
            pointed="#indicators-results .chart",
        ),
        Place(
            "  a region's councils",
            "/indicators?councils=south-west&against=england,region,neighbours-mean",
            "#indicators-results",
            "full",
        ),
        Place("benchmarks", "/benchmarks", "#benchmarks-results"),
        Place("benchmarks, statistics", "/benchmarks", "#benchmarks-results", "full"),
        Place("findings", "/findings", "#findings-results"),
        Place(f"findings, {MANY} more", "/findings", "#findings-results", f"plans-{MANY}"),
        Place("councils", "/councils", "#councils-results"),
        Place("councils, statistics", "/councils", "#councils-results", "full"),
        Place("a council", "/councils/torbay", "#council-results"),
        Place("a council, statistics", "/councils/torbay", "#council-results", "full"),
        Place("an item", "/items/plymouth-2015/afi-9", "#item-results"),
        Place("search", "/search?q=adoption", "#search-results"),
        Place(f"search, {MANY} more", "/search?q=adoption", "#search-results", f"plans-{MANY}"),
        Place("sources", "/sources", "#sources-results"),
        Place(f"sources, {MANY} more", "/sources", "#sources-results", f"plans-{MANY}"),
    )


def report(
    databases: made.Databases,
    source: made.Source,
    folder: Path,
    only: str = "",
    visits: int = VISITS,
) -> None:
    """Visit the yardstick and each page in turn with an empty cache; print medians.

    Args:
        databases: where databases are made.
        source: the statistics to import.
        folder: a folder for the yardstick's program.
        only: text that the names of the pages to measure hold.
        visits: how often each page is visited.
    """
    chosen = [place for place in places() if only in place.name]
    urls = {
        name: _database(databases, source, name) for name in {place.database for place in chosen}
    }
    with ExitStack() as stack:
        bare = stack.enter_context(web.bare_server(folder, "yardstick", _YARDSTICK))
        portals = {
            name: stack.enter_context(portal_server(url, PORTAL_LOG_REQUESTS="off"))
            for name, url in urls.items()
        }
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS
        )
        heading(
            "Pages in a browser, empty cache",
            "milliseconds until the results stand, × that of a bare Dash page with one chart\n"
            "visited in turn; longest task of the main thread; largest answer of JSON in kB;\n"
            f"height at {WINDOW['width']} pixels; medians of {visits} visits",
        )
        rows = [_row(browser, bare, portals[place.database], place, visits) for place in chosen]
        header = ("", "yardstick", "stands", "×", "bar", "task", "bar", "kB", "bar", "height")
        table(header, rows)
        print()
        clicks = [
            (f"{name}, theme chosen", f"{took:.0f}", verdict(took, CLICK_BAR))
            for name, database in (("3 councils", "plans"), (f"{MANY} more", f"plans-{MANY}"))
            if database in portals
            for took in [_filtering(browser, portals[database])]
        ]
        table((f"click to new content, median of {CLICKS}", "ms", "bar"), clicks)
        browser.close()


def _database(databases: made.Databases, source: made.Source, name: str) -> str:
    """Return the URL of a database: `full` has the statistics, `plans-15` more councils."""
    if name == "full":
        return databases.holding("full", source)
    return databases.with_plans(int(name.partition("-")[2] or 0))


def _row(browser: Browser, bare: str, portal: str, place: Place, visits: int) -> tuple[str, ...]:
    """Measure one page; a visit of each kind before the measured ones fills servers' caches."""
    weight = _weigh(browser, portal, place)
    _visit(browser, bare, YARDSTICK)
    pairs = []
    for _ in range(visits):
        pairs.append((_visit(browser, bare, YARDSTICK), _visit(browser, portal, place)))
        if math.isinf(pairs[-1][1].ready):
            break  # a page that hangs for a minute is not visited again
    yardstick = statistics.median(first.ready for first, _ in pairs)
    ready = statistics.median(second.ready for _, second in pairs)
    longest = statistics.median(second.longest for _, second in pairs)
    ratio = ready / yardstick
    return (
        place.name,
        f"{yardstick:.0f}",
        _number(ready, PATIENCE),
        _number(ratio, PATIENCE / yardstick, 2),
        verdict(ratio, place.bar),
        _number(longest, PATIENCE),
        verdict(longest, TASK_BAR),
        f"{weight.largest / 1000:.0f}",
        verdict(weight.largest / 1000, JSON_BAR / 1000),
        str(weight.height),
    )


def _number(value: float, most: float, decimals: int = 0) -> str:
    return f"> {most:.0f}" if math.isinf(value) else f"{value:.{decimals}f}"


def _open(context: BrowserContext, place: Place) -> Page:
    """Open a page that watches itself."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watched = {
        "results": place.results,
        "unsettled": UNSETTLED,
        "calm": CALM,
        "drawn": place is YARDSTICK,
    }
    page.add_init_script(f"{_WATCH.rstrip()}({json.dumps(watched)});")
    return page


def _visit(browser: Browser, address: str, place: Place) -> Visit:
    """Visit a page with an empty cache; infinite times where it does not settle."""
    context = browser.new_context(viewport=WINDOW)
    page = _open(context, place)
    try:
        page.goto(address + place.path, wait_until="commit")
        page.locator(_SETTLED).wait_for(state="attached")
        ready = page.evaluate("window.bench.ready")
        if place.pointed:
            page.locator(place.pointed).first.hover()
            page.locator(f"{place.pointed}[data-drawn]").wait_for()
        return Visit(ready, page.evaluate("window.bench.longest"))
    except PlaywrightTimeoutError:
        return Visit(math.inf, math.inf)
    finally:
        context.close()


def _weigh(browser: Browser, address: str, place: Place) -> Weight:
    """Visit a page for the sizes of its answers, and its height if it settles."""
    context = browser.new_context(viewport=WINDOW)
    page = _open(context, place)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    height = 0
    try:
        page.goto(address + place.path, wait_until="commit")
        page.locator(_SETTLED).wait_for(state="attached")
        height = page.evaluate("document.documentElement.scrollHeight")
    except PlaywrightTimeoutError:
        pass
    sizes = [len(answer.body()) for answer in answers if _is_json(answer)]
    context.close()
    return Weight(max(sizes, default=0), height)


def _is_json(answer: Response) -> bool:
    kind = answer.headers.get("content-type", "")
    return answer.status == 200 and kind.startswith("application/json")


def _filtering(browser: Browser, address: str) -> float:
    """Return the median of milliseconds from a click on a theme to the frame that shows it."""
    place = Place("plans", "/plans", "#compare-results")
    context = browser.new_context(viewport=WINDOW)
    page = _open(context, place)
    try:
        page.goto(address + place.path, wait_until="commit")
        return statistics.median(_clicks(page))
    except PlaywrightTimeoutError:
        return math.inf
    finally:
        context.close()


def _clicks(page: Page) -> Sequence[float]:
    """Click one theme after the other, each time once the page has settled."""
    times: list[float] = []
    page.locator(_SETTLED).wait_for(state="attached")
    chips = page.locator("#compare-theme label")
    for number in range(1, CLICKS + 1):
        chips.nth(number % chips.count()).evaluate("label => window.bench.filter(label)")
        page.locator(_FILTERED).wait_for(state="attached")
        times.append(page.evaluate("window.bench.filtered"))
        page.locator(_SETTLED).wait_for(state="attached")
    return times
