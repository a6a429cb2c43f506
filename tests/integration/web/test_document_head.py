"""The head of documents, robots.txt, the list of addresses, and the feeds."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from lxml import etree, html
from sqlalchemy import Engine, insert

from db.models import Account, Finding, FindingResolution
from db.session import make_sessions
from portal.app import create_app
from portal.settings import Settings

BASE = "https://portal.example"
NOW = datetime(2026, 11, 30)  # noqa: DTZ001 - UTC without its zone
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def public(filled_engine: Engine) -> Any:
    """A portal that knows its address."""
    settings = Settings(sign_in="off", base_url=BASE)
    return create_app(settings, filled_engine).server.test_client()


def head(client: Any, path: str) -> dict[str, str]:
    """Read title, canonical address and every tag of a document, each of which stands once."""
    document = html.fromstring(client.get(path).text)
    metas = [meta.attrib for meta in document.iter("meta") if "content" in meta.attrib]
    pairs = [(m.get("name") or m.get("property") or "", m["content"]) for m in metas]
    assert len(dict(pairs)) == len(pairs)
    links = document.xpath("//link[@rel='canonical']/@href")
    title = document.findtext("head/title")
    return {**dict(pairs), "title": title, "canonical": "".join(links)}


@pytest.mark.parametrize(
    ("path", "title", "description", "address"),
    [
        ("/?theme=supervision", "Overview", "Supervision: what inspectors asked of Torbay",
         "/?theme=supervision"),
        (
            "/plans?theme=adoption&utm_source=mail",
            "Improvement plans, side by side · Alongside",
            "Adoption: 39 items in the plans of Torbay and Plymouth, none in Middlesbrough’s.",
            "/plans?theme=adoption",
        ),
        (
            "/indicators?measure=contacts&seen=1-00000000",
            "Indicators, side by side · Alongside",
            "Torbay moved between 552 and 732.",
            "/indicators?measure=contacts",
        ),
        ("/councils/torbay", "Torbay · Alongside",
         "Children’s services of Torbay: 4 plans and 8 inspections", "/councils/torbay"),
        ("/items/plymouth-2015/afi-9", "", "AFI 9 of Plymouth’s", "/items/plymouth-2015/afi-9"),
        ("/inspections/plymouth-2014", "Plymouth: ",
         "Plymouth, November 2014: Requires improvement overall and", "/inspections/plymouth-2014"),
        ("/findings?councils=torbay", "Findings · Alongside", " need a careful look",
         "/findings?councils=torbay"),
        ("/benchmarks", "Benchmarks · Alongside", "beside England", "/benchmarks"),
        ("/councils", "Councils · Alongside", "plans and figures on one page", "/councils"),
        ("/search?q=adoption", "Search · Alongside", "“adoption” in the plans",
         "/search?q=adoption"),
        ("/about", "About this portal · Alongside", "accessibility and privacy", "/about"),
    ],
)  # fmt: skip
def test_a_document_says_what_it_shows(
    public: Any, path: str, title: str, description: str, address: str
) -> None:
    tags = head(public, path)
    assert title in tags["title"]
    assert description in tags["description"]
    assert tags["canonical"] == tags["og:url"] == f"{BASE}{address}"
    assert tags["og:title"] == tags["twitter:title"] == tags["title"]
    assert tags["og:description"] == tags["twitter:description"] == tags["description"]
    assert tags["og:image"] == tags["twitter:image"]
    assert tags["twitter:card"] == "summary_large_image"
    with public.get(tags["og:image"].removeprefix(BASE)) as picture:
        assert picture.mimetype == "image/png"
    assert all(tags.values())


@pytest.mark.parametrize("path", ["/nowhere", "/plans?theme=nonsense", "/items/torbay-2005/99"])
def test_what_is_not_there_is_not_to_be_listed(public: Any, path: str) -> None:
    tags = head(public, path)
    assert (tags["robots"], tags["canonical"], "og:url" in tags) == ("noindex", "", False)


def test_no_document_repeats_a_host_that_was_sent(client: Any) -> None:
    answer = client.get("/plans", headers={"Host": "evil.example"})
    assert "evil.example" not in answer.text
    assert head(client, "/plans")["canonical"] == ""


def test_hostile_text_in_an_address_stays_text(public: Any) -> None:
    answer = public.get(
        "/findings?words=%22%3E%3C/title%3E%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E"
    )
    assert "<script>alert" not in answer.text
    assert "</title></script>" not in answer.text


@pytest.mark.parametrize("path", ["/sources", "/indicators?measure=contacts"])
def test_data_are_described_for_search_engines(public: Any, path: str) -> None:
    document = html.fromstring(public.get(path).text)
    (text,) = document.xpath("//script[@type='application/ld+json']/text()")
    data = json.loads(text)
    assert (data["@type"], data["@context"]) == ("Dataset", "https://schema.org")
    assert len(data["description"]) >= 50
    for file in data["distribution"]:
        assert public.head(file["contentUrl"].removeprefix(BASE)).status_code == 200


def test_every_listed_address_leads_somewhere(public: Any) -> None:
    robots = public.get("/robots.txt").text
    assert f"Sitemap: {BASE}/sitemap.xml" in robots
    answer = public.get("/sitemap.xml")
    places = etree.fromstring(answer.data).xpath("//m:loc/text()", namespaces=MAP)
    assert len(places) == len(set(places)) > 300
    assert {f"{BASE}/plans", f"{BASE}/councils/leeds", f"{BASE}/items/torbay-2005/2.14"} < set(
        places
    )
    for place in places[::40]:
        assert public.get(place.removeprefix(BASE)).status_code == 200, place
    assert (
        public.get("/sitemap.xml", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )


def test_the_feeds_say_what_changed(full_engine: Engine) -> None:
    sessions = make_sessions(full_engine)
    with sessions.begin() as session:
        finding = session.query(Finding).join(Finding.council).filter_by(key="torbay").first()
        assert finding is not None
        account = Account(name="ada", display="Ada Private", active=True, made_at=NOW)
        session.add(account)
        session.flush()
        session.execute(
            insert(FindingResolution),
            {"finding": finding.key, "status": "explained", "note": "Both papers round & cut.",
             "made_by": account.id, "made_at": NOW},
        )  # fmt: skip
    public = create_app(Settings(sign_in="off", base_url=BASE), full_engine).server.test_client()
    texts = {}
    for path in ("/feed.xml", "/councils/torbay/feed.xml", "/councils/leeds/feed.xml"):
        answer = public.get(path)
        feed = etree.fromstring(answer.data)
        assert answer.mimetype == "application/atom+xml"
        assert b"Ada" not in answer.data
        ids = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
        assert len(set(ids)) == len(ids)
        for link in feed.xpath("//a:entry/a:link/@href", namespaces=ATOM):
            assert public.get(link.removeprefix(BASE)).status_code == 200, link
        texts[path] = " ".join(feed.xpath("//a:summary/text()", namespaces=ATOM))
    assert "Both papers round & cut." in texts["/feed.xml"]
    assert "Both papers round & cut." in texts["/councils/torbay/feed.xml"]
    assert texts["/councils/leeds/feed.xml"] == ""
    paper = "Draft Children Social Care Improvement Plan"
    assert paper in texts["/feed.xml"]
    assert paper not in texts["/councils/torbay/feed.xml"]
    assert public.get("/councils/atlantis/feed.xml").status_code == 404
    feeds = html.fromstring(public.get("/councils/leeds").text).xpath(
        "//link[@type='application/atom+xml']/@href"
    )
    assert feeds == ["/feed.xml", "/councils/leeds/feed.xml"]
