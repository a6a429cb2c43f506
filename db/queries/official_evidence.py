"""Official figures that a rule should look at: the few that SQL cannot prove to agree.

Hundreds of thousands of figures agree with their own counts and with other sources; only those
that differ by more than half a unit of their last digit are read into memory.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from db.models import Council, Document, Indicator, Period, Statistic
from db.queries.columns import (
    AREA,
    COUNCIL,
    COUNCIL_NAME,
    DOCUMENT,
    INDICATOR,
    MEASURE,
    picked,
    via,
)
from db.queries.rows import AnySelect, Rows

_Whole = SQLColumnExpression[int] | SQLColumnExpression[int | None]
# Unreliable, unavailable, confidential, not applicable.
_MARKS = ("u", "x", "c", "z")
_FACTOR = case((Indicator.unit == "percent", 100.0), (Indicator.unit == "per_10k", 10_000.0))


def _half(decimals: _Whole) -> ColumnElement[float]:
    """Half a unit of the last digit shown."""
    return case((decimals == 0, 0.5), (decimals == 1, 0.05), else_=0.005) + 1e-9


_DEFINED = "name unit definition_code themes place ref polarity population definition"
_COLUMNS = (
    *(INDICATOR, MEASURE, AREA, COUNCIL, COUNCIL_NAME, DOCUMENT, Document.published),
    *picked(Indicator, _DEFINED),
    func.coalesce(Indicator.decimals, 2).label("decimals"),
    *picked(Period, "period_start period_end basis"),
    *picked(Statistic, "value numerator denominator"),
)
_ORDER = (Indicator.key, Period.period_end, Council.key)


def not_reproducing(session: Session) -> Rows:
    """Shares and rates that lie further from their own counts than the last digit allows."""
    computed = _FACTOR * Statistic.numerator / Statistic.denominator
    way = (Statistic.indicator, Indicator.measure, Indicator.document)
    query: AnySelect = select(*_COLUMNS).select_from(Statistic)
    query = via(query, *way, Statistic.period, Statistic.council, maybe=[Indicator.area])
    query = query.where(
        Statistic.numerator.is_not(None),
        Statistic.denominator > 0,
        Statistic.value.is_not(None),
        Indicator.unit.in_(("percent", "per_10k")),
        func.abs(computed - Statistic.value) > _half(Indicator.decimals),
    )
    return session.execute(query.order_by(*_ORDER)).all()


def withheld(session: Session, indicators: Collection[str]) -> Rows:
    """Periods and regions in which a council's figure of some indicators is withheld or marked."""
    columns = (INDICATOR, Period.period_end, Period.basis, Council.region)
    query: AnySelect = select(*columns).distinct().select_from(Statistic)
    query = via(query, Statistic.indicator, Statistic.period, Statistic.council).where(
        Indicator.key.in_(indicators),
        Statistic.symbol.in_(_MARKS),
        Council.kind.in_(("council", "area")),
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
        select(*_COLUMNS, *others)
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
        .order_by(*_ORDER)
    )
    return session.execute(query).all()
