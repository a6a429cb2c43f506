"""A partner at the scorecard of the project's own statistics: paper, phone, keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.reading import (
    choose_chip,
    drawn,
    expect_query,
    open_filters,
    open_page,
    overflow,
)
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("national")]
SCORECARD = "/benchmarks?view=scorecard"


@pytest.fixture(scope="module")
def served(national: str) -> str:
    """A portal as a first start leaves it."""
    return national


@pytest.mark.parametrize(
    ("councils", "side"), [("", 595), ("&councils=south-west", 842), ("&councils=london", 842)]
)
def test_a_page_of_it_fits_on_a_sheet_of_paper(page: Page, councils: str, side: int) -> None:
    open_page(page, f"{SCORECARD}{councils}")
    expect(page.locator(".scorecard tbody td").first).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert round(float(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+)", paper)[0])) == side


def test_it_is_chosen_read_and_left_without_colour_or_pointer(page: Page) -> None:
    open_page(page, "/benchmarks")
    choose_chip(page, "As", "scorecard")
    expect_query(page, view="scorecard")
    expect(page.locator(".scorecard tbody td").first).to_be_visible()
    expect(page.get_by_label("Sort")).to_be_hidden()
    row = page.locator(".scorecard tr", has=page.get_by_text("Sickness absence of social workers"))
    expect(row.locator("td")).to_have_text(["3.5%", "7.1% ⑤", "3.3% ③", "4.8% ⑤"])
    faults = violations(page)
    frame = page.get_by_role("region", name="Scorecard: measures by council")
    frame.focus()
    expect(frame).to_be_focused()
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    assert overflow(page) <= 0
    faults += violations(page)
    assert not faults, "\n".join(faults)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="2", exact=True).click()
    expect_query(page, view="scorecard", page="2")
    choose_chip(page, "As", "table")
    expect_query(page)
    expect(page.locator(".rug tbody td").first).to_be_visible()


def test_a_measure_leads_to_all_councils_in_order(page: Page) -> None:
    open_page(page, "/indicators?measure=care-leavers-eet")
    page.get_by_role("link", name="League table: every council").click()
    expect_query(page, measure="care-leavers-eet")
    expect(page).to_have_title(re.compile("^Care leavers .*: League table"))
    expect(page.get_by_role("columnheader", name="Rank")).to_have_attribute(
        "aria-sort", "ascending"
    )
    heading = page.get_by_role("columnheader", name="Region")
    heading.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect_query(page, measure="care-leavers-eet", sort="region")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".league tbody tr").first).to_contain_text("East Midlands")
    torbay = page.locator(".league-chosen", has=page.get_by_role("link", name="Torbay"))
    expect(torbay).to_contain_text("chosen")
    open_filters(page)
    page.get_by_label("Measure", exact=True).select_option(label="Vacancy rate of social workers")
    expect_query(page, measure="vacancy-rate", sort="region")
    expect(page).to_have_title(re.compile("^Vacancy rate of social workers: League table"))
    faults = violations(page)
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    assert overflow(page) <= 0
    faults += violations(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("viewport", [(1440, 900)])
def test_first_figures_stand_high_and_eight_councils_keep_their_markers(page: Page) -> None:
    open_page(page, "/benchmarks")
    figure = page.locator(".rug tbody td[data-label]").first
    drawn(page)
    # The figure is the first line of its cell, below a padding of 7 pixels.
    assert figure.evaluate("td => td.getBoundingClientRect().top + 7 + 24") <= 500
    eight = "torbay,plymouth,middlesbrough,devon,cornwall,bristol,dorset,swindon"
    open_page(page, f"/benchmarks?councils={eight}")
    markers = page.locator(".rug tbody tr .spine").first.locator("span")
    expect(markers).to_have_count(8)
    drawn(page)
    places = markers.evaluate_all("all => all.map(one => `${one.style.left} ${one.style.top}`)")
    assert len(set(places)) == 8
    assert overflow(page) <= 0
