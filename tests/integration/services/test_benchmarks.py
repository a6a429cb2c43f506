"""The benchmarks over made-up statistics, on both databases: order, counts, queries, downloads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from db.queries import benchmarks as queries
from db.queries import raw
from db.session import make_sessions
from layouts import benchmarks as layout
from layouts import council as council_layout
from layouts import indicators as indicators_layout
from layouts.components.benchmark_table import rug_table
from portal.app import create_app
from portal.domain.benchmarks import BenchmarkView
from portal.domain.travel import TOO_FEW
from portal.domain.view_state import BenchmarkState, IndicatorState
from portal.services import Services
from portal.settings import Settings
from tests.support.asking import ask
from tests.support.official import bring_in
from tests.support.statements import sent_statements

URL = "benchmarks-url.search"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest,
    new_database: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engine]:
    """The catalogue and the made-up statistics, once on each kind of database."""
    made = open_engine(new_database(request.param, "catalogue"))
    bring_in(make_sessions(made), tmp_path_factory.mktemp("official"))
    yield made
    made.dispose()


@pytest.fixture
def rug(engine: Engine) -> Callable[[str], BenchmarkView]:
    """Asks for the view of an address."""
    service = Services.over(make_sessions(engine)).benchmarks
    return lambda search: service.view(BenchmarkState.from_query(search))


@pytest.fixture
def client(engine: Engine) -> Any:
    """A client of the portal over that database."""
    return create_app(Settings(), engine).server.test_client()


def names(view: BenchmarkView) -> list[str]:
    return [row.spine.indicator.key.removeprefix("made-") for row in view.rows]


def figures(view: BenchmarkView, key: str) -> dict[str, Any]:
    row = next(r for r in view.rows if r.spine.indicator.key == f"made-{key}")
    return {c.key: f for c, f in zip(view.councils, row.figures, strict=True)}


def test_the_worst_distance_comes_first_and_what_ranks_nobody_last(rug: Any) -> None:
    view = rug("")
    assert names(view) == ["turnover", "eet", "visits", "few", "rate", "starts"]
    assert [group.title[:10] for group in view.groups] == ["", "Not ranked", "Numbers an"]
    turnover = view.rows[0].spine
    assert (turnover.q1, turnover.q3, turnover.england, turnover.of) == (13.625, 20.875, 15, 30)
    assert turnover.distance(24.5) == pytest.approx(9.5 / 7.25)
    assert (view.everything, view.left, view.ranked) == (6, 6, 3)


def test_only_the_newest_period_is_shown_with_rank_and_band(rug: Any) -> None:
    shown = figures(rug(""), "turnover")
    assert shown["torbay"] == (24.5, "", "", 30, "D", "", "", TOO_FEW)
    assert shown["middlesbrough"] == (10.0, "", "", 1, "A", "", "", TOO_FEW)
    assert shown["plymouth"].rank == 16
    assert figures(rug(""), "eet")["middlesbrough"].provisional


def test_symbols_keep_their_reason_and_withhold_ranks(rug: Any) -> None:
    view = rug("")
    reasons = {key: figure.reason for key, figure in figures(view, "visits").items()}
    assert reasons["torbay"] == "low reliability"
    assert reasons["plymouth"] == "confidential"
    assert reasons["middlesbrough"] == "not applicable"
    assert all(f.rank is None for f in figures(view, "few").values())
    assert all(f.rank is None and f.band is None for f in figures(view, "starts").values())


def test_fifths_are_counted_over_all_measures_that_are_left(rug: Any) -> None:
    view = rug("")
    assert view.worst == {"torbay": 1, "plymouth": 0, "middlesbrough": 1}
    assert view.best == {"torbay": 1, "plymouth": 0, "middlesbrough": 1}
    assert layout.headline(view) == (
        "Of 3 measures that rank councils, Torbay is in the worst fifth of England on 1, "
        "Middlesbrough on 1 and Plymouth on none"
    )


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("?sort=name", ["eet", "starts", "few", "rate", "turnover", "visits"]),
        ("?sort=area", ["visits", "starts", "eet", "turnover", "few", "rate"]),
        ("?only=exceptions", ["turnover", "eet"]),
        ("?only=exceptions&councils=plymouth", []),
        ("?theme=care-leavers", ["eet"]),
        ("?area=outside", ["few", "rate"]),
        ("?area=looked-after", ["visits", "starts"]),
        ("?words=social+turnover", ["turnover"]),
        ("?councils=middlesbrough", ["eet", "turnover", "visits", "few", "rate", "starts"]),
    ],
)
def test_filters_and_orders(rug: Any, search: str, expected: list[str]) -> None:
    assert names(rug(search)) == expected


def test_a_region_and_neighbours_stand_for_their_councils(rug: Any) -> None:
    near = rug("?councils=neighbours-of-torbay")
    assert len(near.councils) == 11
    assert near.councils[0].key == "torbay"
    view = rug("?councils=south-west,torbay,nowhere")
    assert {council.region for council in view.councils} == {"south-west"}
    assert "nowhere" in view.problems[0]
    assert len(view.rows[0].figures) == len(view.councils) > 10


# A view of a region waits for its turn, without a connection, and asks for the version again.
@pytest.mark.parametrize(
    ("search", "most"),
    [
        ("?", 3),
        ("?theme=care-leavers", 3),
        ("?councils=south-west&sort=area", 4),
        ("?words=turnover", 3),
        ("?page=3", 3),
    ],
)
def test_a_view_reads_three_times_at_most(
    engine: Engine, client: Any, search: str, most: int
) -> None:
    ask(client, "benchmarks-results", {URL: "?councils=plymouth"})
    with sent_statements() as first:
        ask(client, "benchmarks-results", {URL: search})
    with sent_statements() as second:
        ask(client, "benchmarks-results", {URL: search})
    assert len(first) <= most
    assert len(second) <= 1  # the version, unless it was told a moment ago


def test_the_primary_key_serves_the_figures(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    directly = raw.directly
    sqlite = engine.dialect.name == "sqlite"
    key = "USING PRIMARY KEY (indicator_id=? AND council_id=? AND period_id=?)"
    for ask_for in (queries.newest_standings, queries.newest_figures):
        with engine.connect() as connection:
            if not sqlite:  # which would read so small a table whole
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"

            def plan_of(reader: Any, sql: str, values: Any, explain: str = explain) -> Any:
                return directly(reader, f"{explain} {sql}", values)

            monkeypatch.setattr(raw, "directly", plan_of)
            plan = [str(row[-1]) for row in ask_for(connection, [1, 2, 3], [4, 5])]
        assert any((key if sqlite else "pk_statistics") in step for step in plan), plan


def test_the_download_holds_what_the_page_shows(client: Any, rug: Any) -> None:
    query = "?councils=torbay,middlesbrough&only=exceptions"
    text = client.get(f"/download/benchmarks.csv{query}").text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    source = "Nobody: Made-up statistics, official statistics, published 2025"
    assert {row["source"] for row in rows} == {source}
    assert len(rows) == 2 * len(rug(query).rows) == 4
    first = rows[0]
    assert (first["council"], first["value"], first["rank"], first["of"]) == (
        "Torbay", "24.5", "30", "30",
    )  # fmt: skip
    assert (first["fifth"], first["band"], first["difference_to_england"]) == ("worst", "D", "9.5")
    assert all(row["link"].endswith(f"/benchmarks{query}") for row in rows)
    assert client.get(f"/download/benchmarks.xlsx{query}").status_code == 200


def test_the_page_says_why_there_is_nothing(client: Any, services: Services) -> None:
    empty = services.benchmarks.view(BenchmarkState())
    assert not empty.everything
    assert "No official statistics are loaded yet" in str(layout.results(empty))
    answer = ask(client, "benchmarks-results", {URL: "?words=unheard"}).text
    assert "No measure fits all of these filters" in answer
    assert "the words “unheard”" in answer


def test_a_cell_says_everything_in_words(client: Any) -> None:
    answer = ask(client, "benchmarks-results", {URL: "?"}).text
    for words in (
        "24.5%\\nD · 30 of 30\\n9.5 points worse",
        "worst fifth",
        "best fifth",
        "provisional",
        "rounds to zero",
        "confidential",
        "No ranks: only 10 councils have a value.",
        "Low is good",
        "indicators?measure=made-turnover",
    ):
        assert words in answer, words


def test_more_councils_than_markers_are_named_on_the_bar_from_the_left(rug: Any) -> None:
    view = rug("?councils=south-west&words=turnover")
    bar = str(rug_table(view))
    shown = [f.value for f in view.rows[0].figures if f.sure]
    named = re.findall(r"[\d.]+(?=%)", bar.partition("From the left: ")[2].partition("'")[0])
    # Low is good, and right is better: the highest stands on the left.
    assert [float(n) for n in named] == sorted(shown, reverse=True)
    assert len(named) > 4
    assert "From the left" not in str(rug_table(rug("")))
    assert "names them from the left" in str(layout.results(view))


def test_the_other_councils_are_listed_by_region_where_there_are_statistics(
    engine: Engine, client: Any, services: Services
) -> None:
    others = dict(Services.over(make_sessions(engine)).councils.others())
    assert ("bristol", "Bristol") in others["South West"]
    assert not any(key == "torbay" for councils in others.values() for key, _ in councils)
    names = [name for _, name in others["London"]]
    assert names == sorted(names)
    assert "figures only" in ask(client, "councils-results", {}).text
    # Without statistics their pages would say nothing.
    assert services.councils.others() == ()


def test_a_page_promises_only_what_the_portal_holds() -> None:
    def promised(council: str, figures: bool = True) -> str:
        plans = council == "torbay"
        return str(council_layout.layout(council, council, plans, figures))

    assert "inspections and plans" in promised("torbay")
    assert "inspections and plans" not in promised("kent")
    assert "official statistics" in promised("kent")
    assert "no official statistics" in promised("kent", figures=False)


def test_every_head_says_how_far_papers_and_statistics_reach(client: Any, engine: Engine) -> None:
    newest = Services.over(make_sessions(engine)).data.newest()
    assert newest is not None
    line = f"Papers of 2004 to 2015, statistics to {newest.year}, loaded"
    assert line in client.get("/_dash-layout").text


def test_sources_are_told_by_their_titles(engine: Engine) -> None:
    services = Services.over(make_sessions(engine))
    view = services.indicators.view(IndicatorState(measure="repeat-referrals"))
    assert view.findings
    below = str(indicators_layout.below(services.indicators.more(view.state)))
    assert "torbay-2012-report-card-and-adoption-review: " not in below
    assert "progress update and report card" in below
    made = services.indicators.view(IndicatorState(measure="made-turnover"))
    assert {value.indicator.where for value in made.values} == {"the publisher’s column turnover"}
    assert "the publisher’s column turnover" in str(indicators_layout.values_table(made))
