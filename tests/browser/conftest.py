"""Fixtures: one Chromium for all tests, and pages that tell what went wrong behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.serving import CHROMIUM, CHROMIUM_ARGUMENTS

DESKTOP, PHONE = (1440, 900), (390, 844)
PATIENCE = 20_000  # milliseconds; a page needs half a second where nothing else runs


class Watch:
    """What went wrong behind the pages of one test: errors, failed and foreign requests."""

    def __init__(self, address: str) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._address = address
        self._allowed: set[int] = set()

    def allow(self, *statuses: int) -> None:
        """Opt out: answers with these statuses are meant by the test."""
        self._allowed.update(statuses)

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch every page of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        return context

    def _console(self, message: ConsoleMessage) -> None:
        told = any(f"status of {status}" in message.text for status in self._allowed)
        if message.type in ("error", "warning") and not told:
            self.problems.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((f"{self._address}/", "data:", "blob:")):
            self.problems.append(f"another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # A browser gives requests up when a reader moves on, and hands downloads over.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._allowed:
            self.problems.append(f"status {response.status}: {response.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def viewport() -> tuple[int, int]:
    """The size of the window; a test or a module sets another by parametrizing it."""
    return DESKTOP


@pytest.fixture
def watch(served: str) -> Iterator[Watch]:
    """What went wrong; the test fails at its end if anything did."""
    watching = Watch(served)
    yield watching
    assert not watching.problems, "\n".join(watching.problems)


@pytest.fixture
def new_page(
    browser: Browser, served: str, watch: Watch, viewport: tuple[int, int]
) -> Iterator[Callable[[], Page]]:
    """Makes a page in a fresh context, as a reader on another machine has it."""
    pages: list[Page] = []

    def new() -> Page:
        width, height = viewport
        context = browser.new_context(
            base_url=served,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            has_touch=width < 760,
        )
        context.set_default_timeout(PATIENCE)
        page = watch.over(context).new_page()
        pages.append(page)
        return page

    yield new
    alerts = [page.locator("#trouble").all_inner_texts() for page in pages]
    for page in pages:
        page.context.close()
    assert not [text for texts in alerts for text in texts if text.strip()]


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """A page in a fresh context."""
    return new_page()
