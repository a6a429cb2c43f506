"""Lists of words: English, first names, posts, bodies; each read once."""

from __future__ import annotations

import gzip
import re
import tomllib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def words(group: str) -> frozenset[str]:
    """The words of a group of people.toml."""
    return frozenset(_rules()[group].split())


@cache
def phrases(group: str) -> tuple[str, ...]:
    """The phrases of a group of people.toml, longest first."""
    listed = (" ".join(part.split()) for part in _rules()[group].replace("\n", " ").split("|"))
    return tuple(sorted(filter(None, listed), key=len, reverse=True))


@cache
def english() -> frozenset[str]:
    """English words in lower case."""
    return _unpacked("english.txt.gz")


@cache
def first_names() -> frozenset[str]:
    """First names in lower case."""
    return _unpacked("first_names.txt.gz") | words("first_names")


def is_english(word: str) -> bool:
    """Tell if a word, its plural's singular or each part of a compound is English."""
    lower = re.sub(r"['’]s?$", "", word.lower())
    parts = lower.split("-")
    return all(
        part in english() or (part.endswith("s") and part[:-1] in english()) for part in parts
    )


def _unpacked(name: str) -> frozenset[str]:
    return frozenset(gzip.decompress((_FOLDER / name).read_bytes()).decode().split())


@cache
def _rules() -> dict[str, str]:
    return tomllib.loads((_FOLDER / "people.toml").read_text(encoding="utf-8"))
