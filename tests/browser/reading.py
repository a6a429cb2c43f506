"""Steps of every reader: open a page, wait until it has settled, read its texts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Response, TimeoutError, expect

from tests.browser.conftest import PATIENCE

COUNCILS = ["Torbay", "Plymouth", "Middlesbrough"]
PAGES = (
    "/",
    "/?theme=supervision",
    "/plans",
    "/plans?theme=assessment",
    "/indicators",
    "/indicators?measure=children-looked-after-rate",
    "/findings",
    "/findings?theme=assessment&kind=two-places",
    "/benchmarks",
    "/summary",
    "/league",
    "/inspections",
    "/inspections/plymouth-2014",
    "/progress",
    "/returns",
    "/councils",
    "/councils/torbay",
    "/councils/plymouth",
    "/items/plymouth-2015/afi-9",
    "/items/torbay-2012/p4",
    "/search?q=adoption",
    "/sources",
    "/about",
)
UNSETTLED = "[data-dash-is-loading=true], main .island:empty:not(details *)"
# True once the page shows its address: Dash has taken over, its Location holds what the window
# does (it learns of "Back" an event later), no callback waits or runs, and no place is empty.
# The panel of an item writes its part of the address by itself, where a page has no Location.
SETTLED = """(unsettled) => {
  if (document.readyState === "loading" || document.getElementById("first")) return false;
  if (!document.querySelector("h1")) return false;
  if (!document.getElementById("react-entry-point")) return true; // a page of Flask's own
  const [dash] = (window.dash_stores ?? []).map((store) => store.getState());
  if (dash?.appLifecycle !== "HYDRATED") return false;
  const { stored, completed, ...waiting } = dash.callbacks;
  if (Object.values(waiting).some((callbacks) => callbacks.length)) return false;
  const held = (id) => window.dash_component_api.getLayout(id)?.props ?? {};
  const router = held("_pages_location");
  if (router.pathname !== window.location.pathname) return false;
  const own = document.querySelector("main [data-location]")?.dataset.location;
  const asked = (search) => {
    const names = new URLSearchParams(search);
    if (!own) names.delete("item");
    return names.toString();
  };
  if (asked((own ? held(own) : router).search) !== asked(window.location.search)) return false;
  return !document.querySelector(unsettled);
}"""
AREA_ROW = ".side-by-side .area-row"


def open_page(page: Page, path: str) -> Response:
    """Open an address of the portal and wait until it shows what it has."""
    response = page.goto(path)
    assert response is not None
    settle(page)
    return response


def settle(page: Page) -> None:
    """Wait until the page shows what its address asks for, and nothing is under way."""
    page.wait_for_function(SETTLED, arg=UNSETTLED)


def read(page: Page, texts: Locator) -> list[str]:
    """The texts of these places, once the page shows its address."""
    settle(page)
    return texts.all_inner_texts()


def query(page: Page) -> dict[str, str]:
    """The names and values of the address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def expect_query(page: Page, /, **values: str) -> None:
    """Wait until the address holds exactly these values, then until the page shows them."""

    def fits(url: str) -> bool:
        query = {name: given[-1] for name, given in parse_qs(urlsplit(url).query).items()}
        return query == values

    page.wait_for_url(fits, wait_until="commit")
    settle(page)


def announced(page: Page, prefix: str) -> Locator:
    """The sentence that screen readers hear after each change."""
    return page.locator(f"#{prefix}-announce")


def heard(page: Page, prefix: str) -> str:
    """That sentence, once the page shows its address."""
    (sentence,) = read(page, announced(page, prefix))
    return sentence


def number(text: str) -> int:
    """The first number of a text; "no items" is none."""
    match = re.search(r"\d[\d,]*|\bno\b", text)
    assert match, f"no number in {text!r}"
    return 0 if match[0] == "no" else int(match[0].replace(",", ""))


def open_filters(page: Page) -> None:
    """Unfold the filters, if they are folded."""
    fold = page.locator(".filter-fold:visible")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()


def open_menu(page: Page) -> None:
    """Open the menu of what can be taken from the page."""
    page.locator(".menu:visible > summary").click()


def choose_chip(page: Page, group: str, name: str) -> None:
    """Click a chip by the name of its group and its own, as a mouse does."""
    open_filters(page)
    page.get_by_role("group", name=group, exact=True).locator("label", has_text=name).click()


def chosen(page: Page, control: str) -> list[str]:
    """The values of the chips that are on, once the page shows its address."""
    settle(page)
    values: list[str] = page.locator(f"#{control} input:checked").evaluate_all(
        "inputs => inputs.map(one => one.value)"
    )
    return values


# Folds that hold a table, closed when a page comes.
TABLES = ".panel.flush > details:not([id]), details:has(> .panel.flush)"


def unfold(fold: Locator, content: str) -> Locator:
    """Open a fold and wait for what it fetches."""
    fold.locator("summary").first.click()
    part = fold.locator(content).first
    expect(part).to_be_visible()
    return part


def open_item(page: Page, key: str) -> Locator:
    """Open an item's panel by its link, and wait for its content."""
    page.locator(f"main a[data-item='{key}']").first.click()
    panel = page.locator("#app-panel")
    expect(panel.locator("#item-panel-title")).to_be_visible()
    settle(page)
    return panel


def focused_id(page: Page) -> str:
    """The id of what has the focus, "" where it has none."""
    element: str = page.evaluate("document.activeElement.id")
    return element


def overflow(page: Page) -> int:
    """Measure by how many pixels the page exceeds the window, once charts have its new width."""
    page.wait_for_load_state()
    with suppress(TimeoutError):
        page.wait_for_function(
            "() => document.documentElement.scrollWidth <= window.innerWidth",
            timeout=PATIENCE / 4,
        )
    over: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return over


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Let the page go on until something holds in the test."""
    until = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < until
        page.evaluate("new Promise((done) => window.requestAnimationFrame(done))")


def expect_read(page: Page, read: Callable[[], object], wanted: object) -> None:
    """Wait until what is read is what is wanted."""
    with suppress(AssertionError):
        wait_until(page, lambda: read() == wanted)
    assert read() == wanted


def drawn(page: Page) -> None:
    """Wait until the page stands as it will: its letters are there, and drawn."""
    page.evaluate(
        """document.fonts.ready.then(() => new Promise((done) =>
            requestAnimationFrame(() => requestAnimationFrame(done))))"""
    )
