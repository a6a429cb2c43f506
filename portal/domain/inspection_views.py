"""View models of the pages of inspections: every council, and one inspection."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from portal.domain.inspection_state import InspectionsState
from portal.domain.inspections import GradedInspection, InspectedCouncil, Recommended
from portal.domain.vocabulary import Council, Vocabulary


@dataclass(frozen=True, slots=True)
class InspectionsView:
    """The councils of one state, a page of them in `rows`; numbers are over all that fit.

    `inspected` are the councils with an inspection before grade and change narrow them, `grades`
    and `changes` count these councils' newest overall grades and how they moved, and `moves` all
    steps from an inspection to the next.
    """

    state: InspectionsState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    rows: tuple[InspectedCouncil, ...]
    total: int
    inspected: int
    grades: Counter[str]
    changes: Counter[str]
    moves: Counter[str]
    tabled: int
    everything: int


@dataclass(frozen=True, slots=True)
class InspectionView:
    """One inspection's page; `others` are all of its council's inspections, newest first."""

    vocabulary: Vocabulary
    council: Council
    inspection: GradedInspection
    others: tuple[GradedInspection, ...]
    plans: tuple[str, ...]
    recommendations: tuple[Recommended, ...]

    @property
    def before(self) -> GradedInspection | None:
        """The inspection before this one."""
        place = self.others.index(self.inspection)
        return self.others[place + 1] if place + 1 < len(self.others) else None
