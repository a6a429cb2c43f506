"""Open a PDF with a text layer: its tables by their lines or colours, its paragraphs between."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pdfplumber.utils.text import extract_words

from portal.importers.intake.paper import (
    Block,
    Cell,
    Paper,
    RefusedPaper,
    Row,
    Table,
    Text,
    holds_symbols,
)
from portal.importers.intake.pdf_actions import runs_something
from portal.importers.intake.pdf_lines import Line, Word, joined, lines_of
from portal.importers.intake.pdf_open import open_tables, uprights
from portal.importers.intake.pdf_pages import continued, missing_borders, parted
from portal.importers.intake.pdf_unruled import Drawn, Unruled
from portal.importers.intake.step import next_step
from portal.importers.intake.symbols import with_signs

MOST_PAGES = 150
_FEWEST_LETTERS = 40
_EDGE = 3.0
_HEADER_SHARE = 0.6
_NUMBER_OF_PAGE = re.compile(r"page \d+(?: (?:of|/) ?\d+)?", re.IGNORECASE)
_OF_TYPE = ("fontname", "size", "non_stroking_color")


def read_pdf(raw: bytes, name: str) -> Paper:
    """Read a document; nothing in it is run, and no file beside it is opened.

    Raises:
        RefusedPaper: if it is locked, damaged, too long, runs something, or holds no text.
    """
    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            if len(document.pages) > MOST_PAGES:
                raise RefusedPaper(
                    f"it has {len(document.pages)} pages, more than {MOST_PAGES}; save the pages "
                    "of the plan alone"
                )
            if runs_something(document):
                raise RefusedPaper(
                    "it holds a script or starts a program, which no plan needs; open it, choose "
                    "Print and “Save as PDF” (or “Microsoft Print to PDF”), and give that"
                )
            pages: list[_Page] = []
            for printed in document.pages:
                pages.append(_Page(printed))
                printed.close()
                next_step()
            properties = tuple(str(x) for x in (document.metadata or {}).values())
    except RefusedPaper:  # a ValueError, as what follows
        raise
    except PdfminerException as error:
        if any(isinstance(arg, PDFPasswordIncorrect) for arg in error.args):
            raise RefusedPaper(
                "the PDF is locked by a password; open it with that, print it as a PDF and give it"
            ) from error
        raise RefusedPaper("the PDF is damaged or cut off; save it again") from error
    except (MalformedPDFException, ValueError, TypeError, KeyError, AttributeError, IndexError,
            RecursionError, AssertionError, OSError) as error:  # fmt: skip
        raise RefusedPaper("the PDF is damaged or cut off; save it again") from error
    if sum(len(word.text) for page in pages for word in page.words) < _FEWEST_LETTERS:
        raise RefusedPaper(
            "its pages hold no text, only pictures (a scan); ask for the file that it was printed "
            "from"
        )
    running = _running(pages)
    blocks: list[Block] = []
    unruled = Unruled()
    for number, page in enumerate(pages, start=1):
        _add_page(blocks, page, number, running, unruled)
    return Paper(name, tuple(blocks), properties)


class _Page:
    """The words and tables of a page, without what pdfplumber keeps of it."""

    def __init__(self, page: Any) -> None:
        self.rects = [
            (r["x0"], r["top"], r["x1"], r["bottom"], _colour(r.get("non_stroking_color")))
            for r in [*page.rects, *page.curves]
            if r.get("fill")
        ]
        self.struck = [
            (line["x0"], line["x1"], (line["top"] + line["bottom"]) / 2)
            for line in [*page.lines, *page.rects]
            if line["bottom"] - line["top"] < 2
        ]
        self.height = page.height
        self.drawn = Drawn(
            tuple(
                (edge["x0"], edge["x1"], edge["top"])
                for edge in page.edges
                if edge["orientation"] == "h"
            ),
            tuple(rect for rect in self.rects if rect[4] not in {"", "FFFFFF"}),
        )
        chars = with_signs(page.dedupe_chars().chars, [*page.curves, *page.rects])
        borders = {"explicit_horizontal_lines": missing_borders(page.edges)}
        if opened := open_tables([*page.lines, *page.rects, *page.curves]):
            lines = lines_of(_words(chars, ()))
            borders["explicit_vertical_lines"] = [x for t in opened for x in uprights(t, lines)]
        self.tables = [
            [
                [tuple(cell) if cell else None for cell in row.cells]
                for row in table.rows
                if any(row.cells)
            ]
            for table in page.find_tables(borders)
        ]
        self.words = _words(chars, self.tables)


def _words(chars: Sequence[Any], tables: Sequence[Sequence[Sequence[Any]]]) -> list[Word]:
    """Put letters together as words, cell by cell: those of two cells may touch."""
    boxes = list(dict.fromkeys(c for grid in tables for row in grid for c in row if c))
    groups: dict[Any, list[Any]] = {}
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        box = next((b for b in boxes if b[0] <= x < b[2] and b[1] <= y < b[3]), None)
        groups.setdefault(box, []).append(char)
    return [
        Word(w["text"], w["x0"], w["x1"], w["top"], w["bottom"], *(w[name] for name in _OF_TYPE))
        for group in groups.values()
        for w in extract_words(group, extra_attrs=list(_OF_TYPE))
    ]


def _colour(value: Any) -> str:
    parts = value if isinstance(value, tuple | list) else (value,)
    try:
        numbers = [float(part) for part in parts]
    except (TypeError, ValueError):
        return ""
    if len(numbers) == 1:
        numbers *= 3
    elif len(numbers) == 4:
        black = 1 - numbers[3]
        numbers = [(1 - part) * black for part in numbers[:3]]
    if len(numbers) != 3:
        return ""
    return "".join(f"{round(max(0.0, min(1.0, part)) * 255):02X}" for part in numbers)


def _running(pages: Sequence[_Page]) -> set[str]:
    """Lines at the edge of most pages: running headers and footers, digits aside."""
    seen: Counter[str] = Counter()
    for page in pages:
        lines = lines_of(page.words)
        edge = [*lines[:2], *lines[-2:]]
        outside = [x for x in edge if x.top < page.height * 0.08 or x.top > page.height * 0.9]
        seen.update({_pattern(line.text) for line in outside})
    return {text for text, count in seen.items() if count >= max(2, _HEADER_SHARE * len(pages))}


def _runs(line: Line, page: _Page, running: set[str]) -> bool:
    """Tell if a line is a running header or footer, or a number of the page alone."""
    numbered = line.top > page.height * 0.9 and _NUMBER_OF_PAGE.fullmatch(line.text.strip())
    return bool(numbered) or _pattern(line.text) in running


def _pattern(text: str) -> str:
    return "".join("#" if c.isdigit() else c for c in text.lower())


def _add_page(
    blocks: list[Block], page: _Page, number: int, running: set[str], unruled: Unruled
) -> None:
    """Add the paragraphs and tables of a page from top to bottom."""
    tables = [part for grid in page.tables for part in parted(grid) if _is_table(part)]
    inside = [_box(grid) for grid in tables]
    outside = [w for w in page.words if not any(_within(w, box) for box in inside)]
    parts: list[tuple[float, Block]] = []
    for at, grid in enumerate(tables, start=1):
        rows = tuple(_rows(grid, page, f"page {number}"))
        parts.append((inside[at - 1][1], Table(rows, f"page {number}")))
    lines = [line for line in lines_of(outside) if not _runs(line, page, running)]
    if tables:
        unruled.columns = ()
    else:
        for first, end, table in reversed(unruled.tables(lines, f"page {number}", page.drawn)):
            parts.append((lines[first].top, table))
            inside.append((0.0, lines[first].top, 10_000.0, lines[end - 1].bottom))
            lines = [*lines[:first], *lines[end:]]
    for paragraph in _paragraphs(lines, inside):
        first_line = paragraph[0]
        text = joined(paragraph, max(line.x1 for line in lines)).text
        parts.append((first_line.top, Text(text, _level(paragraph, page.words), f"page {number}")))
    for _top, block in sorted(parts, key=lambda part: part[0]):
        before = blocks[-1] if blocks else None
        if isinstance(block, Table) and isinstance(before, Table):
            whole = continued(before, block)
            if whole is not None:
                blocks[-1] = whole
                continue
        blocks.append(block)


def _is_table(grid: list[list[Any]]) -> bool:
    cells = [cell for row in grid for cell in row if cell]
    return len({round(cell[0]) for cell in cells}) >= 2


def _box(grid: list[list[Any]]) -> tuple[float, float, float, float]:
    cells = [cell for row in grid for cell in row if cell]
    return (
        min(c[0] for c in cells),
        min(c[1] for c in cells),
        max(c[2] for c in cells),
        max(c[3] for c in cells),
    )


def _within(word: Word, box: tuple[float, float, float, float]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _rows(grid: list[list[Any]], page: _Page, place: str) -> Iterator[Row]:
    boxes = [tuple(map(float, cell)) for row in grid for cell in row if cell]
    columns = _merged({round(box[0], 1) for box in boxes}, max(box[2] for box in boxes))
    texts = {box: _cell(box, page) for box in dict.fromkeys(boxes)}
    for number, row in enumerate(grid, start=1):
        top = min(cell[1] for cell in row if cell)
        bottom = min(cell[3] for cell in row if cell)
        cells = []
        for left, right in zip(columns, [*columns[1:], None], strict=False):
            x = left + 2 if right is None else (left + min(right, left + 20)) / 2
            y = (top + bottom) / 2
            box = next((b for b in boxes if b[0] <= x < b[2] and b[1] <= y < b[3]), None)
            if box is None:
                cells.append(Cell())
                continue
            down, across = box[1] < top - _EDGE, box[0] < left - _EDGE
            cells.append(replace(texts[box], down=down, across=across))
        yield Row(tuple(cells), f"{place}, row {number}")


def _merged(lefts: set[float], end: float) -> list[float]:
    """The left edges of columns; edges that lie within a hair of one another are the same."""
    columns: list[float] = []
    for left in sorted(lefts):
        if (not columns or left - columns[-1] > _EDGE) and left < end - _EDGE:
            columns.append(left)
    return columns


def _cell(box: tuple[float, ...], page: _Page) -> Cell:
    corners = (box[0], box[1], box[2], box[3])
    words = [word for word in page.words if _within(word, corners)]
    struck = [word for word in words if _is_struck(word, page)]
    shown = [word for word in words if word not in struck]
    lines = lines_of(shown)
    inset = min((line.x0 for line in lines), default=box[0]) - box[0]
    joint = joined(lines, box[2] - min(inset, 12.0))
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    fills = [r[4] for r in page.rects if _covers(r, box, x, y)]
    if holds_symbols(joint.text) and not {*fills} - {"FFFFFF"}:
        fills = [_colour(shown[0].colour)]
    return Cell(
        text=joint.text,
        fill=fills[-1] if fills and fills[-1] != "FFFFFF" else "",
        struck=" ".join(word.text for word in struck),
        bold=bool(shown) and all("bold" in word.font.lower() for word in shown),
        wraps=joint.wraps,
    )


def _covers(rect: Any, box: tuple[float, ...], x: float, y: float) -> bool:
    """Tell if a coloured area lies behind a cell, or is a spot of colour within it."""
    x0, top, x1, bottom, _fill = rect
    if x1 - x0 < 4 or bottom - top < 4:
        return False
    inside = x0 >= box[0] - _EDGE and x1 <= box[2] + _EDGE
    within = inside and top >= box[1] - _EDGE and bottom <= box[3] + _EDGE
    return bool(within or (x0 <= x <= x1 and top <= y <= bottom))


def _is_struck(word: Word, page: _Page) -> bool:
    height = word.bottom - word.top
    return any(
        x0 <= word.x0 + 1
        and x1 >= word.x1 - 1
        and x1 - x0 < 400
        and word.top + height * 0.3 < y < word.bottom - height * 0.25
        for x0, x1, y in page.struck
    )


def _paragraphs(lines: Sequence[Line], tables: Sequence[Any]) -> Iterator[list[Line]]:
    """Lines that stand close below one another in one type; a table parts them."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph:
            before = paragraph[-1]
            gap = line.top - before.bottom
            parted = any(before.bottom <= box[1] + 2 and box[3] <= line.top + 2 for box in tables)
            other = abs(line.size - before.size) > 0.6 or line.bold != before.bold
            if parted or other or gap > before.size * 0.55:
                yield paragraph
                paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _level(paragraph: Sequence[Line], words: Sequence[Word]) -> int:
    """The level of a heading: 8 in larger type, 9 where it is bold alone; 0 of running text."""
    sizes = Counter(round(word.size, 1) for word in words)
    usual = sizes.most_common(1)[0][0]
    if len(paragraph) > 3:
        return 0
    if all(line.size > usual + 0.9 for line in paragraph):
        return 8
    return 9 if all(line.bold for line in paragraph) else 0
