"""The evidence that the rules of enquiry read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.domain.formatting import decimals_among, with_unit
from portal.domain.indicators import Indicator, Measure, Series
from portal.domain.lines_of_enquiry.families import RelatedIndicators
from portal.domain.plans import Action, Item
from portal.domain.returns import History
from portal.domain.visits import Reference
from portal.domain.vocabulary import Area, Council, Plan, Theme


@dataclass(frozen=True, slots=True)
class Planned:
    """An item with the keys of its references, the actions' in their order.

    Of other councils' items these are all that is told of the actions.

    `measured` says whether its plan names something that measures it or sets an outcome.
    """

    item: Item
    key: str
    actions: tuple[str, ...]
    measured: bool = False

    def keyed(self) -> Iterator[tuple[str, Action]]:
        """Pair the actions with the keys of their references."""
        return zip(self.actions, self.item.actions, strict=True)


@dataclass(frozen=True, slots=True)
class PeerValue:
    """A council's sure official figure in one period; rank and band None where withheld."""

    council: Council
    value: float
    rank: int | None
    band: str | None


@dataclass(frozen=True, slots=True)
class Position:
    """An official figure of the council in its newest comparable period, and who stands beside.

    `near` are the statistical neighbours that have a figure, `asked` how many the model names;
    `planning` are the councils whose plans the portal holds. `withheld` says why nobody is
    ranked, "" where councils are. `single` says whether no other indicator of official statistics
    defines the measure, so that the measure alone names the figure. `away` is its distance from
    England in widths of the middle half of councils, above zero where it is worse.
    """

    indicator: Indicator
    measure: Measure
    when: str
    end: date
    of: int
    england: float | None
    withheld: str
    figure: PeerValue
    near: tuple[PeerValue, ...]
    asked: int
    model: str
    planning: tuple[PeerValue, ...]
    basis: str
    single: bool
    away: float = 0

    def refer(self, held: PeerValue) -> Reference:
        """Refer to one council's figure."""
        key = held.council.key
        if self.single:
            return Reference("standing", f"{self.measure.key}/{key}")
        return Reference("figure", f"{self.indicator.key}/{key}/{self.end}/{self.basis}")

    def shown(self, value: float | None) -> str:
        """Show a figure with its unit, in the decimals of all that are held together here."""
        beside = (held.value for held in (self.figure, *self.near, *self.planning))
        decimals = decimals_among(self.indicator.decimals, (self.england, *beside))
        return with_unit(value, decimals, self.indicator.unit)


@dataclass(frozen=True, slots=True)
class PlanStatement:
    """A statement of a plan: its kind, its item's key or "", and the measure that it names.

    `figured` says whether the plan's own document prints a value or a target of the measure.
    """

    plan: str
    kind: str
    item: str = ""
    measure: str = ""
    name: str = ""
    area: str = ""
    themes: tuple[str, ...] = ()
    figured: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A milestone of a plan: the key of its item, and whether a result is printed for it."""

    plan: str
    item: str
    reported: bool


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding about the council's documents."""

    key: str
    title: str
    kind: str
    subject: str
    message: str
    published: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouncilEvidence:
    """All that the rules may use about one council; doubtful readings are kept out by them.

    `plans` are the council's, oldest first; `others` the items of other councils, under their
    plans in `elsewhere`. `printed` are series of the council's documents, `official` those of
    official statistics; `beside` are series that other councils' documents print. `measuring`
    are per plan the areas in which its document has a measure. `kin` names under an official
    indicator's key those that tell the same story, which no question counts again. `history`
    holds what inspections asked, None where that is not looked at. Without `today` nothing is old.
    """

    council: Council
    areas: Mapping[str, Area]
    themes: Mapping[str, Theme]
    plans: tuple[Plan, ...] = ()
    items: tuple[Planned, ...] = ()
    elsewhere: Mapping[str, Plan] = field(default_factory=dict)
    others: tuple[Planned, ...] = ()
    councils: Mapping[str, Council] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    printed: tuple[Series, ...] = ()
    beside: tuple[Series, ...] = ()
    official: tuple[Series, ...] = ()
    placings: tuple[Position, ...] = ()
    statements: tuple[PlanStatement, ...] = ()
    stages: tuple[Stage, ...] = ()
    measuring: Mapping[str, frozenset[str]] = field(default_factory=dict)
    findings: tuple[Noticed, ...] = ()
    kin: RelatedIndicators = field(default_factory=dict)
    history: History | None = None
    today: date | None = None

    def of_plan(self, plan: str) -> tuple[Planned, ...]:
        """List the council's items of one plan."""
        return tuple(entry for entry in self.items if entry.item.plan == plan)

    @property
    def current(self) -> tuple[Plan, ...]:
        """The newest plan, those that answer the same inspection, and those of its last year."""
        if not self.plans:
            return ()
        newest = self.plans[-1]

        def months(plan: Plan) -> int:
            return int(plan.published[:4]) * 12 + int(plan.published[5:7] or 1)

        return tuple(
            plan
            for plan in self.plans
            if (plan.inspection and plan.inspection == newest.inspection)
            or months(newest) - months(plan) <= 12
        )
