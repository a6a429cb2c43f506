"""Reports of plans: what each says of the items and actions."""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from db.models import Action, Document, Item, Plan, Progress
from db.queries.columns import AREA, BY_ITEM, DOCUMENT, ITEM_REF, PLAN, picked, via
from db.queries.rows import AnySelect, Reader, Rows


def report_lines(session: Reader, plan: str = "", item: str = "") -> Rows:
    """Read the lines of all reports in the order of plans and items, or those of one item."""
    paper = aliased(Document)
    query: AnySelect = select(
        PLAN,
        ITEM_REF,
        *picked(Progress, "action_ref report_date"),
        AREA,
        Item.themes,
        func.coalesce(Action.summary, Item.title).label("title"),
        *picked(Progress, "status status_printed rag confidence progress target_text target_date"),
        func.coalesce(func.nullif(Progress.as_printed, ""), Action.as_printed, "").label(
            "as_printed"
        ),
        func.coalesce(Action.lead, "").label("lead"),
        func.coalesce(Action.lead_role, "").label("lead_role"),
        func.coalesce(Action.target_text, "").label("planned_text"),
        Action.target_date.label("planned_date"),
        func.coalesce(paper.key, DOCUMENT).label("document"),
        Progress.place,
    )
    query = via(query, Progress.item, Item.plan, Plan.document, Item.area)
    query = query.outerjoin(
        Action, and_(Action.item_id == Item.id, Action.ref == Progress.action_ref)
    ).outerjoin(paper, Progress.document)
    if plan:
        query = query.where(Plan.key == plan, Item.ref == item)
    return session.execute(
        query.order_by(*BY_ITEM, Action.position, Progress.report_date, Progress.id)
    ).all()


def stated_statuses(session: Reader) -> Rows:
    """Count the actions of each plan by the status that its paper states."""
    query: AnySelect = select(PLAN, Action.status, func.count().label("actions"))
    query = via(query, Action.item, Item.plan).group_by(Plan.key, Action.status)
    return session.execute(query).all()
