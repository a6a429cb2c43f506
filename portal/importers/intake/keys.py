"""Read the keys of a paper: what it says that its colours, letters, words and symbols mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.importers.intake.paper import Cell, Paper, Row, Table, holds_symbols
from portal.importers.intake.statuses import (
    SYMBOL,
    beginning,
    colour_of_fill,
    colour_word,
    status_of,
    statuses_in,
    usual_status_of_colour,
)

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
# `G begun, will be done in time`, a line for each sign that rows print.
_LINE = re.compile(r"\W{0,2}?(?P<sign>[A-Z–—-])\s+(?P<meaning>[a-z].{2,118})")
# `✔ complete ▶ on track`, or `complete ✔ on track ▶` where a symbol stands last.
_WORDS = rf"[^;\n|(){SYMBOL[1:-1]}]{{3,80}}"
_SYMBOL_FIRST = re.compile(
    rf"(?P<sign>{SYMBOL})\ufe0f?[\s=:–—-]*(?:means|shows)?\s*(?P<meaning>{_WORDS})"
)
_SYMBOL_LAST = re.compile(
    rf"(?:^|[;\n|,.:]|(?<=\ufe0f)|(?<={SYMBOL}))(?P<meaning>[^;\n|():{SYMBOL[1:-1]}]{{3,80}}?)"
    rf"[\s=:–—-]*(?P<sign>{SYMBOL})"
)
_ENDS_IN_SYMBOL = re.compile(rf"{SYMBOL}\W*$")
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
    r"|no (?:colour|rating|rag|entry|letter|fill)|without a (?:colour|rating|letter))"
    r"(?: cells?| box(?:es)?)?,?"
    r"\s*(?:means?|shows?|is|are|has|have|[:=–—-])?\s*(?:(?:the|an) action (?:has|is)\s+)?"
    r"(?P<meaning>[^.;,)\n|]{3,60})",
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
        status = usual_status_of_colour(colour)
        return (status,) if status else ()


def closed_up(text: str) -> str:
    """A text in lower case without spaces, as a key and a narrow column both print it."""
    return "".join(text.lower().split())


def key_of(paper: Paper, has_blue: bool, printed: Collection[str] = ()) -> Key:
    """Read the keys of a paper: tables, rows of colours, lines and sentences.

    `printed` are the statuses that its rows print: what stands beside one of them explains it.
    """
    meanings: dict[str, tuple[str, ...]] = {}
    words: dict[str, str] = {}
    pairs = [*_pairs(paper, _explained(printed)), *_of_symbols(paper, printed)]
    pairs += _of_lines(paper, printed)
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


def _of_lines(paper: Paper, printed: Collection[str]) -> Sequence[tuple[str, str]]:
    """Give the meanings of signs that stand before them without a mark between."""
    texts = [block.text for block in paper.blocks if not isinstance(block, Table)]
    rows = [row for block in paper.blocks if isinstance(block, Table) for row in block.rows]
    texts += [row.filled[0].text for row in rows if len(row.filled) == 1]
    lines = [_LINE.fullmatch(line.strip()) for text in texts for line in text.split("\n")]
    pairs = [(m["sign"], m["meaning"]) for m in lines if m and m["sign"] in printed]
    enough = len({sign for sign, _meaning in pairs}) >= _FEWEST_LETTERS
    return pairs if enough and len(dict(pairs)) == len(pairs) else []


def _of_empty(paper: Paper, colours: int) -> str:
    """The status that a key of several colours gives a cell without any."""
    if colours < _FEWEST_OF_KEY:
        return ""
    meant = set()
    for text in paper.texts():
        if len(text) < _LONGEST_CELL:
            for match in _EMPTY.finditer(text):
                meaning = match["meaning"].strip().replace("not been ", "not ")
                meant |= {beginning(meaning), *statuses_in(meaning)}
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
        lines = _shaded_lines(table)
        for row in table.rows:
            if len(row.filled) > 1 or row in lines:
                yield from _in_row(row.filled)
    for block in paper.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                yield from _in_cells(row.filled, explained)
        else:
            yield from _in_sentence(block.text, explained)


def _shaded_lines(table: Table) -> list[Row]:
    """The rows of one shaded cell that follow one another in several colours, as lines of a key.

    A band over a group of actions is shaded, too.
    """
    runs: list[list[Row]] = [[]]
    for row in table.rows:
        if len(row.filled) == 1:
            runs[-1].append(row)
        elif row.filled:
            runs.append([])
    if len(runs) == 1:
        return runs[0]
    of_key = [
        run
        for run in runs
        if len({colour_of_fill(row.filled[0].fill) for row in run} - {""}) >= _FEWEST_LETTERS
    ]
    return [row for run in of_key for row in run]


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
        last = _ENDS_IN_SYMBOL.search(text) and not re.match(SYMBOL, text.strip())
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
            if len(texts) == 1 or all(re.match(SYMBOL, text) for text in texts):
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
