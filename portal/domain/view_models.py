"""View models: what each page shows, as values that services make and layouts draw.

Layouts read them and change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from portal.domain.comparability import Verdict
from portal.domain.comparison import Comparison
from portal.domain.indicators import Indicator, Measure, Panel, Target, Value
from portal.domain.listed_rows import (
    Inspection,
    ItemStatement,
    MeasuredItem,
    Milestone,
    NeighbourModel,
    SourceDocument,
    StatedItem,
    StatisticalDataset,
    UnplainReading,
    WorkPackage,
)
from portal.domain.measure_marks import MeasureMark
from portal.domain.plans import Action, Item, Mark, Outline, Summary
from portal.domain.same_definition import AlsoIn
from portal.domain.spread import NO_SPREAD, Spread
from portal.domain.view_state import CompareState, FindingsState, IndicatorState
from portal.domain.vocabulary import Council, Plan, Vocabulary


@dataclass(frozen=True, slots=True)
class CompareView:
    """All that the page shows for one state."""

    state: CompareState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    councils: tuple[Council, ...]
    items: tuple[Item, ...]
    summaries: Mapping[str, Summary]
    plans: Mapping[str, tuple[Plan, ...]]
    themes: Counter[str]
    before_theme: int
    matrix: Counter[tuple[str, str]]
    marks: tuple[Mark, ...]
    parts: Counter[tuple[str, str]]
    findings: Mapping[tuple[str, str], int]
    without: tuple[Council, ...] = ()

    def cell(self, area: str, council: str) -> tuple[Item, ...]:
        """The items of one area and council."""
        return tuple(i for i in self.items if i.area == area and i.council == council)


@dataclass(frozen=True, slots=True)
class GridView:
    """Improvement areas by councils: what the page shows of more councils than fit side by side.

    `rows` are the councils of one page, `total` counts all that are in view; `default` are the
    keys of those that come first. `counts` are numbers of items by area and council, `most` is
    the largest of them all. `without` are councils that were chosen and have no plan here.
    """

    state: CompareState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    rows: tuple[Council, ...]
    total: int
    default: frozenset[str]
    counts: Counter[tuple[str, str]]
    most: int
    items: int
    without: tuple[Council, ...]
    themes: Counter[str]
    before_theme: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding about one of the indicators shown; a title is None where no document is named."""

    rule: str
    indicator: str
    council: str
    period_end: date | None
    subject: str
    message: str
    document_a: str
    title_a: str | None
    place_a: str
    document_b: str
    title_b: str | None
    place_b: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that notices things: `kind` groups it, `explains` says how it decides."""

    name: str
    title: str
    kind: str
    explains: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with the names and links of all that it concerns.

    `measure` and `unit` are those of its indicator; `item` is the title of its item, "" where
    the plan has none under `item_ref`; `inspection` is the key of the one that it rests on, "" for
    none. What an editor concluded is `resolution` with its note and
    day, "" where nobody did.
    """

    key: str
    rule: str
    council: str
    indicator: str
    measure: str
    unit: str
    plan: str
    item_ref: str
    item: str
    area: str
    themes: tuple[str, ...]
    subject: str
    message: str
    value_a: str
    value_b: str
    document_a: str
    title_a: str
    published_a: str
    place_a: str
    document_b: str
    title_b: str
    published_b: str
    place_b: str
    inspection: str = ""
    resolution: str = ""
    resolution_note: str = ""
    resolved_on: str = ""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one rule: those shown, and how many there are."""

    rule: Rule
    findings: tuple[ShownFinding, ...]
    total: int


@dataclass(frozen=True, slots=True)
class FindingsChoices:
    """The choices that the filters of the page of findings offer; `documents` are names by key."""

    vocabulary: Vocabulary
    documents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FindingsView:
    """All that the page of findings shows for one state.

    `overview` counts by kind and council, whatever kinds and councils are chosen; `everything`
    is how many findings there are in all.
    """

    state: FindingsState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    councils: tuple[Council, ...]
    offered: tuple[Council, ...]
    documents: Mapping[str, str]
    groups: tuple[FindingGroup, ...]
    total: int
    everything: int
    kinds: Counter[str]
    themes: Counter[str]
    before_theme: int
    overview: Counter[tuple[str, str]]

    @property
    def shown(self) -> int:
        """Count the findings on the page."""
        return sum(len(group.findings) for group in self.groups)


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """All that the page shows for one state.

    `indicators` are those drawn; `also` says how other sources of a definition agree with them.
    Their values are among `values`, and in no panel. `areas` holds every area's value of the
    first official indicator in its newest period.
    """

    state: IndicatorState
    vocabulary: Vocabulary
    councils: tuple[Council, ...]
    measure: Measure | None
    indicators: tuple[Indicator, ...]
    values: tuple[Value, ...]
    also: tuple[AlsoIn, ...]
    panels: tuple[Panel, ...]
    targets: tuple[tuple[Indicator, Target], ...]
    verdict: Verdict
    findings: tuple[Noticed, ...]
    areas: Spread = NO_SPREAD

    @property
    def spread(self) -> list[tuple[Council, float, float | None]]:
        """List every council's newest value, with its denominator, the chosen ones first."""
        chosen = {council.id for council in self.councils}
        return self.areas.councils(self.vocabulary.by_id, chosen)

    @property
    def placed(self) -> list[tuple[Council, float]]:
        """List the chosen councils' newest values, as the councils look in this view.

        Of councils that share a figure the first stands for all, under the names of all.
        """
        areas, values, joint = self.areas.areas, self.areas.values, self.areas.joint
        placed: dict[str, tuple[Council, float]] = {}
        for council in self.councils:
            if council.id in areas:
                names = joint.get(council.id, "")
                named = replace(council, name=names) if names else council
                placed.setdefault(names or council.key, (named, values[areas.index(council.id)]))
        return list(placed.values())

    @property
    def with_values(self) -> tuple[str, ...]:
        """Keys of the councils that have at least one value or target of the measure."""
        return tuple(
            dict.fromkeys(
                [v.council.key for v in self.values] + [t.council for _, t in self.targets]
            )
        )


@dataclass(frozen=True, slots=True)
class IndicatorOptions:
    """The measures to choose from, the one chosen, and what of an address was not understood."""

    vocabulary: Vocabulary
    state: IndicatorState
    choices: tuple[Measure, ...]
    measure: Measure | None
    fits: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormerFigure:
    """A published figure that an import changed or removed: what it was, and until when."""

    indicator: Indicator
    council: Council
    period: str
    value: float | None
    symbol: str
    until: date


@dataclass(frozen=True, slots=True)
class IndicatorMore:
    """The part below the charts: `plans` are items that name the measure, `former` revised figures,
    `marks` those of indicators, by their numbers, `family` the measures that are nearly the same.
    """

    view: IndicatorView
    standing: Comparison | None
    plans: tuple[MeasuredItem, ...]
    former: tuple[FormerFigure, ...]
    marks: Mapping[int, MeasureMark] = field(default_factory=dict)
    family: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """The newest sure value of one indicator, with what it is held against.

    Of a count that starts afresh each April, `newest` is the last full year and `since` the
    count of the year that has begun.
    """

    indicator: Indicator
    newest: Value
    target: Target | None
    england: Value | None
    neighbours: Value | None
    trail: tuple[Value, ...]
    since: Value | None


@dataclass(frozen=True, slots=True)
class CouncilView:
    """All that a council's page shows."""

    vocabulary: Vocabulary
    council: Council
    inspections: tuple[Inspection, ...]
    plans: tuple[Plan, ...]
    outline: Outline
    figures: tuple[Figure, ...]
    official: bool
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True, slots=True)
class CouncilCard:
    """One council in the list of councils."""

    council: Council
    plans: tuple[Plan, ...]
    items: int
    actions: int


@dataclass(frozen=True, slots=True)
class Similar:
    """An item of another council that reads alike, with the words they share."""

    plan: str
    ref: str
    council: Council
    title: str
    summary: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """Everything about one item."""

    vocabulary: Vocabulary
    plan: Plan
    council: Council
    item: StatedItem
    document: str
    document_title: str
    item_area: str
    area_name: str
    themes: tuple[str, ...]
    actions: tuple[Action, ...]
    milestones: tuple[Milestone, ...]
    statements: tuple[ItemStatement, ...]
    parts: tuple[WorkPackage, ...]
    similar: tuple[Similar, ...]
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """All that the sources page shows."""

    vocabulary: Vocabulary
    documents: tuple[SourceDocument, ...]
    datasets: tuple[StatisticalDataset, ...]
    neighbours: NeighbourModel | None
    readings: tuple[UnplainReading, ...]
    findings: Mapping[str, int]
    indicators: tuple[Indicator, ...]
    tables: tuple[str, ...]
    marked: tuple[tuple[Indicator, MeasureMark], ...]
