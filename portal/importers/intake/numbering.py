"""The numbers that Word counts by itself: `1.1` before a paragraph is in no text of the file."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn


class Numbering:
    """Counts the numbered paragraphs of a document in the order in which they are asked for."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.lists: dict[str, str] = {}
        # Lists that a style brings with it, as `List Bullet` does; headings count too seldom.
        self.of_styles: dict[str, Any] = {
            style.get(qn("w:styleId")): numbers
            for style in document.styles.element.iter(qn("w:style"))
            if (numbers := style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")) is not None
            and not str(style.get(qn("w:styleId"))).lower().startswith("heading")
        }
        self.counters: dict[str, dict[int, int]] = defaultdict(dict)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            # python-docx has no new part for a document without lists: it raises, or finds none.
            return
        for abstract in root.findall(qn("w:abstractNum")):
            self.levels[abstract.get(qn("w:abstractNumId"))] = {
                whole_number(level.get(qn("w:ilvl"))): (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    whole_number(_value(level, "w:start", "1"), 1),
                )
                for level in abstract.findall(qn("w:lvl"))
            }
        for num in root.findall(qn("w:num")):
            self.lists[num.get(qn("w:numId"))] = _value(num, "w:abstractNumId", "")

    def label(self, paragraph: Any) -> str:
        """Return the number or bullet before a paragraph, with a space, or nothing."""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            properties = self.of_styles.get(style.get(qn("w:val"))) if style is not None else None
        if properties is None:
            return ""
        abstract = self.lists.get(_value(properties, "w:numId", "0"), "")
        level = whole_number(_value(properties, "w:ilvl", "0"))
        form, pattern, start = self.levels.get(abstract, {}).get(level, ("", "", 1))
        if not form or form == "none":
            return ""
        if form == "bullet":
            return "• "
        counters = self.counters[abstract]
        counters[level] = counters.get(level, start - 1) + 1
        for deeper in [x for x in counters if x > level]:
            del counters[deeper]

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            at_form, _pattern, at_start = self.levels[abstract].get(at, ("decimal", "", 1))
            return _shown(counters.get(at, at_start), at_form)

        return re.sub(r"%(\d)", number, pattern) + " "


def _value(parent: Any, name: str, default: str) -> str:
    element = parent.find(qn(name))
    return str(element.get(qn("w:val"), default)) if element is not None else default


def _shown(count: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"}:
        roman = ""
        for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
            while count >= value:
                roman, count = roman + sign, count - value
        return roman if form == "lowerRoman" else roman.upper()
    return str(count)


def whole_number(text: str | None, default: int = 0, base: int = 10) -> int:
    """The number of an attribute, or the default where a file has none or writes it wrongly."""
    try:
        return int(text or "", base)
    except ValueError:
        return default
