"""The views of the API hold what the pages show, and each page leads to its view."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from layouts import about as about_layout
from layouts import council as council_layout
from layouts import councils as councils_layout
from layouts import item as item_layout
from portal.domain import view_state
from portal.domain.search_state import SearchState
from portal.exports.tabular import for_json
from portal.services import Services, benchmarks, search
from tests.support.asking import ask


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
    text = api.get(f"/download/{view}.csv{query}").text.removeprefix("\ufeff")
    shown = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert rows == [{name: row[name] for name in rows[0]} for row in shown]
    payload = api.get(f"/api/v1/views/{view}{query}&limit=1000").json
    assert len(payload["rows"]) == len(rows)
    page, link = urlsplit(payload["page"]), urlsplit(shown[0]["link"])
    assert page.path == link.path
    assert parse_qs(page.query) == parse_qs(link.query)


def _pages(api: Any, address: str) -> list[dict[str, Any]]:
    """All rows of a view, page by page, as a program reads them."""
    rows: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        page = api.get(following).json
        rows += page["rows"]
        following = page["next"]
        assert page["left_out"] == 0
    return rows


@pytest.mark.parametrize(
    ("view", "query", "more"),
    [
        ("compare", "?theme=assessment", ""),
        ("indicators", "?measure=contacts", ""),
        ("benchmarks", "?councils=torbay,leeds", ""),
        ("findings", "?time=calendar", ""),
        ("council", "?council=torbay", ""),
        ("item", "?plan=plymouth-2015&ref=afi-1", ""),
    ],
)
def test_the_pages_and_the_csv_of_a_view_hold_all_rows(
    api: Any, monkeypatch: pytest.MonkeyPatch, view: str, query: str, more: str
) -> None:
    """Also those that the page shows, and its download holds, only when asked for more."""
    monkeypatch.setattr(benchmarks, "STEP", 2)
    address = f"/api/v1/views/{view}{query}"
    rows = _pages(api, f"{address}&limit=7")
    answer = api.get(f"{address}&format=csv")
    csv_rows = list(csv.DictReader(io.StringIO(answer.text)))
    text = api.get(f"/download/{view}.csv{query}{more}").text.removeprefix("\ufeff")
    shown = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(csv_rows) > 2 * 2
    assert csv_rows == [{name: row[name] for name in csv_rows[0]} for row in shown]
    text = [name for name in rows[0] if isinstance(rows[0][name], str)]
    starts = ("'", "=", "+", "-", "@")  # CSV marks what a spreadsheet would take for a formula
    for row, line in zip(rows, csv_rows, strict=True):
        for name in text:
            if not line[name].startswith(starts):
                assert line[name] == (row[name] or "")
    assert answer.headers["Left-Out"] == "0"


@pytest.mark.parametrize(
    "query",
    [
        "benchmarks?councils=torbay,leeds&page=2",
        "benchmarks?councils=torbay,leeds&more=0",
        "findings?page=2",
        "findings?shown=1",
        "search?q=child&page=2",
        "search?q=child&shown=3",
    ],
)
def test_the_page_that_is_looked_at_changes_no_row(
    api: Any, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """Nor do the lengths of lists that addresses of before hold."""
    monkeypatch.setattr(benchmarks, "STEP", 2)
    address = f"/api/v1/views/{query}&limit=1000"
    asked = api.get(address)
    every = api.get(re.sub("&?(page|more|shown)=[0-9]+", "", address)).json
    assert asked.status_code == 200
    assert asked.json["rows"] == every["rows"]
    assert asked.json["left_out"] == 0


def test_the_search_gives_every_hit_up_to_a_bound_that_is_told(
    api: Any, api_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = SearchState.from_query("?q=child")
    hits = Services.over(make_sessions(api_engine)).search.view(state, most=5_000).hits
    rows = _pages(api, "/api/v1/views/search?q=child&limit=30")
    assert [(row["kind"], row["key"], row["ref"]) for row in rows] == [
        (hit.kind, hit.key, hit.ref) for hit in hits
    ]
    assert len(rows) > 50  # what the page shows at first
    text = api.get("/api/v1/views/search?q=child&format=csv").text
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(rows)
    monkeypatch.setattr(search, "MOST_HITS", 10)
    cut = api.get("/api/v1/views/search?q=child").json
    assert (cut["rows"], cut["left_out"]) == (rows[:10], len(rows) - 10)


def test_a_difference_has_no_noise_of_floats(api: Any) -> None:
    rows = _pages(api, "/api/v1/views/benchmarks?councils=south-west&limit=1000")
    gaps = [row["difference_to_england"] for row in rows if row["difference_to_england"]]
    assert gaps
    assert [gap for gap in gaps if len(str(gap)) > 17] == []
    assert for_json(3.5999999999999996) == 3.6
    assert for_json(0.1 + 0.2) == 0.3
    assert for_json(66.4) == 66.4


def test_the_figures_of_a_council_are_numbers_beside_their_text(api: Any) -> None:
    rows = _pages(api, "/api/v1/views/council?council=torbay")
    for row in rows:
        shown = row["newest_value"].replace(",", "").removeprefix("£").rstrip("%").split()[0]
        assert float(shown) == pytest.approx(row["value"]), row
        assert row["unit"]
        assert row["lowest_value"] <= row["value"] <= row["highest_value"]
        assert (row["england_value"] is None) == (row["england"] in ("", None))
    assert any(isinstance(row["target_value"], float) for row in rows)


def test_the_list_of_councils_is_a_view(api: Any) -> None:
    rows = _pages(api, "/api/v1/views/councils?limit=9")
    assert rows[0]["plans"] > 0
    assert {"torbay", "plymouth", "middlesbrough", "leeds"} <= {row["key"] for row in rows}
    torbay = next(row for row in rows if row["key"] == "torbay")
    items = api.get("/api/v1/tables/items?council=torbay&limit=1000").json["count"]
    actions = api.get("/api/v1/tables/actions?council=torbay&limit=1000").json["count"]
    cells = [torbay[name] for name in ("council", "area_code", "region", "items", "actions")]
    assert cells == ["Torbay", "E06000027", "South West", items, actions]


def test_councils_and_about_lead_to_their_data(api: Any) -> None:
    assert "'/api/v1/views/councils'" in str(councils_layout.layout())
    about = str(about_layout.layout())
    for href in ("/api/", "/data/datapackage.json", "/download/dataset.zip"):
        assert f"'{href}'" in about
        assert api.get(href).status_code == 200


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
    payload = api.get("/api/v1/views/search?q=supervision&councils=torbay&kind=item").json
    assert payload["rows"]
    assert {(row["kind"], row["council"]) for row in payload["rows"]} == {("item", "torbay")}


def test_an_address_longer_than_a_page_reads_is_answered(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document bounds each parameter, so that all of them may be longer than a page takes."""
    monkeypatch.setattr(view_state, "MAX_QUERY", 100)
    answer = api.get("/api/v1/views/findings", query_string={"words": "plan " * 30})
    assert answer.status_code == 200, answer.json
    assert api.get("/findings", query_string={"words": "plan " * 30}).status_code == 400


def test_more_councils_than_a_page_shows_are_refused(api: Any) -> None:
    payload = api.get("/api/v1/views/indicators?councils=london,south-west,north-west")
    assert payload.status_code == 400
    assert "at most 40" in payload.json["detail"]


@pytest.mark.parametrize(
    ("output", "where", "link", "search", "view"),
    [
        ("compare-results", "compare-url.search", "compare-api", "?theme=adoption", "compare"),
        ("benchmarks-results", "benchmarks-url.search", "benchmarks-api", "?sort=name",
         "benchmarks"),
        ("findings-results-html", "findings-url.search", "findings-api", "?kind=dates",
         "findings"),
        ("indicators-measure.options", "indicators-url.search", "indicators-api",
         "?measure=contacts&view=multiples", "indicators"),
        ("search-results-html", "search-url.search", "search-api", "?q=adoption", "search"),
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
        ("/plans?theme=adoption&utm_source=mail", "/api/v1/views/compare?theme=adoption"),
        ("/benchmarks?sort=name", "/api/v1/views/benchmarks?sort=name"),
        ("/councils", "/api/v1/views/councils"),
        ("/councils/torbay", "/api/v1/views/council?council=torbay"),
        ("/items/plymouth-2015/afi-9", "/api/v1/views/item?plan=plymouth-2015&ref=afi-9"),
    ],
)
def test_a_header_names_the_data_of_a_page(api: Any, page: str, data: str) -> None:
    assert api.get(page).headers["Link"] == f'<{data}>; rel="alternate"; type="application/json"'
    assert api.get(data).status_code == 200


def test_a_page_that_is_not_there_has_no_data(api: Any) -> None:
    for path in ("/items/plymouth-2015/afi-99", "/plans?theme=nonsense", "/about"):
        assert "Link" not in api.get(path).headers
