"""Comparability of two series: a verdict from their definitions, with its
reasons.

Comparable when measure, definition, unit, basis and population agree; with caution when one of
them differs; not comparable otherwise (DOMAIN.md, section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from portal.domain.formatting import BASIS_NAMES, UNIT_NAMES, sentence_list
from portal.domain.indicators import Series

Level = Literal["comparable", "caution", "not-comparable", "alone"]
TITLES = {
    "comparable": "Comparable",
    "caution": "Compare with caution",
    "not-comparable": "Not comparable across councils",
    "alone": "One council only",
}
_ORDER = ("comparable", "caution", "not-comparable")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict: whether the councils' series may be compared, and why (or why not)."""

    level: Level
    reasons: tuple[str, ...]

    @property
    def title(self) -> str:
        """The verdict in words."""
        return TITLES[self.level]


def differences(a: Series, b: Series) -> list[str]:
    """The aspects in which two series of one measure differ, each in words."""
    found = []
    one, other = a.indicator, b.indicator
    names = a.council.name, b.council.name
    if one.definition_code != other.definition_code:
        found.append(f"Definition: {names[0]} “{one.name}”, {names[1]} “{other.name}”")
    if one.unit != other.unit:
        found.append(f"Unit: {UNIT_NAMES[one.unit]} and {UNIT_NAMES[other.unit]}")
    if a.basis != b.basis or not a.basis:
        found.append(f"Basis: {names[0]} {_basis(a)}, {names[1]} {_basis(b)}")
    if one.population.lower() != other.population.lower():
        found.append(
            f"Population: {one.population or 'not stated'} and {other.population or 'not stated'}"
        )
    return found


def _basis(series: Series) -> str:
    return BASIS_NAMES.get(series.basis, "not stated")


def verdict(series: Sequence[Series]) -> Verdict:
    """The verdict on a measure: each pair of councils by its closest pair of series.

    Args:
        series: the series of the chosen councils, comparators left out; of equally close pairs
            the first counts, so the series that readers look at come first.
    """
    named = {s.council.key: s.council for s in series}
    councils = sorted(named.values(), key=lambda council: council.number)
    if len(councils) < 2:
        if not councils:
            return Verdict("alone", ("None of the chosen councils has figures.",))
        who = councils[0].name
        return Verdict("alone", (f"{who} is the only one of the chosen councils with figures.",))
    level: Level = "comparable"
    reasons: list[str] = []
    alike = _alike(series, len(councils))
    if alike:
        many = len(councils) > 4
        names = (
            f"All {len(councils)} councils" if many else sentence_list([c.name for c in councils])
        )
        reasons.append(f"{names} agree in definition, unit, basis and population.")
    for one, other in combinations(councils, 2) if not alike else ():
        pairs = [
            differences(a, b)
            for a in series
            if a.council == one
            for b in series
            if b.council == other
        ]
        closest = min(pairs, key=len)
        found: Level = _ORDER[min(len(closest), 2)]  # type: ignore[assignment]
        if _ORDER.index(found) > _ORDER.index(level):
            level = found
        if closest:
            reasons += [f"{difference}." for difference in closest]
        else:
            names = sentence_list([one.name, other.name])
            reasons.append(f"{names} agree in definition, unit, basis and population.")
    if all(s.indicator.unit == "count" for s in series):
        # A count says little beside that of a larger council, however well definitions agree.
        level = max(level, "caution", key=_ORDER.index)
        reasons.append("Counts grow with the size of a council; a rate would be fairer.")
    reasons += _years_apart(series)
    return Verdict(level, tuple(dict.fromkeys(reasons)))


def _alike(series: Sequence[Series], councils: int) -> bool:
    """Return whether one official indicator holds them all, so that no pair need be looked at."""
    together: dict[tuple[str, str], set[str]] = {}
    for one in series:
        if one.basis and one.indicator.official:
            together.setdefault((one.indicator.key, one.basis), set()).add(one.council.key)
    return any(len(keys) == councils for keys in together.values())


def _years_apart(series: Sequence[Series]) -> list[str]:
    years: dict[str, list[int]] = {}
    for one in series:
        years.setdefault(one.council.name, []).extend(v.end.year for v in one.values if v.end)
    spans = {name: (min(found), max(found)) for name, found in years.items() if found}
    if len(spans) < 2:
        return []
    first = min(high for _low, high in spans.values())
    last = max(low for low, _high in spans.values())
    if last - first < 2:
        return []
    told = [
        f"{name} {low}" if low == high else f"{name} {low} to {high}"
        for name, (low, high) in spans.items()
    ]
    return [f"The figures are years apart: {sentence_list(told)}."]
