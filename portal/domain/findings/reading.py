"""Reading dates and words out of the portal's own summaries and notes."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_DATE = re.compile(
    rf"\b(?:(?P<day>[0-3]?\d) )?(?P<month>{'|'.join(_MONTHS)}) (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
# What announces something that is still to come.
_FUTURE = re.compile(
    r"\b(?:is|are) (?:due|to|planned|expected)\b|\bwill\b|\bshould\b|\bplanned\b", re.IGNORECASE
)
# Words that say nothing about what a thing is.
_EMPTY = {"about", "agree", "agreed", "their", "these", "those", "which", "where", "current"}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as exact as it is written: its first and last day, the text and what stands before."""

    first: date
    last: date
    text: str
    before: str


def dates_in(text: str) -> list[Dated]:
    """Every date with a year that a text names: `19 April 2005`, `March 2005`."""
    found = []
    for match in _DATE.finditer(text):
        month, year = _MONTHS.index(match["month"].lower()) + 1, int(match["year"])
        length = calendar.monthrange(year, month)[1]
        day = int(match["day"]) if match["day"] else None
        if day is not None and not 1 <= day <= length:
            day = None
        first = date(year, month, day or 1)
        last = date(year, month, day or length)
        words = match["month"].capitalize()
        name = f"{day} {words} {year}" if day else f"{words} {year}"
        found.append(Dated(first, last, name, text[: match.start()]))
    return found


def span(printed: str) -> tuple[date, date] | None:
    """First and last day of a date as exact as it is known: `2012-07-18`, `2012-07`, `2012`."""
    parts = [int(part) for part in printed.split("-")] if printed else []
    if not parts:
        return None
    year, month = parts[0], parts[1] if len(parts) > 1 else None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    length = calendar.monthrange(year, month)[1]
    day = parts[2] if len(parts) > 2 else None
    return date(year, month, day or 1), date(year, month, day or length)


def speaks_of_future(text: str) -> bool:
    """Return whether a text announces something: `is to start`, `will be reviewed`."""
    return _FUTURE.search(text) is not None


def stems(text: str) -> set[str]:
    """The first five letters of the words that say what a text is about."""
    words = re.findall(r"[a-z]{4,}", text.lower())
    return {word[:5] for word in words if word not in _EMPTY}
