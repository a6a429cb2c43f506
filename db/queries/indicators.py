"""Measures, indicators, values, targets and findings, as pages need them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from db.models import (
    Action,
    Benchmark,
    Document,
    Finding,
    FormerStatistic,
    Import,
    ImprovementArea,
    Indicator,
    Item,
    Measure,
    Observation,
    Period,
    Plan,
    Statement,
    Statistic,
    Target,
    table_of,
)
from db.queries import raw
from db.queries.columns import (
    AREA,
    COUNCIL,
    DOCUMENT,
    DOCUMENT_TITLE,
    INDICATOR,
    MEASURE,
    PLAN,
    picked,
)
from db.queries.rows import AnySelect, Reader, Rows


def measures(session: Reader) -> Rows:
    """Every measure that some indicator defines, in the order of areas, places and names."""
    query = (
        select(
            Measure.key,
            Measure.name,
            AREA,
            *picked(Measure, "themes polarity polarity_reason position"),
        )
        .outerjoin(Measure.area)
        .where(Measure.id.in_(select(Indicator.measure_id)))
        .order_by(
            ImprovementArea.position.is_(None),
            ImprovementArea.position,
            ImprovementArea.name,
            Measure.position.is_(None),
            Measure.position,
            Measure.name,
        )
    )
    return session.execute(query).all()


def indicators(session: Reader) -> Rows:
    """Every indicator with its document."""
    query = (
        select(
            *picked(
                Indicator,
                "id key ref name unit polarity polarity_reason themes definition "
                "definition_code population place note",
            ),
            MEASURE,
            DOCUMENT,
            DOCUMENT_TITLE,
            Document.published,
            COUNCIL,
            Document.kind,
            Indicator.unit_text,
            Indicator.decimals,
            Indicator.latest_period_id.label("latest"),
            *picked(Indicator, "breaks subject family family_reason"),
        )
        .join(Indicator.measure)
        .join(Indicator.document)
        .join(Document.council)
        .order_by(Document.published.desc(), Document.key, Indicator.position)
    )
    return session.execute(query).all()


def targets(session: Reader) -> Rows:
    """Every target, under the key of its indicator."""
    query = (
        select(
            INDICATOR,
            COUNCIL,
            *picked(Target, "due due_text value decimals value_upper"),
            Target.target_text.label("text"),
            Target.place,
            Target.note,
        )
        .join(Target.indicator)
        .join(Target.council)
        .order_by(Indicator.position, Target.position)
    )
    return session.execute(query).all()


# Made once: building a statement costs as much as running it.
_AMONG: Any = bindparam("indicators", expanding=True)
_OBSERVATIONS: AnySelect = (
    select(
        Observation.indicator_id,
        COUNCIL,
        *picked(
            Observation,
            "period_start period_end basis value decimals numerator denominator symbol "
            "reading raw_text place note",
        ),
    )
    .join(Observation.council)
    .where(Observation.indicator_id.in_(_AMONG))
    .order_by(Observation.period_end, Observation.position)
)
_A, _B = aliased(Document), aliased(Document)
_FINDINGS: AnySelect = (
    select(
        Finding.rule.label("rule"),
        INDICATOR,
        COUNCIL,
        *picked(Finding, "period_end subject message document_a"),
        _A.title.label("title_a"),
        Finding.place_a,
        Finding.document_b,
        _B.title.label("title_b"),
        Finding.place_b,
    )
    .join(Finding.indicator)
    .join(Finding.council)
    .outerjoin(_A, _A.key == Finding.document_a)
    .outerjoin(_B, _B.key == Finding.document_b)
    .where(Finding.indicator_id.in_(_AMONG))
    .order_by(Finding.id)
)


def observations(session: Reader, indicators: Sequence[int]) -> Rows:
    """The values of some indicators, in the order of their periods."""
    return session.execute(_OBSERVATIONS, {"indicators": indicators}).all()


_FIGURES = table_of(Statistic).c
_LAST: AnySelect = select(func.max(Indicator.id))
# The columns of a figure after its area and period, as `portal.services.figures` takes them.
_STATISTICS = (
    "SELECT (SELECT max(id) FROM dataset_versions), indicator_id, council_id, period_id, value, "
    "numerator, denominator, symbol, status, rank, band, joint FROM statistics "
    "WHERE indicator_id IN ({}) AND council_id IN ({})"
)
_ONE_PERIOD: AnySelect = select(
    _FIGURES.council_id, _FIGURES.value, _FIGURES.numerator, _FIGURES.denominator, _FIGURES.joint
).where(
    _FIGURES.indicator_id == bindparam("indicator"),
    _FIGURES.period_id == bindparam("period"),
    _FIGURES.value.is_not(None),
)


def statistics(
    session: Reader, indicators: Sequence[int], councils: Sequence[int]
) -> list[tuple[Any, ...]]:
    """The figures of official statistics of some indicators for some areas, in no order.

    Each row begins with the number of the newest version of the data, so that a page need not ask
    for it by itself.

    Served by the primary key: indicator, then council.
    """
    sql = _STATISTICS.format(raw.marks(indicators), raw.marks(councils))
    return raw.directly(session, sql, (*indicators, *councils))


# The loops stand in this order, since SQLite would read every figure of an indicator otherwise.
_NEWEST = (
    "SELECT s.indicator_id, s.council_id, s.value, s.denominator, s.joint "
    "FROM indicators i CROSS JOIN councils c CROSS JOIN statistics s "
    "WHERE i.id > ? AND i.id <= ? AND s.indicator_id = i.id AND s.period_id = i.latest_period_id "
    "AND s.council_id = c.id AND s.value IS NOT NULL ORDER BY s.indicator_id, s.council_id"
)
_AT_ONCE = 500


def newest_of_all(session: Reader) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Read every area's value of every indicator in its newest comparable period.

    Yields:
        An indicator's number and its rows: indicator, area, value, denominator, joint.
    """
    last = session.execute(_LAST).scalar() or 0
    for start in range(0, last, _AT_ONCE):  # a nation's figures are too many to hold as rows
        rows = raw.directly(session, _NEWEST, (start, start + _AT_ONCE))
        yield from ((number, list(mine)) for number, mine in groupby(rows, itemgetter(0)))


def one_period(session: Reader, indicator: int, period: int) -> Rows:
    """Every area's value of one indicator in one period."""
    return session.execute(_ONE_PERIOD, {"indicator": indicator, "period": period}).all()


def benchmarks(session: Reader, indicators: Sequence[int]) -> Rows:
    """Select the spread of all councils in the newest comparable period of some indicators."""
    query = (
        select(*picked(Benchmark, "indicator_id period_id of q1 q2 q3 england"))
        .join(Indicator, Benchmark.indicator_id == Indicator.id)
        .where(
            Indicator.id.in_(list(indicators)), Benchmark.period_id == Indicator.latest_period_id
        )
    )
    return session.execute(query).all()


def former_figures(session: Reader, indicators: Sequence[int], councils: Sequence[int]) -> Rows:
    """Published figures that an import changed or removed since, the latest change first."""
    former, now = table_of(FormerStatistic).c, table_of(Statistic).c
    same = and_(*(former[n] == now[n] for n in ("indicator_id", "council_id", "period_id")))
    differs = former.value.is_distinct_from(now.value) | former.symbol.is_distinct_from(now.symbol)
    query = (
        select(
            former.indicator_id,
            former.council_id,
            Period.label,
            former.value,
            former.symbol,
            Import.made_at.label("until"),
        )
        .join(Import, Import.id == former.replaced_by)
        .join(Period, Period.id == former.period_id)
        .outerjoin(table_of(Statistic), same)
        .where(former.indicator_id.in_(indicators), former.council_id.in_(councils), differs)
        .order_by(Import.id.desc(), Period.period_end.desc(), former.council_id)
    )
    return session.execute(query).all()


def periods(session: Reader) -> Rows:
    """Every period of official statistics."""
    table = table_of(Period).c
    query = select(table.id, table.label, table.basis, table.period_start, table.period_end)
    return session.execute(query).all()


def noticed(session: Reader) -> frozenset[int]:
    """The indicators that some finding is about."""
    query = select(Finding.indicator_id).where(Finding.indicator_id.is_not(None)).distinct()
    return frozenset(row[0] for row in session.execute(query) if row[0])


def plan_items(session: Reader, measure: str) -> Rows:
    """The items of plans that name a measure as what they will be measured by."""
    query = (
        select(
            PLAN,
            Item.ref,
            Item.title,
            Item.id.label("item"),
            func.max(Action.target_date).label("due"),
            func.count(Action.id).label("actions"),
        )
        .select_from(Statement)
        .join(Statement.measure)
        .join(Statement.plan)
        .join(Statement.item)
        .outerjoin(Action, Action.item_id == Item.id)
        .where(Measure.key == measure)
        .group_by(Plan.key, Item.ref, Item.title, Item.id, Plan.published, Item.position)
        .order_by(Plan.published, Item.position)
    )
    return session.execute(query).all()


def findings(session: Reader, indicators: Sequence[int]) -> Rows:
    """Select the findings on some indicators."""
    return session.execute(_FINDINGS, {"indicators": indicators}).all()
