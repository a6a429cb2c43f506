"""Where a council stands: over made-up statistics, and over none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from db.engine import open_engine
from db.session import make_sessions
from layouts import council as layout
from layouts.html_writer import write_html
from portal.services import Services
from tests.support.official import bring_in
from tests.support.statements import sent_statements


@pytest.fixture(scope="module")
def engine(
    new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """The made-up statistics of thirteen years; themes led by three of their measures."""
    made = open_engine(new_database("sqlite", "catalogue"))
    bring_in(make_sessions(made), tmp_path_factory.mktemp("official"), earlier=12)
    leads = {"supervision": "made-turnover;supervision-frequency", "adoption": "made-starts"}
    leads["care-leavers"] = "made-eet;made-visits"
    with made.begin() as connection:
        connection.execute(text("UPDATE themes SET lead_measures = ''"))
        for theme, measures in leads.items():
            values = {"theme": theme, "measures": measures}
            change = "UPDATE themes SET lead_measures = :measures WHERE key = :theme"
            connection.execute(text(change), values)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def made(engine: Engine) -> Services:
    return Services.over(make_sessions(engine))


def page(services: Services, key: str) -> str:
    """The words of a council's page, links kept."""
    parts = layout.results(services.councils.view(key), services.benchmarks.standing(key))
    return re.sub(r"\s+", " ", re.sub(r"<(?!a )[^>]*>", " ", str(write_html(parts))))


def test_lead_measures_stand_by_theme_against_the_others(made: Services) -> None:
    standing = made.benchmarks.standing("torbay")
    led = {
        theme.key: [p.spine.measure.key.removeprefix("made-") for p in placings]
        for theme, placings in standing.leads
    }
    assert led == {
        "supervision": ["turnover"],
        "adoption": ["starts"],
        "care-leavers": ["eet", "visits"],
    }
    turnover = standing.leads[0][1][0]
    assert (turnover.figure.value, turnover.figure.rank, turnover.spine.of) == (24.5, 30, 30)
    assert turnover.spine.england == 15
    # Torbay's ten neighbours have 19 to 23.5.
    assert turnover.around.mean == pytest.approx(21.25)
    assert turnover.around.used == len(standing.neighbours) == 10
    visits = standing.leads[2][1][1]
    assert (visits.figure.symbol, visits.figure.rank, visits.figure.travel) == ("u", None, "")


def test_best_and_worst_hold_ranked_measures_of_the_areas_once(made: Services) -> None:
    torbay = made.benchmarks.standing("torbay")
    assert [p.spine.measure.key for p in torbay.best] == ["made-eet"]
    assert [p.spine.measure.key for p in torbay.worst] == ["made-turnover"]
    assert torbay.ranked == 2  # a doubtful figure ranks nobody, nor does what has no polarity


def test_the_page_says_it_in_words(made: Services) -> None:
    shown = page(made, "torbay")
    first = shown.index("Where it stands today")
    inspections = shown.index("Inspections and plans")
    papers = shown.index("Figures that its papers print, 2009 to 2012")
    assert first < shown.index("Best and worst ranks") < inspections < papers
    assert "30 of 30 worst fifth" in shown
    assert "15.0% 9.5 points worse" in shown
    assert "Mean of 10 neighbours" in shown
    assert "No ranks: neither a high nor a low value is good in itself." in shown
    assert "/indicators?councils=torbay&amp;measure=made-turnover" in shown
    assert 'href="/progress?councils=torbay"' in shown
    assert "Last in its papers, 2009 to 2012" in shown
    assert "newest" not in shown[papers:].lower()


def test_a_council_without_plans_has_its_standing(made: Services) -> None:
    shown = page(made, "bristol")
    assert "Where it stands today" in shown
    assert "neither an inspection nor a plan of Bristol" in shown
    assert "Figures that its papers print" not in shown


def test_a_council_that_ended_leads_to_its_successors(made: Services) -> None:
    shown = page(made, "poole")
    assert "have no figure of Poole" in shown
    assert "It ended on 31 March 2019" in shown
    assert "/councils/bournemouth-christchurch-and-poole" in shown


def test_without_official_statistics_the_page_says_so(services: Services) -> None:
    for key in ("torbay", "durham"):
        standing = services.benchmarks.standing(key)
        assert (standing.loaded, standing.leads, standing.best) == (False, (), ())
        assert "No official statistics are loaded, so nothing here says where" in page(
            services, key
        )


@pytest.mark.parametrize("key", ["torbay", "durham", "poole"])
def test_a_standing_reads_four_times_at_most(made: Services, key: str) -> None:
    made.benchmarks.standing("plymouth")
    with sent_statements() as statements:
        made.benchmarks.standing(key)
    assert len(statements) <= 4
