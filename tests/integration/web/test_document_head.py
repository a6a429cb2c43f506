"""The head of documents, robots.txt, the list of addresses, and the feeds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from lxml import etree, html
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine, insert

from db.models import Account, Document, Finding, FindingResolution
from db.session import make_sessions
from portal.app import create_app
from portal.routes import discovery
from portal.settings import Settings
from portal.urls import SOURCES
from tests.support.official import bring_in

BASE = "https://portal.example"
NOW = datetime(2026, 11, 30)  # noqa: DTZ001 - UTC without its zone
ATOM = {"a": "http://www.w3.org/2005/Atom"}
ATOM_SCHEMA = etree.RelaxNG(file=Path(__file__).parents[2] / "support" / "data" / "atom.rng")
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
        ("/findings?finding={finding}", "Findings · Alongside", "{subject}: ",
         "/findings?finding={finding}"),
        ("/about", "About this portal · Alongside", "accessibility and privacy", "/about"),
    ],
)  # fmt: skip
def test_a_document_says_what_it_shows(
    public: Any, filled_engine: Engine, path: str, title: str, description: str, address: str
) -> None:
    with make_sessions(filled_engine)() as session:
        finding = session.query(Finding).order_by(Finding.key).first()
        assert finding is not None
        first = {"finding": finding.key, "subject": finding.subject}
    path, address = path.format(**first), address.format(**first)
    description = description.format(**first)
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


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/plans?theme=adoption", "Adoption: Improvement plans, side by side · Alongside"),
        (
            "/indicators?measure=contacts&councils=torbay",
            "Contacts with children's social care, Torbay: Ind",
        ),
        ("/benchmarks?area=looked-after", "Children looked after: Benchmarks"),
        ("/search?q=adoption", "“adoption”: Search · Alongside"),
        ("/plans", "Improvement plans, side by side · Alongside"),
    ],
)
def test_the_title_names_what_an_address_is_narrowed_to(public: Any, path: str, title: str) -> None:
    assert head(public, path)["title"].startswith(title)


# What search engines ask for or recommend of schema.org's Dataset, and what may stand under it:
# https://developers.google.com/search/docs/appearance/structured-data/dataset
Day = Annotated[str, Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
Span = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d$")]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]
Name = Annotated[str, Field(min_length=1)]


class Thing(BaseModel):
    """A thing of schema.org: nothing else than what is named here may be said of it."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(alias="@type")
    name: Name


class Maker(Thing):
    type: Literal["Organization"] = Field(alias="@type")
    url: Address | None = None


class Land(Thing):
    type: Literal["Place"] = Field(alias="@type")


class Measured(Thing):
    type: Literal["PropertyValue"] = Field(alias="@type")
    unitText: Name


class Work(Thing):
    type: Literal["CreativeWork"] = Field(alias="@type")
    datePublished: Day


class File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: Literal["DataDownload"] = Field(alias="@type")
    contentUrl: Address
    encodingFormat: Name


class DatasetPart(Thing):
    type: Literal["Dataset"] = Field(alias="@type")
    description: Annotated[str, Field(min_length=50, max_length=5000)]
    url: Address
    license: Address
    creator: Maker
    spatialCoverage: Land
    datePublished: Day | None = None


class Described(DatasetPart):
    context: Literal["https://schema.org"] = Field(alias="@context")
    isAccessibleForFree: Literal[True]
    inLanguage: Literal["en-GB"]
    version: Name
    dateModified: Day
    keywords: Annotated[list[Name], Field(min_length=1)]
    distribution: Annotated[list[File], Field(min_length=1)]
    temporalCoverage: Span | None = None
    variableMeasured: Measured | None = None
    isPartOf: Address | None = None
    isBasedOn: list[Work] = []
    hasPart: list[DatasetPart] = []


def described(public: Any, path: str) -> Described:
    """Read the description of the data on a page, of which there is one, and check it."""
    document = html.fromstring(public.get(path).text)
    (text,) = document.xpath("//script[@type='application/ld+json']/text()")
    data = Described.model_validate_json(text)
    for file in data.distribution:
        answer = public.head(file.contentUrl.removeprefix(BASE))
        assert (answer.status_code, answer.mimetype) == (200, file.encodingFormat)
    return data


def test_data_are_described_for_search_engines(public: Any) -> None:
    measure, whole = (described(public, path) for path in ("/indicators?measure=contacts", SOURCES))
    assert measure.license == f"{BASE}/sources#cite"
    assert measure.isPartOf == whole.url
    assert measure.temporalCoverage == "2011-04-01/2012-05-31"
    assert [work.name[:34] for work in measure.isBasedOn] == ["Children's Partnership Improvement"]


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/"),
        ("Ask the publisher", f"{BASE}{SOURCES}#cite"),
    ],
)
def test_official_figures_are_described_with_their_publisher_and_licence(
    full_engine: Engine, tmp_path: Path, licence: str, address: str
) -> None:
    sessions = make_sessions(full_engine)
    bring_in(sessions, tmp_path)
    with sessions.begin() as session:
        session.query(Document).filter_by(key="made-up").update({"licence": licence})
    public = create_app(Settings(sign_in="off", base_url=BASE), full_engine).server.test_client()
    (part,) = described(public, SOURCES).hasPart
    measure = described(public, "/indicators?measure=made-eet")
    assert (part.name, part.creator.name) == ("Made-up statistics", "Nobody")
    assert part.license == measure.license
    assert part.license.startswith(address)


def listed(answer: Any, whole: str) -> list[str]:
    """Read the addresses of a list, which holds by https://www.sitemaps.org/protocol.html."""
    root = etree.fromstring(answer.data)
    assert (answer.mimetype, root.tag) == ("application/xml", f"{{{MAP['m']}}}{whole}")
    each = {"urlset": "url", "sitemapindex": "sitemap"}[whole]
    assert {(etree.QName(node).localname, len(node)) for node in root} == {(each, 1)}
    places = [str(place) for place in root.xpath("//m:loc/text()", namespaces=MAP)]
    assert len(places) == len(root) <= discovery.MOST_ADDRESSES
    assert len(answer.data) <= 50 * 1024 * 1024
    assert all(place.startswith(f"{BASE}/") and len(place) < 2048 for place in places)
    return places


def test_more_addresses_than_a_list_may_hold_are_listed_in_parts(
    public: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = listed(public.get("/sitemap.xml"), "urlset")
    monkeypatch.setattr(discovery, "MOST_ADDRESSES", 100)
    parts = listed(public.get("/sitemap.xml"), "sitemapindex")
    read = [
        place for part in parts for place in listed(public.get(part.removeprefix(BASE)), "urlset")
    ]
    assert read == every
    for number in (0, len(parts) + 1):
        assert public.get(f"/sitemap-{number}.xml").status_code == 404


def test_every_listed_address_leads_somewhere(public: Any) -> None:
    robots = public.get("/robots.txt").text
    assert f"Sitemap: {BASE}/sitemap.xml" in robots
    answer = public.get("/sitemap.xml")
    places = listed(answer, "urlset")
    assert len(places) == len(set(places)) > 300
    assert len([place for place in places if "/findings?finding=" in place]) > 50
    assert {f"{BASE}/plans", f"{BASE}/councils/leeds", f"{BASE}/items/torbay-2005/2.14"} < set(
        places
    )
    for place in places[::40]:
        assert public.get(place.removeprefix(BASE)).status_code == 200, place
    for packed in ({}, {"Accept-Encoding": "gzip"}):
        answer = public.get("/sitemap.xml", headers=packed)
        assert answer.headers.get("Content-Encoding") == packed.get("Accept-Encoding")
        conditional = {**packed, "If-None-Match": answer.headers["ETag"]}
        assert public.get("/sitemap.xml", headers=conditional).status_code == 304


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
        assert ATOM_SCHEMA.validate(feed), ATOM_SCHEMA.error_log
        assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [f"{BASE}{path}"]
        assert feed.xpath("a:author", namespaces=ATOM)
        times = feed.xpath("//a:updated/text()", namespaces=ATOM)
        assert times[0] == max(times)
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


def entries(client: Any, path: str) -> dict[str, bytes]:
    """Read the entries of a feed by their ids, whatever address links begin with."""
    feed = etree.fromstring(client.get(path).data)
    read = feed.xpath("//a:entry", namespaces=ATOM)
    for entry in read:
        for link in entry.iterfind("a:link", ATOM):
            link.set("href", link.get("href").partition("//")[2].partition("/")[2])
    return {entry.findtext("a:id", namespaces=ATOM): etree.tostring(entry) for entry in read}


def test_an_entry_has_one_id_wherever_it_is_read_and_another_where_it_says_something_else(
    full_engine: Engine, tmp_path: Path
) -> None:
    bring_in(make_sessions(full_engine), tmp_path)
    servers = [
        create_app(Settings(sign_in="off", base_url=base), full_engine).server.test_client()
        for base in (BASE, "https://elsewhere.example", "")
    ]
    everything, *others = (entries(client, "/feed.xml") for client in servers)
    assert others == [everything, everything]
    council = entries(servers[0], "/councils/torbay/feed.xml")
    assert len(council) > 1
    shared = everything.keys() & council.keys()
    assert len(shared) == 2  # official figures and neighbours, which concern everybody
    assert {council[key] for key in shared} == {everything[key] for key in shared}
