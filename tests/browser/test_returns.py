"""Returns in the browser: a cell opens its evidence, by keyboard, and leads on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.reading import choose_chip, expect_query, open_page, overflow
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


def test_a_cell_opens_its_evidence_by_keyboard_and_leads_on(page: Page) -> None:
    open_page(page, "/returns?councils=torbay")
    row = page.get_by_role("row", name="Supervision and oversight")
    cell = row.get_by_role("button").first
    cell.focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("dialog", name="Torbay: Supervision and oversight, by January 2005")
    expect(opened).to_be_visible()
    expect(opened.get_by_role("listitem").first).to_contain_text("2.15")
    faults = violations(page)
    page.keyboard.press("Tab")
    expect(opened.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    expect(cell).to_be_focused()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert overflow(page) <= 0
    cell.click()
    expect(opened).to_be_visible()
    assert not faults + violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    opened.get_by_role("button", name="Close").click()
    expect(opened).to_be_hidden()
    # The same evidence has an address of its own, in the order of time.
    row.get_by_role("link", name="Supervision and oversight").click()
    expect_query(page, councils="torbay", area="management-oversight")
    expect(page.locator(".evidence-list h3").first).to_have_text("by January 2005")
    choose_chip(page, "Comes back from", "3 inspections")
    expect_query(page, councils="torbay", area="management-oversight", least="3")
    page.locator(".evidence-list").get_by_role("link", name="The inspection").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Torbay: CSCI")
