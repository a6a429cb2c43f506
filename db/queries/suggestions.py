"""Questions of the rules of enquiry about plans beyond items and actions."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Council, Item, Measure, Milestone, Plan, Statement
from db.queries.columns import AREA, DOCUMENT, ITEM_REF, MEASURE, PLAN
from db.queries.rows import Reader, Rows


def statements(session: Reader, council: str) -> Rows:
    """Every statement of a council's plans, with its document and the measure it names."""
    query = (
        select(
            PLAN,
            Statement.item_ref,
            Statement.kind,
            DOCUMENT,
            MEASURE,
            Measure.name,
            Measure.themes,
            AREA,
        )
        .select_from(Statement)
        .join(Statement.plan)
        .join(Plan.council)
        .join(Plan.document)
        .outerjoin(Statement.measure)
        .outerjoin(Measure.area)
        .where(Council.key == council)
        .order_by(Plan.published, Plan.key, Statement.position)
    )
    return session.execute(query).all()


def stages(session: Reader, council: str) -> Rows:
    """Every milestone of a council's plans under its item, with what is reported of it."""
    query = (
        select(
            PLAN,
            ITEM_REF,
            Milestone.outcome,
            Milestone.status,
        )
        .select_from(Milestone)
        .join(Milestone.item)
        .join(Item.plan)
        .join(Plan.council)
        .where(Council.key == council)
        .order_by(Plan.published, Plan.key, Milestone.position)
    )
    return session.execute(query).all()
