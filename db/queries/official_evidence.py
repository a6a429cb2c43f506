"""Official figures that a rule should look at: the few that SQL cannot prove to agree.

Hundreds of thousands of figures agree with their own counts and with other sources; only those
that differ by more than half a unit of their last digit are read into memory.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased

from db.models import (
    Council,
    Document,
    Indicator,
    Period,
    Statistic,
)
from db.queries.columns import AREA, COUNCIL, COUNCIL_NAME, INDICATOR, MEASURE
from db.queries.rows import AnySelect, Rows

# Unreliable, unavailable, confidential, not applicable: DOMAIN.md, section 4.
_MARKS = ("u", "x", "c", "z")
_FACTOR = case((Indicator.unit == "percent", 100.0), (Indicator.unit == "per_10k", 10_000.0))


def _half(decimals: Any) -> Any:
    """Half a unit of the last digit shown."""
    return case((decimals == 0, 0.5), (decimals == 1, 0.05), else_=0.005) + 1e-9


def _columns(figure: Any, indicator: Any, document: Any, period: Any) -> tuple[Any, ...]:
    return (
        indicator.key.label("indicator"),
        indicator.name,
        indicator.unit,
        indicator.definition_code,
        indicator.themes,
        AREA,
        COUNCIL,
        COUNCIL_NAME,
        period.period_start,
        period.period_end,
        period.basis,
        figure.value,
        func.coalesce(indicator.decimals, 2).label("decimals"),
        figure.numerator,
        figure.denominator,
        document.key.label("document"),
        document.published,
        indicator.place,
        MEASURE,
        indicator.ref,
        indicator.polarity,
        indicator.population,
        indicator.definition,
    )


def not_reproducing(session: Session) -> Rows:
    """Shares and rates that lie further from their own counts than the last digit allows."""
    computed = _FACTOR * Statistic.numerator / Statistic.denominator
    query: AnySelect = (
        select(*_columns(Statistic, Indicator, Document, Period))
        .select_from(Statistic)
        .join(Statistic.indicator)
        .join(Indicator.measure)
        .join(Indicator.document)
        .join(Statistic.period)
        .join(Statistic.council)
        .outerjoin(Indicator.area)
        .where(
            Statistic.numerator.is_not(None),
            Statistic.denominator > 0,
            Statistic.value.is_not(None),
            Indicator.unit.in_(("percent", "per_10k")),
            func.abs(computed - Statistic.value) > _half(Indicator.decimals),
        )
        .order_by(Indicator.key, Period.period_end, Council.key)
    )
    return session.execute(query).all()


def withheld(session: Session, indicators: Collection[str]) -> Rows:
    """Periods and regions in which a council's figure of some indicators is withheld or marked."""
    columns = (INDICATOR, Period.period_end, Period.basis, Council.region)
    query = (
        select(*columns)
        .distinct()
        .select_from(Statistic)
        .join(Statistic.indicator)
        .join(Statistic.period)
        .join(Statistic.council)
        .where(
            Indicator.key.in_(indicators),
            Statistic.symbol.in_(_MARKS),
            Council.kind.in_(("council", "area")),
        )
    )
    return session.execute(query).all()


def disagreeing(session: Session) -> Rows:
    """Figures that another source prints differently for one definition, area and period.

    The other source's figure comes in the columns that start with `other_`.
    """
    there, theirs, when = aliased(Indicator), aliased(Statistic), aliased(Period)
    source = aliased(Document)
    shown = func.min if session.get_bind().dialect.name == "sqlite" else func.least
    coarser = shown(func.coalesce(Indicator.decimals, 2), func.coalesce(there.decimals, 2))
    others = (
        there.key.label("other_indicator"),
        there.name.label("other_name"),
        theirs.value.label("other_value"),
        func.coalesce(there.decimals, 2).label("other_decimals"),
        there.place.label("other_place"),
        source.key.label("other_document"),
        source.published.label("other_published"),
    )
    query: AnySelect = (
        select(*_columns(Statistic, Indicator, Document, Period), *others)
        .select_from(Indicator)
        .join(Document, and_(Indicator.document_id == Document.id, Document.kind == "statistics"))
        .join(
            there,
            and_(
                there.definition_code == Indicator.definition_code,
                there.unit == Indicator.unit,
                there.key > Indicator.key,
            ),
        )
        .join(
            source,
            and_(
                there.document_id == source.id,
                source.kind == "statistics",
                source.id != Document.id,
            ),
        )
        .join(Statistic, Statistic.indicator_id == Indicator.id)
        .join(Statistic.period)
        .join(
            theirs,
            and_(theirs.indicator_id == there.id, theirs.council_id == Statistic.council_id),
        )
        .join(
            when,
            and_(
                theirs.period_id == when.id,
                when.period_end == Period.period_end,
                when.basis == Period.basis,
            ),
        )
        .join(Indicator.measure)
        .join(Statistic.council)
        .outerjoin(Indicator.area)
        .where(func.abs(Statistic.value - theirs.value) > _half(coarser))
        .order_by(Indicator.key, Period.period_end, Council.key)
    )
    return session.execute(query).all()
