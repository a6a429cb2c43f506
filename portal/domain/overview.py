"""The overview: what inspectors asked of councils, what these planned, what the figures say.

Rules over plain values. A subject is a theme, an improvement area or both; what a council has on
it is picked out of its record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Annotated

from portal.domain.benchmarks import Spine
from portal.domain.council_standing import PlacedFigure
from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.inspections import GRADE_NAMES, GradedInspection
from portal.domain.plans import Item, Summary, drafts, summarise
from portal.domain.returns import Cell, History, Line
from portal.domain.view_state import AREA, FIGURE_COUNCILS, THEME, State
from portal.domain.vocabulary import Council, Plan, Vocabulary

# Columns that are wide enough to read.
SIDE_BY_SIDE = 4
# So many measures of a theme are shown; the summary has the others.
MOST_MEASURES = 4
_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times"}
# In a sentence: of one council, and of several.
_GRADED = {
    "outstanding": ("is outstanding", "are outstanding"),
    "good": ("is good", "are good"),
    "requires-improvement": (
        "requires improvement to be good",
        "require improvement to be good",
    ),
    "inadequate": ("is inadequate", "are inadequate"),
}


@dataclass(frozen=True, slots=True)
class OverviewState(State):
    """The state of the overview."""

    councils: Annotated[tuple[str, ...], FIGURE_COUNCILS] = ()
    theme: Annotated[str, THEME] = ""
    area: Annotated[str, AREA] = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan's items on a subject, with what their actions give."""

    plan: Plan
    items: tuple[Item, ...]

    @property
    def summary(self) -> Summary:
        """Count the items and their actions."""
        return summarise(self.items, drafts([self.plan]))


@dataclass(frozen=True, slots=True)
class Lead:
    """A measure of a subject: each council's placing, and its values by the year they end in.

    `placings` and `lines` are in the order of the councils, `england` is England's line.
    """

    spine: Spine
    placings: tuple[PlacedFigure, ...]
    lines: tuple[Mapping[int, float], ...]
    england: Mapping[int, float]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that any line has a value of, the first to the last."""
        return tuple(sorted({year for line in (*self.lines, self.england) for year in line}))

    @property
    def furthest(self) -> float:
        """The distance from England of the council that lies worst; see `Spine.distance`."""
        values = (p.figure.value for p in self.placings if p.figure.sure)
        away = [distance for v in values if (distance := self.spine.distance(v)) is not None]
        return max(away, default=-inf)


@dataclass(frozen=True, slots=True)
class Subject:
    """A theme, an area or both; `more` is how many further lead measures it has."""

    theme: str
    area: str
    name: str
    leads: tuple[Lead, ...] = ()
    more: int = 0

    @property
    def in_words(self) -> str:
        """Its name within a sentence."""
        return f"{self.name[:1].lower()}{self.name[1:]}"

    def holds(self, item: Item) -> bool:
        """Tell if an item is about it."""
        return self.area in ("", item.area) and self.theme in ("", *item.themes)

    def line(self, history: History) -> Line:
        """Its line in a council's history: of one theme alone where it has an area too."""
        return history.line(self.area or self.theme)


@dataclass(frozen=True, slots=True)
class CouncilRecord:
    """The record of a council in the portal: inspections and plans, the newest first.

    `history` is by the rule of what comes back, of the theme alone where the filters name an area
    too; `items` are under the key of their plan.
    """

    inspections: tuple[GradedInspection, ...]
    history: History
    plans: tuple[Plan, ...]
    items: Mapping[str, tuple[Item, ...]]

    @property
    def graded(self) -> GradedInspection | None:
        """The newest inspection with an overall grade, else the newest of all."""
        graded = (inspection for inspection in self.inspections if inspection.overall)
        return next(graded, self.inspections[0] if self.inspections else None)

    @property
    def unread(self) -> GradedInspection | None:
        """The newest inspection, where the portal does not hold what it asked for."""
        newest = self.inspections[0] if self.inspections else None
        unread = {stop.inspection.key for stop in self.history.unread if stop.inspection}
        return newest if newest and newest.key in unread else None

    @property
    def newest_plan(self) -> Planned | None:
        """The plan published last, with all its items."""
        plan = self.plans[0] if self.plans else None
        return Planned(plan, self.items.get(plan.key, ())) if plan else None

    @property
    def overtaken(self) -> GradedInspection | None:
        """The newest inspection, where every plan is older."""
        newest = self.inspections[0] if self.inspections else None
        if newest is None or not self.plans:
            return None
        return newest if self.plans[0].published[:7] < newest.inspected[:7] else None

    def asked(self, subject: Subject) -> tuple[Cell, ...]:
        """List what inspections asked for on a subject, the newest first."""
        cells = subject.line(self.history).cells
        return tuple(cell for cell in reversed(cells) if cell.asked or cell.board)

    def planned(self, subject: Subject) -> tuple[Planned, ...]:
        """List the plans with items on a subject, the newest first."""
        return tuple(
            Planned(plan, items)
            for plan in self.plans
            if (items := tuple(filter(subject.holds, self.items.get(plan.key, ()))))
        )


@dataclass(frozen=True, slots=True)
class OverviewView:
    """All that the page shows for one state.

    `councils` are those side by side, `chosen` all that were asked for; `subjects` is the one
    that the filters name, or every theme. `loaded` is false without any official statistics.
    """

    state: OverviewState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    chosen: tuple[Council, ...]
    councils: tuple[Council, ...]
    records: tuple[CouncilRecord, ...]
    subjects: tuple[Subject, ...]
    loaded: bool

    @property
    def columns(self) -> list[tuple[Council, CouncilRecord]]:
        """The councils, each with its record."""
        return list(zip(self.councils, self.records, strict=True))

    @property
    def subject(self) -> Subject | None:
        """The subject that the filters name; None where they name none."""
        return self.subjects[0] if self.state.theme or self.state.area else None


def subject_name(theme: str, area: str, vocabulary: Vocabulary) -> str:
    """Name a subject by its keys: `Supervision`, `Workforce`, `Supervision, in workforce`."""
    names = [vocabulary.themes[theme].name] if theme else []
    if area:
        name = vocabulary.areas[area].name
        names.append(f"in {name[:1].lower()}{name[1:]}" if names else name)
    return ", ".join(names)


def headline(view: OverviewView) -> str:
    """Say in two sentences what is seen: who was asked when, and the grades of today."""
    parts = [_asked_in_words(view), grades_in_words(view)]
    if not view.subject:
        dated = [record for record in view.records if record.plans and record.inspections]
        if dated and all(record.overtaken for record in dated):
            parts.append("Every plan here is older than the newest inspection.")
    return " ".join(part for part in parts if part)


def _asked_in_words(view: OverviewView) -> str:
    subject = view.subject
    if subject is None:
        return ""
    asked = []
    for council, record in view.columns:
        cells = subject.line(record.history).asked
        if cells:
            times = _TIMES.get(len(cells), f"{len(cells)} times")
            last = cells[-1].stop.dated[:4]
            asked.append(f"of {council.name} {times}, {'last ' * (len(cells) > 1)}in {last}")
    if not asked:
        return f"No recommendation that the portal holds is about {subject.in_words}."
    return f"{subject.name}: asked {'; '.join(asked)}."


def grades_in_words(view: OverviewView) -> str:
    """Say the overall grades of the newest inspections, councils of one grade together."""
    graded: dict[str, list[str]] = {}
    for council, record in view.columns:
        newest = record.graded
        if newest is not None and newest.overall in _GRADED:
            graded.setdefault(newest.overall, []).append(council.name)
    order = [grade for grade in GRADE_NAMES if grade in graded]
    parts = [f"{sentence_list(graded[g])} {_GRADED[g][len(graded[g]) > 1]}" for g in order]
    return f"{'; '.join(parts)}." if parts else ""


def nothing_asked(council: Council, record: CouncilRecord, subject: Subject) -> str:
    """Say why no recommendation to a council stands under a subject."""
    read = record.history.read
    if not record.inspections:
        return f"No inspection of {council.name} is in the portal."
    if not read:
        count = plural(len(record.inspections), "inspection")
        return f"The recommendations of {council.name}’s {count} are not in the portal."
    count = plural(sum(len(stop.requests or ()) for stop in read), "recommendation")
    dates = [stop.dated[:4] for stop in read]
    years = f"{dates[0]} to {dates[-1]}" if dates[0] < dates[-1] else dates[0]
    return f"None of {council.name}’s {count} of {years} is about {subject.in_words}."


def nothing_planned(council: Council, record: CouncilRecord, subject: Subject) -> str:
    """Say why no item of a council stands under a subject."""
    if not record.plans:
        return f"No plan of {council.name} is in the portal."
    plans = sentence_list([plan.short for plan in reversed(record.plans)])
    return f"Nothing on {subject.in_words} in {council.name}’s papers ({plans})."


def no_later_plan(record: CouncilRecord) -> str:
    """Say that no plan is younger than the newest inspection; "" where one is."""
    newest = record.overtaken
    since = printed_date(newest.inspected[:7]) if newest else ""
    return f"No plan since the inspection of {since} is in the portal." if since else ""
