"""The evidence that rules of findings look at: everything that the documents say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import (
    Action,
    Claim,
    Council,
    Document,
    ImprovementArea,
    Indicator,
    Inspection,
    Item,
    Measure,
    Milestone,
    Observation,
    Plan,
    Statement,
    Target,
)
from db.queries.rows import Rows


def printed_values(session: Session) -> Rows:
    """Select every value with what a rule needs to check it, in the documents' order."""
    query = (
        select(
            Indicator.key.label("indicator"),
            Indicator.name,
            Indicator.unit,
            Indicator.definition_code,
            Indicator.themes,
            ImprovementArea.key.label("area"),
            Council.key.label("council"),
            Council.name.label("council_name"),
            Observation.period_start,
            Observation.period_end,
            Observation.basis,
            Observation.value,
            Observation.decimals,
            Observation.numerator,
            Observation.denominator,
            Observation.reading,
            Document.key.label("document"),
            Document.published,
            Observation.place,
            Measure.key.label("measure"),
            Indicator.ref,
            Indicator.polarity,
            Indicator.population,
            Indicator.definition,
            Observation.note,
            Observation.raw_text,
            Document.kind.label("document_kind"),
        )
        .join(Indicator, Observation.indicator_id == Indicator.id)
        .join(Measure, Indicator.measure_id == Measure.id)
        .join(Council, Observation.council_id == Council.id)
        .join(Document, Indicator.document_id == Document.id)
        .outerjoin(ImprovementArea, Indicator.area_id == ImprovementArea.id)
        .where(Observation.value.is_not(None))
        .order_by(Document.published, Indicator.position, Observation.position)
    )
    return session.execute(query).all()


def targets(session: Session) -> Rows:
    """Select every target with its indicator, in the documents' order."""
    query = (
        select(
            Indicator.key.label("indicator"),
            Indicator.name,
            Indicator.unit,
            Indicator.polarity,
            Indicator.themes,
            ImprovementArea.key.label("area"),
            Council.key.label("council"),
            Council.name.label("council_name"),
            Document.key.label("document"),
            Document.published,
            Target.due,
            Target.due_text,
            Target.value,
            Target.decimals,
            Target.value_upper,
            Target.place,
        )
        .join(Indicator, Target.indicator_id == Indicator.id)
        .join(Council, Target.council_id == Council.id)
        .join(Document, Indicator.document_id == Document.id)
        .outerjoin(ImprovementArea, Indicator.area_id == ImprovementArea.id)
        .order_by(Document.published, Indicator.position, Target.position)
    )
    return session.execute(query).all()


def inspections(session: Session) -> Rows:
    """Select every inspection with the document that describes it."""
    query = (
        select(
            Inspection.key.label("inspection"),
            Inspection.inspectorate,
            Inspection.title,
            Inspection.inspected,
            Inspection.place,
            Document.key.label("document"),
        )
        .join(Document, Inspection.document_id == Document.id)
        .order_by(Document.published, Inspection.key)
    )
    return session.execute(query).all()


def plans(session: Session) -> Rows:
    """Select every plan with the inspection that it answers."""
    query = (
        select(
            Plan.key.label("plan"),
            Plan.title,
            Plan.published,
            Plan.status,
            Council.key.label("council"),
            Council.name.label("council_name"),
            Document.key.label("document"),
            Inspection.key.label("answers"),
        )
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .outerjoin(Inspection, Plan.inspection_id == Inspection.id)
        .order_by(Plan.published, Plan.key)
    )
    return session.execute(query).all()


_ROW = (
    Plan.key.label("plan"),
    Plan.published,
    Council.key.label("council"),
    Council.name.label("council_name"),
    Document.key.label("document"),
    Item.title.label("item_title"),
    Item.themes,
    ImprovementArea.key.label("area"),
)


def items(session: Session) -> Rows:
    """Select every item."""
    columns = Item.ref.label("item"), Item.parent_ref, Item.kind.label("item_kind"), Item.place
    return _of_plans(session, select(*_ROW, *columns).select_from(Item), Item.position)


def actions(session: Session) -> Rows:
    """Select every action with its item."""
    query = select(
        *_ROW,
        Item.ref.label("item"),
        Action.ref,
        Action.target_text,
        Action.target_date,
        Action.status,
        Action.cost_text,
        Action.place,
    ).join_from(Action, Item, Action.item_id == Item.id)
    return _of_plans(session, query, Item.position, Action.position)


def milestones(session: Session) -> Rows:
    """Select every milestone with its item."""
    query = select(
        *_ROW,
        Item.ref.label("item"),
        Milestone.action_ref,
        Milestone.ref,
        Milestone.target_text,
        Milestone.target_date,
        Milestone.outcome,
        Milestone.status,
        Milestone.place,
    ).join_from(Milestone, Item, Milestone.item_id == Item.id)
    return _of_plans(session, query, Item.position, Milestone.position)


def _of_plans(session: Session, query: Any, *positions: Any) -> Rows:
    """Join what stands under items with their plans, in the documents' order."""
    return session.execute(
        query.join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .join(ImprovementArea, Item.area_id == ImprovementArea.id)
        .order_by(Plan.published, Plan.key, *positions)
    ).all()


def statements(session: Session) -> Rows:
    """Select every statement of a plan or of one of its items."""
    query = (
        select(
            *_ROW,
            Statement.item_ref.label("item"),
            Statement.ref,
            Measure.key.label("measure"),
            Statement.place,
        )
        .select_from(Statement)
        .join(Plan, Statement.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .outerjoin(Item, (Item.plan_id == Plan.id) & (Item.ref == Statement.item_ref))
        .outerjoin(ImprovementArea, Item.area_id == ImprovementArea.id)
        .outerjoin(Measure, Statement.measure_id == Measure.id)
        .order_by(Plan.published, Plan.key, Statement.position)
    )
    return session.execute(query).all()


def claims(session: Session) -> Rows:
    """Select every claim, in the documents' order; `plan` is empty for those of indicators."""
    query = (
        select(
            Claim.source,
            func.coalesce(Plan.key, "").label("plan"),
            Claim.item_ref,
            Claim.ref,
            Claim.kind,
            Claim.words,
            Claim.subject,
            Claim.dated,
            Claim.until,
            Claim.about,
            Claim.value,
            Claim.instead,
        )
        .outerjoin(Plan, Claim.plan_id == Plan.id)
        .order_by(Plan.published, Plan.key, Claim.origin, Claim.position)
    )
    return session.execute(query).all()
