"""The template of slides: theme, master and two layouts."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml

from portal.packs.common import theme
from portal.packs.pptx import boxes
from portal.packs.pptx.boxes import COVER, COVER_SUB, COVER_TITLE, PAGE
from portal.packs.pptx.shapes import NS, emu

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_FOOT_HIGH = 18.0


def bars(x: float, y: float, unit: float, colours: tuple[str, ...], first: int) -> list[str]:
    """Write the portal's mark as XML: three upright bars."""
    return [
        f'<p:sp {NS}><p:nvSpPr><p:cNvPr id="{first + number}" name="Mark {number + 1}" descr="">'
        '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
        '</a:ext></a:extLst></p:cNvPr><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{emu(x + number * unit * 1.5)}" y="{emu(y)}"/>'
        f'<a:ext cx="{emu(unit)}" cy="{emu(unit * 3.4)}"/></a:xfrm>'
        '<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val 20000"/></a:avLst>'
        f'</a:prstGeom><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        for number, colour in enumerate(colours)
    ]


def new_presentation() -> Any:
    """Make an empty presentation in the portal's look."""
    deck = Presentation()
    _without_picture(deck)
    deck.slide_width, deck.slide_height = emu(boxes.WIDTH), emu(boxes.HEIGHT)
    layouts = {"Title Slide", "Title Only"}
    for layout in list(deck.slide_layouts):
        if layout.name not in layouts:
            deck.slide_layouts.remove(layout)
    _theme(deck)
    _master(deck.slide_master)
    cover, page = deck.slide_layouts[COVER], deck.slide_layouts[PAGE]
    _page(page)
    _cover(cover)
    for element in (deck.slide_master._element, cover._element, page._element, deck.element):
        for node in element.iter():
            if "lang" in node.attrib:
                node.set("lang", "en-GB")
    return deck


def _without_picture(deck: Any) -> None:
    """Drop python-pptx's own thumbnail and printer settings, which show another deck."""
    for part in (deck.part.package, deck.part):
        for relation in list(part._rels.values()):
            if relation.reltype in (RT.THUMBNAIL, RT.PRINTER_SETTINGS):
                part._rels.pop(relation.rId)


def _theme(deck: Any) -> None:
    part = deck.slide_master.part.part_related_by(RT.THEME)
    root = etree.fromstring(part.blob)
    root.set("name", "Alongside")
    scheme = root.find(f".//{{{_A}}}clrScheme")
    scheme.set("name", "Alongside")
    colours = {
        "dk1": theme.INK,
        "lt1": theme.PAPER,
        "dk2": theme.QUIET,
        "lt2": theme.WASH,
        **{f"accent{number}": colour for number, colour in enumerate(theme.ACCENTS, start=1)},
        "hlink": theme.LINK,
        "folHlink": "801650",
    }
    for name, colour in colours.items():
        slot = scheme.find(f"{{{_A}}}{name}")
        slot.clear()
        etree.SubElement(slot, f"{{{_A}}}srgbClr").set("val", colour)
    fonts = root.find(f".//{{{_A}}}fontScheme")
    fonts.set("name", "Alongside")
    for latin in fonts.iter(f"{{{_A}}}latin"):
        latin.set("typeface", theme.FONT)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _put(shape: Any, x: float, y: float, width: float, height: float) -> None:
    shape.left, shape.top = emu(x), emu(y)
    shape.width, shape.height = emu(width), emu(height)


def _body(shape: Any, anchor: str) -> None:
    body = shape._element.txBody.find(f"{{{_A}}}bodyPr")
    for child in list(body):
        body.remove(child)
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, "0")
    body.set("anchor", anchor)


def _style(shape: Any, size: float, colour: str, bold: bool = False, align: str = "l") -> None:
    styles = shape._element.txBody.find(f"{{{_A}}}lstStyle")
    for child in list(styles):
        styles.remove(child)
    styles.append(
        parse_xml(
            f'<a:lvl1pPr {NS} marL="0" indent="0" algn="{align}"><a:lnSpc><a:spcPts '
            f'val="{round(size * 124)}"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>'
            f'<a:buNone/><a:defRPr lang="en-GB" sz="{round(size * 100)}" b="{int(bold)}">'
            f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )
    )


def _feet(holder: Any) -> None:
    for shape in list(holder.placeholders):
        kind = shape._element.ph.get("type")
        if kind == "dt":
            shape._element.getparent().remove(shape._element)
        elif kind == "ftr":
            _put(shape, boxes.LEFT + 34, boxes.FOOT_TOP, 770, _FOOT_HIGH)
            _body(shape, "ctr")
            _style(shape, boxes.LEAST, theme.QUIET)
        elif kind == "sldNum":
            _put(shape, boxes.RIGHT - 50, boxes.FOOT_TOP, 50, _FOOT_HIGH)
            _body(shape, "ctr")
            _style(shape, boxes.LEAST, theme.QUIET, True, "r")


def _master(master: Any) -> None:
    for shape in master.placeholders:
        kind = shape._element.ph.get("type")
        if kind == "title":
            _put(shape, boxes.LEFT, boxes.TITLE_TOP, boxes.FULL, 66)
            _body(shape, "t")
        elif kind == "body":
            _put(shape, boxes.LEFT, 130, boxes.FULL, boxes.BOTTOM - 130)
            _body(shape, "t")
    _feet(master)
    styles = master._element.find(f"{{{_P}}}txStyles")
    title = styles.find(f"{{{_P}}}titleStyle/{{{_A}}}lvl1pPr")
    title.set("algn", "l")
    title.find(f"{{{_A}}}defRPr").set("sz", "2600")
    title.find(f"{{{_A}}}defRPr").set("b", "1")
    title.insert(0, parse_xml(f'<a:lnSpc {NS}><a:spcPct val="100000"/></a:lnSpc>'))
    for number, size in enumerate((1600, 1400, 1300, 1200, 1200), start=1):
        level = styles.find(f"{{{_P}}}bodyStyle/{{{_A}}}lvl{number}pPr/{{{_A}}}defRPr")
        level.set("sz", str(size))


def _page(layout: Any) -> None:
    layout.name = "Page"
    for shape in layout.placeholders:
        if shape._element.ph.get("type") == "title":
            shape.name = "Title"
            _put(shape, boxes.LEFT, boxes.TITLE_TOP, boxes.FULL, 66)
            _body(shape, "t")
            _style(shape, 26, theme.INK, True)
    _feet(layout)
    tree = layout.shapes._spTree
    for xml in bars(boxes.LEFT, boxes.FOOT_TOP + 2, 4.2, theme.BRAND, 20):
        tree.append(parse_xml(xml))
    tree.append(
        parse_xml(
            f'<p:cxnSp {NS}><p:nvCxnSpPr><p:cNvPr id="30" name="Foot line"/><p:cNvCxnSpPr/>'
            '<p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr><a:xfrm>'
            f'<a:off x="{emu(boxes.LEFT)}" y="{emu(boxes.FOOT_TOP - 7)}"/>'
            f'<a:ext cx="{emu(boxes.FULL)}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/>'
            f'</a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="{theme.LINE}"/>'
            "</a:solidFill></a:ln></p:spPr></p:cxnSp>"
        )
    )


def _cover(layout: Any) -> None:
    layout.name = "Cover"
    for shape in list(layout.placeholders):
        kind = shape._element.ph.get("type")
        if kind == "ctrTitle":
            shape.name = "Title"
            _put(shape, *COVER_TITLE)
            _body(shape, "b")
            _style(shape, 44, theme.PAPER, True)
        elif kind == "subTitle":
            shape.name = "Subtitle"
            _put(shape, *COVER_SUB)
            _body(shape, "t")
            _style(shape, 20, "D6E4F0")
        else:
            shape._element.getparent().remove(shape._element)
    fill = layout.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string("12436D")
    tree = layout.shapes._spTree
    for xml in bars(72, 56, 9, ("FFFFFF", "28A197", "C98BAE"), 20):
        tree.append(parse_xml(xml))
