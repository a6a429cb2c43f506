"""The evidence that rules of findings look at: everything that the documents say."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import (
    Action,
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
    """Every value with what a rule needs to check it, in the documents' order."""
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
            Indicator.note.label("indicator_note"),
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
    """Every target with its indicator, in the documents' order."""
    query = (
        select(
            Indicator.key.label("indicator"),
            Indicator.ref,
            Indicator.name,
            Indicator.unit,
            Indicator.polarity,
            Indicator.definition_code,
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
            Target.target_text,
            Target.place,
            Target.note,
            Indicator.note.label("indicator_note"),
        )
        .join(Indicator, Target.indicator_id == Indicator.id)
        .join(Council, Target.council_id == Council.id)
        .join(Document, Indicator.document_id == Document.id)
        .outerjoin(ImprovementArea, Indicator.area_id == ImprovementArea.id)
        .order_by(Document.published, Indicator.position, Target.position)
    )
    return session.execute(query).all()


def documents(session: Session) -> Rows:
    """Every document of a council."""
    query = (
        select(
            Document.key.label("document"),
            Council.key.label("council"),
            Council.name.label("council_name"),
            Document.title,
            Document.published,
            Document.status,
            Document.description,
        )
        .join(Council, Document.council_id == Council.id)
        .where(Document.kind == "")
        .order_by(Document.published, Document.key)
    )
    return session.execute(query).all()


def inspections(session: Session) -> Rows:
    """Every inspection with the document that speaks of it."""
    query = (
        select(
            Inspection.key.label("inspection"),
            Inspection.inspectorate,
            Inspection.title,
            Inspection.kind,
            Inspection.inspected,
            Inspection.judgement,
            Inspection.place,
            Inspection.note,
            Council.key.label("council"),
            Council.name.label("council_name"),
            Document.key.label("document"),
            Document.published,
        )
        .join(Council, Inspection.council_id == Council.id)
        .join(Document, Inspection.document_id == Document.id)
        .order_by(Document.published, Inspection.key)
    )
    return session.execute(query).all()


def plans(session: Session) -> Rows:
    """Every plan with the inspection that it answers."""
    query = (
        select(
            Plan.key.label("plan"),
            Plan.title,
            Plan.short,
            Plan.published,
            Plan.status,
            Plan.note,
            Council.key.label("council"),
            Council.name.label("council_name"),
            Document.key.label("document"),
            Document.published.label("document_published"),
            Inspection.inspected,
            Inspection.key.label("answers"),
        )
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .outerjoin(Inspection, Plan.inspection_id == Inspection.id)
        .order_by(Plan.published, Plan.key)
    )
    return session.execute(query).all()


_OF_AN_ITEM = (
    Plan.key.label("plan"),
    Plan.published,
    Council.key.label("council"),
    Council.name.label("council_name"),
    Document.key.label("document"),
    Item.ref.label("item"),
    Item.title.label("item_title"),
    Item.themes,
    ImprovementArea.key.label("area"),
)


def items(session: Session) -> Rows:
    """Every item."""
    query = (
        select(
            *_OF_AN_ITEM,
            Item.parent_ref,
            Item.kind,
            Item.section,
            Item.summary,
            Item.status,
            Item.status_evidence,
            Item.place,
            Item.note,
        )
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .join(ImprovementArea, Item.area_id == ImprovementArea.id)
        .order_by(Plan.published, Plan.key, Item.position)
    )
    return session.execute(query).all()


def actions(session: Session) -> Rows:
    """Every action with its item."""
    query = (
        select(
            *_OF_AN_ITEM,
            Action.ref,
            Action.summary,
            Action.target_text,
            Action.target_date,
            Action.status,
            Action.status_evidence,
            Action.cost_gbp,
            Action.cost_text,
            Action.place,
            Action.note,
        )
        .join(Item, Action.item_id == Item.id)
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .join(ImprovementArea, Item.area_id == ImprovementArea.id)
        .order_by(Plan.published, Plan.key, Item.position, Action.position)
    )
    return session.execute(query).all()


def milestones(session: Session) -> Rows:
    """Every milestone with its item."""
    query = (
        select(
            *_OF_AN_ITEM,
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
        .join(Item, Milestone.item_id == Item.id)
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .join(ImprovementArea, Item.area_id == ImprovementArea.id)
        .order_by(Plan.published, Plan.key, Item.position, Milestone.position)
    )
    return session.execute(query).all()


def statements(session: Session) -> Rows:
    """Every statement of a plan or of one of its items."""
    query = (
        select(
            Plan.key.label("plan"),
            Plan.published,
            Council.key.label("council"),
            Council.name.label("council_name"),
            Document.key.label("document"),
            Statement.item_ref.label("item"),
            Item.title.label("item_title"),
            Item.themes,
            ImprovementArea.key.label("area"),
            Statement.ref,
            Statement.kind,
            Statement.summary,
            Measure.key.label("measure"),
            Statement.place,
            Statement.note,
        )
        .join(Plan, Statement.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .outerjoin(Item, (Item.plan_id == Plan.id) & (Item.ref == Statement.item_ref))
        .outerjoin(ImprovementArea, Item.area_id == ImprovementArea.id)
        .outerjoin(Measure, Statement.measure_id == Measure.id)
        .order_by(Plan.published, Plan.key, Statement.position)
    )
    return session.execute(query).all()
