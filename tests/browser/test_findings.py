"""A reader of the findings: filters, addresses, what stands behind a finding, keyboard, phone."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.reading import (
    COUNCILS,
    announced,
    choose_chip,
    chosen,
    expect_query,
    expect_read,
    heard,
    number,
    open_filters,
    open_menu,
    open_page,
    overflow,
    query,
    read,
    settle,
)
from tests.browser.test_reviewer import table

pytestmark = pytest.mark.browser


def everything(page: Page) -> list[str]:
    """All that the filters change, as text."""
    return [heard(page, "findings"), *page.locator(".finding").all_text_contents()]


def show(card: Locator) -> None:
    """Open the rule that a finding stands under, then the finding."""
    group = card.locator("xpath=ancestor::details[1]")
    for fold in (group, card):
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()


def controls(page: Page) -> list[list[str] | str]:
    """The values of the controls, once the page shows its address."""
    return [
        chosen(page, "findings-councils"),
        chosen(page, "findings-theme"),
        *[
            page.locator(f"#findings-{name}").input_value()
            for name in ("kind", "document", "area", "words")
        ],
    ]


def test_every_finding_is_on_the_page_with_both_places(page: Page, served: str) -> None:
    rows = table(served, "findings")
    open_page(page, "/findings?shown=5000")  # an address of before opens still
    expect(page.locator(".finding")).to_have_count(min(len(rows), 50))
    assert number(heard(page, "findings")) == len(rows)
    cells = [number(text) for text in read(page, page.locator("a.cell"))]
    by_council = Counter(row["council"] for row in rows if row["council"].title() in COUNCILS)
    assert sum(cells) == by_council.total()
    for key in page.locator(".finding").evaluate_all("all => all.slice(0, 3).map(a => a.id)"):
        row = next(row for row in rows if row["finding"] == key)
        card = page.locator(f"[id='{key}']")
        show(card)
        for part in (row["subject"], row["value_a"], row["value_b"], row["place_a"]):
            expect(card).to_contain_text(part)
        expect(card.locator(f"a[href='/sources#{row['document_a']}']").first).to_be_visible()
    expect(page.locator(".finding-group[open] .rule").first).not_to_be_empty()


def test_filters_live_in_the_address_and_come_back(page: Page) -> None:
    open_page(page, "/findings")
    seen = [(page.url, everything(page), controls(page))]

    def step(**asked: str) -> None:
        expect_query(page, **asked)
        expect(announced(page, "findings")).not_to_have_text(seen[-1][1][0])
        seen.append((page.url, everything(page), controls(page)))

    choose_chip(page, "Theme", "Assessment")
    step(theme="assessment")
    expect(page).to_have_title(re.compile("^Assessment: Findings"))
    page.get_by_label("Kind of finding").select_option("two-places")
    step(theme="assessment", kind="two-places")
    page.get_by_label("Find words").fill("core")
    step(theme="assessment", kind="two-places", words="core")
    page.reload()
    settle(page)
    expect_read(page, lambda: (page.url, everything(page), controls(page)), seen[-1])
    for url, texts, values in reversed(seen[:-1]):
        page.go_back(wait_until="commit")
        page.wait_for_url(url, wait_until="commit")
        expect(announced(page, "findings")).to_have_text(texts[0])
        expect(page.locator("#findings-words")).to_have_value(str(values[-1]))
        expect(page.locator("#findings-kind")).to_have_value(str(values[2]))
        expect_read(page, lambda: controls(page), values)
        expect_read(page, lambda: everything(page), texts)
    expect(page).to_have_title(re.compile("^Findings"))


def test_a_number_of_the_overview_narrows_and_lets_go(page: Page) -> None:
    open_page(page, "/findings?theme=assessment")
    cell = page.get_by_role("link", name=re.compile("^Printed differently.*Torbay"))
    count = number(cell.inner_text())
    cell.click()
    expect_query(page, councils="torbay", theme="assessment", kind="two-places")
    expect(page.locator(".finding")).to_have_count(count)
    expect_read(page, lambda: chosen(page, "findings-councils"), ["torbay"])
    expect(cell).to_have_attribute("aria-current", "true")
    expect(cell).to_be_focused()
    cell.click()
    expect_query(page, theme="assessment")
    expect(cell).not_to_have_attribute("aria-current", "true")
    open_filters(page)
    page.get_by_role("button", name="Clear filters").click()
    expect_query(page)
    expect_read(page, lambda: chosen(page, "findings-theme"), ["all"])


def test_another_page_of_findings_begins_at_its_top(page: Page) -> None:
    open_page(page, "/findings")
    expect(announced(page, "findings")).to_contain_text("1 to 50 are shown")
    keys = page.locator(".finding").evaluate_all("all => all.map(one => one.id)")
    pager = page.get_by_role("navigation", name="Pages of this list")
    pager.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    expect_query(page, page="2")
    expect(announced(page, "findings")).to_contain_text("51 to")
    expect(page.locator("[data-list]")).to_be_focused()
    expect(pager.locator("[aria-current=page]")).to_have_text("2")
    settle(page)
    others = page.locator(".finding").evaluate_all("all => all.map(one => one.id)")
    assert others
    assert not {*keys} & {*others}
    page.go_back()
    expect_query(page)
    expect(page.locator(".finding")).to_have_count(50)
    page.go_forward()
    expect_query(page, page="2")
    choose_chip(page, "Theme", "Assessment")
    expect_query(page, theme="assessment")


def test_a_council_chosen_here_is_understood_on_the_next_page(page: Page) -> None:
    open_page(page, "/findings?councils=south-west&theme=adoption")
    expect_read(page, lambda: chosen(page, "findings-councils"), ["south-west"])
    open_page(page, "/findings?councils=leeds&theme=adoption")
    expect(page.locator(".gap")).to_contain_text("There are no findings about Leeds")
    page.locator(".elsewhere a[href^='/plans?']").first.click()
    page.wait_for_url(re.compile(r"/plans\?theme=adoption"), wait_until="commit")


def test_a_finding_has_a_link_of_its_own(page: Page) -> None:
    open_page(page, "/findings")
    card = page.locator(".finding").nth(1)
    show(card)
    subject = card.get_by_role("heading").inner_text()
    card.get_by_role("link", name="Link to this finding").click()
    expect(page.get_by_role("heading", name="The linked finding")).to_be_visible()
    expect_read(page, lambda: set(query(page)), {"finding"})
    expect(page.locator(".finding h5")).to_have_text([subject])
    expect(page.locator(".finding .finding-sides")).to_be_visible()
    page.get_by_role("link", name=re.compile("^See all")).click()
    expect_query(page)
    expect(page.locator(".finding").nth(1)).to_contain_text(subject)


def test_what_stands_behind_a_finding_is_one_link_away(page: Page, served: str) -> None:
    open_page(page, "/findings?kind=two-places")
    card = page.locator(".finding", has_text="See the figures").first
    show(card)
    card.get_by_role("link", name="See the figures").click()
    page.wait_for_url(re.compile(r"/indicators\?councils=\w+&measure="), wait_until="commit")
    expect(page.locator(".look").first).to_be_visible()
    page.go_back()
    expect_query(page, kind="two-places")
    show(card)
    card.locator(".finding-side a").first.click()
    page.wait_for_url(re.compile(r"/sources#"), wait_until="commit")
    rows = [row for row in table(served, "findings") if row["item_ref"]]
    if rows:
        open_page(page, f"/findings?finding={rows[0]['finding']}")
        page.get_by_role("link", name=re.compile("^Open the item")).click()
        page.wait_for_url(re.compile(r"/items/"), wait_until="commit")
        expect(page.locator("#noticed")).to_contain_text(rows[0]["subject"])


def test_councils_and_sources_lead_to_their_findings(page: Page) -> None:
    open_page(page, "/councils/torbay")
    count = number(page.locator("#disagree .sub").inner_text())
    page.locator("#disagree .finding-links a").click()
    expect_query(page, councils="torbay")
    expect(announced(page, "findings")).to_have_text(re.compile(rf"^{count} "))
    open_page(page, "/sources")
    link = page.locator(".document a[href^='/findings?document=']").first
    count = number(str(link.text_content()))
    link.locator("xpath=ancestor::details[1]").locator("> summary").click()
    link.click()
    page.wait_for_url(re.compile(r"/findings\?document="), wait_until="commit")
    expect(announced(page, "findings")).to_have_text(re.compile(rf"^{count} "))
    expect(page.locator("#findings-document")).not_to_have_value("all")


def test_filters_that_nothing_fits_say_so(page: Page) -> None:
    open_page(page, "/findings?words=zeppelin")
    expect(page.get_by_role("heading", name="Nothing fits all of these filters")).to_be_visible()
    expect(page.locator(".results .gap")).to_contain_text("zeppelin")
    page.get_by_role("link", name="see all findings").click()
    expect_query(page)
    expect(page.locator(".finding-group").first).to_be_visible()


def test_the_download_holds_the_findings_shown(page: Page) -> None:
    open_page(page, "/findings?theme=assessment")
    with page.expect_download() as started:
        open_menu(page)
        page.get_by_role("link", name="CSV", exact=True).click()
    text = started.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    subjects = page.locator(".finding h5").all_text_contents()
    assert Counter(row["subject"] for row in rows) == Counter(subjects)
    assert {row["link"] for row in rows} == {page.url}


def test_the_keyboard_reaches_filters_numbers_and_findings(page: Page) -> None:
    open_page(page, "/findings")
    open_filters(page)
    page.locator("#findings-theme input:checked").focus()
    page.keyboard.press("ArrowRight")
    expect_query(page, theme="assessment")
    cell = page.get_by_role("link", name=re.compile("^Printed differently.*Torbay"))
    for _ in range(12):
        page.keyboard.press("Tab")
        if cell.evaluate("one => one === document.activeElement"):
            break
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    expect_query(page, councils="torbay", theme="assessment", kind="two-places")
    expect(cell).to_be_focused()
    card = page.locator(".finding").first
    for target in (card.locator("> summary"), card.locator("a").first):
        for _ in range(30):
            page.keyboard.press("Tab")
            if target.evaluate("one => one === document.activeElement"):
                break
        expect(target).to_be_focused()
        page.keyboard.press("Enter")
    page.wait_for_url("**/councils/torbay", wait_until="commit")


@pytest.mark.parametrize("viewport", [PHONE])
def test_a_phone_shows_findings_without_sideways_scrolling(page: Page) -> None:
    open_page(page, "/findings")
    assert overflow(page) <= 0
    expect(page.locator("#findings-filters")).not_to_be_visible()
    open_filters(page)
    page.get_by_label("Kind of finding").select_option("two-places")
    expect_query(page, kind="two-places")
    assert overflow(page) <= 0
    show(page.locator(".finding").first)
    sides = page.locator(".finding").first.locator(".finding-side")
    expect(sides.nth(1)).to_be_visible()
    boxes = [side.bounding_box() for side in sides.all()]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["y"] > boxes[0]["y"] + boxes[0]["height"] / 2
