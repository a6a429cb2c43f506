"""Slides on a region's own template: its layouts, and the named placeholders of its cover."""

from __future__ import annotations

from typing import Any

from portal.domain.pack_model import Pack
from portal.packs.common.text_metrics import Para, Run, count_lines
from portal.packs.common.wording import CONFIDENTIAL, long_date
from portal.packs.pptx.shapes import Canvas, write_text
from portal.packs.templates import COVER, PAGE, layout_named, placeholder_named

_POINT = 12700
_SIZES = (44.0, 36.0, 30.0, 26.0, 22.0, 18.0)


def prepare(deck: Any) -> Any:
    """Take away the slides that a template has of its own; give the layout of pages."""
    for entry in list(deck.slides._sldIdLst):
        deck.part.drop_rel(entry.rId)
        deck.slides._sldIdLst.remove(entry)
    return layout_named(deck, PAGE)


def cover(deck: Any, pack: Pack) -> None:
    """Fill the cover: title, subtitle, and what the pack is made of, in the template's look."""
    layout = layout_named(deck, COVER)
    slide = deck.slides.add_slide(layout)
    canvas = Canvas(slide)
    facts = [CONFIDENTIAL] if pack.confidential else []
    facts += [pack.data]
    facts += [f"Made on {long_date(pack.made_at.date())}", *([pack.link] if pack.link else [])]
    about = placeholder_named(layout, "About")
    subtitle = [pack.subtitle] if about is not None else [pack.subtitle, *facts]
    for name, lines, most, bold in (
        ("Title", [pack.title], 4, True),
        ("Subtitle", subtitle, 9, False),
        ("About", facts, 7, False),
    ):
        place = placeholder_named(layout, name)
        if place is None:
            continue
        number = place.placeholder_format.idx
        shape = next(s for s in slide.placeholders if s.placeholder_format.idx == number)
        width = (place.width or 0) / _POINT or 700.0
        sizes = _SIZES if bold else (20.0, 16.0, 14.0, 12.0)
        text = "\n".join(line for line in lines if line)
        size = next((s for s in sizes if _lines(text, s, width, bold) <= most), sizes[-1])
        write_text(canvas, shape, text, size, "", bold)
    without_empty(slide)


def without_empty(slide: Any) -> None:
    """Take away the placeholders without a text, which ask for one; a title stays."""
    for shape in list(slide.placeholders):
        if shape._element is not getattr(slide.shapes.title, "_element", None) and not (
            shape.has_text_frame and shape.text_frame.text.strip()
        ):
            shape._element.getparent().remove(shape._element)


def _lines(text: str, size: float, width: float, bold: bool) -> int:
    paras = (Para((Run(line, bold),), size) for line in text.split("\n"))
    return sum(count_lines(para, width) for para in paras)
