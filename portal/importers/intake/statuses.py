"""Map statuses: by words, by a letter or colour, by the paper's own key."""

from __future__ import annotations

import colorsys
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from portal.importers.intake.paper import Paper, Table

# Less colour than this is the tint of a table, not a rating.
_PALEST = 0.08
NOT_STATED = "not_stated"
_TICK = re.compile(r"^\W*(?:[✓✔☑☒✅√●⬤■×xXyY]|[Yy]es|YES)\W*$|^\s*[✓✔☑✅√]")
_CROSS = re.compile(r"^\s*(?:[✗✘☐❌]|no?|n/a|-|–|—)\s*$", re.IGNORECASE)
_SYMBOLS = {"🔵": "blue", "🟢": "green", "🟡": "amber", "🟠": "amber", "🔴": "red", "⚪": "grey"}
_LINE_OF_KEY = re.compile(
    r"(?:^|[\n.;,:|(]\s*)(?P<sign>(?-i:[A-Z])|blue|green|amber|yellow|red|grey|gray|white)\b\)?"
    r"\s*(?::|=|–|-|—|\bmeans\b|\bis\b|\bshows\b)\s*(?P<meaning>(?:(?!,\s*(?-i:[A-Z])\s*[:=–-])[^.;\n|]){3,120}(?:;(?!\s*[A-Z])[^.\n|]{3,80})?)",
    re.IGNORECASE,
)
# `Done means finished; stuck means under way but held up`: words, each with what it means.
_MEANS = re.compile(
    r"(?:^|[\n.;,:|(]\s*)[“\"'‘]?(?P<sign>[A-Za-z][\w /-]{1,30}?)[”\"'’]?"
    r"\s+(?:means|is where|is when)\s+(?P<meaning>[^.;\n|]{3,120})",
    re.IGNORECASE,
)
# `C complete, G on track, N not begun`: several letters, each before its meaning.
_LETTERS = re.compile(
    r"(?:^|[.,;:(]\s*)(?P<sign>[A-Z])\s+(?P<meaning>[a-z][a-z '’-]{2,40})(?=[,;.)]|$)"
)
_FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Key:
    """Hold what a paper says that its colours and status words mean.

    `colours` give the statuses that a colour may stand for: one, or several between which only
    the commentary tells.
    """

    colours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    has_blue: bool = False

    def of_colour(self, colour: str) -> tuple[str, ...]:
        """The statuses that a colour may stand for."""
        if colour in self.colours:
            return self.colours[colour]
        if not colour:
            return ()
        if colour == "green" and not self.has_blue:
            return ("completed", "in_progress")
        if colour == "red":
            return ("in_progress", "not_started")
        status = str(_rules()["default"].get(colour, ""))
        return (status,) if status else ()


def is_tick(text: str) -> bool:
    """Tell if a cell is ticked."""
    return bool(_TICK.search(text))


def is_cross(text: str) -> bool:
    """Tell if a cell says no."""
    return bool(_CROSS.match(text))


def statuses_in(text: str) -> tuple[str, ...]:
    """The statuses that the words of a key name, those of the beginning first."""
    lower = f" {text.lower()} "
    listed = []
    for status, patterns in _rules()["status"].items():
        for pattern in patterns:
            listed += [
                (match.start(), match.end(), status)
                for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", lower.strip())
            ]
    kept_apart = [
        (start, end, status)
        for start, end, status in listed
        if not any(a <= start and end <= b and s != status for a, b, s in listed)
    ]
    return tuple(dict.fromkeys(status for _start, _end, status in sorted(kept_apart)))


def status_of(text: str) -> str:
    """The status that a printed status names, empty where no word of it is known."""
    lower = " ".join(text.lower().split())
    if begun := beginning(lower):
        return begun
    listed = statuses_in(lower)
    for status in _rules()["status"]:
        if status in listed:
            return str(status)
    return ""


def beginning(text: str) -> str:
    """The status that a comment begins with, empty where it begins with something else."""
    lower = " ".join(text.lower().split()).lstrip("•-–: ")
    for status in ("not_started", "in_progress", "completed"):
        for pattern in _rules()["beginning"][status]:
            if re.match(rf"(?:{pattern})", lower):
                return status
    return ""


def colour_word(text: str) -> str:
    """The colour that a text begins with, by letter, word or symbol."""
    clean = text.strip()
    for symbol, colour in _SYMBOLS.items():
        if symbol in clean:
            return colour
    words = re.findall(r"[a-z/]+", clean.lower())
    if not words:
        return ""
    for colour, names in _rules()["colours"].items():
        for name in names:
            alone = len(words) == 1 and re.fullmatch(name, words[0])
            begins = len(name) > 2 and re.fullmatch(name, words[0])
            letter = (
                len(name) == 1 and words[0] == name and re.match(r"\w\s*[-–—:(/]", clean.lower())
            )
            if alone or begins or letter:
                return str(colour)
    for colour, names in _rules()["colours"].items():
        if len(words) <= 4 and any(len(name) > 2 and name in words for name in names):
            return str(colour)
    return ""


def colour_of_fill(fill: str) -> str:
    """The colour that a shade is of; empty for white, black and the tints of tables' heads."""
    if not fill:
        return ""
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    degrees = hue * 360
    if saturation < 0.12:
        return "grey" if 0.55 < light < 0.93 else ""
    if light > 0.97 or light < 0.12 or max(red, green, blue) - min(red, green, blue) < _PALEST:
        return ""
    if degrees < 18 or degrees >= 340:
        return "red"
    if degrees < 66:
        return "amber"
    if degrees < 170:
        return "green"
    if degrees < 260:
        return "blue"
    return ""


def key_of(paper: Paper, has_blue: bool) -> Key:
    """Read the keys of a paper: tables and sheets of two columns, and sentences."""
    meanings: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    for sign, meaning in _pairs(paper):
        statuses = statuses_in(meaning)
        first = beginning(meaning)
        if first and len(statuses) > 1 and not re.search(r"\bor\b|/", meaning.lower()):
            statuses = (first,)
        colour = colour_word(sign)
        if colour and len(sign.split()) <= 3:
            if statuses and colour not in meanings:
                meanings[colour] = statuses
        elif sign and len(sign.split()) <= 6 and statuses:
            counted = _counted(meaning) or status_of(sign) or first or statuses[0]
            words.setdefault(" ".join(sign.lower().split()), counted)
    return Key(meanings, words, has_blue or "blue" in meanings)


def _counted(meaning: str) -> str:
    match = re.search(r"counts? as ([\w ]+)", meaning.lower())
    return status_of(match[1]) if match else ""


def _pairs(paper: Paper) -> Iterable[tuple[str, str]]:
    for block in paper.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                filled = [cell for cell in row.filled if len(cell.text) < 300]
                if len(filled) == 2 and len(row.filled) == 2:
                    sign = filled[0].text or colour_of_fill(filled[0].fill)
                    yield sign, filled[1].text
                elif len(filled) == 1 and (colour := colour_of_fill(filled[0].fill)):
                    yield colour, filled[0].text
                for cell in row.filled:
                    if len(row.filled) <= 2:
                        yield from _in_sentence(cell.text)
        else:
            yield from _in_sentence(block.text)


def _in_sentence(text: str) -> Iterable[tuple[str, str]]:
    letters = list(_LETTERS.finditer(text))
    if len({match["sign"] for match in letters}) >= _FEWEST_LETTERS:
        yield from ((match["sign"], match["meaning"]) for match in letters)
    for pattern in (_LINE_OF_KEY, _MEANS):
        for match in pattern.finditer(text):
            yield match["sign"].strip(), match["meaning"]


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("statuses.toml").read_text(encoding="utf-8"))
