"""The pack of a council: every part from real data, every value that of the indicator page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from portal.domain.formatting import day, printed_date
from portal.domain.indicators import Measure
from portal.domain.inspection_state import InspectionsState
from portal.domain.pack_model import (
    CONTENTS,
    Block,
    Chart,
    Pack,
    Page,
    Points,
    Table,
    Text,
    TimeLine,
)
from portal.domain.pack_sections import findings, themes
from portal.domain.pack_sections.context import Stood, context
from portal.domain.pack_sections.ledger import Ledger, short_name
from portal.domain.pack_sections.left_out import NOTHING_ON
from portal.domain.pack_sections.periods import short_period
from portal.domain.plans import summarise
from portal.domain.view_state import IndicatorState
from portal.packs.common.sanitise import shown
from portal.packs.common.text_metrics import text_width
from portal.packs.docx.markup import table_xml
from portal.packs.fitting import fitted
from portal.packs.pptx.leaves import leaves_of
from portal.services import Services
from portal.services.base import NotFound
from portal.services.packs import NOTES, PUBLIC, PackService
from tests.support.pack_checks import check, check_links, every_text

BASE = "https://portal.example"
WITH_PLANS = ("torbay", "plymouth", "middlesbrough")


def part(pack: Pack, key: str) -> list[str]:
    """The titles of a part's pages."""
    return [page.title for part, page in pack.pages if part.key == key]


def texts(pack: Pack, key: str, kind: str = "") -> list[str]:
    """The paragraphs of a part, of one kind."""
    return [
        block.text
        for part, page in pack.pages
        if part.key == key
        for block in page.blocks
        if isinstance(block, Text) and kind in ("", block.kind)
    ]


@pytest.mark.parametrize("key", [*WITH_PLANS, "cornwall", "leeds"])
def test_every_part_holds_something_with_its_source(services: Services, key: str) -> None:
    pack = services.packs.council_pack(key, base_url=BASE)
    parts = [part.key for part in pack.parts]
    assert parts == [k for k in CONTENTS if k in parts and k not in NOTES]
    check(pack)
    # No page but the last says only what is not there, and that one says it of each left out.
    bare = [page for _part, page in pack.pages if not [*beside_gaps(page)]]
    *_, (_part, last) = pack.pages
    left = [k for k in CONTENTS if k not in NOTES and k not in parts]
    assert bare == ([last] if left or last.title == NOTHING_ON else [])
    assert len(last.blocks) >= len(left)
    assert not pack.confidential
    version = services.data.version()
    assert version.made_at
    assert pack.data == f"Data of {day(version.made_at.date())} (version {version.number})"


def beside_gaps(page: Page) -> Iterator[Block]:
    """List what a page holds beside words on what is not there."""
    return (b for b in page.blocks if not (isinstance(b, Text) and b.kind == "gap"))


@pytest.mark.parametrize("key", [*WITH_PLANS, "cornwall", "leeds"])
def test_official_statistics_place_a_council(stated: Services, key: str) -> None:
    check(stated.packs.council_pack(key, base_url=BASE))


def test_any_council_has_a_pack(stated: Services, stated_engine: Engine) -> None:
    every = stated.data.vocabulary().every_council
    step = 1 if stated_engine.dialect.name == "sqlite" else 12
    assert len(every) > 100
    for council in every[::step]:
        check(stated.packs.council_pack(council.key))


def test_links_say_what_they_showed(stated: Services) -> None:
    pack = stated.packs.council_pack("torbay", base_url=BASE)
    assert check_links(pack, stated, BASE) > 40


def charts(pack: Pack) -> list[Chart]:
    assert pack.charts
    return list(pack.charts)


@pytest.mark.parametrize("key", WITH_PLANS)
def test_every_line_is_that_of_the_indicator_page(stated: Services, key: str) -> None:
    pack = stated.packs.council_pack(key, base_url=BASE)
    lines = [chart for chart in charts(pack) if chart.kind == "line"]
    assert lines
    for chart in lines:
        view = stated.indicators.view(IndicatorState.from_query(urlsplit(chart.link).query))
        printed = []
        for panel in view.panels:
            counts = Counter(
                (short_period(v.period), v.value)
                for s in panel.series
                for v in s.values
                if v.end and v.value is not None
            )
            drawn = Counter(
                (chart.categories[n], value)
                for s in chart.series
                if s.kind == "council"
                for n, value in enumerate(s.values)
                if value is not None
            )
            if counts == drawn:
                printed.append(panel)
        assert printed, chart.subtitle
        panel = printed[0]
        behind = {
            (short_period(v.period), v.value)
            for s in panel.backdrop
            for v in s.values
            if v.value is not None
        }
        level = {v.value for v in panel.comparators}
        targets = {t.value for _, t in view.targets}
        for series in chart.series:
            for n, value in enumerate(series.values):
                if value is None or series.kind == "council":
                    continue
                if series.kind == "target":
                    assert value in targets
                else:
                    assert (chart.categories[n], value) in behind or value in level
        doubtful = sum((v.reading == "doubtful" and v.value is not None and v.end is not None)
                       or v.symbol == "u" for s in panel.series for v in s.values)  # fmt: skip
        assert sum(len(s.doubtful) for s in chart.series) == doubtful


@pytest.mark.parametrize("key", WITH_PLANS)
def test_every_bar_is_that_of_the_standing(stated: Services, key: str) -> None:
    pack = stated.packs.council_pack(key, ["context"], BASE)
    bars = charts(pack)
    assert {chart.kind for chart in bars} == {"bar"}
    for chart in bars:
        state = IndicatorState.from_query(urlsplit(chart.link).query)
        standing = stated.indicators.more(state).standing
        assert standing
        row = standing.rows[0]
        assert row.value
        assert chart.series[0].values[0] == row.value.value
        values = [v for v in (row.around.mean, row.region, standing.england) if v is not None]
        assert [v for v in chart.series[1].values if v is not None] == values
        if row.rank and not standing.withheld:
            assert f"rank {row.rank} of {standing.of}" in chart.headline
        else:
            assert "rank" not in chart.headline


def test_figures_side_by_side_have_the_same_decimals(stated: Services) -> None:
    made = stated.indicators.more(IndicatorState(("torbay",), measure="made-turnover")).standing
    assert made
    assert made.rows[0].value
    row = replace(made.rows[0], value=made.rows[0].value._replace(value=26.0, decimals=0))
    standing = replace(
        made,
        indicator=replace(made.indicator, decimals=None),
        england=22.6,
        rows=(replace(row, region=22.0),),
    )
    view = stated.councils.view("torbay")
    measure = Measure("made-turnover", "Turnover", "workforce", (), "low", "")
    links = Mock(**{f"{name}.return_value": "/" for name in ("benchmarks", "council")})
    points = context(view, [Stood(measure, standing, "/")], Ledger({}), links, 1)
    table = next(b for page in points.pages for b in page.blocks if isinstance(b, Table))
    assert table.rows[0][2:5] == ("26.0%", "22.6%", "22.0%")
    chart = next(b for page in points.pages for b in page.blocks if isinstance(b, Chart))
    assert chart.headline.startswith("Torbay 26.0%, England 22.6%")


@pytest.mark.parametrize("key", WITH_PLANS)
def test_no_word_of_the_key_figures_is_broken_in_a_column(stated: Services, key: str) -> None:
    pack = stated.packs.council_pack(key, ["context"])
    table = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, Table))
    rows = [(tuple(map(shown, row)), 0) for row in table.rows]
    written = table_xml("", "", table.widths, table.head, rows, (), False)
    widths = [int(wide) / 20 for wide in re.findall(r'<w:gridCol w:w="(\d+)"', written)]
    for row in (table.head, *table.rows):
        for cell, width in zip((str(cell) for cell in row), widths, strict=True):
            # Word's narrow page: 0.25 cm of each column are its margins.
            widest = max(text_width(word, 9, row == table.head) for word in cell.split())
            assert widest <= width - 0.25 * 72 / 2.54, cell
    assert "compared" in str(table.rows)


def test_values_that_are_not_sure_are_neither_ranked_nor_drawn(stated: Services) -> None:
    for key, reason in (
        ("middlesbrough", "not applicable"),
        ("plymouth", "confidential"),
        ("torbay", "low reliability"),
    ):
        pack = stated.packs.council_pack(key, ["context"])
        table = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, Table))
        row = next(row for row in table.rows if row[0] == "Visits on time")
        assert reason in str(row[2])
        assert row[-1] == "no rank: no sure figure"
        assert "Visits on time" not in str([chart.subtitle for chart in pack.charts])


def test_a_rank_says_of_how_many_and_needs_polarity(stated: Services) -> None:
    pack = stated.packs.council_pack("torbay", ["context"])
    table = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, Table))
    marks = {row[0]: row[-1] for row in table.rows}
    assert marks["Turnover of social workers"] == "30 of 30, D, last quarter"
    assert marks["Care leavers in work or training"] == "1 of 30, A, best quarter"
    assert marks["Referred, a rate"] == "not ranked"
    assert marks["Children who started"] == "not ranked"
    assert marks["Rarely reported share"] == "not ranked"
    caveats = " ".join(texts(pack, "context", "note"))
    assert "only 10 councils have a value" in caveats
    assert "2025 model" in caveats


def test_without_official_statistics_the_papers_figures_stand(services: Services) -> None:
    torbay = services.packs.council_pack("torbay", ["context"])
    assert "No official statistics are loaded" in texts(torbay, "context", "gap")[0]
    table = next(b for _, p in torbay.pages for b in p.blocks if isinstance(b, Table))
    view = services.councils.view("torbay")
    shown = {f"{f.indicator.ref} {f.indicator.name}".strip(): f for f in view.figures}
    for row in table.rows:
        figure = shown[str(row[0])]
        assert row[1] == f"{figure.newest.shown}, {figure.newest.period}"
    plymouth = services.packs.council_pack("plymouth", ["context"])
    assert "print no figure" in texts(plymouth, "context", "gap")[1]


def test_the_line_of_time_holds_every_dated_event(services: Services) -> None:
    pack = services.packs.council_pack("torbay", ["timeline"])
    line = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, TimeLine))
    view = services.councils.view("torbay")
    dated = [r for r in view.inspections if r.inspected] + [p for p in view.plans if p.published]
    assert len(line.marks) == len(dated)
    assert {mark.kind for mark in line.marks} == {"inspection", "plan"}
    assert "CSCI inspection of children's services" in texts(pack, "timeline", "gap")[0]
    table = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, Table))
    assert len(table.rows) == len(view.inspections) + len(view.plans)


@pytest.mark.parametrize("key", WITH_PLANS)
def test_counts_of_a_plan_add_up(services: Services, key: str) -> None:
    pack = services.packs.council_pack(key, ["plan"])
    view = services.councils.view(key)
    notes = any(plan.note for plan in view.plans)
    assert len(part(pack, "plan")) == len(view.plans) + notes
    tables = [b for _, p in pack.pages for b in p.blocks if isinstance(b, Table)]
    for table in tables:
        whole, *areas = [[int(str(cell)) for cell in row[1:]] for row in table.rows]
        assert whole == [sum(column) for column in zip(*areas, strict=True)]
        assert whole[1] == sum(whole[3:7])  # dated, a period only, to be confirmed, undated
    totals = [table.rows[0] for table in tables]
    summary = summarise(services.councils.items(key))
    assert sum(int(str(row[1])) for row in totals) == summary.items
    assert sum(int(str(row[2])) for row in totals) == summary.actions
    assert sum(int(str(row[3])) for row in totals) == summary.named
    assert sum(int(str(row[10])) for row in totals) == summary.completed


def test_a_silent_plan_says_so(services: Services) -> None:
    middlesbrough = services.packs.council_pack("middlesbrough", ["themes"])
    text = " ".join(texts(middlesbrough, "themes", "gap"))
    assert "Nothing on adoption in the Progress report 2004" in text
    assert "Nothing on care leavers in the Progress report 2004" in text


def test_long_lists_say_what_they_leave_out(services: Services) -> None:
    pack = services.packs.council_pack("torbay", ["themes", "findings"])
    text = " ".join(texts(pack, "themes", "note"))
    captions = [b.caption for _, p in pack.pages for b in p.blocks if isinstance(b, Table)]
    assert any(f"the first {themes.MOST_ITEMS} of 36 items" in caption for caption in captions)
    assert "Charted first" in text
    pages = [page for section, page in pack.pages if section.key == "findings"]
    shown = [b for page in pages for b in page.blocks if isinstance(b, Points)]
    assert max(len(block.points) for block in shown) == findings.MOST_OF_A_KIND
    assert "one of each rule before a second" in " ".join(texts(pack, "findings", "lead"))


def test_what_comes_back_pairs_items_of_different_plans(services: Services) -> None:
    pack = services.packs.council_pack("torbay", ["recurring"], BASE)
    points = next(
        b.points for _, p in pack.pages if "read alike" in p.title for b in p.blocks
        if isinstance(b, Points)
    )  # fmt: skip
    assert points
    for point in points:
        assert point.link.startswith(f"{BASE}/items/torbay-")
        assert point.source.count("(") >= 2  # both papers with their dates
    plymouth = services.packs.council_pack("plymouth", ["recurring"])
    assert "one plan of Plymouth only" in texts(plymouth, "recurring", "gap")[0]
    none = services.packs.council_pack("leeds", ["recurring"])
    assert "holds no plan of Leeds" in texts(none, "recurring", "gap")[0]


def test_inspections_stand_with_grades_and_what_was_asked_again(services: Services) -> None:
    pack = services.packs.council_pack("plymouth", ["inspections"], BASE)
    tables = [b for _, p in pack.pages for b in p.blocks if isinstance(b, Table)]
    grades, counts = tables
    assert grades.head[:4] == ("Inspected", "Framework", "Overall", "Leaders")
    assert grades.rows == (("12 November 2014", "SIF", *["Requires improvement"] * 5),)
    history = services.returns.of_council("plymouth")
    asked = {line.subject.name: len(line.cells[0].asked) for line in history.areas if line.asked}
    assert {row[0]: row[1] for row in counts.rows} == asked
    assert sum(asked.values()) == 17
    text = " ".join(every_text(pack))
    assert "5: Interviews with children who return after going missing" in text
    # The restated recommendations of a paper count, and are cited.
    torbay = services.packs.council_pack("torbay", ["inspections"], BASE)
    (newest,) = (p for _, p in torbay.pages if p.title.endswith("things by 2005"))
    assert all("January 2005" in p.source for b in newest.blocks if isinstance(b, Points)
               for p in b.points)  # fmt: skip
    assert "No area was asked about by more than one inspection." in every_text(torbay)
    none = services.packs.council_pack("leeds", ["inspections"])
    assert "The portal holds no graded inspection of Leeds." in texts(none, "inspections", "gap")


def test_counts_of_what_comes_back_are_those_of_the_items(services: Services) -> None:
    pack = services.packs.council_pack("torbay", ["recurring"])
    table = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, Table))
    counted = sum(n for row in table.rows for n in row[1:-1] if isinstance(n, int))
    assert counted == len(services.councils.items("torbay"))


def test_findings_give_both_values_and_both_places(services: Services) -> None:
    pack = services.packs.council_pack("torbay", ["findings"])
    findings = {(f.subject, f.message): f for f in services.councils.view("torbay").findings}
    points = [x for _, p in pack.pages for b in p.blocks if isinstance(b, Points) for x in b.points]
    assert points
    for point in points:
        finding = findings[point.strong, point.text]
        assert finding.value_a in point.source
        assert finding.value_b in point.source
        assert finding.place_a in point.source
        assert finding.place_b in point.source or "the same place" in point.source


def test_everything_charted_is_defined_and_every_paper_named(stated: Services) -> None:
    pack = stated.packs.council_pack("torbay")
    tables = {p.title: b for _, p in pack.pages for b in p.blocks if isinstance(b, Table)}
    defined = " ".join(str(row[0]) for row in tables["Definitions of all that is charted"].rows)
    for ref in ("T8", "NI059", "Turnover of social workers"):
        assert ref in defined
    named = " ".join(
        str(row[0]) for row in tables["The papers and data sets that this rests on"].rows
    )
    for title in ("Action plan in response", "progress update and report card", "Made-up"):
        assert title in named


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        (["sources", "plan"], ["plan", "sources"]),
        (["lines", "questions", "plan"], ["plan"]),
        (["nonsense", "findings"], ["findings"]),
        ([], []),
        (list(PUBLIC), list(PUBLIC)),
    ],
)
def test_contents_are_chosen_in_their_order(
    services: Services, contents: list[str], expected: list[str]
) -> None:
    pack = services.packs.council_pack("torbay", iter(contents))
    assert [part.key for part in pack.parts] == expected


@pytest.mark.parametrize("key", ["", "england", "south-west", "nowhere", "../etc", "\0", "x" * 500])
def test_what_is_no_council_has_no_pack(services: Services, key: str) -> None:
    with pytest.raises(NotFound):
        services.packs.council_pack(key)


def test_an_empty_database_has_no_packs(empty_engine: Engine) -> None:
    empty = Services.over(make_sessions(empty_engine))
    with pytest.raises(NotFound):
        empty.packs.council_pack("torbay")


def test_a_pack_says_when_it_was_made(services: Services) -> None:
    made = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    pack = PackService(services.data, lambda: made).council_pack("plymouth", ["plan"])
    assert pack.made_at == made


def test_no_full_name_or_contact_is_in_a_pack(services: Services) -> None:
    assert "@" not in " ".join(every_text(services.packs.council_pack("torbay")))


def test_a_pack_is_of_a_size_to_carry(stated: Services) -> None:
    pack = stated.packs.council_pack("torbay")
    assert 20 <= len(list(pack.pages)) <= 40


@pytest.mark.parametrize("key", WITH_PLANS)
def test_the_first_page_says_a_council_in_short(stated: Services, key: str) -> None:
    pack = fitted(stated.packs.council_pack(key, base_url=BASE))
    first = pack.opening
    assert first
    ((leaf,),) = [leaves_of(first, page) for page in first.pages]
    assert leaf.filled > 0.3
    scorecard, below = [b for b in first.pages[0].blocks if isinstance(b, Table)]
    standing = stated.benchmarks.standing(key)
    expected = [("Worst", p) for p in standing.worst] + [("Best", p) for p in standing.best]
    assert expected
    rows = [
        (
            group,
            short_name(p.spine.indicator.name),
            short_period(p.spine.when),
            p.row.scale.shown(p.figure.value),
            *("not compared" if p.row.scale.sized
              else "no figure" if value is None else p.row.scale.shown(value)
              for value in (p.spine.england, p.around.mean)),
            f"{p.figure.rank} of {p.spine.of}",
            p.figure.travel or "not assessed",
        )
        for group, p in expected
    ]  # fmt: skip
    plain = [tuple(str(cell).replace("\u00a0", " ") for cell in row) for row in scorecard.rows]
    assert plain == rows
    assert [row[0].lower() for row in rows] == list(scorecard.tones)
    ((grades, again, asked),) = below.rows
    now = [line.wording for line in stated.suggestions.suggest(key) if not line.older]
    listed = [f"{n}. {text}" for n, text in enumerate(now[:3], start=1)]
    assert str(asked).split("\n") == (listed or ["The figures and papers at hand suggest nothing."])
    history = stated.returns.of_council(key)
    for line in history.returning()[:1]:
        most = max(len(line.asked) for line in history.returning())
        assert f"({most} of {len(history.read)})" in str(again)
        assert line
    inspected = {r.council.key: r for r in stated.inspections.view(
        InspectionsState(councils=(key,)), every=True).rows}  # fmt: skip
    judged = [i for i in inspected[key].inspections if i.overall][:5]
    dated = [printed_date(i.inspected[:7]) for i in judged]
    assert [text.split(":")[0] for text in str(grades).split("\n") if ":" in text] == dated
