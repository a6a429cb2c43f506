"""Numbers, dates and periods in plain English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

_UNITS = {"percent": "%", "per_10k": " per 10,000", "days": " days", "count": "", "ratio": ""}
UNIT_NAMES = {
    "percent": "percent",
    "per_10k": "per 10,000 children",
    "count": "number",
    "days": "days",
    "gbp": "pounds",
    "ratio": "ratio",
}
BASIS_NAMES = {
    "month": "in the month",
    "quarter": "in the quarter",
    "year": "year",
    "snapshot": "on the day",
    "cumulative": "cumulative from 1 April",
    "rolling_12m": "rolling 12 months",
    "average_3y": "average of three years",
}
# A missing value keeps its reason.
SYMBOL_NAMES = {
    "z": "not applicable",
    "x": "not available",
    "c": "confidential",
    "low": "rounds to zero",
    "k": "rounds to zero",
    "u": "low reliability",
    "missing": "no value, reason not given",
}
STATUS_NAMES = {
    "completed": "completed",
    "in_progress": "in progress",
    "not_started": "not started",
    "not_stated": "no status stated",
}
KIND_NAMES = {
    "recommendation": "recommendation",
    "area_for_improvement": "area for improvement",
    "project": "project",
    "work_package": "work package",
    "issue": "issue of concern",
}
SEARCH_KINDS = {
    "plan": "Plans",
    "item": "Items",
    "action": "Actions",
    "milestone": "Milestones",
    "statement": "Statements",
    "indicator": "Indicators",
    "document": "Documents",
    "inspection": "Recommendations of inspections",
}
FINDING_KINDS = {
    "arithmetic": "Figures that do not add up",
    "two-places": "Printed differently in two places",
    "bases": "Periods that do not fit together",
    "words": "Words that the figures do not bear out",
    "dates": "Dates, references and counts",
    "plausibility": "Unlikely steps",
    "progress": "Progress that does not hold",
}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def number(value: float | None, decimals: int | None = None) -> str:
    """A number with thousands commas; as many decimals as asked, else as few as needed."""
    if value is None:
        return ""
    if decimals is not None:
        return f"{value:,.{decimals}f}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def with_unit(value: float | None, decimals: int, unit: str) -> str:
    """A value as it is read aloud: `66.4%`, `98.5 per 10,000`, `£1,200`."""
    if value is None:
        return "not stated"
    if unit == "gbp":
        return f"£{number(value, decimals)}"
    return f"{number(value, decimals)}{_UNITS[unit]}"


def in_unit(decimals: int, unit: str) -> Callable[[float], str]:
    """Make a writer of many values that are all shown alike, as `with_unit` shows one."""
    before, after = ("£", "") if unit == "gbp" else ("", _UNITS[unit])
    return f"{before}{{:,.{decimals}f}}{after}".format


def short_unit(value: float | None, decimals: int, unit: str) -> str:
    """A value as a label has it, without a long unit: `66.4%`, `98.5`, `£1,200`."""
    return with_unit(value, decimals, unit).partition(" ")[0]


def decimals_of(value: float | None) -> int:
    """As many as a value has, at most two: a publisher's quotient may have a dozen."""
    if value is None or value == int(value):
        return 0
    return 1 if f"{value:.2f}".endswith("0") else 2


def decimals_among(stated: int | None, values: Iterable[float | None]) -> int:
    """In how many decimals figures of one indicator that are compared are all shown.

    Args:
        stated: as many as the publisher gives for the indicator, None where it does not say.
        values: the figures compared; without a stated number the most that any of them has.
    """
    return max(map(decimals_of, values), default=0) if stated is None else stated


def money(pounds: int | None) -> str:
    """Whole pounds: `£41,000`."""
    return "" if pounds is None else f"£{pounds:,}"


def day(value: date | None) -> str:
    """`18 July 2012`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value else "not stated"


def month(value: date | None) -> str:
    """`July 2012`."""
    return f"{_MONTHS[value.month - 1]} {value.year}" if value else "not stated"


def short_month(value: date | None) -> str:
    """`Jul 2012`."""
    return f"{_MONTHS[value.month - 1][:3]} {value.year}" if value else ""


def printed_date(text: str) -> str:
    """A date as exact as it is known: `2012-07-18`, `2012-07` or `2012` in words."""
    if not text:
        return "date not stated"
    if len(text) == 4:
        return text
    if len(text) == 7:
        return month(date.fromisoformat(f"{text}-01"))
    return day(date.fromisoformat(text))


def period(start: date | None, end: date | None, basis: str) -> str:
    """A period in words: `July 2012`, `year to March 2012`, `on 30 June 2012`."""
    if end is None:
        return "period not stated"
    match basis:
        case "month":
            return month(end)
        case "snapshot":
            return f"on {day(end)}"
        case "year" if start and (start.month, end.month) == (4, 3):
            years = end.year - start.year
            label = f"{start.year}/{end.year % 100:02d}"
            return label if years == 1 else f"average of {start.year} to {end.year}"
        case "quarter":
            return f"quarter to {month(end)}"
        case "rolling_12m":
            return f"12 months to {month(end)}"
        case "cumulative":
            return f"{month(start)} to {month(end)}" if start else f"up to {month(end)}"
        case "average_3y":
            return f"three years to {month(end)}"
    return f"{month(start)} to {month(end)}" if start else f"to {month(end)}"


def plural(count: int, singular: str, many: str = "") -> str:
    """`1 item`, `3 items`, `no items`."""
    word = singular if count == 1 else many or f"{singular}s"
    return f"{count:,} {word}" if count else f"no {word}"


def first_few(names: Sequence[str], most: int = 5) -> str:
    """List the first of many names and count the rest: `a, b, c, d, e and 40 more`."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def sentence_list(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def joint_note(councils: Iterable[str]) -> str:
    """Say which councils share a figure; "" where none do.

    Args:
        councils: of each figure the names of those that share it, "" where it is one's own.
    """
    return " ".join(
        f"{names} share one joint figure, which counts once."
        for names in sorted({each for each in councils if each})
    )
