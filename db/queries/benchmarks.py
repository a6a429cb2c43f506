"""Figures of official statistics beside their benchmarks, one indicator at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select

from db.models import Benchmark, Council, Document, Indicator, Measure, Neighbour, Period, Statistic
from db.queries import raw
from db.queries.columns import MEASURE, picked
from db.queries.rows import Reader, Rows


def statistics_indicators(session: Reader, measures: Sequence[str]) -> Rows:
    """Indicators of official statistics, those of some measures where any are named.

    A measure may be given by its key or by that of one of its indicators.
    """
    query = (
        select(Indicator.id, Indicator.key, Indicator.polarity, MEASURE)
        .join(Indicator.measure)
        .join(Indicator.document)
        .where(Document.kind == "statistics")
        .order_by(Indicator.key)
    )
    if measures:
        query = query.where(Measure.key.in_(measures) | Indicator.key.in_(measures))
    return session.execute(query).all()


def values(session: Reader, indicator: int) -> Rows:
    """Every area's values of one indicator by period, the oldest first.

    A figure that rounds to zero but is not has a rank and no value.
    """
    query = (
        select(
            Period.id.label("period"),
            Period.label,
            Period.period_end,
            Council.key.label("area"),
            *picked(Statistic, "value symbol rank band joint"),
            *picked(Benchmark, "of q1 q2 q3"),
        )
        .select_from(Statistic)
        .join(Statistic.period)
        .join(Statistic.council)
        .outerjoin(
            Benchmark,
            and_(
                Benchmark.indicator_id == Statistic.indicator_id,
                Benchmark.period_id == Statistic.period_id,
            ),
        )
        .where(
            Statistic.indicator_id == indicator,
            Statistic.value.is_not(None) | Statistic.rank.is_not(None),
        )
        .order_by(Period.period_end, Period.label, Council.key)
    )
    return session.execute(query).all()


def neighbours(session: Reader) -> dict[str, list[tuple[str, str, str]]]:
    """Per council its neighbours, nearest first: key, closeness, year of the model."""
    council, other = Council.__table__.alias("own"), Council.__table__.alias("other")
    query = (
        select(council.c.key, other.c.key.label("neighbour"), Neighbour.closeness, Neighbour.model)
        .select_from(Neighbour)
        .join(council, Neighbour.council_id == council.c.id)
        .join(other, Neighbour.neighbour_id == other.c.id)
        .order_by(council.c.key, Neighbour.position)
    )
    neighbours_of: dict[str, list[tuple[str, str, str]]] = {}
    for row in session.execute(query):
        neighbours_of.setdefault(row.key, []).append((row.neighbour, row.closeness, row.model))
    return neighbours_of


# Served by the primary key of the figures, one seek for each council of each indicator.
_NEWEST = (
    " FROM indicators i JOIN statistics s ON s.indicator_id = i.id "
    "AND s.period_id = i.latest_period_id AND s.council_id {} WHERE i.id {}"
)
_RANKED = " AND (s.value IS NOT NULL OR s.rank IS NOT NULL) AND s.symbol <> 'u'"


def newest_standings(
    session: Reader, indicators: Sequence[int], councils: Sequence[int]
) -> list[tuple[Any, ...]]:
    """Value and rank of some councils on some indicators, each in its newest comparable period.

    A figure of low reliability counts as none: it must not be ranked or subtracted. One that
    rounds to zero but is not has a rank and no value. The indicators are named even where all are
    meant: SQLite would else read the whole table.

    Returns:
        Rows of the numbers of indicator and council, value, rank.
    """
    return _newest(session, "s.value, s.rank", _RANKED, indicators, councils)


def newest_figures(
    session: Reader, indicators: Sequence[int], councils: Sequence[int]
) -> list[tuple[Any, ...]]:
    """The whole figures of some councils on some indicators, each in its newest period.

    Returns:
        Rows of the numbers of indicator and council, value, symbol, status, rank, band, joint.
    """
    columns = "s.value, s.symbol, s.status, s.rank, s.band, s.joint"
    return _newest(session, columns, "", indicators, councils)


def _newest(
    session: Reader,
    columns: str,
    narrowed: str,
    indicators: Sequence[int],
    councils: Sequence[int],
) -> list[tuple[Any, ...]]:
    if not indicators or not councils:
        return []
    sql = f"SELECT i.id, s.council_id, {columns}{_NEWEST}{narrowed}"
    return raw.among(session, sql, councils, indicators)


def newest_benchmarks(session: Reader) -> Rows:
    """Select the spread of all councils on each indicator, in its newest comparable period."""
    query = select(*picked(Benchmark, "indicator_id of q1 q2 q3 england")).join(
        Indicator,
        and_(
            Benchmark.indicator_id == Indicator.id,
            Benchmark.period_id == Indicator.latest_period_id,
        ),
    )
    return session.execute(query).all()
