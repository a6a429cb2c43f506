"""The evidence that rules of findings look at: what the documents say.

Of actions, milestones and statements, of which a nation's plans have many, it is those that a rule
could notice (`_NOTICEABLE`): a rule that looks for something else widens that.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Action,
    Answer,
    Claim,
    Document,
    Grade,
    Indicator,
    Inspection,
    Item,
    Milestone,
    Observation,
    OtherGrade,
    Plan,
    Progress,
    Recommendation,
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
    INSPECTION,
    ITEM_PLAN,
    MEASURE,
    MILESTONE_PLAN,
    PLAN,
    STATEMENT_PLAN,
    Relation,
    picked,
    via,
)
from db.queries.rows import AnySelect, Rows

_ITEM = Item.ref.label("item")
_OF_INDICATOR = (INDICATOR, AREA, COUNCIL, COUNCIL_NAME, DOCUMENT, Document.published)


def printed_values(session: Session) -> Rows:
    """Select every value with what a rule needs to check it, in the documents' order."""
    about = "name unit definition_code themes ref polarity population definition"
    printed = "period_start period_end basis value decimals numerator denominator reading place"
    query = select(
        *_OF_INDICATOR,
        *picked(Indicator, about),
        *picked(Observation, f"{printed} raw_text"),
        MEASURE,
        Document.kind.label("document_kind"),
    ).where(Observation.value.is_not(None))
    query = via(query, Observation.indicator, Indicator.measure, Indicator.document)
    query = via(query, Observation.council, maybe=[Indicator.area])
    order = (Document.published, Indicator.position, Observation.position)
    return session.execute(query.order_by(*order)).all()


def targets(session: Session) -> Rows:
    """Select every target with its indicator, in the documents' order."""
    query: AnySelect = select(
        *_OF_INDICATOR,
        *picked(Indicator, "name unit polarity themes"),
        *picked(Target, "due due_text value decimals value_upper place"),
    )
    way = (Target.indicator, Indicator.document, Target.council)
    query = via(query, *way, maybe=[Indicator.area])
    order = (Document.published, Indicator.position, Target.position)
    return session.execute(query.order_by(*order)).all()


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


def reports(session: Session) -> Rows:
    """Select every inspection with its council, whether or not a document describes it."""
    query: AnySelect = select(
        INSPECTION,
        *picked(Inspection, "inspectorate title inspected place"),
        COUNCIL,
        COUNCIL_NAME,
        func.coalesce(Document.key, "").label("document"),
    )
    query = via(query, Inspection.council, maybe=[Inspection.document])
    return session.execute(query.where(Inspection.kind == "").order_by(Inspection.key)).all()


def grades(session: Session) -> Rows:
    """Select every grade of an inspection."""
    query: AnySelect = select(INSPECTION, *picked(Grade, "judgement grade joint"))
    return session.execute(via(query, Grade.inspection).order_by(Grade.id)).all()


def other_grades(session: Session) -> Rows:
    """Select every grade that a source gives which is not shown."""
    query: AnySelect = select(INSPECTION, *picked(OtherGrade, "judgement grade source place"))
    return session.execute(via(query, OtherGrade.inspection).order_by(OtherGrade.id)).all()


def recommendations(session: Session) -> Rows:
    """Select every recommendation, in the order of the reports."""
    columns = picked(Recommendation, "addressee ref themes place")
    printed = func.coalesce(func.nullif(Recommendation.summary, ""), Recommendation.as_printed)
    query: AnySelect = select(INSPECTION, *columns, AREA, printed.label("summary"))
    query = via(query, Recommendation.inspection, maybe=[Recommendation.area])
    return session.execute(query.order_by(Inspection.key, Recommendation.position)).all()


def answered(session: Session) -> Rows:
    """Select which items answer which recommendations."""
    query: AnySelect = select(INSPECTION, *picked(Answer, "addressee recommendation"), PLAN, _ITEM)
    query = via(query, Answer.inspection).join(Answer.item).join(Item.plan)
    return session.execute(query.order_by(*BY_PLAN, Answer.position)).all()


def plans(session: Session) -> Rows:
    """Select every plan with the inspection that it answers."""
    query: AnySelect = select(
        PLAN,
        *picked(Plan, "title published status"),
        COUNCIL,
        COUNCIL_NAME,
        DOCUMENT,
        Inspection.key.label("answers"),
    )
    query = via(query, Plan.council, Plan.document, maybe=[Plan.inspection])
    return session.execute(query.order_by(*BY_PLAN)).all()


_ROW = (
    *(PLAN, Plan.published, COUNCIL, COUNCIL_NAME, DOCUMENT),
    *(Item.title.label("item_title"), Item.themes, AREA),
)


def items(session: Session) -> Rows:
    """Select every item."""
    query = select(*_ROW, _ITEM, Item.parent_ref, Item.kind.label("item_kind"), Item.place)
    return _under_items(session, query, ITEM_PLAN)


# Plans whose rows claim something: a claim may rest on any row, and refer to any other.
_CLAIMING = Plan.id.in_(select(Claim.plan_id).where(Claim.plan_id.is_not(None)))
_SEVERAL_DATES = Action.target_text.contains(";")


def _target_noticeable(row: type[Action | Milestone]) -> ColumnElement[bool]:
    """Tell rows whose target lies before their plan, or names a week."""
    day = func.substr(cast(row.target_date, Text), 1, func.length(Plan.published))
    week = or_(row.target_text.icontains("week"), row.target_text.icontains("w/"))
    return and_(row.target_date.is_not(None), or_(Plan.published > day, week))


# Per table, the rows that a rule could say anything about.
_NOTICEABLE = {
    Action: or_(
        _CLAIMING,
        _target_noticeable(Action),
        _SEVERAL_DATES,
        Action.cost_text.contains("("),
        Action.item_id.in_(select(Progress.item_id)),
    ),
    Milestone: or_(
        _CLAIMING,
        _target_noticeable(Milestone),
        Milestone.item_id.in_(select(Action.item_id).where(_SEVERAL_DATES)),
    ),
    Statement: _CLAIMING,
}


def actions(session: Session) -> Rows:
    """Select the actions that a rule could notice, with their items."""
    columns = picked(Action, "ref target_text target_date status cost_text place")
    query: AnySelect = select(*_ROW, _ITEM, *columns).where(_NOTICEABLE[Action])
    return _under_items(session, query, ACTION_PLAN, Action.position)


def milestones(session: Session) -> Rows:
    """Select the milestones that a rule could notice, with their items."""
    columns = picked(Milestone, "action_ref ref target_text target_date outcome status place")
    query: AnySelect = select(*_ROW, _ITEM, *columns).where(_NOTICEABLE[Milestone])
    return _under_items(session, query, MILESTONE_PLAN, Milestone.position)


def _under_items(
    session: Session, query: AnySelect, way: Iterable[Relation], *order: Relation
) -> Rows:
    query = via(query, *way, Plan.document, Item.area)
    return session.execute(query.order_by(*BY_ITEM, *order)).all()


def statements(session: Session) -> Rows:
    """Select the statements, of plans or of their items, that a claim may rest on."""
    query: AnySelect = select(
        *_ROW, Statement.item_ref.label("item"), Statement.ref, MEASURE, Statement.place
    ).where(_NOTICEABLE[Statement])
    under = [Statement.item, Item.area, Statement.measure]
    query = via(query, *STATEMENT_PLAN, Plan.document, maybe=under)
    return session.execute(query.order_by(*BY_PLAN, Statement.position)).all()


def claims(session: Session) -> Rows:
    """Select every claim, in the documents' order; `plan` is empty for those of indicators."""
    claimed = "source item_ref ref kind words subject dated until about value instead"
    query = (
        select(func.coalesce(Plan.key, "").label("plan"), *picked(Claim, claimed))
        .outerjoin(Claim.plan)
        .order_by(*BY_PLAN, Claim.origin, Claim.position)
    )
    return session.execute(query).all()
