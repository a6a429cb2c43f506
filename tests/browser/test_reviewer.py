"""A peer reviewer prepares a visit: indicators, verdicts, a council's page, an item's page."""

from __future__ import annotations

import csv
import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import (
    announced,
    choose_chip,
    drawn,
    expect_query,
    expect_read,
    heard,
    number,
    open_filters,
    open_menu,
    open_page,
    read,
    settle,
    unfold,
)
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

ASSESSMENTS = "/indicators?measure=initial-assessments-on-time"


def table(served: str, name: str) -> list[dict[str, str]]:
    """A table of the export contract."""
    with urllib.request.urlopen(f"{served}/data/{name}.csv") as answer:
        return list(csv.DictReader(answer.read().decode("utf-8-sig").splitlines()))


def choose_measure(page: Page, measure: str) -> None:
    """Choose a measure and wait until the page shows another one."""
    sentence = heard(page, "indicators")
    open_filters(page)
    page.get_by_label("Measure").select_option(measure)
    page.wait_for_url(re.compile(rf"measure={measure}\b"), wait_until="commit")
    expect(announced(page, "indicators")).not_to_have_text(sentence)
    settle(page)


def test_a_measure_is_chosen_by_name(page: Page) -> None:
    open_page(page, "/indicators")
    first = page.locator(".chart-title").first.inner_text()
    choose_measure(page, "children-looked-after-rate")
    expect_query(page, measure="children-looked-after-rate")
    expect(page.locator(".chart-title").first).not_to_have_text(first)
    expect(page.locator(".chart-still polyline").first).to_be_visible()
    expect(page.locator(".verdict p").first).not_to_be_empty()
    expect(page.locator(".definition").first).to_contain_text("Source: ")
    verdict = page.locator(".verdict h2").inner_text()
    expect(announced(page, "indicators")).to_have_text(re.compile(rf"{re.escape(verdict)}\.$"))
    page.go_back()
    expect_query(page)
    expect(page.locator(".chart-title").first).to_have_text(first)
    expect(page.get_by_label("Measure")).to_have_value("initial-assessments-on-time")


def test_a_row_of_the_report_card_is_found_by_its_reference(page: Page) -> None:
    """Each of its rows is asked for in `tests/integration/layouts/test_report_card.py`."""
    open_page(page, "/indicators?words=T28")
    expect(page.locator(".figure").first).to_have_text("11.2")
    open_filters(page)
    words, select = page.get_by_label("Find words"), page.get_by_label("Measure")
    words.fill("C4")
    words.press("Enter")
    page.wait_for_url(re.compile(r"words=C4(&|$)"), wait_until="commit")
    expect(select.locator("option[value='children-looked-after-rate']")).to_have_count(1)
    expect(select.locator("option[value='population-0-18']")).to_have_count(0)
    select.select_option("children-looked-after-rate")
    expect(page.locator(".definition h3").filter(has_text="Torbay, C4:")).to_have_count(1)


def test_initial_assessments_are_not_comparable_and_say_why(page: Page) -> None:
    open_page(page, ASSESSMENTS)
    verdict = page.locator(".verdict")
    expect(verdict.get_by_role("heading")).to_have_text("Not comparable across councils")
    for reason in ("Definition", "Basis", "years apart", "without ranks or differences"):
        expect(verdict).to_contain_text(reason)
    findings = page.locator(".look")
    count = number(findings.locator("small").inner_text())
    assert count
    expect(findings.locator(".findings > li")).to_have_count(count)
    expect(findings).to_contain_text("58.1%")
    expect(findings).to_contain_text("57.9%")
    expect(page.locator(".definition h3")).to_have_count(4)
    expect(page.locator(".pairs li")).not_to_have_count(0)
    expect(page.locator(".side-column .gap")).to_contain_text("Plymouth")


def test_the_values_open_as_a_table(page: Page) -> None:
    open_page(page, ASSESSMENTS)
    fold = page.locator("#indicators-table-fold")
    count = number(fold.locator("summary").inner_text())
    values = unfold(fold, "table")
    expect(values.locator("tbody tr")).to_have_count(count)
    expect(values.locator("tbody")).to_contain_text("66.4%")
    expect(values.locator("thead th").last).to_have_text("Note")
    choose_measure(page, "contacts")
    expect(values.locator("caption")).to_contain_text("Contacts")
    expect(values.locator("tbody tr")).to_have_count(number(fold.locator("summary").inner_text()))


def test_one_chart_a_series(page: Page) -> None:
    open_page(page, ASSESSMENTS)
    charts = page.locator(".chart-title")
    few = charts.count()
    choose_chip(page, "Charts", "one per council")
    expect_query(page, measure="initial-assessments-on-time", view="multiples")
    expect(charts.nth(few)).to_be_visible()
    page.go_back()
    expect_query(page, measure="initial-assessments-on-time")
    expect(charts).to_have_count(few)
    expect(page.locator("#indicators-view input:checked")).to_have_value("lines")


def test_the_download_holds_the_values_shown(page: Page) -> None:
    open_page(page, ASSESSMENTS)
    count = number(page.locator("#indicators-table-fold").inner_text())
    with page.expect_download() as started:
        open_menu(page)
        page.get_by_role("link", name="CSV", exact=True).click()
    text = started.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert sum(row["what"] == "value" for row in rows) == count
    assert sum(row["what"] == "target" for row in rows) == page.locator(".pairs li").count()
    assert {row["link"] for row in rows} == {page.url}


def test_a_chart_can_be_saved_by_keyboard_and_sent_to_nobody(page: Page) -> None:
    open_page(page, ASSESSMENTS)
    chart = page.locator(".chart").first
    name = chart.locator("[role=img]").get_attribute("aria-label") or ""
    assert name.startswith(page.locator(".chart-title").first.inner_text())
    drawn(page)
    height = page.evaluate("document.documentElement.scrollHeight")
    chart.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(chart.locator(".modebar-btn")).to_have_count(1)
    expect(chart.locator(".modebar-btn")).to_be_focused()
    assert not violations(page)
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    assert started.value.suggested_filename.endswith(".png")
    assert started.value.path().read_bytes().startswith(b"\x89PNG")
    # The other drawing has its name, its size and its place; on paper the first is printed.
    expect(chart.locator("[role=img]:visible")).to_have_attribute("aria-label", name)
    expect(chart.locator(".chart-still")).to_be_hidden()
    expect_read(page, lambda: page.evaluate("document.documentElement.scrollHeight"), height)
    page.emulate_media(media="print")
    expect(chart.locator(".chart-still")).to_be_visible()
    expect(chart.locator(".chart-live")).to_be_hidden()


def test_a_council_has_its_line_its_figures_and_what_is_open(page: Page, served: str) -> None:
    open_page(page, "/councils/torbay")
    plans = [row for row in table(served, "plans") if row["council"] == "torbay"]
    expect(page.locator(".event-plan")).to_have_count(len(plans))
    expect(page.locator(".event-inspection")).not_to_have_count(0)
    dates = read(page, page.locator(".event-date"))
    years = [int(match[0]) for date in dates if (match := re.search(r"\d{4}", date))]
    assert years == sorted(years, reverse=True)
    # The papers' figures come last, in a fold.
    figures = page.locator("#papers [aria-label^='Figures of Torbay']")
    expect(figures.locator("tbody th", has_text=re.compile(r"^T8\b"))).to_have_count(1)
    left_open = page.locator("details", has_text=re.compile(r"Show the [\d,]+ actions"))
    count = number(left_open.locator("summary").inner_text())
    expect(unfold(left_open, "table").locator("tbody tr")).to_have_count(min(count, 50))


def test_a_council_without_figures_says_so(page: Page) -> None:
    open_page(page, "/councils/plymouth")
    expect(page.locator(".gap").last).to_contain_text("Plymouth print no figures")


def test_an_item_has_its_actions_milestones_and_place(page: Page, served: str) -> None:
    open_page(page, "/items/plymouth-2015/afi-9")
    actions = [
        row
        for row in table(served, "actions")
        if (row["plan"], row["item_ref"]) == ("plymouth-2015", "AFI 9")
    ]
    rows = page.get_by_role("region", name="Actions of AFI 9").locator("tbody tr")
    expect(rows).to_have_count(len(actions))
    for action in actions:
        row = rows.filter(has=page.locator("th", has_text=re.compile(rf"^{action['ref']}$")))
        expect(row).to_contain_text(action["lead"])
        expect(row).to_contain_text(action["target_text"])
    milestones = page.get_by_role("region", name="Milestones of AFI 9").locator("tbody tr")
    expect(milestones).not_to_have_count(0)
    facts = page.locator(".facts-list")
    expect(facts).to_contain_text("Place")
    expect(facts).to_contain_text("6 January 2015 (draft)")
    similar = page.locator(".similar .from")
    expect(similar.first).to_be_visible()
    assert not [text for text in read(page, similar) if "Plymouth" in text]


def test_a_project_lists_its_work_packages(page: Page) -> None:
    open_page(page, "/items/torbay-2012/p4")
    parts = page.locator("section", has=page.get_by_role("heading", name="Its work packages"))
    expect(parts.get_by_role("link")).to_have_count(8)
    parts.get_by_role("link", name=re.compile("^2.14")).click()
    page.wait_for_url("**/items/torbay-2012/2.14", wait_until="commit")
    expect(page.locator(".over-title")).to_contain_text("2.14")
    page.locator(".facts-list").get_by_role("link", name="P4").click()
    page.wait_for_url("**/items/torbay-2012/p4", wait_until="commit")
    expect(page.locator(".over-title")).to_contain_text("P4")


def test_pages_lead_to_one_another(page: Page) -> None:
    """From the list of councils to a figure, a source, an item, a similar one, and back."""
    open_page(page, "/councils")
    page.locator(".summary", has_text="Torbay").get_by_role("link", name="Council page").click()
    page.wait_for_url("**/councils/torbay", wait_until="commit")
    expect(page).to_have_title(re.compile("Torbay"))
    page.locator("#papers summary").click()
    page.get_by_role("link", name=re.compile(r"^T8\b")).click()
    expect_query(page, councils="torbay", measure="initial-assessments-on-time")
    expect(page.locator(".verdict h2")).to_have_text("One council only")
    source = page.locator(".definition .source a").first
    document = str(source.get_attribute("href")).partition("#")[2]
    source.click()
    page.wait_for_url(f"**/sources#{document}", wait_until="commit")
    expect(page.locator(f"[id='{document}']")).to_be_in_viewport()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Plans").click()
    expect_query(page, councils="torbay")
    page.locator(".side-by-side a", has_text="Indicators on this").first.click()
    expect_query(page, councils="torbay", area="front-door")
    expect(page.locator("#indicators-area")).to_have_value("front-door")
    open_page(page, "/items/plymouth-2015/afi-9")
    page.locator(".similar a").first.click()
    page.wait_for_url(re.compile("/items/(torbay|middlesbrough)"), wait_until="commit")
    expect(page.locator(".over-title")).not_to_contain_text("Plymouth")
    crumbs = page.get_by_role("navigation", name="You are here")
    crumbs.get_by_role("link").nth(1).click()
    page.wait_for_url(re.compile("/councils/(torbay|middlesbrough)"), wait_until="commit")
    unfold(page.locator(".event-plan details").first, "a").click()
    page.wait_for_url(re.compile(r"/plans\?councils=\w+&plan="), wait_until="commit")
    expect(page.locator("#compare-plan")).not_to_have_value("all")
    expect(page.locator(".card-item").first).to_be_visible()
