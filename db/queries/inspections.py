"""Inspections of councils with their grades, recommendations and the plans that answer them."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from db.models import Action, Answer, Grade, ImprovementArea, Inspection, Item, Plan, Recommendation
from db.queries.columns import (
    AREA,
    BY_PLAN,
    COUNCIL,
    DOCUMENT,
    DOCUMENT_TITLE,
    INSPECTION,
    PLAN,
    fields,
    picked,
    via,
)
from db.queries.rows import AnySelect, Reader, Rows

# Made once: building it costs as much as asking, and a page asks of several inspections.
_RECOMMENDATIONS: AnySelect = (
    via(
        select(*fields(Recommendation), Recommendation.themes, AREA),
        Recommendation.inspection,
        maybe=[Recommendation.area],
    )
    .where(Inspection.key == bindparam("inspection"))
    .order_by(Recommendation.position)
)
# By their plans: SQLite would read every item of the country to find those of a few.
_ANSWERING: AnySelect = (
    via(
        select(PLAN, *picked(Item, "ref kind title summary status"), Item.themes, AREA),
        *(Item.plan, Item.area),
    )
    .where(
        Item.plan_id.in_(
            select(Plan.id).join(Plan.inspection).where(Inspection.key == bindparam("inspection"))
        )
    )
    .order_by(*BY_PLAN, Item.position)
)


def inspections(session: Reader) -> Rows:
    """Read every inspection, oldest first within a council; peer reviews are left out."""
    query: AnySelect = select(
        Inspection.key,
        COUNCIL,
        *picked(Inspection, "inspectorate title framework inspected_from inspected published"),
        *picked(Inspection, "published_source confidence judgement place note"),
        *picked(Inspection, "recommendations_council recommendations_board"),
        DOCUMENT,
        DOCUMENT_TITLE,
    )
    query = via(query, Inspection.council, maybe=[Inspection.document])
    query = query.where(Inspection.kind == "")
    return session.execute(query.order_by(COUNCIL, Inspection.inspected, Inspection.key)).all()


def grades(session: Reader) -> Rows:
    """Read every grade under the key of its inspection."""
    query: AnySelect = select(INSPECTION, *picked(Grade, "judgement grade as_printed joint"))
    return session.execute(via(query, Grade.inspection).order_by(Grade.id)).all()


def recommendations(session: Reader, inspection: str) -> Rows:
    """Read an inspection's recommendations in their order."""
    return session.execute(_RECOMMENDATIONS, {"inspection": inspection}).all()


def answers(session: Reader, inspection: str) -> list[str]:
    """List the plans that answer an inspection, by their keys."""
    query = via(select(PLAN), Plan.inspection).where(Inspection.key == inspection)
    return list(session.scalars(query.order_by(Plan.published, Plan.key)))


def answered(session: Reader, inspection: str) -> Rows:
    """Read the items that are confirmed to answer an inspection's recommendations."""
    query: AnySelect = select(
        *picked(Answer, "addressee recommendation"),
        PLAN,
        *picked(Item, "ref title status"),
        *picked(Answer, "basis confirmed"),
    )
    query = via(query, Answer.inspection, Answer.item, Item.plan)
    query = query.where(Inspection.key == inspection)
    return session.execute(query.order_by(*BY_PLAN, Answer.position)).all()


def answering_items(session: Reader, inspection: str) -> Rows:
    """Read the items of the plans that answer an inspection."""
    return session.execute(_ANSWERING, {"inspection": inspection}).all()


def requests(session: Reader) -> Rows:
    """Read every recommendation under its inspection, without words as printed."""
    query: AnySelect = select(
        INSPECTION,
        *picked(Recommendation, "ref addressee summary as_printed repeats"),
        Recommendation.themes,
        AREA,
    )
    query = via(query, Recommendation.inspection, maybe=[Recommendation.area])
    return session.execute(query.order_by(Inspection.key, Recommendation.position)).all()


def planned(session: Reader) -> Rows:
    """Read every item with the number of its actions, and of those that are completed."""
    query: AnySelect = select(
        PLAN,
        *picked(Item, "ref kind title status"),
        Item.themes,
        AREA,
        func.count(Action.id).label("actions"),
        func.count(Action.id).filter(Action.status == "completed").label("completed"),
    )
    query = via(query, Item.plan, Item.area).outerjoin(Action, Action.item_id == Item.id)
    query = query.group_by(Plan.id, Item.id, ImprovementArea.id)
    return session.execute(query.order_by(*BY_PLAN, Item.position)).all()
