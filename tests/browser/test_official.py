"""A partner at official statistics: any council, any comparator, standings, signals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from db.engine import open_engine
from db.session import make_sessions
from tests.browser.conftest import PHONE, Watch
from tests.browser.reading import (
    choose_chip,
    chosen,
    expect_query,
    expect_read,
    open_filters,
    open_page,
    overflow,
    settle,
)
from tests.browser.test_accessibility import violations
from tests.support.official import bring_in
from tests.support.serving import portal_server

pytestmark = pytest.mark.browser
TURNOVER = "/indicators?measure=made-turnover"


@pytest.fixture(scope="module")
def served(
    new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A portal over the catalogue and thirteen years of made-up statistics."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    bring_in(make_sessions(engine), tmp_path_factory.mktemp("official"), earlier=11)
    engine.dispose()
    with portal_server(url) as address:
        yield address


def add(page: Page, name: str) -> None:
    """Type a name into the box of the picker, and take it with Enter."""
    open_filters(page)
    page.get_by_placeholder("Add a council, region or neighbours").press_sequentially(name)
    page.keyboard.press("Enter")


def test_the_three_councils_stand_beside_england(page: Page) -> None:
    open_page(page, TURNOVER)
    expect(page.locator("#indicators-results .chart-title")).to_have_text(
        ["2024/25: Torbay highest at 24.5%, Middlesbrough lowest at 10.0%; England 15.0%"]
    )
    chart = page.locator("#indicators-results .chart-still")
    expect(chart).to_contain_text("England 15.0%")
    expect(page.locator("#indicators-verdict")).to_contain_text(
        "Torbay, Plymouth and Middlesbrough agree in definition, unit, basis and population."
    )
    standing = page.locator("section", has=page.get_by_role("heading", name="Ranks and bands"))
    torbay = standing.locator("tbody tr").first
    expect(torbay).to_contain_text("30 of 30")
    expect(torbay).to_contain_text("D, last quarter")
    expect(torbay).to_contain_text("9.5 above, worse")
    expect(torbay).to_contain_text("of 10 of 10, 2025 model")
    expect(standing).to_contain_text("Rank 1 is best")
    expect(standing).to_contain_text("in the 2025 model")


def test_a_chart_is_taken_along_as_a_picture_with_its_words(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, TURNOVER)
    taking = page.locator("#indicators-results .chart-take")
    contents = {}
    for name in ("SVG", "PNG"):
        button = taking.get_by_text(name)
        button.focus()
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        expect(taking.get_by_role("status")).to_have_text(f"{name} saved")
        contents[name] = download.value.path().read_bytes()
    assert contents["PNG"].startswith(b"\x89PNG")
    words = contents["SVG"].decode()
    for part in ("Torbay highest at 24.5%", "Source: Made-up statistics.", "England 15.0%"):
        assert part in words
    taking.get_by_text("Copy as image").click()
    expect(taking.get_by_role("status")).to_have_text("Image copied")
    kinds = "navigator.clipboard.read().then((items) => items[0].types)"
    expect_read(page, lambda: page.evaluate(kinds), ["image/png"])


def test_a_measure_without_polarity_has_no_ranks_and_says_why(page: Page) -> None:
    open_page(page, "/indicators?measure=made-rate")
    standing = page.locator("section", has=page.get_by_role("heading", name="Ranks and bands"))
    expect(standing).to_contain_text("No ranks: neither a high nor a low value is good in itself.")
    expect(standing.locator("thead")).not_to_contain_text("Rank")
    expect(standing).not_to_contain_text("worse")


def test_a_council_is_added_by_its_name_and_back_takes_it_away(page: Page) -> None:
    open_page(page, TURNOVER)
    add(page, "Durham")
    councils = "torbay,plymouth,middlesbrough,durham"
    expect_query(page, measure="made-turnover", councils=councils)
    expect(page.locator("#indicators-council-add")).to_have_value("")
    expect(page.locator(".chart-labels")).to_contain_text("Durham")
    expect_read(page, lambda: chosen(page, "indicators-councils"), councils.split(","))
    page.go_back()
    expect_query(page, measure="made-turnover")
    usual = ["torbay", "plymouth", "middlesbrough"]
    expect_read(page, lambda: chosen(page, "indicators-councils"), usual)
    expect(page.locator(".chart-labels")).not_to_contain_text("Durham")


def test_a_neighbourhood_is_one_chart_and_on_demand_one_a_council_on_one_scale(
    page: Page,
) -> None:
    open_page(page, f"{TURNOVER}&councils=neighbours-of-torbay")
    results = page.locator("#indicators-results")
    expect(results.locator(".chart")).to_have_count(1)
    expect(results.locator(".label-own")).to_have_count(8)
    expect(results.locator(".strip")).to_contain_text("all 30")
    expect(results.locator(".strip title", has_text="Torbay")).to_have_count(2)  # and a marker
    expect(results.locator(".chart-note")).to_contain_text("the other 3 are in the strip")
    choose_chip(page, "Charts", "one per council")
    expect_query(page, measure="made-turnover", councils="neighbours-of-torbay", view="multiples")
    expect(page.locator(".multiples .chart-still polyline:visible").nth(10)).to_be_visible()
    figures = page.locator(".multiples .chart > script").all_text_contents()
    axes = [json.loads(text)["figure"]["layout"]["yaxis"] for text in figures]
    assert len(axes) == 11
    assert all(axis["range"] == axes[0]["range"] for axis in axes)
    expect(page.locator("#indicators-verdict")).to_contain_text("All 11 councils agree")


def test_the_mean_of_neighbours_is_named_with_its_model(page: Page) -> None:
    open_page(page, TURNOVER)
    choose_chip(page, "Compare with", "mean of neighbours")
    expect_query(page, measure="made-turnover", against="england,neighbours-mean")
    note = page.locator("#indicators-results .chart-note")
    expect(note).to_contain_text("Torbay’s neighbours (mean)")
    expect(note).to_contain_text("mean of 10 of 10 neighbours, 2025 model")
    choose_chip(page, "Compare with", "mean of neighbours")
    choose_chip(page, "Compare with", "England")
    expect_query(page, measure="made-turnover", against="none")
    expect(page.locator(".chart-still").first).not_to_contain_text("England")
    page.reload()
    settle(page)
    expect_read(page, lambda: chosen(page, "indicators-against"), [])


def test_thirteen_years_tell_a_signal_from_noise(page: Page) -> None:
    open_page(page, TURNOVER)
    signal = page.locator("section", has=page.get_by_role("heading", name="Signal or noise?"))
    expect(signal.locator(".signal")).to_have_count(3)
    expect(signal.locator(".chart-still svg[role=img]")).to_have_count(3)
    expect(signal.locator(".chart-still svg[role=img]").first).to_contain_text("upper limit")
    open_page(page, "/indicators?measure=made-turnover&councils=leeds")
    expect(page.locator("main")).to_contain_text("Leeds")


def test_a_council_without_a_plan_leads_to_its_figures(page: Page) -> None:
    open_page(page, "/councils/durham")
    expect(page.locator("main")).to_contain_text("neither an inspection nor a plan of Durham")
    page.get_by_role("link", name="One measure at a time").click()
    page.wait_for_url("**/indicators?councils=durham", wait_until="commit")
    open_page(page, "/councils/torbay")
    expect(page.locator("#official")).to_contain_text("statistical neighbours in the 2025 model")


def test_the_sources_name_the_file_and_the_import(page: Page) -> None:
    open_page(page, "/sources")
    data = page.locator("#made-up")
    expect(data).to_contain_text("6 indicators from")
    expect(data).to_contain_text("rows of made_up.csv, imported on")


def test_an_unknown_council_is_explained(page: Page, watch: Watch) -> None:
    watch.allow(400)
    open_page(page, f"{TURNOVER}&councils=torbay,atlantis")
    expect(page.locator("#indicators-problems")).to_contain_text("There is no council “atlantis”")
    expect_read(page, lambda: chosen(page, "indicators-councils"), ["torbay"])


@pytest.mark.parametrize("path", [TURNOVER, f"{TURNOVER}&councils=neighbours-of-torbay"])
def test_axe_finds_no_violation(page: Page, path: str) -> None:
    open_page(page, path)
    assert not violations(page)


@pytest.mark.parametrize("viewport", [PHONE])
def test_a_phone_shows_it_without_sideways_scrolling(page: Page) -> None:
    open_page(page, f"{TURNOVER}&against=england,neighbours-mean")
    assert overflow(page) <= 0
    expect(page.locator(".chart-labels").first).to_be_visible()


@pytest.mark.parametrize("path", ["/indicators", "/benchmarks"])
def test_a_name_is_taken_as_people_type_it(page: Page, path: str) -> None:
    open_page(page, path)
    box, notice = page.locator(".picker-box"), page.locator(".picker-told")
    with_plans = "torbay,plymouth,middlesbrough"
    add(page, "zzz")
    expect(notice).to_have_text("No council or region is called “zzz”.")
    box.fill("")
    add(page, "south")
    expect(notice).to_have_text("Several names begin with “south”: type more of it.")
    expect_query(page)
    # Kent goes before Kent's neighbours, whose name begins with it.
    box.fill("")
    add(page, "KENT")
    page.wait_for_url(f"**councils={with_plans},kent*")
    expect(notice).to_be_empty()
    expect(box).to_have_value("")
    add(page, "somers")
    page.wait_for_url(f"**councils={with_plans},kent,somerset*")


def test_the_sources_fit_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, "/sources")
    file = page.locator("#statistics .document p").nth(1)
    file.evaluate("(told) => told.append('c1_referrals_and_rereferrals_'.repeat(3) + '.csv')")
    assert overflow(page) <= 0
