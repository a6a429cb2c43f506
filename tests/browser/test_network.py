"""The requests of a visit to the portal, and the headers of their answers."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Page, Response, expect

from tests.browser.conftest import Watch
from tests.browser.reading import PAGES, open_item, open_page, wait_until

pytestmark = pytest.mark.browser

STAYS = ("/assets/", "/vendor/", "/_dash-component-suites/")
LARGE = 2_000


def policy(response: APIResponse) -> dict[str, list[str]]:
    """The content policy of an answer: sources by directive."""
    parts = [part.split() for part in response.headers["content-security-policy"].split(";")]
    return {name: sources for name, *sources in parts}


def test_every_page_answers_and_asks_no_other_host(page: Page, served: str, watch: Watch) -> None:
    for path in PAGES:
        assert page.request.get(path).status == 200, path
    for path in ("/plans?theme=assessment", "/indicators", "/councils/torbay", "/sources"):
        open_page(page, path)
    hosts = {urlsplit(url).netloc for url in watch.requests if url.startswith("http")}
    assert hosts == {urlsplit(served).netloc}
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", ["/plans", "/indicators", "/about"])
def test_scripts_run_only_from_here(page: Page, path: str) -> None:
    allowed = policy(page.request.get(path))
    scripts = allowed["script-src"]
    assert "'unsafe-eval'" not in scripts
    assert "'unsafe-inline'" not in scripts
    assert "'self'" in scripts
    assert all(source == "'self'" or source.startswith("'sha256-") for source in scripts)
    assert allowed["default-src"] == ["'self'"]
    assert allowed["connect-src"] == ["'self'"]
    assert allowed["object-src"] == ["'none'"]


def test_the_policy_holds_in_the_browser(page: Page, watch: Watch) -> None:
    """A script put into the page by somebody else does not run."""
    open_page(page, "/about")
    page.evaluate(
        "() => { const one = document.createElement('script');"
        " one.textContent = 'window.stolen = true'; document.body.append(one); }"
    )

    def refused() -> list[str]:
        return [problem for problem in watch.problems if "Content Security Policy" in problem]

    wait_until(page, lambda: bool(refused()))
    assert page.evaluate("window.stolen === undefined")
    watch.problems = [
        problem for problem in watch.problems if "Content Security Policy" not in problem
    ]


def test_static_files_are_compressed_and_kept(first_visit: Page) -> None:
    page = first_visit
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    open_page(page, "/plans?theme=assessment")
    files = [answer for answer in answers if urlsplit(answer.url).path.startswith(STAYS)]
    assert len(files) > 5
    for file in files:
        headers = file.all_headers()
        text = headers.get("content-type", "").startswith(("text/", "application/", "image/svg"))
        if text and len(file.body()) > LARGE:
            assert headers.get("content-encoding") in ("br", "zstd", "gzip"), file.url
        # Either the address changes with the file, or the browser can ask whether it changed.
        assert "max-age=" in headers.get("cache-control", "") or headers.get("etag"), file.url
    named_by_version = [
        file for file in files if re.search(r"\.v\d|/vendor/|plotly\.min", file.url)
    ]
    assert len(named_by_version) > 5
    for file in named_by_version:
        assert "max-age=31536000" in file.all_headers().get("cache-control", ""), file.url


def test_answers_to_filters_are_compressed(page: Page) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    open_page(page, "/plans")
    open_item(page, "plymouth-2015/afi-9")
    asked = [answer for answer in answers if "/_dash-update-component" in answer.url]
    assert asked
    for answer in asked:
        if len(answer.body()) > LARGE:
            assert answer.all_headers().get("content-encoding") in ("br", "zstd", "gzip")


def test_plotly_is_fetched_when_a_reader_points_at_a_chart(
    page: Page, served: str, watch: Watch
) -> None:
    open_page(page, "/councils/torbay")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Indicators").click()
    chart = page.locator(".chart").first
    expect(chart.locator(".chart-still polyline").first).to_be_visible()
    expect(page.locator("link[rel=preload]")).to_have_count(0)
    assert not [url for url in watch.requests if "plotly" in url]
    chart.hover()
    expect(chart.locator(".main-svg").first).to_be_visible()
    assert [url for url in watch.requests if "plotly" in url]
    hosts = {urlsplit(url).netloc for url in watch.requests if url.startswith("http")}
    assert hosts == {urlsplit(served).netloc}


def test_a_second_visit_fetches_no_file_again(first_visit: Page) -> None:
    page = first_visit
    open_page(page, "/about")
    open_page(page, "/councils")
    fetched: list[str] = page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter(one => one.transferSize > 0).map(one => one.name)"
    )
    again = [url for url in fetched if urlsplit(url).path.startswith(STAYS[1:])]
    assert not again
