"""Questions of the rules of enquiry about plans beyond items and actions."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Council, Measure, Milestone, Plan, Statement
from db.queries.columns import (
    AREA,
    BY_PLAN,
    DOCUMENT,
    ITEM_REF,
    MEASURE,
    MILESTONE_PLAN,
    PLAN,
    STATEMENT_PLAN,
    picked,
    via,
)
from db.queries.rows import Reader, Rows


def statements(session: Reader, council: str) -> Rows:
    """Every statement of a council's plans, with its document and the measure it names."""
    stated = (PLAN, *picked(Statement, "item_ref kind"), DOCUMENT)
    measured = (MEASURE, *picked(Measure, "name themes"), AREA)
    under = (Statement.measure, Measure.area)
    query = via(select(*stated, *measured), *STATEMENT_PLAN, Plan.document, maybe=under)
    query = query.where(Council.key == council).order_by(*BY_PLAN, Statement.position)
    return session.execute(query).all()


def stages(session: Reader, council: str) -> Rows:
    """Every milestone of a council's plans under its item, with what is reported of it."""
    query = select(PLAN, ITEM_REF, *picked(Milestone, "outcome status")).select_from(Milestone)
    query = via(query, *MILESTONE_PLAN).where(Council.key == council)
    return session.execute(query.order_by(*BY_PLAN, Milestone.position)).all()
