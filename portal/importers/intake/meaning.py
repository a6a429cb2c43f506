"""Read the cells of a record: dates, status, colour, commentary, cost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.importers.intake.dates import day_in
from portal.importers.intake.paper import Cell
from portal.importers.intake.records import Record
from portal.importers.intake.statuses import (
    NOT_STATED,
    Key,
    beginning,
    colour_of_fill,
    colour_word,
    is_cross,
    is_tick,
    status_of,
)

_COLOURS = ("red", "amber", "green", "blue")


@dataclass(frozen=True, slots=True)
class StatedStatus:
    """The standing of an action: mapped, printed, as a colour; a second one for confidence."""

    status: str
    printed: str
    rag: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A commentary with the date in its column's header, None where it has none."""

    text: str
    day: date | None


def rag_of(record: Record) -> str:
    """The colour of a record: by letter, word, symbol, tick or the colour of its cell."""
    for kind in ("rag", "status"):
        cells = record.cells.get(kind, ())
        # Of several columns the last is the latest.
        for _header, cell in reversed(cells):
            colour = colour_word(cell.text)
            if not colour and (kind == "rag" or not cell.text or cell.fill):
                colour = colour_of_fill(cell.fill)
            if colour:
                return colour
            if kind == "rag" and cell.text:
                break
    for colour in _COLOURS:
        if any(is_tick(cell.text) for _header, cell in record.cells.get(f"tick:{colour}", ())):
            return colour
    return ""


def confidence_of(record: Record) -> str:
    """The colour of a second rating, where the paper has one."""
    for _header, cell in record.cells.get("rag_confidence", ()):
        colour = colour_word(cell.text) or colour_of_fill(cell.fill)
        if colour:
            return colour
    return ""


def standing_of(record: Record, key: Key, comment: str) -> StatedStatus:
    """Say how an action stands: its status in words first, ticks, then its colour by the key."""
    rag = rag_of(record)
    status_text = _latest(record.cells.get("status", ()))
    rag_text = _latest(record.cells.get("rag", ()))
    ticked = _ticks(record, key)
    spoken = any(letter.isalnum() for letter in rag_text)
    printed = status_text or (rag_text if spoken else "") or ticked.printed or rag_text
    options = key.of_colour(rag)
    status = (
        _by_words(status_text, key)
        or _by_words(rag_text, key)
        or ticked.status
        or (options[0] if len(options) == 1 else "")
        or _by_comment(options, comment)
        or _by_completion(record)
        or (NOT_STATED if not comment or rag else beginning(comment))
        or NOT_STATED
    )
    return StatedStatus(status, printed, rag, confidence_of(record))


def _latest(cells: Sequence[tuple[str, Cell]]) -> str:
    texts = [cell.text for _header, cell in cells if cell.text]
    return texts[-1] if texts else ""


def _by_words(text: str, key: Key) -> str:
    lower = " ".join(text.lower().split())
    if not lower:
        return ""
    if lower in key.words:
        return key.words[lower]
    if re.fullmatch(r"100\s?%", lower):
        return "completed"
    if re.fullmatch(r"0\s?%", lower):
        return "not_started"
    if re.fullmatch(r"\d{1,2}\s?%", lower):
        return "in_progress"
    if colour_word(text) and len(lower.split()) == 1:
        return ""
    return status_of(text)


def _by_comment(options: Sequence[str], comment: str) -> str:
    """Between several statuses of a colour the words of the commentary decide."""
    if not options:
        return ""
    begins = beginning(comment)
    if begins in options:
        return begins
    return "in_progress" if "in_progress" in options else NOT_STATED


def _by_completion(record: Record) -> str:
    return "completed" if day_in(record.text_of("completed_on")) else ""


@dataclass(frozen=True, slots=True)
class _Ticks:
    printed: str
    status: str


def _ticks(record: Record, key: Key) -> _Ticks:
    """Read columns that are ticked: `Achieved; On target`, `Achieved: Partly`."""
    printed: list[str] = []
    statuses: list[str] = []
    for kind, cells in record.cells.items():
        if not kind.startswith("tick:"):
            continue
        for header, cell in cells:
            text = cell.text.strip()
            name = " ".join(header.split())
            if is_cross(text) and text.lower() in key.words:
                printed.append(f"{name}: {text}")
                statuses.append(key.words[text.lower()])
            if not text or is_cross(text):
                continue
            if is_tick(text):
                printed.append(name)
                statuses.append(kind.removeprefix("tick:"))
            elif day_in(text) and kind == "tick:completed":
                printed.append(f"{name}: {text}")
                statuses.append("completed")
            else:
                printed.append(f"{name}: {text}")
                meant = _by_words(text, Key())
                statuses.append("in_progress" if re.match("part", text.lower()) else meant)
    for status in ("completed", "in_progress", "not_started"):
        if status in statuses:
            partly = status == "completed" and any(
                text.lower().endswith("partly") for text in printed
            )
            return _Ticks("; ".join(printed), "in_progress" if partly else status)
    return _Ticks("; ".join(printed), "")


def comments_of(record: Record, year_of_quarters: int) -> list[Comment]:
    """The commentaries of a record in the order of their dates; one that names none is latest."""
    comments = []
    for header, cell in record.cells.get("progress", ()):
        comments.append(Comment(cell.text, _day_of_header(header, year_of_quarters)))
    dated = [comment for comment in comments if comment.day]
    if len(dated) == len(comments):
        return sorted(comments, key=lambda comment: comment.day or date.min)
    return comments


def _day_of_header(header: str, year: int) -> date | None:
    if day := day_in(header):
        return day
    quarter = re.search(r"\bq(?:uarter)?\s?([1-4])\b", header.lower())
    return day_in(f"Q{quarter[1]} {year}") if quarter and year else None


def progress_of(comments: Sequence[Comment]) -> str:
    """The commentary that the paper reports: of dated columns the last, of others all.

    Columns of quarters to come are empty: of those, the last with words counts.
    """
    if not comments:
        return ""
    if all(comment.day for comment in comments):
        return comments[-1].text
    return "\n".join(dict.fromkeys(comment.text for comment in comments if comment.text))


_POUNDS = re.compile(
    r"£\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>m(?:illion|n)?|k|thousand)?\b", re.I
)
_BY_UNIT = {"m": 1_000_000, "k": 1_000, "t": 1_000}


def pounds_of(text: str) -> str:
    """Whole pounds where a cost prints one amount, else nothing."""
    amounts = list(_POUNDS.finditer(text))
    if len(amounts) != 1:
        return ""
    unit = (amounts[0]["unit"] or "").lower()[:1]
    value = float(amounts[0]["number"].replace(",", "")) * _BY_UNIT.get(unit, 1)
    return str(round(value)) if value < 1e9 else ""
