"""Map statuses: by words, by a letter or colour, by the paper's own key."""

from __future__ import annotations

import colorsys
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from portal.importers.intake.paper import Cell, Paper, Table, holds_symbols

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
# Arrows, shapes, ticks and crosses, and pictures of them.
_SYMBOL = "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]"
# `✔ complete ▶ on track`, or `complete ✔ on track ▶` where a symbol stands last.
_WORDS = rf"[^;\n|(){_SYMBOL[1:-1]}]{{3,80}}"
_SYMBOL_FIRST = re.compile(
    rf"(?P<sign>{_SYMBOL})\ufe0f?[\s=:–—-]*(?:means|shows)?\s*(?P<meaning>{_WORDS})"
)
_SYMBOL_LAST = re.compile(
    rf"(?:^|[;\n|,.:]|(?<=\ufe0f)|(?<={_SYMBOL}))(?P<meaning>[^;\n|():{_SYMBOL[1:-1]}]{{3,80}}?)"
    rf"[\s=:–—-]*(?P<sign>{_SYMBOL})"
)
_ENDS_IN_SYMBOL = re.compile(rf"{_SYMBOL}\W*$")
# What a key may say of work that is done: the action is not.
_LEFT_OPEN = re.compile(
    r"\b(?:stays?|remains?|still|left|kept) open\b|\bnot (?:yet )?(?:closed|signed off)\b"
    r"|\b(?:pending|a?wait(?:s|ing)?|still|yet|due)\b[^.;|]{0,30}\bsign(?:ed|ing)?[ -]?off\b",
    re.IGNORECASE,
)
_FEWEST_OF_KEY = 2
_LONGEST_CELL, _LONGEST_SIGN, _MOST_SIGNS = 300, 40, 12
# What a key says of a cell that is left empty: `empty: not begun`, `no colour means not started`.
_EMPTY = re.compile(
    r"\b(?:empty|blank|left blank|not coloured|uncoloured|white"
    r"|no (?:colour|rating|rag|entry|letter|fill))(?: cells?| box(?:es)?)?"
    r"\s*(?:means?|shows?|is|are|[:=–—-])?\s*(?P<meaning>[^.;,)\n|]{3,60})",
    re.IGNORECASE,
)
# A status that the paper prints is explained after one of these.
_EXPLAINS = r"\s*(?:\s[–—-]|[:=])\s*"


@dataclass(frozen=True, slots=True)
class Key:
    """Hold what a paper says that its colours and status words mean.

    `colours` give the statuses that a colour may stand for: one, or several between which only
    the commentary tells.
    """

    colours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    has_blue: bool = False
    empty: str = ""

    def of_words(self, text: str) -> str:
        """The status that the key gives a printed one, wherever a narrow column breaks it."""
        return self.words.get(closed_up(text), "")

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


def closed_up(text: str) -> str:
    """A text in lower case without spaces, as a key and a narrow column both print it."""
    return "".join(text.lower().split())


def names_completed(heading: str) -> bool:
    """Tell if a heading says that what stands below it is complete: `Actions closed since May`."""
    return bool(_COMPLETED.fullmatch(heading))


def is_tick(text: str) -> bool:
    """Tell if a cell is ticked."""
    return bool(_TICK.search(text))


def is_symbol(text: str) -> bool:
    """Tell if a cell holds an arrow, a shape or a picture and nothing else."""
    return bool(re.fullmatch(rf"\s*{_SYMBOL}\ufe0f?\s*", text))


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


def key_of(paper: Paper, has_blue: bool, printed: Collection[str] = ()) -> Key:
    """Read the keys of a paper: tables, rows of colours, lines and sentences.

    `printed` are the statuses that its rows print: what stands beside one of them explains it.
    """
    meanings: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    pairs = [*_pairs(paper, _explained(printed)), *_of_symbols(paper, printed)]
    for sign, meaning in pairs:
        statuses = statuses_in(meaning)
        first = beginning(meaning)
        if first and len(statuses) > 1 and not re.search(r"\bor\b|/", meaning.lower()):
            statuses = (first,)
        colour = colour_word(sign)
        if colour and len(sign.split()) <= 3:
            if statuses and colour not in meanings:
                meanings[colour] = statuses
            if statuses and sign.lower() == "white":
                # Rows print it as a letter, which alone is no colour.
                words.setdefault("w", statuses[0])
        elif sign and len(sign.split()) <= 6 and statuses:
            meant = _counted(meaning) or first or _of_several(statuses, status_of(sign))
            if meant == "completed" and _LEFT_OPEN.search(meaning):
                meant = "in_progress"
            words.setdefault(closed_up(sign), meant)
    return Key(meanings, words, has_blue or "blue" in meanings, _of_empty(paper, len(meanings)))


def _of_empty(paper: Paper, colours: int) -> str:
    """The status that a key of several colours gives a cell without any."""
    if colours < _FEWEST_OF_KEY:
        return ""
    meant = set()
    for text in paper.texts():
        if len(text) < _LONGEST_CELL:
            for match in _EMPTY.finditer(text):
                meant |= {beginning(match["meaning"].strip()), *statuses_in(match["meaning"])}
    meant -= {""}
    return meant.pop() if len(meant) == 1 else ""


def _of_several(statuses: Sequence[str], usual: str) -> str:
    """Of what the words of a key name, what the sign itself means where it is among them."""
    return usual if usual in statuses else statuses[0]


def _explained(printed: Collection[str]) -> tuple[re.Pattern[str], ...]:
    """The forms in which a key explains statuses: `C = complete`, `Complete (C)`."""
    closed = {"".join(text.split()) for text in printed if len(text) <= _LONGEST_SIGN}
    signs = sorted(closed - {""}, key=len)[::-1]
    if not 1 < len(signs) <= _MOST_SIGNS:
        return ()
    # Rows may print a sign as a narrow column breaks it: `Workin g on it`.
    either = "|".join(r"\s*".join(map(re.escape, sign)) for sign in signs)
    short = "|".join(re.escape(sign) for sign in signs if len(sign) <= 2) or "(?!)"
    begins = r"(?:^|[\n.;,|(]\s*|\bkey:?\s*)[“\"'‘]?"
    ends = rf"(?:(?![,.]\s*(?:{either}){_EXPLAINS})[^;\n|]){{3,120}}"
    return (
        re.compile(
            rf"{begins}(?P<sign>{either})[”\"'’]?(?:{_EXPLAINS}|\s+means\s+)(?P<meaning>{ends})",
            re.IGNORECASE,
        ),
        re.compile(rf"(?P<meaning>[^()\n;,|:]{{3,60}})\s\((?P<sign>{short})\)"),
        re.compile(rf"\b(?P<sign>{short})\s\((?P<meaning>[^()\n]{{3,60}})\)"),
    )


def _counted(meaning: str) -> str:
    match = re.search(r"counts? as ([\w ]+)", meaning.lower())
    return status_of(match[1]) if match else ""


def _pairs(paper: Paper, explained: Sequence[re.Pattern[str]]) -> Iterable[tuple[str, str]]:
    """Give signs with their meanings; a whole cell goes before what a dash in one cuts off."""
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    for table in tables:
        for row in table.rows:
            yield from _in_row(row.filled)
    for block in paper.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                yield from _in_cells(row.filled, explained)
        else:
            yield from _in_sentence(block.text, explained)


def _in_row(cells: Sequence[Cell]) -> Iterable[tuple[str, str]]:
    filled = [cell for cell in cells if len(cell.text) < _LONGEST_CELL]
    if len(filled) == 2 and len(cells) == 2:
        yield filled[0].text or colour_of_fill(filled[0].fill), filled[1].text
    elif len(filled) == 1 and (colour := colour_of_fill(filled[0].fill)):
        yield colour, filled[0].text
    elif _is_row_of_colours(cells):
        yield from ((colour_of_fill(cell.fill), cell.text) for cell in cells if cell.fill)
    elif len(cells) > 2 and len(cells) % 2 == 0:
        # A sign and its meaning, the next sign and its meaning, along the row.
        signs = [cell.text or colour_of_fill(cell.fill) for cell in cells[::2]]
        if all(colour_word(sign) and len(sign.split()) == 1 for sign in signs):
            yield from zip(signs, (cell.text for cell in cells[1::2]), strict=True)


def _in_cells(
    cells: Sequence[Cell], explained: Sequence[re.Pattern[str]]
) -> Iterable[tuple[str, str]]:
    each_explains = all(_LINE_OF_KEY.match(cell.text) or cell.fill for cell in cells)
    if len(cells) <= 2 or (each_explains and _is_row_of_colours(cells)):
        for cell in cells:
            yield from _in_sentence(cell.text, explained)


def _of_symbols(paper: Paper, printed: Collection[str]) -> Iterable[tuple[str, str]]:
    """Give what a paper says of symbols that its rows print; one of several meanings has none."""
    signs = {text.strip().rstrip("\ufe0f") for text in printed if holds_symbols(text)}
    for text in _lines_of_symbols(paper) if signs else ():
        last = _ENDS_IN_SYMBOL.search(text) and not re.match(_SYMBOL, text.strip())
        pairs = [
            (match["sign"], match["meaning"].strip())
            for match in (_SYMBOL_LAST if last else _SYMBOL_FIRST).finditer(text)
        ]
        times = Counter(sign for sign, _meaning in pairs)
        yield from (
            (sign, meaning) for sign, meaning in pairs if sign in signs and times[sign] == 1
        )


def _lines_of_symbols(paper: Paper) -> Iterable[str]:
    """The texts of a paper, and rows of which each cell begins with a symbol."""
    for block in paper.blocks:
        if not isinstance(block, Table):
            yield block.text
            continue
        for row in block.rows:
            texts = [cell.text.strip() for cell in row.filled if not cell.down]
            if len(texts) == 1 or all(re.match(_SYMBOL, text) for text in texts):
                yield "\n".join(texts)
            elif len(texts) % 2 == 0 and all(holds_symbols(text) for text in texts[::2]):
                yield "\n".join(map(" ".join, zip(texts[::2], texts[1::2], strict=True)))


def _is_row_of_colours(cells: Sequence[Cell]) -> bool:
    """Tell if cells are of different colours, each with its meaning in it or beside a letter."""
    colours = [colour for cell in cells if (colour := colour_of_fill(cell.fill))]
    lines = [cell for cell in cells if _LINE_OF_KEY.match(cell.text)]
    return (
        len(cells) > 2
        and len(set(colours)) == len(colours)
        and len(set(colours)) + len([c for c in lines if not colour_of_fill(c.fill)]) == len(cells)
    )


def _in_sentence(text: str, explained: Sequence[re.Pattern[str]]) -> Iterable[tuple[str, str]]:
    letters = list(_LETTERS.finditer(text))
    if len({match["sign"] for match in letters}) >= _FEWEST_LETTERS:
        yield from ((match["sign"], match["meaning"]) for match in letters)
    for pattern in (_LINE_OF_KEY, _MEANS, *explained):
        for match in pattern.finditer(text):
            yield match["sign"].strip(), match["meaning"]


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("statuses.toml").read_text(encoding="utf-8"))
