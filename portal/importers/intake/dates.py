"""Printed dates and periods of a plan: the last day of each, and what has none."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES_OF_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_NAMED_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# The names of months, in small letters: `sept.`, `september`.
MONTH = rf"{_NAMED_MONTH}\b\.?"
# Two figures before a month are its day: `1 Sept - 31 Dec 2025`.
_YEAR = rf"(?:20\d{{2}}|['’‘]?\d{{2}}(?![\d/:])(?!(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}))"
_FORMS = re.compile(
    rf"""
    (?P<iso>\b20\d{{2}}[/-]\d{{2}}[/-]\d{{2}}(?!\d))
    |(?<![\d./-])(?P<d>\d{{1,2}})\s?[/.-]\s?(?P<m>\d{{1,2}})\s?[/.-]\s?
        (?P<y>20\d{{2}}|\d{{2}})(?![\d/])
    |(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of[ ])?(?P<month>{MONTH})
        ,?[\s-]*(?P<year>{_YEAR})
    |\b(?P<us_month>{MONTH})\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<us_year>20\d{{2}})
    |\b(?P<only_month>{MONTH})[\s,/-]*(?P<only_year>{_YEAR})
    |(?<![\d/.-])(?P<mm>0?[1-9]|1[0-2])[/-](?P<yyyy>20\d{{2}})(?![\d/-])
    |\b(?:q|qtr\s?|quarter\s)(?P<q>[1-4])(?:\s?(?:of|,|-|–|\())?\s?(?:fy\s?)?
        (?P<qyear>20\d{{2}}|\d{{2}})(?:\s?[/–-]\s?(?P<qnext>\d{{4}}|\d{{2}}))?
    |(?<![\d/])(?P<fyear>20\d{{2}})\s?[/–-]\s?(?P<fnext>20\d{{2}}|\d{{2}})
        (?:\s?[,(–-]?\s?(?:q|quarter\s)(?P<afterq>[1-4]))?(?![\d/])
    |(?<![\d/.])(?P<alone>20\d{{2}})(?![\d/])
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A narrow column breaks the names of months: `30 Septemb er 2026`.
_BROKEN_MONTH = re.compile(
    "|".join(rf"\b{' ?'.join(name)}\b" for name in _NAMES_OF_MONTHS if len(name) > len("july")),
    re.IGNORECASE,
)
# It breaks figures too: `01/05/2 5`, `March 20 26`.
_BROKEN_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:20)?\d{2}")
_BROKEN_YEAR = re.compile(
    rf"(?P<month>{MONTH})\s?(?:20 (?P<two>\d\d)|202 (?P<one>\d))$", re.IGNORECASE
)
# `Phase 1 Jul 2025`: the number is not the month's.
_COUNTED = re.compile(
    r"\b(phase|stage|part|tranche|wave|cohort|step|round|cycle|group|tier|level|option|draft|version"
    r"|milestone|action|batch|year|lot|strand|area|site|hub|team)s?\s+\d{1,2}(?=[\s:,(–-])",
    re.IGNORECASE,
)
# `30Sep2025`: a month without spaces about it.
_CLOSED_UP = re.compile(
    rf"(?:(?<=\d)|(?<=\dst)|(?<=\dnd)|(?<=\drd)|(?<=\dth))(?={_NAMED_MONTH}(?![a-z]))|(?<=[a-z])(?=20\d\d\b)",
    re.IGNORECASE,
)
_MISSPELT = re.compile(r"\b(?P<word>[A-Za-z]{4,10})(?=[\s,-]+(?:20\d\d|['’‘]?\d\d)\b)")
_LIKE_ENOUGH = 0.85
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_ORDINAL_QUARTER = re.compile(
    r"\b(?P<n>[1-4]|first|second|third|fourth)(?:st|nd|rd|th)? (?:quarter|qtr)\b(?: of\b)?", re.I
)
_QUARTER_END = {1: (0, 6, 30), 2: (0, 9, 30), 3: (0, 12, 31), 4: (1, 3, 31)}
_SEASONS = {"winter": 12, "spring": 1, "easter": 3, "summer": 4, "autumn": 9, "christmas": 12}
_NO_DAY = re.compile(rf"\b(?:{'|'.join(_SEASONS)}|half[ -]term|term)\b", re.IGNORECASE)
# `Plans December 2025; open Spring 2027`: the season is the end, and has no last day.
_SEASON_OF_YEAR = re.compile(
    rf"\b(?P<season>{'|'.join(_SEASONS)})(?: half)?(?:[ -]term)?"
    r"[ ,]+(?:of )?['’‘]?(?:20)?(?P<year>\d\d)\b",
    re.IGNORECASE,
)
_START = re.compile(
    r"\b(?:from|since|starting|start(?:s|ed)?|began|begins?|commenc\w+|beginning|following|after)\b"
    r"[^;.\n]{0,25}$",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"\b(?:post[ -]|(?:not|no) (?:before|earlier than)\W*)$", re.IGNORECASE)
_GOES_ON = re.compile(r"\W{0,3}(?:and )?onwards?\b", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:was|previous(?:ly)?|original(?:ly)?|former(?:ly)?"
    r"|(?:moved|brought forward|extended|slipped|deferred|delayed|revised|changed) from)"
    r"(?: (?:date|target|due|deadline))*\W*$",
    re.IGNORECASE,
)
# `March 2015 / TBC`: the last of several days is not known yet.
_TO_COME = re.compile(
    r"[\n;/]\s*(?:and )?(?:tbc|tba|tbd|to be (?:confirmed|agreed|decided|set))\.?\s*$",
    re.IGNORECASE,
)
_WEEK = re.compile(r"\b(?:w/c|(?:wk|week) (?:commencing|beginning|beg|of))\W*$", re.IGNORECASE)
_REVIEW = re.compile(r"\b(?:review(?:ed)?|next (?:review|update|report))\b[^;.\n]{0,20}$", re.I)
_UNTIL = re.compile(r"\b(?:to|until|till|by|end(?:ing)?|and)\b|[–-]", re.IGNORECASE)
# Before a year: a part of it that has no day, or a year that is another than the calendar's.
_PART_OF_YEAR = re.compile(
    r"\b(?:early|mid(?:dle)?|late(?:r)?|(?:first|second|1st|2nd) half|half|(?:academic|school) year"
    r"|(?:spring|summer|autumn|winter|easter|christmas)(?: \w+)?)(?: (?:of|in|the))*\W*$",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:on-?going|continuous|business as usual|bau|throughout)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """The last day of the latest period that a text prints, and why there is none."""

    day: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Period:
    start: int
    end: int
    last: date | None
    is_years: bool


def target_of(text: str) -> PrintedDate:
    """Read the day by which something is due: the latest of several, no start, no season.

    Quarters are those of a year that begins in April. `reason` says why there is no day, where
    the text holds digits of a date, or a word that others may read as one.
    """
    clean = _whole_months(" ".join(text.replace("\u00a0", " ").split()))
    days: list[date] = []
    former: list[date] = []
    reason = ""
    for period in _periods(clean):
        before, after = clean[: period.start], clean[period.end :]
        if period.last is None:
            reason = "no such day"
        elif period.is_years and (
            _season_before(before) or _season_after(after) or _PART_OF_YEAR.search(before)
        ):
            reason = "a season or term has no last day"
        elif _WEEK.search(before):
            days.append(period.last + timedelta(days=6))
        elif _is_start(before) or _GOES_ON.match(after):
            reason = "a start, not an end"
        elif _REVIEW.search(before):
            reason = "a review, not an end"
        else:
            (former if _FORMER.search(before) else days).append(period.last)
    days = days or former
    if days and _TO_COME.search(text):
        return PrintedDate(None, "the last day is to be confirmed")
    if days and max(days) < _start_of_season(clean):
        return PrintedDate(None, "a season or term has no last day")
    if days:
        return PrintedDate(max(days), reason if reason == "no such day" else "")
    if not reason and _NO_DAY.search(clean):
        reason = "a season or term has no last day"
    if not reason and re.search(rf"\d|{MONTH}", clean, re.IGNORECASE) and not _OPEN.search(clean):
        reason = "no day can be told" if not re.search(r"\bwithin\b", clean, re.I) else ""
    return PrintedDate(None, reason)


def _is_start(before: str) -> bool:
    match = _START.search(before)
    begins = match is not None and not _UNTIL.search(match[0])
    return begins or bool(_NOT_BEFORE.search(before))


def _start_of_season(text: str) -> date:
    """The first day of the latest season that a text names with its year."""
    starts = [
        date(2000 + int(match["year"]), _SEASONS[match["season"].lower()], 1)
        for match in _SEASON_OF_YEAR.finditer(text)
    ]
    return max(starts, default=date.min)


def day_in(text: str) -> date | None:
    """Return the last day of the last period that a text prints, whatever it is of."""
    clean = _whole_months(" ".join(text.split()))
    days = [period.last for period in _periods(clean) if period.last]
    return days[-1] if days else None


def without_dates(text: str) -> str:
    """Return a text without the dates in it."""
    return _FORMS.sub(" ", text)


def _whole_months(text: str) -> str:
    """A text with the breaks taken out of a day and of its months, and without `Phase 1`."""
    text = _CLOSED_UP.sub(" ", _COUNTED.sub(r"\1", text))
    text = _MISSPELT.sub(_spelt_right, text)
    text = _ORDINAL_QUARTER.sub(
        lambda match: f"Q{_ORDINALS.get(match['n'].lower(), match['n'])}", text
    )
    if _BROKEN_DAY.fullmatch(day := text.replace(" ", "")):
        return day
    text = _BROKEN_MONTH.sub(lambda match: match[0].replace(" ", ""), text)
    return _BROKEN_YEAR.sub(
        lambda match: f"{match['month']} 20{match['two'] or '2' + match['one']}", text
    )


def _spelt_right(match: re.Match[str]) -> str:
    """The month that a word before a year is not quite: `Septmber 2025`."""
    like = get_close_matches(match["word"].lower(), _NAMES_OF_MONTHS, 1, _LIKE_ENOUGH)
    return like[0] if like else match["word"]


def _season_before(before: str) -> bool:
    return bool(
        re.search(r"\b(?:spring|summer|autumn|winter|easter|christmas|term)\W*$", before, re.I)
    )


def _season_after(after: str) -> bool:
    return bool(re.match(r"\W*(?:\w+ )?(?:spring|summer|autumn|winter)?\s*term\b", after, re.I))


def _periods(text: str) -> list[_Period]:
    listed = []
    for match in _FORMS.finditer(text):
        try:
            last = _last_day(match)
        except ValueError:
            last = None
        is_years = bool(match["alone"] or (match["fyear"] and not match["afterq"]))
        listed.append(_Period(match.start(), match.end(), last, is_years))
    return listed


def _last_day(match: re.Match[str]) -> date:
    part = match.groupdict()
    if part["iso"]:
        return date.fromisoformat(part["iso"].replace("/", "-"))
    if part["d"]:
        return date(_full(part["y"]), int(part["m"]), int(part["d"]))
    if part["day"]:
        return date(_full(part["year"]), month_number(part["month"]), int(part["day"]))
    if part["us_month"]:
        return date(_full(part["us_year"]), month_number(part["us_month"]), int(part["us_day"]))
    if part["only_month"]:
        return _month_end(_full(part["only_year"]), month_number(part["only_month"]))
    if part["mm"]:
        return _month_end(int(part["yyyy"]), int(part["mm"]))
    if part["q"]:
        year = _full(part["qyear"])
        return _quarter(int(part["q"]), year)
    if part["fyear"]:
        first, following = int(part["fyear"]), int(part["fnext"]) % 100
        if following in range(1, 13) and len(part["fnext"]) == 2 and first % 100 > 12:
            return _month_end(first, following)  # `2025-09`
        if (first + 1) % 100 != following:
            raise ValueError("these years do not follow one another")
        return _quarter(int(part["afterq"] or 4), first)
    return date(int(part["alone"]), 12, 31)


def _quarter(number: int, first_year: int) -> date:
    years, month, day = _QUARTER_END[number]
    return date(first_year + years, month, day)


def _full(text: str) -> int:
    year = int(re.sub(r"\D", "", text))
    return year + 2000 if year < 100 else year


def month_number(text: str) -> int:
    """Give the number of a month by its name."""
    return _MONTHS.index(text[:3].lower()) + 1


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
