"""The template of Word packs: styles, page, header and footer with their fields."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from portal.packs.common import theme
from portal.packs.docx.markup import WIDE, W, field_xml

BODY = 10.5


def new_document() -> Any:
    """Make an empty document in the portal's look, with a table of contents that is updated."""
    document = Document()
    relations = document.part.package.rels
    for relation in list(relations.values()):
        if relation.reltype == RT.THUMBNAIL:  # python-docx's own, which shows another document
            relations.pop(relation.rId)
    for relation in list(document.part.rels.values()):
        if relation.reltype.endswith("/stylesWithEffects"):  # a second set of styles, not ours
            document.part.rels.pop(relation.rId)
    make_styles(document)
    _page_setup(document)
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.find(qn("w:compat")).addprevious(update)
    return document


def _page_setup(document: Any) -> None:
    """Set A4 with margins, a header, and a footer that counts the pages, but for the first page."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1)
    section.different_first_page_header_footer = True
    for part in (section.header, section.footer):
        paragraph = part.paragraphs[0]
        paragraph.style = document.styles["Source"]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
    foot = section.footer.paragraphs[0]
    foot.add_run("\tPage ")
    foot._p.append(parse_xml(field_xml("PAGE", "1")))
    foot.add_run(" of ")
    foot._p.append(parse_xml(field_xml("NUMPAGES", "1")))


def make_styles(document: Any) -> None:
    """Give a document the portal's styles and British English."""
    styles = document.styles
    defaults = styles.element.find(f"{{{W}}}docDefaults/{{{W}}}rPrDefault/{{{W}}}rPr")
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), "en-GB")
    _style(document, "Normal", BODY, theme.INK, after=6, line=1.2)
    _style(document, "Title", 34, theme.LINK, bold=True, after=10)
    _style(document, "Subtitle", 15, theme.QUIET, after=24)
    _style(document, "Heading 1", 21, theme.LINK, bold=True, before=26, after=10)
    _style(document, "Heading 2", 15, theme.INK, bold=True, before=16, after=6)
    _style(document, "Heading 3", 12, theme.INK, bold=True, before=12, after=3)
    _style(document, "List Bullet", BODY, theme.INK, after=4, line=1.2)
    _style(document, "TOC Heading", 21, theme.LINK, bold=True, after=12)
    _style(document, "Lead", 13, theme.INK, after=8, line=1.2)
    _style(document, "Source", 8.5, theme.QUIET, after=8)
    _style(document, "Label", 10.5, theme.INK, bold=True, before=10, after=4)
    _style(document, "Cell", 9, theme.INK, after=0, line=1.1)
    _style(document, "Caveat", 10, theme.INK, before=4, after=10, line=1.2)
    _style(document, "Gap", 10, theme.QUIET, before=4, after=10, line=1.2)
    for name in ("TOC 1", "TOC 2"):
        style = _style(document, name, 11 if name == "TOC 1" else 10, theme.INK, after=3)
        style.font.bold = name == "TOC 1"
        style.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
        style.paragraph_format.left_indent = Cm(0 if name == "TOC 1" else 0.6)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Label", "Lead"):
        styles[name].paragraph_format.keep_with_next = True
    for name, side, colour, fill in (
        ("Caveat", "left", theme.LOOK_LINE, theme.LOOK_WASH),
        ("Gap", "all", theme.STRONG_LINE, theme.WASH),
    ):
        properties = styles[name].element.get_or_add_pPr()
        line = ('w:val="dashed" w:sz="4" w:space="6"', colour)
        sides = dict.fromkeys(("top", "left", "bottom", "right"), line)
        if side == "left":
            # Above and below, borders of the ground's own colour keep its edge off the words.
            edge = ('w:val="single" w:sz="36" w:space="0"', fill)
            bar = ('w:val="single" w:sz="24" w:space="6"', colour)
            sides = {"top": edge, "left": bar, "bottom": edge}
        borders = "".join(
            f'<w:{name_of} {kind} w:color="{tint}"/>' for name_of, (kind, tint) in sides.items()
        )
        for xml in (
            f'<w:shd xmlns:w="{W}" w:val="clear" w:color="auto" w:fill="{fill}"/>',
            f'<w:pBdr xmlns:w="{W}">{borders}</w:pBdr>',
        ):
            properties.insert_element_before(
                parse_xml(xml),
                *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"),
            )
        styles[name].paragraph_format.left_indent = Cm(0.3)


def _style(
    document: Any,
    name: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 1.1,
) -> Any:
    styles = document.styles
    if name in {style.name for style in styles}:
        style = styles[name]
    else:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
    font = style.font
    font.name, font.size, font.bold = theme.FONT, Pt(size), bold
    font.italic, font.color.rgb = False, RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), theme.FONT)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing = line
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    return style
