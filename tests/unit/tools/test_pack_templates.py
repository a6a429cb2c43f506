"""The templates of packs: files of the project that are what the tool makes, and nothing else."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from portal.packs.templates import OWN_SLIDES as SLIDES
from portal.packs.templates import OWN_WORDS as WORDS
from tools.pack_templates.slides import new_presentation
from tools.pack_templates.words import new_document


def parts(file: Path | io.BytesIO) -> dict[str, bytes]:
    """The parts of an office file."""
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize(
    ("template", "made"), [(SLIDES, new_presentation), (WORDS, new_document)], ids=["pptx", "docx"]
)
def test_a_template_is_what_the_tool_makes(template: Path, made: Any) -> None:
    file = io.BytesIO()
    made().save(file)
    assert parts(template) == parts(file), "run `python -m tools.pack_templates`"


@pytest.mark.parametrize("template", [SLIDES, WORDS], ids=["pptx", "docx"])
def test_a_template_holds_no_pictures_and_no_settings_of_a_printer(template: Path) -> None:
    names = list(parts(template))
    assert "[Content_Types].xml" in names
    assert [name for name in names if not name.endswith((".xml", ".rels"))] == []
