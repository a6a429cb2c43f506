"""The "tartan rug": many measures of some councils at once, each in its newest period.

Which measures come first, who is among the best or worst fifth, and what is withheld where it
would mislead. Rules over plain values; nothing here reads or draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from portal.domain.comparison import Quartiles, too_few, withheld
from portal.domain.formatting import SYMBOL_NAMES, decimals_among, number, period
from portal.domain.indicators import Indicator, Measure
from portal.domain.periods import Period
from portal.domain.ranking import TRACES, distance, fifth
from portal.domain.synonyms import begin_words, readings
from portal.domain.view_state import OUTSIDE, BenchmarkState
from portal.domain.vocabulary import Council, Vocabulary

# How many measures are shown at first and added by each "Show more".
STEP = 40
SCHOOLING = "Schooling of children in need, with protection plans or in care"
_SIGNS = {"percent": "%", "days": " days"}
# A difference of two percentages is in points: 2% more than 50% would be 51%.
_GAPS = {"percent": "point", "days": "day"}


@dataclass(frozen=True, slots=True)
class Spine:
    """The spread of all councils on one indicator in its newest comparable period.

    `withheld` says why councils are not ranked on it, "" where they are; `also` names the other
    sources that have it by the same definition.
    """

    indicator: Indicator
    measure: Measure
    period: Period
    of: int
    q1: float
    q2: float
    q3: float
    england: float | None
    withheld: str
    searched: str
    also: tuple[str, ...] = ()

    @classmethod
    def over(
        cls,
        indicator: Indicator,
        measure: Measure,
        period: Period,
        of: int,
        quartiles: Quartiles,
        england: float | None,
    ) -> Spine:
        """Make the spine of an indicator, with its words for the search and reason of no ranks."""
        texts = (measure.name, indicator.name, indicator.ref, indicator.definition)
        q1, q2, q3 = quartiles
        return cls(
            indicator=indicator,
            measure=measure,
            period=period,
            of=of,
            q1=q1,
            q2=q2,
            q3=q3,
            england=england,
            withheld=withheld(indicator, of, quartiles),
            searched=" ".join(texts).lower(),
        )

    @property
    def ranked(self) -> bool:
        """True if councils are ranked, so that better and worse may be said."""
        return not self.withheld

    @property
    def sized(self) -> bool:
        """True if it grows with a council's size, so that a distance says nothing."""
        return self.indicator.unit in ("count", "gbp")

    @property
    def when(self) -> str:
        """The period in words."""
        return period(self.period.start, self.period.end, self.period.basis)

    @property
    def outside(self) -> bool:
        """True if it lies outside the improvement areas, as a school's results do."""
        return not self.measure.area

    @property
    def schooling(self) -> bool:
        """True if it is about children's school: a group of its own within the areas."""
        return self.indicator.subject == "schooling" and not self.outside

    @property
    def family(self) -> str:
        """The key of the measure that leads its family; its own where it stands alone."""
        return self.indicator.family or self.measure.key

    def few(self, value: float | None) -> str:
        """Explain why a value is not compared; "" where it is."""
        quartiles = (self.q1, self.q2, self.q3)
        return too_few(self.indicator, value, self.england, quartiles)

    def distance(self, value: float | None) -> float | None:
        """Measure how far a value lies from England, positive where worse (or higher, unranked)."""
        if self.sized:
            return None
        polarity = self.indicator.polarity if self.ranked else "none"
        return distance(value, self.england, self.q1, self.q3, polarity)


class Figure(NamedTuple):
    """One council's figure on one indicator; rank and band None where they are withheld.

    `joint` names the councils that share it, "" where it is the council's own; `few` says why it
    is not compared though it is there, "" where it is; `travel` is its direction by
    `portal.domain.travel`, "" where its series cannot be read as points. One that rounds to zero
    but is not has a rank and no value.
    """

    value: float | None
    symbol: str
    status: str
    rank: int | None
    band: str | None
    joint: str = ""
    few: str = ""
    travel: str = ""

    @property
    def sure(self) -> bool:
        """True if it may be ranked and subtracted."""
        return self.value is not None and self.symbol != "u" and not self.few

    @property
    def provisional(self) -> bool:
        """True if the publisher may still change it."""
        return self.status in ("provisional", "estimated")

    @property
    def reason(self) -> str:
        """Why there is no value, in words."""
        return SYMBOL_NAMES.get(self.symbol, self.symbol) or "no value"


NONE = Figure(None, "", "", None, None)


class Scale(NamedTuple):
    """The words for a row's figures; `polarity` is `none` where councils are not ranked."""

    unit: str
    polarity: str
    sized: bool
    of: int
    england: float | None
    decimals: int

    def shown(self, value: float | None) -> str:
        """Write a value as short as a cell needs; a unit that is long stands in the row's head."""
        if value is None:
            return "not stated"
        return self.pattern.format(number(value, self.decimals))

    @property
    def pattern(self) -> str:
        """Return the place of a number among the signs of its unit: `{}%`."""
        return f"{'£' if self.unit == 'gbp' else ''}{{}}{_SIGNS.get(self.unit, '')}"

    def beside(self, value: float | None) -> str:
        """`2.3 points worse`: a value beside England's; better and worse only where ranked.

        "" where a difference says nothing: no value, or a number that grows with a council.
        """
        if value is None or self.england is None or self.sized:
            return ""
        gap = value - self.england
        shown = number(abs(gap), self.decimals)
        if not any(digit in shown for digit in "123456789"):
            return "as England"
        if unit := _GAPS.get(self.unit, ""):
            shown += f" {unit}" if shown == "1" else f" {unit}s"
        if self.polarity == "none":
            return f"{shown} {'higher' if gap > 0 else 'lower'}"
        better = (gap > 0) == (self.polarity == "high")
        return f"{shown} {'better' if better else 'worse'}"


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One measure: how all councils lie, and the chosen councils' figures in their order.

    `near` are the near-duplicates that it leads.
    """

    spine: Spine
    figures: tuple[Figure, ...]
    scale: Scale
    near: tuple[Spine, ...] = ()


def row_of(spine: Spine, figures: Sequence[Figure], near: tuple[Spine, ...] = ()) -> BenchmarkRow:
    """Make a row; ranks and bands are left out where the spine or the figure withholds them."""
    figures = [_settled(spine, figure) for figure in figures]
    indicator = spine.indicator
    decimals = decimals_among(indicator.decimals, [spine.england, *[f.value for f in figures]])
    polarity = indicator.polarity if spine.ranked else "none"
    scale = Scale(indicator.unit, polarity, spine.sized, spine.of, spine.england, decimals)
    return BenchmarkRow(spine, tuple(figures), scale=scale, near=near)


def _settled(spine: Spine, figure: Figure) -> Figure:
    few = spine.few(figure.value)
    if few or not spine.ranked or figure.symbol == "u":
        return figure._replace(rank=None, band=None, few=few)
    return figure


@dataclass(frozen=True, slots=True)
class BenchmarkGroup:
    """Rows that belong together, with a heading that says why; "" where none is needed."""

    title: str
    rows: tuple[BenchmarkRow, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkView:
    """All that the page shows for one state.

    `everything` is how many measures are loaded, `left` how many the filters leave, `ranked` how
    many of those rank councils, and `counted` how many of these are counted: those in the
    improvement areas that are not about schooling, all where there are none; `schooling` and
    `outside` are how many ranked ones are not counted and why. Near-duplicates count as one.
    `best` and `worst` say, by council, on how many of those counted it is among the best or worst
    fifth; where only measures that get worse are asked for, `worst` counts those on which it is in
    the worst fifth and gets worse. `size` is how many measures a page holds; `leads` are the
    indicators of the themes' lead measures.
    """

    state: BenchmarkState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    councils: tuple[Council, ...]
    groups: tuple[BenchmarkGroup, ...]
    everything: int
    left: int
    ranked: int
    counted: int
    best: Mapping[str, int]
    worst: Mapping[str, int]
    themes: Counter[str]
    before_theme: int
    size: int = STEP
    leads: frozenset[int] = frozenset()
    schooling: int = 0
    outside: int = 0

    @property
    def rows(self) -> list[BenchmarkRow]:
        """The rows of all groups."""
        return [row for group in self.groups for row in group.rows]

    @property
    def newest(self) -> date | None:
        """The end of the newest period shown."""
        return max((r.spine.period.end for r in self.rows if r.spine.period.end), default=None)

    @property
    def sources(self) -> dict[str, str]:
        """The data sets of the rows shown: key and title."""
        return {r.spine.indicator.document: r.spine.indicator.document_title for r in self.rows}


def fits(spine: Spine, state: BenchmarkState) -> bool:
    """Tell if area and words leave a measure; the caller counts themes."""
    area = spine.measure.area
    if state.area and (area != state.area if state.area != OUTSIDE else area):
        return False
    plainly = all(word in spine.searched for word in state.words.lower().split())
    return plainly or any(begin_words(r, spine.indicator.name) for r in readings(state.words))


def group_title(spine: Spine, state: BenchmarkState, vocabulary: Vocabulary) -> str:
    """Name the heading of a measure."""
    if state.sort == "area":
        area = vocabulary.areas.get(spine.measure.area)
        return area.name if area else "Outside the improvement areas"
    if state.sort == "name":
        return ""
    if spine.ranked and spine.schooling:
        return SCHOOLING
    if spine.ranked:
        return "Outside the improvement areas" if spine.outside and not state.area else ""
    if spine.sized:
        return "Numbers and sums that grow with a council’s size: not compared"
    return "Not ranked: the furthest from England first, whether higher or lower"


def rounded_to_none(figure: Figure, unit: str) -> bool:
    """Tell if a figure is a percentage of 0, which councils with few and with no cases share."""
    return (figure.value == 0 or figure.symbol in TRACES) and unit == "percent"


def mark(figure: Figure, of: int, unit: str) -> str:
    """Tell if a figure is an exception: `best`, `worst` or ""; no 0% is a best one."""
    kind = fifth(figure.rank, of)
    return "" if kind == "best" and rounded_to_none(figure, unit) else kind
