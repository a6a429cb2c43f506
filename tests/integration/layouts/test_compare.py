"""The page of plans: its timeline, its folded areas, and the grid of many councils."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from typing import Any

import pytest

from db.queries import plans as queries
from layouts import compare
from layouts.html_writer import write_html
from portal.domain.view_models import CompareView, GridView
from portal.domain.view_state import CompareState
from portal.services import Services
from portal.services.compare import _grid
from tests.support.asking import ask
from tests.support.components import text_of


def page(services: Services, **state: Any) -> str:
    return write_html(compare.results(services.compare.page(CompareState(**state))))


def lanes(html: str) -> list[str]:
    """The names of the timeline's lanes."""
    names = re.findall(r'<div class="lane-name">(.*?)</div>', html)
    return [re.sub("<[^>]*>", "", name) for name in names if name]


def labels(html: str) -> list[int]:
    """The numbers on the timeline's axis."""
    return [int(text) for text in re.findall(r'class="lane-label[^>]*>(-?\d+)<', html)]


@pytest.mark.parametrize("time", ["calendar", "months"])
def test_the_timeline_has_a_lane_for_each_plan_that_can_be_drawn(
    services: Services, time: str
) -> None:
    names = lanes(page(services, time=time))
    assert any("Plymouth: draft plan 2015" in name for name in names)
    # The paper of 2005 does not date its inspection.
    assert any("Torbay: plan 2005" in name for name in names) == (time == "calendar")


def test_every_dated_action_stands_on_the_timeline_once(services: Services) -> None:
    view = services.compare.view(CompareState())
    titles = re.findall(r"<title>\w+ \d{4}: (\d+) actions? due", page(services))
    dated = sum(a.target_date is not None for item in view.items for a in item.actions)
    assert sum(map(int, titles)) == dated > 100


def test_nothing_of_the_timeline_lies_outside_its_lane(services: Services) -> None:
    for time in ("calendar", "months"):
        html = page(services, time=time)
        places = [float(x) for x in re.findall(r'<svg overflow="visible" x="(.*?)%"', html)]
        assert len(places) > 25
        assert min(places) >= 2.5
        assert max(places) <= 97.5


@pytest.mark.parametrize(
    ("theme", "step"), [("adoption", 1), ("", 3)], ids=["a few months", "years"]
)
def test_the_timeline_from_the_inspection_has_labels_to_read(
    services: Services, theme: str, step: int
) -> None:
    shown = labels(page(services, time="months", theme=theme))
    assert {later - former for former, later in pairwise(shown)} == {step}
    assert 3 <= len(shown) <= 13


def test_the_timelines_headline_counts_what_is_drawn(services: Services) -> None:
    def headline(time: str) -> str:
        view = services.compare.view(CompareState(time=time, theme="adoption"))
        return next(
            text
            for text in re.split(r"[<>]", write_html(compare.results(view)))
            if "have a target" in text
        )

    assert headline("months") == (
        "74 of 100 actions have a target date; 3 can be counted from an inspection"
    )
    assert headline("calendar") == "74 of 100 actions have a target date"


def test_areas_are_folded_until_one_is_chosen(services: Services) -> None:
    folded = page(services)
    assert "card-item" not in folded
    assert folded.count("folded-area") == 12
    chosen = page(services, area="workforce")
    assert "folded-area" not in chosen
    view = services.compare.page(CompareState(area="workforce"))
    assert isinstance(view, CompareView)
    assert chosen.count('<article class="card-item') == len(view.items) > 0


def test_all_areas_stand_open_where_few_items_are_left(services: Services) -> None:
    few = page(services, councils=("plymouth",))
    assert "folded-area" not in few
    assert few.count('<article class="card-item') == 17


def test_an_area_of_many_items_is_paged_and_every_item_stands_on_one_page(
    services: Services,
) -> None:
    view = services.compare.view(CompareState(area="workforce"))
    first = view.items[0]
    copies = tuple(replace(first, title=f"Item no. {n}.") for n in range(130))
    others = tuple(item for item in view.items if item.council != first.council)
    many = replace(view, items=copies + others)
    pages = []
    for number in range(1, 10):
        shown = replace(many, state=CompareState(area="workforce", page=number))
        pages.append(write_html(compare.results(shown)))
        assert 0 < pages[-1].count('<article class="card-item') <= 50
    titles = [title for html in pages for title in re.findall(r"Item no\. \d+\.", html)]
    assert sorted(titles) == sorted(item.title for item in copies)
    assert "1 to 16 of 130 items of each council" in pages[0]
    # Another area begins with its first page.
    links = re.findall(r'href="(/plans\?[^"]*area=(?!workforce)[^"]*)"', pages[1])
    assert not [link for link in links if "page=" in link]


def test_no_title_is_cut_without_a_way_to_all(services: Services) -> None:
    view = services.compare.view(CompareState())
    html = unescape(page(services))
    assert view.vocabulary.areas
    assert len(view.councils) > 1
    for area in view.vocabulary.areas:
        for council in view.councils:
            items = view.cell(area, council.key)
            named = sum(item.title in html for item in items)
            everything = f"Show all {len(items)}<"
            assert named == len(items) or everything in html, (area, council.key)


def test_a_council_without_a_plan_is_a_gap_beside_others(services: Services) -> None:
    view = services.compare.page(CompareState(councils=("torbay", "leeds")))
    assert isinstance(view, CompareView)
    assert [council.name for council in view.councils] == ["Torbay", "Leeds"]
    assert "No plan of this council is shown." in text_of(compare.results(view))


def test_of_a_region_only_councils_with_plans_are_compared(services: Services) -> None:
    view = services.compare.page(CompareState(councils=("south-west",)))
    assert isinstance(view, CompareView)
    assert {council.key for council in view.councils} == {"torbay", "plymouth"}
    assert len(view.without) > 10


def test_the_grid_counts_what_the_plans_side_by_side_count(services: Services) -> None:
    state = CompareState(theme="adoption")
    beside = services.compare.view(state)
    with services.data.reading() as (session, vocabulary):
        rows = queries.item_counts(session)
        grid = _grid(state, vocabulary, (), vocabulary.with_plans, (), rows)
    assert isinstance(grid, GridView)
    assert {key: count for key, count in grid.counts.items() if count} == dict(beside.matrix)
    assert grid.items == len(beside.items)
    assert grid.themes == beside.themes
    assert grid.before_theme == beside.before_theme


def test_a_theme_without_items_leads_to_where_it_has_something(client: Any) -> None:
    search = {"compare-url.search": "?councils=middlesbrough&theme=adoption"}
    html = ask(client, "compare-results-html", search).json["response"]["compare-results-html"]
    assert "Nothing fits all of these filters" in html["data"]
    assert "What the portal has on the theme “Adoption”" in html["data"]
    everywhere = r'href="/plans\?theme=adoption">\d+ items of plans of all councils'
    assert re.search(everywhere, html["data"])


def test_packs_and_frames_are_for_councils_side_by_side(client: Any, services: Services) -> None:
    assert services.compare.fits(CompareState())
    assert services.compare.fits(CompareState(councils=("south-west",)))  # two have plans
    assert client.get("/pack/compare.html?theme=adoption").status_code == 200
