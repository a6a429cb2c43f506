"""The markup of Word documents: runs, paragraphs, fields, tables and drawings as XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.shared import Cm

from portal.domain.pack_model import Chart
from portal.packs.common import theme
from portal.packs.common.columns import fair_widths, longest_word
from portal.packs.common.theme import RULE

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = (
    f'xmlns:w="{W}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
WIDE = 17.0  # centimetres between the margins
BOLD = "<w:b/>"
KEEP_NEXT = "<w:keepNext/>"
_TWIPS = 1440 / 2.54  # of a centimetre
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
# A row with a longer text may be cut by the end of a page.
_LONG_TEXT = 700
# Sizes of type, each with the twips left and right of a cell's text: the first in which no word is
# broken.
_SIZES = ((9.0, 140), (8.0, 110), (7.5, 80))
_SMALL = _SIZES[1:]
# A table of no more rows than these is not torn apart.
_KEPT_ROWS = 14


def colour_xml(colour: str) -> str:
    """Write a run's colour."""
    return f'<w:color w:val="{colour}"/>'


def size_xml(points: float) -> str:
    """Write a run's size of type."""
    return f'<w:sz w:val="{points * 2:.0f}"/>'


def run_xml(text: str, look: str = "") -> str:
    """Write a run of text with its line breaks and tabs; `look` holds its properties in order."""
    pieces = (piece for piece in re.split("([\n\t])", text) if piece)
    inside = "".join(
        _BREAKS.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in pieces
    )
    return f"<w:r>{look and f'<w:rPr>{look}</w:rPr>'}{inside}</w:r>"


def paragraph_xml(style: str, runs: str, more: str = "") -> str:
    """Write a paragraph of a style (plain where none is named); `more` overrides the style."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{runs}</w:p>"


def mark_xml(kind: str) -> str:
    """Write the beginning, middle or end of a field."""
    return f'<w:fldChar w:fldCharType="{kind}"/>'


def code_xml(code: str) -> str:
    """Write the beginning of a field up to its result."""
    text = f'<w:instrText xml:space="preserve"> {code} </w:instrText>'
    return f"{mark_xml('begin')}{text}{mark_xml('separate')}"


def field_xml(code: str, result: str) -> str:
    """Write a field with the result that stands until Word updates it."""
    return f'<w:r xmlns:w="{W}">{code_xml(code)}<w:t>{result}</w:t>{mark_xml("end")}</w:r>'


def table_xml(
    caption: str,
    alt: str,
    shares: Sequence[float],
    head: Sequence[str],
    rows: Sequence[tuple[Sequence[str], int]],
    numeric: Sequence[int],
    small: bool,
    tones: Sequence[str] = (),
) -> str:
    """Write a native table, whose head comes again on every page.

    Args:
        caption: its name.
        alt: its text alternative.
        shares: its columns' shares of the page's width.
        head: the names of its columns.
        rows: cells of each row, with how many lines to write on by hand it has room for.
        numeric: the columns that stand flush right.
        small: whether it is set in small type, with little space.
        tones: of the rows whose first cell is tinted.
    """
    whole = sum(shares) or 1.0
    wanted = [WIDE * share / whole * _TWIPS for share in shares]
    for size, sides in _SMALL if small else _SIZES:
        needs = _needs(head, rows, size, sides, bool(tones))
        if sum(needs) <= sum(wanted):
            break
    widths = [round(width) for width in fair_widths(wanted, needs)]
    look = (size, sides)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    written = [_row_xml(head, 0, widths, numeric, True, look)]
    stays = len(rows) - 1 if len(rows) <= _KEPT_ROWS else 1
    written += [
        _row_xml(
            cells,
            room,
            widths,
            numeric,
            False,
            look,
            number < stays,
            tones[number] if number < len(tones) else "",
        )
        for number, (cells, room) in enumerate(rows)
    ]
    return (
        '<w:tbl><w:tblPr><w:tblW w:type="auto" w:w="0"/><w:jc w:val="left"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:firstColumn="1" w:firstRow="1" '
        'w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" w:val="04A0"/>'
        f"<w:tblCaption w:val={quoteattr(caption[:1000])}/>"
        f"<w:tblDescription w:val={quoteattr(alt[:1000])}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(written)}</w:tbl>"
    )


def _needs(
    head: Sequence[str],
    rows: Sequence[tuple[Sequence[str], int]],
    size: float,
    sides: int,
    first_bold: bool,
) -> list[float]:
    """Measure in twips the width that each column needs for its longest word."""
    needs = []
    for number, name in enumerate(head):
        bold = first_bold and not number
        texts = [(name, True), *((cells[number], bold) for cells, _ in rows)]
        needs.append(20 * longest_word(texts, size) + sides + 20)
    return needs


def _row_xml(
    cells: Sequence[str],
    room: int,
    widths: Sequence[int],
    numeric: Sequence[int],
    head: bool,
    look: tuple[float, int],
    stays: bool = True,
    tone: str = "",
) -> str:
    """Write a row; one that is kept stays on the page of the next, a tone tints its first cell."""
    line, thick = (theme.INK, 8) if head else (theme.LINE, 4)
    size, sides_wide = look
    # A scorecard is one page: its rows stand closer.
    pad = 14 if tone else 50 if size == _SIZES[0][0] else 12
    run_look = f"{BOLD}{colour_xml(theme.QUIET)}" * head + size_xml(size)
    sides = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", pad), ("left", 40), ("bottom", pad), ("right", sides_wide - 40))
    )
    borders = f'<w:bottom w:val="single" w:sz="{thick}" w:space="0" w:color="{line}"/>'
    written = []
    ground, ink = theme.TONES.get(tone, ("", ""))
    for number, (text, width) in enumerate(zip(cells, widths, strict=True)):
        tinted = bool(ground) and not number
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' * tinted
        look_of = f"{BOLD}{colour_xml(ink)}{size_xml(size)}" if tinted else run_look
        more = KEEP_NEXT * stays + '<w:jc w:val="right"/>' * (number in numeric)
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/><w:tcBorders>{borders}'
            f"</w:tcBorders>{shade}<w:tcMar>{sides}</w:tcMar></w:tcPr>"
            f"{paragraph_xml('Cell', run_xml(text, look_of), more)}</w:tc>"
        )
    whole = head or max(map(len, cells)) < _LONG_TEXT
    properties = "<w:cantSplit/>" * whole + "<w:tblHeader/>" * head
    if room:
        properties += f'<w:trHeight w:val="{RULE * room * 20:.0f}"/>'
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(written)}</w:tr>"


def drawing_xml(relation: str, chart: Chart, number: int, high: float) -> str:
    """Write the place of a chart, as wide as the page, under its relationship's id."""
    alt = quoteattr(chart.alt or chart.headline)
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{Cm(WIDE)}" cy="{Cm(high)}"/>'
        f'<wp:docPr id="{1000 + number}" name="Chart {number}" descr={alt}/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
