"""Questions of the rules of enquiry about plans beyond items and actions."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Council, Document, ImprovementArea, Item, Measure, Milestone, Plan, Statement
from db.queries.rows import Reader, Rows


def statements(session: Reader, council: str) -> Rows:
    """Every statement of a council's plans, with its document and the measure it names."""
    query = (
        select(
            Plan.key.label("plan"),
            Statement.item_ref,
            Statement.kind,
            Document.key.label("document"),
            Measure.key.label("measure"),
            Measure.name,
            Measure.themes,
            ImprovementArea.key.label("area"),
        )
        .select_from(Statement)
        .join(Plan, Statement.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .outerjoin(Measure, Statement.measure_id == Measure.id)
        .outerjoin(ImprovementArea, Measure.area_id == ImprovementArea.id)
        .where(Council.key == council)
        .order_by(Plan.published, Plan.key, Statement.position)
    )
    return session.execute(query).all()


def stages(session: Reader, council: str) -> Rows:
    """Every milestone of a council's plans under its item, with what is reported of it."""
    query = (
        select(
            Plan.key.label("plan"),
            Item.ref.label("item_ref"),
            Milestone.outcome,
            Milestone.status,
        )
        .select_from(Milestone)
        .join(Item, Milestone.item_id == Item.id)
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .where(Council.key == council)
        .order_by(Plan.published, Plan.key, Milestone.position)
    )
    return session.execute(query).all()
