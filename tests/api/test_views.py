"""The views for machines hold what the pages show, and each page leads to its view."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from layouts import council as council_layout
from layouts import item as item_layout
from portal.services import Services
from tests.asking import ask


@pytest.mark.parametrize(
    ("view", "query"),
    [
        ("compare", "?theme=adoption&councils=plymouth"),
        ("indicators", "?measure=contacts"),
        ("indicators", "?measure=made-turnover&councils=south-west&against=england,region"),
        ("benchmarks", "?councils=torbay,leeds&sort=area&only=exceptions"),
        ("findings", "?theme=assessment&kind=two-places"),
        ("council", "?council=torbay"),
        ("item", "?plan=plymouth-2015&ref=afi-1"),
    ],
)
def test_a_view_holds_the_rows_of_the_download(api: Any, view: str, query: str) -> None:
    answer = api.get(f"/api/v1/views/{view}{query}&format=csv")
    assert answer.status_code == 200, answer.text
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    shown = list(csv.DictReader(io.StringIO(api.get(f"/download/{view}.csv{query}").text)))
    assert rows
    assert rows == [{name: row[name] for name in rows[0]} for row in shown]
    told = api.get(f"/api/v1/views/{view}{query}&limit=1000").json
    assert len(told["rows"]) == len(rows)
    page, link = urlsplit(told["page"]), urlsplit(shown[0]["link"])
    assert page.path == link.path
    assert parse_qs(page.query) == parse_qs(link.query)


def test_a_view_comes_in_pages(api: Any) -> None:
    rows: list[Any] = []
    following = "/api/v1/views/compare?councils=torbay&limit=64"
    while following:
        page = api.get(following).json
        rows += page["rows"]
        following = page["next"]
    whole = api.get("/api/v1/views/compare?councils=torbay&limit=1000").json
    assert rows == whole["rows"]


def test_the_search_is_a_view(api: Any) -> None:
    found = api.get("/api/v1/views/search?q=supervision&councils=torbay&kind=item").json
    assert found["rows"]
    assert {(row["kind"], row["council"]) for row in found["rows"]} == {("item", "torbay")}


def test_more_councils_than_a_page_shows_are_refused(api: Any) -> None:
    told = api.get("/api/v1/views/indicators?councils=london,south-west,north-west")
    assert told.status_code == 400
    assert "at most 40" in told.json["detail"]


@pytest.mark.parametrize(
    ("output", "where", "link", "search", "view"),
    [
        ("compare-results", "compare-url.search", "compare-api", "?theme=adoption", "compare"),
        ("benchmarks-results", "benchmarks-url.search", "benchmarks-api", "?sort=name",
         "benchmarks"),
        ("findings-results", "findings-url.search", "findings-api", "?shown=100", "findings"),
        ("indicators-measure.options", "indicators-url.search", "indicators-api",
         "?measure=contacts&view=multiples", "indicators"),
        ("search-results", "search-url.search", "search-api", "?q=adoption", "search"),
    ],
)  # fmt: skip
def test_a_page_leads_to_its_data(
    api: Any, output: str, where: str, link: str, search: str, view: str
) -> None:
    answer = ask(api, output, {where: search})
    href = answer.json["response"][link]["href"]
    assert href == f"/api/v1/views/{view}{search}"
    assert api.get(href).status_code == 200


def test_an_item_and_a_council_lead_to_their_data(api: Any, api_engine: Engine) -> None:
    services = Services.over(make_sessions(api_engine))
    item = item_layout.results(services.items.view("plymouth-2015", "afi-9"))
    council = council_layout.layout("torbay", "Torbay")
    for part, href in (
        (item, "/api/v1/views/item?plan=plymouth-2015&ref=afi-9"),
        (council, "/api/v1/views/council?council=torbay"),
    ):
        assert href in str(part)
        assert api.get(href).status_code == 200


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("/?theme=adoption&utm_source=mail", "/api/v1/views/compare?theme=adoption"),
        ("/benchmarks?sort=name", "/api/v1/views/benchmarks?sort=name"),
        ("/councils/torbay", "/api/v1/views/council?council=torbay"),
        ("/items/plymouth-2015/afi-9", "/api/v1/views/item?plan=plymouth-2015&ref=afi-9"),
    ],
)
def test_a_header_names_the_data_of_a_page(api: Any, page: str, data: str) -> None:
    assert api.get(page).headers["Link"] == f'<{data}>; rel="alternate"; type="application/json"'
    assert api.get(data).status_code == 200


def test_a_page_that_is_not_there_has_no_data(api: Any) -> None:
    for path in ("/items/plymouth-2015/afi-99", "/?theme=nonsense", "/about"):
        assert "Link" not in api.get(path).headers
