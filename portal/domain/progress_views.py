"""The page of progress: plans with reports, and what the papers of the others say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.formatting import plural, printed_date
from portal.domain.progress import Course
from portal.domain.progress_state import ProgressState
from portal.domain.vocabulary import Council, Plan, Vocabulary


@dataclass(frozen=True, slots=True)
class PaperStatus:
    """The actions of a plan by the status that its own paper states, no report of a day."""

    plan: Plan
    statuses: Mapping[str, int]

    @property
    def sentence(self) -> str:
        """Say what the paper reports."""
        of = sum(self.statuses.values())
        stated = of - self.statuses.get("not_stated", 0)
        when = f" of {printed_date(self.plan.published)}" if self.plan.published else ""
        if not stated:
            return f"The paper{when} reports no status for any of its {plural(of, 'action')}."
        return (
            f"The paper{when} reports a status for {stated} of {plural(of, 'action')}, "
            f"{self.statuses.get('completed', 0)} of them completed."
        )


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The plans of one state: those with reports, and what the papers of the others say.

    `data_day` is the day on which the data changed last, up to which lateness is counted. `moved`
    are the plans with reports of all chosen councils, whatever page is shown.
    """

    state: ProgressState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    councils: tuple[Council, ...]
    courses: tuple[Course, ...]
    papers: tuple[PaperStatus, ...]
    total: int
    data_day: date | None
    moved: tuple[Course, ...] = ()
