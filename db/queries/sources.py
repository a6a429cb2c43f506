"""Questions of the sources page about each document, and of readings that were not plain."""

from __future__ import annotations

from sqlalchemy import Subquery, func, select

from db.models import (
    Action,
    Benchmark,
    Council,
    Document,
    FormerStatistic,
    Import,
    Indicator,
    Item,
    Milestone,
    Neighbour,
    Observation,
    Period,
    Plan,
    Release,
    Statement,
    Target,
    table_of,
)
from db.queries.columns import COUNCIL, DOCUMENT, INDICATOR, Relation, picked, via
from db.queries.rows import AnySelect, Reader, Rows


def documents(session: Reader) -> Rows:
    """Every document with the number of rows taken from it."""

    counts = [
        _counted("items", Item.plan),
        _counted("actions", Action.item, Item.plan),
        _counted("milestones", Milestone.item, Item.plan),
        _counted("statements", Statement.plan),
        _counted("observations", Observation.indicator),
        _counted("targets", Target.indicator),
        _counted("repaired", Observation.indicator, reading="repaired"),
        _counted("doubtful", Observation.indicator, reading="doubtful"),
    ]
    query: AnySelect = (
        select(
            *picked(Document, "key title publisher published status description licence"),
            COUNCIL,
            *(func.coalesce(rows.c.rows, 0).label(rows.name) for rows in counts),
        )
        .join(Document.council)
        .where(Document.kind == "")
        .order_by(Document.published)
    )
    for rows in counts:
        query = query.outerjoin(rows, rows.c.document == Document.id)
    return session.execute(query).all()


def _counted(name: str, *way: Relation, reading: str = "") -> Subquery:
    """Count the rows of the first table of a way by the document that it leads to."""
    model = way[0].class_
    document = (Indicator if way[-1].key == "indicator" else Plan).document_id
    query: AnySelect = select(document.label("document"), func.count(model.id).label("rows"))
    query = via(query.select_from(model), *way).group_by(document)
    if reading:
        query = query.where(Observation.reading == reading)
    return query.subquery(name)


def datasets(session: Reader) -> Rows:
    """Every data set of official statistics with the import that brought it last."""
    newest = (
        select(func.max(Import.id))
        .where(Import.document == Document.key, Import.undone_by.is_(None), Import.kind != "undo")
        .correlate(Document)
        .scalar_subquery()
    )
    indicators = (
        select(func.count(Indicator.id))
        .where(Indicator.document_id == Document.id)
        .scalar_subquery()
    )
    query = (
        select(
            *picked(Document, "key title publisher published release description licence"),
            indicators.label("indicators"),
            Import.id.label("number"),
            *picked(
                Import, "made_at file sha256 rows reason edition added changed removed address"
            ),
            *picked(Release, "checked_at next_expected"),
        )
        .outerjoin(Import, Import.id == newest)
        .outerjoin(Release, Release.document == Document.key)
        .where(Document.kind == "statistics")
        .order_by(Document.title)
    )
    return session.execute(query).all()


def spans(session: Reader) -> Rows:
    """The first and the last day of the periods with figures of each indicator of statistics."""
    query = (
        select(
            Indicator.id.label("indicator"),
            DOCUMENT,
            Period.basis,
            func.min(Period.period_end).label("first"),
            func.max(Period.period_end).label("last"),
        )
        .join(Benchmark, Benchmark.indicator_id == Indicator.id)
        .join(Period, Period.id == Benchmark.period_id)
        .join(Indicator.document)
        .where(Benchmark.of > 0, Period.period_end.is_not(None))
        .group_by(Indicator.id, Document.key, Period.basis)
    )
    return session.execute(query).all()


def revised(session: Reader) -> dict[int, int]:
    """Count the published figures of each indicator that its newest import changed."""
    newest = (
        select(func.max(Import.id))
        .where(Import.undone_by.is_(None), Import.kind != "undo")
        .group_by(Import.document)
    )
    former = table_of(FormerStatistic).c
    query = (
        select(former.indicator_id, func.count().label("figures"))
        .where(former.replaced_by.in_(newest))
        .group_by(former.indicator_id)
    )
    return {row.indicator_id: row.figures for row in session.execute(query)}


def neighbour_model(session: Reader) -> Rows:
    """The neighbour model with the import that brought it: one row, or none."""
    columns = picked(Import, "made_at file sha256 rows edition")
    query = select(Neighbour.model, Import.id.label("number"), *columns)
    query = query.join(Import, Import.id == Neighbour.import_id).limit(1)
    return session.execute(query).all()


def unplain_readings(session: Reader) -> Rows:
    """Every value that is not as printed, with its raw text and the proof or doubt."""
    query = (
        select(
            DOCUMENT,
            *picked(Indicator, "ref name unit"),
            INDICATOR,
            Council.name.label("council"),
            *picked(
                Observation,
                "period_start period_end basis value decimals reading raw_text place note",
            ),
        )
        .join(Observation.indicator)
        .join(Indicator.document)
        .join(Observation.council)
        .where(Observation.reading.in_(("repaired", "derived", "doubtful")))
        .order_by(Document.published, Indicator.position, Observation.position)
    )
    return session.execute(query).all()
