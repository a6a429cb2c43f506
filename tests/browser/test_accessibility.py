"""Every page against axe's rules for WCAG 2.2, levels A and AA, on a desktop and a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watch
from tests.browser.reading import open_item, open_page, unfold

pytestmark = pytest.mark.browser

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
REFUSED = {"/nowhere": 404, "/?councils=atlantis&theme=care-leavers": 400}
# One page of each kind: Torbay's has hundreds of rows where Plymouth's shows the same, shorter.
KINDS = (
    "/?theme=assessment",
    "/indicators",
    "/findings",
    "/benchmarks",
    "/councils",
    "/councils/plymouth",
    "/items/plymouth-2015/afi-9",
    "/search?q=adoption",
    "/sources",
    "/about",
)


def open_everything(page: Page) -> None:
    """Open what a reader can open: tables, folds."""
    for table in page.locator(".timeline > details, .panel.flush > details").all():
        unfold(table, "table")


def violations(page: Page) -> list[str]:
    """Run axe on the page as it stands and return its violations."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    return [
        f"{page.viewport_size}: {violation['id']}: {violation['help']}\n  "
        + "\n  ".join(node["html"][:200] for node in violation["nodes"][:5])
        for violation in Axe().run(page, options=options).response["violations"]
    ]


@pytest.mark.parametrize("path", [*KINDS, *REFUSED])
def test_axe_finds_no_violation(page: Page, watch: Watch, path: str) -> None:
    if path in REFUSED:
        watch.allow(REFUSED[path])
    response = open_page(page, path)
    assert response.status == REFUSED.get(path, 200)
    open_everything(page)
    faults = violations(page)
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    if page.locator(".filters-toggle").count():
        page.locator(".filters-toggle").click()
        expect(page.locator(".filters")).to_be_visible()
    faults += violations(page)
    assert not faults, "\n".join(faults)


def test_axe_finds_no_violation_in_the_item_panel(page: Page) -> None:
    open_page(page, "/?theme=assessment")
    open_item(page, str(page.locator("main a[data-item]").first.get_attribute("data-item")))
    faults = violations(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert faults + violations(page) == []
