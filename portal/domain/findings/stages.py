"""Rules about one step told in two places: its date, and how far it has come.

That two rows tell of the same step is what the reader of the document found; the row's note says
so: `Same step as 2.8 c`, `Same step as 1.4, milestone 7`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.domain.findings.evidence import Evidence, Finding, Rule
from portal.domain.findings.reading import dates_in
from portal.domain.formatting import day, printed_date

_SAME = re.compile(
    r"\bsame step as (?P<ref>[A-Z]*\d+(?:\.\d+)*)(?: (?P<part>[a-z])\b)?"
    r"(?:, (?P<kind>milestone|statement) (?P<number>\d+))?",
    re.IGNORECASE,
)
_OPEN = ("tbc", "to be confirmed")
# How far a step has come, in words; the first line that fits a clause counts.
_STAGES = (
    (0, re.compile(r"\b(?:(?:is|are) to|will|should|to be)\b", re.IGNORECASE)),
    (1, re.compile(r"\bconsider(?:ed|ing)\b", re.IGNORECASE)),
    (3, re.compile(r"\bbeing (?:implemented|introduced)\b", re.IGNORECASE)),
    (4, re.compile(r"\b(?:in place|are in|operational|completed|implemented)\b", re.IGNORECASE)),
    (2, re.compile(r"\b(?:drafted|(?:being )?developed)\b", re.IGNORECASE)),
)
_WEEK = re.compile(r"\b(?:w/[sbc]|week (?:starting|beginning|commencing))(?!\w)", re.IGNORECASE)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True)
class _Step:
    """A row that tells of a step: how it is cited, what it says, and its date."""

    row: Any
    label: str
    names: tuple[str, ...]
    said: str
    when: str
    due: date | None


def _steps(evidence: Evidence) -> list[_Step]:
    steps = []
    for a in evidence.actions:
        label = a.ref if a.ref[:1].isdigit() else f"{a.item} {a.ref}"
        said = a.status_evidence or ""
        steps.append(_Step(a, label, (label,), said, a.target_text, a.target_date))
    for m in evidence.milestones:
        label = m.action_ref if m.action_ref[:1].isdigit() else f"{m.item} {m.action_ref}".strip()
        name = f"{label}, milestone {m.ref}"
        steps.append(_Step(m, label, (name,), m.outcome or "", m.target_text, m.target_date))
    for s in evidence.statements:
        dated = dates_in(s.summary)
        due = dated[0] if len(dated) == 1 and dated[0].before.endswith("by ") else None
        label = f"{s.item}, statement {s.ref}" if s.item else s.place
        name = f"{s.item}, statement {s.ref}"
        when, last = (due.text, due.last) if due else ("", None)
        steps.append(_Step(s, label, (name,), s.summary, when, last))
    return steps


def _pairs(evidence: Evidence) -> Iterator[tuple[_Step, _Step]]:
    """A step and the same step in the other place that its note names."""
    steps = _steps(evidence)
    known = {(step.row.plan, name): step for step in steps for name in step.names}
    for step in steps:
        match = _SAME.search(step.row.note or "")
        if match is None:
            continue
        name = match["ref"] + (f" {match['part']}" if match["part"] else "")
        if match["kind"]:
            name += f", {match['kind'].lower()} {match['number']}"
        other = known.get((step.row.plan, name))
        if other is not None:
            yield step, other


def two_dates(evidence: Evidence) -> Iterator[Finding]:
    """One step with two dates, or with a date in one place and none yet in the other."""
    for step, other in _pairs(evidence):
        if not step.when or not other.when or step.due == other.due:
            continue
        undated = [s for s in (step, other) if s.due is None]
        if any(s.when.lower() not in _OPEN for s in undated):
            continue
        message = (
            f"the same step is dated {step.when} under {step.label} and {other.when} under "
            f"{other.label}."
        )
        yield _told("two-dates", step, other, message, step.when, other.when)


def two_stages(evidence: Evidence) -> Iterator[Finding]:
    """One step that has come further in one place than in the other."""
    for step, other in _pairs(evidence):
        pairs = [(abs(a - b), x, y) for a, x in _stages(step) for b, y in _stages(other)]
        apart, x, y = max(pairs, default=(0, "", ""), key=lambda pair: pair[0])
        if apart:
            message = f"one place says: {_plain(x)}; another: {_plain(y)}."
            yield _told("two-stages", step, other, message, _plain(x), _plain(y))


def _stages(step: _Step) -> list[tuple[int, str]]:
    found = []
    for clause in re.split(r"; ", step.said):
        stage = next((rank for rank, words in _STAGES if words.search(clause)), None)
        if stage is not None:
            found.append((stage, clause))
    return found


def _plain(clause: str) -> str:
    """A clause in the middle of a sentence: no paragraph, brackets, full stop or capital."""
    text = re.sub(r"^\d+(?:\.\d+)*: | \([^()]*\)", "", clause).rstrip(".")
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def week_days(evidence: Evidence) -> Iterator[Finding]:
    """Weeks said to start on a day that is no Monday."""
    for row in (*evidence.actions, *evidence.milestones):
        start = row.target_date
        if start is None or not _WEEK.search(row.target_text) or start.weekday() == 0:
            continue
        if str(start.day) not in re.findall(r"\d+", row.target_text):
            continue
        message = (
            f"the week is said to start on {day(start).rpartition(' ')[0]}; in {start.year} that "
            f"was a {_DAYS[start.weekday()]}."
        )
        yield Finding(
            rule="week-and-day",
            council=row.council,
            plan=row.plan,
            item=row.item,
            area=row.area or "",
            themes=row.themes or "",
            subject=f"{row.item} {row.item_title}, {row.council_name}",
            message=message,
            value_a=row.target_text,
            value_b=_DAYS[start.weekday()],
            document_a=row.document,
            place_a=row.place,
            document_b=row.document,
            place_b=f"Date of the document ({printed_date(row.published)})",
        )


def _told(rule: str, step: _Step, other: _Step, message: str, a: str, b: str) -> Finding:
    # The item that the finding stands on: that of a numbered row before that of a passage.
    row = other.row if not step.row.item and other.row.item else step.row
    name = f"{row.item} {row.item_title}" if row.item else row.summary.rstrip(".")
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
        document_a=step.row.document,
        place_a=step.row.place,
        document_b=other.row.document,
        place_b=other.row.place,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "two-dates",
        "One step, two dates",
        "dates",
        "Two rows that tell of the same step of a plan, as the reader of the document noted, with "
        "different target dates, or with a date in one and “to be confirmed” in the other.",
        two_dates,
    ),
    Rule(
        "two-stages",
        "One step, two stages",
        "words",
        "Two rows that tell of the same step, as the reader of the document noted, and put it at "
        "different stages: to come, considered, drafted, being introduced, in place.",
        two_stages,
    ),
    Rule(
        "week-and-day",
        "A week that starts on another day",
        "dates",
        "A week said to start on a date that is not a Monday of that year. Where no year is "
        "printed, it is that of the document.",
        week_days,
    ),
)
