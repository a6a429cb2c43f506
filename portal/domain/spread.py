"""Every area's newest figure of a measure, kept as small as a nation's measures need."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import repeat
from typing import NamedTuple

from portal.domain.vocabulary import Council


class Spread(NamedTuple):
    """Every area's value of an indicator in its newest comparable period, by the area's number.

    Arrays, since a nation's measures have half a million of them. `denominators` is empty where
    the publisher gives none, `joint` names the councils that share a value.
    """

    areas: array[int]
    values: array[float]
    denominators: tuple[float | None, ...]
    joint: Mapping[int, str]

    def councils(
        self, by_id: Mapping[int, Council], first: Collection[int] = ()
    ) -> list[tuple[Council, float, float | None]]:
        """List the councils with value and denominator, some of them first.

        Of councils that share a figure the first stands for all, under the names of all.
        """
        denominators = self.denominators or repeat(None, len(self.areas))
        areas = zip(map(by_id.__getitem__, self.areas), self.values, denominators, strict=True)
        councils = [entry for entry in areas if entry[0].kind == "council"]
        councils.sort(key=lambda entry: entry[0].id not in first)
        if not self.joint:
            return councils
        listed: dict[str, tuple[Council, float, float | None]] = {}
        for area, value, of in councils:
            names = self.joint.get(area.id, "")
            named = replace(area, name=names) if names else area
            listed.setdefault(names or area.key, (named, value, of))
        return list(listed.values())


NO_SPREAD = Spread(array("l"), array("d"), (), {})
