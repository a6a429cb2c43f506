"""The page of a document is taken over by Dash without a trace."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP
from tests.browser.reading import choose_chip, expect_query, expect_read, settle

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.02
MEASURE_SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
TEXT = "id => document.getElementById(id).innerText"


class Held:
    """Keep Dash from drawing until a test lets it go on."""

    def __init__(self, page: Page) -> None:
        self._routes: list[Route] | None = []
        page.route("**/_dash-layout", self._hold)

    def _hold(self, route: Route) -> None:
        if self._routes is None:
            route.continue_()
        else:
            self._routes.append(route)

    def let_go(self) -> None:
        """Let Dash draw now, and whenever it asks again."""
        held, self._routes = self._routes or [], None
        for route in held:
            route.continue_()


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
    expect_read(page, lambda: page.evaluate(TEXT, "react-entry-point"), text)
    assert page.evaluate("() => window.scrollY") == 150
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == href
    expect(page.locator("[id^='first']")).to_have_count(0)
    assert page.evaluate("() => window.shifts") <= MOST_SHIFT


def test_what_a_reader_does_before_counts(page: Page) -> None:
    held = Held(page)
    page.goto("/search?q=adoption", wait_until="commit")
    page.locator("#first-app-main").wait_for()
    page.locator(".hit summary").nth(1).click()
    held.let_go()
    settle(page)
    expect(page.locator(".hit details[open]")).to_have_count(1)
    expect(page.locator(".hit details").nth(1)).to_have_attribute("open", "")

    held = Held(page)
    page.goto("/plans", wait_until="commit")
    page.locator("#first-app-main").wait_for()
    choose_chip(page, "Theme", "Adoption")
    page.wait_for_url("**/plans?theme=adoption", wait_until="commit")
    held.let_go()
    expect_query(page, theme="adoption")
