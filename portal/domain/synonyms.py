"""Synonyms: what people type for measures and texts that say it otherwise (`synonyms.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path


@cache
def _means(table: str) -> dict[str, list[str]]:
    file = Path(__file__).with_name("synonyms.toml")
    means: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))[table]
    return means


@lru_cache(maxsize=512)
def readings(typed: str) -> tuple[tuple[str, ...], ...]:
    """List what typed words may mean: themselves first, then each synonym in its place.

    Returns:
        Words in small letters, a tuple for each reading; none where nothing was typed.
    """
    words = _words(typed)
    text = " ".join(words)
    meant = [words] if words else []
    for term, meanings in _means("means").items():
        pattern = rf"\b{re.escape(' '.join(_words(term)))}\b"
        if re.search(pattern, text):
            meant += [_words(re.sub(pattern, meaning, text)) for meaning in meanings]
    return tuple(dict.fromkeys(tuple(reading) for reading in meant))


@lru_cache(maxsize=512)
def in_other_words(typed: str) -> tuple[str, ...]:
    """Say what is searched for in the words of texts: each synonym in the place of its term.

    Returns:
        Other searches, as if typed; none where no term has a synonym.
    """
    others = []
    for term, meanings in _means("texts").items():
        pattern = re.compile(rf"\b{re.escape(term)}\b", re.IGNORECASE)
        if pattern.search(typed):
            others += [pattern.sub(meaning, typed) for meaning in meanings]
    return tuple(others)


def begin_words(reading: tuple[str, ...], text: str) -> bool:
    """Tell if every word of a reading begins a word of a text; False without words."""
    there = " ".join(["", *_words(text)])
    return bool(reading) and all(f" {word}" in there for word in reading)


def apart(reading: tuple[str, ...], text: str) -> bool | None:
    """Tell if the words of a reading stand apart in a text, None where they are not all there."""
    if not begin_words(reading, text):
        return None
    return f" {' '.join(reading)}" not in " ".join(["", *_words(text)])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
