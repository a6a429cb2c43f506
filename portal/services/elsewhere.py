"""The portal's content on a theme or an improvement area, page by page, and for which councils.

A page that shows nothing for a theme leads on with these counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from db.queries import findings as finding_queries
from db.queries import plans as plan_queries
from db.queries.rows import Reader
from portal.domain.elsewhere import Elsewhere, Place
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data, Definitions
from portal.services.version_cache import until_data_change

# What is counted: (theme, area, council); "" stands for any of them.
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Counts of what there is, under theme, area and council."""

    items: Counter[_Key] = field(default_factory=Counter)
    measures: Counter[_Key] = field(default_factory=Counter)
    benchmarks: Counter[_Key] = field(default_factory=Counter)
    findings: Counter[_Key] = field(default_factory=Counter)


class ElsewhereService:
    """Where else the portal has something."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._counts = until_data_change(self._count)

    def about(self, theme: str, area: str, councils: Sequence[str] = ()) -> Elsewhere:
        """Count what there is on a theme and an area; unknown keys count as none chosen.

        Args:
            theme: its key, or "".
            area: key of an improvement area, or "".
            councils: as in an address; none for all.
        """
        with self._data.reading() as (session, vocabulary):
            counts = self._counts(session, vocabulary)
        theme = theme if theme in vocabulary.themes else ""
        area = area if area in vocabulary.areas else ""
        keys = tuple(key for key in councils if vocabulary.members(key))
        chosen = [council.key for council in vocabulary.resolved(keys)] if keys else [""]

        def place(name: str, counter: Counter[_Key]) -> Place:
            # A measure of several councils is one measure: the most that one of them has.
            several = name in ("items", "findings")
            counts = [counter[theme, area, council] for council in chosen]
            return Place(
                name, sum(counts) if several else max(counts), everywhere=counter[theme, area, ""]
            )

        return Elsewhere(
            theme=vocabulary.themes[theme].name if theme else "",
            area=vocabulary.areas[area].name if area else "",
            asked={"theme": theme, "area": area},
            councils=keys,
            names=tuple(vocabulary.names[key] for key in keys),
            places=(
                place("items", counts.items),
                place("measures", counts.measures),
                place("benchmarks", counts.benchmarks),
                place("findings", counts.findings),
            ),
        )

    def _count(self, session: Reader, vocabulary: Vocabulary) -> _Counts:
        return _count(session, self._data.definitions(session, vocabulary), vocabulary)


def _count(session: Reader, definitions: Definitions, vocabulary: Vocabulary) -> _Counts:
    counts = _Counts()
    for row in plan_queries.item_counts(session):
        _add(counts.items, [row.theme], row.area, [row.council], row.rows)
    for row in finding_queries.counts(session):
        _add(counts.findings, [row.theme], row.area, [row.council], row.rows)
    every = [council.key for council in vocabulary.every_council]
    for measure in definitions.measures.values():
        indicators = definitions.of(measure.key)
        official = any(i.official and i.latest is not None for i in indicators)
        councils = every if official else sorted({i.council for i in indicators})
        _add(counts.measures, ["", *measure.themes], measure.area, councils)
        if official:
            _add(counts.benchmarks, ["", *measure.themes], measure.area, every)
    return counts


def _add(
    counter: Counter[_Key],
    themes: Iterable[str],
    area: str | None,
    councils: Iterable[str],
    count: int = 1,
) -> None:
    """Count things under each of the themes, under their area and any, their councils and any."""
    for key in product(themes, {"", area or ""}, {"", *councils}):
        counter[key] += count
