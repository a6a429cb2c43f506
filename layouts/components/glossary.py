"""Words of the field, explained in one place and opened from where they stand."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from layouts.markup import Element, Part, element
from portal.urls import ABOUT

_WORDS = tomllib.loads((Path(__file__).parents[1] / "glossary.toml").read_text(encoding="utf-8"))
_FIND = re.compile("|".join(rf"\b{re.escape(entry['finds'])}" for entry in _WORDS.values()))
_KEYS = {entry["finds"]: key for key, entry in _WORDS.items()}


def explained(text: str) -> list[Part]:
    """Open the meaning of each word of the glossary from its first mention.

    `assets/js/words.js` shows it beside the word; the link leads to the list of all words.
    """
    parts: list[Part] = []
    mentioned: set[str] = set()
    end = 0
    for match in _FIND.finditer(text):
        word = match[0]
        if word in mentioned:
            continue
        mentioned.add(word)
        key = _KEYS[word]
        opened = {"href": f"{ABOUT}#word-{key}", "data-meaning": _WORDS[key]["meaning"]}
        parts += [text[end : match.start()], element("A", word, "term", **opened)]
        end = match.end()
    return [part for part in (*parts, text[end:]) if part]


def glossary() -> Element:
    """Lay out every word with its meaning."""
    entries: list[Part] = []
    for key, entry in _WORDS.items():
        entries += [element("Dt", entry["word"], id=f"word-{key}"), element("Dd", entry["meaning"])]
    return element("Section", [element("H2", "Words"), element("Dl", entries, "words")], id="words")
