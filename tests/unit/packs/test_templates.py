"""A region's own templates: what is missing is told, what runs or fetches is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Cm
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from portal.packs.docx.writer import write_words
from portal.packs.fitting import fitted
from portal.packs.pptx.ground import TEXT, contrast
from portal.packs.pptx.shapes import NS
from portal.packs.pptx.writer import write_slides
from portal.packs.templates import KINDS, TemplateError, beginning, check
from tests.support.archives import torn
from tests.support.example_pack import example_pack
from tests.support.open_xml import changed, faults
from tests.unit.packs.pptx.test_writer import quiet

PACK = fitted(replace(example_pack(1), confidential=True, region="South West"))


def deck_of(change: Callable[[Any], None]) -> bytes:
    """The portal's template of slides, changed."""
    deck = Presentation(io.BytesIO(beginning("pptx")))
    change(deck)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def words_of(*paragraphs: str, margin: float = 2.0) -> bytes:
    """A Word file that a person might begin with."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.left_margin, section.right_margin = Cm(21), Cm(margin), Cm(margin)
    section.header.paragraphs[0].text = "Ours: {{title}}"
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_one_can_begin_from_the_portals_own(kind: str, tmp_path: Path) -> None:
    check(kind, beginning(kind))
    assert faults(tmp_path, f"begin.{kind}", beginning(kind)) == []


def _rename(name: str, to: str) -> Callable[[Any], None]:
    def change(deck: Any) -> None:
        deck.slide_layouts.get_by_name(name)._element.cSld.set("name", to)

    return change


def _unnamed(deck: Any) -> None:
    for shape in deck.slide_layouts.get_by_name("Cover").placeholders:
        shape.name = f"Placeholder {shape.placeholder_format.idx}"


def _narrow(deck: Any) -> None:
    deck.slide_width = Pt(720)


def _logo_in_the_way(deck: Any) -> None:
    page = deck.slide_layouts.get_by_name("Page")
    shape = next(s for s in page.shapes if not s.is_placeholder)
    shape.name, shape.left, shape.top = "Logo", Pt(400), Pt(200)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_rename("Cover", "Title Slide"), "no layout named “Cover”"),
        (_rename("Page", "Content"), "no layout named “Page”"),
        (_unnamed, "has no placeholder named “Subtitle”"),
        (_narrow, "not 33.87 by 19.05 cm"),
        (_logo_in_the_way, "“Logo” stands where packs are written"),
    ],
)
def test_what_is_missing_in_slides_is_told(change: Callable[[Any], None], words: str) -> None:
    with pytest.raises(TemplateError, match=words):
        check("pptx", deck_of(change))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (words_of("{{content}}"), ""),  # the header has the title
        (words_of("{{title}}"), "{{content}} must stand once"),
        (words_of("{{title}}", "see {{content}}"), "in a paragraph of its own"),
        (words_of("{{title}}", "{{content}}", margin=3.0), "15.0 cm wide; 17 are needed"),
    ],
)
def test_what_is_missing_in_words_is_told(data: bytes, words: str) -> None:
    if not words:
        check("docx", data)
        return
    with pytest.raises(TemplateError) as told_off:
        check("docx", data)
    assert words in str(told_off.value)


def _with(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_FETCHED = (
    b'<Relationship Id="rId99" TargetMode="External" Target="https://example.org/a.png" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
    b"</Relationships>"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is not a PowerPoint file"),
        (b"PK\x03\x04 and then nothing", "is not a PowerPoint file"),
        (torn(beginning("pptx"), "[Content_Types].xml"), "is not a PowerPoint file"),
        (beginning("docx"), "is not a PowerPoint file"),
        (b"x" * (5 * 1024 * 1024 + 1), "at most 5,120"),
        (_with(beginning("pptx"), "ppt/vbaProject.bin", b"x"), "macro or an embedded object"),
        (_with(beginning("pptx"), "ppt/media/a.png", bytes(70_000_000)), "too large"),
        (
            changed(
                beginning("pptx"),
                "ppt/_rels/presentation.xml.rels",
                lambda data: data.replace(b"</Relationships>", _FETCHED),
            ),
            "fetches a picture or another file",
        ),
        (
            changed(beginning("pptx"), "ppt/presentation.xml", lambda data: data[:200]),
            "cannot be read",
        ),
    ],
    ids=["empty", "cut", "torn", "other", "large", "macro", "bomb", "fetching", "broken"],
)
def test_what_is_no_template_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(TemplateError) as refused:
        check("pptx", data)
    assert words in str(refused.value)


def test_slides_stand_on_the_template(tmp_path: Path) -> None:
    def change(deck: Any) -> None:
        deck.slides.add_slide(deck.slide_layouts.get_by_name("Page")).shapes.title.text = "Sample"

    template = deck_of(change)
    check("pptx", template)
    written = write_slides(PACK, quiet, template)
    assert faults(tmp_path, "ours.pptx", written) == []
    deck = Presentation(io.BytesIO(written))
    standard = Presentation(io.BytesIO(write_slides(PACK, quiet)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == [slide.shapes.title.text_frame.text for slide in standard.slides]
    assert deck.core_properties.title.endswith("· South West")
    texts = [[s.text_frame.text for s in slide.shapes if s.has_text_frame] for slide in deck.slides]
    for text in texts:
        # Whatever the template is, each slide says who may read it.
        assert any("Confidential" in part for part in text), text


def _grounded(fill: str, name: str = "Page") -> Callable[[Any], None]:
    """Give a layout a background."""

    def change(deck: Any) -> None:
        data = deck.slide_layouts.get_by_name(name)._element.cSld
        for old in data.findall(qn("p:bg")):
            data.remove(old)
        data.insert(0, parse_xml(f"<p:bg {NS}><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"))
        for shape in list(deck.slide_layouts.get_by_name(name).shapes):
            if not shape.is_placeholder:
                shape._element.getparent().remove(shape._element)

    return change


def _titled(colour: str, name: str = "Page") -> Callable[[Any], None]:
    def change(deck: Any) -> None:
        layout = deck.slide_layouts.get_by_name(name)
        title = next(p for p in layout.placeholders if p.name.startswith("Title"))
        style = title._element.txBody.find(qn("a:lstStyle"))
        for old in list(style):
            style.remove(old)
        style.append(parse_xml(
            f'<a:lvl1pPr {NS}><a:defRPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
            "</a:defRPr></a:lvl1pPr>"
        ))  # fmt: skip

    return change


def _both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(deck: Any) -> None:
        for apply in changes:
            apply(deck)

    return change


NAVY = '<a:solidFill><a:srgbClr val="0B1F33"/></a:solidFill>'
SCHEME = '<a:solidFill><a:schemeClr val="tx1"><a:lumMod val="60000"/></a:schemeClr></a:solidFill>'
GRADIENT = (
    '<a:gradFill><a:gsLst><a:gs pos="0"><a:srgbClr val="FFFFFF"/></a:gs><a:gs pos="100000">'
    '<a:srgbClr val="000000"/></a:gs></a:gsLst></a:gradFill>'
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_grounded(NAVY), "of the layout “Page” (#16202B) has a contrast of 1."),
        (_both(_grounded(NAVY), _titled("FFFFFF")), ""),
        (_both(_grounded(SCHEME), _titled("FFFFFF")), ""),
        (_grounded(GRADIENT), "The background of the layout “Page” is a picture, a pattern"),
        (_titled("FFFFFF"), "(#FFFFFF) has a contrast of 1.0 on its background (#FFFFFF)"),
    ],
    ids=["dark", "dark and light", "dark by the theme", "gradient", "white on white"],
)
def test_what_could_not_be_read_is_told(change: Callable[[Any], None], words: str) -> None:
    if not words:
        check("pptx", deck_of(change))
        return
    with pytest.raises(TemplateError) as told_off:
        check("pptx", deck_of(change))
    assert words in str(told_off.value)


def _texts_on(slide: Any, ground: str) -> Iterator[tuple[str, str, str]]:
    """Every run of a slide with its colour and what it stands on: its box, cell or the page."""
    for run in slide._element.iter(qn("a:r")):
        colour = run.find(f"{qn('a:rPr')}/{qn('a:solidFill')}/{qn('a:srgbClr')}")
        if colour is None:
            continue
        cell = next(run.iterancestors(qn("a:tc")), None)
        shape = next(run.iterancestors(qn("p:sp")), None)
        path = f"{qn('a:solidFill')}/{qn('a:srgbClr')}"
        fill = (
            cell.find(f"{qn('a:tcPr')}/{path}") if cell is not None
            else shape.find(f"{qn('p:spPr')}/{path}") if shape is not None else None
        )  # fmt: skip
        on = ground if fill is None else fill.get("val")
        yield run.findtext(qn("a:t")), colour.get("val"), on


@pytest.mark.parametrize(
    "ground", ["0B1F33", "000000", "F2E6C9", "7A1F2B"], ids=["navy", "black", "sand", "wine"]
)
def test_texts_and_charts_show_on_the_ground_of_the_template(ground: str, tmp_path: Path) -> None:
    fill = f'<a:solidFill><a:srgbClr val="{ground}"/></a:solidFill>'
    title = "FFFFFF" if contrast("FFFFFF", ground) > TEXT else "000000"
    template = deck_of(_both(_grounded(fill), _titled(title)))
    check("pptx", template)
    written = write_slides(PACK, quiet, template)
    assert faults(tmp_path, "dark.pptx", written) == []
    slides = list(Presentation(io.BytesIO(written)).slides)[1:]
    texts = [text for slide in slides for text in _texts_on(slide, ground)]
    assert len(texts) > 50
    for text, colour, on in texts:
        assert contrast(colour, on) >= TEXT, (text, colour, on)
    charts = [s.chart for slide in slides for s in slide.shapes if s.has_chart]
    assert charts
    for chart in charts:
        for colour in chart._chartSpace.iter(qn("a:srgbClr")):
            kind = colour.getparent().getparent().tag
            if kind == qn("a:defRPr"):
                assert contrast(colour.get("val"), ground) >= TEXT
        for series in chart.plots[0].series:
            line = series._element.find(f"{{*}}spPr//{qn('a:srgbClr')}")
            assert line is None or contrast(line.get("val"), ground) >= 1.8


def test_words_stand_on_the_template(tmp_path: Path) -> None:
    template = words_of("{{title}}", "For you: {{subtitle}}", "{{content}}", "Write to us.")
    check("docx", template)
    written = write_words(PACK, quiet, template)
    assert faults(tmp_path, "ours.docx", written) == []
    document = docx.Document(io.BytesIO(written))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == PACK.title
    assert texts[1].startswith("For you: ")
    assert texts[-1] == "Write to us."
    assert document.sections[0].header.paragraphs[0].text == f"Ours: {PACK.title}"
    assert any("Confidential" in text for text in texts)
    for _part, page in PACK.pages:
        assert page.title in texts
    assert not [text for text in texts if "{{" in text]
