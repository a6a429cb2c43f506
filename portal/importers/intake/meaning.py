"""Read the cells of a record: dates, status, colour, commentary, cost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.importers.intake.columns import kind_of
from portal.importers.intake.dates import MONTH, day_in
from portal.importers.intake.keys import Key
from portal.importers.intake.paper import Cell
from portal.importers.intake.records import Record
from portal.importers.intake.statuses import (
    NOT_STATED,
    beginning,
    colour_of_fill,
    colour_word,
    is_cross,
    is_tick,
    status_of,
)

_QUARTERS, _MONTHS_OF_YEAR = 4, 12
_COLOURS = ("red", "amber", "green", "blue")


# `31 October 2025`, and on a line of its own or after a colon `Revised: 31 January 2026`.
_NEW_DATE = re.compile(
    r"(?:\s*\n\W*(?P<line>[a-z][a-z -]*?)\W+|\W+(?P<label>[a-z][a-z -]*?)\s*:\s*)"
    rf"(?P<date>(?:by |(?:the )?end (?:of )?)*(?:\d|q[1-4]|{MONTH})[^:\n]*)$",
    re.IGNORECASE,
)
_UNRATED = re.compile(r"\W*(?:n/?a|not applicable)\W*", re.IGNORECASE)
_REVISED = re.compile(
    r"(?:now|new|amended|extended|postponed|re-?(?:vised|scheduled|profiled))(?: (?:to|due|date))*",
    re.IGNORECASE,
)


def targets_of(record: Record) -> tuple[str, str]:
    """The target and the new target as printed; one cell may hold both, the new one labelled."""
    target, new = record.text_of("target"), record.text_of("new_target")
    match = None if new else _NEW_DATE.search(target)
    if match is not None:
        label = match["line"] or match["label"]
        before = target[: match.start()]
        revised = kind_of(label) == "new_target" or _REVISED.fullmatch(label)
        if revised and day_in(before) and day_in(match["date"]):
            return before, match["date"].rstrip(" )")
    return target, new


@dataclass(frozen=True, slots=True)
class StatedStatus:
    """The standing of an action: mapped, printed, as a colour; a second one for confidence."""

    status: str
    printed: str
    rag: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A commentary with the date in its column's header, None where it has none.

    `follows` tells that headers say which of several comes after which, dates or not.
    """

    text: str
    day: date | None
    follows: bool = False


def rag_of(record: Record) -> str:
    """The colour of a record: by letter, word, symbol, tick or the colour of its cell."""
    for kind in ("rag", "status"):
        cells = record.cells.get(kind, ())
        # Of several columns the last is the latest.
        for _header, cell in reversed(in_order(cells)[0]):
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
    # What is not rated is grey, and may stand in any way.
    options = () if _UNRATED.fullmatch(printed) else key.of_colour(rag)
    # A rating that can mean but one thing tells more than a sentence does.
    rated = options[0] if len(options) == 1 and status_text.rstrip().endswith(".") else ""
    status = (
        rated
        or _by_words(status_text, key)
        or _by_words(rag_text, key)
        or ticked.status
        or (options[0] if len(options) == 1 else "")
        or _by_comment(options, comment)
        or _by_completion(record)
        or _undone(record, comment)
        or (key.empty if not rag and not printed and {"rag", "status"} & set(record.cells) else "")
        or ("" if not comment or rag else beginning(comment))
        or NOT_STATED
    )
    return StatedStatus(status, printed, rag, confidence_of(record))


def _latest(cells: Sequence[tuple[str, Cell]]) -> str:
    texts = [cell.text for _header, cell in in_order(cells)[0] if cell.text]
    return texts[-1] if texts else ""


def _by_words(text: str, key: Key) -> str:
    lower = " ".join(text.lower().split())
    if not lower:
        return ""
    if meant := key.of_words(lower):
        return meant
    if share := re.fullmatch(r"(\d{1,3})\s?%(?: \w+)?", lower):
        return {100: "completed", 0: "not_started"}.get(int(share[1]), "in_progress")
    if re.fullmatch(r"[✓✔☑✅√]\ufe0f?", lower):
        return "completed"
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
    """An action with a day of completion, or with `Completed` where its date stands, is done."""
    target = record.text_of("target")
    is_done = beginning(target) == "completed" and not re.match(r"\W*\w+ by\b", target)
    return "completed" if is_done or day_in(record.text_of("completed_on")) else ""


def _undone(record: Record, comment: str) -> str:
    """Of an action that is said not to be done, the commentary tells if it was begun."""
    cells = record.cells.get("tick:completed", ())
    ticks = [kind for kind in record.cells if kind.startswith("tick:")]
    texts = [cell.text.strip() for _header, cell in cells]
    blank = ticks == ["tick:completed"] and all(not text or is_cross(text) for text in texts)
    is_no = any(re.fullmatch(r"no?|[✗✘❌]", text, re.IGNORECASE) for text in texts)
    # Where the latest report says nothing, an earlier one may.
    commentary = comment.strip() or record.text_of("progress")
    if commentary and (blank or is_no):
        return "not_started" if beginning(commentary) == "not_started" else "in_progress"
    if is_no:
        return "not_started"
    return ""


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
            if is_cross(text) and (meant := key.of_words(text)):
                printed.append(f"{name}: {text}")
                statuses.append(meant)
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
                by_words = _by_words(text, Key())
                statuses.append("in_progress" if re.match("part", text.lower()) else by_words)
    for status in ("completed", "in_progress", "not_started"):
        if status in statuses:
            partly = status == "completed" and any(
                text.lower().endswith("partly") for text in printed
            )
            return _Ticks("; ".join(printed), "in_progress" if partly else status)
    return _Ticks("; ".join(printed), "")


def comments_of(record: Record, year_of_quarters: int) -> list[Comment]:
    """The commentaries of a record in the order of their dates; one that names none is latest."""
    cells, follow = in_order(record.cells.get("progress", ()))
    comments = [
        Comment(cell.text, _day_of_header(header, year_of_quarters), follow)
        for header, cell in cells
    ]
    dated = [comment for comment in comments if comment.day]
    if len(dated) == len(comments):
        return sorted(comments, key=lambda comment: comment.day or date.min)
    return comments


def _day_of_header(header: str, year: int) -> date | None:
    if day := day_in(header):
        return day
    quarter = re.search(r"\bq(?:uarter)?\s?([1-4])\b", header.lower())
    return day_in(f"Q{quarter[1]} {year}") if quarter and year else None


_PERIODS = (
    re.compile(r"\bq(?:uarter|tr)?\s?(?P<n>[1-4])\b", re.IGNORECASE),
    re.compile(
        r"\b(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
        r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<n>\d{1,2})(?:st|nd|rd|th)?\b", re.IGNORECASE),
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FORMER = re.compile(
    r"\b(?:previous|prior|earlier|former)\b"
    r"|\blast (?:quarter|month|period|report|time|meeting|board)\b",
    re.IGNORECASE,
)


def in_order(
    cells: Sequence[tuple[str, Cell]],
) -> tuple[list[tuple[str, Cell]], bool]:
    """Put cells of one kind in the order of time that their headers tell; True where they do.

    Quarters and months without a year go on from column to column, or back in all of them.
    """
    listed = list(cells)
    if len(listed) < 2:
        return listed, False
    days = [day_in(header) for header, _cell in listed]
    if all(days):
        return sorted(listed, key=lambda entry: day_in(entry[0]) or date.min), True
    for pattern in _PERIODS:
        matches = [pattern.search(header) for header, _cell in listed]
        numbers = [
            _MONTHS.index(match["m"].lower()) if "m" in match.groupdict() else int(match["n"])
            for match in matches
            if match
        ]
        if len(numbers) == len(listed) and len(set(numbers)) > 1:
            year = _QUARTERS if pattern is _PERIODS[0] else _MONTHS_OF_YEAR
            steps = [(after - before) % year for before, after in pairwise(numbers)]
            goes_back = all(step > year / 2 for step in steps)
            return listed[::-1] if goes_back else listed, True
    former = [entry for entry in listed if _FORMER.search(entry[0])]
    if former and len(former) < len(listed):
        return [*former, *(entry for entry in listed if entry not in former)], True
    return listed, False


def progress_of(comments: Sequence[Comment]) -> str:
    """The commentary that the paper reports: of dated columns the last, of others all.

    Columns of quarters to come are empty: of those, the last with words counts.
    """
    if not comments:
        return ""
    if all(comment.day or comment.follows for comment in comments):
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
