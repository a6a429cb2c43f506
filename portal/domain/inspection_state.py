"""The states of the pages of inspections, read from their addresses and written back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from portal.domain.filters import FilterSpec
from portal.domain.inspections import CHANGES, FRAMEWORK_NAMES, GRADE_NAMES, GRADE_SORTS
from portal.domain.returns import LEAST, LEAST_CHOICES
from portal.domain.view_state import ANY_COUNCILS, AREA, PAGE, PLANNING_COUNCILS, THEME, State

GRADE = FilterSpec(
    "grade",
    "key",
    help="Overall grade of the newest inspection",
    choices=tuple(filter(None, GRADE_NAMES)),
    sentence="the overall grade “{}”",
)
FRAMEWORK = FilterSpec(
    "framework",
    "key",
    help="Only inspections of this kind",
    choices=tuple(FRAMEWORK_NAMES),
    sentence="the framework “{}”",
)
RECOMMENDED_THEME = replace(
    THEME, help="Only inspections with a recommendation to the council on this theme", travels=False
)
CHANGE = FilterSpec(
    "change",
    "key",
    help="How the newest overall grade compares with the one before",
    choices=tuple(CHANGES),
    sentence="the change “{}”",
)
GRADE_SORT = FilterSpec(
    "sort",
    "choice",
    help="Column by which the councils are sorted",
    choices=GRADE_SORTS,
    stays=True,
)
TIMES_ASKED = FilterSpec(
    "least",
    "choice",
    help="In how many inspections an area is asked about before it counts as coming back",
    choices=LEAST_CHOICES,
)
INSPECTION = FilterSpec("inspection", "key", help="Inspection", names="inspection", required=True)


@dataclass(frozen=True, slots=True)
class InspectionsState(State):
    """The state of the page of inspections; no councils stand for all."""

    councils: Annotated[tuple[str, ...], ANY_COUNCILS] = ()
    grade: Annotated[str, GRADE] = ""
    framework: Annotated[str, FRAMEWORK] = ""
    theme: Annotated[str, RECOMMENDED_THEME] = ""
    change: Annotated[str, CHANGE] = ""
    sort: Annotated[str, GRADE_SORT] = "name"
    page: Annotated[int, PAGE] = 1


@dataclass(frozen=True, slots=True)
class InspectionState(State):
    """One inspection."""

    inspection: Annotated[str, INSPECTION] = ""


@dataclass(frozen=True, slots=True)
class ReturnsState(State):
    """The state of the page of what comes back."""

    councils: Annotated[tuple[str, ...], PLANNING_COUNCILS] = ()
    theme: Annotated[str, THEME] = ""
    area: Annotated[str, AREA] = ""
    least: Annotated[str, TIMES_ASKED] = str(LEAST)
    page: Annotated[int, PAGE] = 1
