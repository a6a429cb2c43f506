"""Names of children have no place in a visit: tell where a text about a case may hold one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_DATA = tomllib.loads((Path(__file__).parent / "case_names.toml").read_text(encoding="utf-8"))
_WORDS, _FIRST_NAMES, _ORDINARY = (
    frozenset(_DATA[key].split()) for key in ("words", "first_names", "ordinary")
)
# A longer word in a case's number is a name, if it is none of the field.
_LONG = 4
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Master|Dr)\.?\s+[A-Z]\w+")
_INITIALLED = re.compile(r"\b[A-Z]\.?\s[A-Z][a-z]{2,}\b|\b[A-Z][a-z]{2,},?\s[A-Z]\.?(?=\W|$)")
_FAMILY = re.compile(
    r"\b(?!(?:The|This|That|His|Her|Their|Our|A|Whole|Birth|Foster|One|No|Each|Every)\b)"
    r"[A-Z][a-z]{2,}(?:[’']s)?\s(?:family|siblings|twins|household)\b"
)
_CAPITALISED = re.compile(r"(?:O[’']|Ma?c)?[A-Z][a-zà-ÿ’']+(?:-[A-Za-z][a-zà-ÿ’']+)*")
# What only people do: who does it is named where the word before is none of the field.
_SPEAKS = frozenset(
    "said says told feels felt wants wanted lives lived attends cried disclosed".split()
)
_WORD = re.compile(r"[A-Za-zÀ-ÿ’'-]+|[.!?:;\n]")


def name_in(text: str, number: bool = False) -> str:
    """Give the part of a text that looks like a person's name, "" where none does.

    That is a first name in use, whatever stands around it (one that is an ordinary word too only
    with a capital letter); a title or an initial with a name; two words with a capital letter that
    are no words of the field; and one in the middle of a sentence, or before what only people do.

    Args:
        number: the text should be a number: every word with a capital letter, and every longer
            one, counts.
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
    before, begins = "", not number
    words: list[str] = _WORD.findall(text)
    for word, after in zip(words, [*words[1:], ""], strict=False):
        if not word[0].isalpha():
            before, begins = "", True
            continue
        plain = re.sub(r"[’']s?$", "", word)
        parts = [part for part in plain.split("-") if part.lower() not in _WORDS]
        if any(_is_first_name(part) for part in parts if part):
            return f"{before} {word}".strip()
        if number and any(len(part) >= _LONG for part in parts):
            return word
        capital = bool(_CAPITALISED.fullmatch(plain) and parts) and word.lower() not in _WORDS
        if capital and (before or not begins or after.lower() in _SPEAKS):
            return f"{before} {word}".strip()
        before, begins = (word if capital else ""), False
    return ""


def _is_first_name(word: str) -> bool:
    return word.lower() in _FIRST_NAMES and (word[0].isupper() or word not in _ORDINARY)


def _of_field(words: list[str]) -> bool:
    """Tell if every longer word belongs to the field: `Child A`, `Section B`."""
    longer = [word.strip(".,").lower() for word in words if len(word.strip(".,")) > 1]
    return all(word in _WORDS for word in longer)
