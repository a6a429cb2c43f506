"""Read a PDF's text page by page; its metadata is never read, for it names people."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pypdfium2 as pdfium

from portal.importers.inspections.records import Line, RefusedReport

MOST_PAGES = 300
_FEWEST_LETTERS = 400
# pdfium writes these for a hyphen at the end of a line, and leaves the line break out.
_HYPHENS = re.compile("[\u0002\ufffe\u00ad]")
_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Controls, marks that turn the direction of writing, characters without width.
_CONTROLS = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]"
)
_FOOTNOTE = re.compile(r"\d{1,2}(\s+[A-Z].*)?$")
# Running headers stand within so many lines of a page's edge, on this share of the pages.
_HEADER_LINES, _HEADER_SHARE = 3, 0.4


def page_texts(raw: bytes) -> tuple[str, ...]:
    """Return the text of each page.

    Raises:
        RefusedReport: if the bytes are no PDF, a damaged or locked one, or hold no text.
    """
    start = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"<(!doctype html|html|head|\?xml)", start, re.IGNORECASE):
        raise RefusedReport(
            "this is a web page saved under the name of a PDF; download the report again"
        )
    if not start.startswith(b"%PDF"):
        raise RefusedReport("this is not a PDF: it does not begin with %PDF")
    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        raise RefusedReport("the PDF is damaged, cut off or locked by a password") from error
    try:
        if len(document) > MOST_PAGES:
            raise RefusedReport(f"it has {len(document)} pages; a report has at most {MOST_PAGES}")
        texts = tuple(_page_text(document, number) for number in range(len(document)))
    except pdfium.PdfiumError as error:
        raise RefusedReport("a page of the PDF is damaged; download the report again") from error
    finally:
        document.close()
    if sum(len(text.strip()) for text in texts) < _FEWEST_LETTERS:
        raise RefusedReport("its pages hold no text (a scan?); enter the inspection by hand")
    return texts


def _page_text(document: pdfium.PdfDocument, number: int) -> str:
    page = document[number]
    text_page = page.get_textpage()
    text: str = text_page.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
    text_page.close()
    page.close()
    return _CONTROLS.sub("", _SPACES.sub(" ", _HYPHENS.sub("-", text)))


def flat(text: str) -> str:
    """Return a text on one line, its spaces single, its dashes and quotes of one kind."""
    plain = re.sub("[\u2010-\u2015\u2212\u2500\u2501]", "-", text)
    plain = plain.replace("\u2019", "'").replace("`", "'")
    return re.sub(r"\s+", " ", plain).strip()


def lines_of(texts: tuple[str, ...]) -> list[Line]:
    """Return the lines of a report without running headers, page numbers and footnotes."""
    pages = [text.split("\n") for text in texts]
    headers = _running(pages)
    return [
        Line(text=line.strip(), page=number)
        for number, page in enumerate(pages, start=1)
        for position, line in enumerate(_above_footnotes(page))
        if line.strip()
        and not re.fullmatch(r"\d{1,3}", line.strip())
        and not (_at_edge(position, page) and _pattern(line) in headers)
    ]


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", flat(line)).lower().strip(" #")


def _at_edge(position: int, page: list[str]) -> bool:
    return position < _HEADER_LINES or position >= len(page) - _HEADER_LINES


def _running(pages: list[list[str]]) -> set[str]:
    """Patterns of the lines that stand at the edge of three pages or more, and of most."""
    seen: Counter[str] = Counter()
    for page in pages:
        edge = {_pattern(x) for at, x in enumerate(page) if _at_edge(at, page)}
        seen.update(pattern for pattern in edge if len(pattern) > 3)
    fewest = max(3, _HEADER_SHARE * len(pages))
    return {pattern for pattern, count in seen.items() if count >= fewest}


def _above_footnotes(page: list[str]) -> list[str]:
    """Leave out what follows a blank line and begins with a small number: a footnote."""
    for at, (line, after) in enumerate(pairwise(page)):
        if at and not line.strip() and line and _FOOTNOTE.match(after.strip()):
            return page[:at]
    return page
