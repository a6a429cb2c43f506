"""Words of the field, explained in one place and opened from where they stand."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from dash import html

from layouts.markup import Part, element
from portal.urls import ABOUT

_WORDS = tomllib.loads((Path(__file__).parents[1] / "glossary.toml").read_text(encoding="utf-8"))
_FIND = re.compile("|".join(rf"\b{re.escape(entry['finds'])}" for entry in _WORDS.values()))
_KEYS = {entry["finds"]: key for key, entry in _WORDS.items()}


def explained(text: str) -> list[Part]:
    """Lead from the first mention of each word of the glossary to what it means."""
    parts: list[Part] = []
    mentioned: set[str] = set()
    end = 0
    for match in _FIND.finditer(text):
        word = match[0]
        if word in mentioned:
            continue
        mentioned.add(word)
        address = f"{ABOUT}#word-{_KEYS[word]}"
        parts += [text[end : match.start()], element("A", word, "term", href=address)]
        end = match.end()
    return [part for part in (*parts, text[end:]) if part]


def glossary() -> html.Section:
    """Lay out every word with its meaning."""
    entries: list[Part] = []
    for key, entry in _WORDS.items():
        entries += [html.Dt(entry["word"], id=f"word-{key}"), html.Dd(entry["meaning"])]
    return html.Section([html.H2("Words"), html.Dl(entries, className="words")], id="words")
