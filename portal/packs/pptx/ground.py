"""The ground of a region's own slides: its colour, and texts and lines that show on it.

The portal's colours are made for white. On another ground each is moved towards white or black
until it has the contrast that it needs there; a box with a fill of its own keeps its colours.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from portal.packs.common import theme

# Contrast of texts, and of lines and marks, on the ground (WCAG 2.2, AA).
TEXT, MARKS = 4.5, 3.0
# Marks of more contrast than this would lose the hue that tells councils apart.
_HUE, _BLACK = 5.0, "000000"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TEXT_OF = (f"{_A}rPr", f"{_A}defRPr", f"{_A}endParaRPr")
# Without it PowerPoint gives links the theme's colour, whatever their own is.
_OWN_COLOUR = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}"><ahyp:hlinkClr '
    'xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/>'
    "</a:ext></a:extLst>"
)


def contrast(colour: str, ground: str) -> float:
    """Tell the contrast of two colours, from 1 to 21."""
    low, high = sorted((_luminance(colour), _luminance(ground)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def suited(colour: str, ground: str, *, text: bool) -> str:
    """Give a colour the contrast on a ground that it has on white, so that strong stays strong.

    A text never has less than it needs; a mark is not paled so far that its hue is lost.
    """
    wanted = contrast(colour, theme.PAPER)
    wanted = max(wanted, TEXT) if text else min(wanted, _HUE)
    if contrast(colour, ground) >= wanted and (text or wanted >= MARKS):
        return colour
    # A hair line is faint on any ground: its colour is made from that.
    parts = [int((colour if text or wanted >= MARKS else ground)[n : n + 2], 16) for n in (0, 2, 4)]
    end = 255 if contrast(theme.PAPER, ground) >= contrast(_BLACK, ground) else 0
    made = colour
    for step in range(1, 41):
        made = "".join(f"{round(part + (end - part) * step / 40):02X}" for part in parts)
        if contrast(made, ground) >= wanted:
            break
    return made


def ground_of(layout: Any) -> str:
    """Find the colour that slides of a layout stand on; "" where it is no single one."""
    for holder in (layout, layout.slide_master):
        covers = [shape for shape in holder.shapes if not shape.is_placeholder and _covers(shape)]
        if covers:
            fill = covers[-1]._element.find(f".//{_P}spPr/{_A}solidFill")
            return "" if fill is None else _colour(fill, layout)
        ground = holder._element.cSld.find(f"{_P}bg")
        if ground is None:
            continue
        filled = ground.find(f"{_P}bgPr")
        if filled is not None:
            fill = filled.find(f"{_A}solidFill")
            return "" if fill is None else _colour(fill, layout)
        named = ground.find(f"{_P}bgRef")
        return _colour(named, layout) if _is_plain(named, layout) else ""
    return theme.PAPER


def _covers(shape: Any) -> bool:
    """Tell if a shape lies over the whole slide."""
    size = shape.part.package.presentation_part.presentation
    if None in (shape.left, shape.top, shape.width, shape.height):
        return False
    wide, high = size.slide_width or 0, size.slide_height or 0
    return bool(shape.width >= wide * 0.99 and shape.height >= high * 0.99)


def _is_plain(named: Any, layout: Any) -> bool:
    """Tell if a ground that the theme names is a plain colour there."""
    fills = _theme(layout).find(f".//{_A}bgFillStyleLst")
    place = int(named.get("idx", "0")) - 1001
    if fills is None or not 0 <= place < len(fills):
        return True
    return bool(fills[place].tag == f"{_A}solidFill")


def text_of(layout: Any, placeholder: Any) -> str:
    """Find the colour of a placeholder's text; "" where it is no single one."""
    kind = placeholder._element.ph.get("type") or "body"
    titled = kind in ("title", "ctrTitle")
    alike = [
        shape
        for shape in layout.slide_master.placeholders
        if (shape._element.ph.get("type") in ("title", "ctrTitle")) == titled
    ]
    for shape in (placeholder, *alike[:1]):
        fill = shape._element.find(f".//{_A}lstStyle/{_A}lvl1pPr/{_A}defRPr/{_A}solidFill")
        if fill is not None:
            return _colour(fill, layout)
    style = "titleStyle" if titled else "bodyStyle"
    path = f".//{_P}{style}/{_A}lvl1pPr/{_A}defRPr/{_A}solidFill"
    fill = layout.slide_master._element.find(path)
    return _colour(fill, layout) if fill is not None else _named("tx1", layout)


def _colour(holder: Any, layout: Any) -> str:
    """Read the colour that stands in an element, by the theme where it is named there."""
    for element in holder:
        name = etree.QName(element).localname
        if name == "srgbClr":
            base = theme.bare(element.get("val", ""))
        elif name == "sysClr":
            base = theme.bare(element.get("lastClr", "FFFFFF"))
        elif name == "schemeClr":
            base = _named(element.get("val", ""), layout)
        else:
            continue
        return _changed(base, element) if base else ""
    return ""


def _named(name: str, layout: Any) -> str:
    """Find a colour of the theme under the name that the master gives it."""
    mapped = layout.slide_master._element.find(f"{_P}clrMap")
    instead = layout._element.find(f"{_P}clrMapOvr/{_A}overrideClrMapping")
    if instead is not None:
        mapped = instead
    key = mapped.get(name, name) if mapped is not None else name
    holder = _theme(layout).find(f".//{_A}clrScheme/{_A}{key}")
    return _colour(holder, layout) if holder is not None else ""


def _theme(layout: Any) -> Any:
    return etree.fromstring(layout.slide_master.part.part_related_by(RT.THEME).blob)


def _changed(colour: str, element: Any) -> str:
    """Lighten and darken a colour as an element says."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    for change in element:
        name, share = etree.QName(change).localname, int(change.get("val", "0")) / 100_000
        if name in ("lumMod", "shade"):
            light *= share
        elif name == "lumOff":
            light += share
        elif name == "tint":
            light = light * share + (1 - share)
    parts = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), full)
    return "".join(f"{round(part * 255):02X}" for part in parts)


def recolour(slide: Any, ground: str) -> None:
    """Let everything on a slide show on its ground."""
    for shape in slide.shapes:
        if shape.has_chart:
            _recolour(shape.chart._chartSpace, ground)
        elif shape.has_table:
            for cell in shape._element.iter(f"{_A}tc"):
                fill = cell.find(f"{_A}tcPr/{_A}solidFill/{_A}srgbClr")
                _recolour(cell, ground if fill is None else fill.get("val"))
        else:
            for part in _parts(shape._element):
                fill = part.find(f"{_P}spPr/{_A}solidFill/{_A}srgbClr")
                has_text = any(text.text for text in part.iter(f"{_A}t"))
                _recolour(part, fill.get("val") if fill is not None and has_text else ground)


def _parts(element: Any) -> Iterator[Any]:
    """Yield the shapes of a group one by one."""
    inside = element.findall(f".//{_P}sp") + element.findall(f".//{_P}cxnSp")
    yield from inside or [element]


def _recolour(element: Any, ground: str) -> None:
    for colour in list(element.iter(f"{_A}srgbClr")):
        before = colour.get("val")
        holder = colour.getparent().getparent()
        is_text = holder is not None and holder.tag in _TEXT_OF
        after = before if before == ground else suited(before, ground, text=is_text)
        if after == before:
            continue
        colour.set("val", after)
        link = holder.find(f"{_A}hlinkClick") if is_text else None
        if link is not None and link.find(f"{_A}extLst") is None:
            link.append(etree.fromstring(_OWN_COLOUR))
