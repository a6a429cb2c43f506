"""A partner at the benchmarks: picking councils, orders, filters, links, keyboard, phone."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from db.engine import open_engine
from db.session import make_sessions
from tests.browser.conftest import DESKTOP, PHONE, Watch
from tests.browser.reading import (
    announced,
    choose_chip,
    chosen,
    expect_query,
    expect_read,
    heard,
    open_filters,
    open_menu,
    open_page,
    overflow,
    read,
    settle,
)
from tests.browser.test_accessibility import violations
from tests.support.official import bring_in
from tests.support.serving import portal_server

pytestmark = pytest.mark.browser

MEASURES, HEADS = ".rug tbody th.rug-measure > a", ".rug thead .rug-council a"


@pytest.fixture(scope="module")
def served(
    new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A portal over the catalogue and made-up statistics."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    bring_in(make_sessions(engine), tmp_path_factory.mktemp("official"))
    engine.dispose()
    with portal_server(url) as address:
        yield address


def measures(page: Page) -> list[str]:
    """The measures shown, in their order."""
    return read(page, page.locator(MEASURES))


def cell(page: Page, measure: str, council: str) -> Locator:
    """One council's figure."""
    row = page.locator(".rug tbody tr", has=page.get_by_role("link", name=measure))
    return row.locator(f"td[data-label='{council}']")


def add(page: Page, name: str, key: str = "Enter") -> None:
    """Type a name into the box of the picker, and take it."""
    open_filters(page)
    page.get_by_placeholder("Add a council, region or neighbours").press_sequentially(name)
    page.keyboard.press(key)


def test_a_summary_of_measures_picked_by_name_is_kept_in_the_link(page: Page) -> None:
    open_page(page, "/summary")
    expect(page.locator("main h2")).to_have_text("None of these measures has figures")
    open_filters(page)
    box = page.locator("#summary-measure-add")
    box.press_sequentially("turnover")
    box.press("Enter")
    themes = "theme-assessment,theme-supervision,theme-adoption,theme-care-leavers"
    expect_query(page, measures=f"{themes},made-turnover")
    expect(box).to_have_value("")
    expect(page.locator("#summary-results .small-line").first).to_be_visible()
    expect(page.locator("main h2")).to_have_text("1 measure: Workforce")
    choose_chip(page, "Shown", "as a table of years")
    expect_query(page, measures=f"{themes},made-turnover", view="table")
    expect(page.locator("#summary-results thead th")).to_have_text(["Area", "2024", "2025"])
    box.press_sequentially("Atlantis")
    box.press("Enter")
    expect(page.locator("#summary-measure-add-told")).to_contain_text("No measure is called")
    page.go_back()
    expect_query(page, measures=f"{themes},made-turnover")
    expect(page.locator("#summary-results .small-line").first).to_be_visible()
    expect(page.locator("#summary-view input:checked")).to_have_value("summary")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"], indirect=True)
def test_the_summary_fits_and_reads_on_every_screen(page: Page) -> None:
    for view in ("summary", "table"):
        open_page(page, f"/summary?measures=made-turnover,made-starts&view={view}")
        assert overflow(page) <= 0
        assert violations(page) == []


def test_the_table_says_who_stands_out(page: Page) -> None:
    open_page(page, "/benchmarks")
    expect(page.locator("main h2").first).to_have_text(
        "Of 3 measures that rank councils, Torbay is in the worst fifth of England on 1, "
        "Middlesbrough on 1 and Plymouth on none"
    )
    expect(page.locator(MEASURES)).to_have_count(6)
    first = ["Turnover of social workers", "Care leavers in work or training"]
    expect_read(page, lambda: measures(page)[:2], first)
    expect(page.locator(HEADS)).to_have_text(["Torbay", "Plymouth", "Middlesbrough"])
    worst = cell(page, "Turnover of social workers", "Torbay")
    expect(worst).to_have_text("24.5%\nD · 30 of 30\n9.5 points worsetoo few to tellworst fifth")
    expect(worst).to_have_class("band-D")
    expect(cell(page, "Care leavers in work", "Middlesbrough")).to_contain_text("provisional")
    expect(cell(page, "Visits on time", "Plymouth")).to_have_text("confidential")
    unranked = cell(page, "Referred, a rate", "Torbay")
    expect(unranked).to_have_text("119\n19 highertoo few to tell")
    expect(unranked).to_have_class("")
    page.get_by_text("High is good").first.click()
    expect(page.locator(".rug details[open] p")).to_contain_text("Work gives a footing.")
    expect(page.locator(".rug details[open] p")).to_contain_text("Quartiles of 30 councils")


def test_a_region_is_added_by_its_name_and_a_chip_taken_away(page: Page) -> None:
    open_page(page, "/benchmarks")
    # Hundreds of names are put into the list when the box is first used.
    open_filters(page)
    page.locator("#benchmarks-council-add").focus()
    options = page.locator("#benchmarks-council-offered option")
    expect(options.nth(150)).to_be_attached()
    offered = options.evaluate_all("options => options.map(one => one.value)")
    full = next(name for name in offered if name.startswith("North East ("))
    add(page, full)
    expect_query(page, councils="torbay,plymouth,middlesbrough,north-east")
    expect(page.locator("#benchmarks-council-add")).to_have_value("")
    expect(page.locator(HEADS).nth(10)).to_be_visible()
    assert read(page, page.locator(HEADS))[:3] == ["Torbay", "Plymouth", "Middlesbrough"]
    choose_chip(page, "Councils", full)
    expect_query(page)
    expect(page.locator(HEADS)).to_have_text(["Torbay", "Plymouth", "Middlesbrough"])
    choose_chip(page, "Councils", "Plymouth")
    expect_query(page, councils="torbay,middlesbrough")
    expect(page.locator(HEADS)).to_have_text(["Torbay", "Middlesbrough"])
    add(page, "Atlantis")
    expect_query(page, councils="torbay,middlesbrough")


def test_filters_and_orders_live_in_the_address_and_come_back(page: Page) -> None:
    open_page(page, "/benchmarks")
    seen = [(page.url, heard(page, "benchmarks"), measures(page))]

    def step(**asked: str) -> None:
        expect_query(page, **asked)
        expect(announced(page, "benchmarks")).not_to_have_text(seen[-1][1])
        seen.append((page.url, heard(page, "benchmarks"), measures(page)))

    open_filters(page)
    page.get_by_label("Sort").select_option("name")
    step(sort="name")
    assert seen[-1][2] == sorted(seen[-1][2], key=str.lower)
    page.get_by_label("Show").select_option("exceptions")
    step(sort="name", only="exceptions")
    choose_chip(page, "Theme", "Care leavers")
    step(sort="name", only="exceptions", theme="care-leavers")
    assert seen[-1][2] == ["Care leavers in work or training"]
    page.reload()
    settle(page)
    expect(announced(page, "benchmarks")).to_have_text(seen[-1][1])
    expect_read(page, lambda: measures(page), seen[-1][2])
    expect(page.get_by_label("Sort")).to_have_value("name")
    expect(page.get_by_label("Show")).to_have_value("exceptions")
    expect_read(page, lambda: chosen(page, "benchmarks-theme"), ["care-leavers"])
    for url, message, names in reversed(seen[:-1]):
        page.go_back(wait_until="commit")
        page.wait_for_url(url, wait_until="commit")
        expect(announced(page, "benchmarks")).to_have_text(message)
        expect_read(page, lambda: measures(page), names)
    expect(page.get_by_label("Sort")).to_have_value("distance")
    open_filters(page)
    page.get_by_label("Improvement area", exact=True).select_option("outside")
    expect_query(page, area="outside")
    page.get_by_label("Find words").fill("nothing like it")
    expect_query(page, area="outside", words="nothing like it")
    expect(page.locator("main h2")).to_have_text("No measure fits all of these filters")
    page.get_by_role("button", name="Clear filters").click()
    expect_query(page)
    expect(page.locator(MEASURES)).to_have_count(6)


def test_a_link_restores_the_view_for_another_reader(
    page: Page, new_page: Callable[[], Page]
) -> None:
    path = "/benchmarks?councils=neighbours-of-torbay&area=workforce&sort=area"
    open_page(page, path)
    expect(page.locator(HEADS)).to_have_count(11)
    expect_read(page, lambda: chosen(page, "benchmarks-councils"), ["neighbours-of-torbay"])
    other = new_page()
    open_page(other, path)
    expect(other.locator(HEADS)).to_have_count(11)
    assert read(other, other.locator(".rug")) == read(page, page.locator(".rug"))


def test_a_measure_leads_to_its_charts_for_the_same_councils(page: Page) -> None:
    open_page(page, "/benchmarks?councils=torbay,middlesbrough")
    page.get_by_role("link", name="Turnover of social workers").click()
    page.wait_for_url("**/indicators?**", wait_until="commit")
    expect_query(page, councils="torbay,middlesbrough", measure="made-turnover")
    expect(page.locator("h1")).to_have_text("Turnover of social workers")
    page.go_back()
    expect_query(page, councils="torbay,middlesbrough")
    expect(page.locator(HEADS)).to_have_text(["Torbay", "Middlesbrough"])


def test_what_is_shown_can_be_taken_along(page: Page) -> None:
    open_page(page, "/benchmarks?councils=torbay&only=exceptions")
    with page.expect_download() as waiting:
        open_menu(page)
        page.get_by_role("link", name="CSV").click()
    with waiting.value.path().open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["indicator"].partition(" ")[2] for row in rows] == measures(page)
    assert {row["council"] for row in rows} == {"Torbay"}


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    open_page(page, "/benchmarks")
    page.locator(".filter-fold summary").focus()
    page.keyboard.press("Enter")
    page.locator("#benchmarks-council-add").focus()
    add(page, "Plymouth or")  # no name begins so
    notice = page.locator("#benchmarks-council-add-told")
    expect(notice).to_have_text("No council or region is called “Plymouth or”.")
    expect(notice).to_have_attribute("role", "status")
    expect_query(page)
    page.locator("#benchmarks-council-add").fill("")
    add(page, "Torbay and its neighbours")
    expect_query(page, councils="torbay,plymouth,middlesbrough,neighbours-of-torbay")
    page.get_by_label("Sort").focus()
    page.keyboard.press("ArrowDown")
    expect_query(page, councils="torbay,plymouth,middlesbrough,neighbours-of-torbay", sort="name")
    expect(page.get_by_label("Sort")).to_be_focused()
    summary = page.locator(".rug tbody summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rug details[open]")).to_have_count(1)
    frame = page.get_by_role("region", name="Measures by council")
    frame.focus()
    page.keyboard.press("ArrowRight")
    link = page.locator(".rug tbody th.rug-measure > a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicators?**", wait_until="commit")


@pytest.mark.parametrize("path", ["/benchmarks", "/benchmarks?councils=north-east"])
def test_axe_finds_no_violation_in_a_full_table(page: Page, path: str) -> None:
    open_page(page, path)
    page.locator(".rug summary").first.click()
    expect(page.locator(".rug details[open] p").first).to_be_visible()
    faults = violations(page)
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    faults += violations(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("viewport", [PHONE, (1024, 768)])
@pytest.mark.parametrize("path", ["/benchmarks", "/benchmarks?councils=south-west"])
def test_a_narrow_window_never_scrolls_sideways(page: Page, path: str) -> None:
    open_page(page, path)
    assert overflow(page) <= 0
    worst = cell(page, "Turnover of social workers", "Torbay")
    expect(worst).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE])
def test_on_a_phone_every_figure_stands_under_its_council(page: Page) -> None:
    open_page(page, "/benchmarks")
    named = cell(page, "Turnover of social workers", "Torbay")
    expect(named).to_have_css("content", '"Torbay"', pseudo="before")
    choose_chip(page, "Theme", "Care leavers")
    expect_query(page, theme="care-leavers")


def test_an_address_that_is_not_understood_is_told(page: Page, watch: Watch) -> None:
    watch.allow(400)
    open_page(page, "/benchmarks?councils=atlantis&sort=price")
    expect(page.locator("#benchmarks-problems")).to_contain_text(re.compile("atlantis"))
    expect(page.locator("#benchmarks-problems")).to_contain_text("“price” is not a sort")
    expect(page.locator(MEASURES)).to_have_count(6)
