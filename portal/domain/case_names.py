"""Names of children have no place in a visit: tell where a text about a case may hold one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_DATA = tomllib.loads((Path(__file__).parent / "case_names.toml").read_text(encoding="utf-8"))
_WORDS, _FIRST_NAMES = (frozenset(_DATA[key].split()) for key in ("words", "first_names"))
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Master|Dr)\.?\s+[A-Z]\w+")
_INITIALLED = re.compile(r"\b[A-Z]\.?\s[A-Z][a-z]{2,}\b|\b[A-Z][a-z]{2,},?\s[A-Z]\.?(?=\W|$)")
_FAMILY = re.compile(
    r"\b(?!(?:The|This|That|His|Her|Their|Our|A|Whole|Birth|Foster|One|No|Each|Every)\b)"
    r"[A-Z][a-z]{2,}(?:[’']s)?\s(?:family|siblings|twins|household)\b"
)
_CAPITALISED = re.compile(r"[A-Z][a-zà-ÿ’'-]+")
_WORD = re.compile(r"[A-Za-zÀ-ÿ’'-]+|[.!?:;\n]")


def name_in(text: str) -> str:
    """Give the part of a text that looks like a person's name, "" where none does.

    That is a first name in use, whatever stands around it; a title or an initial with a name;
    two words with a capital letter that are no words of the field; and one in the middle of a
    sentence.
    """
    titled = _TITLED.search(text)
    if titled:
        return titled[0]
    family = _FAMILY.search(text)
    if family and not _of_field(family[0].split()[:1]):
        return family[0]
    for match in _INITIALLED.finditer(text):
        if not _of_field(match[0].split()):
            return match[0]
    before, begins = "", True
    for word in _WORD.findall(text):
        if not word[0].isalpha():
            before, begins = "", True
            continue
        plain = re.sub(r"[’']s?$", "", word)
        if plain.lower() in _FIRST_NAMES and plain[:1].isupper() and plain.lower() not in _WORDS:
            return f"{before} {word}".strip()
        capital = bool(_CAPITALISED.fullmatch(plain)) and plain.lower() not in _WORDS
        if capital and (before or not begins):
            return f"{before} {word}".strip()
        before, begins = (word if capital else ""), False
    return ""


def _of_field(words: list[str]) -> bool:
    """Tell if every longer word belongs to the field: `Child A`, `Section B`."""
    longer = [word.strip(".,").lower() for word in words if len(word.strip(".,")) > 1]
    return all(word in _WORDS for word in longer)
