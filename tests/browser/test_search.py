"""A reader who searches: from any page, with filters, by keyboard, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.reading import (
    announced,
    choose_chip,
    drawn,
    expect_query,
    focused_id,
    heard,
    number,
    open_filters,
    open_page,
    overflow,
    settle,
)
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


def test_a_search_from_any_page_leads_to_its_place_and_comes_back(page: Page) -> None:
    open_page(page, "/councils")
    page.get_by_label("Search the portal").fill("adopting")
    page.keyboard.press("Enter")
    expect_query(page, q="adopting")
    expect(page).to_have_title(re.compile("adopting.* · Alongside"))
    expect(page.get_by_label("Find words")).to_have_value("adopting")
    expect(page.locator(".hit")).to_have_count(50)
    everything = number(heard(page, "search"))
    marks = {text.lower() for text in page.locator(".hit mark").all_text_contents()}
    assert {"adoption", "adopters"} <= marks
    drawn(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= 4_000
    line = page.locator(".hit-text").first
    expect(line.locator(".hit-whole")).to_be_hidden()
    line.locator("summary").click()
    expect(line.locator(".hit-whole")).to_be_visible()
    expect(line.locator(".hit-line")).to_be_hidden()

    first = page.locator(".hit h3 a").first.inner_text()
    page.get_by_role("link", name="Next", exact=True).click()
    expect_query(page, q="adopting", page="2")
    expect(announced(page, "search")).to_contain_text("51 to 100 are shown")
    expect(page.locator(".hit h3 a").first).not_to_have_text(first)
    expect(page.locator("[data-list]")).to_be_focused()
    page.go_back()
    expect_query(page, q="adopting")
    expect(page.locator(".hit h3 a").first).to_have_text(first)
    page.get_by_role("link", name="Next", exact=True).click()
    expect_query(page, q="adopting", page="2")
    choose_chip(page, "Councils", "Torbay")
    choose_chip(page, "Councils", "Middlesbrough")
    expect_query(page, q="adopting", councils="plymouth")
    page.get_by_label("Kind of text").select_option("item")
    expect_query(page, q="adopting", councils="plymouth", kind="item")
    expect(announced(page, "search")).not_to_contain_text(str(everything))
    first = page.locator(".hit h3 a").first
    title = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page).to_have_url(re.compile("/items/plymouth-2015/"))
    page.go_back()
    expect_query(page, q="adopting", councils="plymouth", kind="item")
    expect(page.locator(".hit h3 a").first).to_have_text(title)
    open_filters(page)
    page.get_by_role("button", name="Clear filters").click()
    expect_query(page, q="adopting")
    page.get_by_label("Find words").fill("zebra")
    expect_query(page, q="zebra")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    assert not violations(page)
    page.go_back()
    expect(page.get_by_label("Find words")).to_have_value("adopting")
    expect(page.locator(".hit")).to_have_count(50)


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_a_phone_has_one_box_at_a_time_and_room_for_it(page: Page) -> None:
    open_page(page, "/about")
    box = page.get_by_label("Search the portal")
    expect(box).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if focused_id(page) == "app-search":
            break
    page.keyboard.type('"case audit"')
    page.keyboard.press("Enter")
    expect_query(page, q='"case audit"')
    settle(page)
    expect(box).to_be_hidden()
    expect(page.get_by_label("Find words")).to_be_visible()
    assert overflow(page) <= 0
    assert not violations(page)
