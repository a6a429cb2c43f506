"""A regional partner compares plans: filters, addresses, cards, timeline, downloads."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.reading import (
    AREA_ROW,
    COUNCILS,
    announced,
    choose_chip,
    chosen,
    expect_query,
    expect_read,
    heard,
    number,
    open_filters,
    open_item,
    open_menu,
    open_page,
    query,
    read,
    settle,
    unfold,
    wait_until,
)

pytestmark = pytest.mark.browser


def items_shown(page: Page) -> dict[str, int]:
    """The number of items in each council's summary, once the page shows its address."""
    settle(page)
    by_council = {}
    for summary in page.locator(".summary").all():
        counts = summary.locator(".counts")
        name = summary.locator("h3 a").inner_text()
        by_council[name] = number(counts.inner_text()) if counts.count() else 0
    return by_council


def matrix_totals(page: Page) -> dict[str, int]:
    """The sum of each council's column of the matrix, once the page shows its address."""
    names = read(page, page.locator(".matrix-head .council-name"))
    totals = dict.fromkeys((name.strip("●◆▲■ \n") for name in names), 0)
    for row in page.locator(".matrix-row").all():
        for name, text in zip(totals, row.locator(".cell").all_inner_texts(), strict=True):
            totals[name] += 0 if text == "none" else int(text)
    return totals


def everything(page: Page) -> list[str]:
    """All that the filters change, as text."""
    return [
        heard(page, "compare"),
        *page.locator(".summary").all_inner_texts(),
        *page.locator(".cell").all_inner_texts(),
        *page.locator(".side-by-side .area-row").all_inner_texts(),
    ]


def controls(page: Page) -> list[list[str] | str]:
    """The values of the controls, once the page shows its address."""
    return [
        chosen(page, "compare-councils"),
        chosen(page, "compare-theme"),
        chosen(page, "compare-time"),
        page.locator("#compare-area").input_value(),
        page.locator("#compare-plan").input_value(),
        page.locator("#compare-status").input_value(),
        page.locator("#compare-words").input_value(),
    ]


def date_of_data(page: Page) -> str:
    """The date at the end of the line in the header."""
    match = re.search(r"\d+ \w+ \d{4}$", page.locator(".version").inner_text())
    assert match
    return match[0]


def rows_of(page: Page, link: str, tmp_path: Path) -> list[dict[str, str]]:
    """The rows of the CSV or Excel file that a link downloads."""
    with page.expect_download() as started:
        open_menu(page)
        page.get_by_role("link", name=link, exact=True).click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))
    sheet = openpyxl.load_workbook(path)["Data"]
    head, *rows = [
        ["" if value is None else str(value) for value in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_three_councils_stand_side_by_side_in_one_order(page: Page) -> None:
    open_page(page, "/plans")
    expect(page.locator(".summary h3 a")).to_have_text(COUNCILS)
    expect(page.locator(".matrix-head")).to_have_text([re.compile(name) for name in COUNCILS])
    shown = items_shown(page)
    assert list(shown) == COUNCILS
    assert all(shown.values())
    assert matrix_totals(page) == shown
    expect(announced(page, "compare")).to_have_text(
        f"{sum(shown.values())} items of Torbay, Plymouth and Middlesbrough shown."
    )
    for row in page.locator(AREA_ROW).all():
        expect(row.locator(".column-name")).to_have_text([re.compile(name) for name in COUNCILS])
    open_filters(page)
    every = page.locator("#compare-theme label", has_text="All").locator(".count")
    assert number(every.inner_text()) == sum(shown.values())


def test_a_theme_changes_address_counts_cards_and_announcement(page: Page) -> None:
    open_page(page, "/plans")
    before, sentence = items_shown(page), heard(page, "compare")
    open_filters(page)
    promised = page.locator("#compare-theme label", has_text="Assessment").locator(".count")
    expected = number(promised.inner_text())
    choose_chip(page, "Theme", "Assessment")
    expect_query(page, theme="assessment")
    expect(announced(page, "compare")).not_to_have_text(sentence)
    after = items_shown(page)
    assert sum(after.values()) == expected == number(heard(page, "compare"))
    assert all(after[name] < before[name] for name in COUNCILS)
    assert matrix_totals(page) == after
    expect(page.locator(".card-item")).to_have_count(expected)


def test_a_cell_narrows_to_its_area_and_keeps_the_comparison(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    cell = page.get_by_role("link", name=re.compile("of Torbay on Assessment and planning: "))
    count = number(cell.inner_text())
    cell.click()
    expect_query(page, theme="assessment", area="assessment-planning")
    expect(page.locator(AREA_ROW)).to_have_count(1)
    expect(page.locator(".card-item .card-link[href^='/items/torbay-']")).to_have_count(count)
    councils = ["torbay", "plymouth", "middlesbrough"]
    expect_read(page, lambda: chosen(page, "compare-councils"), councils)
    expect(page.locator("#compare-area")).to_have_value("assessment-planning")
    expect(cell).to_have_attribute("aria-current", "true")
    expect(cell).to_be_focused()
    cell.click()
    expect_query(page, theme="assessment")
    expect(cell).not_to_have_attribute("aria-current", "true")


def test_back_and_forward_restore_view_and_controls(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    seen = [(page.url, everything(page), controls(page))]

    def step(**asked: str) -> None:
        expect_query(page, **asked)
        expect(announced(page, "compare")).not_to_have_text(seen[-1][1][0])
        seen.append((page.url, everything(page), controls(page)))

    choose_chip(page, "Theme", "Supervision")
    step(theme="supervision")
    choose_chip(page, "Councils", "Plymouth")
    step(theme="supervision", councils="torbay,middlesbrough")
    page.get_by_label("Improvement area").select_option("management-oversight")
    step(theme="supervision", councils="torbay,middlesbrough", area="management-oversight")
    page.locator("#compare-words").fill("supervision")
    asked = dict(query(page), words="supervision")
    expect_query(page, **asked)

    def same(url: str, texts: list[str], values: list[list[str] | str]) -> None:
        page.wait_for_url(url, wait_until="commit")
        settle(page)
        expect(announced(page, "compare")).to_have_text(texts[0])
        expect(page.locator("#compare-words")).to_have_value(str(values[-1]))
        expect(page.locator("#compare-area")).to_have_value(str(values[3]))
        expect_read(page, lambda: controls(page), values)
        expect_read(page, lambda: everything(page), texts)

    for state in reversed(seen):
        page.go_back(wait_until="commit")
        same(*state)
    for state in seen[1:]:
        page.go_forward(wait_until="commit")
        same(*state)


def test_back_is_answered_while_another_answer_is_on_its_way(page: Page) -> None:
    open_page(page, "/plans")
    sentence = heard(page, "compare")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/_dash-update-component*", hold_the_first)
    choose_chip(page, "Theme", "Adoption")
    page.wait_for_url("**/plans?theme=adoption", wait_until="commit")
    wait_until(page, lambda: bool(held))
    page.go_back(wait_until="commit")
    expect_query(page)
    expect(announced(page, "compare")).to_have_text(sentence)
    expect_read(page, lambda: chosen(page, "compare-theme"), ["all"])
    held[0].continue_()
    choose_chip(page, "Theme", "Supervision")
    expect_query(page, theme="supervision")
    expect(announced(page, "compare")).not_to_have_text(sentence)


def test_an_address_shows_the_same_to_everybody(page: Page, new_page: Callable[[], Page]) -> None:
    open_page(page, "/plans?theme=assessment")
    choose_chip(page, "Theme", "Adoption")
    expect_query(page, theme="adoption")
    page.get_by_label("Status").select_option("in_progress")
    expect_query(page, theme="adoption", status="in_progress")
    choose_chip(page, "Timeline runs", "from the inspection")
    expect_query(page, theme="adoption", status="in_progress", time="months")
    shown, set_to = everything(page), controls(page)
    page.reload()
    settle(page)
    expect_read(page, lambda: (everything(page), controls(page)), (shown, set_to))
    other = new_page()
    open_page(other, page.url)
    expect_read(other, lambda: (everything(other), controls(other)), (shown, set_to))


def test_words_narrow_and_clearing_brings_all_back(page: Page) -> None:
    open_page(page, "/plans?area=permanence-adoption")
    first = everything(page)
    word = max(re.findall(r"[a-z]+", page.locator(".card-item h4").first.inner_text()), key=len)
    open_filters(page)
    page.get_by_label("Find words").press_sequentially(word, delay=20)
    expect_query(page, area="permanence-adoption", words=word)
    expect(announced(page, "compare")).not_to_have_text(first[0])
    count = number(heard(page, "compare"))
    assert 0 < count < number(first[0])
    expect(page.locator(".card-item")).to_have_count(count)
    page.get_by_role("button", name="Clear filters").click()
    expect_query(page)
    expect(page.locator("#compare-words")).to_have_value("")
    expect(page.locator("#compare-area")).to_have_value("all")
    expect(page.locator(AREA_ROW)).not_to_have_count(1)


def test_filters_that_nothing_fits_say_so(page: Page) -> None:
    open_page(page, "/plans?theme=care-leavers&words=zeppelin")
    expect(page.get_by_role("heading", name="Nothing fits all of these filters")).to_be_visible()
    expect(page.locator(".results .gap").last).to_contain_text("zeppelin")
    expect(page.locator(".card-item")).to_have_count(0)


def test_an_item_opens_at_the_side_and_keeps_its_address(page: Page) -> None:
    open_page(page, "/plans?plan=plymouth-2015")
    card = page.locator(".card-item", has=page.locator("a[href='/items/plymouth-2015/afi-9']"))
    actions = card.locator(".tags .tag", has_text=re.compile(r"^\d+ actions?$"))
    count = number(actions.inner_text())
    panel = open_item(page, "plymouth-2015/afi-9")
    expect_query(page, plan="plymouth-2015", item="plymouth-2015/afi-9")
    expect(panel.locator(".actions").first.locator("li")).to_have_count(count)
    expect(panel.locator(".source").last).to_contain_text("Source: ")
    page.reload()
    settle(page)
    expect(panel.locator("#item-panel-title")).to_be_visible()
    panel.get_by_role("link", name="Open as a page").click()
    page.wait_for_url("**/items/plymouth-2015/afi-9", wait_until="commit")
    expect(page.locator(".results .over-title")).to_contain_text("AFI 9")
    expect(panel).to_be_hidden()
    page.go_back()
    expect_query(page, plan="plymouth-2015", item="plymouth-2015/afi-9")
    expect(panel.locator("#item-panel-title")).to_be_visible()
    expect(page.locator("#compare-plan")).to_have_value("plymouth-2015")


def test_the_panel_closes_by_escape_back_and_button_and_gives_the_focus_back(page: Page) -> None:
    open_page(page, "/plans?area=leaving-care")
    link = page.locator("main a[data-item='plymouth-2015/afi-12']")
    panel = page.locator("#app-panel")
    closings = (
        lambda: page.keyboard.press("Escape"),
        lambda: page.go_back(),
        lambda: panel.get_by_role("button", name="Close").click(),
    )
    for close in closings:
        link.focus()
        page.keyboard.press("Enter")
        expect(panel.locator("#item-panel-title")).to_be_visible()
        expect(panel.get_by_role("button", name="Close")).to_be_focused()
        close()
        expect(panel).to_be_hidden()
        expect_query(page, area="leaving-care")
        expect(link).to_be_focused()
    page.go_forward()
    expect(panel.locator("#item-panel-title")).to_be_visible()


def test_another_item_takes_the_place_of_the_first_and_a_filter_closes_it(page: Page) -> None:
    open_page(page, "/plans?area=leaving-care&councils=plymouth")
    panel = open_item(page, "plymouth-2015/afi-12")
    first = panel.locator("#item-panel-title").inner_text()
    open_item(page, "plymouth-2015/afi-13")
    expect(panel.locator("#item-panel-title")).not_to_have_text(first)
    open_filters(page)
    page.get_by_label("Improvement area").select_option("all")
    expect_query(page, councils="plymouth")
    expect(panel).to_be_hidden()


def test_an_address_of_an_item_that_is_not_there_says_so(page: Page) -> None:
    open_page(page, "/plans?item=plymouth-2015/afi-99")
    panel = page.locator("#app-panel")
    expect(panel.locator("#item-panel-title")).to_have_text("There is no such item")
    page.keyboard.press("Escape")
    expect_query(page)


def test_a_folded_area_names_its_first_items_and_opens_to_all(page: Page) -> None:
    open_page(page, "/plans?councils=torbay")
    row = page.locator(AREA_ROW).first
    area = row.locator("h3").inner_text()
    cell = page.get_by_role("link", name=re.compile(f"of Torbay on {area}: "))
    total = number(cell.inner_text())
    everything = row.get_by_role("link", name=re.compile("Show all"))
    assert number(everything.inner_text()) == total
    titles = row.locator("a.item-link").all_inner_texts()
    assert 0 < len(titles) < total
    everything.click()
    expect_query(page, councils="torbay", area="front-door")
    cards = page.locator(".card-item .card-link[href^='/items/torbay-']")
    expect(cards).to_have_count(total)
    settle(page)
    refs = cards.evaluate_all("links => links.map(one => one.href)")
    assert len(refs) == len(set(refs))
    page.get_by_role("link", name="All areas", exact=True).click()
    expect_query(page, councils="torbay")


def test_the_page_without_a_filter_is_short(page: Page) -> None:
    open_page(page, "/plans")
    assert page.evaluate("document.documentElement.scrollHeight") <= 4000


def test_the_choice_travels_through_the_header(page: Page) -> None:
    open_page(page, "/plans?councils=torbay,plymouth&theme=supervision")
    pages = page.get_by_role("navigation", name="Pages")
    pages.get_by_role("link", name="Indicators").click()
    expect_query(page, councils="torbay,plymouth", theme="supervision")
    expect(page.locator("#indicators-theme input:checked")).to_have_value("supervision")
    choose_chip(page, "Compare with", "Region")
    expect_query(page, councils="torbay,plymouth", theme="supervision", against="england,region")
    # A page without filters passes on what was chosen before it.
    pages.get_by_role("link", name="Sources").click()
    page.wait_for_url("**/sources", wait_until="commit")
    pages.get_by_role("link", name="Plans").click()
    expect_query(page, councils="torbay,plymouth", theme="supervision")
    expect_read(page, lambda: chosen(page, "compare-councils"), ["torbay", "plymouth"])
    pages.get_by_role("link", name="Indicators").click()
    expect_query(page, councils="torbay,plymouth", theme="supervision", against="england,region")


def test_the_timeline_by_months_says_which_plan_is_left_out(page: Page) -> None:
    open_page(page, "/plans")
    timeline = page.locator(".timeline")
    expect(timeline.locator(".lane-mark").first).to_be_visible()
    expect(timeline.get_by_text("Not drawn")).to_have_count(0)
    choose_chip(page, "Timeline runs", "from the inspection")
    expect_query(page, time="months")
    expect(timeline.locator(".gap")).to_contain_text("Not drawn: Plan 2005")
    expect(timeline.locator(".lane-foot")).to_contain_text("months since")


def test_the_timeline_opens_as_a_table_that_adds_up(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    timeline = page.locator(".timeline")
    dated = number(timeline.get_by_role("heading").inner_text())
    table = unfold(timeline.locator("details"), "table")
    due = read(page, table.locator("tbody tr td:nth-of-type(4)"))
    assert sum(map(int, due)) == dated
    assert set(table.locator("tbody tr td:nth-of-type(1)").all_inner_texts()) <= set(COUNCILS)
    # A fold that is open must not stay behind, empty, when the filters change.
    choose_chip(page, "Theme", "Adoption")
    expect_query(page, theme="adoption")
    expect(timeline.locator("details[open]")).to_have_count(0)


@pytest.mark.parametrize("link", ["CSV", "Excel"])
def test_a_download_holds_exactly_what_is_shown(page: Page, tmp_path: Path, link: str) -> None:
    open_page(page, "/plans?councils=torbay,plymouth")
    choose_chip(page, "Theme", "Supervision")
    expect_query(page, councils="torbay,plymouth", theme="supervision")
    expect(page.locator(f"#compare-{link.lower()}")).to_have_attribute("href", re.compile("superv"))
    rows = rows_of(page, link, tmp_path)
    refs = read(page, page.locator(".card-item .ref"))
    shown = Counter(ref.split("/")[-1].strip() for ref in refs)
    items = {(row["council"], row["plan"], row["item"]) for row in rows}
    assert Counter(ref for _, _, ref in items) == shown
    assert Counter(council for council, _, _ in items) == Counter(items_shown(page))
    actions = sum(number(text.split("·")[1]) for text in page.locator(".counts").all_inner_texts())
    assert sum(bool(row["action_summary"]) for row in rows) == actions
    if link == "CSV":
        assert all(row["document"] and row["source"] for row in rows)
        assert {row["link"] for row in rows} == {page.url}
        made = date_of_data(page)
        assert all(row["data_of"].startswith(made) for row in rows)


def test_the_excel_file_says_source_date_and_link(page: Page, tmp_path: Path) -> None:
    open_page(page, "/plans?theme=adoption")
    with page.expect_download() as started:
        open_menu(page)
        page.get_by_role("link", name="Excel", exact=True).click()
    path = tmp_path / "compare.xlsx"
    started.value.save_as(path)
    book = openpyxl.load_workbook(path)
    notes = {
        str(row[0]): str(row[1])
        for name in book.sheetnames
        if name != "Data"
        for row in book[name].iter_rows(values_only=True)
        if len(row) > 1
    }
    made = date_of_data(page)
    assert notes["Source"]
    assert notes["Date of the data"].startswith(made)
    assert notes["Link to this view"] == page.url
