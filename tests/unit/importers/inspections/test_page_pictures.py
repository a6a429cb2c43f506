"""Pictures of a report's pages: those that a person compares, with the names covered."""

from __future__ import annotations

import io

from PIL import Image

from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.page_pictures import WIDTH, page_pictures
from portal.importers.inspections.pdf_text import page_texts
from portal.importers.inspections.people import without_people
from portal.importers.inspections.report import read_pages
from tests.support.reports import COUNCILS, LEAD, Pages, ilacs, pdf


def drawn(pages: Pages) -> dict[int, bytes]:
    raw = pdf(pages)
    people = without_people(page_texts(raw))
    reading = read_pages(people, "report.pdf", "", CouncilNames(COUNCILS))
    return page_pictures(raw, reading, people)


def darkness(picture: bytes, line: int) -> float:
    """Measure the black share, 0 to 1, of a line of a made-up page, twenty letters wide."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    scale = WIDTH / 595
    box = (40, 42 + 13 * line - 6, 140, 42 + 13 * line + 1)
    crop = image.crop(tuple(round(side * scale) for side in box))
    return sum(value < 40 for value in crop.tobytes()) / (crop.width * crop.height)


def test_pages_with_what_is_read_are_drawn_and_names_covered() -> None:
    pages = ilacs()
    pages[1].append(f"Questions go to {LEAD}.")
    pictures = drawn(pages)
    assert sorted(pictures) == [1, 2]
    assert all(picture.startswith(b"\x89PNG") for picture in pictures.values())
    lead, dates = pages[0].index(next(x for x in pages[0] if LEAD in x)), 2
    assert darkness(pictures[1], lead) > 0.95
    assert darkness(pictures[1], dates) < 0.6
