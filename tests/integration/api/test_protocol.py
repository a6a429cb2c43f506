"""Rules of every address below /api: errors of one shape, ETags, CORS, limits, the page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from db.schema import upgrade
from portal.api import routes
from portal.app import create_app
from portal.exports import datapackage
from portal.settings import ROOT, Settings, SettingsError
from portal.web import vendor_assets

PROBLEM = "application/problem+json"
# What is refused before a database is asked is refused on every kind.
ONE_KIND = pytest.mark.parametrize("api_engine", ["sqlite"], indirect=True)


@ONE_KIND
@pytest.mark.parametrize(
    ("address", "status", "kind", "name"),
    [
        ("/api/v1/tables/items?colour=red", 400, "unknown-parameter", "colour"),
        ("/api/v1/tables/items?council=atlantis", 400, "bad-value", "atlantis"),
        ("/api/v1/tables/items?council=", 400, "bad-value", "council"),
        ("/api/v1/tables/items?limit=0", 400, "bad-value", "limit"),
        ("/api/v1/tables/items?limit=1001", 400, "bad-value", "limit"),
        ("/api/v1/tables/items?limit=5&limit=6", 400, "bad-value", "once"),
        ("/api/v1/tables/items?format=xml", 400, "bad-value", "xml"),
        ("/api/v1/tables/items?cursor=made-up", 400, "bad-cursor", "start without"),
        ("/api/v1/tables/items?cursor=%00", 400, "bad-value", "cursor"),
        ("/api/v1/tables/observations?period_end=30.6.2012", 400, "bad-value", "2012-07-18"),
        ("/api/v1/tables/items?ref=%00", 400, "bad-value", "printable"),
        ("/api/v1/views/compare?theme=joy", 400, "bad-value", "joy"),
        ("/api/v1/views/compare?councils=torbay,torbay", 400, "bad-value", "once"),
        ("/api/v1/views/item?plan=plymouth-2015", 400, "bad-value", "missing"),
        ("/api/v1/views/findings?finding=gone", 404, "not-found", "gone"),
        ("/api/v1?x=1", 400, "unknown-parameter", "x"),
    ],
)
def test_a_fault_is_named(api: Any, address: str, status: int, kind: str, name: str) -> None:
    answer = api.get(address)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.json["type"] == f"/api/#{kind}"
    assert answer.json["status"] == status
    assert name in answer.text
    assert f'id="{kind}"' in api.get("/api/").text


def test_a_fault_lists_what_is_known(api: Any) -> None:
    errors = api.get("/api/v1/tables/items?status=odd&colour=red").json["errors"]
    allowed = {error["parameter"]: error["known"] for error in errors}
    assert allowed["status"] == ["completed", "in_progress", "not_started", "not_stated"]
    assert "council" in allowed["colour"]


@ONE_KIND
@pytest.mark.parametrize(
    ("address", "status", "headers"),
    [
        ("/api/v1/tables/accounts", 404, {}),
        ("/api/v1/views/visits", 404, {}),
        ("/api/v2", 404, {}),
        ("/api/v1/", 404, {}),
        ("/api/v1/tables/items", 406, {"Accept": "application/xml"}),
        (f"/api/v1/tables/items?{'ref=x&' * 2_000}", 414, {}),
    ],
)
def test_other_faults_have_the_same_shape(
    api: Any, address: str, status: int, headers: dict[str, str]
) -> None:
    answer = api.get(address, headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert set(answer.json) == {"type", "title", "status", "detail", "instance"}


@ONE_KIND
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/api/v1", "/api/v1/tables/items", "/api/v1/views/compare"])
def test_nothing_can_be_written(api: Any, method: str, address: str) -> None:
    answer = getattr(api, method)(address, json={"a": 1})
    assert (answer.status_code, answer.mimetype) == (405, PROBLEM)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_failure_has_the_shape_and_shows_no_trace(
    api_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(Settings(sign_in="off"), api_engine).server.test_client()

    def fail(*_given: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(routes, "document", fail)
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.mimetype) == (500, PROBLEM)
    assert "secret" not in answer.text


def test_any_site_may_read_and_nobody_gets_a_cookie(api: Any) -> None:
    for address in ("/api/v1", "/api/v1/tables/items?limit=1", "/api/v1/tables/items?x=1"):
        for answer in (api.get(address), api.options(address), api.head(address)):
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in answer.headers
            assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in api.get("/data/items.csv").headers


@pytest.mark.parametrize(
    ("address", "encoding"),
    [
        ("/api/v1", "zstd"),
        ("/api/v1/openapi.json", "zstd"),
        ("/api/v1/tables/items", "zstd"),
        ("/api/v1/tables/items", "gzip"),
        ("/api/v1/tables/items", "identity"),
        ("/api/v1/tables/items?format=csv", "zstd"),
        ("/api/v1/views/compare?theme=adoption", "zstd"),
        ("/data/items.csv", "gzip"),
        ("/data/datapackage.json", "zstd"),
        ("/download/dataset.zip", "zstd"),
        ("/download/compare.csv?theme=adoption", "zstd"),
        ("/download/compare.xlsx", "zstd"),
        ("/embed/indicators", "zstd"),
        ("/pack/council.html?council=torbay", "zstd"),
    ],
)
def test_who_has_it_already_is_told_so(api: Any, address: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    first = api.get(address, headers=headers)
    tag = first.headers["ETag"]
    assert first.status_code == 200
    assert not tag.startswith("W/")
    assert first.headers["Cache-Control"] == "no-cache"
    again = api.get(address, headers={**headers, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"].strip('"').partition(":")[0] == tag.strip('"').partition(":")[0]
    assert api.get(address, headers={**headers, "If-None-Match": '"other"'}).status_code == 200


def test_another_question_has_another_etag(api: Any) -> None:
    addresses = ("items", "items?limit=5", "items?council=torbay", "plans", "items?format=csv")
    tags = {api.get(f"/api/v1/tables/{table}").headers["ETag"] for table in addresses}
    csv = api.get("/api/v1/tables/items", headers={"Accept": "text/csv"}).headers
    assert len(tags | {csv["ETag"]}) == len(addresses) + 1
    assert "Accept" in csv["Vary"]


def test_a_body_is_not_made_for_who_has_it(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/download/dataset.zip"
    tag = api.get(address).headers["ETag"]

    def made(*_given: object) -> None:
        raise AssertionError("the body was made")

    monkeypatch.setattr(datapackage, "write_zip", made)
    assert api.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_an_address_may_ask_so_often_and_no_more(api_engine: Engine) -> None:
    settings = Settings(sign_in="off", api_rate="3 per minute")
    client = create_app(settings, api_engine).server.test_client()
    left = [client.get("/api/v1").headers["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = client.get("/api/v1/tables/items")
    assert (refused.status_code, refused.mimetype) == (429, PROBLEM)
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["RateLimit-Limit"] == "3"
    assert client.get("/api/").status_code == 200
    assert client.get("/data/items.csv").status_code == 200


def test_a_rate_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="PORTAL_API_RATE is 'often'"):
        Settings(api_rate="often")


def test_the_page_lists_every_address(api: Any) -> None:
    page = api.get("/api/").text
    index = api.get("/api/v1").json
    for address in (*index["tables"].values(), *index["views"].values()):
        assert f'href="{address}' in page
    assert api.get("/api").headers["Location"] == "/api/"


def test_the_page_works_without_swagger(
    api: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(vendor_assets, "_SWAGGER", tmp_path)
    page = api.get("/api/").text
    assert "Swagger UI is not installed" in page
    assert "<script" not in page
    assert api.get(vendor_assets.SWAGGER["script"]).status_code == 404


def test_a_database_that_is_away_is_told_in_the_same_shape(new_database: Any) -> None:
    engine = open_engine(new_database("sqlite"))
    upgrade(engine)
    client = create_app(Settings(sign_in="off"), engine).server.test_client()
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE milestones")
    answer = client.get("/api/v1/tables/milestones")
    assert (answer.status_code, answer.mimetype) == (503, PROBLEM)
    assert answer.headers["Retry-After"] == "60"
    engine.dispose()


def test_swagger_is_the_version_that_its_address_names() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]["swagger-ui-dist"]
    assert all(f"-{wanted}." in address for address in vendor_assets.SWAGGER.values())
    locked = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in locked
