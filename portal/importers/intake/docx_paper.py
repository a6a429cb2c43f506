"""Open a Word document: paragraphs, headings and tables, merged cells, symbols, struck text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from portal.importers.intake.numbering import Numbering, whole_number
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
from portal.importers.intake.symbols import symbol

_MOST_SPANNED = 60
_SYMBOL_FONTS = re.compile(r"wingdings|webdings|marlett|symbol", re.IGNORECASE)
_CHECKBOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
_CHECKED = "{http://schemas.microsoft.com/office/word/2010/wordml}checked"
_W14_VAL = "{http://schemas.microsoft.com/office/word/2010/wordml}val"


def read_docx(raw: bytes, name: str) -> Paper:
    """Read a document.

    Raises:
        RefusedPaper: if it is damaged.
    """
    try:
        document = Document(io.BytesIO(raw))
    except (KeyError, ValueError, SyntaxError, OSError) as error:
        raise RefusedPaper("the Word document is damaged; save it again") from error
    numbering = Numbering(document)
    blocks: list[Block] = []
    tables = 0
    for element in _children(document.element.body):
        if element.tag == qn("w:p"):
            text = numbering.label(element) + _paragraph(element)[0]
            if text.strip():
                place = f"paragraph {len(blocks) + 1}"
                blocks.append(Text(text.strip(), _level(element, document, text), place))
        elif element.tag == qn("w:tbl"):
            tables += 1
            blocks.append(_table(element, f"table {tables}", numbering))
    return Paper(name, tuple(blocks), tuple(_hidden_texts(document)))


def _hidden_texts(document: Any) -> Iterator[str]:
    core = document.core_properties
    yield from (core.author or "", core.last_modified_by or "")
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from (paragraph.text for paragraph in part.paragraphs)
    for part in document.part.package.iter_parts():
        if str(part.partname).endswith(("comments.xml", "footnotes.xml", "endnotes.xml")):
            element = getattr(part, "element", None)
            if element is not None:
                yield from (_paragraph(p)[0] for p in element.iter(qn("w:p")))
            else:
                yield re.sub(r"<[^>]+>", " ", part.blob.decode("utf-8", "replace"))


def _children(parent: Any) -> Iterator[Any]:
    """Give paragraphs and tables, those within content controls and insertions too."""
    for element in parent:
        if element.tag == qn("w:sdt"):
            content = element.find(qn("w:sdtContent"))
            if content is not None:
                yield from _children(content)
        elif element.tag in (qn("w:ins"), qn("w:smartTag"), qn("w:customXml")):
            yield from _children(element)
        else:
            yield element


def _level(paragraph: Any, document: Any, text: str) -> int:
    """The level of a heading: of its style, its outline, or 9 where all of it is bold."""
    properties = paragraph.find(qn("w:pPr"))
    style = properties.find(qn("w:pStyle")) if properties is not None else None
    if style is not None:
        try:
            style_name = document.styles.element.get_by_id(style.get(qn("w:val"))).name_val or ""
        except AttributeError:
            style_name = ""
        if match := re.match(r"(?:heading|titre|überschrift) ?(\d)", style_name, re.IGNORECASE):
            return int(match[1])
        if style_name.lower() in {"title", "subtitle"}:
            return 1
    outline = properties.find(qn("w:outlineLvl")) if properties is not None else None
    if outline is not None and outline.get(qn("w:val"), "9").isdigit():
        level = int(outline.get(qn("w:val"), "9"))
        if level < 9:
            return level + 1
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(_run(run)).strip()]
    if runs and len(text) < 300 and all(_has(run, "w:b") for run in runs):
        return 9
    return 0


def _has(run: Any, name: str) -> bool:
    properties = run.find(qn("w:rPr"))
    mark = properties.find(qn(name)) if properties is not None else None
    return mark is not None and mark.get(qn("w:val"), "1") not in {"0", "false", "none"}


def _paragraph(element: Any) -> tuple[str, str]:
    """The text of a paragraph, and what of it is struck through."""
    shown: list[str] = []
    struck: list[str] = []
    for run in element.iter(qn("w:r")):
        if any(True for _ in run.iterancestors(qn("w:del"))) or _has(run, "w:vanish"):
            continue
        inside_box = next(run.iterancestors(qn("w:p")), None)
        if inside_box is not element and inside_box is not None:
            continue
        part = "".join(_run(run))
        (struck if _has(run, "w:strike") or _has(run, "w:dstrike") else shown).append(part)
    return "".join(shown), "".join(struck)


def _run(run: Any) -> Iterator[str]:
    font = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    is_symbols = font is not None and bool(_SYMBOL_FONTS.search(font.get(qn("w:ascii"), "")))
    for element in run:
        if element.tag == qn("w:t"):
            text = element.text or ""
            yield "".join(symbol(ord(c)) for c in text) if is_symbols else text
        elif element.tag == qn("w:sym"):
            yield symbol(whole_number(element.get(qn("w:char")), base=16))
        elif element.tag == qn("w:tab"):
            yield "\t"
        elif element.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif element.tag == qn("w:noBreakHyphen"):
            yield "-"


def _table(element: Any, place: str, numbering: Numbering) -> Table:
    rows: list[Row] = []
    above: list[Cell] = []
    trs = [x for x in _children(element) if x.tag == qn("w:tr")]
    for number, tr in enumerate(trs, start=1):
        cells: list[Cell] = []
        skipped = tr.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        if skipped is not None:
            cells += [Cell()] * min(whole_number(skipped.get(qn("w:val"))), _MOST_SPANNED)
        for tc in (x for x in _children(tr) if x.tag == qn("w:tc")):
            cells += _cells(tc, above, len(cells), numbering)
        deleted = tr.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None
        hidden = tr.find(f"{qn('w:trPr')}/{qn('w:hidden')}") is not None
        rows.append(Row(tuple(cells), f"{place}, row {number}", hidden or deleted))
        above = cells
    return Table(tuple(rows), place)


def _cells(tc: Any, above: list[Cell], at: int, numbering: Numbering) -> list[Cell]:
    """The cells of the grid that one cell of the document covers."""
    properties = tc.find(qn("w:tcPr"))
    span, merge, fill = 1, None, ""
    if properties is not None:
        grid_span = properties.find(qn("w:gridSpan"))
        span = whole_number(grid_span.get(qn("w:val")), 1) if grid_span is not None else 1
        merge = properties.find(qn("w:vMerge"))
        shade = properties.find(qn("w:shd"))
        value = shade.get(qn("w:fill"), "") if shade is not None else ""
        fill = value.upper() if re.fullmatch(r"[0-9A-Fa-f]{6}", value or "") else ""
    span = min(max(span, 1), _MOST_SPANNED)
    if merge is not None and merge.get(qn("w:val"), "continue") == "continue" and at < len(above):
        upper = above[at]
        first = Cell(upper.text, upper.fill, down=True, struck=upper.struck, bold=upper.bold)
    else:
        lines, struck = _lines(tc, numbering)
        runs = [run for run in tc.iter(qn("w:r")) if "".join(_run(run)).strip()]
        bold = bool(runs) and all(_has(run, "w:b") for run in runs)
        if holds_symbols("".join(lines)) and fill in {"", "FFFFFF"}:
            fill = next(filter(None, map(_colour_of_type, runs)), fill)
        first = Cell("\n".join(lines).strip(), fill, struck=struck, bold=bold)
    more = Cell(first.text, first.fill, down=first.down, across=True, bold=first.bold)
    return [first, *[more] * (span - 1)]


def _colour_of_type(run: Any) -> str:
    colour = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
    value = colour.get(qn("w:val"), "") if colour is not None else ""
    return value.upper() if re.fullmatch(r"[0-9A-Fa-f]{6}", value) else ""


def _lines(tc: Any, numbering: Numbering) -> tuple[list[str], str]:
    lines, gone = [], []
    for element in tc.iter(qn("w:p")):
        text, struck = _paragraph(element)
        text += _ticked(element)
        if text.strip():
            lines.append((numbering.label(element) + text).strip())
        if struck.strip():
            gone.append(struck.strip())
    return lines, "\n".join(gone)


def _ticked(paragraph: Any) -> str:
    """A tick for a check box that is checked, where it holds no symbol of its own."""
    for box in paragraph.iter(_CHECKBOX):
        checked = box.find(_CHECKED)
        if checked is not None and checked.get(_W14_VAL) in {"1", "true"}:
            return "" if re.search("[☒☑✓✔]", "".join(paragraph.itertext())) else "✓"
    return ""
