"""Rules about claims in the text: a course, a range or a bound that the figures do not bear out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from portal.domain.findings.evidence import Evidence, Finding, PrintedValue, Rule
from portal.domain.formatting import number, sentence_list

# What says that something moves one way without a break, and which way.
_COURSES = (
    (re.compile(r"\b(?:keeps?|continues? to|steadily) fall(?:ing|s)?\b", re.IGNORECASE), -1),
    (re.compile(r"\b(?:keeps?|continues? to|steadily) (?:ris|grow)(?:ing|es?|s)?\b", re.I), 1),
)
# Figures that a course must agree with, and the fewest that disprove a bound.
LAST_FIGURES = 3
# A level such as `above 40%`, no change (`rose by over 7%`).
_BOUND = re.compile(
    r"(?<!by )\b(?P<side>above|over|more than|below|under|less than) (?P<bound>\d+(?:\.\d+)?)%",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_UPPER = ("below", "under", "less than")


def courses(evidence: Evidence) -> Iterator[Finding]:
    """Figures said to keep falling or rising, of which the newest went the other way."""
    series: dict[tuple[str, ...], list[PrintedValue]] = defaultdict(list)
    for value in evidence.values:
        if value.sure and value.period_end and value.basis in ("month", "quarter", "rolling_12m"):
            key = (value.document, value.council, value.measure, value.indicator, value.basis)
            series[key].append(value)
    for statement, (word, sign) in _claims(evidence):
        for (document, council, measure, *_), values in series.items():
            if (document, council, measure) != _about(statement):
                continue
            last = sorted(values, key=lambda v: v.last_day)[-LAST_FIGURES:]
            if len(last) == LAST_FIGURES and sign * (last[-1].value - last[0].value) < 0:
                told = sentence_list([f"{v.shown} ({v.when})" for v in last])
                message = f"the text says that the figures {word}; the table prints {told}."
                yield _told("course-and-figures", statement, last[-1], message, word)


def _claims(evidence: Evidence) -> Iterator[tuple[Any, tuple[str, int]]]:
    for statement in evidence.statements:
        for pattern, sign in _COURSES:
            match = pattern.search(statement.summary)
            if match and statement.measure:
                yield statement, (match[0].lower(), sign)


def bounds(evidence: Evidence) -> Iterator[Finding]:
    """A bound in the text on the wrong side of which every printed figure lies."""
    values: dict[tuple[str, str, str], list[PrintedValue]] = defaultdict(list)
    for value in evidence.values:
        if value.sure and value.period_end:
            values[value.document, value.council, value.measure].append(value)
    for statement in evidence.statements:
        match = _BOUND.search(statement.summary)
        if match is None or not statement.measure or _YEAR.search(statement.summary):
            continue
        near = values[_about(statement)]
        figures = [v for v in near if v.unit == "percent" and v.basis != "year"]
        upper, bound = match["side"].lower() in _UPPER, float(match["bound"])
        if len(figures) < LAST_FIGURES:
            continue
        if any(v.value < bound if upper else v.value > bound for v in figures):
            continue
        told = sentence_list([f"{v.shown} ({v.when})" for v in figures[-LAST_FIGURES:]])
        message = f"the text says {match[0].lower()}; the table prints {told}."
        yield _told("bound-and-figures", statement, figures[-1], message, match[0].lower())


def _about(statement: Any) -> tuple[str, str, str]:
    return statement.document, statement.council, statement.measure


def _told(rule: str, row: Any, value: PrintedValue, message: str, said: str) -> Finding:
    return Finding(
        rule=rule,
        council=row.council,
        plan=row.plan,
        item=row.item or "",
        indicator=value.indicator,
        period_end=value.period_end,
        area=value.area or "",
        themes=value.themes,
        subject=f"{value.name}, {value.council_name}",
        message=message,
        value_a=said,
        value_b=number(value.value, value.decimals),
        document_a=row.document,
        place_a=row.place,
        document_b=value.document,
        place_b=value.place,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "course-and-figures",
        "A steady course the figures leave",
        "words",
        "Figures said to keep falling or rising are held against the newest "
        f"{LAST_FIGURES} of their measure in the same document: the newest must not lie on the "
        "other side of the first.",
        courses,
    ),
    Rule(
        "bound-and-figures",
        "A bound that no figure meets",
        "words",
        "A bound such as “above 40%” is held against every figure of its measure in the same "
        f"document, at least {LAST_FIGURES} of them; it is told when none meets it. A bound with "
        "a year of its own is left out.",
        bounds,
    ),
)
