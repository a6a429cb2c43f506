"""The portal's answers to addresses, downloads and hostile requests."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
from typing import Any

import openpyxl
import pytest

from db.engine import open_engine
from db.queries.exports import TABLES
from portal.app import create_app
from portal.pages import PAGES
from portal.settings import Settings
from portal.web.security_headers import HEADERS
from portal.web.vendor_assets import PLOTLY_BASIC
from tests.support.asking import ask, callback_body

SEARCH = "compare-url.search"


def test_an_address_of_the_front_page_from_when_it_was_the_plans_leads_to_them(client: Any) -> None:
    for query in ("status=completed&words=%C3%A9", "page=2", "councils=torbay&seen=1-00000000"):
        answer = client.get(f"/?{query}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/plans?{query}")
    for query in ("", "?councils=torbay&theme=adoption", "?item=plymouth-2015/afi-9", "?utm=1"):
        assert client.get(f"/{query}").status_code == 200
    assert client.get("/?theme=adoption&seen=1-00000000-overview").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/plans", 200),
        ("/plans?theme=assessment&councils=torbay,plymouth", 200),
        ("/plans?utm_source=mail", 200),
        ("/indicators?measure=contacts", 200),
        ("/councils", 200),
        ("/councils/torbay", 200),
        ("/inspections", 200),
        ("/inspections/plymouth-2014", 200),
        ("/progress", 200),
        ("/progress?area=zz", 400),
        ("/returns", 200),
        ("/returns?least=9", 400),
        ("/items/plymouth-2015/afi-9", 200),
        ("/items/torbay-2005/2.14", 200),
        ("/findings", 200),
        ("/findings?kind=two-places&page=2&shown=many", 200),
        ("/findings?councils=leeds&kind=odd", 400),
        ("/findings?finding=gone", 400),
        ("/findings?page=many", 400),
        ("/benchmarks", 200),
        ("/summary", 200),
        ("/league?sort=value", 200),
        ("/league?measure=nonsense", 400),
        ("/league?sort=price", 400),
        ("/benchmarks?view=scorecard&only=worsening", 200),
        (
            "/benchmarks?councils=south-west&area=outside&sort=area&only=exceptions&page=2&more=x",
            200,
        ),
        ("/benchmarks?councils=atlantis", 400),
        ("/benchmarks?councils=neighbours-of-atlantis", 400),
        ("/benchmarks?theme=nonsense", 400),
        ("/benchmarks?area=nonsense", 400),
        ("/benchmarks?sort=price", 400),
        ("/benchmarks?only=mine", 400),
        ("/benchmarks?page=many", 400),
        ("/benchmarks?page=0", 400),
        ("/sources", 200),
        ("/about", 200),
        ("/plans?councils=atlantis", 400),
        ("/plans?theme=nonsense", 400),
        ("/plans?councils=%27%3B--", 400),
        ("/plans?status=finished", 400),
        ("/indicators?measure=happiness", 400),
        (f"/plans?words={'a' * 10_000}", 400),
        (f"/plans?words={'a' * 300}", 400),
        ("/councils/atlantis", 404),
        ("/inspections/atlantis-2014", 404),
        ("/councils/england", 404),
        ("/items/plymouth-2015/afi-99", 404),
        ("/items/nowhere/2.1", 404),
        ("/nowhere", 404),
        ("/%00", 404),
    ],
)
def test_a_page_answers_with_the_status_that_fits(client: Any, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert "Traceback" not in response.text


def test_plotly_asks_the_browser_to_compile_all_of_it_aside(client: Any) -> None:
    answer = client.get("/_dash-component-suites/plotly/package_data/plotly.min.js")
    assert answer.data == b"//# allFunctionsCalledOnLoad\n" + PLOTLY_BASIC.read_bytes()


@pytest.mark.parametrize("path", ["/data/users.csv", "/accounts", "/download/item.csv"])
def test_a_refusal_leads_on(client: Any, path: str) -> None:
    page = client.get(path).text
    header = page.partition("<main")[0]
    for entry in PAGES:
        if entry.navigation:
            assert f'<a class="nav-link" href="{entry.path}">{entry.navigation}</a>' in header
    assert "<script" not in page
    assert "style=" not in page


def test_every_page_carries_the_security_headers(client: Any) -> None:
    client.get("/plans")
    for path in ("/plans", "/about", "/nowhere", "/data/items.csv"):
        response = client.get(path)
        for name, value in HEADERS.items():
            assert response.headers[name] == value
    policy = client.get("/plans").headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "http" not in policy.replace("http-equiv", "")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_downloaded(client: Any, table: str) -> None:
    text = client.get(f"/data/{table}.csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    objects = json.loads(client.get(f"/data/{table}.json").text)
    assert len(rows) == len(objects)
    assert bool(rows) == (table != "progress")  # no paper carried is a tracker
    assert [list(row) for row in rows] == [list(record) for record in objects]


def test_the_whole_dataset_is_one_file(client: Any) -> None:
    response = client.get("/download/dataset.zip")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert {f"{table}.csv" for table in TABLES} < set(archive.namelist())
        assert "Date of the data" in archive.read("README.txt").decode()


def read_csv(client: Any, path: str) -> list[dict[str, str]]:
    """Read a file as Excel does, which takes it for UTF-8 by its first bytes."""
    data = client.get(path).data
    assert data.startswith(codecs.BOM_UTF8)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("view", ["compare", "indicators"])
def test_a_download_holds_what_the_page_shows(client: Any, view: str) -> None:
    query = "?theme=adoption&councils=plymouth" if view == "compare" else "?measure=contacts"
    rows = read_csv(client, f"/download/{view}.csv{query}")
    assert {row["council"] for row in rows} == {"Plymouth" if view == "compare" else "Torbay"}
    assert all(
        row["link"].endswith("/plans?councils=plymouth&theme=adoption") for row in rows
    ) or all(row["link"].endswith("/indicators?measure=contacts") for row in rows)
    assert all(row["document"] and row["source"] and row["data_of"] for row in rows)
    response = client.get(f"/download/{view}.xlsx{query}")
    sheet = openpyxl.load_workbook(io.BytesIO(response.data))["Data"]
    assert sheet.max_row == len(rows) + 1


def test_figures_say_if_they_may_be_compared(client: Any) -> None:
    rows = read_csv(client, "/download/indicators.csv?measure=initial-assessments-on-time")
    drawn = [row for row in rows if row["verdict"]]
    assert len({row["definition"] for row in drawn}) > 1
    assert all(row["verdict_reason"] for row in drawn)
    assert {row["verdict"] for row in rows if row["what"] == "target"} == {""}


def test_the_findings_shown_can_be_taken_along(client: Any) -> None:
    query = "?theme=assessment&kind=two-places"
    rows = read_csv(client, f"/download/findings.csv{query}")
    assert rows
    assert {row["kind"] for row in rows} == {"Printed differently in two places"}
    assert all("Assessment" in row["themes"] and row["place_a"] and row["rule"] for row in rows)
    assert all(row["link"].endswith(f"/findings{query}") for row in rows)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/download/findings.xlsx{query}&page=2").data)
    )
    assert book["Data"].max_row == len(rows) + 1


def test_a_council_and_an_item_can_be_taken_along(client: Any) -> None:
    figures = read_csv(client, "/download/council.csv?council=torbay")
    by_indicator = {row["indicator"]: row for row in figures}
    assert by_indicator["T8 Initial assessments on time, by month"]["newest_value"] == "73.0%"
    assert by_indicator["T8 Initial assessments on time, by month"]["england"] == ""
    item = read_csv(client, "/download/item.csv?plan=plymouth-2015&ref=afi-1")
    assert [row["ref"] for row in item if row["part"] == "action"] == ["1.1", "1.2", "1.3", "1.4"]
    assert item[0]["link"].endswith("/items/plymouth-2015/afi-1")
    for path in ("council.xlsx?council=torbay", "item.xlsx?plan=plymouth-2015&ref=afi-1"):
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"/download/{path}").data))
        assert book.sheetnames == ["Data", "About these data"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/download/council.csv?council=atlantis", 404),
        ("/download/item.csv?plan=plymouth-2015&ref=afi-99", 404),
        ("/download/item.csv", 404),
        ("/download/compare.pdf", 404),
        ("/download/users.csv", 404),
        ("/download/compare.csv?councils=atlantis", 400),
        ("/download/findings.csv?kind=odd", 400),
        ("/download/benchmarks.csv?sort=price", 400),
        ("/data/users.csv", 404),
        ("/data/items.xml", 404),
        ("/data/../db/models.csv", 404),
    ],
)
def test_a_wrong_download_is_refused_in_words(client: Any, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert "Traceback" not in response.text


def test_nothing_can_be_written(client: Any) -> None:
    for page in PAGES:
        path = page.path.replace("<council>", "torbay").replace("<plan>/<ref>", "torbay-2005/2.1")
        for method in (client.post, client.put, client.delete, client.patch):
            refused = method(path)
            assert refused.status_code == 405
            assert "GET" in refused.headers["Allow"]


def test_a_repeated_question_is_answered_from_memory(client: Any) -> None:
    first = ask(client, "compare-results", {SEARCH: "?theme=adoption"})
    again = ask(client, "compare-results", {SEARCH: "?theme=adoption"})
    other = ask(client, "compare-results", {SEARCH: "?theme=supervision"})
    assert first.status_code == 200
    assert again.data == first.data
    assert other.data != first.data


def test_an_unknown_part_of_a_question_is_told(client: Any) -> None:
    answer = ask(client, "compare-results", {SEARCH: "?councils=atlantis&theme=x"}).text
    assert "There is no council “atlantis” in the portal" in answer
    assert "There is no theme “x” in the portal" in answer


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b"{", b'{"output": 1}', b'{"output": "nothing.children"}'],
)
def test_a_body_that_is_no_question_is_refused(client: Any, body: bytes) -> None:
    response = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert response.status_code == 400
    assert b"Traceback" not in response.data


def test_a_huge_body_is_refused(client: Any) -> None:
    body = callback_body(client, "compare-results", {SEARCH: "?"}, padding="x" * 400_000)
    assert client.post("/_dash-update-component", json=body).status_code == 413


def test_a_new_process_can_serve_scripts_at_once(sqlite_file: str) -> None:
    engine = open_engine(sqlite_file)
    client = create_app(Settings(database_url=sqlite_file), engine).server.test_client()
    page = client.get("/plans").text
    scripts = re.findall(r'src="(/_dash-component-suites/[^"]+)"', page)
    fresh = create_app(Settings(database_url=sqlite_file), engine).server.test_client()
    assert len(scripts) > 5
    assert all(fresh.get(script).status_code == 200 for script in scripts)
    engine.dispose()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/councils/torbay", "Torbay · Alongside"),
        (
            "/inspections/plymouth-2014",
            "Plymouth: Ofsted inspection of services for children, November 2014 · Alongside",
        ),
        ("/items/plymouth-2015/afi-9", "(Plymouth, AFI 9) · Alongside"),
        ("/items/plymouth-2015/afi-99", "No such item · Alongside"),
        ("/findings", "Findings · Alongside"),
        ("/benchmarks", "Benchmarks · Alongside"),
        ("/sources", "Sources · Alongside"),
    ],
)
def test_a_page_has_a_title_of_its_own(client: Any, path: str, title: str) -> None:
    answer = ask(client, "_pages_content", {"_pages_location.pathname": path})
    assert answer.json["response"]["_pages_store"]["data"]["title"].endswith(title)


def test_a_script_that_is_not_there_is_not_found(client: Any) -> None:
    client.get("/plans")
    assert client.get("/_dash-component-suites/dash/dcc/nothing.js").status_code == 404
    assert client.get("/_dash-component-suites/nothing/at/all.js").status_code == 404


@pytest.mark.parametrize(
    ("words", "measure"),
    [("T1", "referrals-to-initial-assessment"), ("t3", "case-files-audited"), ("caseload", None)],
)
def test_a_reference_searched_for_is_shown_first(
    client: Any, words: str, measure: str | None
) -> None:
    answer = ask(client, "indicators-measure.options", {"indicators-url.search": f"?words={words}"})
    shown = answer.json["response"]["indicators-measure"]["value"]
    assert shown == measure if measure else shown in ("average-caseload", "largest-caseload")
