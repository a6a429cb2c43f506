"""Recast columns that are not one thing a column: a lead with a date, ticks under quarters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.importers.intake.columns import kind_of, names_period
from portal.importers.intake.dates import MONTH, day_in
from portal.importers.intake.holdings import is_when
from portal.importers.intake.paper import Cell, Row, Table
from portal.importers.intake.statuses import colour_of_fill, is_tick

# What stands between two names in one header, and between a lead and a date in one cell.
_BETWEEN_NAMES = re.compile(r"\s*(?:\band\b|[\n/&,+;(|–—-])\s*|\s(?=(?:by )?when\b)", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(
    r"(\s*(?:[\n;|()\[\]]|(?<!\d)/|/(?!\d)|\s[–—-]\s|,(?!\s*(?:20)?\d\d\s*(?:$|[;,)\n]))|:)\s*"
    r"(?:by\s+|due:?\s+|[–—-]\s+)?|\s+by\s+(?=\S*\d|[A-Z]))"
)
# `Lead: Quality Manager`, and on the next line `By: 30 June 2025`.
_LABELLED_DATE = re.compile(
    r"(?:^|[\n;,|]|(?<=\s))\s*(?:by(?: when)?|when|due(?: by| date)?|date|deadline|timescale"
    r"|target(?: date)?)\s*:\s*",
    re.IGNORECASE,
)
_LABELLED_LEAD = re.compile(r"\s*[\n;,|]?\s*\b(?:lead|who|owner|by whom)\s*:\s*", re.IGNORECASE)
_LINE_OF_DATE = re.compile(r"\n\s*(?=(?:by|from|end)\b[^\n]*$)", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.(?:20)?\d\d")
_INITIALS_AND_DATE = re.compile(r"(?!TB[CD]|BAU|ASAP|END|Q\d)[A-Z]{2,4}\s+(?=\d)")
_MOST_OF_CELLS = 0.6
_FEWEST_PERIODS = 3
_LONGEST_MARK = 2
_LONGEST_PERIOD = 36
_LONGEST_DATE = 5  # words
_APRIL = 4
_YEAR = re.compile(r"\b20\d\d(?:\s?[-/–]\s?(?:20)?\d\d)?\b")
# `Due 2025/26: Q3`, `Timescale June`: a name of a date before a quarter or month.
_DUE_PERIOD = re.compile(
    rf"(?P<label>.{{2,30}}?)[\s:–-]+(?P<period>(?:q(?:uarter|tr)?\s?[1-4]|{MONTH})\b.*)",
    re.IGNORECASE,
)
# Colours of a bar along the time; others are rather ratings.
_OF_BAR = frozenset({"blue", "grey"})
_HAS_YEAR = re.compile(r"\d{4}|\d\d[-/]\d\d|['’ -]\d\d$")


def recast(table: Table, titles: Sequence[str]) -> Table:
    """Give each thing of a plan a column of its own.

    Args:
        table: as it was opened.
        titles: the texts above it, which may name the year of its quarters.
    """
    return _without_ticked_periods(_without_shared_columns(table), titles)


def _without_shared_columns(table: Table) -> Table:
    """Part the first column called after a lead and a date at once: `Who and by when`."""
    for first, row in enumerate(table.rows):
        for at, cell in enumerate(row.cells):
            names = _two_names(cell.text) if not cell.across and len(row.filled) > 2 else None
            if names is None:
                continue
            below = [x.cells[at] for x in table.rows[first + 1 :] if at < len(x.cells)]
            texts = [c.text for c in below if c.text and not c.across and not c.down]
            texts = [text for text in texts if text != cell.text]
            both = sum(all(_parted(text)) for text in texts)
            if texts and both >= _MOST_OF_CELLS * len(texts):
                return replace(
                    table, rows=tuple(_widened(x, at, cell.text, names) for x in table.rows)
                )
    return table


def _two_names(header: str) -> str | None:
    """The name of a date in a header that names a lead before or after it."""
    if len(header) > 60:
        return None
    for match in _BETWEEN_NAMES.finditer(header):
        names = [header[: match.start()].strip(), header[match.end() :].strip(" )")]
        kinds = [kind_of(name) for name in names]
        if set(kinds) == {"lead", "target"}:
            return names[kinds.index("target")]
    return None


def _widened(row: Row, at: int, header: str, name: str) -> Row:
    if at >= len(row.cells):
        return row
    cell = row.cells[at]
    after = row.cells[at + 1] if at + 1 < len(row.cells) else None
    if cell.text == header:
        pair = (cell, replace(cell, text=name))
    elif cell.across or (after is not None and after.across):
        pair = (cell, replace(cell, across=True))
    else:
        who, when = _parted(cell.text)
        pair = (replace(cell, text=who, wraps=()), replace(cell, text=when, wraps=()))
        if not when:
            pair = (cell, replace(cell, text="", fill=""))
    return replace(row, cells=(*row.cells[:at], *pair, *row.cells[at + 1 :]))


def _parted(text: str) -> tuple[str, str]:
    """The lead and the date of a cell, as far as it holds them."""
    text = text.strip()
    for label in (_LABELLED_DATE, _LINE_OF_DATE):
        match = label.search(text)
        if match is not None and (day_in(rest := text[match.end() :]) or is_when(rest)):
            when, *after = _LABELLED_LEAD.split(rest, maxsplit=1)
            return "; ".join(filter(None, [text[: match.start()], *after])), when
    pieces = _BETWEEN_PARTS.split(text.strip())
    texts, signs = pieces[::2], ["", *pieces[1::2]]
    is_date = [
        (is_when(piece) or bool(_DAY.fullmatch(piece))) and not _INITIALS_AND_DATE.match(piece)
        for piece in texts
    ]
    if not any(is_date):
        words = text.split()
        for size in range(min(_LONGEST_DATE, len(words) - 1), 0, -1):
            last = " ".join(words[-size:])
            if is_when(last) and re.match(r"\d|by\b|\w{3,9}\W+\d", last, re.IGNORECASE):
                who = text.strip()[: -len(last)] if text.strip().endswith(last) else ""
                who = who.rstrip(" ,;:–—-") or " ".join(words[:-size])
                return who, last
        return text, ""
    who = ""
    for piece, sign, dated in zip(texts, signs, is_date, strict=True):
        if piece and not dated and kind_of(piece) != "target":
            is_closed = sign.strip() in {")", "]"}
            who += ("; " if is_closed and who else sign if who else "") + piece
    who = who + ")" if who.count("(") > who.count(")") else who
    when = "; ".join(piece for piece, dated in zip(texts, is_date, strict=True) if dated)
    return who.strip(), when


@dataclass(frozen=True, slots=True)
class _Ticked:
    """Columns side by side that are called by quarters or months, of which rows tick some.

    `header` is the position of the row that names them, `group` the text of a cell over them, ""
    for none; `shaded` is true where a shade stands for a tick.
    """

    header: int
    places: Sequence[int]
    group: str
    shaded: bool


def _without_ticked_periods(table: Table, titles: Sequence[str]) -> Table:
    """Take a tick under a quarter or month for a date: the last one ticked of a row."""
    for at in range(len(table.rows)):
        ticked = _ticked_below(table.rows, at)
        if ticked is not None:
            return replace(table, rows=_dated(table.rows, ticked, titles))
    return table


def _ticked_below(rows: Sequence[Row], header: int) -> _Ticked | None:
    """The columns that a row names by quarters or months, where most rows below tick one."""
    row = rows[header]
    places = _periods(row)
    others = [kind_of(cell.text) for at, cell in enumerate(row.cells) if at not in places]
    if not places or "target" in others:
        return None
    above = rows[header - 1] if header else None
    group = above.cells[places[0]].text if above and _covers(above, places) else ""
    if group and kind_of(group) not in {"target", ""}:
        return None
    below = [
        other for other in rows[header + 1 :] if len(other.filled) > 1 and other.texts != row.texts
    ]
    cells = [other.cells[at] for other in below for at in places]
    due = kind_of(group) == "target" or not names_period(row.cells[places[0]].text)
    shaded = _is_shaded(cells, due)
    marked = sum(bool(_marks(other, places, shaded)) for other in below)
    texts = [cell.text for cell in cells if cell.text and not cell.across]
    plain = all(len(text) <= _LONGEST_MARK and is_tick(text) for text in texts)
    is_ticked = plain and marked > 0 and marked >= _MOST_OF_CELLS * len(below)
    return _Ticked(header, places, group, shaded) if is_ticked else None


def _dated(rows: Sequence[Row], ticked: _Ticked, titles: Sequence[str]) -> tuple[Row, ...]:
    """Put one column of dates in the place of ticked ones."""
    header, places, group = rows[ticked.header], ticked.places, ticked.group
    names = [header.cells[at].text for at in places]
    above = [cell.text for row in rows[: ticked.header] for cell in row.filled]
    year = _year([group, *names, *above, *titles])
    name = group if kind_of(group) == "target" else "By when"
    dated = []
    for at, row in enumerate(rows):
        cell = row.cells[places[0]]
        if at == ticked.header - 1 and group:
            cell = replace(cell, text=name)
        elif at == ticked.header or row.texts == header.texts:
            cell = Cell(name, cell.fill, down=bool(group), bold=cell.bold)
        elif at > ticked.header and not cell.across:
            cell = Cell(_last_ticked(header, _marks(row, places, ticked.shaded), year))
        cells = (*row.cells[: places[0]], cell, *row.cells[places[-1] + 1 :])
        dated.append(replace(row, cells=cells))
    return tuple(dated)


def _periods(row: Row) -> list[int]:
    """The places of columns side by side that are called by quarters or months, in their order."""
    places = [
        at
        for at, cell in enumerate(row.cells)
        if not cell.across and len(cell.text) < _LONGEST_PERIOD and _period_of(cell.text)
    ]
    side_by_side = all(after == before + 1 for before, after in pairwise(places))
    names = {row.cells[at].text for at in places}
    enough = len(names) == len(places) >= _FEWEST_PERIODS
    return places if enough and side_by_side else []


def _covers(row: Row, places: Sequence[int]) -> bool:
    """Tell if one merged cell stands over columns, or one whose others are empty."""
    cells = [row.cells[at] for at in places if at < len(row.cells)]
    return len(cells) == len(places) and all(c.across or not c.text for c in cells[1:])


def _period_of(text: str) -> str:
    """The quarter or month that a header names, alone or after a name of a date."""
    if text.strip() and names_period(text):
        return " ".join(text.split())
    match = _DUE_PERIOD.fullmatch(" ".join(text.split()))
    return match["period"] if match and kind_of(match["label"]) == "target" else ""


def _is_shaded(cells: Sequence[Cell], due: bool) -> bool:
    """Tell if cells without a word are shaded in one colour, some of them and not all."""
    shades = [colour_of_fill(cell.fill) for cell in cells]
    colours = set(shades) - {""}
    if len(colours) != 1 or "" not in shades or any(cell.text for cell in cells):
        return False
    return due or colours <= _OF_BAR


def _marks(row: Row, places: Sequence[int], shaded: bool) -> list[int]:
    """The places of the ticks of a row, or of its shades where those stand for them."""
    return [
        at
        for at in places
        if not row.cells[at].across
        and (colour_of_fill(row.cells[at].fill) if shaded else is_tick(row.cells[at].text))
    ]


def _last_ticked(header: Row, marks: Sequence[int], year: str) -> str:
    """The name of the last quarter or month ticked, with its year."""
    if not marks:
        return ""
    period = _period_of(header.cells[marks[-1]].text)
    if _HAS_YEAR.search(period) or not year:
        return period
    first = int(year[:4])
    day = day_in(f"{period} {first}")
    if day is not None and not re.search(r"\d", period) and len(year) > len("2025"):
        return f"{period} {first + (day.month < _APRIL)}"
    return f"{period} {year}"


def _year(texts: Sequence[str]) -> str:
    """The first year that a text names, rather a financial one: `2025/26`."""
    years = [match[0] for text in texts for match in _YEAR.finditer(text)]
    return next((year for year in years if len(year) > 4), years[0] if years else "")
