"""Figures and plans with an audience: their way from draft to public, who may see and do what.

A council's return, or its plan, is a draft until a second person has checked it, then checked, then
shared with its audience, and public from the day of its embargo. Each step may be taken by the
council's own submitters and by editors; only editors make it public before its day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from portal.domain.access import EDITOR, EVERYBODY, PARTNER, PARTNERS, SUBMITTER, Actor
from portal.domain.formatting import SYMBOL_NAMES, decimals_of, number, period, with_unit
from portal.domain.ranking import TRACES, standing

DRAFT, CHECKED, SHARED, PUBLIC, WITHDRAWN = "draft", "checked", "shared", "public", "withdrawn"
# What stands on the page where an import that made something public was undone.
TAKEN_BACK = "taken back"
STATES = {
    DRAFT: "a second person must check it",
    CHECKED: "checked, and not shared yet",
    SHARED: "signed off; its audience sees it, marked provisional",
    PUBLIC: "everybody sees it",
    WITHDRAWN: "what it held is gone",
    TAKEN_BACK: "it was public until its import was undone",
}
MAX_TITLE, MAX_REASON = 120, 500
_UNITED_KINGDOM = ZoneInfo("Europe/London")
# The document of the public tables that holds returns which have become public, for all councils.
DOCUMENT = "councils-own-returns"
# Fewer children than this may be told apart by who knows them.
FEW = 6
# Units of which a quarter has a part of a year's.
_ADDED_UP = ("count", "per_10k", "gbp")
_PARTS = ("month", "quarter", "cumulative")
_MARCH = 3


def cited_as(document: str) -> str:
    """Say what kind of figures a data set holds, as files and packs cite it."""
    return "councils’ own figures" if document == DOCUMENT else "official statistics"


class CannotShare(ValueError):
    """A step that cannot be taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The data sets that somebody may see.

    `every` for all of them, `council` for all of that council's, `audiences` for the shared ones
    of those audiences.
    """

    every: bool
    council: str
    audiences: frozenset[str]

    @property
    def nothing(self) -> bool:
        """True if nothing can be seen, whatever there is."""
        return not (self.every or self.council or self.audiences)


def seen_by(actor: Actor | None) -> Seen:
    """Tell which data sets somebody may see; nobody sees any."""
    if actor is None:
        return Seen(every=False, council="", audiences=frozenset())
    partners = {PARTNERS} if PARTNER in actor.roles else set()
    return Seen(
        every=EDITOR in actor.roles,
        council=actor.council if SUBMITTER in actor.roles else "",
        audiences=frozenset({*partners, *actor.groups}) - {EVERYBODY},
    )


def day_of(moment: datetime) -> date:
    """The day in the United Kingdom, by which embargoes end, at a moment in UTC without a zone."""
    return moment.replace(tzinfo=UTC).astimezone(_UNITED_KINGDOM).date()


def embargo_of(text: str, today: date) -> date | None:
    """Read the day on which something becomes public by itself, None where none is given.

    Raises:
        CannotShare: if it is no day to come.
    """
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise CannotShare(f"“{text[:40]}” is no day; write it as 2026-09-30.") from None
    if day <= today:
        raise CannotShare(
            "The day on which it becomes public must lie after today; choose a later one."
        )
    return day


def mark_of(audience: str) -> str:
    """Say of a shared figure that it is provisional, and with whom it is shared."""
    marks = {PARTNERS: "shared among partners", EVERYBODY: "not public yet"}
    return f"provisional, {marks.get(audience) or f'shared with the group “{audience}”'}"


def sends_for(actor: Actor, council: str) -> bool:
    """Tell if somebody may upload, check, share and withdraw figures of a council."""
    return EDITOR in actor.roles or (SUBMITTER in actor.roles and actor.council == council != "")


@dataclass(frozen=True, slots=True)
class DataSet:
    """A council's return or plan as those see it who may; people are named as others see them.

    `reading` is the number of the plan's reading, None for a return; `undone` tells that the import
    which made it public was undone.
    """

    id: int
    council: str
    council_name: str
    title: str
    audience: str
    embargo: date | None
    state: str
    file: str
    sha256: str
    figures: int
    made_by: int
    made_name: str
    made_at: datetime
    checked_name: str = ""
    checked_at: datetime | None = None
    shared_name: str = ""
    shared_at: datetime | None = None
    ended_by: str = ""
    ended_at: datetime | None = None
    reason: str = ""
    import_id: int | None = None
    reading: int | None = None
    actions: int = 0
    undone: bool = False

    @property
    def is_plan(self) -> bool:
        """True for a draft plan, False for a return of figures."""
        return self.reading is not None

    @property
    def kind(self) -> str:
        """The word for it in a sentence."""
        return "draft plan" if self.is_plan else "return"

    @property
    def holds(self) -> str:
        """The number of its figures or actions, with the word."""
        number, word = (self.actions, "action") if self.is_plan else (self.figures, "figure")
        return f"{number} {word}" + ("" if number == 1 else "s")

    @property
    def stands(self) -> str:
        """The state that people read."""
        return TAKEN_BACK if self.state == PUBLIC and self.undone else self.state

    @property
    def meaning(self) -> str:
        """Say what that state means."""
        if self.stands == SHARED and self.audience == EVERYBODY:
            return "signed off; nobody else sees it before it is public"
        return STATES[self.stands]

    @property
    def audience_words(self) -> str:
        """Name those who see it once it is shared."""
        audiences = {PARTNERS: "all partners", EVERYBODY: "nobody before it is public"}
        return audiences.get(self.audience) or f"the group “{self.audience}”"

    @property
    def mark(self) -> str:
        """Say beside each of its figures how far it may be trusted, and who sees it."""
        if self.stands == PUBLIC:
            return "provisional"
        if self.stands == TAKEN_BACK:
            return "provisional, taken back"
        if self.state != SHARED:
            return "provisional, not shared"
        return mark_of(self.audience)

    def steps(self, actor: Actor) -> tuple[str, ...]:
        """List the steps that somebody may take now, by the state that each leads to."""
        if not sends_for(actor, self.council):
            return ()
        steps = []
        if self.state == DRAFT and actor.id != self.made_by:
            steps.append(CHECKED)
        if self.state == CHECKED:
            steps.append(SHARED)
        if self.state == SHARED and EDITOR in actor.roles:
            steps.append(PUBLIC)
        if self.state in (DRAFT, CHECKED, SHARED) or self.stands == TAKEN_BACK:
            steps.append(WITHDRAWN)
        return tuple(steps)


@dataclass(frozen=True, slots=True)
class Definition:
    """The official definition of a measure that a return may give, and how its newest counts."""

    measure: str
    name: str
    unit: str
    unit_text: str
    decimals: int | None
    polarity: str
    lead: bool = False
    basis: str = ""

    @property
    def unit_words(self) -> str:
        """The unit as a template names it."""
        return self.unit_text if self.unit == "ratio" and self.unit_text else self.unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a return, of one council, measure and period."""

    measure: str
    period: str
    start: date | None
    end: date
    basis: str
    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str
    printed: str
    note: str
    place: str

    @property
    def when(self) -> str:
        """The period in words."""
        return period(self.start, self.end, self.basis)

    def shown(self, unit: str) -> str:
        """The value with its unit, as exactly as the file has it; a symbol in words."""
        if self.value is None:
            return SYMBOL_NAMES.get(self.symbol, self.symbol)
        return with_unit(self.value, decimals_of(self.value), unit)

    @property
    def counts(self) -> str:
        """`89 of 122`, where both are given."""
        if self.numerator is None or self.denominator is None:
            return ""
        return f"{number(self.numerator)} of {number(self.denominator)}"

    def apart(self, official: str, unit: str) -> str:
        """Say why it cannot be held against official figures of a basis; "" where it can.

        The share of a quarter may stand beside that of a year; its count or rate is a part of it.
        """
        on_a_day = self.basis == "snapshot"
        if official and on_a_day != (official == "snapshot"):
            day = ("not of a day, this one is", "of a day, this one is not")[not on_a_day]
            return f"Official figures are {day}: not comparable"
        whole = self.basis == "cumulative" and self.end.month == _MARCH
        if official == "year" and unit in _ADDED_UP and self.basis in _PARTS and not whole:
            return "Official figures are of a year, this one of less: not comparable"
        return ""

    def doubts(self, definition: Definition) -> tuple[str, ...]:
        """Name what a second person should look at."""
        doubts = []
        computed = computed_value(self.numerator, self.denominator, definition.unit)
        if self.value is not None and computed is not None:
            digits = decimals_of(self.value)
            if abs(computed - self.value) > 0.5 * 10**-digits + 1e-9:
                doubts.append(f"{self.counts} is {number(computed, max(1, digits))}")
        if apart := self.apart(definition.basis, definition.unit):
            doubts.append(apart)
        if self.numerator is not None and 0 < self.numerator < FEW:
            doubts.append(f"Fewer than {FEW} are counted: write c, if this may not become public")
        return tuple(doubts)


def figure_of(row: object) -> Figure:
    """Make a figure of a row of `shared_figures`."""
    columns = {"start": "period_start", "end": "period_end"}
    names = Figure.__dataclass_fields__
    return Figure(**{name: getattr(row, columns.get(name, name)) for name in names})


def computed_value(numerator: float | None, denominator: float | None, unit: str) -> float | None:
    """Divide the counts of a percentage or rate; None where they or its factor are not known."""
    factor = {"percent": 100.0, "per_10k": 10_000.0}.get(unit)
    if factor is None or numerator is None or not denominator:
        return None
    return factor * numerator / denominator


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A shared figure among those that others sent: rank `rank` of `of`, 0 where there is none.

    `mark` says that it is provisional and with whom it is shared; `official` is the council's
    newest official figure in words, "" where there is none; `apart` says why the two cannot be held
    against each other.
    """

    data_set: int
    title: str
    council: str
    mark: str
    figure: Figure
    shown: str
    rank: int
    of: int
    official: str
    apart: str = ""

    @property
    def place(self) -> str:
        """`2 of 5 that you see`: others may have sent theirs to others."""
        if self.figure.value is None and not self.rank:
            return "not ranked"
        if self.of == 1:
            return "the only one that you see"
        of = f"of {self.of} that you see"
        return f"{self.rank} {of}" if self.rank else f"not ranked; one {of}"


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """A council's plan that is shared as a draft: what it is, and how far it says to be."""

    data_set: int
    title: str
    council: str
    mark: str
    items: int
    actions: int
    completed: int
    reported: str


@dataclass(frozen=True, slots=True)
class SharedCourse:
    """A council's figures of a measure over time, as a chart shows them: day and value."""

    council: str
    colour: str
    symbol: str
    official: tuple[tuple[date, float], ...]
    shared: tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class SharedMeasure:
    """The shared figures of a measure; `england` is its newest official figure in words.

    `courses` are for a chart, where the page is of one measure.
    """

    measure: str
    name: str
    england: str
    values: tuple[SharedValue, ...]
    courses: tuple[SharedCourse, ...] = ()


def ranks(values: Sequence[tuple[float | None, str]], polarity: str) -> list[tuple[int, int]]:
    """Rank the councils that sent a figure: rank and n of N for each, 0 where it is not ranked.

    Args:
        values: a value and a symbol for each council.
        polarity: `high` or `low` is best; with `none` nobody is ranked.
    """
    traces = [symbol in TRACES for _value, symbol in values]
    ranked = [at for at, (value, _symbol) in enumerate(values) if value is not None or traces[at]]
    placed = [(0, len(ranked))] * len(values)
    if not ranked:
        return placed
    numbers = np.array([values[at][0] or 0.0 for at in ranked])
    place = standing(numbers, polarity, np.array([traces[at] for at in ranked]))
    for at, rank in zip(ranked, place.ranks, strict=False):
        placed[at] = (rank, len(ranked))
    return placed
