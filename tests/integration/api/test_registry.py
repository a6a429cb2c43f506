"""Every consequence of a row of the registry of views, for every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from portal.domain.chosen import sentences
from portal.domain.filters import FilterSpec, Value
from portal.domain.view_state import State, filters_of
from portal.exports.view_columns import columns_of
from portal.pages import PAGES, Page
from portal.services import Services
from portal.services.view_spec import ViewSpec
from portal.services.views import VIEWS, at
from portal.settings import ROOT
from tests.support.components import parts_of

pytestmark = pytest.mark.parametrize("api_engine", ["sqlite"], indirect=True)
EVERY_VIEW = pytest.mark.parametrize("name", VIEWS)
WITH_COUNCILS = pytest.mark.parametrize(
    "name",
    [name for name, view in VIEWS.items() if any(s.kind == "councils" for s in view.filters)],
)
CODES = {"ref": "afi-1"}
KEYS = {"council": "torbay", "plan": "plymouth-2015"}
WRONG: dict[str, str] = {"words": "", "number": "zero", "code": "A;B"}


@pytest.fixture
def services(api_engine: Engine) -> Services:
    return Services.over(make_sessions(api_engine))


def page_of(view: ViewSpec[Any]) -> Page:
    return next(page for page in PAGES if page.view is view)


def some_value(spec: FilterSpec, services: Services) -> Value:
    """A value other than the default that the data hold."""
    names = services.tables.names()
    match spec.kind:
        case "councils":
            return ("torbay", "south-west")
        case "keys":
            return names.keys[spec.names][-2:]
        case "several":
            return spec.choices[1:]
        case "words":
            return "plan review"
        case "number":
            return 2
        case "choice":
            return next(choice for choice in spec.choices if choice != spec.default)
        case "code":
            finding = services.tables.page("findings", {}, (), 1)[0][1]["finding"]
            return CODES.get(spec.name, str(finding))
    return KEYS.get(spec.name) or (*spec.choices, *names.keys.get(spec.names, ()))[0]


def full(view: ViewSpec[Any], services: Services) -> State:
    """A state whose every filter is set."""
    values = {spec.name: some_value(spec, services) for spec in view.filters}
    state: State = view.state(**values)
    assert all(getattr(state, spec.name) != spec.default for spec in view.filters)
    return state


def with_one(view: ViewSpec[Any], services: Services) -> Iterator[State]:
    """States in each of which one filter is set beside those that are required."""
    required = {s.name: some_value(s, services) for s in view.filters if s.required}
    yield view.state(**required)
    for spec in view.filters:
        yield view.state(**{**required, spec.name: some_value(spec, services)})


@EVERY_VIEW
def test_an_address_holds_every_filter(name: str, services: Services) -> None:
    view = VIEWS[name]
    for state in (full(view, services), *with_one(view, services)):
        address = urlsplit(view.address(state))
        assert at(address.path, address.query) == (view, state)


@EVERY_VIEW
def test_the_page_is_there_and_understands_every_filter(
    name: str, api: Any, services: Services
) -> None:
    view = VIEWS[name]
    page = page_of(view)
    assert (page.name, page.path, page.cacheable) == (view.name, view.path, True)
    for state in with_one(view, services):
        assert api.get(view.address(state)).status_code == 200, state
    assert page.takes == tuple(spec.name for spec in view.filters if spec.travels)


@EVERY_VIEW
def test_the_page_leads_to_data_with_the_same_filters(
    name: str, api: Any, services: Services
) -> None:
    view = VIEWS[name]
    for state in with_one(view, services):
        link = api.get(view.address(state)).headers["Link"]
        data = link.removeprefix("<").partition(">")[0]
        assert data == f"/api/v1/views/{name}{state.query()}"
        answer = api.get(f"{data}{'&' if '?' in data else '?'}limit=1")
        if "finding" not in data or answer.status_code != 404:
            assert answer.status_code == 200, (data, answer.json)
            assert answer.json["page"] == view.address(state)


@EVERY_VIEW
def test_the_document_tells_every_filter(name: str, api: Any) -> None:
    view = VIEWS[name]
    document = api.get("/api/v1/openapi.json").json
    operation = document["paths"][f"/api/v1/views/{name}"]["get"]
    described = [part for part in operation["parameters"] if "name" in part]
    specs = (*view.filters, *view.retired)
    assert [part["name"] for part in described] == [spec.name for spec in specs]
    assert [part.get("required", False) for part in described] == [spec.required for spec in specs]
    row = document["components"]["schemas"][f"{name}-view-row"]
    assert tuple(row["properties"]) == view.columns
    assert tuple(column.name for column in columns_of(view)) == view.columns


@EVERY_VIEW
def test_a_value_that_cannot_be_is_refused_by_its_name(
    name: str, api: Any, services: Services
) -> None:
    view = VIEWS[name]
    required = {s.name: some_value(s, services) for s in view.filters if s.required}
    good = view.state(**required).query()
    for spec in (*view.filters, *view.retired):
        wrong = f"{spec.name}={quote(WRONG.get(spec.kind, 'atlantis'))}"
        answer = api.get(f"/api/v1/views/{name}{good or '?'}&{wrong}".replace("?&", "?"))
        assert answer.status_code == 400
        assert {error["parameter"] for error in answer.json["errors"]} == {spec.name}


@WITH_COUNCILS
def test_an_unknown_council_is_named(name: str, api: Any, services: Services) -> None:
    view = VIEWS[name]
    problems = view.problems(services.views, view.state(councils=("torbay", "atlantis")))
    assert problems == ("There is no council “atlantis” in the portal; it was left out.",)
    assert api.get(f"{view.path}?councils=torbay,atlantis").status_code == 400
    assert api.get(f"/download/{name}.csv?councils=atlantis").status_code in (400, 404)


@EVERY_VIEW
def test_a_view_with_a_file_can_be_taken_along(name: str, api: Any, services: Services) -> None:
    view = VIEWS[name]
    states = list(with_one(view, services))
    answers = [api.get(f"/download/{name}.csv{state.query()}") for state in states]
    if not view.file:
        assert {answer.status_code for answer in answers} == {404}
        return
    for state, answer in zip(states, answers, strict=True):
        assert answer.status_code == 200, state
        header = next(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert tuple(header[: len(view.columns)]) == view.columns
        assert len(header) == len(set(header))
        assert f'filename="{view.file_name(state)}.csv"' in answer.headers["Content-Disposition"]
    # Not every view has rows without a filter: where no theme's measures are loaded, the summary.
    firsts = [next(csv.DictReader(io.StringIO(answer.text)), None) for answer in answers]
    links = [(state, row["link"]) for state, row in zip(states, firsts, strict=True) if row]
    assert links
    assert all(link.endswith(view.address(state)) for state, link in links)


@EVERY_VIEW
def test_a_link_is_stamped_where_the_view_says_so(name: str, services: Services) -> None:
    view = VIEWS[name]
    for state in with_one(view, services):
        address = view.address(state)
        stamped = services.since.stamped(address)
        assert (stamped != address) is view.stampable
        if view.stampable:
            parts = urlsplit(stamped)
            since = services.since.look(parts.path, parts.query)
            assert since is not None
            assert not since.changed


@EVERY_VIEW
def test_a_sentence_names_every_filter_that_has_one(name: str, services: Services) -> None:
    view = VIEWS[name]
    vocabulary = services.data.vocabulary()
    assert len(sentences(full(view, services), vocabulary)) == sum(
        bool(spec.sentence) for spec in view.filters
    )
    assert sentences(view.state(), vocabulary) == []


def stores(part: Any) -> Iterator[dict[str, Any]]:
    """The data of the stores of a layout that describe filters."""
    for component in parts_of(part):
        data = getattr(component, "data", None)
        if isinstance(data, dict) and "filters" in data:
            yield data


@WITH_COUNCILS
def test_the_script_of_the_filter_bar_knows_every_control(name: str, services: Services) -> None:
    view = VIEWS[name]
    assert not (ROOT / "assets" / "js" / f"{name}.js").exists()
    laid_out = page_of(view).layout(services, "")
    described = [part for data in stores(laid_out) for part in data["filters"]]
    by_name = {spec.name: spec for spec in filters_of(view.state)}
    for part in described:
        spec = by_name[part["name"]]
        assert part["id"] in ("", f"{name}-{spec.name}")
        assert part["kind"] == spec.kind
        assert part["usual"] == spec.text(spec.default)
    with_control = {part["name"] for part in described}
    assert "councils" in with_control
    without = {"page", "finding", *(() if name in ("compare", "indicators") else ("time",))}
    assert by_name.keys() - with_control <= without
