"""The pages of inspections over the inspections of every council of England."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from callbacks import views
from callbacks.frame import show_item as show_panel
from callbacks.inspection import show as show_one
from callbacks.item import show as show_item
from db.engine import open_engine
from db.session import make_sessions
from db.writes.inspections import store_inspections
from layouts.council import results as council_page
from layouts.html_writer import write_html
from portal.domain.inspection_state import InspectionsState
from portal.domain.inspection_views import ROWS_AT_ONCE
from portal.domain.inspections import GRADE_SORTS
from portal.importers.inspection_list import load_inspections
from portal.services import Services
from portal.services.base import NotFound
from portal.settings import INSPECTIONS
from tests.support.inspections import TORBAY

show = views.INSPECTIONS.show


@pytest.fixture(scope="module")
def national(new_database: Any) -> Iterator[Services]:
    """The catalogue, the national inspections, and Torbay's report of 2015 read in full."""
    engine = open_engine(new_database("sqlite", "catalogue"))
    sessions = make_sessions(engine)
    load_inspections(sessions, INSPECTIONS)
    with sessions.begin() as session:
        store_inspections(session, [TORBAY], "report.pdf")
    yield Services.over(sessions)
    engine.dispose()


def text_of(html: object) -> str:
    return re.sub(r"<[^>]+>", " ", str(html))


def test_every_council_is_shown_with_shares_and_steps(national: Services) -> None:
    view = national.inspections.view(InspectionsState())
    assert (view.total, view.inspected, len(view.rows)) == (153, 153, ROWS_AT_ONCE)
    assert sum(view.grades.values()) == 153
    # As a study of all reports counted them.
    assert view.moves == {"up": 153, "same": 121, "down": 50}
    answer = show(national, "")
    assert len(str(answer["results"])) < 300_000
    text = text_of(answer["results"])
    assert f"{view.grades['good']} of 153" in " ".join(text.split())
    first = view.rows[0]
    assert re.search(f"<td[^>]*>{first.months}</td>", str(answer["results"]))
    assert national.inspections.rows(InspectionsState())[0]["months_since"] == first.months
    assert "153 up, 121 same, 50 down" in text
    assert "1 to 30 of 153 councils" in text
    assert answer["announce"] == "153 councils; 1 to 30 are shown."


def test_pages_and_orders_hold_every_council_once(national: Services) -> None:
    for sort in GRADE_SORTS:
        shown = [
            row.council.key
            for page in range(1, 7)
            for row in national.inspections.view(InspectionsState(sort=sort, page=page)).rows
        ]
        assert len(shown) == len(set(shown)) == 153, sort


def test_filters_narrow_the_councils_and_the_files(national: Services) -> None:
    region = national.inspections.view(InspectionsState(councils=("south-west",)))
    assert {row.region for row in region.rows} == {"South West"}
    assert region.total == region.inspected == 15
    inadequate = InspectionsState(grade="inadequate")
    view = national.inspections.view(inadequate)
    assert view.total == view.grades["inadequate"] == len(view.rows) > 0
    assert {row.overall for row in view.rows} == {"inadequate"}
    assert view.inspected == 153  # of which the shares are
    rows = national.inspections.rows(inadequate)
    assert {row["council"] for row in rows} == {row.council.name for row in view.rows}
    assert len(rows) == sum(len(row.inspections) for row in view.rows)
    down = national.inspections.view(InspectionsState(change="down"))
    assert down.total == down.changes["down"]
    sif = national.inspections.view(InspectionsState(framework="sif"))
    assert {i.framework for row in sif.rows for i in row.inspections} == {"sif"}
    nobody = InspectionsState(councils=("torbay",), grade="inadequate")
    text = text_of(show(national, nobody.query())["results"])
    assert "There is no council with the overall grade “inadequate” among those chosen." in text


def test_what_an_overview_table_alone_says_is_marked(national: Services) -> None:
    text = text_of(show(national, "?councils=york")["results"])
    assert "from an overview table" in text
    assert "These grades are from an overview table" in text_of(show_one(national, "york-2025"))
    assert "from an overview table" not in text_of(show(national, "?councils=plymouth")["results"])


def test_an_inspection_shows_grades_dates_plans_and_recommendations(national: Services) -> None:
    page = show_one(national, "plymouth-2014")
    text = " ".join(text_of(page).split())
    assert "22 October 2014 to 12 November 2014" in text
    assert "6 January 2015 (printed in the report)" in text
    assert 'href="/plans?councils=plymouth&amp;plan=plymouth-2015"' in page
    assert 'href="/inspections/plymouth-2018"' in page
    unread = text_of(show_one(national, "york-2025"))
    assert "Nobody has read the recommendations of this report into the portal yet." in unread
    torbay = " ".join(text_of(show_one(national, "torbay-2015")).split())
    assert "Supervise every social worker." in torbay
    assert "Made before, says the report" in torbay
    assert "“Publish a plan.”" in torbay
    assert "To the safeguarding board: 1 recommendation" in torbay
    later = " ".join(text_of(show_one(national, "torbay-2018")).split())
    assert "Before: November 2015" in later
    parts = national.inspections.parts("torbay-2015")
    assert [row["part"] for row in parts] == ["grade", "grade", "recommendation", "recommendation"]
    assert "no inspection “torbay-1999”" in show_one(national, "torbay-1999")
    with pytest.raises(NotFound):
        national.inspections.inspection("torbay-1999")


def test_items_answer_recommendations_and_the_next_inspection_is_beside(
    national: Services,
) -> None:
    view = national.inspections.inspection("plymouth-2014")
    confirmed = {key: answers for key, answers in view.answers.items() if key[0] == "council"}
    assert {key[1]: [a.ref for a in answers] for key, answers in confirmed.items()} == {
        str(n): [f"AFI {n}"] for n in range(1, 18)
    }
    assert not any(answer.proposed for answers in view.answers.values() for answer in answers)
    page = show_one(national, "plymouth-2014")
    assert 'href="/items/plymouth-2015/afi-5"' in page
    assert page.count("No item of the plan answers this.") == 6  # those to the board
    text = " ".join(text_of(page).split())
    assert "What the next inspection said By area, from the inspection of November 2018" in text
    assert "4: Supervision and management oversight should be recorded better." in text
    assert "Official statistics are not loaded." not in text  # but a theme's measures are not
    assert "has official figures from both times." in text
    rows = {row["ref"]: row for row in national.inspections.parts("plymouth-2014")}
    assert (rows["5"]["answered_by"], rows["5"]["proposed"]) == ("plymouth-2015/AFI 5", "")
    # A report without a plan has no column of answers, one that a plan restates shows its items.
    assert "No item of the plan" not in show_one(national, "torbay-2018")
    restated = show_one(national, "torbay-csci-2004")
    assert 'href="/items/torbay-2005/2.14"' in restated
    assert "33 recommendations" in restated


def test_an_item_says_what_it_answers_and_what_later_inspections_asked(
    national: Services,
) -> None:
    def shown(plan: str, ref: str) -> str:
        page = show_item(national, {"plan": plan, "ref": ref})
        panel = show_panel(national, f"{plan}/{ref}")
        for html in (page, panel):
            assert html.count("What inspectors asked") == 1
        return " ".join(text_of(page).split())

    answers = shown("plymouth-2015", "afi-2")
    assert "Answers recommendation 2 of the Ofsted inspection of November 2014 :" in answers
    assert "November 2018 : 2 recommendations" in answers
    restated = shown("torbay-2005", "2.14")
    assert "Restates a recommendation of the CSCI inspection ." in restated
    assert "November 2015 :" in restated


def test_a_council_lists_its_inspections_with_grades(national: Services) -> None:
    graded = national.inspections.of_council("torbay")
    standing = national.benchmarks.standing("torbay")
    page = write_html(council_page(national.councils.view("torbay"), standing, 1, graded))
    for inspection in graded:
        assert f'href="/inspections/{inspection.key}"' in page
    assert 'class="event event-inspection"' in page
    assert page.count("grade-inadequate") >= 2


def test_a_theme_narrows_to_inspections_that_recommend_on_it(national: Services) -> None:
    view = national.inspections.view(InspectionsState(theme="care-leavers"))
    assert [row.council.key for row in view.rows] == ["middlesbrough", "plymouth", "torbay"]
    assert {i.key for row in view.rows for i in row.inspections} >= {"plymouth-2014"}
    assert "torbay-2018" not in {i.key for row in view.rows for i in row.inspections}
    nobody = InspectionsState(councils=("york",), theme="care-leavers")
    text = text_of(show(national, nobody.query())["results"])
    assert "There is no council with the theme “care leavers” among those chosen." in text


def test_patterns_stand_with_their_n_and_are_withheld_of_few_reports(national: Services) -> None:
    text = " ".join(text_of(show(national, "")["results"]).split())
    assert (
        "Months until the next inspection, median: good or outstanding 52 (n 144); requires "
        "improvement 50.5 (n 120); inadequate 37 (n 60)." in text
    )
    assert (
        "What is asked most, and what separates good from requires improvement (9 reports" in text
    )
    assert "withheld for all reports (9 reports), newest 5 years (" in text
    south_west = text_of(show(national, "?councils=south-west")["results"])
    assert "inadequate withheld: fewer than 20" in south_west
