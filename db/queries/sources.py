"""Questions of the sources page about each document, and of readings that were not plain."""

from __future__ import annotations

from sqlalchemy import Label, func, select

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
from db.queries.rows import Reader, Rows


def documents(session: Reader) -> Rows:
    """Every document with the number of rows taken from it."""

    def count(name: str, *way: Relation, reading: str = "") -> Label[int]:
        """Count the rows of the first table of a way that leads to the document."""
        model = way[0].class_
        query = via(select(func.count(model.id)).select_from(model), *way)
        owner = Indicator if way[-1].key == "indicator" else Plan
        query = query.where(owner.document_id == Document.id)
        if reading:
            query = query.where(Observation.reading == reading)
        return query.scalar_subquery().label(name)

    query = (
        select(
            *picked(Document, "key title publisher published status description licence"),
            COUNCIL,
            count("items", Item.plan),
            count("actions", Action.item, Item.plan),
            count("milestones", Milestone.item, Item.plan),
            count("statements", Statement.plan),
            count("observations", Observation.indicator),
            count("targets", Target.indicator),
            count("repaired", Observation.indicator, reading="repaired"),
            count("doubtful", Observation.indicator, reading="doubtful"),
        )
        .join(Document.council)
        .where(Document.kind == "")
        .order_by(Document.published)
    )
    return session.execute(query).all()


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
