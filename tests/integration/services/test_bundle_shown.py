"""The pages over the statistics that the project carries: the three councils side by side."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import Engine, func, select, text

from db.engine import open_engine
from db.models import Document, Finding
from db.session import make_sessions
from layouts import benchmarks, council, league
from layouts.components.definitions import definitions, near_duplicates
from layouts.components.standing import standing
from layouts.html_writer import write_html
from layouts.overview import results as overview_results
from portal.domain.benchmarks import mark
from portal.domain.league import LEAGUE_SORTS, LeagueState
from portal.domain.lines_of_enquiry.asking import ASKED
from portal.domain.overview import OverviewState
from portal.domain.scorecard import by_area, step
from portal.domain.search_state import SearchState
from portal.domain.synonyms import _read, begin_words, readings
from portal.domain.travel import NO_CHANGE, TOO_FEW
from portal.domain.view_state import (
    MOST_COUNCILS,
    SCORECARD,
    WORSENING,
    BenchmarkState,
    IndicatorState,
    SummaryState,
)
from portal.exports.tabular import to_xlsx
from portal.importers.statistics.bundled import load_bundle
from portal.services import Services
from portal.settings import BUNDLE
from tests.support.components import text_of
from tests.support.statements import sent_statements

THREE = ("torbay", "plymouth", "middlesbrough")
# What the answer of a council's page may weigh.
MOST_BYTES = 300_000
AGAINST = ("england", "region", "neighbours-mean")
EACH = (
    "repeat-referrals",
    "placement-stability",
    "lait-careleaveracc",
    "care-leavers-eet",
    "social-work-turnover-rate-fte",
)


@pytest.fixture(scope="module")
def engine(new_database: Callable[..., str]) -> Iterator[Engine]:
    """A database as a first start leaves it."""
    made = open_engine(new_database("sqlite", "catalogue"))
    load_bundle(make_sessions(made), BUNDLE)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def shown(engine: Engine) -> Services:
    return Services.over(make_sessions(engine))


def test_the_scorecard_holds_the_three_on_many_measures_up_to_2025(shown: Services) -> None:
    view = shown.benchmarks.view(BenchmarkState(), every=True)
    assert tuple(council.key for council in view.councils) == THREE
    whole = [row for row in view.rows if all(figure.value is not None for figure in row.figures)]
    recent = [row for row in whole if row.spine.period.end and row.spine.period.end.year >= 2025]
    ranked = [row for row in whole if row.spine.ranked]
    assert (len(whole), len(recent), len(ranked)) == (187, 175, 63)
    codes = Counter((r.spine.indicator.definition_code, r.spine.indicator.unit) for r in view.rows)
    assert set(codes.values()) == {1}
    assert view.newest is not None
    assert view.newest.year == 2025


def test_what_is_worst_and_gets_worse_is_picked_out_of_all_measures(shown: Services) -> None:
    every = shown.benchmarks.view(BenchmarkState(), every=True)
    worsening = {
        (row.spine.indicator.key, council.key)
        for row in every.rows
        for council, figure in zip(every.councils, row.figures, strict=True)
        if figure.travel == "worse"
        and not row.spine.indicator.family
        and mark(figure, row.spine.of, row.spine.indicator.unit) == "worst"
    }
    assert worsening
    view = shown.benchmarks.view(BenchmarkState(only=WORSENING))
    assert {r.spine.indicator.key for r in view.rows} == {key for key, _council in worsening}
    counted = Counter(
        council
        for row in view.rows
        for key, council in worsening
        if key == row.spine.indicator.key and not (row.spine.outside or row.spine.schooling)
    )
    assert view.worst == {key: counted[key] for key in THREE}
    assert "one of these councils is in the worst fifth of England and gets worse: " in (
        benchmarks.headline(view)
    )
    travels = {row["travel"] for row in shown.benchmarks.rows(BenchmarkState())}
    assert travels == {"worse", "higher", "lower", NO_CHANGE, TOO_FEW, ""}


def test_a_scorecard_begins_with_lead_measures_and_holds_every_measure_once(
    shown: Services,
) -> None:
    state = BenchmarkState(view=SCORECARD)
    first = shown.benchmarks.view(state)
    assert len(first.rows) == first.size == step(3)
    leads = {row.spine.indicator.id for row in first.rows if row.spine.indicator.id in first.leads}
    assert leads == first.leads
    pages = -(-first.left // first.size)
    views = [shown.benchmarks.view(replace(state, page=n + 1)) for n in range(pages)]
    keys = [row.spine.indicator.key for view in views for row in view.rows]
    assert len(keys) == len(set(keys)) == first.left == 105
    areas = [title for title, _rows in by_area(first.rows, first.vocabulary)]
    assert areas == [a.name for a in first.vocabulary.areas.values() if a.name in areas]
    answer = str(write_html(benchmarks.results(first)))
    assert "35% ⑤" in answer
    assert len(answer.encode()) < MOST_BYTES
    many = shown.benchmarks.view(BenchmarkState(("london", "south-west"), view=SCORECARD))
    assert len(many.councils) == MOST_COUNCILS
    assert len(str(write_html(benchmarks.results(many))).encode()) < MOST_BYTES


def test_a_page_of_the_rug_is_as_long_as_its_councils_allow(shown: Services) -> None:
    few, many = (
        shown.benchmarks.view(BenchmarkState(councils))
        for councils in (("torbay",), ("london", "south-west"))
    )
    assert len(many.councils) == MOST_COUNCILS
    assert len(many.rows) == many.size < few.size == len(few.rows)
    assert len(str(write_html(benchmarks.results(many))).encode()) < MOST_BYTES


def test_a_scorecard_in_excel_holds_numbers_with_signs_and_tints(shown: Services) -> None:
    grid = shown.benchmarks.grid(BenchmarkState(("torbay", "plymouth")))
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx([], ("a",), [], grid)))["Scorecard"]
    assert [cell.value for cell in sheet[2]][2:] == ["England", "Torbay", "Plymouth"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=3) if row[2].value is not None}
    assert len(rows) == 250
    _name, about, england, torbay, _plymouth = rows[
        "Re-referrals within 12 months, share of referrals"
    ]
    assert (about.value, england.value, torbay.value) == ("2024/25", 22.6, 24.3)
    assert torbay.number_format == '#,##0.0"% ⑤"'
    assert torbay.fill.fgColor.rgb == "FFF8D3B2"
    placed = [cell.place for _title, group in grid.groups for row in group for cell in row.cells]
    assert set(placed) == {0, 1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("turnover", "Turnover of social workers"),
        ("staff turnover", "Turnover of social workers"),
        ("placement stability", "Three or more placements"),
        ("supervision", "Average caseload of a social worker"),
        ("re-referrals", "Re-referrals within 12 months"),
        ("neet", "Care leavers aged 17 to 18 not in education"),
        ("LAC rate", "Children looked after"),
        ("case load", "Average caseload of a social worker"),
        ("care leavers in work", "Care leavers"),
        ("staying put", "Care leavers who stayed with their former foster carers"),
        ("45 days", "Assessments"),
        ("persistent absence", "Children in need who are persistently absent"),
        ("UASC", "Unaccompanied children"),
        ("dentist", "Children looked after whose teeth were checked"),
    ],
)
def test_measures_are_found_by_what_people_type(shown: Services, typed: str, first: str) -> None:
    measures = [m.measure.name for m in shown.search.view(SearchState(q=typed)).measures]
    assert first.lower() in measures[0].lower()
    assert not [name for name in measures if "cost" in name or "spending" in name]
    rows = shown.benchmarks.view(BenchmarkState(words=typed), every=True).rows
    assert any(row.spine.indicator.name.startswith(first) for row in rows)
    choices = shown.indicators.options(IndicatorState(words=typed)).choices
    assert any(measure.name.startswith(first) for measure in choices)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Cornwall", ["Cornwall"]),
        ("bcp", ["Bournemouth, Christchurch and Poole"]),
        ("e06000027", ["Torbay"]),
        ("879", ["Plymouth"]),
        ("north yorks", ["North Yorkshire"]),
    ],
)
def test_councils_are_found_by_what_people_call_them(
    shown: Services, typed: str, names: list[str]
) -> None:
    assert [c.name for c in shown.search.view(SearchState(q=typed)).councils] == names


def test_the_download_of_benchmarks_holds_region_neighbours_and_verdict(shown: Services) -> None:
    rows = shown.benchmarks.rows(BenchmarkState(THREE))
    measures = {row["measure"] for row in rows}
    assert len(rows) == 3 * len({(row["measure"], row["indicator"]) for row in rows})
    assert len(measures) > 200
    newest = {
        (row["indicator"], row["council"]): row
        for row in shown.summary.rows(SummaryState(THREE))
        if row.get("region_value") is not None
    }
    beside = ("region_value", "neighbours_mean", "neighbours_used", "england", "rank", "verdict")
    held = {key: {name: row[name] for name in beside} for key, row in newest.items()}
    same = {key: {name: row.get(name) for name in beside}
            for row in rows if (key := (row["indicator"], row["council"])) in held}  # fmt: skip
    assert same == held
    assert len(held) > 30
    counts = {row["verdict"] for row in rows if row["unit"] == "count" and row["value"] is not None}
    assert counts <= {"Compare with caution", "One council only"}
    assert {row["definition"] for row in rows} > {"dfe-rereferral-percent"}


def test_a_slip_of_the_pen_is_mended_where_nothing_is_found(shown: Services) -> None:
    assert shown.search.view(SearchState(q="Plymoth turnovr")).meant == "plymouth turnover"
    assert shown.search.view(SearchState(q="Cornwall")).meant == ""
    assert shown.search.view(SearchState(q="xyzzyq")).meant == ""


def test_every_synonym_means_a_measure_that_is_there(shown: Services) -> None:
    spines = [row.spine for row in shown.benchmarks.view(BenchmarkState(), True).rows]
    names = [name for s in spines for name in (s.indicator.name, s.measure.name)]
    terms = _read().means
    nothing = [
        (term, meaning)
        for term, meanings in terms.items()
        for meaning in meanings
        if not any(begin_words(readings(meaning)[0], name) for name in names)
    ]
    assert not nothing


@pytest.mark.parametrize("measure", EACH)
def test_a_league_table_ranks_as_every_other_page(shown: Services, measure: str) -> None:
    state = LeagueState(THREE, measure=measure)
    view = shown.league.view(state)
    standing = shown.indicators.more(IndicatorState(THREE, measure=measure)).standing
    assert standing is not None
    by_key = {row.council.key: row for row in view.rows}
    for row in standing.rows:
        listed = by_key[row.council.key]
        assert listed.chosen
        assert (listed.figure.rank, listed.figure.value) == (
            row.rank,
            row.value and row.value.value,
        )
    ranked = [row for row in view.rows if row.figure.rank]
    assert [row.figure.rank for row in ranked] == sorted(r.figure.rank or 0 for r in ranked)
    assert view.rows[: len(ranked)] == tuple(ranked)
    ties = Counter(row.figure.rank for row in ranked)
    assert all(row.sharing == ties[row.figure.rank] for row in ranked)
    near = {n.key for n in view.vocabulary.neighbours["torbay"]}
    assert {row.council.key for row in view.rows if "Torbay" in row.neighbour_of} == near
    assert by_key["plymouth"].region_of == ("Torbay", "Plymouth")
    rows = shown.league.rows(state)
    assert 153 >= len(rows) == len(view.rows) > 140
    assert not [row.council.key for row in view.rows if row.council.ended]
    assert len(str(write_html(league.results(view))).encode()) < MOST_BYTES


@pytest.mark.parametrize("sort", LEAGUE_SORTS)
def test_a_league_table_is_sorted_by_each_column(shown: Services, sort: str) -> None:
    rows = shown.league.view(LeagueState(measure="care-leavers-eet", sort=sort)).rows
    values = [r.figure.value for r in rows if r.figure.value is not None]
    orders = {
        "rank": [r.figure.rank for r in rows if r.figure.rank],
        "name": [r.council.name for r in rows],
        "region": [r.region for r in rows if r.region],
        "value": [-value for value in values],
    }
    assert orders[sort] == sorted(orders[sort])
    assert len(rows) > len(values) > 140


def test_a_league_table_needs_official_figures(shown: Services) -> None:
    assert shown.league.view(LeagueState()).spine is not None
    none = shown.league.view(LeagueState(measure="case-files-audited"))
    assert none.rows == ()
    assert "have no newest figures" in str(league.results(none))


@pytest.mark.parametrize("measure", EACH)
def test_a_measure_stands_with_england_region_neighbours_and_rank(
    shown: Services, measure: str
) -> None:
    state = IndicatorState(measure=measure, councils=THREE, against=AGAINST)
    standing = shown.indicators.more(state).standing
    assert standing is not None
    assert standing.england is not None
    assert (standing.of > 120, standing.period.end and standing.period.end.year) == (True, 2025)
    for row in standing.rows:
        assert row.value is not None
        assert 1 <= (row.rank or 0) <= standing.of
        assert row.region is not None
        assert (row.neighbours, row.model, row.around.mean is not None) == (10, "2025", True)


@pytest.mark.parametrize("theme", ["", "assessment", "supervision", "adoption", "care-leavers"])
def test_the_indicators_open_on_what_the_three_can_be_compared_on(
    shown: Services, theme: str
) -> None:
    view = shown.indicators.view(IndicatorState(theme=theme))
    assert view.measure is not None
    assert theme in ("", *view.measure.themes)
    first = view.panels[0]
    assert first.official
    assert {s.council.key for s in first.series if s.council.kind == "council"} == set(THREE)
    assert view.verdict.level == "comparable"


def test_a_definition_of_two_sources_is_drawn_once_and_ranks_alike_on_every_page(
    shown: Services,
) -> None:
    measure = "social-work-turnover-rate-fte"
    more = shown.indicators.more(IndicatorState(measure=measure, councils=THREE))
    (panel,) = more.view.panels
    (pair,) = more.view.also
    assert {line.indicator.document for line in panel.series} == {"dfe-social-work-workforce"}
    assert (pair.other.document, pair.equal, pair.compared) == ("dfe-lait", 36, 36)
    assert pair.sentence.partition(": ")[2] in text_of(definitions(more.view))
    assert {value.indicator.document for value in more.view.values} > {pair.other.document}
    benchmarks = shown.benchmarks.view(BenchmarkState(), every=True)
    (row,) = (r for r in benchmarks.rows if r.spine.measure.key == measure)
    assert more.standing is not None
    assert [(r.rank, more.standing.of) for r in more.standing.rows] == [
        (figure.rank, row.spine.of) for figure in row.figures
    ]


def test_a_definition_says_where_its_polarity_is_not_the_measures(shown: Services) -> None:
    view = shown.indicators.view(IndicatorState(measure="adoptions"))
    text = text_of(definitions(view))
    assert "High is good: the plan aims at more adoptions." in text
    assert text.count(" here: ") == 1
    assert "Neither high nor low here: adoption is right for some children" in text


def test_a_measure_names_its_near_duplicates_and_its_themes(shown: Services) -> None:
    more = shown.indicators.more(IndicatorState(THREE, measure="children-in-need-rate"))
    body = text_of(near_duplicates(more))
    assert "(the number behind it)" in body
    assert "stands for all of these" not in body
    other = shown.indicators.more(IndicatorState(THREE, measure="children-in-need"))
    assert "(stands for all of these where each counts once)" in text_of(near_duplicates(other))
    alone = shown.indicators.more(IndicatorState(THREE, measure="average-caseload"))
    assert "of official statistics the conditions of it" in text_of(definitions(alone.view))


def test_every_lead_measure_is_one_that_the_catalogue_or_the_bundle_defines(
    shown: Services,
) -> None:
    offered = shown.indicators.options(IndicatorState())
    keys = {measure.key for measure in offered.choices}
    vocabulary = offered.vocabulary
    subjects = [*vocabulary.themes.values(), *vocabulary.areas.values()]
    assert {key for subject in subjects for key in subject.lead_measures} <= keys
    assert all(theme.lead_measures for theme in vocabulary.themes.values())


def test_measures_are_asked_about_in_a_reviewers_words(shown: Services) -> None:
    with shown.data.reading() as (session, vocabulary):
        definitions = shown.data.definitions(session, vocabulary)
    assert set(ASKED) - set(definitions.measures) == set()
    themes = vocabulary.themes.values()
    leads = {m for area in (*themes, *vocabulary.areas.values()) for m in area.lead_measures}
    assert {m for m in leads if m in definitions.newest_official} - set(ASKED) == set()


def test_each_area_is_answered_by_its_lead_measures_or_in_words(shown: Services) -> None:
    unspoken = {"management-oversight", "records-data", "leadership-governance"}
    unspoken |= {"participation-access"}
    for key, area in shown.indicators.options(IndicatorState()).vocabulary.areas.items():
        view = shown.overview.view(OverviewState(THREE, area=key))
        (subject,) = view.subjects
        figures = [p.figure.value for lead in subject.leads for p in lead.placings]
        assert len(subject.leads) == len(area.lead_measures), key
        assert bool(figures) == (key not in unspoken), key
        # One of the three gives no spending.
        assert figures.count(None) == (3 if key == "resources-commissioning" else 0), key
        words = write_html(overview_results(view))
        assert ("No official measure in the portal speaks of" in words) == (key in unspoken), key


def test_official_statistics_contradict_nothing_that_a_withheld_council_explains(
    engine: Engine,
) -> None:
    query = select(func.count()).select_from(Finding)
    query = query.join(Document, Document.key == Finding.document_a)
    with engine.connect() as connection:
        assert connection.scalar(query.where(Document.kind == "statistics")) == 0


def test_the_sources_name_release_file_licence_and_edition(shown: Services) -> None:
    view = shown.sources.view()
    assert len(view.datasets) == 8
    for row in view.datasets:
        assert row.licence == "Open Government Licence v3.0"
        assert (row.edition, bool(row.release), bool(row.file), row.publisher) == (
            2,
            True,
            True,
            "Department for Education",
        )
    assert view.neighbours is not None
    assert (view.neighbours.model, view.neighbours.edition) == ("2025", 2)


def test_ranks_and_quartiles_of_all_measures_are_those_that_pandas_makes(engine: Engine) -> None:
    sql = (
        "SELECT s.*, i.polarity, i.banded FROM statistics s JOIN indicators i ON "
        "i.id = s.indicator_id JOIN councils c ON c.id = s.council_id WHERE c.kind = 'council'"
    )
    with engine.connect() as connection:
        every = pd.read_sql(text(sql), connection)
        spread = pd.read_sql(text("SELECT * FROM benchmarks"), connection)
    keys = ["indicator_id", "period_id"]
    trace = every["symbol"].isin(["low", "k"])
    assert trace.sum() == 26
    # A figure that councils share counts once; one that rounds to zero but is not, as the least.
    there = every[every["value"].notna() | trace]
    once = there[(there["joint"] == "") | ~there.duplicated([*keys, "joint"])]
    assert len(there) - len(once) > 300
    values = once["value"].fillna(0).groupby([once[key] for key in keys])
    made = pd.DataFrame({"of": values.size()}).assign(
        **{f"q{n}": values.quantile(n / 4) for n in (1, 2, 3)}
    )
    spread = spread.set_index(keys).sort_index()
    assert len(spread) == len(made) > 2_000
    pd.testing.assert_frame_equal(spread[made.columns], made, check_dtype=False, rtol=1e-12)
    order = once["value"].fillna(1e-300) * once["polarity"].map({"high": -1, "low": 1})
    ranks = order.groupby([once[key] for key in keys]).rank(method="min")
    joined = once.assign(made=ranks).join(made, on=keys)
    ranked = joined["rank"].notna()
    assert (ranked == (joined["polarity"] != "none")).all()
    assert (joined["rank"] == joined["made"])[ranked].all()
    low = joined["value"].fillna(0)
    quarter = sum(
        (low > joined[q] + 1e-12 * joined[q].abs()).astype(int) for q in ("q1", "q2", "q3")
    )
    quarter = quarter.where(joined["polarity"] == "low", 3 - quarter)
    banded = ranked & (joined["banded"] == 1)
    assert (joined["band"].notna() == banded).all()
    assert (joined["band"] == quarter.map(dict(enumerate("ABCD"))))[banded].all()
    assert not every[~every.index.isin(there.index)]["rank"].notna().any()
    again = there[there["joint"] != ""].groupby([*keys, "joint"])["rank"]
    assert (again.nunique() <= 1).all()


def test_a_joint_figure_is_shown_as_such_at_each_of_its_councils(shown: Services) -> None:
    pair = ("kingston-upon-thames", "richmond-upon-thames")
    joint = "Kingston upon Thames and Richmond upon Thames"
    measure = "social-work-turnover-rate-fte"
    rows = [r for r in shown.benchmarks.rows(BenchmarkState(pair)) if r["joint"]]
    turnover = [r for r in rows if r["indicator"].endswith("Turnover of social workers")]
    assert {r["joint"] for r in rows} == {joint}
    more = shown.indicators.more(IndicatorState(pair, measure=measure))
    assert more.standing is not None
    first, second = more.standing.rows
    assert first.value is not None
    assert second.value is not None
    assert (first.value.value, first.rank) == (second.value.value, second.rank)
    assert {first.value.joint, second.value.joint} == {joint}
    assert all(row["rank"] == first.rank and row["of"] == more.standing.of for row in turnover)
    shown_text = text_of(standing(more))
    assert shown_text.count("joint figure") == 3
    assert f"{joint} share one joint figure, which counts once." in shown_text
    dots = [area.name for area, _value, _of in more.view.spread]
    assert (len(dots), dots.count(joint)) == (more.standing.of, 1)


def test_every_council_of_today_has_a_standing(shown: Services) -> None:
    today = [c for c in shown.data.vocabulary().every_council if not c.ended]
    assert len(today) == 153
    shown.benchmarks.standing("torbay")
    for area in today:
        with sent_statements() as statements:
            standing = shown.benchmarks.standing(area.key)
        assert len(statements) <= 4
        assert standing.stated
        sides = (standing.best, standing.worst)
        best, worst = ({p.spine.measure.key for p in side} for side in sides)
        assert not best & worst
        shares = [p.share for p in (*standing.best, *reversed(standing.worst))]
        assert shares == sorted(shares)
        assert all(p.figure.band and p.spine.ranked for side in sides for p in side)


def test_a_councils_page_is_light_and_the_same_as_the_scorecard(shown: Services) -> None:
    standing = shown.benchmarks.standing("torbay")
    page = write_html(council.results(shown.councils.view("torbay"), standing))
    assert len(str(page).encode()) < MOST_BYTES
    assert [theme.key for theme, _leads in standing.leads] == [
        "assessment",
        "supervision",
        "adoption",
        "care-leavers",
    ]
    placings = {p.spine.indicator.key: p for _theme, leads in standing.leads for p in leads}
    assert len(placings) == 14
    rows = shown.benchmarks.view(BenchmarkState(("torbay",)), every=True).rows
    same = {row.spine.indicator.key: row.figures[0] for row in rows}
    assert all(placing.figure == same[key] for key, placing in placings.items())
    leads = (p for p in placings.values() if p.spine.measure.key == "lait-careleaveracc")
    housed = next(leads)
    state = IndicatorState(("torbay",), measure="lait-careleaveracc", against=AGAINST)
    more = shown.indicators.more(state).standing
    assert more is not None
    row = more.rows[0]
    beside = (housed.figure.rank, housed.region, housed.around)
    assert (row.rank, row.region, row.around) == beside


def test_lines_of_enquiry_begin_with_the_figures_furthest_from_england(shown: Services) -> None:
    lines = [line for line in shown.suggestions.suggest("middlesbrough") if not line.older]
    assert len(lines) >= 10
    # Two in three of its children looked after had three or more social workers in the year.
    far = "standing:lait-stability-socialworker/middlesbrough"
    first = [[f"{r.kind}:{r.key}" for r in line.evidence] for line in lines[:10]]
    assert any(far in marks for marks in first[:3])
    figures = [mark for marks in first for mark in marks if mark.startswith(("standing", "figure"))]
    assert len(figures) == len(set(figures))
    assert not any("2004" in line.why + line.wording for line in lines[:10])


def test_official_figures_of_one_indicator_are_written_with_as_many_decimals(
    shown: Services,
) -> None:
    view = shown.indicators.view(IndicatorState(THREE, measure="assessments-on-time"))
    official = [value for value in view.values if value.indicator.official]
    assert {value.decimals for value in official} == {1}
    written = {value.shown for value in official if value.council.key == "plymouth"}
    assert "80.0%" in written
