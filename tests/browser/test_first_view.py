"""The page of a document: read and used where no script runs, and taken over without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import DESKTOP, PATIENCE, Watch
from tests.browser.reading import (
    choose_chip,
    expect_query,
    open_filters,
    open_menu,
    overflow,
    settle,
)

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.02
MEASURE_SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
TEXT = "id => document.getElementById(id).innerText"


@pytest.fixture
def scriptless(browser: Browser, served: str, watch: Watch) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    width, height = DESKTOP
    context = browser.new_context(
        base_url=served,
        viewport={"width": width, "height": height},
        java_script_enabled=False,
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE)
    yield watch.over(context).new_page()
    watch.off(context)
    context.close()


def arrive(page: Page, there: str, *, whole: bool = True) -> None:
    """Wait until a page stands whose path and query are these, or begin like this."""

    def is_there(url: str) -> bool:
        address = urlsplit(url)
        here = f"{address.path}?{address.query}" if address.query else address.path
        return here == there if whole else here.startswith(there)

    page.wait_for_url(is_there)


def check(page: Page) -> None:
    """Check that no phone has to scroll a page sideways."""
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) <= 0
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def test_a_reader_without_scripts_reads_filters_searches_and_downloads(scriptless: Page) -> None:
    page = scriptless
    navigation = page.get_by_role("navigation", name="Pages")

    page.goto("/")
    expect(page.get_by_role("heading", name="What comes back")).to_be_visible()
    check(page)

    navigation.get_by_text("Plans").click()
    choose_chip(page, "Theme", "Adoption")
    choose_chip(page, "Councils", "Middlesbrough")
    page.get_by_role("button", name="Show").click()
    arrive(page, "/plans?councils=torbay,plymouth&theme=adoption")
    expect(page.locator(".matrix-head")).to_contain_text(["Torbay", "Plymouth"])
    open_filters(page)
    page.get_by_label("Add a council").fill("middles")
    page.get_by_label("Improvement area").select_option("Permanence and adoption")
    page.get_by_role("button", name="Show").click()
    arrive(
        page,
        "/plans?councils=torbay,plymouth,middlesbrough&theme=adoption&area=permanence-adoption",
    )
    check(page)
    with page.expect_download() as download:
        open_menu(page)
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    page.locator("main a[data-item='torbay-2012-adoption/1.1'], main a[data-item]").first.click()
    arrive(page, "/items/torbay", whole=False)
    check(page)

    navigation.get_by_text("Indicators").click()
    open_filters(page)
    page.get_by_label("Measure").select_option("children-looked-after-rate")
    page.get_by_role("button", name="Show").click()
    arrive(page, "/indicators?measure=", whole=False)
    expect(page.locator(".chart svg[role=img]").first).to_be_visible()
    check(page)

    navigation.get_by_text("Inspections").click()
    open_filters(page)
    page.get_by_label("Add a council").fill("plymouth")
    page.get_by_role("button", name="Show").click()
    arrive(page, "/inspections?councils=plymouth")
    page.locator("main a[href^='/inspections/']").first.click()
    arrive(page, "/inspections/", whole=False)
    check(page)

    page.get_by_label("Search the portal").fill("adoption")
    page.get_by_label("Search the portal").press("Enter")
    hit = page.locator(".hit details").first
    expect(hit.locator(".hit-whole")).to_be_hidden()
    hit.locator("summary").click()
    expect(hit.locator(".hit-whole")).to_be_visible()
    check(page)


class Held:
    """Keep Dash from drawing until a test lets it go on."""

    def __init__(self, page: Page) -> None:
        self._routes: list[Route] = []
        self._page = page
        page.route("**/_dash-layout", lambda route: self._routes.append(route))

    def let_go(self) -> None:
        """Let Dash draw now, and whenever it asks again."""
        for route in self._routes:
            route.continue_()
        self._page.unroute("**/_dash-layout")


@pytest.mark.parametrize("address", ["/plans?theme=adoption", "/indicators", "/councils/plymouth"])
def test_dash_takes_over_without_a_trace(page: Page, address: str) -> None:
    held = Held(page)
    page.set_viewport_size({"width": DESKTOP[0], "height": 500})
    page.goto(address, wait_until="commit")
    # The script has made room for Dash's ids.
    page.locator("#first-app-main").wait_for()
    page.evaluate(MEASURE_SHIFTS)
    text = page.evaluate(TEXT, "first")
    assert len(text) > 1_000
    link = page.locator("#first main .island a:visible").nth(3)
    link.focus()
    page.evaluate("() => window.scrollTo(0, 150)")
    page.wait_for_function("() => window.scrollY === 150")
    href = link.get_attribute("href")
    held.let_go()
    settle(page)
    assert page.evaluate(TEXT, "react-entry-point") == text
    assert page.evaluate("() => window.scrollY") == 150
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == href
    assert page.locator("[id^='first']").count() == 0
    assert page.evaluate("() => window.shifts") <= MOST_SHIFT


def test_what_a_reader_does_before_counts(page: Page) -> None:
    held = Held(page)
    page.goto("/search?q=adoption", wait_until="commit")
    page.locator("#first-app-main").wait_for()
    page.locator(".hit summary").nth(1).click()
    held.let_go()
    settle(page)
    assert page.locator(".hit details[open]").count() == 1
    assert page.locator(".hit details").nth(1).get_attribute("open") is not None

    held = Held(page)
    page.goto("/plans", wait_until="commit")
    page.locator("#first-app-main").wait_for()
    choose_chip(page, "Theme", "Adoption")
    page.wait_for_url("**/plans?theme=adoption", wait_until="commit")
    held.let_go()
    expect_query(page, theme="adoption")
