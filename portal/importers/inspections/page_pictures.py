"""Draw pages of a report as pictures in which the names of people are covered."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
from PIL import ImageDraw

from portal.importers.inspections.people import WithoutPeople
from portal.importers.inspections.records import Reading

# Of one report; a title page and lists of recommendations are on fewer.
MOST_PICTURES = 12
WIDTH = 760
# Greys of a picture, evenly from black to white: a page of text needs no more.
_SHADES = 8
_MARGIN = 2


def pages_of(reading: Reading) -> list[int]:
    """Return the pages that a person compares: the title, grades, each with a recommendation."""
    pages = {1, *(item.page for item in reading.recommendations)}
    return sorted(page for page in pages if 1 <= page <= reading.pages)[:MOST_PICTURES]


def page_pictures(raw: bytes, reading: Reading, people: WithoutPeople) -> dict[int, bytes]:
    """Draw the pages of a reading as PNG, by number; a page that cannot be covered is left out."""
    document = pdfium.PdfDocument(raw)
    try:
        pictures = ((page, _picture(document, page, people)) for page in pages_of(reading))
        return {page: picture for page, picture in pictures if picture}
    except pdfium.PdfiumError:
        return {}
    finally:
        document.close()


def _picture(document: Any, number: int, people: WithoutPeople) -> bytes:
    page = document[number - 1]
    boxes = list(_boxes(page, number, people))
    if None in boxes:
        return b""
    scale = WIDTH / page.get_width()
    image = page.render(scale=scale, grayscale=True).to_pil()
    brush = ImageDraw.Draw(image)
    height = page.get_height()
    for left, bottom, right, top in filter(None, boxes):
        corners = (left, height - top, right, height - bottom)
        first, second, third, fourth = (value * scale for value in corners)
        brush.rectangle(
            (first - _MARGIN, second - _MARGIN, third + _MARGIN, fourth + _MARGIN), fill=0
        )
    written = io.BytesIO()
    shaded = image.point([(value * (_SHADES - 1) + 127) // 255 for value in range(256)])
    shaded.putpalette([255 * shade // (_SHADES - 1) for shade in range(_SHADES) for _ in "rgb"])
    shaded.save(written, format="PNG")
    return written.getvalue()


def _boxes(
    page: Any, number: int, people: WithoutPeople
) -> Iterator[tuple[float, float, float, float] | None]:
    """Yield the places to cover on a page; None where one that must be is not found."""
    text = page.get_textpage()
    try:
        for line in people.lines[number - 1]:
            if not line.strip():
                continue
            rectangles = list(_places(text, line.strip()))
            yield from rectangles
            if not rectangles:
                yield None
        for name in people.names:
            yield from _places(text, name)
    finally:
        text.close()


def _places(text: Any, words: str) -> Iterator[tuple[float, float, float, float]]:
    """Yield the rectangles of every occurrence of some words on a page."""
    searcher = text.search(words)
    while match := searcher.get_next():
        index, count = match
        for rectangle in range(text.count_rects(index, count)):
            yield text.get_rect(rectangle)
