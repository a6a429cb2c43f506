"""Questions about figures and plans with an audience; whoever asks says which may be seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased, undefer

from db.models import (
    Account,
    Council,
    Document,
    Import,
    ImprovementArea,
    Indicator,
    Measure,
    Period,
    ReturnName,
    SharedDataSet,
    SharedFigure,
    SharedPlan,
    Statistic,
    Theme,
)
from db.queries.columns import MEASURE, picked
from db.queries.rows import AnyRow, Reader, Rows

_LIVE = ("draft", "checked", "shared")


class Visible(Protocol):
    """The data sets that may be seen: `every` one, all of a `council`, shared ones of audiences."""

    @property
    def every(self) -> bool: ...

    @property
    def council(self) -> str: ...

    @property
    def audiences(self) -> frozenset[str]: ...


def _may_be_seen(visible: Visible) -> ColumnElement[bool]:
    if visible.every:
        return true()
    shared = and_(
        SharedDataSet.state == "shared", SharedDataSet.audience.in_(sorted(visible.audiences))
    )
    of_council = SharedDataSet.council == visible.council if visible.council else false()
    return or_(shared if visible.audiences else false(), of_council)


def _data_sets() -> Select[Any]:
    made, checked, shared = aliased(Account), aliased(Account), aliased(Account)
    figures = select(func.count()).where(SharedFigure.data_set_id == SharedDataSet.id)
    return (
        select(
            *picked(
                SharedDataSet,
                "id council title audience embargo state file sha256 made_by made_at "
                "checked_at shared_at ended_by ended_at reason import_id",
            ),
            func.coalesce(Council.name, SharedDataSet.council).label("council_name"),
            made.display.label("made_name"),
            func.coalesce(checked.display, "").label("checked_name"),
            func.coalesce(shared.display, "").label("shared_name"),
            figures.scalar_subquery().label("figures"),
            SharedPlan.reading_id.label("reading"),
            func.coalesce(SharedPlan.actions, 0).label("actions"),
            Import.undone_by.is_not(None).label("undone"),
        )
        .outerjoin(SharedPlan, SharedPlan.data_set_id == SharedDataSet.id)
        .outerjoin(Import, Import.id == SharedDataSet.import_id)
        .join(made, made.id == SharedDataSet.made_by)
        .outerjoin(checked, checked.id == SharedDataSet.checked_by)
        .outerjoin(shared, shared.id == SharedDataSet.shared_by)
        .outerjoin(Council, Council.key == SharedDataSet.council)
    )


def data_sets(session: Session, visible: Visible) -> Rows:
    """The data sets that may be seen, the newest first."""
    query = _data_sets().where(_may_be_seen(visible)).order_by(SharedDataSet.id.desc())
    return session.execute(query).all()


def data_set(session: Session, visible: Visible, number: int) -> AnyRow | None:
    """One data set, where it may be seen."""
    query = _data_sets().where(_may_be_seen(visible), SharedDataSet.id == number)
    return session.execute(query).one_or_none()


def locked(session: Session, number: int) -> SharedDataSet | None:
    """A data set that is about to change; on PostgreSQL nobody else can change it meanwhile."""
    query = select(SharedDataSet).where(SharedDataSet.id == number)
    return session.scalars(query.with_for_update()).one_or_none()


def figures(session: Session, number: int) -> Sequence[SharedFigure]:
    """The figures of a data set, by measure and time."""
    query = select(SharedFigure).where(SharedFigure.data_set_id == number)
    return session.scalars(query.order_by(SharedFigure.measure, SharedFigure.period_end)).all()


def shared(session: Session, visible: Visible, measures: Collection[str]) -> Rows:
    """The shared figures of some measures that may be seen, with what they belong to."""
    query = (
        select(SharedFigure, SharedDataSet)
        .join(SharedDataSet, SharedDataSet.id == SharedFigure.data_set_id)
        .where(
            SharedDataSet.state == "shared",
            _may_be_seen(visible),
            SharedFigure.measure.in_(sorted(measures)),
        )
        .order_by(SharedFigure.measure, SharedFigure.period_end.desc(), SharedDataSet.council)
    )
    return session.execute(query).all()


def plan_of(session: Session, number: int) -> SharedPlan | None:
    """A data set's plan with its draft, None where it holds figures."""
    query = select(SharedPlan).where(SharedPlan.data_set_id == number)
    return session.scalars(query.options(undefer(SharedPlan.draft))).one_or_none()


def plan_that_stands(session: Session, reading: int) -> int | None:
    """The data set that gives a reading of a plan to its audience, or is about to."""
    query = (
        select(SharedDataSet.id)
        .join(SharedPlan, SharedPlan.data_set_id == SharedDataSet.id)
        .where(SharedPlan.reading_id == reading, SharedDataSet.state.in_(_LIVE))
    )
    return session.scalars(query).first()


def shared_plans(session: Session, visible: Visible, councils: Collection[str]) -> Rows:
    """The shared plans of some councils that may be seen, the newest first."""
    query = (
        select(
            *picked(SharedDataSet, "id title council audience"),
            *picked(SharedPlan, "items actions completed report_date"),
        )
        .join(SharedPlan, SharedPlan.data_set_id == SharedDataSet.id)
        .where(
            SharedDataSet.state == "shared",
            _may_be_seen(visible),
            SharedDataSet.council.in_(sorted(councils)),
        )
        .order_by(SharedDataSet.id.desc())
    )
    return session.execute(query).all()


def same_file(session: Session, council: str, sha256: str) -> int | None:
    """The data set of a council that was read from the very same file and stands."""
    query = select(SharedDataSet.id).where(
        SharedDataSet.council == council,
        SharedDataSet.sha256 == sha256,
        SharedDataSet.state.in_(_LIVE),
    )
    return session.scalars(query).first()


def overlapping(session: Session, number: int) -> AnyRow | None:
    """A figure that a shared data set of the same council has already: its number and period."""
    mine, theirs, other = aliased(SharedFigure), aliased(SharedFigure), aliased(SharedDataSet)
    query = (
        select(other.id, theirs.measure, theirs.period)
        .join(theirs, theirs.data_set_id == other.id)
        .join(mine, and_(mine.measure == theirs.measure, mine.period == theirs.period))
        .join(SharedDataSet, SharedDataSet.id == mine.data_set_id)
        .where(
            SharedDataSet.id == number,
            other.council == SharedDataSet.council,
            other.id != number,
            other.state == "shared",
        )
    )
    return session.execute(query.limit(1)).one_or_none()


def due(session: Session, day: date) -> list[int]:
    """The shared data sets whose embargo has ended, the oldest first."""
    query = select(SharedDataSet.id).where(
        SharedDataSet.state == "shared", SharedDataSet.embargo <= day
    )
    return list(session.scalars(query.order_by(SharedDataSet.id)))


def definitions(session: Session, besides: str) -> Rows:
    """Official indicators of all documents but one, the newest first by their newest period."""
    query = (
        select(
            MEASURE,
            Measure.name.label("measure_name"),
            *picked(Measure, "polarity polarity_reason"),
            *picked(Indicator, "id name unit unit_text decimals"),
            ImprovementArea.key.label("area"),
            Document.key.label("document"),
            *picked(Period, "period_end basis"),
        )
        .join(Indicator.measure)
        .join(Indicator.document)
        .outerjoin(Measure.area)
        .join(Period, Period.id == Indicator.latest_period_id)
        .where(Document.kind == "statistics", Document.key != besides)
        .order_by(Period.period_end.desc(), Indicator.id)
    )
    return session.execute(query).all()


def lead_measures(session: Session) -> list[str]:
    """The measures that themes and areas open on, in their order, each once."""
    texts = [
        *session.scalars(select(ImprovementArea.lead_measures).order_by(ImprovementArea.position)),
        *session.scalars(select(Theme.lead_measures).order_by(Theme.position)),
    ]
    return list(dict.fromkeys(key for text in texts for key in text.split(";") if key))


def official(session: Reader, indicators: Collection[int], councils: Collection[str]) -> Rows:
    """The newest official figures of some indicators and areas: indicator, council, period."""
    query = (
        select(
            Statistic.indicator_id,
            Council.key.label("council"),
            Statistic.value,
            Statistic.symbol,
            *picked(Period, "period_start period_end basis"),
        )
        .join(Indicator, Indicator.id == Statistic.indicator_id)
        .join(Council, Council.id == Statistic.council_id)
        .join(Period, Period.id == Statistic.period_id)
        .where(
            Statistic.indicator_id.in_(sorted(indicators)),
            Statistic.period_id == Indicator.latest_period_id,
            Council.key.in_(sorted(councils)),
        )
    )
    return session.execute(query).all()


def official_courses(session: Reader, indicator: int, councils: Collection[str]) -> Rows:
    """The official values of an indicator and some areas over time."""
    query = (
        select(Council.key.label("council"), Statistic.value, Period.period_end, Period.basis)
        .join(Council, Council.id == Statistic.council_id)
        .join(Period, Period.id == Statistic.period_id)
        .where(
            Statistic.indicator_id == indicator,
            Statistic.value.is_not(None),
            Council.key.in_(sorted(councils)),
        )
        .order_by(Period.period_end)
    )
    return session.execute(query).all()


def council_names(session: Session) -> dict[str, str]:
    """The names of councils by key, those that have ended included."""
    query = select(Council.key, Council.name).where(Council.kind == "council")
    return {row.key: row.name for row in session.execute(query.order_by(Council.name))}


def return_names(session: Session, council: str) -> dict[str, str]:
    """The measures that names in a council's returns stand for, by the name in small letters."""
    rows = session.scalars(select(ReturnName).where(ReturnName.council == council))
    return {row.printed: row.measure for row in rows}
