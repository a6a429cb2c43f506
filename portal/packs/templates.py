"""A region's own templates of slides and Word files: what they must have, and what they may not.

A template of slides has the layouts `Cover` and `Page` with named placeholders, one of Word the
words `{{title}}` and `{{content}}`. Nothing in it may run, or fetch something when it is opened.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portal.packs.pptx.boxes import BOTTOM, HEIGHT, KICKER_TOP, LEFT, RIGHT, WIDTH

# The portal's own look (`tools/pack_templates`).
OWN_SLIDES = Path(__file__).parent / "pptx" / "pack.pptx"
OWN_WORDS = Path(__file__).parent / "docx" / "pack.docx"
SLIDES, WORDS = KINDS = ("pptx", "docx")
MOST_BYTES = 5 * 1024 * 1024
_MOST_UNPACKED, _MOST_PARTS = 60 * 1024 * 1024, 1500
COVER, PAGE = "Cover", "Page"
# The named placeholders of each layout: those that must be there, and those that may be.
NEEDED = {COVER: ("Title", "Subtitle"), PAGE: ("Title",)}
TITLE, SUBTITLE, ABOUT, CONTENT = "{{title}}", "{{subtitle}}", "{{about}}", "{{content}}"
TEXT_WIDTH = 17.0  # centimetres: tables and charts are as wide
_MAIN = {
    SLIDES: "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    WORDS: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
}
_NAMES = {SLIDES: "a PowerPoint file (.pptx)", WORDS: "a Word file (.docx)"}
# Parts that run, or that other programs open.
_RUNNING = ("vbaproject", "activex", "oleobject", "/embeddings/", "macrosheet")
_POINT = 12700


class TemplateError(Exception):
    """A template cannot be used; the message says all that is missing or wrong in it."""


def check(kind: str, data: bytes) -> None:
    """Check a template of the kind `pptx` or `docx`.

    Raises:
        TemplateError: if it cannot be used.
    """
    if len(data) > MOST_BYTES:
        raise TemplateError(
            f"The template has {len(data) // 1024:,} kB; at most {MOST_BYTES // 1024:,} are taken."
        )
    _package(kind, data)
    try:
        faults = (_faults_of_slides if kind == SLIDES else _faults_of_words)(data)
    except Exception as error:
        raise TemplateError(
            f"The file cannot be read as {_NAMES[kind]}. Save it anew in Office."
        ) from error
    if faults:
        raise TemplateError(" ".join(faults))


def _package(kind: str, data: bytes) -> None:
    """Refuse what is no such file, is too large unpacked, runs, or fetches something."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            whole = sum(entry.file_size for entry in entries)
            if len(entries) > _MOST_PARTS or whole > _MOST_UNPACKED:
                raise TemplateError("The template is too large when it is unpacked.")
            names = [entry.filename.lower() for entry in entries]
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
            relations = [
                package.read(entry).decode("utf-8", "replace")
                for entry in entries
                if entry.filename.endswith(".rels")
            ]
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError):
        raise TemplateError(f"The file is not {_NAMES[kind]}.") from None
    if _MAIN[kind] not in types:
        raise TemplateError(f"The file is not {_NAMES[kind]}. Save it as one, without macros.")
    if any(mark in name for name in names for mark in _RUNNING):
        raise TemplateError("The template holds a macro or an embedded object. Save it without.")
    outside = [r for text in relations for r in text.split("<") if 'TargetMode="External"' in r]
    if any("/hyperlink" not in relation for relation in outside):
        raise TemplateError(
            "The template fetches a picture or another file when opened. Put it into the file."
        )


def layout_named(deck: Any, name: str) -> Any | None:
    """Find a layout of a presentation by its name."""
    return next((layout for layout in deck.slide_layouts if layout.name.strip() == name), None)


def placeholder_named(layout: Any, name: str) -> Any | None:
    """Find a placeholder of a layout by its name, whatever number PowerPoint put behind it."""
    for shape in layout.placeholders:
        if shape.name.rstrip("0123456789 ").casefold() == name.casefold():
            return shape
    return None


def _faults_of_slides(data: bytes) -> list[str]:
    from pptx import Presentation

    deck = Presentation(io.BytesIO(data))
    faults = []
    size = (deck.slide_width / _POINT, deck.slide_height / _POINT)
    if abs(size[0] - WIDTH) > 1 or abs(size[1] - HEIGHT) > 1:
        faults.append("The slides are not 33.87 by 19.05 cm (widescreen, 16:9): set that size.")
    for name, needed in NEEDED.items():
        layout = layout_named(deck, name)
        if layout is None:
            faults.append(f"There is no layout named “{name}”: rename one in the slide master.")
            continue
        missing = [p for p in needed if placeholder_named(layout, p) is None]
        faults += [
            f"The layout “{name}” has no placeholder named “{p}”: name one in the selection pane."
            for p in missing
        ]
        faults += _hard_to_read(layout, needed)
        if name == PAGE:
            title = placeholder_named(layout, "Title")
            if title is not None and title._element.ph.get("type") not in ("title", "ctrTitle"):
                faults.append(f"“Title” of the layout “{name}” is none: take the slide’s title.")
            faults += [
                f"On the layout “{name}” the picture or shape “{shape.name}” stands where packs "
                "are written: move it to the edge."
                for shape in [*layout.shapes, *layout.slide_master.shapes]
                if not shape.is_placeholder and _in_the_way(shape)
            ]
    return faults


def _hard_to_read(layout: Any, needed: Sequence[str]) -> list[str]:
    """Say which texts have too little contrast on the ground of a layout, or that none is plain."""
    from portal.packs.pptx.ground import TEXT, contrast, ground_of, text_of

    ground = ground_of(layout)
    if not ground:
        # A cover's texts are the template's own; of pages the portal chooses the colours.
        text = (
            f"The background of the layout “{layout.name}” is a picture, a pattern or a gradient, "
            "so that no text is sure to be readable on it: give it one colour."
        )
        return [text] if layout.name.strip() == PAGE else []
    faults = []
    for name in needed:
        place = placeholder_named(layout, name)
        colour = text_of(layout, place) if place is not None else ""
        reached = contrast(colour, ground) if colour else TEXT
        if reached < TEXT:
            faults.append(
                f"The text of “{name}” of the layout “{layout.name}” (#{colour}) has a contrast of "
                f"{reached:.1f} on its background (#{ground}); {TEXT} are needed: choose another."
            )
    return faults


def _in_the_way(shape: Any) -> bool:
    """Tell if a shape reaches into the room of texts; one over the whole slide is its ground."""
    if None in (shape.left, shape.top, shape.width, shape.height):
        return False
    left, top = shape.left / _POINT, shape.top / _POINT
    right, bottom = left + shape.width / _POINT, top + shape.height / _POINT
    if right - left >= WIDTH - 2 and bottom - top >= HEIGHT - 2:
        return False
    apart = left >= RIGHT or right <= LEFT or top >= BOTTOM or bottom <= KICKER_TOP + 1
    return not apart


def _faults_of_words(data: bytes) -> list[str]:
    from docx import Document

    document = Document(io.BytesIO(data))
    faults = []
    alone = [paragraph.text.strip() for paragraph in document.paragraphs]
    heads = [part for s in document.sections for part in (s.header, s.footer)]
    named = [*alone, *(p.text for part in heads for p in part.paragraphs)]
    if not any(TITLE in text for text in named):
        faults.append(f"{TITLE} stands nowhere: write it where the title belongs.")
    if alone.count(CONTENT) != 1:
        faults.append(f"{CONTENT} must stand once, in a paragraph of its own, outside of tables.")
    for section in document.sections:
        sizes = (section.page_width, section.left_margin, section.right_margin)
        if None in sizes:
            continue
        wide = (section.page_width - section.left_margin - section.right_margin) / 360000
        if wide < TEXT_WIDTH - 0.05:
            faults.append(
                f"The text is {wide:.1f} cm wide; {TEXT_WIDTH:g} are needed: narrow the margins."
            )
            break
    return faults


def beginning(kind: str) -> bytes:
    """Make a template to begin from: the portal's own look, with the named places."""
    from docx import Document
    from pptx import Presentation

    out = io.BytesIO()
    if kind == SLIDES:
        Presentation(str(OWN_SLIDES)).save(out)
        return out.getvalue()
    document = Document(str(OWN_WORDS))
    for text, style in ((TITLE, "Title"), (SUBTITLE, "Subtitle"), (ABOUT, None), (CONTENT, None)):
        document.add_paragraph(text, style)
    document.save(out)
    return out.getvalue()
