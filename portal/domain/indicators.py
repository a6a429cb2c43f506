"""Indicators: values, the series they form, and the panels in which series may share a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from portal.domain.formatting import SYMBOL_NAMES, UNIT_NAMES, number, period, with_unit
from portal.domain.intervals import wilson
from portal.domain.vocabulary import Council, Plan

# Councils' lines that one chart can hold before they hide one another, and those beside which
# there is room for the lines of their neighbours.
MOST_TOGETHER, MOST_WITH_NEIGHBOURS = 8, 4
# Comparators are grey lines; their dashes tell England, regions and neighbours apart.
COMPARATOR_DASHES = {"country": "dash", "region": "dot", "neighbours": "dashdot"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, harmonised across councils; `position` is its place in its area, if it has one."""

    key: str
    name: str
    area: str
    themes: tuple[str, ...]
    polarity: str
    polarity_reason: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A value that a document sets for an indicator."""

    indicator: str
    council: str
    due: date | None
    due_text: str
    value: float | None
    decimals: int
    value_upper: float | None
    text: str
    place: str
    note: str

    def shown(self, unit: str) -> str:
        """Write the target as it is read aloud; a range or an unclear one as printed."""
        if self.value_upper is not None:
            return self.text
        if self.value is None:
            return f"“{self.text}”, not clear" if self.text else "not legible"
        sign = "at least " if self.text.startswith("+") or self.text.endswith("+") else ""
        return sign + with_unit(self.value, self.decimals, unit)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One council's or department's own definition of a measure.

    `family` is the key of the measure that this one nearly repeats, for the reason of
    `family_reason`, "" where there is none; `subject` is `schooling` or "".
    """

    id: int
    key: str
    ref: str
    name: str
    unit: str
    polarity: str
    polarity_reason: str
    themes: tuple[str, ...]
    definition: str
    definition_code: str
    population: str
    place: str
    note: str
    measure: str
    document: str
    document_title: str
    published: str
    council: str
    targets: tuple[Target, ...] = ()
    kind: str = ""
    unit_text: str = ""
    decimals: int | None = None
    latest: int | None = None
    breaks: str = ""
    subject: str = ""
    family: str = ""
    family_reason: str = ""

    @property
    def official(self) -> bool:
        """True if it is of official statistics, not of a council's document."""
        return self.kind == "statistics"

    @property
    def unit_name(self) -> str:
        """The unit in words, in the publisher's where the portal's are too coarse."""
        return (self.unit_text if self.unit == "ratio" else "") or UNIT_NAMES[self.unit]

    def with_unit(self, name: str) -> str:
        """Name a chart of this indicator, with the unit said once: `Adoptions, children`."""
        share = self.unit == "percent" and "share" in name.lower()
        stated = share or self.unit_name in name or "per 10,000" in name or "%" in name
        return name if stated else f"{name}, {self.unit_name}"

    @property
    def where(self) -> str:
        """Its place in the source; of statistics the publisher's own name for it, said as such."""
        return f"the publisher’s {self.place}" if self.official and self.place else self.place

    @property
    def changes(self) -> tuple[tuple[date, str], ...]:
        """The days on which the definition changed, and how."""
        return _days_with_reasons(self.breaks) if self.breaks else ()


@lru_cache(maxsize=1024)
def _days_with_reasons(breaks: str) -> tuple[tuple[date, str], ...]:
    lines = [line.partition(" ") for line in breaks.splitlines()]
    return tuple((date.fromisoformat(day), why) for day, _, why in lines)


class Value(NamedTuple):
    """One printed value; `value` is None where it is missing, with the reason in `symbol`.

    `joint` names the councils that share it, "" where it is one council's own. A tuple, since a
    page makes hundreds and a dataclass costs three times as much.
    """

    indicator: Indicator
    council: Council
    start: date | None
    end: date | None
    basis: str
    value: float | None
    decimals: int
    numerator: float | None
    denominator: float | None
    symbol: str
    reading: str
    raw_text: str
    place: str
    note: str
    status: str = ""
    rank: int | None = None
    band: str | None = None
    joint: str = ""

    @property
    def provisional(self) -> bool:
        """True if the publisher may still change it."""
        return self.status in ("provisional", "estimated")

    @property
    def month(self) -> date | None:
        """The first day of the month that the period ends in: where a chart draws it."""
        return self.end.replace(day=1) if self.end else None

    @property
    def shown(self) -> str:
        """The value with its unit, as exactly as printed; a symbol in words."""
        if self.value is None and self.symbol:
            return SYMBOL_NAMES.get(self.symbol, self.symbol)
        return with_unit(self.value, self.decimals, self.indicator.unit)

    @property
    def period(self) -> str:
        """The period in words."""
        return period(self.start, self.end, self.basis)

    @property
    def counts(self) -> str:
        """`89 of 122`, where numerator and denominator are printed."""
        if self.numerator is None or self.denominator is None:
            return ""
        return f"{number(self.numerator)} of {number(self.denominator)}"

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of a percentage, in percent; None where its counts are not known."""
        if self.indicator.unit != "percent" or self.numerator is None or not self.denominator:
            return None
        if not 0 <= self.numerator <= self.denominator:
            return None
        low, high = wilson(self.numerator, self.denominator)
        return 100 * low, 100 * high


@dataclass(frozen=True)
class Series:
    """Values of one indicator for one council on one basis, in the order of time."""

    indicator: Indicator
    council: Council
    basis: str
    values: tuple[Value, ...]

    @property
    def label(self) -> str:
        """`Torbay, T8`: enough to tell it from its neighbours."""
        ref = "" if self.indicator.official else self.indicator.ref
        return f"{self.council.name}, {ref}" if ref else self.council.name

    @cached_property
    def sure(self) -> tuple[Value, ...]:
        """The values that may be ranked or subtracted: there, dated and not doubtful."""
        return tuple(
            v for v in self.values if v.value is not None and v.end and v.reading != "doubtful"
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """Series that may share one chart: same definition, unit and basis.

    `comparators` are the printed values of England, a region or neighbours for the same
    definition; their basis may be another, which the panel says. `backdrop` are the comparators'
    series of official statistics, of the same indicator and basis.
    """

    definition_code: str
    unit: str
    basis: str
    series: tuple[Series, ...]
    comparators: tuple[Value, ...]
    backdrop: tuple[Series, ...] = ()

    @property
    def official(self) -> bool:
        """True if it shows official statistics."""
        return self.series[0].indicator.official

    @property
    def drawn(self) -> tuple[Series, ...]:
        """Return the series that its chart draws: the first, where official ones are too many."""
        return self.series[:MOST_TOGETHER] if self.official else self.series

    @property
    def newest(self) -> date:
        """The end of its newest period."""
        ends = [v.end for s in self.series for v in s.values if v.end]
        return max(ends, default=date.min)

    @property
    def points(self) -> int:
        """The number of dated values in the panel."""
        return sum(1 for s in self.series for v in s.values if v.value is not None and v.end)

    @property
    def drawable(self) -> bool:
        """True if some series has three dated values, or two of official statistics."""
        fewest = 2 if self.official else 3
        return any(len({v.end for v in s.values if v.end}) >= fewest for s in self.series)


def as_series(values: Iterable[Value]) -> list[Series]:
    """Group values of councils and single areas into series, in the order they come."""
    grouped: dict[tuple[str, str, str], list[Value]] = {}
    for value in values:
        key = value.indicator.key, value.council.key, value.basis
        group = grouped.get(key)
        if group is None:
            group = grouped[key] = []
        group.append(value)
    return [
        Series(group[0].indicator, group[0].council, basis=group[0].basis, values=tuple(group))
        for group in grouped.values()
    ]


def as_panels(
    values: Sequence[Value], councils: Sequence[Council], split: bool = False
) -> list[Panel]:
    """Arrange the panels of a measure: official statistics first, then those with most points.

    Args:
        values: all values of the measure for the chosen councils and the comparators.
        councils: the chosen councils; every other area is a comparator.
        split: one panel a series (small multiples) instead of one a definition.
    """
    chosen = {council.key for council in councils}
    grouped: dict[tuple[str, ...], list[Series]] = {}
    beside: list[Series] = []
    for series in as_series(values):
        indicator = series.indicator
        if series.council.key not in chosen:
            if indicator.official:
                beside.append(series)
            continue
        key: tuple[str, ...] = (indicator.definition_code, indicator.unit, series.basis)
        if indicator.official:
            key = (*key, indicator.key)  # two data sets do not share a chart
        if split:
            key = (*key, indicator.key, series.council.key)
        grouped.setdefault(key, []).append(series)
    panels = [_panel(key, group, values, beside, councils) for key, group in grouped.items()]
    order = {council.key: place for place, council in enumerate(councils)}

    def place(panel: Panel) -> tuple[bool, int, int]:
        if not panel.official:
            return True, -panel.points, 0
        return False, -panel.newest.toordinal(), order[panel.series[0].council.key]

    return sorted(panels, key=place)


def _panel(
    key: tuple[str, ...],
    group: list[Series],
    values: Sequence[Value],
    beside: Sequence[Series],
    councils: Sequence[Council],
) -> Panel:
    order = {council.key: place for place, council in enumerate(councils)}
    if group[0].indicator.official:
        key_basis = group[0].indicator.key, group[0].basis
        ranked = tuple(sorted(group, key=lambda s: order[s.council.key]))
        lines = ranked[:MOST_TOGETHER]
        behind = tuple(
            s for s in beside if (s.indicator.key, s.basis) == key_basis and _belongs(s, lines)
        )
        if group[0].indicator.unit in ("count", "gbp"):
            behind = ()  # a town's number says nothing beside a nation's
        return Panel(
            definition_code=key[0],
            unit=key[1],
            basis=key[2],
            series=ranked,
            comparators=(),
            backdrop=behind,
        )
    ranked = tuple(sorted(group, key=lambda s: -len(s.values)))
    return Panel(
        definition_code=key[0],
        unit=key[1],
        basis=key[2],
        series=ranked,
        comparators=_comparators(values, key[0], key[1]),
    )


def _belongs(beside: Series, group: Sequence[Series]) -> bool:
    """Tell if a comparator is one of the councils drawn: the country, their regions, neighbours."""
    area = beside.council
    if area.kind == "region":
        return any(area.key == series.council.region for series in group)
    if area.kind == "neighbours":
        return len(group) <= MOST_WITH_NEIGHBOURS and any(
            area.key.startswith(f"{series.council.key}-neighbours") for series in group
        )
    return True


def _comparators(values: Sequence[Value], code: str, unit: str) -> tuple[Value, ...]:
    """Find the newest comparator value of each area for a definition."""
    newest: dict[str, Value] = {}
    if unit in ("count", "gbp"):
        return ()  # a town's number says nothing beside a nation's
    for value in values:
        indicator = value.indicator
        if value.council.kind not in ("country", "region", "neighbours") or value.value is None:
            continue
        if (indicator.definition_code, indicator.unit) != (code, unit):
            continue
        if value.reading == "doubtful":
            continue
        before = newest.get(value.council.key)
        if before is None or (value.end or date.min) >= (before.end or date.min):
            newest[value.council.key] = value
    return tuple(newest.values())


def inspected_before(values: Iterable[Value], plans: Iterable[Plan]) -> dict[str, str]:
    """Find per council the latest dated inspection before its first value: where time starts."""
    first: dict[str, str] = {}
    for value in values:
        if value.end and value.council.kind == "council":
            first.setdefault(value.council.key, value.end.isoformat())
    starts: dict[str, str] = {}
    for plan in plans:
        # A month or a day; a year alone says too little to count months from.
        if len(plan.inspected) >= 7 and plan.inspected <= first.get(plan.council, ""):
            starts[plan.council] = max(plan.inspected, starts.get(plan.council, ""))
    return starts
