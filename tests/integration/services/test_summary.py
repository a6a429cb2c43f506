"""The summary of chosen measures: its rules, its page in words, its rows and its pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from db.engine import open_engine
from db.session import make_sessions
from layouts import summary as layout
from layouts.html_writer import write_html
from portal.domain.pack_model import Chart, Table
from portal.domain.pack_sections.ledger import short_name
from portal.domain.summary import MOST_ROWS
from portal.domain.view_state import SummaryState
from portal.services import Services
from portal.services.summary import DOWNLOAD_COLUMNS
from tests.support.official import bring_in
from tests.support.pack_checks import check, check_links
from tests.support.statements import sent_statements

BASE = "https://portal.example"


@pytest.fixture(scope="module")
def engine(
    new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """The made-up statistics of fourteen years, one theme led by two of their measures."""
    made = open_engine(new_database("sqlite", "catalogue"))
    bring_in(make_sessions(made), tmp_path_factory.mktemp("official"), earlier=12)
    with made.begin() as connection:
        connection.execute(text("UPDATE themes SET lead_measures = ''"))
        leads = "UPDATE themes SET lead_measures = 'made-turnover;made-starts' WHERE key = "
        connection.execute(text(f"{leads}'supervision'"))
        leads = "UPDATE themes SET lead_measures = 'supervision-frequency' WHERE key = "
        connection.execute(text(f"{leads}'adoption'"))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def made(engine: Engine) -> Services:
    return Services.over(make_sessions(engine))


def words(services: Services, query: str = "") -> str:
    """The words of the page, links and drawings left out."""
    view = services.summary.view(SummaryState.from_query(query))
    html = str(write_html(layout.results(view)))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def keys(services: Services, query: str) -> list[str]:
    view = services.summary.view(SummaryState.from_query(query))
    return [measure.spine.measure.key.removeprefix("made-") for measure in view.measures]


@pytest.mark.parametrize(
    ("query", "measures"),
    [
        ("", ["turnover", "starts"]),
        ("?measures=theme-supervision", ["turnover", "starts"]),
        ("?measures=made-rate", ["rate"]),
        ("?measures=made-starts,theme-supervision", ["starts", "turnover"]),
        ("?measures=theme-supervision,made-eet,made-eet", ["turnover", "starts", "eet"]),
        ("?measures=made-eet&measures=made-rate", ["eet", "rate"]),
        ("?measures=theme-adoption", []),
        ("?measures=atlantis", ["turnover", "starts"]),
    ],
)
def test_measures_are_those_chosen_or_the_themes(
    made: Services, query: str, measures: list[str]
) -> None:
    assert sorted(keys(made, query)) == sorted(measures)
    problems = made.summary.view(SummaryState.from_query(query)).problems
    assert bool(problems) == ("atlantis" in query)
    assert problems == made.summary.problems(SummaryState.from_query(query))


def test_each_figure_stands_beside_the_others_in_words(made: Services) -> None:
    shown = words(made)
    assert "Torbay Of 1 ranked measure, worst fifth on 1: Turnover of social workers." in shown
    assert "Turnover of social workers percent · 2024/25 · low is good" in shown
    assert re.search(r"Torbay 24\.5% 30 of 30 worst fifth", shown)
    assert "15.0% 9.5 points worse" in shown  # England
    assert "21.2% 3.2 points worse" in shown  # its ten neighbours have 19 to 23.5
    drawn = made.summary.view(SummaryState())
    assert drawn.measures[0].placings[0].around.used == 10


def test_a_number_that_grows_with_a_council_is_not_compared(made: Services) -> None:
    shown = words(made, "?measures=made-starts")
    assert "Compare with caution" in shown
    assert "not ranked" in shown
    assert "not compared" in shown
    assert "9,000" not in shown  # England's
    assert "9,000" not in words(made, "?measures=made-starts&view=table")
    rows = made.summary.rows(SummaryState(measures=("made-starts",)))
    assert not any(row.get("england") or row.get("rank") for row in rows)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?measures=made-visits", "confidential"),
        ("?measures=made-rate", "not ranked"),
        ("?measures=made-turnover&against=none", "Newest Rank Trend"),
        ("?measures=theme-adoption", "None of these measures has figures"),
        ("?measures=made-turnover&councils=torbay", "Of 1 ranked measure"),
    ],
)
def test_what_is_missing_is_said(made: Services, query: str, expected: str) -> None:
    assert expected in words(made, query)


def test_without_official_statistics_the_page_says_so(services: Services) -> None:
    assert "No official statistics are loaded yet" in words(services)
    assert services.summary.rows(SummaryState()) == []


def test_the_table_has_a_row_an_area_and_a_column_a_year(made: Services) -> None:
    state = SummaryState(measures=("made-turnover",), years="5", view="table")
    view = made.summary.view(state)
    assert view.years == (2021, 2022, 2023, 2024, 2025)
    assert [area.name for area in view.beside] == ["England", "Torbay’s neighbours (mean)"]
    shown = words(made, state.query())
    assert "Area 2021 2022 2023 2024 2025" in shown
    assert re.search(r"Torbay (\d+\.\d% ){3}124\.5% 24\.5%", shown)
    assert re.search(r"England (15\.0% ){5}", shown)


def test_rows_hold_every_year_and_the_newest_is_compared(made: Services) -> None:
    state = SummaryState(("torbay",), measures=("made-turnover",), years="3")
    rows = made.summary.rows(state)
    assert len(rows) == 3 * 3
    assert all(set(row) <= {*DOWNLOAD_COLUMNS, "decimals"} for row in rows)
    torbay = [row for row in rows if row["council"] == "Torbay"]
    assert [row["value"] for row in torbay] == [25.0, 124.5, 24.5]
    assert [row.get("rank") for row in torbay] == [None, None, 30]
    assert (torbay[2]["england"], torbay[2]["neighbours_mean"]) == (15, 21.25)


def test_many_councils_take_several_pages_and_the_rows_hold_all(made: Services) -> None:
    councils = ("south-west", "north-east")
    every = ("made-turnover", "made-eet", "made-visits", "made-rate", "made-few", "made-starts")
    state = SummaryState(councils, measures=every, page=9)
    view = made.summary.view(state)
    assert len(view.councils) * view.size <= MOST_ROWS
    assert view.state.page == -(-view.left // view.size) > 1
    assert len({row["measure"] for row in made.summary.rows(state)}) == view.left == len(every)


def test_the_page_reads_few_statements_whatever_is_chosen(made: Services) -> None:
    made.summary.view(SummaryState())
    with sent_statements() as statements:
        made.summary.view(SummaryState(("south-west",), measures=("made-eet", "made-rate")))
    assert len(statements) <= 5


@pytest.mark.parametrize(
    "query", ["", "?measures=made-visits,made-eet&years=3", "?councils=torbay"]
)
def test_the_pack_holds_what_the_page_shows(made: Services, query: str) -> None:
    state = SummaryState.from_query(query)
    pack = made.packs.summary_pack(state, BASE)
    check(pack)
    assert check_links(pack, made, BASE)
    view = made.summary.view(state, every=True)
    each = next(part for part in pack.parts if part.key == "measures")
    for page, measure in zip(each.pages, view.measures, strict=True):
        # The title says the figures, and its chart does not say them again.
        assert page.title.startswith(short_name(measure.spine.indicator.name))
        for placing in measure.placings:
            if placing.figure.value is not None:
                assert placing.row.scale.shown(placing.figure.value) in page.title
        charts = [block.headline for block in page.blocks if isinstance(block, Chart)]
        assert charts[0] == page.title
        tables = [block for block in page.blocks if isinstance(block, Table)]
        assert [row[0] for row in tables[0].rows] == [c.name for c in view.councils]
        assert any(isinstance(block, Chart) for block in page.blocks)


def test_a_pack_of_nothing_says_so(made: Services) -> None:
    pack = made.packs.summary_pack(SummaryState(measures=("theme-adoption",)), BASE)
    check(pack)
    assert [part.key for part in pack.parts] == ["summary", "definitions", "sources"]
