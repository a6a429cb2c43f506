"""The overview over the catalogue, every council's inspections and made-up statistics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from callbacks.views import OVERVIEW
from db.engine import open_engine
from db.session import make_sessions
from portal import urls
from portal.domain.overview import SIDE_BY_SIDE, OverviewState
from portal.importers.inspection_list import load_inspections
from portal.services import Services
from portal.services.overview import DOWNLOAD_COLUMNS
from portal.settings import INSPECTIONS
from tests.support.official import bring_in


@pytest.fixture(scope="module")
def made(
    new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Services]:
    """Fourteen years of made-up statistics, of which two measures lead supervision."""
    engine = open_engine(new_database("sqlite", "catalogue"))
    sessions = make_sessions(engine)
    load_inspections(sessions, INSPECTIONS)
    bring_in(sessions, tmp_path_factory.mktemp("official"), earlier=12)
    with engine.begin() as connection:
        connection.execute(text("UPDATE themes SET lead_measures = ''"))
        leads = "UPDATE themes SET lead_measures = 'made-turnover;made-starts' WHERE key = "
        connection.execute(text(f"{leads}'supervision'"))
        connection.execute(text("UPDATE improvement_areas SET lead_measures = ''"))
        leads = "UPDATE improvement_areas SET lead_measures = 'made-starts;made-eet' WHERE key"
        connection.execute(text(f"{leads} = 'child-protection'"))
    yield Services.over(sessions)
    engine.dispose()


def page(services: Services, query: str = "") -> str:
    return str(OVERVIEW.show(services, query)["results"])


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def cells(html: str, heading: str) -> list[str]:
    """The words of the cells of a row, one a council."""
    row = next(part for part in html.split('<section class="overview-row')[1:] if heading in part)
    return [words(cell) for cell in row.split('class="overview-cell')[1:]]


def test_one_theme_answers_what_was_asked_planned_and_measured(made: Services) -> None:
    html = page(made, "?theme=supervision")
    text = words(html)
    assert (
        "Supervision: asked of Torbay four times, last in 2022; of Plymouth twice, last in 2018; "
        "of Middlesbrough four times, last in 2023. Torbay is good; Plymouth and Middlesbrough "
        "require improvement to be good."
    ) in text
    torbay, plymouth, middlesbrough = cells(html, "What inspectors asked")
    assert "The recommendations of January 2026 have not been read into the portal." in torbay
    assert "April 2022 asked again Managers&#39; oversight" in torbay
    assert "July 2018 asked again, says the report" in torbay
    assert "by 2005 as the council’s paper restates it" in torbay
    assert "November 2014 Managers should oversee casework better" in plymouth
    assert "March 2023 asked again" in middlesbrough
    torbay, plymouth, middlesbrough = cells(html, "What was planned")
    assert "Progress report 2012 , July 2012 7 items · 17 actions: 5 dated" in torbay
    assert "3 more" in torbay
    assert "a draft: too early for results" in plymouth
    assert "No plan since the inspection of March 2023 is in the portal." in middlesbrough
    torbay, plymouth, middlesbrough = cells(html, "Turnover of social workers")
    assert "24.5% 30 of 30 worst fifth 9.5 points worse than England" in torbay
    assert "no clear change" in plymouth
    assert "10.0% 1 of 30 best fifth 5.0 points better than England" in middlesbrough
    # A number of children grows with a council: no rank, and England does not stand beside it.
    assert not any("than England" in cell for cell in cells(html, "Children who started"))
    torbay, *_others = cells(html, "What comes back")
    assert "Supervision: asked by 2005 and in 2015, 2018 and 2022" in torbay


@pytest.mark.parametrize(
    ("query", "links"),
    [
        (
            "?councils=torbay,plymouth&theme=adoption",
            [
                "/inspections?councils=torbay,plymouth",
                "{plans}?councils=torbay,plymouth&amp;theme=adoption",
                "{plans}?councils=torbay&amp;theme=adoption&amp;plan=torbay-2012-adoption",
                "/summary?councils=torbay,plymouth&amp;measures=theme-adoption",
                "/inspections/torbay-2018",
                "/returns?councils=torbay,plymouth&amp;theme=adoption",
                "/items/torbay-2012-adoption/a1",
            ],
        ),
        (
            "?councils=torbay,plymouth&area=workforce",
            [
                "/benchmarks?councils=torbay,plymouth&amp;area=workforce",
                "{plans}?councils=torbay,plymouth&amp;area=workforce",
                "/indicators?councils=torbay,plymouth&amp;measure=made-turnover",
            ],
        ),
        (
            "?councils=torbay,plymouth",
            [
                "{overview}?councils=torbay,plymouth&amp;theme=supervision",
                "{plans}?councils=plymouth&amp;theme=supervision&amp;plan=plymouth-2015",
                "/indicators?councils=torbay,plymouth&amp;measure=made-turnover",
            ],
        ),
    ],
)
def test_every_part_leads_to_its_page_with_the_filters(
    made: Services, query: str, links: list[str]
) -> None:
    html = page(made, query)
    for address in links:
        address = address.format(plans=urls.COMPARE, overview=urls.HOME)
        assert f'href="{address}"' in html, address


@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        (
            "?theme=adoption",
            ["Nothing on adoption in Middlesbrough’s papers (Progress report 2004)."],
        ),
        ("?theme=adoption", ["The official statistics in the portal have no lead measure of this"]),
        ("?theme=adoption", ["No plan since the inspection of March 2023 is in the portal."]),
        (
            "?theme=supervision&area=leaving-care",
            ["of 2005 to 2022 is about supervision, in leaving care."],
        ),
        ("?councils=york&theme=supervision", ["No plan of York is in the portal."]),
        ("?councils=york&theme=supervision", ["York’s 3 inspections are not in the portal."]),
        (
            "?councils=york&theme=supervision",
            ["No recommendation that the portal holds is about supervision."],
        ),
        (
            "?area=records-data",
            ["No official measure in the portal speaks of records and data."],
        ),
        ("?councils=york", ["no plan here", "no recommendations here", "Not known: no recomm"]),
        (
            "",
            [
                "Nothing on adoption in Middlesbrough’s papers",
                "Every plan here is older than the newest",
            ],
        ),
    ],
)
def test_what_is_missing_is_said_in_words(made: Services, query: str, sentences: list[str]) -> None:
    text = words(page(made, query))
    for sentence in sentences:
        assert sentence in text


def test_an_area_shows_its_lead_measures_in_their_order_then_counts_the_others(
    made: Services,
) -> None:
    view = made.overview.view(OverviewState(("torbay",), area="child-protection"))
    (subject,) = view.subjects
    assert [lead.spine.measure.key for lead in subject.leads] == ["made-starts", "made-eet"]
    rows = made.overview.rows(OverviewState(("torbay",), area="child-protection"))
    measured = [row["text"] for row in rows if row["part"] == "figures"]
    assert len(measured) == len(subject.leads) + subject.more
    # An area without any shows those that rank councils, the furthest behind England first.
    view = made.overview.view(OverviewState(("torbay",), area="workforce"))
    furthest = [lead.furthest for subject in view.subjects for lead in subject.leads]
    assert furthest == sorted(furthest, reverse=True)
    assert furthest


def test_the_first_four_of_many_stand_side_by_side(made: Services) -> None:
    view = made.overview.view(OverviewState(councils=("south-west",)))
    assert (len(view.chosen), len(view.councils)) == (15, SIDE_BY_SIDE)
    html = page(made, "?councils=south-west&area=workforce")
    assert "15 councils are chosen and 4 fit side by side" in words(html)
    for address in (
        f"{urls.COMPARE}?councils=south-west&amp;area=workforce",
        "/benchmarks?councils=south-west&amp;area=workforce&amp;view=scorecard",
        "/inspections?councils=south-west",
    ):
        assert f'href="{address}"' in html
    assert len(html) < 300_000
    rows = made.overview.rows(OverviewState(councils=("south-west",)))
    assert len({row["council"] for row in rows}) == 15


def test_rows_hold_the_three_parts_as_the_page_shows_them(made: Services) -> None:
    state = OverviewState(theme="supervision")
    rows = made.overview.rows(state)
    assert all(tuple(row) == DOWNLOAD_COLUMNS for row in rows)
    parts = Counter((row["council"], row["part"]) for row in rows)
    assert parts["Torbay", "planned"] == 7 + 1 + 3 + 3
    assert parts["Plymouth", "asked"] == 3
    assert all(parts[council, "figures"] == 2 for council in ("Torbay", "Plymouth"))
    row = next(
        r for r in rows if r["council"] == "Torbay" and r["text"] == "Turnover of social workers"
    )
    assert (row["value"], row["rank"], row["of"], row["england"]) == (24.5, 30, 30, 15)
    sized = next(r for r in rows if r["text"] == "Children who started")
    assert sized["england"] is sized["region_value"] is None
    # Without a filter each recommendation and item stands once, whatever themes it has.
    everything = made.overview.rows(OverviewState(councils=("plymouth",)))
    asked = [row for row in everything if row["part"] == "asked"]
    assert len(asked) == len({(row["under"], row["ref"]) for row in asked}) == 37


def test_an_empty_portal_says_so(new_database: Callable[..., str]) -> None:
    engine = open_engine(new_database("sqlite", "tables"))
    try:
        services = Services.over(make_sessions(engine))
        assert "No councils are in the portal yet" in page(services)
        assert services.overview.rows(OverviewState()) == []
    finally:
        engine.dispose()
