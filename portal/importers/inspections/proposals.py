"""Propose the area and the themes of a recommendation by words that are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from portal.importers.inspections.pdf_text import flat

_BEGINNING = 8


def area_of(words: str) -> str:
    """Return the key of the area whose words weigh most, empty where none occurs."""
    text = flat(words).lower()
    beginning = " ".join(text.split()[:_BEGINNING])
    points = {
        area: sum(
            weight * (len(pattern.findall(text)) > 0) * (2 if pattern.search(beginning) else 1)
            for weight, pattern in patterns
        )
        for area, patterns in _areas().items()
    }
    best = max(points, key=lambda area: points[area])
    return best if points[best] else ""


def themes_of(words: str) -> tuple[str, ...]:
    """Return the keys of the themes whose words occur."""
    text = flat(words).lower()
    return tuple(theme for theme, pattern in _themes().items() if pattern.search(text))


@cache
def _areas() -> Mapping[str, tuple[tuple[int, re.Pattern[str]], ...]]:
    return {
        area: tuple(
            (int(weight), re.compile(rf"\b(?:{word})"))
            for weight, words in weights.items()
            for word in words
        )
        for area, weights in _rules()["areas"].items()
    }


@cache
def _themes() -> Mapping[str, re.Pattern[str]]:
    themes = _rules()["themes"].items()
    return {theme: re.compile(rf"\b(?:{'|'.join(words)})") for theme, words in themes}


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("areas.toml").read_text(encoding="utf-8"))
