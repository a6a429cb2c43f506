"""A public reader on a phone, by keyboard, on paper, and at addresses that lead nowhere."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Watch
from tests.browser.reading import (
    PAGES,
    TABLES,
    chosen,
    drawn,
    expect_query,
    expect_read,
    focused_id,
    open_filters,
    open_item,
    open_menu,
    open_page,
    overflow,
    unfold,
)

pytestmark = pytest.mark.browser
on_a_phone = pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
NINE_POINTS = 12  # in pixels of CSS
SMALLEST_TEXT = """() => {
  const sizes = [];
  for (const node of document.querySelectorAll("main *, .site-head *")) {
    const written = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (written && node.checkVisibility({ visibilityProperty: true }))
      sizes.push(parseFloat(getComputedStyle(node).fontSize) * (node.currentCSSZoom ?? 1));
  }
  return Math.min(...sizes);
}"""
# The columns in which a card is printed, what stands behind its link, and the link's address.
WRITTEN_OUT = """(links) => links.map((link) => [
  getComputedStyle(link.closest(".area-row")).columnCount,
  getComputedStyle(link, "::after").content.replace("attr(href)", link.getAttribute("href")),
  link.getAttribute("href"),
])"""
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


def tab_to(page: Page, id: str, limit: int = 60) -> None:
    """Press Tab until the element with an id has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if focused_id(page) == id:
            return
    pytest.fail(f"{id} is not reached by {limit} tabs")


@on_a_phone
def test_no_page_is_wider_than_the_window(page: Page) -> None:
    wide = []
    for path in [page for page in PAGES if "?" not in page]:
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        open_page(page, path)
        for fold in page.locator(TABLES).all():
            unfold(fold, "table")
        for width in (PHONE[0], 320, 768, 1024):
            page.set_viewport_size({"width": width, "height": PHONE[1]})
            if overflow(page) > 0:
                wide.append(f"{path} at {width}: {overflow(page)} too many")
    assert not wide


@on_a_phone
def test_filters_fold_and_unfold(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    toggle, filters = page.locator(".filter-fold > summary"), "#compare-filters"
    expect(page.locator(filters)).to_be_hidden()
    expect(toggle).to_have_text("FiltersAssessment · 3 councils")
    toggle.tap()
    expect(page.locator(filters)).to_be_visible()
    page.get_by_role("group", name="Theme").locator("label", has_text="Adoption").tap()
    expect_query(page, theme="adoption")
    expect(page.locator(filters)).to_be_visible()
    expect(toggle).to_have_text("FiltersAdoption · 3 councils")
    assert overflow(page) <= 0
    toggle.tap()
    expect(page.locator(filters)).to_be_hidden()


@on_a_phone
def test_cards_stand_below_one_another_and_can_be_read(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    row = page.locator(".side-by-side .area-row").first
    for name in row.locator(".column-name").all():
        expect(name).to_be_visible()
    for card in page.locator(".card-item").all():
        box = card.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert 300 <= box["width"] <= 390
    sizes = page.locator(".card-text").evaluate_all(
        "texts => texts.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 14
    key = page.locator("main a[data-item]").first.get_attribute("data-item")
    panel = open_item(page, str(key))
    # The panel fills the window, and what lies behind it is out of reach.
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE[0])
    assert overflow(page) <= 0
    panel.get_by_role("button", name="Close").tap()
    expect(panel).to_be_hidden()


@on_a_phone
def test_charts_keep_their_labels_on_a_phone(page: Page) -> None:
    open_page(page, "/indicators?measure=initial-assessments-on-time")
    expect(page.locator(".chart-labels").first).to_be_visible()
    picture = page.locator(".chart-still svg").first
    expect(picture.locator("text:visible").first).to_be_visible()
    expect(picture.locator("text.chart-wide:visible")).to_have_count(0)
    page.locator(".chart").first.tap()
    plot = page.locator(".chart .main-svg").first
    expect(plot).to_be_visible()
    expect(page.locator(".chart .annotation")).to_have_count(0)
    for drawing in (picture, plot):
        narrow = "(drawing) => drawing.getBoundingClientRect().width <= 390"
        expect_read(page, partial(drawing.evaluate, narrow), True)


def test_the_first_tab_leads_to_the_content(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert page.evaluate(OUTLINE) != "none"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_filters_and_cards_work_by_keyboard(page: Page) -> None:
    open_page(page, "/plans?plan=middlesbrough-2004")
    menu = page.locator(".menu > summary")
    menu.focus()
    page.keyboard.press("Enter")
    tab_to(page, "compare-api", 14)
    page.keyboard.press("Escape")
    expect(page.locator("#compare-api")).to_be_hidden()
    expect(menu).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".filter-fold > summary")).to_be_focused()
    assert page.evaluate(OUTLINE) != "none"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator("#compare-councils input").first
    expect(first).to_be_focused()
    # The box of a chip is drawn by its label, so the label carries the outline.
    label = "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
    assert page.evaluate(label) != "none"
    page.keyboard.press("Space")
    expect_query(page, plan="middlesbrough-2004", councils="plymouth,middlesbrough")
    expect(first).to_be_focused()
    tab_to(page, "compare-council-add", 4)
    page.keyboard.press("Tab")
    expect(page.locator("#compare-theme input").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect_query(
        page, plan="middlesbrough-2004", councils="plymouth,middlesbrough", theme="assessment"
    )
    expect_read(page, lambda: chosen(page, "compare-theme"), ["assessment"])
    expect(page.locator("#compare-theme input:checked")).to_be_focused()
    for name in ("compare-area", "compare-plan", "compare-status", "compare-words"):
        tab_to(page, name, 6)
        assert page.evaluate(OUTLINE) != "none"
    tab_to(page, "compare-clear", 3)
    page.locator(".card-item .card-link").first.focus()
    assert page.evaluate(OUTLINE) != "none"
    page.keyboard.press("Enter")
    panel = page.locator("#app-panel")
    expect(panel.locator("#item-panel-title")).to_be_visible()
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    assert page.evaluate(OUTLINE) != "none"
    panel.get_by_role("link", name="Open as a page").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/**", wait_until="commit")


def test_the_sticky_bar_hides_nothing_and_moves_nothing(page: Page) -> None:
    open_page(page, "/plans?theme=adoption")
    page.locator(".side-by-side a").last.focus()
    hidden = (
        "document.activeElement.getBoundingClientRect().bottom"
        " <= document.querySelector('.filter-bar').getBoundingClientRect().bottom"
    )
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        assert not page.evaluate(hidden), page.evaluate("document.activeElement.outerHTML")
    # The wheel would go on scrolling for a while.
    page.evaluate("window.scrollBy({ top: 600, behavior: 'instant' })")
    expect(page.locator(".site-head")).not_to_be_in_viewport()
    open_filters(page)
    page.locator("#compare-words").click()
    drawn(page)
    before = page.evaluate("window.scrollY")
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.closest('.filter-bar') !== null")
    assert page.evaluate("window.scrollY") == before


def test_a_printed_page_leaves_the_controls_out(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    expect(page.locator(".filter-bar")).to_be_visible()
    page.emulate_media(media="print")
    for control in (".filter-bar", ".site-head nav", ".site-foot", ".menu"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator(".summary").first).to_be_visible()
    expect(page.locator(".card-item").first).to_be_visible()
    assert page.evaluate(SMALLEST_TEXT) >= NINE_POINTS


@pytest.mark.parametrize("path", ["/?theme=supervision", "/benchmarks?area=looked-after"])
def test_letters_on_paper_are_large_enough(page: Page, path: str) -> None:
    open_page(page, path)
    page.emulate_media(media="print")
    expect(page.locator(".site-foot")).to_be_hidden()
    assert page.evaluate(SMALLEST_TEXT) >= NINE_POINTS


def test_paper_holds_the_table_of_the_timeline(page: Page) -> None:
    open_page(page, "/plans?theme=assessment")
    table = page.locator(".timeline table")
    expect(table).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(table).to_be_visible()
    avoids = "(part) => getComputedStyle(part).breakInside"
    assert page.locator(".matrix").first.evaluate(avoids) == "avoid"
    written = page.locator(".card-link").evaluate_all(WRITTEN_OUT)
    assert len(written) > 10
    assert {columns for columns, _text, _href in written} == {"3"}  # no page is left half empty
    assert all(href in text for _columns, text, href in written), written
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(table).to_be_hidden()
    expect(page.locator("[data-print]")).to_have_count(0)


def test_folds_whose_content_is_there_open_on_paper(page: Page) -> None:
    open_page(page, "/sources")
    readings = page.locator("#readings table")
    expect(readings).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(readings).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(readings).to_be_hidden()


@on_a_phone
@pytest.mark.parametrize("path", ["/plans", "/findings"])
def test_no_name_of_the_matrix_is_cut_or_broken_on_a_phone(page: Page, path: str) -> None:
    open_page(page, path)
    drawn(page)
    words = page.locator(".matrix :is(.council-name, .row-label)").evaluate_all(
        """(all) => all.map((one) => {
            const range = document.createRange();
            range.selectNodeContents(one);
            const size = parseFloat(getComputedStyle(one).lineHeight);
            const lines = range.getBoundingClientRect().height / size;
            return [one.textContent, one.scrollWidth - one.parentElement.clientWidth, lines];
        })"""
    )
    assert any("Middlesbrough" in text for text, _over, _lines in words)
    assert not [text for text, over, _lines in words if over > 0]
    # A marker stands above each name, and neither takes a second line.
    assert not [text for text, _over, lines in words if lines > 2.3]


@pytest.mark.parametrize("path", ["/plans", "/indicators", "/benchmarks", "/councils/torbay"])
def test_nothing_jumps_while_a_page_comes(first_visit: Page, path: str) -> None:
    page = first_visit
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => {
          for (const one of list.getEntries()) window.shift += one.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    open_page(page, path)
    drawn(page)
    assert page.evaluate("window.shift") < 0.1


@pytest.mark.parametrize("path", ["/plans", "/benchmarks", "/indicators"])
def test_what_is_pressed_is_large_enough(page: Page, path: str) -> None:
    open_page(page, path)
    drawn(page)
    small = page.locator("button, summary, a.tag").evaluate_all(
        """(all) => all.map((one) => [one.textContent, one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([text, box]) => `${text} ${box.width} x ${box.height}`)"""
    )
    assert small == []


def test_the_link_can_be_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, "/plans?theme=assessment")
    open_menu(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    expect_read(page, lambda: page.evaluate("navigator.clipboard.readText()"), page.url)


def test_a_browser_that_refuses_to_copy_is_told_apart(page: Page) -> None:
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"
    )
    open_page(page, "/plans?theme=assessment")
    open_menu(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copy it from the address bar")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/nowhere", 404, "There is no such page"),
        ("/items/plymouth-2015/afi-99", 404, "There is no such item"),
        ("/plans?councils=atlantis", 400, "There is no council “atlantis” in the portal"),
        ("/indicators?measure=happiness", 400, "There is no measure “happiness”"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_address_that_leads_nowhere_says_so(
    page: Page, watch: Watch, path: str, status: int, text: str
) -> None:
    watch.allow(status)
    assert open_page(page, path).status == status
    expect(page.get_by_text(text).first).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Traceback")
    if status == 404:
        page.locator("main a").first.click()
        expect(page.locator("h1")).not_to_contain_text("There is no such")
