"""Every callback is wired to components that exist, and every output has one writer."""

from __future__ import annotations

import ast
from collections import Counter
from typing import Any

import pytest

from db.engine import open_engine
from layouts import ids
from layouts.components.parts import html_of
from layouts.ids import App, Compare, Visit, Visits
from portal.app import create_app
from portal.pages import PAGES
from portal.services import Services
from portal.settings import ROOT, Settings
from portal.web import callback_cache
from tests.support.components import parts_of

# What Dash itself puts around the pages.
OF_DASH = {"_pages_content", "_pages_dummy", "_pages_location", "_pages_store"}
# Answers that depend on who asks, by the first id of their outputs: the router (which looks at the
# address), the partners' line about a link, and all of visits.
FOR_WHO_ASKS = {
    "_pages_content",
    App.SINCE,
    html_of(Visits.RESULTS),
    html_of(Visit.HEAD),
    html_of(Visit.SUGGESTIONS),
}


def ids_of(part: Any) -> list[Any]:
    props = (p["props"] if isinstance(p, dict) else vars(p) for p in parts_of(part))
    return [each["id"] for each in props if each.get("id") is not None]


def declared() -> set[str]:
    places = {
        value
        for page in vars(ids).values()
        if isinstance(page, type) and issubclass(page, ids.PageIds)
        for name, value in vars(page).items()
        if isinstance(value, str) and not name.startswith("_")
    }
    return places | {html_of(place) for place in places}


def layouts(services: Services) -> dict[str, Any]:
    values = {
        "council": ("torbay",),
        "inspection": ("plymouth-2014",),
        "item": ("torbay-2005", "2.1"),
        "visit": ("v1",),
    }
    return {page.name: page.layout(services, "", *values.get(page.name, ())) for page in PAGES}


def test_ids_are_declared_and_unique_over_all_pages(services: Services) -> None:
    counts = Counter(
        id_ for layout in layouts(services).values() for id_ in ids_of(layout) if type(id_) is str
    )
    # Labels of groups, and the places on a page that a link can name.
    places = {id_ for id_ in counts if id_.endswith("-label") or id_.startswith("word-")}
    places |= {"accessibility", "privacy", "words"}
    assert set(counts) - places <= declared()
    assert [id_ for id_, count in counts.items() if count > 1] == []


def ids_of_callbacks(dependencies: list[dict[str, Any]]) -> set[str]:
    """Collect the ids of all inputs, states and outputs of what Dash lists as dependencies."""
    ids = set()
    for callback in dependencies:
        ids |= {part["id"] for part in (*callback["inputs"], *callback["state"])}
        outputs = callback["output"].strip(".").split("...")
        ids |= {output.rpartition(".")[0] for output in outputs}
    return ids


@pytest.fixture
def present(app: Any, services: Services) -> set[str]:
    """The ids on all pages, in the shell, and of what Dash puts around them."""
    on_pages = {id_ for layout in layouts(services).values() for id_ in ids_of(layout)}
    return {*on_pages, *ids_of(app.layout()), *OF_DASH}


def test_each_id_of_a_callback_occurs_on_a_page(client: Any, present: set[str]) -> None:
    ids = ids_of_callbacks(client.get("/_dash-dependencies").json)
    assert len(ids) > 100
    assert ids - present == set()


@pytest.mark.parametrize("part", ["inputs", "state", "output"])
def test_a_planted_id_is_noticed(client: Any, present: set[str], part: str) -> None:
    dependencies = client.get("/_dash-dependencies").json
    callback = dependencies[len(dependencies) // 2]
    if part == "output":
        callback["output"] = "..nowhere-table.data...nowhere-chart.figure.."
    else:
        callback[part] = [{"id": "nowhere-table", "property": "data"}, *callback[part]]
    planted = {"nowhere-table", "nowhere-chart"} if part == "output" else {"nowhere-table"}
    assert ids_of_callbacks(dependencies) - present == planted


def test_an_id_that_goes_from_its_page_is_noticed(client: Any, present: set[str]) -> None:
    ids = ids_of_callbacks(client.get("/_dash-dependencies").json)
    assert ids - (present - {html_of(Compare.RESULTS)}) == {html_of(Compare.RESULTS)}


def test_every_answer_is_cached_unless_it_depends_on_who_asks(
    sqlite_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[frozenset[str]] = []
    monkeypatch.setattr(callback_cache, "register", lambda *args: given.append(args[3]))
    callbacks = create_app(Settings(), open_engine(sqlite_file)).callback_map
    first = {output: output.removeprefix("..").partition(".")[0] for output in callbacks}
    answered = {first[output] for output, entry in callbacks.items() if "callback" in entry}
    cached = {first[output] for output in given[0] if "callback" in callbacks[output]}
    assert answered - FOR_WHO_ASKS == cached
    assert not [page.name for page in PAGES if page.guard is not None and page.cacheable]


def test_every_callback_meets_components_that_exist(app: Any, client: Any) -> None:
    dependencies = client.get("/_dash-dependencies").json
    assert len(dependencies) > 15
    outputs: Counter[str] = Counter()
    for callback in dependencies:
        for part in callback["output"].strip(".").split("..."):
            outputs[part] += 1
        for part in [*callback["inputs"], *callback["state"]]:
            id_ = part["id"]
            assert id_ in declared() | {"_pages_location", "_pages_store"}, id_
    assert [name for name, count in outputs.items() if count > 1] == []


def test_no_id_is_a_pattern() -> None:
    """An id made of a dict costs the browser time that grows with the square of their number."""
    files = [path for folder in ("layouts", "callbacks") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 40
    for path in files:
        name = str(path.relative_to(ROOT))
        tree = ast.parse(path.read_text())
        patterns = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and node.id in ("ALL", "MATCH", "ALLSMALLER")
        }
        dicts = [
            keyword
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            for keyword in node.keywords
            if keyword.arg == "id" and isinstance(keyword.value, ast.Dict)
        ]
        returned = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
        ]
        made = returned if name == "layouts/ids.py" else []
        assert [*patterns, *dicts, *made] == [], name


def test_layouts_ignore_unknown_query_names(services: Services) -> None:
    for page in PAGES:
        if "<" not in page.path:
            assert page.layout(services, "?nonsense=1&councils=torbay&councils=plymouth")
