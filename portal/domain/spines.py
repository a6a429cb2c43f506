"""The spines of all measures as arrays: what orders, folds and counts the rows of benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from portal.domain.benchmarks import Spine
from portal.domain.ranking import Floats, extreme

Flags = NDArray[np.bool_]
Ranks = NDArray[np.int16]


@dataclass(frozen=True)
class Spines:
    """The spines of all indicators, in the order of areas and names, with what orders rows."""

    every: tuple[Spine, ...]

    @cached_property
    def places(self) -> Mapping[int, int]:
        """The place of each indicator, by its number."""
        return {spine.indicator.id: place for place, spine in enumerate(self.every)}

    @cached_property
    def of(self) -> Floats:
        """Count the councils with a value; 0 where ranks are withheld."""
        return np.array([s.of if s.ranked else 0 for s in self.every], dtype=float)

    @cached_property
    def kinds(self) -> Floats:
        """0 where councils are ranked in an improvement area, 1 on schooling, 2 outside the areas,
        3 where they are not ranked, 4 where nothing is compared: the order of the groups."""
        return np.array(
            [2 * s.outside + s.schooling if s.ranked else 4 if s.sized else 3 for s in self.every],
            dtype=float,
        )

    @cached_property
    def inside(self) -> Flags:
        """Flags of those in an improvement area that are not about schooling."""
        return np.array([not (s.outside or s.schooling) for s in self.every], dtype=bool)

    @cached_property
    def folded(self) -> Flags:
        """Flags of the near-duplicates of a measure that is there to lead them."""
        there = {s.measure.key for s in self.every}
        return np.array(
            [s.family in there and s.family != s.measure.key for s in self.every], dtype=bool
        )

    @cached_property
    def near(self) -> Mapping[str, tuple[Spine, ...]]:
        """Under the key of a leading measure its near-duplicates."""
        members: dict[str, tuple[Spine, ...]] = {}
        for spine, folded in zip(self.every, self.folded, strict=True):
            if folded:
                members[spine.family] = (*members.get(spine.family, ()), spine)
        return members

    @cached_property
    def areas(self) -> Floats:
        """The place of each one's improvement area; the spines come in that order."""
        keys = [s.measure.area for s in self.every]
        order = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        return np.array([order[key] for key in keys], dtype=float)

    @cached_property
    def themes(self) -> Mapping[str, Flags]:
        """Under each theme, which spines it has."""
        used = dict.fromkeys(theme for s in self.every for theme in s.measure.themes)
        return {
            theme: np.array([theme in s.measure.themes for s in self.every], dtype=bool)
            for theme in used
        }

    @cached_property
    def names(self) -> Floats:
        """The place of each one in the order of names."""
        keys = [(s.indicator.name.lower(), s.indicator.key) for s in self.every]
        order: Floats = np.argsort(sorted(range(len(keys)), key=keys.__getitem__)).astype(float)
        return order

    @cached_property
    def _england(self) -> Floats:
        return np.array(
            [np.nan if s.england is None or s.sized else s.england for s in self.every], dtype=float
        )

    @cached_property
    def _scale(self) -> Floats:
        """The width of the middle half, negative where high is good."""
        widths = np.array([s.q3 - s.q1 if s.q3 > s.q1 else np.nan for s in self.every], dtype=float)
        turned = [s.ranked and s.indicator.polarity == "high" for s in self.every]
        return np.where(np.array(turned, dtype=bool), -widths, widths)

    @cached_property
    def _edges(self) -> tuple[Floats, Floats, Floats, Flags]:
        """England, quartiles and the unit, from which `few` tells percentages of few cases."""
        return (
            self._england,
            np.array([s.q1 for s in self.every], dtype=float),
            np.array([s.q3 for s in self.every], dtype=float),
            np.array([s.indicator.unit == "percent" for s in self.every], dtype=bool),
        )

    def few(self, values: Floats) -> Flags:
        """Flag one council's values that may be of too few cases, as by `Spine.few`."""
        return extreme(values, *self._edges)

    def worst(self, values: Floats) -> Floats:
        """Per indicator the distance of the worst council; of unranked ones the furthest.

        Args:
            values: one row a council, one column an indicator; NaN where there is no value.

        Returns:
            Distances as by `Spine.distance`; minus infinity where there is none.
        """
        away = (values - self._england) / self._scale
        away = np.where(self.of > 0, away, np.abs(away))
        worst: Floats = np.where(np.isnan(away), -np.inf, away).max(axis=0, initial=-np.inf)
        return worst

    def fifths(self, values: Floats, ranks: Ranks) -> tuple[Flags, Flags]:
        """Flag ranks among the best and the worst fifth, as `mark` does; a rank of 0 is none."""
        there = (ranks > 0) & (self.of > 0)
        best = there & (5 * ranks <= self.of)
        _, _, _, percent = self._edges
        return best & ~(percent & ((values == 0) | np.isnan(values))), there & ~best & (
            5 * ranks >= 4 * self.of
        )
