"""The tables of the API: every row once, filters by the names of the contract, pages, CSV."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.models import DatasetVersion
from db.queries.exports import TABLES, export_columns, export_rows
from db.session import make_sessions
from portal.app import create_app
from portal.exports.contract import table_of
from portal.settings import Settings


def _pages(api: Any, address: str) -> list[dict[str, Any]]:
    """All rows, page by page, as a program reads them."""
    rows: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        page = api.get(following)
        assert page.status_code == 200, page.text
        link = page.headers.get("Link")
        following = page.json["next"]
        assert link == (f'<{following}>; rel="next"' if following else None)
        assert page.json["count"] == len(page.json["rows"])
        rows += page.json["rows"]
    return rows


@pytest.mark.parametrize("table", TABLES)
def test_pages_hold_every_row_of_the_contract_once(
    api: Any, api_engine: Engine, table: str
) -> None:
    with Session(api_engine) as session:
        expected = export_rows(session, table)
    rows = _pages(api, f"/api/v1/tables/{table}?limit=237")
    columns = [name for name in export_columns(table) if name != "decimals"]
    assert [list(row) for row in rows] == [columns] * len(expected)

    def printed_cells(row: dict[str, Any]) -> tuple[str, ...]:
        return tuple("" if row[name] is None else str(row[name]) for name in columns)

    assert list(map(printed_cells, rows)) == list(map(printed_cells, expected))


@pytest.mark.parametrize("table", TABLES)
def test_csv_comes_whole_and_as_the_download_has_it(api: Any, table: str) -> None:
    whole = api.get(f"/api/v1/tables/{table}", headers={"Accept": "text/csv"})
    assert whole.mimetype == "text/csv"
    downloaded = api.get(f"/data/{table}.csv").text
    assert whole.text == downloaded


def test_csv_can_be_asked_for_in_pages(api: Any) -> None:
    first = api.get("/api/v1/tables/items?format=csv&limit=100")
    following = first.headers["Link"].partition(">")[0].removeprefix("<")
    second = api.get(following)
    rows = [*csv.DictReader(io.StringIO(first.text)), *csv.DictReader(io.StringIO(second.text))]
    assert len(rows) == 147
    assert "Link" not in second.headers


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("items?council=plymouth", lambda row: row["council"] == "plymouth"),
        ("items?themes=adoption", lambda row: "adoption" in row["themes"].split(";")),
        ("items?ref=AFI+9", lambda row: row["ref"] == "AFI 9"),
        ("actions?plan=torbay-2005&status=completed", lambda row: row["plan"] == "torbay-2005"
         and row["status"] == "completed"),
        ("plans?published=2004-09-23", lambda row: row["published"] == "2004-09-23"),
        ("observations?period_end=2012-06-30", lambda row: row["period_end"] == "2012-06-30"),
        ("observations?council=leeds&council=torbay", lambda row: row["council"] in
         ("leeds", "torbay")),
        ("observations?document=made-up&limit=1000", lambda row: row["document"] == "made-up"),
        ("observations?indicator=made-few&council=england", lambda row:
         (row["indicator"], row["council"]) == ("made-few", "england")),
        ("indicators?unit=percent&polarity=high", lambda row:
         (row["unit"], row["polarity"]) == ("percent", "high")),
        ("findings?check=two-stages", lambda row: row["check"] == "two-stages"),
    ],
)  # fmt: skip
def test_a_filter_keeps_the_rows_that_fit_and_no_others(api: Any, query: str, fits: Any) -> None:
    table = query.partition("?")[0]
    rows = _pages(api, f"/api/v1/tables/{query}")
    everything = _pages(api, f"/api/v1/tables/{table}?limit=1000")
    assert rows
    assert rows == [row for row in everything if fits(row)]


def test_pages_of_a_filter_go_over_both_sources(api: Any) -> None:
    """A council's printed values come first, its official ones after them, each once."""
    rows = _pages(api, "/api/v1/tables/observations?council=torbay&limit=7")
    kinds = [row["document"] == "made-up" for row in rows]
    assert kinds == sorted(kinds)
    assert len(set(kinds)) == 2


@pytest.mark.parametrize("table", TABLES)
def test_every_filter_can_be_asked(api: Any, table: str) -> None:
    """Each filter takes each value that its own table holds."""
    rows = api.get(f"/api/v1/tables/{table}?limit=200").json["rows"]
    assert rows or not table_of(table).filters
    for column in table_of(table).filters:
        value = next((str(row[column.name]) for row in rows if row[column.name]), None)
        if value is None:
            continue
        value = value.partition(";")[0] if column.kind == "keys" else value
        answer = api.get(f"/api/v1/tables/{table}", query_string={column.name: value})
        assert answer.status_code == 200, answer.text
        assert answer.json["rows"], (column.name, value)


def test_a_reference_of_the_data_is_a_text_that_can_be_asked_for(api: Any) -> None:
    rows = list(_pages(api, "/api/v1/tables/items?limit=1000"))
    assert len(rows) > 100
    for row in rows:
        answer = api.get(
            "/api/v1/tables/items", query_string={"plan": row["plan"], "ref": row["ref"]}
        )
        assert [row["title"] for row in answer.json["rows"]] == [row["title"]]


def test_a_cursor_of_former_data_is_told(full_engine: Engine) -> None:
    sessions = make_sessions(full_engine)
    client = create_app(Settings(sign_in="off"), full_engine).server.test_client()
    page = client.get("/api/v1/tables/items?limit=5")
    following, tag = page.json["next"], page.headers["ETag"]
    assert client.get(following).status_code == 200
    again = {"If-None-Match": tag}
    assert client.get("/api/v1/tables/items?limit=5", headers=again).status_code == 304
    with sessions.begin() as session:
        session.add(DatasetVersion(made_at=datetime(2026, 1, 1), note="a change"))  # noqa: DTZ001
    answer = client.get(following)
    assert answer.status_code == 409
    assert answer.json["type"] == "/api/#data-changed"
    assert "start again" in answer.json["detail"]
    assert client.get("/api/v1/tables/items?limit=5", headers=again).status_code == 200
