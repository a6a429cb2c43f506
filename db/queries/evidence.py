"""The evidence that rules of findings look at: everything that the documents say."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import (
    Action,
    Claim,
    Document,
    Indicator,
    Inspection,
    Item,
    Milestone,
    Observation,
    Plan,
    Statement,
    Target,
)
from db.queries.columns import (
    ACTION_PLAN,
    AREA,
    BY_ITEM,
    BY_PLAN,
    COUNCIL,
    COUNCIL_NAME,
    DOCUMENT,
    INDICATOR,
    ITEM_PLAN,
    MEASURE,
    MILESTONE_PLAN,
    PLAN,
    STATEMENT_PLAN,
    picked,
    via,
)
from db.queries.rows import AnySelect, Rows


def printed_values(session: Session) -> Rows:
    """Select every value with what a rule needs to check it, in the documents' order."""
    query = (
        select(
            INDICATOR,
            *picked(Indicator, "name unit definition_code themes"),
            AREA,
            COUNCIL,
            COUNCIL_NAME,
            *picked(
                Observation,
                "period_start period_end basis value decimals numerator denominator reading",
            ),
            DOCUMENT,
            Document.published,
            Observation.place,
            MEASURE,
            *picked(Indicator, "ref polarity population definition"),
            Observation.note,
            Observation.raw_text,
            Document.kind.label("document_kind"),
        )
        .join(Observation.indicator)
        .join(Indicator.measure)
        .join(Indicator.document)
        .join(Observation.council)
        .outerjoin(Indicator.area)
        .where(Observation.value.is_not(None))
        .order_by(Document.published, Indicator.position, Observation.position)
    )
    return session.execute(query).all()


def targets(session: Session) -> Rows:
    """Select every target with its indicator, in the documents' order."""
    query = (
        select(
            INDICATOR,
            *picked(Indicator, "name unit polarity themes"),
            AREA,
            COUNCIL,
            COUNCIL_NAME,
            DOCUMENT,
            Document.published,
            *picked(Target, "due due_text value decimals value_upper place"),
        )
        .join(Target.indicator)
        .join(Indicator.document)
        .join(Target.council)
        .outerjoin(Indicator.area)
        .order_by(Document.published, Indicator.position, Target.position)
    )
    return session.execute(query).all()


def inspections(session: Session) -> Rows:
    """Select every inspection with the document that describes it."""
    query = (
        select(
            Inspection.key.label("inspection"),
            *picked(Inspection, "inspectorate title inspected place"),
            DOCUMENT,
        )
        .join(Inspection.document)
        .order_by(Document.published, Inspection.key)
    )
    return session.execute(query).all()


def plans(session: Session) -> Rows:
    """Select every plan with the inspection that it answers."""
    query = (
        select(
            PLAN,
            *picked(Plan, "title published status"),
            COUNCIL,
            COUNCIL_NAME,
            DOCUMENT,
            Inspection.key.label("answers"),
        )
        .join(Plan.council)
        .join(Plan.document)
        .outerjoin(Plan.inspection)
        .order_by(*BY_PLAN)
    )
    return session.execute(query).all()


_ROW = (
    PLAN,
    Plan.published,
    COUNCIL,
    COUNCIL_NAME,
    DOCUMENT,
    Item.title.label("item_title"),
    Item.themes,
    AREA,
)
_ITEM = Item.ref.label("item")


def items(session: Session) -> Rows:
    """Select every item."""
    query: AnySelect = select(
        *_ROW, _ITEM, Item.parent_ref, Item.kind.label("item_kind"), Item.place
    )
    query = via(query, *ITEM_PLAN, Plan.document, Item.area)
    return session.execute(query.order_by(*BY_ITEM)).all()


def actions(session: Session) -> Rows:
    """Select every action with its item."""
    query: AnySelect = select(
        *_ROW,
        _ITEM,
        *picked(Action, "ref target_text target_date status cost_text place"),
    )
    query = via(query, *ACTION_PLAN, Plan.document, Item.area)
    return session.execute(query.order_by(*BY_ITEM, Action.position)).all()


def milestones(session: Session) -> Rows:
    """Select every milestone with its item."""
    query: AnySelect = select(
        *_ROW,
        _ITEM,
        *picked(Milestone, "action_ref ref target_text target_date outcome status place"),
    )
    query = via(query, *MILESTONE_PLAN, Plan.document, Item.area)
    return session.execute(query.order_by(*BY_ITEM, Milestone.position)).all()


def statements(session: Session) -> Rows:
    """Select every statement of a plan or of one of its items."""
    query: AnySelect = select(
        *_ROW, Statement.item_ref.label("item"), Statement.ref, MEASURE, Statement.place
    )
    under = [Statement.item, Item.area, Statement.measure]
    query = via(query, *STATEMENT_PLAN, Plan.document, maybe=under)
    return session.execute(query.order_by(*BY_PLAN, Statement.position)).all()


def claims(session: Session) -> Rows:
    """Select every claim, in the documents' order; `plan` is empty for those of indicators."""
    query = (
        select(
            Claim.source,
            func.coalesce(Plan.key, "").label("plan"),
            *picked(Claim, "item_ref ref kind words subject dated until about value instead"),
        )
        .outerjoin(Claim.plan)
        .order_by(*BY_PLAN, Claim.origin, Claim.position)
    )
    return session.execute(query).all()
