"""Which official figures tell the same story, so that a question counts it once.

Two figures are of one family where councils stand in much the same order on both, or in the
opposite one: their ranks across councils explain more than half of each other (r² > 0.5). That
holds of what two publishers count alike, of a share and its complement, and of one result read
several ways. Three percentages are of one family, too, where they add up to 100 in every council,
as those in education or work, those not, and those of whom it is not known. Nothing is read from
names, so new statistics need no list to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from portal.domain.indicators import Indicator

RelatedIndicators = Mapping[str, frozenset[str]]
T = TypeVar("T")
_Floats = NDArray[np.float64]
# Of fewer councils with both figures nothing is concluded; as many as are needed to rank them.
FEWEST = 20
SHARED = 0.5
# Three percentages rounded to whole ones may miss 100 by so much.
_ROUNDED = 1.5


@dataclass(frozen=True, slots=True)
class Spread:
    """An indicator's newest values by the number of the council, and England's."""

    indicator: Indicator
    values: Mapping[int, float]
    england: float | None


def families(spreads: Sequence[Spread]) -> RelatedIndicators:
    """Map every indicator's key to the keys of those that tell the same story."""
    kin: dict[str, set[str]] = {}
    councils = {
        c: n for n, c in enumerate(sorted({c for spread in spreads for c in spread.values}))
    }
    table = np.full((len(spreads), len(councils)), np.nan)
    for row, spread in zip(table, spreads, strict=True):
        row[[councils[council] for council in spread.values]] = list(spread.values.values())
    keys = [spread.indicator.key for spread in spreads]
    for a, b in np.argwhere(_alike(table)):
        kin.setdefault(keys[a], set()).add(keys[b])
    for three in _wholes(spreads, table):
        for a in three:
            kin.setdefault(keys[a], set()).update(keys[b] for b in three if b != a)
    return {key: frozenset(others) for key, others in kin.items()}


def _alike(table: _Floats) -> NDArray[np.bool_]:
    """Which rows have ranks that explain more than half of each other's."""
    if not table.size:
        return np.zeros((0, 0), dtype=bool)
    present = ~np.isnan(table)
    there = present.astype(float)
    ranks = np.zeros_like(table)
    for row, values, has in zip(ranks, table, present, strict=True):
        row[has] = _ranks(values[has])
    # Sums over the councils that have both figures, for all pairs at once.
    both = there @ there.T
    total, squares, product = ranks @ there.T, ranks**2 @ there.T, ranks @ ranks.T
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = squares - total**2 / both
        shared = (product - total * total.T / both) ** 2 / (spread * spread.T)
    # Where all have the same value there is no order; what is left is an error of rounding.
    ordered = (spread > 1e-6) & (spread.T > 1e-6)
    alike: NDArray[np.bool_] = ordered & (shared > SHARED) & (both >= FEWEST)
    np.fill_diagonal(alike, False)
    return alike


def _ranks(values: _Floats) -> _Floats:
    """Ranks from 0 to 1; those of equal values are their mean."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks: _Floats = (count.cumsum() - (count - 1) / 2)[place] / max(len(values), 1)
    return ranks


def _wholes(spreads: Sequence[Spread], table: _Floats) -> Iterable[tuple[int, ...]]:
    """Find three percentages of one population that add up to 100 in England and everywhere."""
    groups: dict[str, list[int]] = {}
    for number, spread in enumerate(spreads):
        if spread.indicator.unit == "percent" and spread.england and spread.indicator.population:
            groups.setdefault(spread.indicator.population, []).append(number)
    for group in groups.values():
        for three in combinations(group, 3):
            if abs(sum(spreads[n].england or 0.0 for n in three) - 100) > _ROUNDED:
                continue
            sums = table[list(three)].sum(axis=0)
            sums = sums[~np.isnan(sums)]
            if len(sums) >= FEWEST and np.all(np.abs(sums - 100) <= _ROUNDED):
                yield three


def distinct(
    entries: Iterable[T], indicator: Callable[[T], Indicator], kin: RelatedIndicators
) -> list[T]:
    """Keep the first of every family and of every measure, in the order given."""
    chosen: list[T] = []
    for entry in entries:
        mine = indicator(entry)
        near = kin.get(mine.key, frozenset())
        others = [indicator(other) for other in chosen]
        if not any(other.measure == mine.measure or other.key in near for other in others):
            chosen.append(entry)
    return chosen
