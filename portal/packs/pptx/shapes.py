"""Native shapes of slides, written as XML: text boxes, tables, lines of time, ruled lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml

from portal.packs.common import theme, timeline_layout
from portal.packs.common.text_metrics import BULLET_INDENT, Para, Run
from portal.packs.common.theme import RULE
from portal.packs.pptx.boxes import BOX_PAD, FULL, LEAST, LEFT, PAD_X, Box, Grid, Lined, Ruled

NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_NO_LINE = "<a:ln><a:noFill/></a:ln>"


def emu(points: float) -> int:
    """Convert points into PowerPoint's own unit."""
    return round(points * 12700)


class Canvas:
    """One slide that shapes are put on, in reading order."""

    def __init__(self, slide: Any) -> None:
        self.slide = slide
        self.tree = slide.shapes._spTree
        self._links: dict[str, str] = {}
        self._next = 100

    def number(self) -> int:
        """A shape's number that no other has."""
        self._next += 1
        return self._next

    def link(self, address: str) -> str:
        """The relationship of a link to the web."""
        if address not in self._links:
            self._links[address] = self.slide.part.relate_to(address, RT.HYPERLINK, True)
        return self._links[address]

    def add(self, xml: str) -> Any:
        """Puts a shape on the slide."""
        element = parse_xml(xml)
        self.tree.append(element)
        return element


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def run_xml(canvas: Canvas, run: Run, size: float, colour: str = theme.INK) -> str:
    """A run of text, linked where it has an address."""
    click = ""
    if run.link.startswith("#slide:"):
        click = f'<a:hlinkClick r:id="{run.link[7:]}" action="ppaction://hlinksldjump"/>'
    elif run.link:
        click = f'<a:hlinkClick r:id="{canvas.link(run.link)}"/>'
    shade = run.colour or colour
    return (
        f'<a:r><a:rPr lang="en-GB" sz="{round(size * 100)}" b="{int(run.bold)}" dirty="0">'
        f"{_fill(shade) if shade else ''}{click}</a:rPr><a:t>{escape(run.text)}</a:t></a:r>"
    )


def paras_xml(canvas: Canvas, paras: Sequence[Para], colour: str = theme.INK) -> str:
    """Paragraphs with exact line distances, as measured."""
    written = []
    for para in paras:
        bullet = "<a:buNone/>"
        margin = 'marL="0" indent="0"'
        if para.bullet:
            margin = f'marL="{emu(BULLET_INDENT)}" indent="-{emu(BULLET_INDENT)}"'
            bullet = (
                f'<a:buClr><a:srgbClr val="{theme.STRONG_LINE}"/></a:buClr>'
                '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
            )
        runs = "".join(run_xml(canvas, run, para.size, colour) for run in para.runs if run.text)
        align = "r" if para.flush_right else "l"
        written.append(
            f'<a:p><a:pPr {margin} algn="{align}"><a:lnSpc><a:spcPts '
            f'val="{round(para.leading * 100)}"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>'
            f'<a:spcAft><a:spcPts val="{round(para.after * 100)}"/></a:spcAft>{bullet}</a:pPr>'
            f'{runs}<a:endParaRPr lang="en-GB" sz="{round(para.size * 100)}"/></a:p>'
        )
    return "".join(written)


def write_text(
    canvas: Canvas, shape: Any, text: str, size: float, colour: str, bold: bool = False
) -> None:
    """A placeholder's text, in the size that was measured; "" leaves it its own colour."""
    paras = tuple(Para((Run(line, bold, colour),), size) for line in text.split("\n"))
    ground = theme.INK if colour else ""
    body = shape._element.txBody
    for old in list(body.p_lst):
        body.remove(old)
    for para in paras:
        xml = paras_xml(canvas, (para,), ground)
        body.append(parse_xml(xml.replace("<a:p>", f"<a:p {NS}>", 1)))


def shape_xml(
    canvas: Canvas,
    name: str,
    place: tuple[float, float, float, float],
    paras: Sequence[Para] = (),
    *,
    kind: str = "rect",
    fill: str = "",
    line: str = "",
    inset: tuple[float, float] = (0.0, 0.0),
    alt: str = "",
    text_box: bool = True,
    link: str = "",
) -> str:
    """A shape with text or without."""
    x, y, width, height = place
    text = paras_xml(canvas, paras) if paras else '<a:p><a:endParaRPr lang="en-GB"/></a:p>'
    wide, high = emu(inset[0]), emu(inset[1])
    click = f'<a:hlinkClick r:id="{canvas.link(link)}"/>' if link else ""
    boxed = ' txBox="1"' if text_box else ""
    return (
        f'<p:sp {NS}><p:nvSpPr><p:cNvPr id="{canvas.number()}" name={quoteattr(name)} '
        f"descr={quoteattr(alt)}>{click}</p:cNvPr><p:cNvSpPr{boxed}/>"
        f'<p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{emu(x)}" y="{emu(y)}"/>'
        f'<a:ext cx="{emu(width)}" cy="{emu(height)}"/></a:xfrm>'
        f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>{_fill(fill) if fill else "<a:noFill/>"}'
        f"{line or _NO_LINE}</p:spPr><p:txBody>"
        f'<a:bodyPr wrap="square" lIns="{wide}" rIns="{wide}" tIns="{high}" bIns="{high}" '
        f'anchor="t"><a:noAutofit/></a:bodyPr><a:lstStyle/>{text}</p:txBody></p:sp>'
    )


def draw_box(canvas: Canvas, box: Box, name: str = "Text") -> None:
    """Text, a caveat with its bar, or a gap in its dashed frame."""
    place = (box.x, box.y, box.width, box.height)
    if box.kind == "caveat":
        inset = (BOX_PAD, BOX_PAD)
        canvas.add(shape_xml(canvas, "Caveat", place, box.paras, fill=theme.LOOK_WASH, inset=inset))
        bar = (box.x, box.y, 3.0, box.height)
        canvas.add(
            shape_xml(canvas, "Caveat bar", bar, kind="rect", fill=theme.LOOK_LINE, text_box=False)
        )
    elif box.kind == "gap":
        line = f'<a:ln w="9525">{_fill(theme.STRONG_LINE)}<a:prstDash val="dash"/></a:ln>'
        inset = (BOX_PAD, BOX_PAD)
        canvas.add(
            shape_xml(canvas, "Gap", place, box.paras, fill=theme.WASH, line=line, inset=inset)
        )
    else:
        canvas.add(shape_xml(canvas, name, place, box.paras))


def draw_grid(canvas: Canvas, grid: Grid) -> None:
    """A native table with a head row and hairlines."""
    columns = "".join(f'<a:gridCol w="{emu(width)}"/>' for width in grid.widths)
    last = len(grid.rows) - 1
    rows = []
    for index, row in enumerate(grid.rows):
        heavy = index == 0
        colour = theme.INK if heavy else (theme.LINE if index < last else theme.STRONG_LINE)
        anchor = "b" if heavy else "t"
        none = "".join(f'<a:ln{side} w="0"><a:noFill/></a:ln{side}>' for side in "LRT")
        properties = (
            f'<a:tcPr marL="{emu(PAD_X)}" marR="{emu(PAD_X)}" marT="{emu(grid.pad)}" '
            f'marB="{emu(grid.pad)}" anchor="{anchor}">{none}<a:lnB w="{12700 if heavy else 6350}">'
            f"{_fill(colour)}</a:lnB>"
        )
        grounds = ["<a:noFill/>"] * len(row.cells)
        if row.tone in theme.TONES:
            grounds[0] = _fill(theme.TONES[row.tone][0])
        cells = "".join(
            f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{paras_xml(canvas, cell)}</a:txBody>"
            f"{properties}{ground}</a:tcPr></a:tc>"
            for cell, ground in zip(row.cells, grounds, strict=True)
        )
        rows.append(f'<a:tr h="{emu(row.height)}">{cells}</a:tr>')
    canvas.add(
        f'<p:graphicFrame {NS}><p:nvGraphicFramePr><p:cNvPr id="{canvas.number()}" name="Table" '
        f"descr={quoteattr(f'Table: {grid.alt}')}/><p:cNvGraphicFramePr><a:graphicFrameLocks "
        'noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr><p:xfrm>'
        f'<a:off x="{emu(grid.x)}" y="{emu(grid.y)}"/><a:ext cx="{emu(sum(grid.widths))}" '
        f'cy="{emu(grid.height)}"/></p:xfrm><a:graphic><a:graphicData uri="{_TABLE}"><a:tbl>'
        f'<a:tblPr firstRow="1"><a:tableStyleId>{_PLAIN_TABLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{''.join(rows)}</a:tbl></a:graphicData></a:graphic>"
        "</p:graphicFrame>"
    )


def _line(canvas: Canvas, x: float, y: float, width: float, height: float, look_of: str) -> str:
    return (
        f'<p:cxnSp {NS}><p:nvCxnSpPr><p:cNvPr id="{canvas.number()}" name="Line" descr=""/>'
        f'<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr><p:spPr><a:xfrm><a:off x="{emu(x)}" y="{emu(y)}"/>'
        f'<a:ext cx="{emu(width)}" cy="{emu(height)}"/></a:xfrm><a:prstGeom prst="line"><a:avLst/>'
        f"</a:prstGeom>{look_of}</p:spPr></p:cxnSp>"
    )


def _hair(colour: str, width: float = 0.75) -> str:
    return f'<a:ln w="{emu(width)}">{_fill(colour)}</a:ln>'


_SHAPES = {"inspection": "diamond", "plan": "rect", "figure": "ellipse"}


def draw_lanes(canvas: Canvas, lined: Lined) -> None:
    """A line of time out of native shapes, in one group with its text alternative."""
    line, x0 = lined.line, LEFT + timeline_layout.NAMES
    rows = timeline_layout.rows(line)[lined.first : lined.last]
    inside = []
    small = LEAST
    for year, x in timeline_layout.ticks(line):
        inside.append(_line(canvas, x0 + x, lined.y + 18, 0, lined.height - 18, _hair(theme.LINE)))
        para = Para((Run(str(year), False, theme.QUIET),), small)
        place = (x0 + x + 3, lined.y, 40.0, 14.0)
        inside.append(shape_xml(canvas, f"Year {year}", place, (para,)))
    y = lined.y + timeline_layout.AXIS - 8
    inside.append(_line(canvas, LEFT, lined.y + 18, FULL, 0, _hair(theme.STRONG_LINE)))
    for row in rows:
        if row.first or row is rows[0]:
            if row is not rows[0]:
                inside.append(_line(canvas, LEFT, y, FULL, 0, _hair(theme.LINE)))
            colour = theme.bare(row.placed[0].mark.colour)
            para = Para((Run(timeline_layout.name(row), True, colour),), timeline_layout.LABEL)
            place = (LEFT, y + 4, timeline_layout.NAMES - 12, row.height - 6)
            inside.append(shape_xml(canvas, "Council", place, (para,)))
        for placed in row.placed:
            mark, half = placed.mark, timeline_layout.MARK / 2
            colour = theme.bare(mark.colour)
            hollow = mark.kind == "figure"
            inside.append(
                shape_xml(
                    canvas,
                    mark.kind,
                    (x0 + placed.x - half, y + 5, timeline_layout.MARK, timeline_layout.MARK),
                    kind=_SHAPES.get(mark.kind, "ellipse"),
                    fill=theme.PAPER if hollow else colour,
                    line=_hair(colour, 1.5),
                    text_box=False,
                )
            )
            para = Para((Run(placed.label),), timeline_layout.LABEL)
            place = (
                x0 + placed.label_x,
                y + 4,
                placed.label_width + 1,
                placed.lines * timeline_layout.LEADING + 1,
            )
            inside.append(shape_xml(canvas, "Event", place, (para,)))
        y += row.height * lined.stretch
    frame = (
        f'<a:off x="{emu(LEFT)}" y="{emu(lined.y)}"/>'
        f'<a:ext cx="{emu(FULL)}" cy="{emu(lined.height)}"/>'
    )
    frame += frame.replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
    canvas.add(
        f'<p:grpSp {NS}><p:nvGrpSpPr><p:cNvPr id="{canvas.number()}" name="Line of time" '
        f"descr={quoteattr(line.alt or line.caption)}/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr><a:xfrm>{frame}</a:xfrm></p:grpSpPr>{''.join(inside)}</p:grpSp>"
    )


def draw_ruled(canvas: Canvas, ruled: Ruled) -> None:
    """Ruled lines to write on."""
    for number in range(ruled.count):
        y = ruled.y + (number + 1) * RULE
        canvas.add(_line(canvas, LEFT, y, FULL, 0, _hair(theme.RULED)))
