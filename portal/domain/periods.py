"""Periods of official statistics: what a file's label for a year, a term or a month stands for.

The label keeps the publisher's way of naming the period; a status that was written into it
(`2025 (prov)`) is taken out and becomes a field of its own.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# What a year named by four digits ends with; `financial` 2025 is the year to 31 March 2025.
YEARS = {
    "calendar": (12, 31),
    "financial": (3, 31),
    "academic": (8, 31),
    "september": (9, 30),
    "january": (1, 31),
}
STATUSES = {
    "prov": "provisional",
    "provisional": "provisional",
    "p": "provisional",
    "rev": "revised",
    "revised": "revised",
    "r": "revised",
    "final": "final",
    "ot": "outturn",
    "outturn": "outturn",
    "e": "estimated",
    "estimated": "estimated",
}
# The label of figures whose publisher says no year.
UNDATED = "0"
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
# Parts of a year, as the department's data standards name them: first month, last month. Those of
# an academic year that lie before September are of the second year of 202425.
_TERMS = {
    "autumn term": (9, 12),
    "spring term": (1, 3),
    "summer term": (4, 8),
    "autumn and spring term": (9, 3),
    "spring and summer term": (1, 8),
    "part 1 (april to september)": (4, 9),
    "part 2 (october to march)": (10, 3),
}
_QUARTERS = {"q1": 0, "q2": 1, "q3": 2, "q4": 3}
# Years beyond these are slips of the hand, and calendars end at 9999.
_YEARS_READ = range(1900, 2101)
_WHOLE_YEARS = {
    "academic year": "academic",
    "calendar year": "calendar",
    "financial year": "financial",
    "tax year": "financial",
    "reporting year": "",
}
_LABEL = re.compile(
    r"(?P<financial>FY ?)?(?P<years>[0-9/–-]+)"
    r"(?: ?[(\[](?P<status>[A-Za-z]+)[)\]]|(?P<letter>[pr]))?"
)
# Labels in words: days, months, quarters, and years by the month that they end with.
_MONTH = r"(?P<month>[a-z]{3,9})"
_YEAR = r"(?P<year>[0-9]{4})"
_DAYS = (
    re.compile(rf"{_YEAR}-(?P<number>[0-9]{{2}})-(?P<day>[0-9]{{2}})(?: 00:00(?::00)?)?"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})/(?P<number>[0-9]{{1,2}})/{_YEAR}"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})[ -]{_MONTH}[ -]{_YEAR}"),
)
_YEAR_TO = re.compile(
    rf"(?:year|12 months) (?:ending|ended|to)(?: (?P<day>[0-9]{{1,2}}))? {_MONTH} {_YEAR}"
)
_OF_MONTH = re.compile(rf"{_MONTH}[ -](?P<year>[0-9]{{4}}|[0-9]{{2}})")
_OF_QUARTER = re.compile(
    r"(?:(?P<quarter>q[1-4])[ -])?(?P<years>[0-9]{4}(?:[/–-][0-9]{2})?)(?:[ -](?P<last>q[1-4]))?"
)
_FORMS = (
    ("pooled", re.compile(r"([0-9]{4})/([0-9]{2})-([0-9]{2})/([0-9]{2})")),
    ("split", re.compile(r"([0-9]{4})[/–-]([0-9]{2}|[0-9]{4})")),
    ("single", re.compile(r"([0-9]{4})")),
)


# 201516, as the department's older files write 2015/16.
_JOINED = re.compile(r"(?P<first>[0-9]{4})(?P<last>[0-9]{2})")


class UnknownPeriod(ValueError):
    """A label that no rule reads; the message says what is read."""


@dataclass(frozen=True, slots=True)
class Period:
    """A labelled period: a snapshot has no start, an unreadable year neither start nor end."""

    label: str
    basis: str
    start: date | None
    end: date | None


def from_label(label: str, year: str, basis: str = "year") -> tuple[Period, str]:
    """Read the period and the status of a label in the long table behind LAIT.

    Its nine shapes: `2025`, `2025 (prov)`, `2025 (Rev)`, `2020 (Final)`, `2019/20`, `2019-20`,
    `2019-20 (OT)` (outturn; other publishers write `2025 [p]`), pooled years `2018-20` and
    `2013/14-15/16`; and `0`, which says nothing, so that its figures stay without a date. `201516`
    is read as 2015/16. Tables of others have `31/03/2025`, `Mar-25`, `Q4 2024/25` and `year ending
    March 2025`, which say for themselves what they stand for.

    Args:
        label: the text of the column `Years`.
        year: which year the measure counts in, a key of `YEARS`.
        basis: `snapshot` where the figures are of the year's last day.

    Raises:
        UnknownPeriod: if the label has none of these shapes.
    """
    text = label.strip()
    if text == UNDATED:
        return Period(text, basis, start=None, end=None), ""
    spelt = _spelt(" ".join(text.lower().split()))
    if spelt is not None:
        return spelt, ""
    parts = _LABEL.fullmatch(text.replace(" to ", "-"))
    status = STATUSES.get((parts["status"] or parts["letter"] or "").lower(), "") if parts else ""
    if parts is None or (parts["status"] and not status):
        raise UnknownPeriod(_EXPECTED)
    years = parts["years"]
    joined = _JOINED.fullmatch(years)
    if joined and (int(joined["first"]) + 1) % 100 == int(joined["last"]):
        years = f"{joined['first']}/{joined['last']}"
    for form, pattern in _FORMS:
        match = pattern.fullmatch(years)
        if match:
            first, last = _span(form, match.groups())
            kind = "financial" if parts["financial"] else year
            return _of_years(years, first, last, form, kind, basis), status
    raise UnknownPeriod(_EXPECTED)


_EXPECTED = (
    "Years are read as 2025, 2024/25, 2024-25, 2022-24 or 2022/23-24/25, with a status; others as "
    "31/03/2025, Mar-25, Q4 2024/25 or year ending March 2025"
)


def _spelt(words: str) -> Period | None:
    """The period of a label in words; None where it is none of these.

    Raises:
        UnknownPeriod: if it is one of these and stands for no day, or for either of two.
    """
    for form in _DAYS:
        match = form.fullmatch(words)
        if match:
            return _of_day(match)
    match = _YEAR_TO.fullmatch(words) or _OF_MONTH.fullmatch(words)
    if match:
        month = _month(match["month"])
        if not month:
            return None
        year = int(match["year"])
        year = _year(year if year > 99 else year + (1900 if year > 50 else 2000))
        name, end = _MONTHS[month - 1].capitalize(), _last_day(year, month)
        if match.re is _OF_MONTH:
            return Period(f"{year} {name}", "month", start=date(year, month, 1), end=end)
        if match["day"] and int(match["day"]) != end.day:
            raise UnknownPeriod("A year is read to the last day of a month.")
        return Period(f"Year to {name} {year}", "year", start=_start(end, 1, "year"), end=end)
    match = _OF_QUARTER.fullmatch(words)
    if match and (match["quarter"] is None) is not (match["last"] is None):
        years = re.sub("[/–-]", "", match["years"])
        kind = "Financial year " if len(years) == 6 else ""
        named = f"{kind}{(match['quarter'] or match['last']).upper()}"
        return from_open_data(years, named, "financial", "quarter")
    return None


def _of_day(match: re.Match[str]) -> Period | None:
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else _month(parts["month"])
    if not month:
        return None
    year, day = _year(int(parts["year"])), int(parts["day"])
    if "/" in match[0] and day != month <= 12 >= day:
        either = (
            f"{day} {_MONTHS[month - 1].capitalize()} or {month} {_MONTHS[day - 1].capitalize()}"
        )
        raise UnknownPeriod(f"Is this {either}? Write {year}-{month:02}-{day:02}, or the other.")
    try:
        end = date(year, month, day)
    except ValueError:
        raise UnknownPeriod("The calendar has no such day.") from None
    label = f"{day} {_MONTHS[month - 1].capitalize()} {year}"
    return Period(label, "snapshot", start=None, end=end)


def _month(name: str) -> int:
    """The number of a month by its name or the first letters of it; 0 of any other word."""
    return next((n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name)), 0)


def _span(form: str, parts: tuple[str, ...]) -> tuple[int, int]:
    first = _year(int(parts[0]))
    century = first // 100 * 100
    if form == "single":
        return first, first
    last = int(parts[-1])
    last = last if last > 99 else century + last
    if last < first:
        last += 100
    if last <= first or last - first > 10:
        raise UnknownPeriod("The second year must follow the first.")
    return first, last


def _year(year: int) -> int:
    if year not in _YEARS_READ:
        raise UnknownPeriod("Years are read from 1900 to 2100.")
    return year


def _of_years(label: str, first: int, last: int, form: str, year: str, basis: str) -> Period:
    """Years under one label: `2019/20` is one year, `2018-20` are three that are pooled."""
    month, day = YEARS[year]
    crosses = month < 12  # such a year starts in one calendar year and ends in the next
    if form == "single":
        end = date(first, month, day)
        return Period(
            label, basis, start=_start(end, 3 if basis == "average_3y" else 1, basis), end=end
        )
    # 2019-20 is one year that crosses; of years that do not cross it is two.
    number = last - first + (0 if crosses and (form == "pooled" or last == first + 1) else 1)
    end = date(last, month, day)
    if number == 3:
        return Period(label, "average_3y", start=_start(end, 3, "year"), end=end)
    return Period(label, basis, start=_start(end, number, basis), end=end)


def _start(end: date, years: int, basis: str) -> date | None:
    if basis == "snapshot":
        return None
    year, month = (end.year, end.month + 1) if end.month < 12 else (end.year + 1, 1)
    return date(year - years, month, 1)


def from_open_data(time_period: str, identifier: str, year: str, basis: str) -> Period:
    """Read the period of a row of an open-data file.

    Args:
        time_period: four digits (2025), or six for a year that crosses (202425). A month, a week
            and a calendar year take four; a quarter of a year that crosses takes six.
        identifier: `Reporting year`, `Financial year`, `Academic year`, `March`, `Autumn term`,
            `Financial year Q1`, `Week 12` …
        year: what a reporting year counts in, a key of `YEARS`.
        basis: basis of whole years: `year` or `snapshot`.

    Raises:
        UnknownPeriod: if the two cannot be read together.
    """
    if not re.fullmatch(r"[0-9]{4}([0-9]{2})?", time_period):
        raise UnknownPeriod("A time_period has four digits (2025) or six (202425).")
    first = _year(int(time_period[:4]))
    last = first
    crosses = len(time_period) == 6
    if crosses:
        last = first // 100 * 100 + int(time_period[4:])
        last += 100 if last < first else 0
        if last != first + 1:
            raise UnknownPeriod("Six digits name two years that follow one another: 202425.")
    years = f"{first}/{time_period[4:]}" if crosses else time_period
    words = " ".join(identifier.split())
    name = words.lower()
    if name in _WHOLE_YEARS:
        kind = _WHOLE_YEARS[name] or year
        if crosses and kind == "calendar":
            raise UnknownPeriod("A calendar year has four digits (2025).")
        month, day = YEARS[kind]
        end = date(last, month, day)
        return Period(
            years, basis, start=_start(end, 3 if basis == "average_3y" else 1, basis), end=end
        )
    label = f"{years} {words}"
    if name in _MONTHS:
        if crosses:
            raise UnknownPeriod("A month stands beside the four digits of its own year.")
        month = _MONTHS.index(name) + 1
        return Period(label, "month", start=date(first, month, 1), end=_last_day(first, month))
    if name in _TERMS:
        low, high = _TERMS[name]
        opens = 9 if "term" in name else 4
        begins = first if low >= opens or not crosses else last
        ends = begins if high >= low else begins + 1
        return Period(label, basis, start=date(begins, low, 1), end=_last_day(ends, high))
    if re.fullmatch(r"week [0-9]{1,2}", name):
        try:
            monday = date.fromisocalendar(0 if crosses else first, int(name[5:]), 1)
        except ValueError:
            remedy = "A week stands beside the four digits of a year that has this week."
            raise UnknownPeriod(remedy) from None
        return Period(label, basis, start=monday, end=date.fromordinal(monday.toordinal() + 6))
    head, _, tail = name.rpartition(" ")
    if tail in _QUARTERS and (not head or head in _WHOLE_YEARS):
        kind = _WHOLE_YEARS.get(head, "calendar") or year
        if crosses is (kind == "calendar"):
            raise UnknownPeriod(
                "A quarter of a calendar year has four digits (2025), one of a financial or "
                "academic year six (202425)."
            )
        begins = YEARS[kind][0] % 12 + 1 + 3 * _QUARTERS[tail]
        calendar_year = first + (begins - 1) // 12
        month = (begins - 1) % 12 + 1
        closing = month + 2
        end = _last_day(calendar_year + (closing - 1) // 12, (closing - 1) % 12 + 1)
        return Period(label, "quarter", start=date(calendar_year, month, 1), end=end)
    raise UnknownPeriod(
        "A time_identifier is Reporting, Financial, Academic or Calendar year, a month, a term, "
        "a quarter (Financial year Q1) or a week (Week 12)."
    )


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def years_of(periods: Iterable[Period]) -> str:
    """Return the years in which periods end, as `2013 to 2025` or `2025`; "" of undated ones."""
    years = sorted(period.end.year for period in periods if period.end)
    if not years:
        return ""
    return str(years[0]) if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
