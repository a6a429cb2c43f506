"""Periods of a council's return: a quarter of a financial year, or a month, and how it counts."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from portal.domain.periods import Period

# How a figure counts, in the words that councils use; the first is the template's own.
BASES: dict[str, tuple[str, ...]] = {
    "quarter": ("in the quarter", "quarter", "quarterly"),
    "snapshot": ("at the end of the quarter", "snapshot", "end of quarter", "on the last day"),
    "cumulative": ("year to date", "cumulative", "since 1 april", "cumulative from 1 april"),
    "rolling_12m": ("last 12 months", "rolling 12 months", "rolling_12m", "last twelve months"),
    "average_3y": ("three-year average", "average of three years", "average_3y"),
    "month": ("in the month", "month", "monthly"),
}
_BY_WORD = {word: basis for basis, words in BASES.items() for word in words}
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_QUARTER = re.compile(r"(?:q(?:uarter)? ?(?P<first>[1-4])[ ,]*)?(?P<years>\d{4} ?[/–-] ?\d{2,4})"
                      r"(?:[ ,]*q(?:uarter)? ?(?P<last>[1-4]))?")  # fmt: skip
_MONTH = re.compile(r"(?P<month>[a-z]{3,9})[ -](?P<year>\d{4}|\d{2})")
PERIODS_READ = "Q1 2026/27 (April to June 2026), or a month, as June 2026"


class UnknownPeriod(ValueError):
    """A period that cannot be read; the message says what is read."""


def read_basis(text: str, period: str) -> str:
    """Read how a figure counts; in the quarter, or the month, where nothing is said.

    Raises:
        UnknownPeriod: with the words that are read.
    """
    words = " ".join(text.split()).casefold()
    if not words:
        return "quarter" if "q" in period.casefold() else "month"
    if words not in _BY_WORD:
        raise UnknownPeriod(f"Say {', '.join(f'“{words[0]}”' for words in BASES.values())}.")
    return _BY_WORD[words]


def read_period(text: str, basis: str) -> Period:
    """Read a period and how it counts.

    Raises:
        UnknownPeriod: with what is read.
    """
    words = re.sub(r"\(.*?\)", "", " ".join(text.split())).strip().casefold()
    quarter = _QUARTER.fullmatch(words)
    month = _MONTH.fullmatch(words)
    if quarter is not None and (quarter["first"] is None) != (quarter["last"] is None):
        number = int(quarter["first"] or quarter["last"])
        first, last = re.findall(r"\d+", quarter["years"])
        year = int(first)
        if (year + 1) % 10 ** len(last) != int(last):
            raise UnknownPeriod(f"{first} is not followed by {last}. Write it as {PERIODS_READ}.")
        end = _last_day(year + (number == 4), number * 3 % 12 + 3)
        label = f"{year}/{(year + 1) % 100:02d} Q{number}"
        if basis == "month":
            raise UnknownPeriod("A month is written as June 2026.")
    elif month is not None and _month(month["month"]):
        year = int(month["year"])
        end = _last_day(year if year > 99 else 2000 + year, _month(month["month"]))
        label = f"{end.year} {_MONTHS[end.month - 1].capitalize()}"
        if basis == "quarter":
            raise UnknownPeriod("A quarter is written as Q1 2026/27.")
    else:
        raise UnknownPeriod(f"Write it as {PERIODS_READ}.")
    if not 2000 <= end.year <= 2100:
        raise UnknownPeriod("Years are read from 2000 to 2100.")
    return Period(label, basis, start=_start(end, basis), end=end)


def newest_quarter(today: date) -> str:
    """Name the last quarter that has ended, as a template does."""
    ended = [(y, q) for y in (today.year - 2, today.year - 1, today.year) for q in range(1, 5)]
    year, number = max((y, q) for y, q in ended if _last_day(y + (q == 4), q * 3 % 12 + 3) < today)
    return f"Q{number} {year}/{(year + 1) % 100:02d}"


def _month(name: str) -> int:
    """Number a month by its name or the first three letters of it; 0 where it is none."""
    for number, month in enumerate(_MONTHS, start=1):
        if name in (month, month[:3]):
            return number
    return 0


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _start(end: date, basis: str) -> date | None:
    """The first day of what a figure counts, None where it is of one day."""
    back = {"quarter": 3, "month": 1, "rolling_12m": 12, "average_3y": 36}
    if basis == "snapshot":
        return None
    if basis == "cumulative":
        return date(end.year if end.month > 3 else end.year - 1, 4, 1)
    months = end.year * 12 + end.month - back[basis]
    return date(months // 12, months % 12 + 1, 1)
