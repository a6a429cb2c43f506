"""Comparability of two series: a verdict from their definitions, with its reasons.

Comparable when measure, definition, unit, basis and population agree and figures of a common
period are there; with caution when one of these is wanting; not comparable otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from portal.domain.formatting import BASIS_NAMES, UNIT_NAMES, sentence_list
from portal.domain.indicators import Series
from portal.domain.vocabulary import Council

Level = Literal["comparable", "caution", "not-comparable", "alone"]
TITLES = {
    "comparable": "Comparable",
    "caution": "Compare with caution",
    "not-comparable": "Not comparable across councils",
    "alone": "One council only",
}
_LIMIT = re.compile(r"within-(?P<number>\d+)-(?P<unit>working-days|days|weeks|months)\b")
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
    """List the aspects in which two series of one measure differ, each in words."""
    aspects = []
    first, second = a.indicator, b.indicator
    names = a.council.name, b.council.name
    if first.definition_code != second.definition_code:
        aspect = f"Definition: {names[0]} “{first.name}”, {names[1]} “{second.name}”"
        aspects.append(aspect + _limits(first.definition_code, second.definition_code))
    if first.unit != second.unit:
        aspects.append(f"Unit: {UNIT_NAMES[first.unit]} and {UNIT_NAMES[second.unit]}")
    if a.basis != b.basis or not a.basis:
        aspects.append(f"Basis: {names[0]} {_basis(a)}, {names[1]} {_basis(b)}")
    if first.population.lower() != second.population.lower():
        populations = [i.population or "not stated" for i in (first, second)]
        aspects.append(f"Population: {' and '.join(populations)}")
    return aspects


def _limits(first: str, second: str) -> str:
    """Write `: 10 working days against 7` where codes of definitions differ in such a limit."""
    limits = [_LIMIT.search(code) for code in (first, second)]
    if not limits[0] or not limits[1] or limits[0]["unit"] != limits[1]["unit"]:
        return ""
    mine, theirs = (limit["number"] for limit in limits if limit)
    return (
        f": {mine} {limits[0]['unit'].replace('-', ' ')} against {theirs}" if mine != theirs else ""
    )


def _basis(series: Series) -> str:
    return BASIS_NAMES.get(series.basis, "not stated")


def verdict(series: Sequence[Series]) -> Verdict:
    """Judge a measure: each pair of councils by its closest pair of series.

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
    for first, second in combinations(councils, 2) if not alike else ():
        pairs = [
            differences(a, b)
            for a in series
            if a.council == first
            for b in series
            if b.council == second
        ]
        closest = min(pairs, key=len)
        pair_level: Level = _ORDER[min(len(closest), 2)]  # type: ignore[assignment]
        if _ORDER.index(pair_level) > _ORDER.index(level):
            level = pair_level
        if closest:
            reasons += [f"{difference}." for difference in closest]
        else:
            names = sentence_list([first.name, second.name])
            reasons.append(f"{names} agree in definition, unit, basis and population.")
    if level == "comparable" and not _have_common_period(series, councils):
        level = "caution"
        reasons.append("They have no figures of a period that is common to all of them.")
    if all(s.indicator.unit == "count" for s in series):
        # A count says little beside that of a larger council, however well definitions agree.
        level = max(level, "caution", key=_ORDER.index)
        reasons.append("Counts grow with the size of a council; a rate would be fairer.")
    reasons += _years_apart(series)
    return Verdict(level, tuple(dict.fromkeys(reasons)))


def _alike(series: Sequence[Series], councils: int) -> bool:
    """Tell if one official indicator has them all, so that no pair need be compared."""
    together: dict[tuple[str, str], set[str]] = {}
    for line in series:
        if line.basis and line.indicator.official:
            together.setdefault((line.indicator.key, line.basis), set()).add(line.council.key)
    return any(len(keys) == councils for keys in together.values())


def _have_common_period(series: Sequence[Series], councils: Sequence[Council]) -> bool:
    """Tell if all have a figure of one period, by one definition and on one basis."""
    periods: dict[str, set[tuple[object, ...]]] = {council.key: set() for council in councils}
    for line in series:
        alike = line.indicator.definition_code, line.basis
        periods[line.council.key].update([(alike, v.start, v.end) for v in line.sure])
    return bool(set.intersection(*periods.values()))


def _years_apart(series: Sequence[Series]) -> list[str]:
    days: dict[str, list[date]] = {}
    for line in series:
        days.setdefault(line.council.name, []).extend([v.end for v in line.values if v.end])
    spans = {name: (min(ends).year, max(ends).year) for name, ends in days.items() if ends}
    if len(spans) < 2:
        return []
    first = min(high for _low, high in spans.values())
    last = max(low for low, _high in spans.values())
    if last - first < 2:
        return []
    texts = [
        f"{name} {low}" if low == high else f"{name} {low} to {high}"
        for name, (low, high) in spans.items()
    ]
    return [f"The figures are years apart: {sentence_list(texts)}."]
