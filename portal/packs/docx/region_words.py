"""A Word file on a region's own template: its words in braces filled, the styles that it lacks."""

from __future__ import annotations

import copy
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from portal.domain.pack_model import Pack
from portal.packs.common.wording import CONFIDENTIAL, long_date
from portal.packs.templates import ABOUT, CONTENT, SUBTITLE, TITLE


def fill(document: Any, pack: Pack, standard: str) -> None:
    """Fill the named places of a template, but for the content, and add missing styles.

    Args:
        standard: the portal's own template, whose styles stand in for those that are missing.
    """
    for relation in list(document.part.rels.values()):
        if relation.reltype.endswith("/stylesWithEffects"):  # Word 2010's copy, without the added
            document.part.rels.pop(relation.rId)
    _add_styles(document, standard)
    facts = [CONFIDENTIAL] if pack.confidential else []
    facts += [pack.data]
    facts += [f"Made on {long_date(pack.made_at.date())}", *([pack.link] if pack.link else [])]
    values = {TITLE: pack.title, SUBTITLE: pack.subtitle, ABOUT: "\n".join(facts)}
    paragraphs = list(_paragraphs(document))
    named = any(ABOUT in paragraph.text for paragraph in paragraphs)
    for paragraph in paragraphs:
        text = filled = paragraph.text
        for name, value in values.items():
            filled = filled.replace(name, value)
        if filled != text:
            _set(paragraph, filled)
    if not named:
        # Who may read it, and of which data it is, is said in any template.
        place_of_content(document).addprevious(_paragraph(document, "\n".join(facts)))


def place_of_content(document: Any) -> Any:
    """Find the paragraph in whose place the content stands."""
    return next(p._p for p in document.paragraphs if p.text.strip() == CONTENT)


def _paragraphs(document: Any) -> Any:
    """Yield every paragraph: of the body, of its tables, of headers and footers."""
    holders = [document]
    for section in document.sections:
        holders += [section.header, section.footer]
        if section.different_first_page_header_footer:
            holders += [section.first_page_header, section.first_page_footer]
    for holder in holders:
        yield from holder.paragraphs
        for table in holder.tables:
            for row in table.rows:
                for cell in row.cells:
                    yield from cell.paragraphs


def _set(paragraph: Any, text: str) -> None:
    """Give a paragraph a text in the look of its first run."""
    first, *more = paragraph.runs or [paragraph.add_run()]
    for run in more:
        run._r.getparent().remove(run._r)
    first.text = text


def _paragraph(document: Any, text: str) -> Any:
    made = document.add_paragraph(text)._p
    made.getparent().remove(made)
    return made


def _add_styles(document: Any, standard: str) -> None:
    """Add the styles of the portal's template that a document lacks.

    Numbers of lists are a document's own: a style of a list comes without its bullet's number.
    """
    styles = document.styles.element
    there = {style.get(qn("w:styleId")) for style in styles.findall(qn("w:style"))}
    for style in Document(standard).styles.element.findall(qn("w:style")):
        if style.get(qn("w:styleId")) in there or style.get(qn("w:type")) == "numbering":
            continue
        added = copy.deepcopy(style)
        for number in list(added.iter(qn("w:numPr"))):
            number.getparent().remove(number)
        added.attrib.pop(qn("w:default"), None)
        styles.append(added)
