"""Measuring text: how much room it takes, in points, without the fonts of the machine that will
show it.

Widths are Arial's (Liberation Sans and Helvetica share them), in thousandths of the size. What
the tables do not hold counts as wide, and every line keeps a reserve, so that text that fits
here fits on the page.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

_WIDTHS = tomllib.loads(Path(__file__).with_name("arial.toml").read_text("utf-8"))
_TABLES = tuple(
    {character: int(width) for width, characters in table.items() for character in characters}
    for table in (_WIDTHS["regular"], _WIDTHS["bold"])
)
_RESERVE = 1.02
LEADING = 1.24
_TOKEN = re.compile("[^ ]+ *| +")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look."""

    text: str
    bold: bool = False
    colour: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph: `after` is the space below it, `indent` hangs its lines behind a bullet."""

    runs: tuple[Run, ...]
    size: float
    after: float = 0.0
    bullet: bool = False
    flush_right: bool = False

    @property
    def leading(self) -> float:
        """The exact distance of its lines."""
        return round(self.size * LEADING, 1)

    @property
    def text(self) -> str:
        """Its text without looks."""
        return "".join(run.text for run in self.runs)


BULLET_INDENT = 14.0


def _of_stranger(character: str) -> int:
    if unicodedata.combining(character):
        return 250
    code = ord(character)
    if code == 0xFDFD:
        return 12000
    return 1400 if code >= 0x1F000 or 0x12000 <= code < 0x12500 else 1050


@lru_cache(maxsize=4096)
def _width(character: str, bold: bool) -> int:
    width = _TABLES[bold].get(character)
    return _of_stranger(character) if width is None else width


@lru_cache(maxsize=65536)
def _word(text: str, bold: bool) -> int:
    return sum(_width(character, bold) for character in text)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Measure the width of a text on one line, with the reserve."""
    return _word(text, bold) * size / 1000 * _RESERVE


def break_lines(runs: Iterable[Run], size: float, width: float) -> list[tuple[Run, ...]]:
    """The runs broken into lines; spaces stay at the ends, so that the lines join to the text."""
    room = limit = width / size * 1000 / _RESERVE
    runs = tuple(run for run in runs if run.text)
    if sum(_word(run.text, run.bold) for run in runs) <= limit:
        return [_joined((runs,))]
    lines: list[list[Run]] = [[]]

    def add(text: str, run: Run) -> None:
        if text:
            lines[-1].append(Run(text, run.bold, run.colour, run.link))

    for run in runs:
        begun = ""  # what of it stands on the last line
        for token in _TOKEN.findall(run.text):
            word = token.rstrip(" ")
            taken = _word(word, run.bold)
            if taken > room and room < limit:
                add(begun, run)
                begun = ""
                lines.append([])
                room = limit
            while taken > limit:
                cut, sum_ = 0, 0
                for character in word:
                    sum_ += _width(character, run.bold)
                    if sum_ > limit and cut:
                        break
                    cut += 1
                if cut >= len(word):
                    break
                add(begun + word[:cut], run)
                begun = ""
                lines.append([])
                word, token = word[cut:], token[cut:]
                taken = _word(word, run.bold)
            begun += token
            room -= _word(token, run.bold)
        add(begun, run)
    return [_joined((tuple(line),)) for line in lines]


def inner_width(para: Para, width: float) -> float:
    """The width left for a paragraph's lines."""
    return max(width - (BULLET_INDENT if para.bullet else 0.0), para.size)


def count_lines(para: Para, width: float) -> int:
    """Count the lines that a paragraph takes."""
    return len(break_lines(para.runs, para.size, inner_width(para, width)))


def height(paras: Iterable[Para], width: float) -> float:
    """Measure the height of paragraphs, without the space after the last."""
    total = after = 0.0
    for para in paras:
        total += after + count_lines(para, width) * para.leading
        after = para.after
    return total


def split(
    paras: tuple[Para, ...], width: float, room: float
) -> tuple[tuple[Para, ...], tuple[Para, ...]]:
    """Split paragraphs into those that fit into the room and those left, cut between lines."""
    used = 0.0
    for index, para in enumerate(paras):
        lines = break_lines(para.runs, para.size, inner_width(para, width))
        whole = len(lines) * para.leading
        if used + whole <= room + 0.01:
            used += whole + para.after
            continue
        fitting = max(0, int((room - used + 0.01) // para.leading))
        if not fitting:
            return paras[:index], paras[index:]
        first = replace(para, runs=_joined(lines[:fitting]), after=0.0)
        rest = replace(para, runs=_joined(lines[fitting:]), bullet=False)
        return (*paras[:index], first), (rest, *paras[index + 1 :])
    return paras, ()


def _joined(lines: Iterable[tuple[Run, ...]]) -> tuple[Run, ...]:
    """Join neighbours of one look."""
    joined: list[Run] = []
    for run in (run for line in lines for run in line):
        last = joined[-1] if joined else None
        look = (run.bold, run.colour, run.link)
        if last is not None and (last.bold, last.colour, last.link) == look:
            joined[-1] = Run(last.text + run.text, *look)
        else:
            joined.append(run)
    return tuple(joined)


def clip(text: str, size: float, width: float, lines: int, bold: bool = False) -> tuple[str, bool]:
    """The text if it fits so many lines, else its beginning with an ellipsis; and whether cut."""
    flat = text.replace("\n", " ")
    broken = break_lines((Run(flat, bold),), size, width)
    if len(broken) <= lines:
        return flat, False
    beginning = "".join(run.text for line in broken[:lines] for run in line).rstrip()
    while beginning:
        shorter = beginning.rstrip(" ,;:.–") + "…"
        if len(break_lines((Run(shorter, bold),), size, width)) <= lines:
            return shorter, True
        beginning = beginning[:-1]
    return "…", True
