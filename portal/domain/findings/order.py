"""Rules about the order and the number of dates: what comes before what, and what has a date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from portal.domain.findings.evidence import Evidence, Finding, Rule
from portal.domain.findings.reading import dates_in, span
from portal.domain.formatting import plural, printed_date

_MOVED = re.compile(r"\b(?:then )?(?P<word>rose|fell|grew|dropped|increased|decreased) to\b", re.I)
_TO_COME = re.compile(r"\b(?:(?:is|are) to|will (?!have\b)|should)\b", re.IGNORECASE)
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH_ALONE = re.compile(
    rf"\bin (?:early |mid |late )?(?P<month>{'|'.join(_MONTHS)})\b(?!,? (?:19|20)\d\d)"
)
# A month without a year, this many months before its report, is taken to be that of its year.
MONTHS_BEFORE = 3


def moved_backwards(evidence: Evidence) -> Iterator[Finding]:
    """Figures said to rise or fall to a date that is earlier than the one they start from."""
    for row in evidence.statements:
        match = _MOVED.search(row.summary)
        dated = dates_in(row.summary)
        if match is None or len(dated) != 2:
            continue
        start, end = dated
        if len(start.before) < match.start() < len(end.before) and end.last < start.first:
            message = (
                f"the text starts from {start.text} and says that it {match['word'].lower()} in "
                f"{end.text}, which is earlier."
            )
            yield _told("moved-backwards", row, message, start.text, end.text)


def announced_months(evidence: Evidence) -> Iterator[Finding]:
    """Return what a progress report announces for a month that had passed when it was issued."""
    reports = {plan.plan for plan in evidence.plans if plan.status == "progress report"}
    for row in evidence.statements:
        published = span(row.published)
        if row.kind != "progress" or row.plan not in reports or published is None:
            continue
        for clause in row.summary.split("; "):
            month, to_come = _MONTH_ALONE.search(clause), _TO_COME.search(clause)
            if month is None or to_come is None or month.start() < to_come.start():
                continue
            ago = published[0].month - _MONTHS.index(month["month"]) - 1
            if 0 < ago <= MONTHS_BEFORE:
                issued = printed_date(row.published)
                message = (
                    f"{month['month']} is announced as still to come; the report is of {issued}."
                )
                yield _told("announced-month", row, message, month["month"], issued)


def milestones_and_dates(evidence: Evidence) -> Iterator[Finding]:
    """Actions with several dates, and another number of milestones."""
    stages = Counter((m.plan, m.item, m.action_ref) for m in evidence.milestones if m.action_ref)
    for row in evidence.actions:
        dates = [part for part in row.target_text.split(";") if part.strip()]
        count = stages[row.plan, row.item, row.ref]
        if len(dates) > 1 and count > 1 and len(dates) != count:
            message = f"{row.ref} lists {plural(count, 'milestone')} and {len(dates)} dates."
            yield _told("milestones-and-dates", row, message, str(count), str(len(dates)))


def _told(rule: str, row: Any, message: str, a: str, b: str) -> Finding:
    name = f"{row.item} {row.item_title}" if row.item else row.summary.rstrip(".")
    places = {
        "announced-month": "Date of the document",
        "milestones-and-dates": f"{row.place}, dates",
    }
    return Finding(
        rule=rule,
        council=row.council,
        plan=row.plan,
        item=row.item or "",
        area=row.area or "",
        themes=row.themes or "",
        subject=f"{name}, {row.council_name}",
        message=message,
        value_a=a,
        value_b=b,
        document_a=row.document,
        place_a=row.place,
        document_b=row.document,
        place_b=places.get(rule, row.place),
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "moved-backwards",
        "A rise to an earlier date",
        "dates",
        "A passage that has a figure rise or fall from one date to another, where the second date "
        "is the earlier one.",
        moved_backwards,
    ),
    Rule(
        "announced-month",
        "Announced for a month gone by",
        "dates",
        "A progress report that speaks of a month as still to come. A month without a year is "
        f"that of the report's year when it lies at most {MONTHS_BEFORE} months before it.",
        announced_months,
    ),
    Rule(
        "milestones-and-dates",
        "More milestones than dates",
        "dates",
        "An action that prints several dates and several milestones, but not equally many. One "
        "date for all milestones is left out.",
        milestones_and_dates,
    ),
)
