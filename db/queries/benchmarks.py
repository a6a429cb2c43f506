"""Figures of official statistics beside their benchmarks, one indicator at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from db.models import (
    Benchmark,
    Council,
    Document,
    Indicator,
    Measure,
    Neighbour,
    Period,
    Statistic,
)
from db.queries.rows import Rows


def statistics_indicators(session: Session, measures: Sequence[str]) -> Rows:
    """Indicators of official statistics, those of some measures where any are named.

    A measure may be given by its key or by that of one of its indicators.
    """
    query = (
        select(Indicator.id, Indicator.key, Indicator.polarity, Measure.key.label("measure"))
        .join(Measure, Indicator.measure_id == Measure.id)
        .join(Document, Indicator.document_id == Document.id)
        .where(Document.kind == "statistics")
        .order_by(Indicator.key)
    )
    if measures:
        query = query.where(Measure.key.in_(measures) | Indicator.key.in_(measures))
    return session.execute(query).all()


def values(session: Session, indicator: int) -> Rows:
    """Every area's values of one indicator by period, the oldest first."""
    query = (
        select(
            Period.id.label("period"),
            Period.label,
            Period.period_end,
            Council.key.label("area"),
            Statistic.value,
            Statistic.rank,
            Statistic.band,
            Benchmark.of,
            Benchmark.q1,
            Benchmark.q2,
            Benchmark.q3,
        )
        .select_from(Statistic)
        .join(Period, Statistic.period_id == Period.id)
        .join(Council, Statistic.council_id == Council.id)
        .outerjoin(
            Benchmark,
            and_(
                Benchmark.indicator_id == Statistic.indicator_id,
                Benchmark.period_id == Statistic.period_id,
            ),
        )
        .where(Statistic.indicator_id == indicator, Statistic.value.is_not(None))
        .order_by(Period.period_end, Period.label, Council.key)
    )
    return session.execute(query).all()


def neighbours(session: Session) -> dict[str, list[tuple[str, str, str]]]:
    """Per council its neighbours, nearest first: key, closeness, year of the model."""
    own, other = Council.__table__.alias("own"), Council.__table__.alias("other")
    query = (
        select(own.c.key, other.c.key.label("neighbour"), Neighbour.closeness, Neighbour.model)
        .select_from(Neighbour)
        .join(own, Neighbour.council_id == own.c.id)
        .join(other, Neighbour.neighbour_id == other.c.id)
        .order_by(own.c.key, Neighbour.position)
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in session.execute(query):
        found.setdefault(row.key, []).append((row.neighbour, row.closeness, row.model))
    return found
