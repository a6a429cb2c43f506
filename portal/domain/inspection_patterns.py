"""Patterns over many inspections: what is asked most, what separates grades, how long it takes.

Shares are of reports that have been read; of fewer than `FEWEST` nothing is said
(`inspection_patterns.toml`).
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median

from portal.domain.inspections import GradedInspection, InspectedCouncil
from portal.domain.plans import months_between
from portal.domain.vocabulary import Area, Theme, Vocabulary

_RULE = tomllib.loads(Path(__file__).with_name("inspection_patterns.toml").read_text("utf-8"))
FEWEST: int = _RULE["fewest"]
YEARS: int = _RULE["years"]
# The groups of overall grades that are held against one another.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Good or outstanding": ("good", "outstanding"),
    "Requires improvement": ("requires-improvement",),
    "Inadequate": ("inadequate",),
}


@dataclass(frozen=True, slots=True)
class Share:
    """The reports that ask for something, of how many; `percent` is None of too few."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        """Percent, None where it is withheld."""
        return 100 * self.count / self.of if self.of >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Report:
    """A report that has been read, with what its recommendations to the council are about."""

    inspection: GradedInspection
    subjects: frozenset[str]


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A subject with the share of reports that ask about it, also by period and grade."""

    subject: Area | Theme
    every: Share
    now: Share
    before: Share
    by_grade: Mapping[str, Share]

    def among(self, name: str) -> Share:
        """The share among the reports of a group of grades."""
        return self.by_grade[name]

    @property
    def apart(self) -> float:
        """By how many points requires improvement exceeds good; least where one is withheld."""
        good, improving = (self.among(name).percent for name in tuple(GROUPS)[:2])
        return float("-inf") if good is None or improving is None else improving - good


@dataclass(frozen=True, slots=True)
class Wait:
    """The median months from inspections of a grade to the next; None of too few."""

    grades: str
    months: float | None
    of: int


@dataclass(frozen=True, slots=True)
class Patterns:
    """All that is seen over the inspections of some councils; subjects most asked about first."""

    reports: int
    areas: tuple[AskedAbout, ...]
    themes: tuple[AskedAbout, ...]
    waits: tuple[Wait, ...]


def patterns(
    inspected: Sequence[InspectedCouncil],
    subjects: Mapping[str, frozenset[str]],
    vocabulary: Vocabulary,
) -> Patterns:
    """Find what is seen over councils and their inspections.

    Args:
        subjects: areas and themes that the recommendations to the council are about, under the
            key of each inspection that has been read.
    """
    reports = [
        Report(inspection=inspection, subjects=subjects[inspection.key])
        for row in inspected
        for inspection in row.inspections
        if inspection.key in subjects and inspection.of_council
    ]
    upto = vocabulary.made_at.date() if vocabulary.made_at else date.min

    def rows(among: Iterable[Area | Theme]) -> tuple[AskedAbout, ...]:
        counted = [_asked_about(subject, reports, upto) for subject in among]
        return tuple(sorted(counted, key=lambda row: -row.every.count))

    return Patterns(
        reports=len(reports),
        areas=rows(vocabulary.areas.values()),
        themes=rows(vocabulary.themes.values()),
        waits=_waits(inspected),
    )


def _asked_about(subject: Area | Theme, reports: Sequence[Report], upto: date) -> AskedAbout:
    ages = {r.inspection.key: months_between(r.inspection.inspected, upto) for r in reports}

    def aged(first: int, last: int) -> Share:
        return _share(subject, [r for r in reports if ages[r.inspection.key] in range(first, last)])

    return AskedAbout(
        subject=subject,
        every=_share(subject, reports),
        now=aged(0, 12 * YEARS),
        before=aged(12 * YEARS, 24 * YEARS),
        by_grade={
            name: _share(
                subject,
                [r for r in reports if r.inspection.compared and r.inspection.overall in grades],
            )
            for name, grades in GROUPS.items()
        },
    )


def _share(subject: Area | Theme, reports: Collection[Report]) -> Share:
    return Share(sum(subject.key in report.subjects for report in reports), of=len(reports))


def _waits(inspected: Iterable[InspectedCouncil]) -> tuple[Wait, ...]:
    """Measure the months from each overall grade to the next inspection of all services."""
    months: dict[str, list[int]] = defaultdict(list)
    for row in inspected:
        compared = [i for i in reversed(row.inspections) if i.compared]
        for first, following in pairwise(compared):
            if len(following.inspected) < 7:
                continue
            day = date.fromisoformat(f"{following.inspected[:7]}-01")
            wait = months_between(first.inspected, day)
            if wait is not None:
                months[first.overall].append(wait)
    waits = []
    for name, grades in GROUPS.items():
        values = [value for grade in grades for value in months[grade]]
        shown = median(values) if len(values) >= FEWEST else None
        waits.append(Wait(grades=name, months=shown, of=len(values)))
    return tuple(waits)
