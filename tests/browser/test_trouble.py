"""Questions without an answer: told at once, asked again, and no former figure passes as new."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Browsers
from tests.browser.reading import (
    announced,
    choose_chip,
    expect_query,
    heard,
    open_page,
    overflow,
    settle,
)
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser
QUESTIONS = "**/_dash-update-component*"


@pytest.fixture
def compare(
    browsers: Browsers, served: str, viewport: tuple[int, int]
) -> Iterator[tuple[Page, str]]:
    """The plans, and what was announced of all of them."""
    context = browsers.take(served, viewport, False, 0)
    page = context.new_page()
    open_page(page, "/plans")
    yield page, heard(page, "compare")
    browsers.clear(context)


def expect_marked(page: Page, marked: bool) -> None:
    """Expect that the results are marked as former ones, and as legible as ever."""
    results = page.locator(".results").first
    expect(results).to_have_css("outline-style", "dashed" if marked else "none")
    expect(results).to_have_css("opacity", "1")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_lost_connection_is_told_and_the_choice_shown_when_it_is_back(
    compare: tuple[Page, str],
) -> None:
    page, everything = compare
    page.context.set_offline(True)
    choose_chip(page, "Theme", "Care leavers")
    trouble = page.get_by_role("alert")
    expect(trouble).to_contain_text("No connection to the portal")
    expect(trouble).to_contain_text("may not fit what you chose")
    expect(trouble).to_be_in_viewport()
    expect_marked(page, True)
    assert overflow(page) == 0
    assert violations(page) == []
    page.context.set_offline(False)
    expect(trouble).to_have_count(0)
    settle(page)
    expect(announced(page, "compare")).not_to_have_text(everything)
    expect_marked(page, False)


def test_a_portal_that_is_away_is_asked_again(compare: tuple[Page, str]) -> None:
    page, everything = compare
    away = True

    def gone(route: Route) -> None:
        if away:
            route.fulfill(status=503, body="The data cannot be read just now.")
        else:
            route.continue_()

    page.route(QUESTIONS, gone)
    choose_chip(page, "Theme", "Adoption")
    expect(page.get_by_role("alert")).to_contain_text("cannot be read just now")
    away = False
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    settle(page)
    expect(announced(page, "compare")).not_to_have_text(everything)


def test_what_failed_is_told_with_its_number_until_it_is_answered(
    compare: tuple[Page, str],
) -> None:
    page, everything = compare
    page.route(
        QUESTIONS,
        lambda route: route.fulfill(status=500, body="Something went wrong. Number 12ab34cd."),
    )
    choose_chip(page, "Theme", "Adoption")
    trouble = page.get_by_role("alert")
    expect(trouble).to_contain_text("Number 12ab34cd.")
    expect_marked(page, True)
    page.unroute(QUESTIONS)
    choose_chip(page, "Theme", "Supervision")
    expect(trouble).to_have_count(0)
    settle(page)
    expect(announced(page, "compare")).not_to_have_text(everything)
    # Whoever reloads comes back to the same view.
    page.route(QUESTIONS, lambda route: route.fulfill(status=500, body="Number 56ab78cd."))
    choose_chip(page, "Theme", "Adoption")
    expect(trouble).to_contain_text("Number 56ab78cd.")
    page.unroute(QUESTIONS)
    page.get_by_role("button", name="Reload the page").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect_query(page, theme="adoption")


def test_who_is_not_signed_in_any_more_is_led_back(compare: tuple[Page, str]) -> None:
    page, _everything = compare
    page.route(QUESTIONS, lambda route: route.fulfill(status=401))
    choose_chip(page, "Theme", "Adoption")
    expect(page.get_by_role("alert")).to_contain_text("You are not signed in any more.")
    expect(page.get_by_role("link", name="Sign in again")).to_have_attribute(
        "href", "/sign-in?next=%2Fplans%3Ftheme%3Dadoption"
    )
