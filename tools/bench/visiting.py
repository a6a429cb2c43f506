"""One visit of a page in Chromium with an empty cache, and clicks on its filters."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.reading import UNSETTLED

CLICKS = 20
# Milliseconds without a change after which a page has settled, and after which it is given up.
CALM, PATIENCE = 500, 60_000
WINDOW = {"width": 1440, "height": 900}
# What the watching script marks the page with: its policy lets no test of ours evaluate text.
_SETTLED, _FILTERED = "html[data-settled]", "html[data-filtered]"
_WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Line:
    """A line to the server: milliseconds of latency, bytes a second; none where it is as it is."""

    latency: int = 0
    speed: int = 0


FAST, SLOW = Line(), Line(latency=400, speed=400_000)


@dataclass(frozen=True, slots=True)
class Place:
    """A page to measure.

    `results` selects the element that holds its results, `more` is the number of councils whose
    made-up plans are in the database besides; `main` pages have a bar for their first paint;
    `chart` tells that the page has a chart; `pointed` selects one to point at once all stands,
    until plotly.js has drawn it.
    """

    name: str
    path: str
    results: str
    more: int = 0
    main: bool = False
    chart: bool = False
    pointed: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """The times and sizes of a visit.

    Milliseconds until the first paint, until all stood and could be used, and of the longest task
    of the main thread; bytes over the wire, and of the largest answer of JSON; pixels of height.
    """

    painted: float = math.inf
    stood: float = math.inf
    longest: float = math.inf
    wire: int = 0
    largest: int = 0
    height: int = 0


def visit(browser: Browser, address: str, place: Place, line: Line = FAST) -> Visit:
    """Visit a page with an empty cache; infinite times where it does not settle."""
    context = browser.new_context(viewport=WINDOW)
    page = _open(context, place)
    sizes: list[int] = []
    answers: list[Response] = []
    session = context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: sizes.append(_size(event)))
    session.send("Network.enable")
    if line != FAST:
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": line.latency,
                "downloadThroughput": line.speed,
                "uploadThroughput": line.speed,
            },
        )
    page.on("response", lambda answer: answers.append(answer))
    try:
        page.goto(address + place.path, wait_until="commit")
        page.locator(_SETTLED).wait_for(state="attached")
        if place.pointed:
            page.locator(place.pointed).first.hover()
            page.locator(f"{place.pointed}[data-drawn]").wait_for()
        bench = page.evaluate("window.bench")
        return Visit(
            painted=bench["painted"],
            stood=bench["stood"],
            longest=bench["longest"],
            wire=sum(sizes),
            largest=max((len(answer.body()) for answer in answers if _is_json(answer)), default=0),
            height=page.evaluate("document.documentElement.scrollHeight"),
        )
    except PlaywrightTimeoutError:
        return Visit()
    finally:
        context.close()


def clicks(
    browser: Browser, address: str, place: Place, labels: str
) -> tuple[Sequence[float], float]:
    """Click one filter after the other, each time once the page has settled.

    Returns:
        Milliseconds of each click until the frame that shows other results, and of the longest
        task of the main thread meanwhile.
    """
    context = browser.new_context(viewport=WINDOW)
    page = _open(context, place)
    times: list[float] = []
    try:
        page.goto(address + place.path, wait_until="commit")
        page.locator(_SETTLED).wait_for(state="attached")
        page.evaluate("() => { window.bench.longest = 0; }")
        chips = page.locator(labels)
        for number in range(1, CLICKS + 1):
            chips.nth(number % chips.count()).evaluate("label => window.bench.filter(label)")
            page.locator(_FILTERED).wait_for(state="attached")
            times.append(page.evaluate("window.bench.filtered"))
            page.locator(_SETTLED).wait_for(state="attached")
        return times, page.evaluate("window.bench.longest")
    except PlaywrightTimeoutError:
        return [*times, math.inf, math.inf], math.inf
    finally:
        context.close()


def _open(context: BrowserContext, place: Place) -> Page:
    """Open a page that watches itself."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watched = {
        "results": place.results,
        "unsettled": UNSETTLED,
        "calm": CALM,
        "drawn": "plotly" in place.results,
    }
    page.add_init_script(f"{_WATCH.rstrip()}({json.dumps(watched)});")
    return page


def _size(event: dict[str, Any]) -> int:
    return int(event["encodedDataLength"])


def _is_json(answer: Response) -> bool:
    kind = answer.headers.get("content-type", "")
    return answer.status == 200 and kind.startswith("application/json")
