"""Questions of the sources page about each document, and of readings that were not plain."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from db.models import (
    Action,
    Council,
    Document,
    Import,
    Indicator,
    Item,
    Milestone,
    Neighbour,
    Observation,
    Plan,
    Statement,
    Target,
)
from db.queries.columns import COUNCIL, DOCUMENT, INDICATOR, picked
from db.queries.rows import Reader, Rows


def documents(session: Reader) -> Rows:
    """Every document with the number of rows taken from it."""

    def through_items(model: Any) -> Any:
        query = select(func.count(model.id)).join(Item, model.item_id == Item.id)
        query = query.join(Item.plan)
        return query.where(Plan.document_id == Document.id).scalar_subquery()

    def through_plans(model: Any) -> Any:
        query = select(func.count(model.id)).join(Plan, model.plan_id == Plan.id)
        return query.where(Plan.document_id == Document.id).scalar_subquery()

    def through_indicators(model: Any, *conditions: Any) -> Any:
        query = select(func.count(model.id)).join(Indicator, model.indicator_id == Indicator.id)
        query = query.where(Indicator.document_id == Document.id, *conditions)
        return query.scalar_subquery()

    query = (
        select(
            *picked(Document, "key title publisher published status description licence"),
            COUNCIL,
            through_plans(Item).label("items"),
            through_items(Action).label("actions"),
            through_items(Milestone).label("milestones"),
            through_plans(Statement).label("statements"),
            through_indicators(Observation).label("observations"),
            through_indicators(Target).label("targets"),
            through_indicators(Observation, Observation.reading == "repaired").label("repaired"),
            through_indicators(Observation, Observation.reading == "doubtful").label("doubtful"),
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
            *picked(Import, "made_at file sha256 rows reason edition"),
        )
        .outerjoin(Import, Import.id == newest)
        .where(Document.kind == "statistics")
        .order_by(Document.title)
    )
    return session.execute(query).all()


def neighbour_model(session: Reader) -> Rows:
    """The neighbour model with the import that brought it: one row, or none."""
    query = (
        select(
            Neighbour.model,
            Import.id.label("number"),
            Import.made_at,
            Import.file,
            Import.sha256,
            Import.rows,
            Import.edition,
        )
        .join(Import, Import.id == Neighbour.import_id)
        .limit(1)
    )
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
