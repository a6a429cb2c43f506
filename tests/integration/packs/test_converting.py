"""LibreOffice opens what is written, without repair, and every page is there."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation

from portal.packs.docx.writer import write_words
from portal.packs.pptx.writer import write_slides
from portal.packs.xlsx.writer import write_sheets
from tests.support.example_pack import example_pack, odd_pack
from tests.support.patience import SECONDS
from tests.unit.packs.pptx.test_writer import quiet

# Like the tests with Chromium, these need what `make browser` installs.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("soffice")]


def converted(folder: Path, files: dict[str, bytes]) -> dict[str, tuple[int, str]]:
    """The number of pages and the text of each file's PDF, by the file's name."""
    for name, blob in files.items():
        (folder / name).write_bytes(blob)
    # One start for all of them: it takes longer than the files.
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / name) for name in files),
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return {name: _read((folder / name).with_suffix(".pdf")) for name in files}


def _read(pdf: Path) -> tuple[int, str]:
    about = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True)
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True)
    pages = re.search(r"Pages:\s+(\d+)", about.stdout)
    assert pages
    return int(pages[1]), flat(text.stdout)


def flat(text: str) -> str:
    return "".join(text.split())


SLIDES = {"example.pptx": example_pack(), "odd.pptx": odd_pack()}
WHOLE = example_pack(2)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Write a pack in every form; return the bytes by the name of the file."""
    slides = {name: write_slides(pack, quiet) for name, pack in SLIDES.items()}
    words, sheets = write_words(WHOLE, quiet), write_sheets(WHOLE, quiet)
    return {**slides, "words.docx": words, "sheets.xlsx": sheets}


@pytest.fixture(scope="module")
def opened(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[int, str]]:
    """Convert each file with LibreOffice."""
    return converted(tmp_path_factory.mktemp("packs"), files)


@pytest.mark.parametrize("name", SLIDES)
def test_slides(files: dict[str, bytes], opened: dict[str, tuple[int, str]], name: str) -> None:
    pages, text = opened[name]
    slides = Presentation(io.BytesIO(files[name])).slides
    assert pages == len(slides)
    for slide in slides:
        assert flat(slide.shapes.title.text_frame.text) in text


def test_words(opened: dict[str, tuple[int, str]]) -> None:
    pages, text = opened["words.docx"]
    assert pages >= len(WHOLE.parts)
    for _, page in WHOLE.pages:
        assert flat(page.title) in text
    for chart in WHOLE.charts:
        # Words that stand in the drawing alone: the axis's labels.
        assert flat(chart.series[0].name) in text


def test_sheets(opened: dict[str, tuple[int, str]]) -> None:
    pages, text = opened["sheets.xlsx"]
    assert pages >= 1 + len(WHOLE.parts)
    for part, page in WHOLE.pages:
        assert flat(part.title) in text
        assert flat(page.title) in text
