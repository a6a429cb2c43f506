"""Packs keep to the Open XML schemas, and hold what a reader of their parts relies on."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from portal.domain.pack_model import Pack
from portal.packs import Step
from portal.packs.docx.writer import write_words
from portal.packs.pptx.writer import write_slides
from portal.packs.xlsx.writer import write_sheets
from tests.support.example_pack import example_pack, odd_pack
from tests.support.open_xml import changed, faults
from tests.unit.packs.pptx.test_writer import quiet

WRITERS: dict[str, Callable[[Pack, Step], bytes]] = {
    "pptx": write_slides,
    "docx": write_words,
    "xlsx": write_sheets,
}
PACKS = {"example": example_pack(2), "odd": odd_pack()}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Each pack in every form, under the file's name."""
    return {
        f"{name}.{form}": write(pack, quiet)
        for name, pack in PACKS.items()
        for form, write in WRITERS.items()
    }


NAMES = [f"{name}.{form}" for name in PACKS for form in WRITERS]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_keeps_to_the_schemas(files: dict[str, bytes], name: str, tmp_path: Path) -> None:
    assert faults(tmp_path, name, files[name]) == []


@pytest.mark.parametrize(
    ("name", "part", "before", "after"),
    [
        ("example.pptx", "ppt/slides/slide3.xml", b"<a:buNone/>", b"<a:buNot/>"),
        ("example.docx", "word/document.xml", b'w:val="Heading1"', b'w:value="Heading1"'),
        ("example.xlsx", "xl/worksheets/sheet2.xml", b"<sheetData>", b"<sheetDate/><sheetData>"),
    ],
)
def test_a_broken_file_is_noticed(
    files: dict[str, bytes], name: str, part: str, before: bytes, after: bytes, tmp_path: Path
) -> None:
    broken = changed(files[name], part, lambda data: data.replace(before, after, 1))
    assert broken != files[name]
    assert faults(tmp_path, name, broken)


def parts_of(blob: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(blob)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("name", NAMES)
def test_parts_are_typed_and_what_they_lead_to_is_there(files: dict[str, bytes], name: str) -> None:
    parts = parts_of(files[name])
    types = etree.fromstring(parts["[Content_Types].xml"])
    endings = {e.get("Extension") for e in types if e.tag.endswith("Default")}
    named = {e.get("PartName") for e in types if e.tag.endswith("Override")}
    assert {f"/{part}" for part in parts} >= named
    for part, data in parts.items():
        if part != "[Content_Types].xml":
            assert f"/{part}" in named or part.rpartition(".")[2] in endings, part
        if not part.endswith(".rels"):
            continue
        folder, _, source = part.rpartition("_rels/")
        ids = Counter()
        for relation in etree.fromstring(data):
            ids[relation.get("Id")] += 1
            if relation.get("TargetMode") == "External":
                assert re.match("https?://", relation.get("Target"))
                continue
            target = relation.get("Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            assert posixpath.normpath(path) in parts, (part, target)
        assert max(ids.values(), default=1) == 1
        used = re.findall(
            rb'\br:(?:id|embed|link|pict)="([^"]+)"', parts.get(folder + source[:-5], b"")
        )
        assert {key.decode() for key in used} <= set(ids), part


@pytest.mark.parametrize("name", NAMES)
def test_drawings_have_numbers_of_their_own_and_words(files: dict[str, bytes], name: str) -> None:
    drawn = 0
    for part, data in parts_of(files[name]).items():
        if not re.search(r"(slides/slide|word/document|drawings/drawing)\d*\.xml$", part):
            continue
        root = etree.fromstring(data)
        marks = [e for e in root.iter() if etree.QName(e).localname in ("cNvPr", "docPr")]
        numbers = Counter(mark.get("id") for mark in marks)
        assert max(numbers.values(), default=1) == 1, part
        for frame in root.iter():
            if etree.QName(frame).localname not in ("graphicFrame", "inline", "pic"):
                continue
            about = next(e for e in frame.iter() if etree.QName(e).localname in ("cNvPr", "docPr"))
            assert about.get("descr", "").strip(), (part, about.get("name"))
            drawn += 1
    assert drawn
