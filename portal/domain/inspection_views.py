"""View models of the pages of inspections: every council, one inspection, and what comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.answers import ItemAnswer, PlanItem, RecommendationKey
from portal.domain.inspection_patterns import Patterns
from portal.domain.inspection_state import InspectionsState, ReturnsState
from portal.domain.inspections import GradedInspection, InspectedCouncil, Recommended
from portal.domain.returns import RESTATED, USUAL_FROM, History, Line, Recurrence
from portal.domain.vocabulary import Council, Vocabulary

# Councils on one page of what comes back: each has a grid of its own with all its evidence.
COUNCILS_AT_ONCE = 4
# Rows on a page of the grid of inspections: each has forty parts, and all are laid out before
# anything can be seen.
ROWS_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class InspectionsView:
    """The councils of one state, a page of them in `rows`; numbers are over all that fit.

    `inspected` are the councils with an inspection before grade and change narrow them, `grades`
    and `changes` count these councils' newest overall grades and how they moved, `moves` all steps
    from an inspection to the next. `patterns` are over all inspections of the chosen councils.
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
    patterns: Patterns


@dataclass(frozen=True, slots=True)
class InspectionView:
    """One inspection's page; `others` are all of its council's inspections, newest first.

    `items` are those of the plans that answer it, `answers` those that answer a recommendation.
    """

    vocabulary: Vocabulary
    council: Council
    inspection: GradedInspection
    others: tuple[GradedInspection, ...]
    plans: tuple[str, ...]
    recommendations: tuple[Recommended, ...]
    items: tuple[PlanItem, ...]
    answers: Mapping[RecommendationKey, tuple[ItemAnswer, ...]]

    @property
    def before(self) -> GradedInspection | None:
        """The inspection before this one."""
        place = self.others.index(self.inspection)
        return self.others[place + 1] if place + 1 < len(self.others) else None

    @property
    def restated(self) -> tuple[PlanItem, ...]:
        """The items by which plans restate its recommendations, where those are not held."""
        unread = self.inspection.recommendations_council is None
        return tuple(item for item in self.items if unread and item.kind in RESTATED)


@dataclass(frozen=True, slots=True)
class ReturnsView:
    """The councils of one state with their histories, a page of them in `histories`.

    `recurrences` count every council of which enough reports have been read, `enough` of them,
    whichever are chosen.
    """

    state: ReturnsState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    histories: tuple[History, ...]
    total: int
    recurrences: tuple[Recurrence, ...]
    enough: tuple[str, ...]

    @property
    def least(self) -> int:
        """The number of inspections from which an area comes back."""
        return int(self.state.least)

    def lines(self, history: History) -> tuple[Line, ...]:
        """The areas of a council that are shown: all, or the chosen one."""
        area = self.state.area
        return tuple(line for line in history.areas if area in ("", line.subject.key))

    def elsewhere(self, council: str, area: str) -> tuple[int, int] | None:
        """Count the other councils that an area comes back in, and all others.

        None where the others are too few for anything to be called usual.
        """
        others = [key for key in self.enough if key != council]
        if len(others) < USUAL_FROM:
            return None
        row = next(row for row in self.recurrences if row.subject.key == area)
        return sum(key != council for key in row.councils), len(others)


@dataclass(frozen=True, slots=True)
class ItemRequests:
    """The requests of inspections in the matter of an item.

    `inspection` is the one that its plan answers, `answered` what the item answers of it; it
    `restates` a recommendation where the plan's paper alone tells of them. `later`
    are the later inspections that have been read, oldest first, each with its recommendations to
    the council in the item's area.
    """

    inspection: GradedInspection | None
    answered: tuple[tuple[Recommended, ItemAnswer], ...]
    restates: bool
    later: tuple[tuple[GradedInspection, tuple[Recommended, ...]], ...]
