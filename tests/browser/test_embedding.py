"""A page of another site can frame what is meant for it, and nothing else; the API's page works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.reading import expect_read, open_menu, open_page, overflow, wait_until

pytestmark = pytest.mark.browser
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Council</title></head>
<body><h1>Our council</h1><iframe id="frame" src="{address}" title="Framed" width="{width}"
height="700"></iframe></body></html>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder that another site, on another port, serves; and the address of that site."""
    handler = partial(_Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield tmp_path, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _alone(browser: Browser, width: int = 1280, height: int = 720) -> Page:
    """A page in a browser of its own."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    return page


def _framed(
    browser: Browser, site: tuple[Path, str], address: str, width: int = 600
) -> tuple[Page, list[str]]:
    folder, where = site
    (folder / "index.html").write_text(PAGE.format(address=address, width=width), encoding="utf-8")
    page = _alone(browser)
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    page.goto(where)
    return page, console


@pytest.mark.parametrize("view", ["indicators", "compare"])
def test_another_site_can_frame_a_view(
    browser: Browser, served: str, other_site: tuple[Path, str], view: str
) -> None:
    page, console = _framed(browser, other_site, f"{served}/embed/{view}")
    frame = page.frame_locator("#frame")
    expect(frame.get_by_role("link", name="Open the whole view in Alongside")).to_be_visible()
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    # Who comes again has it already, and is told so: that answer must not forbid the frame.
    for _time in range(4):  # each process may have to be asked twice
        page.goto(page.url)
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
    assert page.context.cookies() == []
    assert [text for text in console if "favicon" not in text and "404" not in text] == []
    page.context.close()


@pytest.mark.parametrize("path", ["/plans", "/api/"])
def test_another_site_can_frame_nothing_else(
    browser: Browser, served: str, other_site: tuple[Path, str], path: str
) -> None:
    page, console = _framed(browser, other_site, f"{served}{path}")
    wait_until(
        page,
        lambda: any("frame-ancestors" in text or "X-Frame-Options" in text for text in console),
    )
    shown = [frame.url for frame in page.frames if frame is not page.main_frame]
    assert all(not url.startswith(served) for url in shown)
    page.context.close()


@pytest.mark.parametrize("width", [320, 640, 900])
@pytest.mark.parametrize("view", ["indicators", "compare", "inspections?councils=plymouth"])
def test_a_view_fits_its_frame(browser: Browser, served: str, view: str, width: int) -> None:
    page = _alone(browser, width, 700)
    page.goto(f"{served}/embed/{view}")
    assert overflow(page) <= 0
    if view == "indicators":
        drawn = page.locator("svg:visible")
        expect(drawn).to_have_count(page.locator("figure").count())
        # Eleven units are the size of the text.
        scale = "svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"
        assert drawn.first.evaluate(scale) * 11 >= 13
    page.context.close()


def test_a_table_opens_whole_in_a_narrow_frame(browser: Browser, served: str) -> None:
    page = _alone(browser, 320, 700)
    page.goto(f"{served}/embed/indicators?measure=repeat-referrals&councils=torbay")
    drawing = page.locator("figure svg:visible").first
    expect(drawing).to_be_visible()
    high = "document.documentElement.scrollHeight"
    closed = page.evaluate(high)
    page.locator("summary").first.click()
    frame = page.locator(".embed-scroll").first
    expect(frame).to_be_visible()
    # It takes the place of the drawing, so that a frame of its height cuts nothing.
    expect(page.locator("figure").first.locator("svg:visible")).to_have_count(0)
    assert page.evaluate(high) <= closed
    assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")
    label = frame.locator("td").first.evaluate("one => getComputedStyle(one, '::before').content")
    assert label.startswith('"Torbay')
    page.context.close()


def test_a_page_has_no_fault_of_accessibility(browser: Browser, served: str) -> None:
    page = _alone(browser, 600, 900)
    graded = "/embed/inspections?councils=torbay,plymouth"
    for view in ("/embed/indicators", "/embed/compare", graded, "/api/"):
        page.goto(f"{served}{view}")
        # Swagger UI is another's work; what is in it stands on the page in plain HTML too.
        page.evaluate("document.getElementById('api-try')?.remove()")
        for summary in page.locator("summary").all():
            summary.click()
        faults = Axe().run(page).response["violations"]
        assert faults == [], [(fault["id"], fault["nodes"][0]["html"]) for fault in faults]
    page.context.close()


def test_the_code_to_embed_is_that_of_the_view(
    new_page: Callable[[], Page], browser: Browser, served: str, other_site: tuple[Path, str]
) -> None:
    page = new_page()
    open_page(page, "/indicators?measure=contacts&councils=torbay")
    open_menu(page)
    page.get_by_text("Embed", exact=True).click()
    shown = page.locator("#indicators-embed")
    expect(shown).not_to_contain_text('height="760"')  # as high as what it shows
    code = shown.inner_text()
    assert f'src="{served}/embed/indicators?measure=contacts&amp;councils=torbay"' in code
    expect(page.get_by_role("button", name="Copy the code")).to_be_visible()
    expect(page.locator(".embed-box")).to_be_in_viewport()
    within = (
        "box => box.getBoundingClientRect().left >= 0 && "
        "box.getBoundingClientRect().right <= window.innerWidth"
    )
    expect_read(page, lambda: page.locator(".embed-box").evaluate(within), True)
    folder, where = other_site
    (folder / "index.html").write_text(
        f"<!DOCTYPE html><meta charset='utf-8'><title>Council</title>{code}", encoding="utf-8"
    )
    other = _alone(browser)
    other.goto(where)
    title = other.frame_locator("iframe").get_by_role("heading", level=1)
    expect(title).to_contain_text("Contacts")
    fits = """[
        document.documentElement.scrollHeight <= window.innerHeight,
        document.querySelector("footer").getBoundingClientRect().bottom > window.innerHeight - 150,
    ]"""
    for width in (320, 390, 500, 640, 1000, 1280):  # as high as what it shows, and not much higher
        other.set_viewport_size({"width": width, "height": 720})
        expect_read(other, lambda: other.frames[1].evaluate(fits), [True, True])
    other.context.close()


def test_the_page_of_the_api_can_be_tried(page: Page) -> None:
    page.goto("/api/")
    page.locator(".opblock-summary-path", has_text="/api/v1/tables/plans").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute", exact=True).click()
    answer = page.locator(".live-responses-table tr.response")
    expect(answer.locator(".response-col_status")).to_contain_text("200")
    expect(answer).to_contain_text("middlesbrough-2004")


@pytest.mark.parametrize("viewport", [(390, 844), (1024, 768)])
def test_the_page_of_the_api_fits_any_screen(page: Page) -> None:
    page.goto("/api/")
    page.locator(".opblock").first.wait_for()
    assert overflow(page) <= 0


def test_a_page_leads_to_its_data(page: Page) -> None:
    open_page(page, "/plans?theme=adoption")
    open_menu(page)
    link = page.get_by_role("link", name="API", exact=True)
    expect(link).to_have_attribute("href", "/api/v1/views/compare?theme=adoption")
