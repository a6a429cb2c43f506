"""Journeys of readers whose browsers run no scripts: a partner, a reviewer, one with a phone."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PATIENCE, PHONE, Watch
from tests.browser.reading import choose_chip, open_filters, open_menu, overflow

pytestmark = pytest.mark.browser

SMALLEST = (320, 640)


@pytest.fixture
def page(browser: Browser, served: str, watch: Watch, viewport: tuple[int, int]) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(
        base_url=served,
        viewport={"width": viewport[0], "height": viewport[1]},
        java_script_enabled=False,
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE)
    yield watch.over(context).new_page()
    watch.off(context)
    context.close()


def arrive(page: Page, there: str, *, whole: bool = True) -> None:
    """Wait until a page stands whose path and query are these, or begin like this."""

    def is_there(url: str) -> bool:
        address = urlsplit(url)
        here = f"{address.path}?{address.query}" if address.query else address.path
        return here == there if whole else here.startswith(there)

    page.wait_for_url(is_there)


def check(page: Page) -> None:
    """Check that nobody has to scroll sideways, on a small phone or at 400%.

    What axe says of these documents is in test_every_page.py: it is a script itself.
    """
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": SMALLEST[0], "height": SMALLEST[1]})
    assert overflow(page) <= 0
    page.set_viewport_size(size)


def show(page: Page) -> None:
    """Send the filters."""
    page.get_by_role("button", name="Show").click()


def lead_to(page: Page, name: str) -> None:
    """Follow a link of the header."""
    page.get_by_role("navigation", name="Pages").get_by_text(name, exact=True).click()


def downloaded(page: Page, name: str, folder: Path) -> Path:
    """Take a file from the menu of a page."""
    open_menu(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=name).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def unfolded(fold: Locator, part: Locator) -> None:
    """Open a fold and see what it holds."""
    expect(part).to_be_hidden()
    fold.locator("summary").first.click()
    expect(part).to_be_visible()


def test_a_partner_compares_plans(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="What comes back")).to_be_visible()
    check(page)

    lead_to(page, "Plans")
    choose_chip(page, "Theme", "Adoption")
    choose_chip(page, "Councils", "Middlesbrough")
    show(page)
    arrive(page, "/plans?councils=torbay,plymouth&theme=adoption")
    expect(page.locator(".matrix-head")).to_contain_text(["Torbay", "Plymouth"])
    open_filters(page)
    page.get_by_label("Add a council").fill("middles")
    page.get_by_label("Improvement area").select_option("Permanence and adoption")
    show(page)
    arrive(
        page,
        "/plans?councils=torbay,plymouth,middlesbrough&theme=adoption&area=permanence-adoption",
    )
    check(page)
    assert "2012" in downloaded(page, "CSV", tmp_path).read_text(encoding="utf-8")

    table = page.locator(".timeline table")
    expect(table).to_be_hidden()
    page.emulate_media(media="print")
    expect(table).to_be_visible()
    for control in (".filter-bar", ".site-head nav", ".site-foot", ".menu"):
        expect(page.locator(control).first).to_be_hidden()
    page.emulate_media(media="screen")
    unfolded(page.locator(".timeline details"), table)

    page.locator("main a[data-item]").first.click()
    arrive(page, "/items/torbay", whole=False)
    expect(page.get_by_role("heading", name="Actions")).to_be_visible()
    check(page)


def test_a_reviewer_prepares_public_evidence(page: Page, tmp_path: Path) -> None:
    page.goto("/inspections")
    open_filters(page)
    page.get_by_label("Add a council").fill("plymouth")
    show(page)
    arrive(page, "/inspections?councils=plymouth")
    page.locator("main a[href^='/inspections/']").first.click()
    arrive(page, "/inspections/", whole=False)
    check(page)

    lead_to(page, "Councils")
    page.get_by_role("link", name="Plymouth", exact=True).first.click()
    arrive(page, "/councils/plymouth")
    actions = page.locator("details", has_text="Show the 19 actions").last
    unfolded(actions, actions.locator("li, tr").last)
    check(page)
    assert zipfile.is_zipfile(downloaded(page, "Word", tmp_path))

    lead_to(page, "Findings")
    choose_chip(page, "Theme", "Assessment")
    show(page)
    arrive(page, "/findings?theme=assessment")
    group = page.locator("details.finding-group", has=page.locator("details.finding")).first
    finding = group.locator("details.finding").first
    unfolded(group, finding)
    unfolded(finding, finding.locator(".finding-sides"))
    check(page)

    lead_to(page, "Indicators")
    open_filters(page)
    page.get_by_label("Measure").select_option("initial-assessments-on-time")
    show(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Initial assessments")
    expect(page.locator(".chart svg[role=img]").first).to_be_visible()
    check(page)
    assert zipfile.is_zipfile(downloaded(page, "Excel", tmp_path))


@pytest.mark.parametrize("viewport", [PHONE])
def test_a_reader_on_a_phone_looks_something_up(page: Page) -> None:
    page.goto("/")
    choose_chip(page, "Theme", "Supervision")
    show(page)
    arrive(page, "/?theme=supervision")
    expect(page.locator("#overview-results")).to_contain_text("Supervision")
    check(page)

    page.get_by_label("Search the portal").fill("adoption")
    page.get_by_label("Search the portal").press("Enter")
    arrive(page, "/search?q=adoption")
    hit = page.locator(".hit details").first
    unfolded(hit, hit.locator(".hit-whole"))
    check(page)
    page.locator(".hit a[href^='/items/']").first.click()
    arrive(page, "/items/", whole=False)
    check(page)

    lead_to(page, "Sources")
    unfolded(page.locator("#readings"), page.locator("#readings table"))
    check(page)
