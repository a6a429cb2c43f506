"""Fixtures: one Chromium for all tests, and pages that tell what went wrong behind them.

A reader's browser outlives a test, and so does its process: it has fetched and compiled the
portal's scripts by then. What a test left in it is cleared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    WebError,
    expect,
    sync_playwright,
)
from sqlalchemy import Engine

from db.engine import open_engine
from db.session import make_sessions
from portal.importers.inspection_list import load_inspections
from portal.importers.statistics.bundled import load_bundle
from portal.settings import BUNDLE, INSPECTIONS
from tests.support.patience import SECONDS
from tests.support.serving import CHROMIUM, CHROMIUM_ARGUMENTS, portal_server

DESKTOP, PHONE = (1440, 900), (390, 844)
PATIENCE = 1000 * SECONDS  # Playwright counts milliseconds
# A file that says nothing and asks for nothing.
STAYS_OPEN = "/assets/favicon.svg"
CLEARED = "cookies,local_storage,indexeddb,cache_storage,service_workers"

# Two workers keep both cores busy: threads that compile ahead of need cost more than they
# save. A visit takes a quarter less of their time so.
FRUGAL = (
    "--process-per-site",  # a reader's pages share a process, which lives while one is open
    "--disable-features=ScriptStreaming,BackgroundCompileScript,SpareRendererForSitePerProcess",
    "--js-flags=--single-threaded",
)

expect.set_options(timeout=PATIENCE)


class Watch:
    """Record trouble behind the pages of a test: errors, failed and foreign requests."""

    def __init__(self, address: str) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._address = address
        self._allowed: set[int] = set()
        # A browser gives requests up when a reader moves on, and hands downloads over.
        self.given_up = {"net::ERR_ABORTED"}

    def allow(self, *statuses: int) -> None:
        """Opt out: answers with these statuses are meant by the test."""
        self._allowed.update(statuses)

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch every page of a context."""
        for event, listener in self._listeners():
            context.on(event, listener)
        return context

    def off(self, context: BrowserContext) -> None:
        """Watch it no longer."""
        for event, listener in self._listeners():
            context.remove_listener(event, listener)

    def _listeners(self) -> list[tuple[Any, Callable[..., None]]]:
        return [
            ("console", self._console),
            ("weberror", self._error),
            ("request", self._request),
            ("requestfailed", self._failed),
            ("response", self._response),
        ]

    def _console(self, message: ConsoleMessage) -> None:
        meant = any(f"status of {status}" in message.text for status in self._allowed)
        if message.type in ("error", "warning") and not meant:
            self.problems.append(f"console {message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"page error: {error.error}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((f"{self._address}/", "data:", "blob:")):
            self.problems.append(f"another host: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure not in self.given_up:
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._allowed:
            self.problems.append(f"status {response.status}: {response.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as play:
        arguments = [*CHROMIUM_ARGUMENTS, *FRUGAL]
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


class Browsers:
    """Readers' browsers: those of one address stay open until another one is asked for."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._address = ""
        self._open: dict[tuple[tuple[int, int], bool, int], BrowserContext] = {}

    def take(self, address: str, size: tuple[int, int], touch: bool, number: int) -> BrowserContext:
        """The browser of the reader of a number, with a window of a size."""
        if address != self._address:
            self.close()
            self._address = address
        key = size, touch, number
        if key not in self._open:
            context = self._chromium.new_context(
                base_url=address,
                viewport={"width": size[0], "height": size[1]},
                reduced_motion="reduce",
                has_touch=touch,
                accept_downloads=True,
            )
            context.set_default_timeout(PATIENCE)
            context.new_page().goto(STAYS_OPEN)
            self._open[key] = context
        return self._open[key]

    def clear(self, context: BrowserContext) -> None:
        """Close a test's pages and forget what a test left in it; one that cannot is closed."""
        try:
            context.set_offline(False)
            context.clear_permissions()
            context.unroute_all(behavior="ignoreErrors")
            first, *others = context.pages
            for page in others:
                page.close()
            context.new_cdp_session(first).send(
                "Storage.clearDataForOrigin", {"origin": self._address, "storageTypes": CLEARED}
            )
            context.clear_cookies()
        except Error:
            self._open = {key: other for key, other in self._open.items() if other is not context}
            with suppress(Error):
                context.close()

    def close(self) -> None:
        """Close them all."""
        while self._open:
            self._open.popitem()[1].close()


@pytest.fixture(scope="session")
def browsers(browser: Browser) -> Iterator[Browsers]:
    """The browsers of readers."""
    made = Browsers(browser)
    yield made
    made.close()


def bring_national_data(engine: Engine) -> None:
    """Bring statistics and the inspections of all councils, as a first start does."""
    load_bundle(make_sessions(engine), BUNDLE)
    load_inspections(make_sessions(engine), INSPECTIONS)


@pytest.fixture(scope="session")
def national(new_database: Callable[..., str]) -> Iterator[str]:
    """The address of a portal as a first start leaves it: statistics, inspections of all councils.

    Modules whose pages need them take it as their `served`.
    """
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    bring_national_data(engine)
    engine.dispose()
    with portal_server(url) as address:
        yield address


@pytest.fixture
def viewport() -> tuple[int, int]:
    """The size of the window; a test or a module sets another by parametrizing it."""
    return DESKTOP


@pytest.fixture
def watch(served: str) -> Iterator[Watch]:
    """Watch the pages of a test, which fails at its end if anything went wrong behind them."""
    watching = Watch(served)
    yield watching
    assert not watching.problems, "\n".join(watching.problems)


@pytest.fixture
def new_page(
    browsers: Browsers, served: str, watch: Watch, viewport: tuple[int, int]
) -> Iterator[Callable[[], Page]]:
    """Make a page in another browser each time, as a reader on another machine has it."""
    pages: list[Page] = []

    def new() -> Page:
        context = browsers.take(served, viewport, viewport[0] < 760, len(pages))
        with watch.over(context).expect_page() as opened:  # as a window of a page that is there,
            context.pages[0].evaluate("() => { window.open(); }")  # so in the same process
        pages.append(opened.value)
        return opened.value

    yield new
    alerts = [page.locator("#trouble").all_inner_texts() for page in pages if not page.is_closed()]
    for page in pages:
        watch.off(page.context)
        browsers.clear(page.context)
    assert not [text for texts in alerts for text in texts if text.strip()]


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """A page in a browser that nothing is kept in but the portal's files."""
    return new_page()


@pytest.fixture
def first_visit(
    browser: Browser, served: str, watch: Watch, viewport: tuple[int, int]
) -> Iterator[Page]:
    """A page in a browser that never saw the portal."""
    width, height = viewport
    context = browser.new_context(
        base_url=served,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        has_touch=width < 760,
    )
    context.set_default_timeout(PATIENCE)
    yield watch.over(context).new_page()
    watch.off(context)
    context.close()
