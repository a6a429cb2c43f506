"""A document holds the page that its address asks for, and its filters work as a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import lxml.html
import orjson
import pytest
from markupsafe import Markup

from db.engine import open_engine
from db.queries import plans
from layouts.components.parts import html_of
from portal.app import create_app
from portal.services.compare import CompareService
from portal.settings import Settings
from portal.urls import CALLBACKS
from portal.web.first_view import _styles
from tests.support.asking import ask, callback_body
from tests.support.components import text_of

# Address, the place of its results, what that place's callback is asked with beside the query.
PAGES = (
    ("/", "overview-results", {}),
    ("/?theme=supervision", "overview-results", {}),
    ("/plans", "compare-results", {}),
    ("/plans?theme=adoption&councils=torbay,plymouth", "compare-results", {}),
    ("/plans?theme=nothing-like-it", "compare-results", {}),
    ("/indicators", "indicators-results", {}),
    ("/indicators", "indicators-verdict", {}),
    ("/indicators?area=looked-after", "indicators-below", {}),
    ("/indicators?area=looked-after", "indicators-beside", {}),
    ("/benchmarks", "benchmarks-results", {}),
    ("/benchmarks?view=scorecard", "benchmarks-results", {}),
    ("/summary", "summary-results", {}),
    ("/league", "league-results", {}),
    ("/findings?kind=two-places", "findings-results", {}),
    ("/inspections", "inspections-results", {}),
    ("/inspections/plymouth-2014", "inspection-results", {"inspection-key.data": "plymouth-2014"}),
    ("/progress", "progress-results", {}),
    ("/returns", "returns-results", {}),
    ("/search?q=adoption", "search-results", {}),
    ("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "search-results", {}),
    ("/councils", "councils-results", {}),
    ("/councils/torbay", "council-results", {"council-key.data": "torbay"}),
    (
        "/items/torbay-2012/p4",
        "item-results",
        {"item-key.data": {"plan": "torbay-2012", "ref": "p4"}},
    ),
    ("/sources", "sources-results", {"sources-url.hash": ""}),
)
# Pages with bars or cells whose sizes and colours scripts would set.
DRAWN = frozenset({"/", "/plans", "/councils/torbay"})
FILTERED = (
    "/",
    "/?councils=torbay,plymouth&theme=supervision",
    "/plans",
    "/plans?theme=adoption&status=completed",
    "/plans?words=visits&order=number",
    "/indicators",
    "/indicators?against=none",
    "/indicators?words=caseload&view=multiples",
    "/benchmarks?sort=name",
    "/summary?years=3",
    "/findings?kind=two-places",
    "/inspections?councils=torbay",
    "/returns?area=looked-after",
    "/search?q=%22case+audit%22&kind=item",
)
# Address, what a reader changes (None takes a control away), the address that the form leads to.
SENT: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("/plans", {"theme": "adoption"}, "/plans?theme=adoption"),
    ("/plans?theme=adoption", {"theme": "all"}, "/plans"),
    ("/plans", {"councils": ["torbay", "plymouth"]}, "/plans?councils=torbay,plymouth"),
    ("/plans?councils=torbay", {"councils": None}, "/plans"),
    (
        "/plans?councils=torbay",
        {"council-add": " MIDDLES "},
        "/plans?councils=torbay,middlesbrough",
    ),
    ("/plans?councils=torbay", {"council-add": "Atlantis"}, "/plans?councils=torbay,atlantis"),
    ("/plans?page=3&words=x", {"words": " case  audit "}, "/plans?words=case+audit"),
    ("/plans", {"words": "all"}, "/plans?words=all"),
    ("/plans", {"theme": "no such\x00thing", "status": "<b>"}, "/plans"),
    ("/indicators", {"against": None}, "/indicators?against=none"),
    ("/indicators?against=none", {"against": ["england"]}, "/indicators"),
    ("/indicators?measure=children-looked-after-rate", {"theme": "adoption"}, None),
    ("/search?q=adoption&page=2", {"kind": "item"}, "/search?q=adoption&kind=item"),
)


def document(client: Any, address: str) -> Any:
    return lxml.html.fromstring(client.get(address).get_data(as_text=True))


def words(tree: Any) -> str:
    """Give the text of HTML without its scripts."""
    for script in tree.xpath(".//script"):
        script.drop_tree()
    return " ".join(tree.text_content().split())


@pytest.mark.parametrize(("address", "place", "more"), PAGES)
def test_a_document_holds_what_the_callbacks_answer(
    client: Any, address: str, place: str, more: dict[str, Any]
) -> None:
    path, _, query = address.partition("?")
    search = f"?{query}" if query else ""
    url = place.replace("-results", "").partition("-")[0]
    asked = {f"{url}-url.search": search, **more}
    answer = ask(client, f"{html_of(place)}.data", asked).json["response"]
    router = {"_pages_location.pathname": path, "_pages_location.search": search}
    layout = ask(client, "_pages_content.children", router).json["response"]
    (first,) = document(client, address).xpath("//div[@id='first']")
    html = answer[html_of(place)]["data"]
    assert words(first.get_element_by_id(place)) == words(lxml.html.fragment_fromstring(html, "p"))
    (page,) = first.xpath(".//*[@id='_pages_content']/*")
    there = words(page)
    absent = [w for w in text_of(layout["_pages_content"]["children"]).split() if w not in there]
    assert absent in ([], ["Loading"])  # until its callback answers


@pytest.mark.parametrize(
    ("rule", "safe"),
    [
        ("left:36%;top:20%", True),
        ("background:linear-gradient(#ccd5de,#ccd5de) 51.6% 50%/20% 40% no-repeat", True),
        ("background:url(//elsewhere.example/x.png)", False),
        ("left:0}body{display:none", False),
    ],
)
def test_what_scripts_would_set_stands_in_the_document(rule: str, safe: bool) -> None:
    written = str(_styles(Markup('<i data-style="{}"></i>').format(rule)))
    assert written == (f'<style>#first [data-style="{rule}"]{{{rule}}}</style>' if safe else "")


@pytest.mark.parametrize(
    "address", dict.fromkeys([*(address for address, *_ in PAGES), "/about", "/nowhere/at-all"])
)
def test_a_document_is_sound(client: Any, address: str) -> None:
    response = client.get(address)
    text = response.get_data(as_text=True)
    html = lxml.html.fromstring(text)
    ids = html.xpath("//@id")
    assert len(set(ids)) == len(ids) > 5
    names = set(ids)
    assert set(html.xpath("//div[@id='first']//@for | //div[@id='first']//@form")) <= names
    assert not html.xpath("//*[@style] | //*[starts-with(@href, 'javascript:')]")
    sheet = "".join(html.xpath("//style/text()"))
    styled = set(html.xpath("//div[@id='first']//@data-style"))
    assert styled or address not in DRAWN
    assert not [rule for rule in styled if f'[data-style="{rule}"]' not in sheet]
    assert {script.get("src", script.get("type", "")) for script in html.xpath("//script")}
    assert "<script>alert" not in text
    assert len(html.xpath("//h1")) == 1
    assert html.xpath("//div[@id='react-entry-point']/@hidden")
    assert len(text) < 300_000
    assert response.status_code == (404 if "nowhere" in address else 200) or "nothing" in address


@pytest.mark.parametrize("path", ["councils", "inspections", "items/torbay-2012", "none/such"])
@pytest.mark.parametrize("key", ["a%20b", "%00", "%ff%fe", "%22%3E%3Cb%3E", "%F0%9F%98%80"])
def test_a_document_of_what_is_not_there_says_so(client: Any, path: str, key: str) -> None:
    response = client.get(f"/{path}/{key}?theme={key}&seen={key}&{key}")
    (first,) = lxml.html.fromstring(response.get_data(as_text=True)).xpath("//div[@id='first']")
    assert response.status_code == 404
    assert re.search("no such|portal has no", words(first), re.IGNORECASE)
    assert not first.xpath(".//a[contains(@href, '/download/') or contains(@href, '/pack/')]")


def test_links_of_the_header_take_the_choice_along(client: Any) -> None:
    html = document(client, "/plans?theme=adoption&councils=torbay&area=outside")
    links = {a.text: a.get("href") for a in html.xpath("//nav[@id='app-navigation']/a")}
    assert links["Indicators"] == "/indicators?councils=torbay&theme=adoption"
    assert links["Inspections"] == "/inspections?councils=torbay"
    assert links["About"] == "/about"
    assert html.xpath("//a[@aria-current='page']/text()") == ["Plans"]


def test_a_view_is_made_once_for_document_and_callback(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    items = plans.items

    def counted(*chosen: Any, **more: Any) -> Any:
        made.append(" ".join(more["words"]))
        return items(*chosen, **more)

    monkeypatch.setattr(plans, "items", counted)
    search = "?words=made+once"
    for _time in range(2):
        client.get(f"/plans{search}")
    body = callback_body(client, "compare-results-html", {"compare-url.search": search})
    del body["state"]  # Dash's renderer leaves out what is empty,
    body["parsedChangedPropsIds"] = body["changedPropIds"]
    data = orjson.dumps(body)  # and writes as tightly
    answer = client.post(CALLBACKS, data=data, content_type="application/json")
    assert answer.status_code == 200
    assert made == ["made once"]


@pytest.fixture
def failing(sqlite_file: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of a portal whose plans cannot be made."""

    def fail(*_args: object) -> None:
        raise RuntimeError("planted")

    engine = open_engine(sqlite_file)
    app = create_app(Settings(database_url=sqlite_file), engine)
    monkeypatch.setattr(CompareService, "page", fail)
    yield app.server.test_client()
    engine.dispose()


def test_a_view_that_fails_leaves_the_rest_of_the_page(failing: Any) -> None:
    response = failing.get("/plans?words=failing")
    html = lxml.html.fromstring(response.get_data(as_text=True))
    assert response.status_code == 200
    assert words(html.get_element_by_id("compare-results")).startswith("This part could not be")
    assert html.xpath("//select[@id='compare-area']/option")
    assert "planted" not in response.get_data(as_text=True)


def fields(html: Any, form: str) -> dict[str, list[str]]:
    """List names and values of a form's controls, as a browser sends them."""
    sent: dict[str, list[str]] = {}
    for control in html.xpath(f"//*[@form='{form}']"):
        if control.tag == "select":
            options = control.xpath("option[@selected]") or control.xpath("option")[:1]
            value = None if options[0].get("disabled") else options[0].get("value")
        elif control.get("type") in ("checkbox", "radio"):
            value = control.get("value") if "checked" in control.attrib else None
        else:
            value = control.get("value", "")
        if value is not None:
            sent.setdefault(control.get("name"), []).append(value)
    return sent


def send(client: Any, address: str, **changes: Any) -> str:
    """Send the form of a page's document and give the address that it leads to."""
    html = document(client, address)
    (form,) = html.xpath("//form[@class='filter-form']")
    assert form.get("method") == "get"
    sent = {**fields(html, form.get("id")), **changes}
    pairs = {name: value for name, value in sent.items() if value is not None}
    response = client.get(f"{address.partition('?')[0]}?{urlencode(pairs, doseq=True)}")
    assert response.status_code == 303
    location: str = response.location
    return location


@pytest.mark.parametrize("address", FILTERED)
def test_a_form_that_nobody_changed_leads_back(client: Any, address: str) -> None:
    assert send(client, address) == address


@pytest.mark.parametrize(("address", "changes", "leads"), SENT)
def test_a_form_leads_where_the_controls_would(
    client: Any, address: str, changes: dict[str, Any], leads: str | None
) -> None:
    assert send(client, address, **changes) == (leads or "/indicators?theme=adoption")
