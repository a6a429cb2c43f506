"""Whatever the texts are, every form is written and can be read again."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.domain.pack_model import Block, Pack, Page, Part
from portal.packs.common.sanitise import tidy
from portal.packs.docx.writer import write_words
from portal.packs.html.writer import write_page
from portal.packs.pptx.table_rows import turns
from portal.packs.xlsx.writer import write_sheets
from tests.support.example_pack import example_pack
from tests.unit.packs.html.test_writer import Reader
from tests.unit.packs.pptx.test_writer import BLOCK, LONG, quiet

PAGES = st.lists(st.builds(Page, LONG, st.lists(BLOCK, max_size=3).map(tuple)), max_size=2)


def packed(title: str, pages: list[Page]) -> Pack:
    part = Part("x", title, tuple(pages))
    return replace(example_pack(1), title=title, subtitle=title, data=title, parts=(part, part))


@settings(max_examples=20)
@given(title=LONG, pages=PAGES)
def test_words(title: str, pages: list[Page]) -> None:
    body = Document(io.BytesIO(write_words(packed(title, pages), quiet)))
    assert body.paragraphs


@settings(max_examples=30)
@given(title=LONG, pages=PAGES)
def test_sheets(title: str, pages: list[Page]) -> None:
    book = load_workbook(io.BytesIO(write_sheets(packed(title, pages), quiet)))
    assert len(book.worksheets) == 3


@settings(max_examples=40)
@given(title=LONG, pages=PAGES)
def test_the_print_view(title: str, pages: list[Page]) -> None:
    assert Reader(write_page(packed(title, pages))).open == []


@given(blocks=st.lists(BLOCK, max_size=3))
def test_tidying_twice_changes_nothing(blocks: list[Block]) -> None:
    once = tidy(packed("Title", [Page("Page", tuple(blocks))]))
    assert tidy(once) == once


@given(
    heights=st.lists(st.floats(15, 120), min_size=1, max_size=40),
    first=st.floats(150, 350),
    foot=st.floats(0, 60),
)
def test_rows_are_shared_out_evenly_and_always_fit(
    heights: list[float], first: float, foot: float
) -> None:
    full = 380.0
    breaks = [0, *sorted(turns(heights, first, full, foot)), len(heights)]
    parts = [heights[a:b] for a, b in itertools.pairwise(breaks)]
    assert [row for part in parts for row in part] == heights
    if len(parts) > 1:
        for number, part in enumerate(parts):
            assert sum(part) <= (full if number else first) + 0.1
