"""A reader's first page: supervision of three councils, answered without a click, then followed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.urls import COMPARE, HOME
from tests.browser.conftest import PHONE
from tests.browser.reading import (
    COUNCILS,
    announced,
    choose_chip,
    expect_query,
    expect_read,
    open_page,
    overflow,
    read,
    settle,
)
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("national")]
ROWS = (
    "Grades today",
    "What inspectors asked",
    "What was planned",
    "What the figures say",
    "What comes back",
)


@pytest.fixture(scope="module")
def served(national: str) -> str:
    """A portal as a first start leaves it."""
    return national


def row(page: Page, heading: str) -> list[str]:
    """The texts of the cells of a row, the councils' from left to right."""
    rows = page.locator(".overview-row").filter(has=page.get_by_role("heading", name=heading))
    return read(page, rows.first.locator(".overview-cell"))


def test_the_question_is_answered_without_a_click(page: Page) -> None:
    open_page(page, f"{HOME}?theme=supervision")
    expect(page.locator(".overview h2")).to_have_text([*ROWS])
    expect(page.locator(".overview-heads .cell-name")).to_have_text(
        [re.compile(name) for name in COUNCILS]
    )
    asked = row(page, "What inspectors asked")
    for text, newest in zip(asked, ("April 2022", "November 2018", "March 2023"), strict=True):
        assert newest in text
    assert all("asked again" in text for text in asked)
    assert all("reported done" in text or "draft" in text for text in row(page, ROWS[2]))
    assert all("than England" in text for text in row(page, ROWS[3]))
    expect(page.locator(".overview svg.small-line")).to_have_count(12)
    assert page.evaluate("document.documentElement.scrollHeight") < 3_500
    faults = violations(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert overflow(page) <= 0
    # On a phone each cell says whose it is.
    first = page.locator(".overview-figures").first.locator(".cell-name")
    assert all(box["width"] > 50 for name in first.all() if (box := name.bounding_box()))
    assert faults + violations(page) == []


def test_a_reader_goes_on_from_all_themes_to_a_plan_and_back(page: Page) -> None:
    open_page(page, HOME)
    expect(page.locator(".overview-headline")).to_contain_text("Torbay is good")
    expect_read(page, lambda: len(row(page, "Newest plan")), 3)
    choose_chip(page, "Theme", "Adoption")
    expect_query(page, theme="adoption")
    expect(announced(page, "overview")).to_contain_text("on adoption")
    expect(page.locator(".overview-headline")).to_contain_text("Adoption: asked of Torbay twice")
    page.get_by_role("link", name="Plans side by side").click()
    page.wait_for_url(re.compile(re.escape(f"{COMPARE}?theme=adoption")))
    settle(page)
    page.go_back()
    expect_query(page, theme="adoption")
    expect(page.locator(".overview-headline")).to_contain_text("Adoption: asked of Torbay twice")
    page.get_by_role("link", name="Inspections", exact=True).first.click()
    page.wait_for_url(re.compile("/inspections"), wait_until="commit")
    settle(page)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Overview").click()
    expect_query(page, theme="adoption")


def test_a_council_stands_on_three_windows_of_a_desk(page: Page) -> None:
    for council in ("torbay", "middlesbrough"):
        open_page(page, f"/councils/{council}")
        expect(page.locator("#papers")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollHeight") <= 3_000, council
    comes_back = page.locator("section").filter(
        has=page.get_by_role("heading", name="What comes back")
    )
    folds = comes_back.locator("summary"), page.locator("#extremes summary")
    for fold in folds:
        fold.first.click()
    expect(page.locator("#extremes li:visible")).to_have_count(8)
    expect(comes_back.locator("li:visible").nth(2)).to_be_visible()
