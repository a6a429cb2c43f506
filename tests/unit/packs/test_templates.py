"""A region's own templates: what is missing is told, what runs or fetches is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Cm
from pptx import Presentation
from pptx.util import Pt

from portal.packs.docx.writer import write_words
from portal.packs.fitting import fitted
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
