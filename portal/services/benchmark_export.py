"""Every council's figures beside England, its region and its neighbours: `export benchmarks`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.queries import benchmarks as queries
from portal.domain.ranking import neighbourhood
from portal.domain.table_rows import TableRow
from portal.services.base import Data

COLUMNS = (
    "indicator", "council", "area_code", "period_label", "value", "polarity", "rank", "of",
    "band", "q1", "q2", "q3", "england", "region", "neighbours_mean", "neighbours_median",
    "neighbours_used", "symbol", "joint",
)  # fmt: skip


class BenchmarkExport:
    """Official statistics, each council held against the others."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def unknown(self, measures: Sequence[str], councils: Sequence[str]) -> list[str]:
        """The names among those given of which there are no official statistics."""
        with self._data.reading() as (session, vocabulary):
            # All are asked for: a name from a command line may be no text that a query can hold.
            indicators = queries.statistics_indicators(session, ())
            of_measures = {name for row in indicators for name in (row.key, row.measure)}
            of_councils = {council.key for council in vocabulary.every_council}
        return [
            *(name for name in measures if name not in of_measures),
            *(name for name in councils if name not in of_councils),
        ]

    def rows(
        self, measures: Sequence[str] = (), councils: Sequence[str] = ()
    ) -> Iterator[TableRow]:
        """One row a council, indicator and period; only one indicator's are in memory.

        Args:
            measures: keys of measures or indicators; all where empty.
            councils: keys of councils; all where empty.
        """
        with self._data.reading() as (session, vocabulary):
            neighbours = queries.neighbours(session)
            wanted = {
                council.key: council
                for council in vocabulary.every_council
                if not councils or council.key in councils
            }
            for indicator in queries.statistics_indicators(session, measures):
                figures = queries.values(session, indicator.id)
                by_period: dict[int, dict[str, tuple[float, str]]] = {}
                for row in figures:
                    values_of = by_period.setdefault(row.period, {})
                    if row.value is not None:
                        values_of[row.area] = (row.value, row.joint)
                for row in figures:
                    council = wanted.get(row.area)
                    if council is None:
                        continue
                    values = by_period[row.period]
                    around = neighbourhood(
                        [
                            values[key]
                            for key, _closeness, _model in neighbours.get(row.area, ())
                            if key in values
                        ]
                    )
                    yield {
                        "indicator": indicator.key,
                        "council": council.key,
                        "area_code": council.area_code,
                        "period_label": row.label,
                        "value": row.value,
                        "polarity": indicator.polarity,
                        "rank": row.rank,
                        "of": row.of,
                        "band": row.band,
                        "q1": row.q1,
                        "q2": row.q2,
                        "q3": row.q3,
                        "england": values.get("england", (None, ""))[0],
                        "region": values.get(council.region, (None, ""))[0],
                        "neighbours_mean": around.mean,
                        "neighbours_median": around.median,
                        "neighbours_used": around.used,
                        "symbol": row.symbol,
                        "joint": row.joint,
                    }
