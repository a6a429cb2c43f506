"""Figures of official statistics beside their benchmarks, one indicator at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, select

from db.models import (
    Benchmark,
    Council,
    Document,
    Indicator,
    Measure,
    Neighbour,
    Period,
    Statistic,
    table_of,
)
from db.queries.columns import MEASURE, picked
from db.queries.rows import AnySelect, Reader, Rows


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


# Made once: building a statement costs as much as running it. Both are served by the primary
# key of the figures, one seek for each council of each indicator.
_I, _F = table_of(Indicator).c, table_of(Statistic).c
_OF: Any = bindparam("councils", expanding=True)
_AMONG: Any = bindparam("indicators", expanding=True)
_NEWEST = and_(
    _F.indicator_id == _I.id, _F.period_id == _I.latest_period_id, _F.council_id.in_(_OF)
)
_STANDINGS: AnySelect = (
    select(_I.id, _F.council_id, _F.value, _F.rank)
    .select_from(table_of(Indicator).join(table_of(Statistic), _NEWEST))
    .where(_I.id.in_(_AMONG), _F.value.is_not(None) | _F.rank.is_not(None), _F.symbol != "u")
)
_CELLS: AnySelect = (
    select(_I.id, _F.council_id, _F.value, _F.symbol, _F.status, _F.rank, _F.band, _F.joint)
    .select_from(table_of(Indicator).join(table_of(Statistic), _NEWEST))
    .where(_I.id.in_(_AMONG))
)


def newest_standings(session: Reader, indicators: Sequence[int], councils: Sequence[int]) -> Rows:
    """Value and rank of some councils on some indicators, each in its newest comparable period.

    A figure of low reliability counts as none: it must not be ranked or subtracted. One that
    rounds to zero but is not has a rank and no value. The indicators are named even where all are
    meant: SQLite would else read the whole table.
    """
    asked = {"indicators": indicators, "councils": councils}
    return session.execute(_STANDINGS, asked).all()


def newest_figures(session: Reader, indicators: Sequence[int], councils: Sequence[int]) -> Rows:
    """The whole figures of some councils on some indicators, each in its newest period."""
    asked = {"indicators": indicators, "councils": councils}
    return session.execute(_CELLS, asked).all()


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
