"""Plans, their items and actions, as pages need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, or_, select

from db.models import (
    Action,
    Council,
    Document,
    ImprovementArea,
    Inspection,
    Item,
    Measure,
    Milestone,
    Plan,
    Statement,
    table_of,
)
from db.queries.rows import AnyRow, AnySelect, Reader, Rows
from db.queries.themes import count_by_theme


def _has_status(status: str) -> Any:
    action = exists().where(Action.item_id == Item.id, Action.status == status)
    if status == "not_stated":
        stated = exists().where(Action.item_id == Item.id, Action.status != status)
        return and_(Item.status == status, ~stated)
    return or_(Item.status == status, action)


def items(
    session: Reader,
    councils: Sequence[str] = (),
    plan: str = "",
    status: str = "",
    words: Sequence[str] = (),
) -> Rows:
    """Items with what a card and a filter need, in the order of plans and documents.

    Args:
        session: an open session.
        councils: keys of the councils; none means all.
        plan: key of one plan, or "".
        status: an item's own status, or that of any of its actions; `not_stated` means that
            neither the item nor any action has one.
        words: each must occur somewhere in the item or its actions.
    """
    query: AnySelect = (
        select(
            Item.id,
            Item.ref,
            Item.parent_ref,
            Item.kind,
            Item.title,
            Item.summary,
            Item.status,
            Item.status_evidence,
            Item.themes,
            ImprovementArea.key.label("area"),
            Plan.key.label("plan"),
            Council.key.label("council"),
        )
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(ImprovementArea, Item.area_id == ImprovementArea.id)
        .order_by(Plan.published, Plan.key, Item.position)
    )
    if councils:
        query = query.where(Council.key.in_(councils))
    return session.execute(_narrowed(query, plan, status, words)).all()


def item_counts(
    session: Reader, plan: str = "", status: str = "", words: Sequence[str] = ()
) -> Rows:
    """Count items by council, area and theme (`count_by_theme`); filters as in `items`."""
    chosen: AnySelect = select(Item.id, Plan.council_id, Item.area_id).join(
        Plan, Item.plan_id == Plan.id
    )
    return count_by_theme(session, Item, _narrowed(chosen, plan, status, words))


def _narrowed(query: AnySelect, plan: str, status: str, words: Sequence[str]) -> AnySelect:
    if plan:
        query = query.where(Plan.key == plan)
    if status:
        query = query.where(_has_status(status))
    for word in words:
        query = query.where(Item.words.contains(word.lower(), autoescape=True))
    return query


def actions_of(session: Reader, items: Sequence[int]) -> Rows:
    """The actions of some items, with what summaries, timelines and downloads need."""
    query = (
        select(
            Action.item_id,
            Action.ref,
            Action.summary,
            Action.lead,
            Action.lead_role,
            Action.target_text,
            Action.target_date,
            Action.status,
            Action.status_evidence,
            Action.cost_gbp,
            Action.cost_text,
            Action.place,
            Action.note,
        )
        .where(Action.item_id.in_(items))
        .order_by(Action.item_id, Action.position)
    )
    return session.execute(query).all()


def plans(session: Reader) -> Rows:
    """Every plan with its council and the inspection that it answers."""
    query = (
        select(
            Plan.key.label("plan"),
            Plan.title,
            Plan.short,
            Plan.published,
            Plan.status,
            Plan.note,
            Council.key.label("council"),
            Document.key.label("document"),
            Document.title.label("document_title"),
            Inspection.key.label("inspection"),
            Inspection.inspectorate,
            Inspection.title.label("inspection_title"),
            Inspection.inspected,
            Inspection.judgement,
        )
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .outerjoin(Inspection, Plan.inspection_id == Inspection.id)
        .order_by(Plan.published, Plan.key)
    )
    return session.execute(query).all()


def inspections(session: Reader, council: str) -> Rows:
    """A council's inspections and reviews, oldest first; undated ones first of all."""
    query = (
        select(
            Inspection.key,
            Inspection.inspectorate,
            Inspection.title,
            Inspection.kind,
            Inspection.inspected,
            Inspection.judgement,
            Inspection.place,
            Inspection.note,
            Document.key.label("document"),
            Document.title.label("document_title"),
        )
        .join(Council, Inspection.council_id == Council.id)
        .join(Document, Inspection.document_id == Document.id)
        .where(Council.key == council)
        .order_by(Inspection.inspected, Inspection.key)
    )
    return session.execute(query).all()


def item_texts(session: Reader) -> Rows:
    """Every item's words, area and themes, from which likeness is judged."""
    query = (
        select(
            Item.id,
            Item.ref,
            Item.title,
            Item.summary,
            Item.themes,
            Item.words,
            ImprovementArea.key.label("area"),
            Plan.key.label("plan"),
            Plan.published,
            Council.key.label("council"),
        )
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(ImprovementArea, Item.area_id == ImprovementArea.id)
        .order_by(Plan.published, Item.position)
    )
    return session.execute(query).all()


def refs_of(session: Reader, plan: str) -> Rows:
    """The items of one plan: id and reference."""
    query = select(Item.id, Item.ref).join(Plan, Item.plan_id == Plan.id).where(Plan.key == plan)
    return session.execute(query.order_by(Item.position)).all()


def item(session: Reader, item_id: int) -> AnyRow | None:
    """One item with its plan, document and area."""
    query = (
        select(
            *table_of(Item).c,
            Item.themes,
            Plan.key.label("plan"),
            Plan.title.label("plan_title"),
            Plan.published,
            Council.key.label("council"),
            Council.name.label("council_name"),
            Document.key.label("document"),
            Document.title.label("document_title"),
            ImprovementArea.key.label("area"),
            ImprovementArea.name.label("area_name"),
        )
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .join(ImprovementArea, Item.area_id == ImprovementArea.id)
        .where(Item.id == item_id)
    )
    return session.execute(query).first()


def milestones_of(session: Reader, item_id: int) -> Rows:
    """The milestones of one item."""
    query = (
        select(
            Milestone.action_ref,
            Milestone.ref,
            Milestone.summary,
            Milestone.target_text,
            Milestone.target_date,
            Milestone.outcome,
            Milestone.status,
            Milestone.place,
            Milestone.note,
        )
        .where(Milestone.item_id == item_id)
        .order_by(Milestone.position)
    )
    return session.execute(query).all()


def statements_of(session: Reader, plan: str, item_ref: str) -> Rows:
    """The statements of one item, or with `item_ref` "" those of the plan as a whole."""
    query = (
        select(
            Statement.kind,
            Statement.summary,
            Statement.place,
            Statement.note,
            Measure.key.label("measure"),
            Measure.name.label("measure_name"),
        )
        .join(Plan, Statement.plan_id == Plan.id)
        .outerjoin(Measure, Statement.measure_id == Measure.id)
        .where(Plan.key == plan, Statement.item_ref == item_ref)
        .order_by(Statement.position)
    )
    return session.execute(query).all()


def children_of(session: Reader, plan: str, ref: str) -> Rows:
    """The items that are part of an item (a project's work packages)."""
    query = (
        select(Item.ref, Item.title, Item.status)
        .join(Plan, Item.plan_id == Plan.id)
        .where(Plan.key == plan, Item.parent_ref == ref)
        .order_by(Item.position)
    )
    return session.execute(query).all()
