"""The print view: one whole page, its headings in order, everything escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from lxml import etree

from portal.domain.pack_model import Page, Part, Table
from portal.packs.common.sanitise import tidy
from portal.packs.common.text_metrics import text_width
from portal.packs.common.wording import mark_rows
from portal.packs.html import svg_charts
from portal.packs.html.writer import write_page
from tests.support.example_pack import (
    LONG_ACTION,
    bar_chart,
    example_pack,
    line_chart,
    odd_pack,
    timeline,
)


class Reader(HTMLParser):
    """Collects headings and attributes, and checks that elements close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.levels: list[int] = []
        self.names: set[str] = set()
        self.links: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in ("meta", "link", "br", "col"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_headings_are_in_order_and_nothing_needs_inline_styles() -> None:
    page = write_page(example_pack())
    reader = Reader(page)
    assert reader.open == []
    assert reader.levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(reader.levels))
    assert "style" not in reader.names
    assert not any(name.startswith("on") for name in reader.names)
    assert '<html lang="en-GB">' in page
    for name in ("10-tokens", "20-portal", "50-pack"):
        assert f'href="/assets/css/{name}.css"' in page
    assert LONG_ACTION.replace("'", "&#39;") in page
    assert page.count("<svg") == len(example_pack().charts) + 1


def test_everything_is_escaped() -> None:
    page = write_page(odd_pack())
    reader = Reader(page)
    assert reader.open == []
    assert "<b>" not in page
    assert not any(link.startswith("javascript") for link in reader.links)


def test_drawings_are_sound_named_and_within_their_frame() -> None:
    pack = tidy(example_pack())
    drawn = [svg_charts.draw(chart, f"d{number}") for number, chart in enumerate(pack.charts)]
    drawn.append(svg_charts.draw_line(timeline(), "line"))
    for drawing in drawn:
        root = etree.fromstring(drawing)
        width, height = map(float, root.get("viewBox").split()[2:])
        assert root.get("role") == "img"
        assert root[0].tag.endswith("title")
        assert root[1].tag.endswith("desc")
        for element in root.iter():
            for name, most in (("x", width), ("y", height), ("x2", width), ("y2", height)):
                value = element.get(name)
                assert value is None or -1 <= float(value) <= most + 1


def test_lines_break_at_gaps_and_bars_are_as_long_as_their_values() -> None:
    pack = tidy(example_pack(1))
    lines = etree.fromstring(svg_charts.draw(pack.charts[1], "a"))
    torbay = [e for e in lines.iter() if e.get("stroke") == "#12436D" and e.tag == "polyline"]
    # It breaks where there is no value, and at readings that are not sure.
    assert line_chart().series[0].values[3] is None
    assert line_chart().series[0].doubtful == (4, 9)
    ends = [len(e.get("points").split()) for e in torbay]
    assert ends == [3, 4, 1]
    hollow = [e for e in lines.iter("circle") if e.get("fill") == "#FFFFFF"]
    assert len(hollow) == 2
    bars = etree.fromstring(svg_charts.draw(pack.charts[0], "b"))
    # The keys of the legend are squares of eleven.
    wide = [float(e.get("width")) for e in bars.iter("rect") if e.get("width") != "11"]
    values = [value for line in bar_chart().series for value in line.values if value is not None]
    longest = max(wide) / max(values)
    pairs = zip(sorted(wide), sorted(values), strict=True)
    assert all(abs(width / longest - value) < 0.1 for width, value in pairs)


def test_a_marks_date_is_never_more_exact_than_its_source() -> None:
    line = timeline()
    marks = (replace(line.marks[0], when="6 October 2003"), *line.marks[1:])
    rows = mark_rows(replace(line, marks=marks))
    assert [row[0] for row in rows[:2]] == ["6 October 2003", "September 2004"]


def test_a_column_is_as_wide_as_its_longest_word() -> None:
    head = ("Measure", "Middlesbrough", "England")
    rows = (("Children looked after who were adopted", "10%", "9%"),)
    table = Table("A table", head, rows=rows, widths=(8, 1, 1), source="a paper")
    part = Part("part", "Part", (Page("Page", (table,)),))
    page = write_page(replace(example_pack(1), parts=(part,)))
    shares = [float(share) for share in re.findall(r'<col width="([\d.]+)%">', page)]
    assert sum(shares) == pytest.approx(100, abs=0.2)
    # Bold, at nine points on a page of five hundred.
    assert shares[1] / 100 * 500 > text_width("Middlesbrough", 9, True)


@pytest.mark.parametrize("width", [320.0, svg_charts.WIDTH])
def test_letters_of_a_drawing_have_thirteen_pixels_on_any_screen(width: float) -> None:
    for drawing in (
        svg_charts.draw(line_chart(), "d", width),
        svg_charts.draw_line(timeline(), "t"),
    ):
        svg = etree.fromstring(drawing)
        units = float(svg.get("viewBox").split()[2])
        assert float(svg.get("font-size")) * float(svg.get("width")) / units >= 12.98
