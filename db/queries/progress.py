"""Reports of plans: what each says of the items and actions."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from db.models import Action, Document, Item, Plan, Progress
from db.queries.columns import AREA, BY_ITEM, DOCUMENT, ITEM_REF, PLAN, picked, via
from db.queries.rows import AnySelect, Reader, Rows

_PAPER = aliased(Document)
# Made once: building them costs as much as asking.
_LINES: AnySelect = (
    via(
        select(
            PLAN,
            ITEM_REF,
            *picked(Progress, "action_ref report_date"),
            AREA,
            Item.themes,
            func.coalesce(Action.summary, Item.title).label("title"),
            *picked(
                Progress,
                "status status_printed rag confidence progress evidence target_text target_date",
            ),
            func.coalesce(func.nullif(Progress.as_printed, ""), Action.as_printed, "").label(
                "as_printed"
            ),
            func.coalesce(Action.lead, "").label("lead"),
            func.coalesce(Action.lead_role, "").label("lead_role"),
            func.coalesce(Action.target_text, "").label("planned_text"),
            Action.target_date.label("planned_date"),
            func.coalesce(_PAPER.key, DOCUMENT).label("document"),
            Progress.place,
        ),
        *(Progress.item, Item.plan, Plan.document, Item.area),
    )
    .outerjoin(Action, and_(Action.item_id == Item.id, Action.ref == Progress.action_ref))
    .outerjoin(_PAPER, Progress.document)
    .order_by(*BY_ITEM, Action.position, Progress.report_date, Progress.id)
)
_LINES_OF_ITEM = _LINES.where(Plan.key == bindparam("plan"), Item.ref == bindparam("item"))


def report_lines(session: Reader) -> Rows:
    """Read the lines of all reports in the order of plans and items."""
    return session.execute(_LINES).all()


def report_lines_of(session: Reader, plan: str, item: str) -> Rows:
    """Read the lines of all reports on one item."""
    return session.execute(_LINES_OF_ITEM, {"plan": plan, "item": item}).all()


def stated_statuses(session: Reader) -> Rows:
    """Count the actions of each plan by the status that its paper states."""
    query: AnySelect = select(PLAN, Action.status, func.count().label("actions"))
    query = via(query, Action.item, Item.plan).group_by(Plan.key, Action.status)
    return session.execute(query).all()
