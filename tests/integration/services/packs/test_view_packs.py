"""Packs of single views: every number that of the page, every view within its slides."""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import replace
from urllib.parse import urlsplit

import docx
import pytest
from pptx import Presentation

from portal.domain.formatting import FINDING_KINDS
from portal.domain.pack_model import Chart, Pack, Table, Text
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.pack_sections.noticed import noticed
from portal.domain.view_state import BenchmarkState, FindingsState
from portal.packs.docx.writer import write_words
from portal.packs.fitting import MOST_SLIDES, fitted
from portal.packs.html.writer import write_page
from portal.packs.pptx.leaves import leaves_of
from portal.packs.pptx.writer import write_slides
from portal.services import Services
from portal.services.base import NotFound
from portal.services.views import VIEWS
from tests.support.pack_checks import check, every_text
from tests.unit.packs.pptx.test_writer import quiet

BASE = "https://portal.example"
MEASURE = "?measure=made-turnover&councils=torbay,leeds"
VIEWED = (
    ("league", MEASURE),
    ("league", "?measure=made-turnover"),
    ("findings", ""),
    ("findings", "?councils=torbay"),
    ("inspections", ""),
    ("inspections", "?councils=torbay,leeds"),
    ("councils", ""),
    ("item", "?plan=plymouth-2015&ref=afi-1"),
    ("overview", ""),
    ("overview", "?theme=supervision&councils=torbay,leeds"),
    ("overview", "?area=workforce"),
    ("indicators", "?measure=initial-assessments-on-time"),
    ("indicators", "?measure=made-turnover&councils=torbay,plymouth,leeds"),
    ("indicators", "?measure=made-turnover&councils=cornwall&against=england"),
    ("indicators", "?words=zzzz"),
    ("benchmarks", "?councils=torbay,plymouth"),
    ("benchmarks", "?councils=torbay&theme=adoption"),
    ("inspection", "?inspection=plymouth-2014"),
    ("inspection", "?inspection=middlesbrough-ssi-2003"),
    ("returns", ""),
    ("returns", "?councils=leeds"),
    ("progress", ""),
    ("progress", "?councils=cornwall"),
)


def made(services: Services, view: str, query: str) -> Pack:
    state = services.view_packs.read(view, query)
    return services.view_packs.pack(view, state, BASE)


@pytest.mark.parametrize(("view", "query"), VIEWED)
def test_any_view_has_a_pack(stated: Services, view: str, query: str) -> None:
    pack = made(stated, view, query)
    check(pack)
    assert pack.annex.startswith(f"{BASE}/pack/{view}.xlsx")
    brief = fitted(pack)
    slides = [leaf for part, page in brief.pages for leaf in leaves_of(part, page)]
    assert len(slides) + 2 <= MOST_SLIDES
    titles = [page.title for _part, page in brief.pages]
    assert len(set(titles)) == len(titles)
    assert len(titles) <= 2 or all(leaf.filled >= 0.3 for leaf in slides)
    assert not re.search("None(?! of)", re.sub("<[^>]*>", " ", write_page(brief)))


@pytest.mark.parametrize(("view", "query"), VIEWED)
def test_the_link_opens_the_view_with_a_stamp(stated: Services, view: str, query: str) -> None:
    parts = urlsplit(made(stated, view, query).link)
    spec = VIEWS[view]
    state = spec.read(parts.path, parts.query)
    assert state == stated.view_packs.read(view, query)
    seen = parts.query.rpartition("seen=")[2]
    changed = stated.since.look(parts.path, parts.query)
    assert seen
    assert changed is None or not changed.changed


@pytest.mark.parametrize("view", ["league", "item", "inspections", "findings"])
def test_lists_are_written_as_slides_and_words(stated: Services, view: str) -> None:
    brief = fitted(made(stated, view, VIEWS[view].example or MEASURE * (view == "league")))
    deck = Presentation(io.BytesIO(write_slides(brief, quiet)))
    document = docx.Document(io.BytesIO(write_words(brief, quiet)))
    titles = [page.title for _part, page in brief.pages]
    assert {slide.shapes.title.text_frame.text for slide in deck.slides} >= set(titles[:1])
    assert {p.text for p in document.paragraphs} >= set(titles)


def test_findings_of_many_councils_are_counted_in_a_row_each(stated: Services) -> None:
    """A column each would leave no room for their names."""
    view = stated.findings.view(FindingsState(), every=True)
    keys = [council.key for council in view.vocabulary.every_council][:40]
    places = itertools.cycle(keys)
    groups = tuple(
        replace(g, findings=tuple(replace(f, council=next(places)) for f in g.findings))
        for g in view.groups
    )
    many = replace(view, groups=groups)
    part = noticed(many, Ledger({}), "https://portal.example/findings")
    tables = [b for page in part.pages for b in page.blocks if isinstance(b, Table)]
    assert {table.head[0] for table in tables} == {"Council"}
    assert max(len(table.head) for table in tables) <= len(FINDING_KINDS) + 2
    rows = [row for table in tables for row in table.rows]
    assert len({row[0] for row in rows}) == len(rows) == min(len(keys), many.shown)
    assert sum(int(str(row[-1])) for row in rows) == many.shown
    together = [int(str(row[-1])) for row in rows]
    assert together == sorted(together, reverse=True)


def test_the_league_table_is_that_of_the_page(stated: Services) -> None:
    pack = made(stated, "league", MEASURE)
    view = stated.league.view(stated.view_packs.read("league", MEASURE))
    assert view.spine
    assert view.scale
    tables = [b for _, page in pack.pages for b in page.blocks if isinstance(b, Table)]
    rows = [row for table in tables if table.head[0] == "Rank" for row in table.rows]
    assert len(rows) == len(view.rows) > 20
    for row, shown in zip(view.rows, rows, strict=True):
        assert shown[1] == row.council.name
        if row.figure.value is None:
            assert shown[2] == row.figure.reason
        else:
            assert str(shown[2]).startswith(view.scale.shown(row.figure.value))
        assert str(shown[0]).removesuffix(" =") == str(row.figure.rank or "not ranked")
    (chart,) = pack.charts
    by_name = {row.council.name: row.figure.value for row in view.rows}
    by_name["England"] = view.spine.england
    for place, category in enumerate(chart.categories):
        (value,) = [s.values[place] for s in chart.series if s.values[place] is not None]
        assert value == by_name[category.partition(". ")[2] or category]


def table_of(pack: Pack) -> Table:
    return next(b for _, page in pack.pages for b in page.blocks if isinstance(b, Table))


def test_benchmarks_are_those_of_the_page(stated: Services) -> None:
    pack = made(stated, "benchmarks", "?councils=torbay,plymouth")
    view = stated.benchmarks.view(BenchmarkState(("torbay", "plymouth")), every=True)
    assert table_of(pack).rows == tuple(
        (c.name, view.best[c.key], view.worst[c.key]) for c in view.councils
    )
    part = pack.parts[0]
    rows = [
        row
        for page in part.pages[1:]
        for block in page.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]
    assert len(rows) == len(view.rows)
    for row, shown in zip(view.rows, rows, strict=True):
        assert str(shown[0]).startswith(row.spine.indicator.name)
        for figure, cell in zip(row.figures, shown[1:-1], strict=True):
            if figure.value is None:
                assert cell == figure.reason
            else:
                assert str(cell).startswith(row.scale.shown(figure.value))
            assert (f"{figure.rank} of {row.spine.of}" in str(cell)) is bool(
                figure.rank and figure.value is not None
            )


def test_a_measure_has_the_charts_of_its_page(stated: Services) -> None:
    query = "?measure=made-turnover&councils=torbay,plymouth"
    pack = made(stated, "indicators", query)
    view = stated.indicators.view(stated.view_packs.read("indicators", query))
    (panel,) = [panel for panel in view.panels if panel.drawable]
    (chart,) = [b for _, page in pack.pages for b in page.blocks if isinstance(b, Chart)]
    for line in panel.series:
        drawn = next(s for s in chart.series if s.name == line.label)
        values = [v.value for v in line.values if v.end and v.value is not None]
        assert [value for value in drawn.values if value is not None] == values
        newest = line.values[-1]
        assert f"{line.council.name} {newest.shown.partition(' ')[0]}" in chart.headline


def test_an_inspection_says_what_it_asked_and_what_answers(services: Services) -> None:
    pack = made(services, "inspection", "?inspection=plymouth-2014")
    view = services.inspections.inspection("plymouth-2014")
    asked = [
        row
        for _, page in pack.pages
        if "to the council" in page.title
        for block in page.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]
    to_council = [r for r in view.recommendations if r.addressee == "council"]
    assert [(row[0], row[2]) for row in asked] == [(r.ref, r.summary) for r in to_council]
    answered = view.answers["council", asked[0][0]]
    assert all(f"{a.ref} {a.title}" in str(asked[0][3]) for a in answered)
    with pytest.raises(NotFound):
        made(services, "inspection", "?inspection=nowhere-1999")


def test_without_data_the_gap_is_told(services: Services) -> None:
    for view, query, words in (
        ("indicators", "?words=zzzz", "No chosen council has figures"),
        ("benchmarks", "", "No measure is left"),
        ("returns", "?councils=cornwall", "no inspection of"),
        ("progress", "?councils=cornwall", "no plan of the chosen"),
    ):
        pack = made(services, view, query)
        assert any(words in text for text in every_text(pack)), view
        assert all(isinstance(block, Text) for block in pack.parts[0].pages[0].blocks), view
