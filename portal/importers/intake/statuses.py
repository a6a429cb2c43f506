"""Map statuses by words, letters and colours, as papers use them that say nothing else."""

from __future__ import annotations

import colorsys
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

# Less colour than this is the tint of a table, not a rating.
_PALEST = 0.08
NOT_STATED = "not_stated"
_TICK = re.compile(r"^\W*(?:[✓✔☑☒✅√●⬤■×xXyY]|[Yy]es|YES)\W*$|^\s*[✓✔☑✅√]")
_CROSS = re.compile(r"^\s*(?:[✗✘☐❌]|no?|n/a|-|–|—)\s*$", re.IGNORECASE)
_FINISHED = r"(?:complete[ds]?|closed|finished|delivered)"
_WORK = r"(?:actions?|tasks?|items?|recommendations?|milestones?)"
_COMPLETED = re.compile(
    rf"[\W\d]*(?:{_FINISHED}(?: {_WORK})?"
    rf"|{_WORK} (?:(?:that|which) )?(?:(?:are|were|have been|now) )*{_FINISHED})"
    r"(?: (?:since|in|this|during|at|by|to|so|last) .{1,40})?\W*",
    re.IGNORECASE,
)
_SYMBOLS = {"🔵": "blue", "🟢": "green", "🟡": "amber", "🟠": "amber", "🔴": "red", "⚪": "grey"}
# Arrows, shapes, ticks and crosses, and pictures of them.
SYMBOL = "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]"


# `On-track`, `Not-started`.
_HYPHEN = re.compile(r"\b(on|off|in|not|under)-(?=[a-z])")
# `RAG: A`, `On track (G)`; `A (was R)`, `R → A`: the colour that counts now.
_LABEL_OF_COLOUR = re.compile(r"^\s*b?rag(?: rating| status)?\s*[:=–-]\s*", re.IGNORECASE)
_COLOUR_IN_BRACKET = re.compile(r"^[^()]{4,}[(\[]([BRAGbrag])[)\]]\s*$")
_FORMER_COLOUR = re.compile(
    r"\(?\b(?:was|previously|formerly|from|last (?:month|quarter|time))\b:?\s+[a-z]+\)?",
    re.IGNORECASE,
)
_LATER_COLOUR = re.compile(
    r"^\W*(?:[brag]|blue|green|amber|yellow|red|grey)\W*(?:→|->|➔|\bto\b|\bnow\b)\s*(?=[a-z])",
    re.IGNORECASE,
)


def names_completed(heading: str) -> bool:
    """Tell if a heading says that what stands below it is complete: `Actions closed since May`."""
    return bool(_COMPLETED.fullmatch(heading))


def is_tick(text: str) -> bool:
    """Tell if a cell is ticked."""
    return bool(_TICK.search(text))


def is_symbol(text: str) -> bool:
    """Tell if a cell holds an arrow, a shape or a picture and nothing else."""
    return bool(re.fullmatch(rf"\s*{SYMBOL}\ufe0f?\s*", text))


def is_cross(text: str) -> bool:
    """Tell if a cell says no."""
    return bool(_CROSS.match(text))


def statuses_in(text: str) -> tuple[str, ...]:
    """The statuses that the words of a key name, those of the beginning first."""
    lower = _HYPHEN.sub(r"\1 ", f" {text.lower()} ")
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
    lower = " ".join(_HYPHEN.sub(r"\1 ", text.lower()).split())
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
    clean = _LATER_COLOUR.sub("", _FORMER_COLOUR.sub("", _LABEL_OF_COLOUR.sub("", text))).strip()
    if bracket := _COLOUR_IN_BRACKET.search(clean):
        clean = bracket[1]
    for symbol, colour in _SYMBOLS.items():
        if symbol in clean:
            return colour
    words = re.findall(r"[a-z/]+", clean.lower())
    if not words or re.match(r"[A-Za-z][ -]?\d", clean):
        return ""  # `R1` and `A 2` number something.
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


def usual_status_of_colour(colour: str) -> str:
    """The status that a colour means where no paper says what it does."""
    return str(_rules()["default"].get(colour, ""))


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("statuses.toml").read_text(encoding="utf-8"))
