"""Word: headings, tables and native charts are there and can be read again."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from itertools import pairwise
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree
from openpyxl import load_workbook

from portal.packs.common.uncertain import drawn
from portal.packs.docx.writer import write_words
from tests.support.example_pack import LONG_ACTION, example_pack, odd_pack
from tests.unit.packs.pptx.test_writer import quiet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@cache
def written() -> bytes:
    return write_words(example_pack(), quiet)


@cache
def document() -> Any:
    return Document(io.BytesIO(written()))


def test_headings_are_real_and_in_order() -> None:
    levels = [
        (int(p.style.name[-1]), p.text)
        for p in document().paragraphs
        if p.style.name.startswith("Heading")
    ]
    pack = example_pack()
    assert [text for level, text in levels if level == 1] == [part.title for part in pack.parts]
    for part, page in pack.pages:
        assert page.title == part.title or (2, page.title) in levels
    for (level, _), (other, _) in pairwise(levels):
        assert other <= level + 1 or other == 3


def charts(body: Any) -> list[tuple[str, Any]]:
    """The text alternatives of the charts, with their parts."""
    texts = []
    for drawing in body.element.iter(f"{WP}inline"):
        chart = next(drawing.iter(f"{C}chart"))
        rid = chart.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        properties = drawing.find(f"{WP}docPr")
        texts.append((properties.get("descr"), body.part.related_parts[rid]))
    return texts


def values(series: Any, count: int) -> tuple[float | None, ...]:
    points = {
        int(point.get("idx")): float(point.find(f"{C}v").text)
        for point in series.find(f"{C}val").iter(f"{C}pt")
    }
    return tuple(points.get(index) for index in range(count))


def test_every_chart_is_native_and_holds_the_packs_figures() -> None:
    native = charts(document())
    pack = example_pack()
    assert [alt for alt, _ in native] == [chart.alt for chart in pack.charts]
    for (_, part), chart in zip(native, map(drawn, pack.charts), strict=True):
        root = etree.fromstring(part.blob)
        series = list(root.iter(f"{C}ser"))
        count = len(chart.categories)
        assert [values(native, count) for native in series] == [
            line.values for line in chart.series
        ]
        external = root.find(f"{C}externalData")
        rid = external.get(
            "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        )
        book = load_workbook(io.BytesIO(part.rels[rid].target_part.blob)).active
        assert book.cell(1, 2).value == chart.series[0].name
        assert [book.cell(row + 2, 1).value for row in range(count)] == list(chart.categories)


def test_tables_mark_and_repeat_their_head_rows() -> None:
    assert len(document().tables) >= 17
    for table in document().tables:
        heads = [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows]
        assert heads[0]
        assert not any(heads[1:])
        assert table._tbl.tblPr.find(f"{W}tblDescription").get(f"{W}val")
    assert any(LONG_ACTION in cell.text for row in document().tables[2].rows for cell in row.cells)


def test_contents_page_numbers_language_and_header() -> None:
    xml = document().element.xml
    assert "TOC \\o" in xml
    section = document().sections[0]
    assert " PAGE " in section.footer._element.xml
    assert " NUMPAGES " in section.footer._element.xml
    assert "Data of 20 November 2026" in section.footer._element.xml
    assert "Confidential to the review team" in section.header._element.xml
    assert 'w:lang w:val="en-GB"' in document().styles.element.xml
    links = [rel for rel in document().part.rels.values() if rel.reltype == RT.HYPERLINK]
    assert example_pack().link in {rel.target_ref for rel in links}


def test_room_for_notes_is_ruled() -> None:
    ruled = [p for p in document().paragraphs if p._p.find(f"{W}pPr/{W}pBdr") is not None]
    assert len(ruled) == 13


def test_the_parts_are_declared_and_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        assert archive.testzip() is None
        types = archive.read("[Content_Types].xml").decode()
        assert types.count("drawingml.chart+xml") == len(example_pack().charts)
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def test_hostile_texts_are_written_as_text() -> None:
    body = Document(io.BytesIO(write_words(odd_pack(), quiet)))
    whole = "\n".join(p.text for p in body.paragraphs)
    assert "=cmd|' /C calc'!A0" in whole
    assert "\x0b" not in whole
    assert len(charts(body)) == 1
    addresses = [rel.target_ref for rel in body.part.rels.values() if rel.is_external]
    assert not any(address.startswith("javascript") for address in addresses)


def test_no_source_or_note_opens_a_page() -> None:
    tables = 0
    for before, after in pairwise(document().element.body):
        if after.find(f"{W}pPr/{W}pStyle[@{W}val='Source']") is None:
            continue
        rows = before.findall(f"{W}tr")
        held = rows[-1].iter(f"{W}p") if rows else [before]
        assert all(p.pPr.keepNext is not None for p in held), before.xpath("string(.)")
        tables += bool(rows)
    assert tables > 1
