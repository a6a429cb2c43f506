"""A reader who comes from a pack is told whether the view has changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import choose_chip, open_page

pytestmark = pytest.mark.browser


def test_a_changed_view_says_so_until_another_view_is_chosen(page: Page) -> None:
    open_page(page, "/plans?councils=torbay,plymouth&seen=1-00000000")
    notice = page.locator("#app-since")
    expect(notice).to_contain_text("Changed since the link was written")
    choose_chip(page, "Theme", "Supervision")
    expect(page).to_have_url("/plans?councils=torbay,plymouth&theme=supervision")
    expect(notice).to_be_empty()


def test_a_page_without_a_stamp_says_nothing_and_asks_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    open_page(page, "/councils/torbay")
    expect(page.get_by_role("heading", name="Inspections and plans")).to_be_visible()
    expect(page.locator("#app-since")).to_be_empty()
    assert not [body for body in asked if "app-since" in body]
