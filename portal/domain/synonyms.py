"""Synonyms: what people type for measures and texts that say it otherwise (`synonyms.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

# Readings of readings: of “repeat cp plans”, then of “repeat child protection plans”.
_DEPTH, _MOST = 2, 40
_SHORTEST, _ALIKE = 4, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Synonyms:
    """The tables of the file: names of measures, words of texts, names of councils."""

    means: Mapping[str, list[str]]
    texts: Mapping[str, list[str]]
    councils: Mapping[str, str]


@cache
def _read() -> _Synonyms:
    file = Path(__file__).with_name("synonyms.toml")
    return _Synonyms(**tomllib.loads(file.read_text(encoding="utf-8")))


@lru_cache(maxsize=512)
def readings(typed: str) -> tuple[tuple[str, ...], ...]:
    """List what typed words may mean: themselves first, then each synonym in its place.

    Returns:
        Words in small letters, a tuple for each reading; none where nothing was typed.
    """
    newest = [" ".join(_words(typed))] if _words(typed) else []
    meant = dict.fromkeys(newest)
    for _time in range(_DEPTH):
        further: dict[str, None] = {}
        for text in newest:
            for term, meanings in _read().means.items():
                pattern = rf"\b{re.escape(' '.join(_words(term)))}\b"
                if re.search(pattern, text):
                    others = (re.sub(pattern, meaning, text) for meaning in meanings)
                    further |= dict.fromkeys(" ".join(_words(other)) for other in others)
        newest = [text for text in further if text not in meant]
        meant |= further
    return tuple(tuple(text.split()) for text in list(meant)[:_MOST])


def council_readings(typed: str) -> tuple[tuple[str, ...], ...]:
    """List the words by which typed ones may name a council: themselves, and what they shorten."""
    words = _words(typed)
    shortened = _read().councils
    whole = [part for word in words for part in shortened.get(word, word).split()]
    return tuple(dict.fromkeys(tuple(text) for text in (words, whole) if text))


def corrected(typed: str, names: Iterable[str]) -> str:
    """Mend slips of the pen in what is typed by the words of some names; "" where there are none.

    A word that begins one of theirs is right, and so is a short one.
    """
    there = {word for name in names for word in _words(name)}
    there |= {word for term in _read().means for word in _words(term)}
    mended = []
    for word in _words(typed):
        if len(word) >= _SHORTEST and not any(other.startswith(word) for other in there):
            word = next(iter(get_close_matches(word, there, n=1, cutoff=_ALIKE)), word)
        mended.append(word)
    return " ".join(mended) if mended != _words(typed) else ""


@lru_cache(maxsize=512)
def in_other_words(typed: str) -> tuple[str, ...]:
    """Say what is searched for in the words of texts: each synonym in the place of its term.

    Returns:
        Other searches, as if typed; none where no term has a synonym.
    """
    others = []
    for term, meanings in _read().texts.items():
        pattern = re.compile(rf"\b{re.escape(term)}\b", re.IGNORECASE)
        if pattern.search(typed):
            others += [pattern.sub(meaning, typed) for meaning in meanings]
    return tuple(others)


def begin_words(reading: tuple[str, ...], text: str) -> bool:
    """Tell if every word of a reading begins a word of a text; False without words."""
    there = _spaced(text)
    return bool(reading) and all(f" {word}" in there for word in reading)


def apart(reading: tuple[str, ...], text: str) -> bool | None:
    """Tell if the words of a reading stand apart in a text, None where they are not all there."""
    if not begin_words(reading, text):
        return None
    return f" {' '.join(reading)}" not in _spaced(text)


@lru_cache(maxsize=8192)
def _spaced(name: str) -> str:
    """Write the words of a name with a space before each; each search asks for all names."""
    return " ".join(["", *_words(name)])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
