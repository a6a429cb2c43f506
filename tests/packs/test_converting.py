"""LibreOffice opens what is written, without repair, and every page is there."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation

from portal.domain.pack import Pack
from portal.packs.sheets import write_sheets
from portal.packs.slides import write_slides
from portal.packs.words import write_words
from tests.packs.making import example_pack, odd_pack
from tests.packs.test_slides import quiet

# Like the tests with Chromium, these need what `make browser` installs.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("soffice")]


def converted(blob: bytes, name: str, folder: Path) -> tuple[int, str]:
    """The number of pages and the text of the file's PDF."""
    (folder / name).write_bytes(blob)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / name),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    pdf = (folder / name).with_suffix(".pdf")
    about = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True)
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True)
    pages = re.search(r"Pages:\s+(\d+)", about.stdout)
    assert pages
    return int(pages[1]), flat(text.stdout)


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("pack", [example_pack(), odd_pack()], ids=["example", "odd"])
def test_slides(pack: Pack, tmp_path: Path) -> None:
    blob = write_slides(pack, quiet)
    pages, text = converted(blob, "pack.pptx", tmp_path)
    slides = Presentation(io.BytesIO(blob)).slides
    assert pages == len(slides)
    for slide in slides:
        assert flat(slide.shapes.title.text_frame.text) in text


def test_words(tmp_path: Path) -> None:
    pack = example_pack(2)
    pages, text = converted(write_words(pack, quiet), "pack.docx", tmp_path)
    assert pages >= len(pack.parts)
    for _, page in pack.pages:
        assert flat(page.title) in text
    for chart in pack.charts:
        # Words that stand in the drawing alone: the axis's labels.
        assert flat(chart.series[0].name) in text


def test_sheets(tmp_path: Path) -> None:
    pack = example_pack(2)
    pages, text = converted(write_sheets(pack, quiet), "pack.xlsx", tmp_path)
    assert pages >= 1 + len(pack.parts)
    for part, page in pack.pages:
        assert flat(part.title) in text
        assert flat(page.title) in text
