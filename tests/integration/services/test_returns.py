"""Returns over the catalogue and the inspections that the project carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from callbacks.council import write as write_council
from callbacks.views import RETURNS
from db.engine import open_engine
from db.session import make_sessions
from db.writes.inspections import store_inspections
from layouts.html_writer import write_html
from layouts.returns import council_returns
from portal.domain.inspection_state import ReturnsState
from portal.domain.inspection_views import COUNCILS_AT_ONCE
from portal.importers.inspection_list import load_inspections
from portal.services import Services
from portal.settings import INSPECTIONS
from tests.support.inspections import TORBAY


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def services(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Services]:
    """The catalogue with the national inspections, once on each kind of database."""
    engine = open_engine(new_database(request.param, "catalogue"))
    load_inspections(make_sessions(engine), INSPECTIONS)
    yield Services.over(make_sessions(engine))
    engine.dispose()


def test_a_councils_history_runs_from_its_first_paper_to_its_latest_report(
    services: Services,
) -> None:
    torbay = services.returns.of_council("torbay")
    assert torbay.line("supervision").sentence == (
        "Supervision: asked by 2005 and in 2015, 2018 and 2022 (a repeat in 2018, says the "
        "report); in the plan after the inspection of 2010; leaders: good since 2022, but named "
        "again."
    )
    cells = [cell for line in torbay.areas for cell in line.cells]
    assert sorted((item.plan, item.ref) for cell in cells for item in cell.done) == [
        ("torbay-2012", "2.4"),
        ("torbay-2012", "2.9"),
    ]
    assert [stop.inspection.key for stop in torbay.read if stop.inspection] == [
        "torbay-csci-2004",
        "torbay-2015",
        "torbay-2018",
        "torbay-2022",
    ]
    assert [len(line.asked) for line in torbay.returning(4)] == [4, 4, 4]
    # The plan of 2015 restates what the report, which has been read, says itself.
    plymouth = services.returns.of_council("plymouth")
    assert not any(stop.restated for stop in plymouth.stops)
    assert services.returns.of_council("york").sentences() == ()
    with pytest.raises(KeyError):
        services.returns.of_council("atlantis")


def text_of(html: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", str(html)).split())


def test_the_page_shows_each_councils_line_and_counts_over_all(services: Services) -> None:
    answer = RETURNS.show(services, "")
    page = str(answer["results"])
    text = text_of(page)
    assert len(page) < 300_000
    assert answer["announce"] == (
        "Come back: 11 areas in Torbay, 7 areas in Plymouth and 11 areas in Middlesbrough."
    )
    assert "Counted over the 3 councils of which the portal holds" in text
    assert "today there are 2" in text
    assert 'href="/items/torbay-2005/2.15"' in page
    assert 'href="/inspections/torbay-2018"' in page
    # Each button opens the evidence that stands beside it.
    opened = re.findall(r'<button class="cell-open" popovertarget="([^"]+)"', page)
    assert len(opened) == len(set(opened)) == 100
    assert all(f'id="{key}" popover="auto"' in page for key in opened)
    view = services.returns.view(ReturnsState())
    counted = {row.subject.key: row.councils for row in view.recurrences}
    assert counted["records-data"] == ("middlesbrough",)
    assert len(counted["management-oversight"]) == len(view.enough) == 3
    assert view.elsewhere("torbay", "workforce") is None


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("?least=4&councils=plymouth", ("what 3 of 3 inspections of Plymouth asked for: too few",)),
        ("?least=4", ("Withheld: these are fewer than 3 councils.",)),
        (
            "?least=3&councils=plymouth&theme=adoption",
            ("Nothing was asked about in 3",),
        ),
        (
            "?councils=york",
            ("what 0 of 3 inspections of York asked for: too few", "Its inspections"),
        ),
        (
            "?councils=torbay&area=management-oversight",
            (
                "Made before, says the report",
                "Progress report 2012, July 2012",
            ),
        ),
        ("?councils=plymouth&area=resources-commissioning", ("Nothing on resources and",)),
    ],
)
def test_filters_narrow_the_lines(services: Services, query: str, texts: tuple[str, ...]) -> None:
    page = text_of(RETURNS.show(services, query)["results"])
    for text in texts:
        assert text in page


def test_files_hold_every_area_and_stop_of_all_pages(services: Services) -> None:
    south_west = ReturnsState(councils=("south-west",))
    view = services.returns.view(south_west)
    assert (view.total, len(view.histories)) == (15, COUNCILS_AT_ONCE)
    rows = services.returns.rows(south_west)
    assert len({row["council"] for row in rows}) == 15
    (row,) = services.returns.rows(ReturnsState(councils=("torbay",), area="child-protection"))[6:7]
    assert row == {
        "council": "Torbay",
        "improvement_area": "Child protection",
        "inspection": "torbay-2018",
        "inspectorate": "Ofsted",
        "framework": "SIF, re-inspection",
        "inspected": "2018-07-05",
        "asked": 4,
        "asked_refs": "2;6;9;11",
        "repeats": "yes",
        "board_refs": "",
        "plans": "",
        "planned": None,
        "planned_refs": "",
        "reported_done": None,
        "asked_in": 3,
        "comes_back": "yes",
    }
    unread = [row for row in rows if row["asked"] is None and row["council"] == "Torbay"]
    assert {row["inspection"] for row in unread} >= {"torbay-2026", "torbay-ofsted-2010"}


def test_a_council_says_what_comes_back(services: Services) -> None:
    def block(council: str) -> str:
        return text_of(write_html(council_returns(services.returns.of_council(council))))

    assert "Supervision and oversight: asked in 2003, 2015, 2019 and 2023" in block("middlesbrough")
    assert block("york") == ""
    assert "What comes back" in text_of(write_council(services, "torbay", 1))


def test_with_enough_councils_read_it_is_said_what_is_usual(new_database: Any) -> None:
    engine = open_engine(new_database("sqlite", "catalogue"))
    sessions = make_sessions(engine)
    south_west = Services.over(sessions).data.vocabulary().members("south-west")
    others = [council.key for council in south_west if council.key not in ("torbay", "plymouth")]
    records = [
        replace(TORBAY, key=f"{council}-{year}", council=council, inspected=f"{year}-05-06")
        for council in others
        for year in (2015, 2018)
    ]
    with sessions.begin() as session:
        store_inspections(session, records, "reports")
    services = Services.over(sessions)
    view = services.returns.view(ReturnsState(councils=("bristol", "torbay")))
    assert view.elsewhere("bristol", "management-oversight") == (12, 12)
    assert view.elsewhere("torbay", "workforce") == (0, 13)
    page = str(RETURNS.show(services, "?councils=south-west")["results"])
    assert len(page) < 300_000
    assert "12 of 12 others" in text_of(page)
    assert "An area is usual where it comes back in more than half of the 13." in text_of(page)
    engine.dispose()
