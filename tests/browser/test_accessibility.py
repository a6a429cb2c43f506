"""Every page against axe's rules for WCAG 2.2, levels A and AA, on a desktop and a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Watch
from tests.browser.reading import (
    TABLES,
    drawn,
    open_filters,
    open_item,
    open_menu,
    open_page,
    unfold,
)

pytestmark = pytest.mark.browser

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
REFUSED = {"/nowhere": 404, "/plans?councils=atlantis&theme=care-leavers": 400}
# One page of each kind: Torbay's has hundreds of rows where Plymouth's shows the same, shorter.
KINDS = (
    "/?theme=supervision",
    "/plans?theme=assessment",
    "/indicators",
    "/findings",
    "/benchmarks",
    "/summary",
    "/league",
    "/inspections",
    "/inspections/plymouth-2014",
    "/progress",
    "/returns",
    "/councils",
    "/councils/plymouth",
    "/items/plymouth-2015/afi-9",
    "/search?q=adoption",
    "/sources",
    "/about",
)


def open_everything(page: Page) -> None:
    """Open what a reader can open: tables, folds."""
    for table in page.locator(f".timeline > details, {TABLES}").all():
        unfold(table, "table")


# Marks the texts whose look was not checked yet on this page: most of axe's time goes into
# contrast, and a text keeps its colours at most changes of a window's size.
MARK_NEW_LOOKS = """() => {
  const looks = (window.checkedLooks ??= new WeakMap());
  const transparent = /^(transparent|rgba\\(.*, 0\\))$/;
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const style = getComputedStyle(node);
      if (!transparent.test(style.backgroundColor) || style.backgroundImage !== "none")
        return style.backgroundColor + style.backgroundImage;
    }
    return "";
  };
  let count = 0;
  for (const node of document.body.querySelectorAll("*")) {
    node.removeAttribute("data-new-look");
    const written = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!written && !node.matches("input, select, textarea")) continue;
    if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(node);
    const look = [style.color, style.fontSize, style.fontWeight, ground(node)].join();
    if (looks.get(node) === look) continue;
    looks.set(node, look);
    node.setAttribute("data-new-look", "");
    count++;
  }
  return count;
}"""
CONTRAST = "color-contrast"


# Read once on each page: the script is half a megabyte, and a run lists what is in order too.
AXE = Axe().axe_script
RUN_AXE = "([what, how]) => axe.run(what ?? document, how).then((results) => results.violations)"


def run_axe(page: Page, what: dict[str, Any] | None, how: dict[str, Any]) -> list[dict[str, Any]]:
    """Run axe over a part of the page (all of it) by its options; the violations."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    faults: list[dict[str, Any]] = page.evaluate(RUN_AXE, [what, how])
    return faults


def violations(page: Page) -> list[str]:
    """Run axe on the page as it stands and return its violations.

    Contrast is checked where a text is new on the page, or has other colours than before.
    """
    page.wait_for_load_state()  # before its styles are there, nothing has its size
    drawn(page)
    others = {
        "runOnly": RULES,
        "rules": {CONTRAST: {"enabled": False}},
        "resultTypes": ["violations"],
    }
    results = run_axe(page, None, others)
    if page.evaluate(MARK_NEW_LOOKS):
        contrast = {"runOnly": [CONTRAST], "resultTypes": ["violations"]}
        results += run_axe(page, {"include": [["[data-new-look]"]]}, contrast)
    return [
        f"{page.viewport_size}: {violation['id']}: {violation['help']}\n  "
        + "\n  ".join(node["html"][:200] for node in violation["nodes"][:5])
        for violation in results
    ]


@pytest.mark.parametrize("path", [*KINDS, *REFUSED])
def test_axe_finds_no_violation(page: Page, watch: Watch, path: str) -> None:
    if path in REFUSED:
        watch.allow(REFUSED[path])
    response = open_page(page, path)
    assert response.status == REFUSED.get(path, 200)
    open_everything(page)
    if page.locator(".menu").count():
        open_menu(page)
    faults = violations(page)
    page.keyboard.press("Escape")
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    if page.locator(".filter-fold").count():
        open_filters(page)
    faults += violations(page)
    assert not faults, "\n".join(faults)


def test_axe_finds_no_violation_in_the_item_panel(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    open_item(page, str(page.locator("main a[data-item]").first.get_attribute("data-item")))
    faults = violations(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert faults + violations(page) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_faint_text_is_noticed_at_any_size(page: Page, size: tuple[int, int]) -> None:
    open_page(page, "/about")
    assert violations(page) == []
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.locator("main p").first.evaluate("(text) => { text.style.color = '#ddd'; }")
    faults = violations(page)
    assert len(faults) == 1, faults
    assert CONTRAST in faults[0]
