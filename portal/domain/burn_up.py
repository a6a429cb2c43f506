"""The burn-up of a plan: what is completed by each report, and what its dates want by when."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import accumulate

from portal.domain.progress import Course, Report


def burn_up(course: Course) -> tuple[tuple[date, int, int], ...]:
    """Points of a chart: on each report's day, actions completed and actions due by then."""
    points = []
    for report in (report for report in course.reports if report.states):
        due = sum(line.due is not None and line.due <= report.day for line in report.actions)
        points.append((report.day, report.count("completed"), due))
    return tuple(points)


def due_by(report: Report) -> tuple[tuple[date, int], ...]:
    """Count the actions that a report wants done by each of its dates, the earliest first."""
    days = Counter(line.due for line in report.actions if line.due)
    ordered = sorted(days)
    return tuple(zip(ordered, accumulate(days[when] for when in ordered), strict=True))
