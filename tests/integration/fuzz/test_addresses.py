"""No name in a query meets a name of ours, and the path says which council, item or visit it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from portal.domain.view_state import MAX_FIELDS, MAX_QUERY
from portal.pages import PAGES
from tests.integration.fuzz.conftest import CANARY, Fuzzed
from tests.integration.fuzz.hostile import ARGUMENTS, NAMES
from tests.support.asking import ask

ROUTER = "_pages_content.children"
# What no page reads out of a query; the words that pages do read are tried in test_routes.
OURS = [name for name in ARGUMENTS if name not in NAMES]

Shown = Callable[[str, str], tuple[Any, str]]


@pytest.fixture
def shown(fuzzed: Fuzzed) -> Shown:
    """Gives what Dash answers to somebody signed in: the page of an address, and its title."""

    def answer(path: str, search: str) -> tuple[Any, str]:
        values = {"_pages_location.pathname": path, "_pages_location.search": search}
        response = ask(fuzzed.clients["other"], ROUTER, values)
        assert response.status_code == 200, (path, search, response.text[:300])
        body = response.json["response"]
        return body["_pages_content"]["children"], body["_pages_store"]["data"]["title"]

    return answer


def addresses(fuzzed: Fuzzed) -> dict[str, str]:
    """An address of each page."""
    values = {
        "<council>": "torbay",
        "<plan>": "torbay-2005",
        "<ref>": "2.1",
        "<visit>": fuzzed.asker_visit,
    }
    paths = {}
    for page in PAGES:
        path = page.path
        for name, value in values.items():
            path = path.replace(name, value)
        paths[page.name] = path
    return paths


def test_the_names_hold_those_that_broke_pages() -> None:
    expected = {"self", "services", "page", "search", "path", "council", "plan", "ref", "visit"}
    assert expected | {"state", "__class__"} <= set(ARGUMENTS)


@pytest.mark.parametrize("fuzzed", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_no_name_of_ours_changes_a_page(fuzzed: Fuzzed, shown: Shown, name: str) -> None:
    path = addresses(fuzzed)[name]
    usual = shown(path, "")
    placeholders = re.findall(r"<(\w+)>", next(page.path for page in PAGES if page.name == name))
    names = [*placeholders, "args", "kwargs", "given", "query", "_names", "_query", *OURS]
    for each, values in ((MAX_FIELDS // 2, "12"), (MAX_FIELDS, "1")):
        for start in range(0, len(names), each):
            pairs = [f"{name}={value}" for name in names[start : start + each] for value in values]
            search = "?" + "&".join(pairs)
            assert len(search) < MAX_QUERY
            assert shown(path, search) == usual, search


@pytest.mark.parametrize(
    ("path", "search", "title"),
    [
        ("/councils/torbay", "?council=plymouth", "Torbay · Alongside"),
        ("/councils/torbay", "?council=plymouth&council=leeds", "Torbay · Alongside"),
        ("/councils/torbay/", "?council=plymouth", "Torbay · Alongside"),
        ("/councils/atlantis", "?council=plymouth", "No such council · Alongside"),
        ("/items/nowhere/2.1", "?plan=torbay-2005&ref=2.1", "No such item · Alongside"),
    ],
)
def test_the_path_beats_the_query(shown: Shown, path: str, search: str, title: str) -> None:
    page, answer = shown(path, search)
    assert answer == title
    assert (page, answer) == shown(path, "")
    assert "plymouth" not in str(page).lower()


def test_an_item_is_that_of_the_path(shown: Shown) -> None:
    page, title = shown("/items/torbay-2005/2.1", "?plan=plymouth-2015&ref=afi-9")
    assert "Torbay" in title
    assert "torbay-2005" in str(page)
    assert "plymouth-2015" not in str(page)


def test_more_parts_than_a_page_has_lead_nowhere(shown: Shown) -> None:
    for path in ("/councils/torbay/plymouth", "/items/torbay-2005/2.1/x"):
        assert "There is no such page" in str(shown(path, "")[0])


def test_the_guard_asks_for_the_visit_of_the_path(fuzzed: Fuzzed, shown: Shown) -> None:
    page, _title = shown(f"/visits/{fuzzed.asker_visit}", f"?visit={fuzzed.private}")
    assert fuzzed.asker_visit in str(page)
    assert fuzzed.private not in str(page)
    for who, status in (("other", 403), ("nobody", 401)):
        client = fuzzed.clients[who]
        path, search = f"/visits/{fuzzed.private}", f"?visit={fuzzed.asker_visit}"
        values = {"_pages_location.pathname": path, "_pages_location.search": search}
        for response in (ask(client, ROUTER, values), client.get(path + search)):
            assert response.status_code in (status, 404)
            assert CANARY not in response.text
