"""Tell what the cells of a column hold: dates, people and posts, standings, numbers, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase

from portal.importers.intake.dates import MONTH, day_in, without_dates
from portal.importers.intake.grammar import bids, tells
from portal.importers.intake.leads import is_post
from portal.importers.intake.names import is_name
from portal.importers.intake.paper import Cell, Row
from portal.importers.intake.refs import action_of, is_numbered_item, parts_of
from portal.importers.intake.statuses import (
    colour_of_fill,
    colour_word,
    is_symbol,
    is_tick,
    status_of,
)
from portal.importers.intake.words import words

_LONGEST_DATE, _LONGEST_WHO, _LONGEST_STATUS = 60, 90, 40
_WHEN = re.compile(
    r"on-?going|continuous(?:ly)?|rolling|immediate(?:ly)?|tb[cad]"
    r"|to be (?:confirmed|agreed|decided)"
    r"|(?:bi-?)?(?:daily|weekly|monthly|quarterly|termly|annual(?:ly)?|yearly)|fortnightly|asap"
    r"|(?:with)?in \w+ (?:days|weeks|months)|(?:each|every) (?:week|month|quarter|term|year)"
    r"|(?:spring|summer|autumn|winter)(?: term)?|year[ -]end|q[1-4]|business as usual|bau"
    rf"|\b{MONTH}",
    re.IGNORECASE,
)
# `31.10.25`, which no other number with dots looks like; `05.03.12`, which no reference does.
_DOTTED = re.compile(r"\d{1,2}\.(?:0?[1-9]|1[0-2])\.(?:20)?[0-3]\d")
_PADDED = re.compile(r"\d{2}\.(?:0[1-9]|1[0-2])\.(?:20)?\d{2}")
_AROUND_DATES = 5
# More digits than these are a system's own key, which nobody cites.
_REF = re.compile(r"(?:[A-Za-z]{1,8}[ ./-]?)?\d{1,5}(?:[./-]\d+)*[A-Za-z]?[.):]?|[A-Z]{1,3}[.)]?")
# What counts rows: `(a)`, `b)`, `iii.`; the roman ones to twelve.
_MARK = re.compile(r"[(\[]?\s*(?P<mark>[ivx]{2,4}|[A-Za-z])\s*[.):\]]*")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_FEWEST_MARKS = 3
_SMALL = frozenset("of and for the to in with on at &".split())
_INITIALS = re.compile(r"[A-Z]{2,4}(?:\s*[/,;&]\s*[A-Z]{2,4})*")
_LEAST_OF_SENTENCE = 5
_FULL_TEXT = 4
_LETTERS = 3
_FEW_TEXTS, _SHORT = 7, 4
_MOST_GROUPS, _SCATTERED = 0.7, 0.7
# How much an action matters, which `Priority` means in exports of planners.
_LEVEL = re.compile(
    r"(?:very )?(?:high|medium|low|critical|urgent|normal)|important|major|minor|highest|lowest"
    r"|must|should|could|routine|standard|[1-5]|p[1-5]|[HML]",
    re.IGNORECASE,
)
SHARES = tuple(
    "blank distinct when who status colour tick ref number sentence item bids tells stops letter"
    " level few groups above".split()
)
# So many rows tell of a column; a sheet may have thousands.
_ROWS_LOOKED_AT = 150


@dataclass(frozen=True, slots=True)
class Holding:
    """Hold what a column is filled with, as shares of its filled cells from 0 to 1.

    `filled` counts them, `blank` is the share of rows without one of their own; `words` are those
    of a text on average, `distinct` is the share of different cells, `few` that of columns with
    few short texts; `groups` says how well they part the rows, and `above` is the share of texts
    that other columns hold too, as those of parents are. A cell may hold a text for each of
    several actions.
    """

    filled: int
    blank: float
    distinct: float
    words: float
    when: float
    who: float
    status: float
    colour: float
    tick: float
    ref: float
    number: float
    sentence: float
    item: float
    bids: float
    tells: float
    stops: float
    letter: float
    level: float
    few: float
    groups: float
    above: float

    @property
    def shares(self) -> dict[str, float]:
        """The shares by their names, with those of what is not so."""
        listed = {name: getattr(self, name) for name in SHARES}
        return listed | {"again": 1 - self.distinct, "short": max(0.0, 1 - self.words / _FULL_TEXT)}


def held(rows: Sequence[Row], at: int) -> Holding:
    """Count what a column's cells hold; rows that one merged cell fills are passed over."""
    within = [row for row in rows[:_ROWS_LOOKED_AT] if at < len(row.cells) and len(row.filled) > 1]
    cells = [row.cells[at] for row in within]
    unmerged = [cell for cell in cells if not cell.down and not cell.across]
    whole = [cell.text for cell in unmerged if cell.text.strip()]
    texts = [text for cell in whole for text in _parts(cell)]
    fills = sum(bool(colour_of_fill(cell.fill)) and len(cell.text) < 8 for cell in unmerged)
    count = len(texts) or 1
    shades = {colour_of_fill(cell.fill) for cell in unmerged if cell.fill}

    def share(number: int) -> float:
        return number / count

    counts_rows = _counts_rows(whole)
    colours = share(sum(len(text) < 12 and bool(colour_word(text)) for text in texts))
    # Of several symbols each says how its action stands; a tick alone has its header's meaning.
    symbols = sum(map(is_symbol, texts)) if len(set(filter(is_symbol, texts))) > 1 else 0
    groups = _groups([cell for cell in cells if not cell.across])
    by_fill = fills / len(unmerged) if unmerged and len(shades - {""}) > 1 else 0.0
    return Holding(
        filled=len(texts),
        blank=1 - len(whole) / len(cells) if cells else 1.0,
        distinct=1.0 if counts_rows else len(set(whole)) / (len(whole) or 1),
        words=sum(len(text.split()) for text in texts) / count,
        when=share(sum(is_when(text) and not _is_sentence(text) for text in texts)),
        who=share(sum(map(is_who, texts))),
        status=share(
            sum(len(t) <= _LONGEST_STATUS and bool(status_of(t)) for t in texts) + symbols
        ),
        colour=by_fill if counts_rows else max(colours, by_fill),
        tick=share(sum(len(text) < 4 and is_tick(text) for text in texts)),
        ref=1.0 if counts_rows else share(sum(bool(_REF.fullmatch(text)) for text in texts)),
        number=share(sum(bool(re.fullmatch(r"[£\d.,%\s-]+", text)) for text in texts)),
        sentence=share(sum(len(text.split()) >= _LEAST_OF_SENTENCE for text in texts)),
        item=sum(map(is_numbered_item, whole)) / (len(whole) or 1),
        bids=share(sum(map(bids, texts))),
        tells=share(sum(map(tells, texts))),
        stops=share(sum(text.endswith((".", "!")) for text in texts)),
        letter=0.0
        if counts_rows
        else share(sum(len(text) < _LETTERS and text.isalpha() for text in texts)),
        # Numbers that part the rows, each in one place, are those of items.
        level=share(
            sum(
                bool(_LEVEL.fullmatch(text)) and not (groups == 1.0 and text[-1:].isdigit())
                for text in texts
            )
        ),
        few=float(len(set(whole)) <= _FEW_TEXTS < len(whole) and max(map(_count, whole)) <= _SHORT),
        groups=groups,
        above=_above(set(whole), within, at),
    )


def _counts_rows(texts: Sequence[str]) -> bool:
    """Tell if a column's texts count the rows: `(a)`, `(b)`, `(c)`, and from `(a)` again."""
    marks = []
    for text in texts:
        match = _MARK.fullmatch(text.strip())
        if match is None:
            return False
        marks.append(match["mark"].lower())
    # `a` and `b` alone may be amber and blue; `a)` and `b)` are not.
    closed = all(text.strip().endswith(")") for text in texts)
    if len(set(marks)) < _FEWEST_MARKS - closed:
        return False
    for order in (_ROMAN, list(ascii_lowercase)):
        if all(mark in order for mark in marks):
            at = [order.index(mark) for mark in marks]
            return at[0] == 0 and all(n in {0, before + 1} for before, n in pairwise(at))
    return False


def _above(texts: set[str], rows: Sequence[Row], at: int) -> float:
    """The share of texts that another column holds too."""
    elsewhere = {cell.text for row in rows for n, cell in enumerate(row.cells) if n != at}
    return len(texts & elsewhere) / len(texts) if len(texts) > 1 else 0.0


def _is_sentence(text: str) -> bool:
    """Tell if a text that names a day is a sentence about it: `Ten were read in October.`"""
    return _count(text) >= _FULL_TEXT and (text.endswith(".") or bids(text))


def _count(text: str) -> int:
    return len(text.split())


def _groups(cells: Sequence[Cell]) -> float:
    """Say how well texts part the rows: each in one place, over several rows, and not over all.

    A blank or merged cell holds the text above it.
    """
    above: list[str] = []
    for cell in cells:
        text = " ".join(cell.text.split())
        above.append(text if text or not above else above[-1])
    groups, rows = len(set(above) - {""}), len(above)
    if groups <= 1 or not above[0] or groups > _MOST_GROUPS * rows:
        return 0.0
    runs = 1 + sum(text != before for before, text in pairwise(above))
    return 1.0 if runs == groups else _SCATTERED


def _parts(text: str) -> list[str]:
    """The texts of a cell: one, or one for each of the actions that it is about."""
    parts = parts_of(text)
    if len(parts) > 1:
        parts = [action_of(part)[1] for part in parts]
    return [" ".join(part.split()) for part in parts]


@lru_cache(maxsize=8_192)
def is_when(text: str) -> bool:
    """Tell if a text is a day, a period or a word for one, with few words around it."""
    if len(text) > _LONGEST_DATE:
        return False
    rest = _WHEN.sub(" ", without_dates(text))
    dated = day_in(text) is not None or without_dates(text) != text
    if re.fullmatch(r"[A-Z]?[\d.]+", text):
        return dated and bool(_DOTTED.fullmatch(text))
    return (dated or rest != text) and len(re.findall(r"[A-Za-z]+", rest)) <= _AROUND_DATES


def is_ref(text: str) -> bool:
    """Tell if a text is a reference and nothing else."""
    return bool(_REF.fullmatch(text.strip())) and not _PADDED.fullmatch(text.strip())


def is_value(text: str) -> bool:
    """Tell if a text is a number, a reference or a day, as no name of a column is."""
    digits = any(letter.isdigit() for letter in text)
    return digits and (bool(_REF.fullmatch(text.strip())) or not re.search(r"[A-Za-z]{3}", text))


@lru_cache(maxsize=8_192)
def is_who(text: str) -> bool:
    """Tell if a text names persons, posts or bodies and nothing else."""
    if len(text) > _LONGEST_WHO or is_when(text) or re.search(r"\d{2}|[.!?]\s", text):
        return False
    parts = [part.strip(" .") for part in re.split(r"[;,/|\n()&+]|\band\b", text)]
    parts = [part for part in parts if part]
    if not parts:
        return False
    recognised = sum(
        is_post(part) or bool(_INITIALS.fullmatch(part)) or is_name(part, surely_person=True)
        or _is_body(part)
        for part in parts
    )  # fmt: skip
    return recognised >= len(parts) / 2


def _is_body(text: str) -> bool:
    """Tell if a text is written as names are, of words that bodies are called by."""
    tokens = text.split()
    if len(tokens) > 7:
        return False
    named = [t for t in tokens if t.lower().strip("’s'") in words("not_names")]
    capital = all(t[0].isupper() or t.lower() in _SMALL or not t[0].isalpha() for t in tokens)
    return bool(named) and (capital or len(named) == len(tokens)) and len(text) > 2
