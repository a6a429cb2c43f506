"""Words of the field, explained in one place and opened from where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from layouts.markup import Element, Part, element
from portal.urls import ABOUT

_WORDS = tomllib.loads((Path(__file__).parents[1] / "glossary.toml").read_text(encoding="utf-8"))
_KEYS = {text: key for key, entry in _WORDS.items() for text in entry["finds"]}
_FIND = re.compile("|".join(rf"\b{re.escape(text)}" for text in _KEYS))


def explained(text: str) -> list[Part]:
    """Open the meaning of each word of the glossary from its first mention.

    `assets/js/words.js` shows it beside the word; the link leads to the list of all words.
    """
    parts: list[Part] = []
    mentioned: set[str] = set()
    end = 0
    for match in _FIND.finditer(text):
        key = _KEYS[match[0]]
        if key in mentioned:
            continue
        mentioned.add(key)
        parts += [text[end : match.start()], _term(match[0])]
        end = match.end()
    return [part for part in (*parts, text[end:]) if part]


def words_in(names: Iterable[str]) -> list[Part]:
    """Open the meanings of words in names that lead elsewhere: ` Words in names: FTE.`"""
    opened = {_KEYS[match[0]]: match[0] for name in names for match in _FIND.finditer(name)}
    terms = [part for word in opened.values() for part in (", ", _term(word))]
    return [" Words in names: ", *terms[1:], "."] if terms else []


def _term(word: str) -> Element:
    key = _KEYS[word]
    opened = {"href": f"{ABOUT}#word-{key}", "data-meaning": _WORDS[key]["meaning"]}
    return element("A", word, "term", **opened)


def glossary() -> Element:
    """Lay out every word with its meaning."""
    entries: list[Part] = []
    for key, entry in _WORDS.items():
        entries += [element("Dt", entry["word"], id=f"word-{key}"), element("Dd", entry["meaning"])]
    return element("Section", [element("H2", "Words"), element("Dl", entries, "words")], id="words")
