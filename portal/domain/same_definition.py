"""Sources that give one measure by one definition: which is drawn, and how the others agree.

The department's own file comes first, a compilation such as LAIT stands beside it in words: two
charts and two ranks of one thing would look like two things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.domain.benchmarks import Spine
from portal.domain.formatting import decimals_of
from portal.domain.indicators import Indicator, Value


def sources_in_order(ends: Mapping[Indicator, date]) -> list[Indicator]:
    """Sort official indicators: the newest first, of those alike that of the smaller data set.

    Args:
        ends: the end of the newest period of all that are loaded, since a file of its subject has
            fewer indicators than a compilation.
    """
    sizes = Counter(indicator.document for indicator in ends)
    ordered = sorted(ends, key=lambda indicator: sizes[indicator.document])
    return sorted(ordered, key=lambda indicator: ends[indicator], reverse=True)


def by_definition(ordered: Iterable[Indicator]) -> list[tuple[Indicator, ...]]:
    """Group indicators by definition and unit; the first of a group is drawn."""
    groups: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in ordered:
        groups.setdefault((indicator.definition_code, indicator.unit), []).append(indicator)
    return [tuple(group) for group in groups.values()]


def one_source(spines: Iterable[Spine]) -> list[Spine]:
    """Leave one spine of each definition, which names the other sources."""
    of = {spine.indicator: spine for spine in spines}
    ordered = sources_in_order({i: spine.period.end or date.min for i, spine in of.items()})
    return [
        replace(of[first], also=tuple(other.document_title for other in others))
        for first, *others in by_definition(ordered)
    ]


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """The agreement of another source with a drawn indicator of the same definition.

    `first` is the first pair that differs, drawn and other; `earlier` the first year that the
    other source alone reaches back to, None where it does not.
    """

    drawn: Indicator
    other: Indicator
    equal: int
    compared: int
    first: tuple[Value, Value] | None
    earlier: int | None

    @property
    def sentence(self) -> str:
        """Say it: `Also in …: equal in 27 of 27 figures.`"""
        text = f"Also in {self.other.document_title}"
        if self.compared:
            text += f": equal in {self.equal:,} of {self.compared:,} figures shown"
        if self.first is not None:
            mine, theirs = self.first
            text += f"; {mine.council.name}, {mine.period}: {mine.shown} here, {theirs.shown} there"
        if self.earlier is not None:
            text += f"; it reaches back to {self.earlier}"
        return f"{text}."


def agreement(drawn: Indicator, other: Indicator, values: Sequence[Value]) -> AlsoIn:
    """Compare two sources of one definition, figure by figure, as exactly as the coarser one."""
    mine = {_place(v): v for v in values if v.indicator.id == drawn.id and v.value is not None}
    theirs = {_place(v): v for v in values if v.indicator.id == other.id and v.value is not None}
    both = sorted(mine.keys() & theirs.keys(), key=str)
    apart = [place for place in both if not _same(mine[place].value, theirs[place].value)]
    first, earliest = _first_year(mine.values()), _first_year(theirs.values())
    return AlsoIn(
        drawn=drawn,
        other=other,
        equal=len(both) - len(apart),
        compared=len(both),
        first=(mine[apart[0]], theirs[apart[0]]) if apart else None,
        earlier=earliest if first and earliest and earliest < first else None,
    )


def _place(value: Value) -> tuple[str, str, date | None, date | None]:
    return value.council.key, value.basis, value.start, value.end


def _same(mine: float | None, theirs: float | None) -> bool:
    digits = min(decimals_of(mine), decimals_of(theirs))
    return round(mine or 0.0, digits) == round(theirs or 0.0, digits)


def _first_year(values: Iterable[Value]) -> int | None:
    return min((value.end.year for value in values if value.end), default=None)
