"""Words of a page to lines, and lines to running text: hyphens, wraps and real line ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from portal.importers.intake.symbols import BULLETS
from portal.importers.intake.words import is_english


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place in points from the page's top left, its font and its size."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    font: str = ""
    size: float = 10.0
    colour: Any = None


@dataclass(slots=True)
class Line:
    """Words on one line, from left to right."""

    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """The left end."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """The right end."""
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        """The upper end."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower end."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its type."""
        return max(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        """Tell if every word is bold."""
        return all("bold" in word.font.lower() for word in self.words)


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Group words into lines from top to bottom."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda w: ((w.top + w.bottom) / 2, w.x0)):
        middle = (word.top + word.bottom) / 2
        last = lines[-1] if lines else None
        if last and last.top <= middle <= last.bottom and middle - last.words[0].top < word.size:
            last.words.append(word)
        else:
            lines.append(Line([word]))
    for line in lines:
        line.words.sort(key=lambda w: w.x0)
    return lines


@dataclass(frozen=True, slots=True)
class Joined:
    """Running text, and the places in it where a line ended for want of room."""

    text: str
    wraps: tuple[int, ...]


def joined(lines: Sequence[Line], right: float) -> Joined:
    """Return the text of a paragraph or cell.

    A line that ends although the next word would have fitted before `right` was ended by hand,
    and so stays a line of its own; a word cut at a hyphen is put together.
    """
    text = lines[0].text if lines else ""
    wraps = []
    for before, line in pairwise(lines):
        first = line.words[0]
        if len(line.words) > 1 and line.words[1].text == "/":
            first = line.words[1]  # No line begins with a slash.
        space = before.size * 0.25
        fits = before.x1 + space + (first.x1 - line.x0) < right - before.size * 0.2
        fits = fits or (len(line.words) > 1 and first.text in BULLETS)  # it begins a line
        if text.endswith(("-", "\u00ad")) and not fits:
            text = _unhyphenated(text, line.text)
        elif not fits and _is_cut_word(before.words[-1].text, first.text):
            text += line.text
        elif fits:
            text += "\n" + line.text
        else:
            wraps.append(len(text))
            text += " " + line.text
    return Joined(text, tuple(wraps))


def _is_cut_word(before: str, after: str) -> bool:
    """Tell if a word too long for its column goes on on the next line: only whole it is English."""
    rest = re.match(r"[a-z]+", after)
    if not rest or not re.fullmatch(r"[A-Za-z][a-z]{2,}", before):
        return False
    halves = is_english(before) and is_english(rest[0])
    return not halves and is_english(before + rest[0])


def _unhyphenated(text: str, following: str) -> str:
    """Join at a hyphen; it stays unless only without it the word is English."""
    if text.endswith("\u00ad"):
        return text[:-1] + following
    before = re.search(r"[\w’']+(?=-$)", text)
    after = re.match(r"[a-z’']+", following)
    if not after or not before:
        return text + following
    halves = is_english(before[0]) and is_english(after[0])
    if not halves and is_english(before[0] + after[0]):
        return text[:-1] + following
    return text + following
