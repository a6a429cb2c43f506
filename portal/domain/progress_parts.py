"""Parts of a plan over its reports, by improvement area and by who leads: what is done and late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from portal.domain.progress import Course, Report, ReportLine

# Reports that are held beside each other, the newest of those that state a status.
REPORTS_AT_ONCE = 4
NOBODY = "No lead is named"


@dataclass(frozen=True, slots=True)
class PartOfReport:
    """A report's actions of one part: how many, how many completed, how many late that day."""

    day: date
    actions: int
    completed: int
    late: int

    @property
    def words(self) -> str:
        """Say it in short."""
        if not self.actions:
            return "none"
        late = f", {self.late} late" if self.late else ""
        return f"{self.completed} of {self.actions} ({self.completed / self.actions:.0%}){late}"


@dataclass(frozen=True, slots=True)
class PartOfPlan:
    """A part of a plan: its newest reports, the newest first, and dates put off in all reports."""

    key: str
    reports: tuple[PartOfReport, ...]
    slips: int


def by_area(course: Course) -> tuple[PartOfPlan, ...]:
    """Count a plan's actions by the improvement area of their items."""
    return _parts(course, lambda line: [line.area])


def by_lead(course: Course) -> tuple[PartOfPlan, ...]:
    """Count a plan's actions by who leads them, the most first; one with two leads counts twice."""
    parts = _parts(course, leads_of)
    return tuple(sorted(parts, key=lambda p: (p.key == NOBODY, -p.reports[0].actions, p.key)))


def leads_of(line: ReportLine) -> list[str]:
    """Name who leads a line: roles, and where a lead has none the name or initials as printed."""
    pairs = zip_longest(line.lead.split(";"), line.lead_role.split(";"), fillvalue="")
    names = [(role.strip() or lead.strip()) for lead, role in pairs]
    return list(dict.fromkeys(name for name in names if name)) or [NOBODY]


def _parts(
    course: Course, keys_of: Callable[[ReportLine], Iterable[str]]
) -> tuple[PartOfPlan, ...]:
    stating = [report for report in reversed(course.reports) if report.states][:REPORTS_AT_ONCE]
    if not stating:
        return ()
    slips = Counter(
        key
        for number in range(len(course.reports))
        for line in course.slips_into(number)
        for key in keys_of(line)
    )
    keys = dict.fromkeys(
        key for report in stating for line in report.actions for key in keys_of(line)
    )
    return tuple(
        PartOfPlan(
            key=key,
            reports=tuple(_part(report, key, keys_of) for report in stating),
            slips=slips[key],
        )
        for key in keys
    )


def _part(report: Report, key: str, keys_of: Callable[[ReportLine], Iterable[str]]) -> PartOfReport:
    mine = Report(report.day, tuple(line for line in report.actions if key in keys_of(line)))
    return PartOfReport(
        day=report.day,
        actions=len(mine.lines),
        completed=mine.count("completed"),
        late=mine.late,
    )
