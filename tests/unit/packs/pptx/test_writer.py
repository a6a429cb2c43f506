"""PowerPoint: what is written can be read again, equals the pack, and fits."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
from pptx.enum.dml import MSO_FILL
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.util import Emu

from portal.domain.pack_model import Block, Page, Part, Point, Points, Room, Table, Text
from portal.packs.common import theme
from portal.packs.common.sanitise import tidy
from portal.packs.common.text_metrics import height
from portal.packs.common.theme import RULE
from portal.packs.common.uncertain import UNCERTAIN, drawn
from portal.packs.pptx.boxes import (
    BOTTOM,
    BOX_PAD,
    FULL,
    LEFT,
    PAD_X,
    RIGHT,
    Box,
    Drawn,
    Grid,
    Leaf,
    Lined,
    Ruled,
)
from portal.packs.pptx.leaves import leaves_of
from portal.packs.pptx.writer import write_slides
from tests.support.example_pack import LONG_ACTION, example_pack, line_chart, odd_pack

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def quiet(done: int, of: int, now: str) -> None:
    """Nobody listens."""


@cache
def deck() -> Any:
    return Presentation(io.BytesIO(write_slides(example_pack(), quiet)))


def charts(presentation: Any) -> list[Any]:
    return [s for slide in presentation.slides for s in slide.shapes if s.has_chart]


def test_every_chart_holds_exactly_the_packs_figures() -> None:
    pack = example_pack()
    native = charts(deck())
    assert len(native) == len(pack.charts) == 15
    for shape, chart in zip(native, map(drawn, pack.charts), strict=True):
        plot = shape.chart.plots[0]
        assert tuple(plot.categories) == chart.categories
        assert [s.name for s in plot.series] == [s.name for s in chart.series]
        assert [tuple(s.values) for s in plot.series] == [s.values for s in chart.series]
        assert (shape.chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED) == (chart.kind == "bar")
        blanks = shape.chart._chartSpace.find(f".//{C}dispBlanksAs")
        assert blanks.get("val") == "gap"


def test_the_workbook_behind_a_chart_holds_the_same_figures_and_no_formulas() -> None:
    assert example_pack().charts
    for shape, chart in zip(charts(deck()), map(drawn, example_pack().charts), strict=True):
        blob = shape.chart.part.chart_workbook.xlsx_part.blob
        sheet = load_workbook(io.BytesIO(blob)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][1:] == tuple(s.name for s in chart.series)
        assert tuple(row[0] for row in rows[1:]) == chart.categories
        for column, line in enumerate(chart.series, start=1):
            # Excel itself keeps fifteen digits; the chart's own copy above is exact.
            there = [(row[column], value) for row, value in zip(rows[1:], line.values, strict=True)]
            assert all(a == (b if b is None else pytest.approx(b, rel=1e-15)) for a, b in there)


def test_markers_dashes_hollow_points_and_labels_at_line_ends() -> None:
    shape = next(s for s in charts(deck()) if s.chart.chart_type == XL_CHART_TYPE.LINE)
    torbay, unsure, plymouth, england, _ = shape.chart.plots[0].series
    assert torbay.marker.style == XL_MARKER_STYLE.CIRCLE
    assert plymouth.marker.style == XL_MARKER_STYLE.DIAMOND
    assert england.marker.style == XL_MARKER_STYLE.NONE
    assert england.format.line.dash_style is not None
    assert torbay.format.line.dash_style is None
    inside = str(unsure.marker.format.fill.fore_color.rgb)
    assert inside == theme.pale(line_chart().series[0].colour) != "12436D"
    assert str(unsure.marker.format.line.color.rgb) == "12436D"
    assert unsure.format.line.fill.type == MSO_FILL.BACKGROUND
    assert [n for n, value in enumerate(unsure.values) if value is not None] == [4, 9]
    assert all(torbay.values[n] is None for n in (4, 9))
    for series, line in zip(shape.chart.plots[0].series, drawn(line_chart()).series, strict=True):
        if line.kind == UNCERTAIN:
            assert not series._element.findall(f".//{C}dLbl")
            continue
        labels = series._element.findall(f".//{C}dLbl")
        last = max(i for i, value in enumerate(line.values) if value is not None)
        assert [label.find(f"{C}idx").get("val") for label in labels] == [str(last)]
        assert labels[0].find(f"{C}showSerName").get("val") == "1"
    assert not shape.chart.has_legend


def test_every_slide_has_a_title_placeholder_first_and_a_page_number() -> None:
    assert len(deck().slides) > 2
    for number, slide in enumerate(deck().slides, start=1):
        assert slide.shapes.title is not None
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id
        assert slide.shapes.title.text_frame.text.strip()
        if number > 1:
            fields = [f for f in slide._element.iter(f"{A}fld") if f.get("type") == "slidenum"]
            assert [field.find(f"{A}t").text for field in fields] == [str(number)]
            assert any("Data of 20 November 2026" in t for t in texts(slide))
            assert any("Confidential to the review team" in t for t in texts(slide))


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_the_public_pack_is_not_called_confidential() -> None:
    public = Presentation(io.BytesIO(write_slides(example_pack(1, confidential=False), quiet)))
    assert not any("Confidential" in t for slide in public.slides for t in texts(slide))


def test_shape_ids_are_unique_and_drawings_have_text_alternatives() -> None:
    for slide in deck().slides:
        ids = [element.get("id") for element in slide._element.iter() if is_named(element)]
        assert len(ids) == len(set(ids))
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 6:
                properties = shape._element.xpath(".//p:cNvPr")[0]
                assert len(properties.get("descr")) > 10
    descriptions = [s._element.xpath(".//p:cNvPr")[0].get("descr") for s in charts(deck())]
    assert descriptions == [chart.alt for chart in example_pack().charts]


def is_named(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith("}cNvPr")


def test_links_are_real_and_the_contents_lead_to_their_slides() -> None:
    presentation = deck()
    addresses = {
        rel.target_ref
        for slide in presentation.slides
        for rel in slide.part.rels.values()
        if rel.is_external
    }
    assert example_pack().link in addresses
    assert "https://alongside.example.org/items/1" in addresses
    contents = presentation.slides[1]
    assert contents.shapes.title.text_frame.text == "Contents"
    jumps = [rel for rel in contents.part.rels.values() if rel.reltype.endswith("/slide")]
    assert len(jumps) == len(example_pack().parts)


def test_tables_repeat_their_head_and_lose_no_word() -> None:
    text = " ".join(
        cell.text_frame.text
        for slide in deck().slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    )
    assert LONG_ACTION in text
    plans = [
        shape.table
        for slide in deck().slides
        for shape in slide.shapes
        if shape.has_table and shape.table.cell(0, 0).text_frame.text == "No."
    ]
    assert len(plans) > 1
    assert all(table.first_row for table in plans)


def test_the_theme_is_the_portals() -> None:
    presentation = deck()
    theme = presentation.slide_master.part.part_related_by(RT.THEME).blob.decode()
    assert "12436D" in theme
    assert 'latin typeface="Arial"' in theme
    assert (presentation.slide_width, presentation.slide_height) == (Emu(12192000), Emu(6858000))
    assert len(presentation.slide_layouts) == 2


def test_hostile_texts_are_written_as_text() -> None:
    presentation = Presentation(io.BytesIO(write_slides(odd_pack(), quiet)))
    assert charts(presentation)
    written = [t for slide in presentation.slides for t in texts(slide)]
    assert any("=cmd|' /C calc'!A0" in t for t in written)
    assert not any("\x0b" in t or "\x00" in t for t in written)
    external = [
        rel.target_ref
        for slide in presentation.slides
        for rel in slide.part.rels.values()
        if rel.is_external
    ]
    assert not any(address.startswith("javascript") for address in external)


# By measure, nothing overflows: any text, on any slide.

WORDS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("  \n–﷽ـ𒐫漢字ẞ\u0301\u200d👩🏽‍🚒"), max_size=60
)
LONG = st.builds(lambda word, times: " ".join([word] * times), WORDS, st.integers(1, 90))
TEXT = st.builds(Text, LONG, st.sampled_from(("body", "lead", "caveat", "gap")))
POINTS = st.builds(
    Points,
    st.lists(
        st.builds(Point, LONG, WORDS, st.sampled_from(("", "https://example.org/a")), WORDS),
        min_size=1,
        max_size=5,
    ).map(tuple),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 7))
    cell = st.one_of(st.none(), st.integers(), st.floats(), LONG)
    row = st.lists(cell, min_size=columns, max_size=columns).map(tuple)
    rows = tuple(draw(st.lists(row, min_size=1, max_size=5)))
    head = tuple(draw(st.lists(WORDS, min_size=columns, max_size=columns)))
    widths = tuple(draw(st.lists(st.floats(0.2, 3), min_size=columns, max_size=columns)))
    return Table(draw(LONG), head, rows, widths, (0,), draw(WORDS))


def worded_chart(headline: str, verdict: str, source: str) -> Block:
    return replace(line_chart(), headline=headline, verdict=verdict, source=source)


BLOCK = st.one_of(
    TEXT,
    POINTS,
    tables(),
    st.builds(Room, WORDS, st.integers(0, 40)),
    st.builds(worded_chart, LONG, LONG, WORDS),
)


def check(leaf: Leaf) -> None:
    bottom = 0.0
    for item in leaf.items:
        if isinstance(item, Box):
            inset = 0.0 if item.kind == "plain" else BOX_PAD
            needed = height(item.paras, item.width - 2 * inset) + 2 * inset
            assert needed <= item.height + 0.05, "a text overflows its box"
            assert item.x >= LEFT - 0.01
            assert item.x + item.width <= RIGHT + 0.01
            ends = item.y + item.height
        elif isinstance(item, Grid):
            for row in item.rows:
                for cell, width in zip(row.cells, item.widths, strict=True):
                    needed = height(cell, max(width - 2 * PAD_X, 12.0)) + 2 * item.pad
                    assert needed <= row.height + 0.05, "a cell overflows its row"
            assert sum(item.widths) <= FULL + 0.01
            ends = item.y + item.height
        elif isinstance(item, Ruled):
            ends = item.y + RULE * item.count
        else:
            assert isinstance(item, Drawn | Lined)
            assert item.height >= 40
            ends = item.y + item.height
        bottom = max(bottom, ends)
    assert bottom <= BOTTOM + 0.5, "a slide is too full"


@settings(max_examples=150)
@given(title=LONG, blocks=st.lists(BLOCK, max_size=4))
def test_no_text_overflows(title: str, blocks: list[Block]) -> None:
    page = Page(title, tuple(blocks))
    pack = example_pack(1)
    pack = tidy(replace(pack, parts=(Part("x", "X", (page,)),)))
    leaves = list(leaves_of(pack.parts[0], pack.parts[0].pages[0]))
    assert leaves
    for leaf in leaves:
        check(leaf)


@pytest.mark.parametrize("count", range(1, 24))
def test_room_to_write_makes_no_slide_of_rules_alone(count: int) -> None:
    points = Points(tuple(Point(LONG_ACTION, "A source") for _ in range(count)))
    room = Room("Room for notes", 6)
    page = Page("A line of enquiry", (Text("Outcomes.", "lead"), points, room))
    leaves = leaves_of(Part("lines", "Lines", (page,)), page)
    bare = leaves_of(Part("lines", "Lines", (page,)), replace(page, blocks=page.blocks[:-1]))
    assert len(leaves) == len(bare)
    for leaf in leaves:
        check(leaf)
        assert any(isinstance(item, Grid) for item in leaf.items)
    # What is left of the last slide is for notes, whatever the size of its type.
    ruled = [item for leaf in leaves for item in leaf.items if isinstance(item, Ruled)]
    end = max(item.y + item.height for item in bare[-1].items if isinstance(item, Grid))
    assert len(ruled) == 1 or BOTTOM - end < 4 * RULE
    assert all(isinstance(leaves[-1].items[-1], Ruled) for _ in ruled)


def test_room_alone_keeps_its_slide() -> None:
    page = Page("Questions", (Room("Questions", 12),))
    (leaf,) = leaves_of(Part("questions", "Questions", (page,)), page)
    assert isinstance(leaf.items[-1], Ruled)


def test_no_text_of_the_example_overflows() -> None:
    pack = tidy(example_pack())
    leaves = [leaf for part, page in pack.pages for leaf in leaves_of(part, page)]
    assert len(leaves) >= len(list(pack.pages)) > 1
    for leaf in leaves:
        check(leaf)


@settings(max_examples=25)
@given(title=LONG, blocks=st.lists(BLOCK, max_size=2))
def test_any_text_can_be_written_and_read_again(title: str, blocks: list[Block]) -> None:
    pack = replace(
        example_pack(1), title=title, parts=(Part("x", title, (Page(title, tuple(blocks)),)),)
    )
    presentation = Presentation(io.BytesIO(write_slides(pack, quiet)))
    assert len(presentation.slides) >= 2


@pytest.mark.parametrize("count", [1, 40])
def test_a_long_contents_page_is_continued(count: int) -> None:
    pack = example_pack(1)
    parts = tuple(
        Part(f"p{n}", f"Part {n}", (Page(f"Page {n}", (Text("Words."),)),)) for n in range(count)
    )
    made = Presentation(io.BytesIO(write_slides(replace(pack, parts=parts), quiet)))
    titles = [slide.shapes.title.text_frame.text for slide in made.slides]
    contents = [t for t in titles if t.startswith("Contents")]
    # Of one part there is nothing to list.
    assert len(contents) == (0 if count == 1 else 3)
    numbers = [
        shape.table.cell(row, 2).text_frame.text
        for slide in list(made.slides)[1 : 1 + len(contents)]
        for shape in slide.shapes
        if shape.has_table
        for row in range(1, len(shape.table.rows))
    ]
    listed = [str(1 + len(contents) + n) for n in range(1, count + 1)]
    assert numbers == (listed if contents else [])
