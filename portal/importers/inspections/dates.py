"""Read the dates of a report: of the inspection in its many shapes, and of publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.importers.inspections.pdf_text import flat
from portal.importers.inspections.records import AMBER, RED, TICK, Check, Dated

Spans = tuple[tuple[date, date], ...]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = re.compile(
    r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>(?:20)?\d{2})(?!\d)"
    rf"|(?<![\d/])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:\s+(?:of\s+)?(?P<month>{_MONTH})\b"
    r"\.?,?(?:\s*(?P<year>20\d{2}))?)?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<!previous )(?<!last )(?<!earlier )"
    r"\b(?:(?:inspection|review) dates?(?:\(s\))?|dates? of (?:the )?(?:inspection|review))\s*:?"
    r"\s*(?=\D{0,12}\d)",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"\b(?:report )?(?:published|publication date)(?: on)?\s*:?\s*",
                        re.IGNORECASE)  # fmt: skip
_AGAIN = re.compile(
    r"[^.]{0,40}\b(?:re-?published|re-?issued) (?:on|in|to|following)\b[^.]{0,60}"
    r"|this (?:report )?(?:replaces|supersedes)[^.]{0,60}",
    re.IGNORECASE,
)
_AFTER_DATES = re.compile(
    r"lead inspector|report(?:ing)? |published|publication|judgement|children's services|the (?!\d)"
    r"|age group|inspection|overall|services ",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(rf"(\d{{1,2}})[\s_-]+({_MONTH})[\s_-]+(20\d{{2}})", re.IGNORECASE)
_LONGEST_SPAN, _LATEST_PUBLICATION = 100, 300
_FIRST_YEAR = 2003


@dataclass(frozen=True, slots=True)
class InspectionDates:
    """The visits of an inspection and its publication, with the checks of both."""

    spans: Spans
    published: Dated | None
    checks: tuple[Check, ...]


def dates_of(first_pages: str, file_name: str, printed_at: bool = True) -> InspectionDates:
    """Read the dates in the text of the first pages, publication also in the file's name.

    Reports of a framework that never prints its own publication (`printed_at`) speak of that of
    other papers only.
    """
    text = flat(first_pages)
    spans, problem = _spans(text)
    checks = [_check_of_spans(spans, problem)]
    printed, named = _published_in(text) if printed_at else None, _published_by(file_name)
    published = (
        Dated(day=printed, source="text")
        if printed
        else Dated(day=named, source="file_name")
        if named
        else None
    )
    checks.append(_check_of_publication(spans, published, named))
    if again := _AGAIN.search(text):
        message = f"the report stands in for one before it: “{again[0].strip()}”"
        checks.append(Check(field="published", colour=AMBER, message=message))
    return InspectionDates(spans=spans, published=published, checks=tuple(checks))


def _spans(text: str) -> tuple[Spans, str]:
    """Return the visits after the first label that dates follow, and what is doubtful."""
    for label in _LABEL.finditer(text):
        after = text[label.end() : label.end() + 160]
        rest = _AFTER_DATES.search(after)
        words = after[: rest.start()] if rest else after
        days, guessed = _days(words)
        if days:
            return _visits(words, days), guessed
    return (), "no date of the inspection was read"


def _days(words: str) -> tuple[list[tuple[int, date]], str]:
    """Return the dates of a phrase with their places; month and year come from a neighbour."""
    parts = []
    for match in _DAY.finditer(words):
        if match["d"]:
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
            parts.append((match.start(), int(match["d"]), int(match["m"]), year))
        else:
            month = _MONTHS.index(match["month"][:3].lower()) + 1 if match["month"] else 0
            year = int(match["year"]) if match["year"] else 0
            parts.append((match.start(), int(match["day"]), month, year))
    month = year = 0
    filled = []
    for place, day, its_month, its_year in reversed(parts):
        # Before the turn of a year, the month stands after that of the later date.
        if its_year == 0 and year and its_month > month > 0:
            its_year = year - 1
        month, year = its_month or month, its_year or year
        filled.append((place, day, month, year))
    filled.reverse()
    last = next((x[3] for x in reversed(filled) if x[3]), 0)
    days = []
    for place, day, its_month, its_year in filled:
        try:
            days.append((place, date(its_year or last, its_month, day)))
        except ValueError:
            return [], ""
    guessed = any(not x[3] for x in filled)
    return days, "the year of a date of the inspection is not printed" if guessed else ""


def _visits(words: str, days: list[tuple[int, date]]) -> Spans:
    """Pair dates: `to` or a dash joins the ends of a visit, `and` or a comma parts visits."""
    spans: list[tuple[date, date]] = []
    before = 0
    joined = False
    for place, day in days:
        between = words[before:place]
        joined = bool(spans) and re.search(r"\bto\b|-|\buntil\b", between) is not None
        if joined:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
        before = place
    return tuple(spans)


def _check_of_spans(spans: Spans, problem: str) -> Check:
    field = "inspected"
    if not spans:
        return Check(field=field, colour=RED, message=problem)
    ends = [day for span in spans for day in span]
    if ends != sorted(ends) or ends[0].year < _FIRST_YEAR:
        return Check(field=field, colour=RED, message="the dates of the inspection are in no order")
    if (ends[-1] - ends[0]).days > _LONGEST_SPAN:
        return Check(
            field=field,
            colour=AMBER,
            message=f"the inspection lasts more than {_LONGEST_SPAN} days",
        )
    if problem:
        return Check(field=field, colour=AMBER, message=problem)
    return Check(field=field, colour=TICK, message="dates of the inspection as printed")


def _published_in(text: str) -> date | None:
    for label in _PUBLISHED.finditer(text):
        days, _guessed = _days(text[label.end() : label.end() + 24])
        if days:
            return days[0][1]
    return None


def _published_by(file_name: str) -> date | None:
    match = _FILE_NAME.search(file_name)
    if match is None:
        return None
    month = _MONTHS.index(match[2][:3].lower()) + 1
    try:
        return date(int(match[3]), month, int(match[1]))
    except ValueError:
        return None


def _check_of_publication(spans: Spans, published: Dated | None, named: date | None) -> Check:
    field = "published"
    if published is None:
        return Check(field=field, colour=AMBER, message="the date of publication is not printed")
    if spans and not 0 <= (published.day - spans[-1][1]).days <= _LATEST_PUBLICATION:
        return Check(
            field=field, colour=AMBER, message="publication does not follow the inspection"
        )
    if named and named != published.day:
        message = "the date of publication is another in the file's name"
        return Check(field=field, colour=AMBER, message=message)
    source = "the file's name" if published.source == "file_name" else "the text"
    return Check(field=field, colour=TICK, message=f"date of publication from {source}")


def only_day(text: str) -> date | None:
    """Return the day that a cell of a table holds, None where it holds none or several."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        days, guessed = _days(flat(text))
        return days[0][1] if len(days) == 1 and not guessed else None
