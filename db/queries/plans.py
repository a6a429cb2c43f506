"""Plans, their items and actions, as pages need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select

from db.models import (
    Action,
    Council,
    ImprovementArea,
    Inspection,
    Item,
    Measure,
    Milestone,
    Plan,
    Statement,
    table_of,
)
from db.queries import raw
from db.queries.columns import (
    AREA,
    BY_ITEM,
    BY_PLAN,
    COUNCIL,
    COUNCIL_NAME,
    DOCUMENT,
    DOCUMENT_TITLE,
    ITEM_PLAN,
    MEASURE,
    PLAN,
    fields,
    picked,
    via,
)
from db.queries.rows import AnyRow, AnySelect, Reader, Rows
from db.queries.themes import count_by_theme


def _has_status(status: str) -> Any:
    action = exists().where(Action.item_id == Item.id, Action.status == status)
    if status == "not_stated":
        stated = exists().where(Action.item_id == Item.id, Action.status != status)
        return and_(Item.status == status, ~stated)
    return or_(Item.status == status, action)


# Made once: building a statement costs as much as running it.
_ITEMS = via(
    select(Item.id, *fields(Item), Item.themes, AREA, PLAN, COUNCIL), *ITEM_PLAN, Item.area
).order_by(*BY_ITEM)
_KEYS: Any = bindparam("councils", expanding=True)
# By their plans: SQLite would read every item of the country to find those of a council.
_ITEMS_OF = _ITEMS.where(
    Item.plan_id.in_(select(Plan.id).join(Plan.council).where(Council.key.in_(_KEYS)))
)
_NUMBERS: Any = bindparam("items", expanding=True)
_ACTIONS = (
    select(Action.item_id, *fields(Action))
    .where(Action.item_id.in_(_NUMBERS))
    .order_by(Action.item_id, Action.position)
)
_INSPECTIONS = via(
    select(Inspection.key, *fields(Inspection), DOCUMENT, DOCUMENT_TITLE),
    Inspection.council,
    maybe=[Inspection.document],
).order_by(Inspection.inspected, Inspection.key)
# One item, by its number or by its plan and reference.
_ITEM_ID: Any = bindparam("item")
_REF: Any = bindparam("ref")
_OF_PLAN = Plan.key == bindparam("plan")
_REFS = via(select(Item.id, Item.ref), Item.plan).where(_OF_PLAN).order_by(Item.position)
_ITEM = via(
    select(
        *table_of(Item).c,
        Item.themes,
        PLAN,
        Plan.title.label("plan_title"),
        Plan.published,
        COUNCIL,
        COUNCIL_NAME,
        DOCUMENT,
        DOCUMENT_TITLE,
        AREA,
        ImprovementArea.name.label("area_name"),
    ),
    *(*ITEM_PLAN, Plan.document, Item.area),
).where(Item.id == _ITEM_ID)
_MILESTONES = (
    select(*fields(Milestone)).where(Milestone.item_id == _ITEM_ID).order_by(Milestone.position)
)
_STATEMENTS = (
    via(
        select(*fields(Statement), MEASURE, Measure.name.label("measure_name")),
        Statement.plan,
        maybe=[Statement.measure],
    )
    .where(_OF_PLAN, Statement.item_ref == _REF)
    .order_by(Statement.position)
)
_CHILDREN = (
    via(select(Item.ref, Item.title, Item.status), Item.plan)
    .where(_OF_PLAN, Item.parent_ref == _REF)
    .order_by(Item.position)
)
_TEXTS = (
    via(
        select(
            *picked(Item, "id ref title summary themes words"),
            AREA,
            PLAN,
            Plan.published,
            COUNCIL,
        ),
        *(*ITEM_PLAN, Item.area),
    )
    .where(Item.id.in_(_NUMBERS))
    .order_by(Plan.published, Item.position)
)
_WORDS = (
    "SELECT i.id, i.words, i.area_id, p.council_id FROM items i JOIN plans p ON p.id = i.plan_id"
)
_THEMES = "SELECT item_id, theme_id FROM item_themes"
_INSPECTIONS_OF = _INSPECTIONS.where(Council.key == bindparam("council"))


def items(
    session: Reader,
    councils: Sequence[str] = (),
    plan: str = "",
    status: str = "",
    words: Sequence[str] = (),
) -> Rows:
    """Items with what a card and a filter need, in the order of plans and documents.

    Args:
        councils: keys of the councils; none means all.
        plan: key of one plan, or "".
        status: an item's own status, or that of any of its actions; `not_stated` means that
            neither the item nor any action has one.
        words: each must occur somewhere in the item or its actions.
    """
    query = _narrowed(_ITEMS_OF if councils else _ITEMS, plan, status, words)
    return session.execute(query, {"councils": councils} if councils else {}).all()


def item_counts(
    session: Reader, plan: str = "", status: str = "", words: Sequence[str] = ()
) -> Rows:
    """Count items by council, area and theme (`count_by_theme`); filters as in `items`."""
    chosen = via(select(Item.id, Plan.council_id, Item.area_id), Item.plan)
    return count_by_theme(session, Item, _narrowed(chosen, plan, status, words))


def totals(session: Reader) -> Rows:
    """Count the items and the actions of each council that has any (`council items actions`)."""
    query: AnySelect = via(
        select(
            COUNCIL,
            func.count(Item.id.distinct()).label("items"),
            func.count(Action.id).label("actions"),
        ),
        *ITEM_PLAN,
    ).outerjoin(Action, Action.item_id == Item.id)
    return session.execute(query.group_by(Council.key)).all()


def _narrowed(query: AnySelect, plan: str, status: str, words: Sequence[str]) -> AnySelect:
    if plan:
        query = query.where(Plan.key == plan)
    if status:
        query = query.where(_has_status(status))
    for word in words:
        query = query.where(Item.words.contains(word.lower(), autoescape=True))
    return query


def actions_of(session: Reader, items: Sequence[int]) -> Rows:
    """Read all that is stated of the actions of some items."""
    return session.execute(_ACTIONS, {"items": items}).all()


def action_refs(session: Reader) -> list[tuple[Any, ...]]:
    """Read the item and the reference of every action, in their order."""
    return raw.directly(session, "SELECT item_id, ref FROM actions ORDER BY item_id, position")


# The loops stand in this order, since SQLite would begin with every item of an area otherwise.
_OUTLINE = (
    "SELECT p.key, i.ref, r.key, a.ref, a.summary, a.lead, a.target_text, "
    "a.target_date IS NOT NULL FROM plans p CROSS JOIN items i CROSS JOIN improvement_areas r "
    "LEFT JOIN actions a ON a.item_id = i.id "
    "WHERE p.council_id = ? AND i.plan_id = p.id AND r.id = i.area_id "
    "ORDER BY p.published, p.key, i.position, a.position"
)


def outline(session: Reader, council: int) -> list[tuple[Any, ...]]:
    """Read what a council's page needs of its items and actions, in the order of `items`.

    Returns:
        Rows of plan, item, improvement area; of the action its reference, summary, lead, date in
        words, and if it has a calendar date: None where an item has no action.
    """
    return raw.directly(session, _OUTLINE, [council])


def plans(session: Reader) -> Rows:
    """Read every plan with its council and the inspection that it answers."""
    query: AnySelect = select(
        PLAN,
        *fields(Plan),
        COUNCIL,
        DOCUMENT,
        DOCUMENT_TITLE,
        Inspection.key.label("inspection"),
        Inspection.inspectorate,
        Inspection.title.label("inspection_title"),
        Inspection.inspected,
        Inspection.judgement,
    )
    query = via(query, Plan.council, Plan.document, maybe=[Plan.inspection])
    return session.execute(query.order_by(*BY_PLAN)).all()


def inspections(session: Reader, council: str) -> Rows:
    """Read a council's inspections and reviews, oldest first; undated ones first of all."""
    return session.execute(_INSPECTIONS_OF, {"council": council}).all()


def every_inspection(session: Reader) -> Rows:
    """Read the inspections of all councils (`council`), each council's as by `inspections`."""
    return session.execute(_INSPECTIONS.add_columns(COUNCIL)).all()


def item_texts(session: Reader, ids: Sequence[int]) -> Rows:
    """Read the words, area and themes of some items, the oldest plans first."""
    return session.execute(_TEXTS, {"items": ids}).all()


def all_words(session: Reader) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Read what the likeness of all items is judged from.

    Returns:
        Rows of an item's number, words, area, council, the latter by their numbers; and pairs of
        the numbers of an item and a theme of it.
    """
    return raw.directly(session, _WORDS), raw.directly(session, _THEMES)


def refs_of(session: Reader, plan: str) -> Rows:
    """Read the number and reference of a plan's items."""
    return session.execute(_REFS, {"plan": plan}).all()


def item(session: Reader, item_id: int) -> AnyRow | None:
    """Read an item with its plan, document and area."""
    return session.execute(_ITEM, {"item": item_id}).first()


def milestones_of(session: Reader, item_id: int) -> Rows:
    """Read the milestones of an item."""
    return session.execute(_MILESTONES, {"item": item_id}).all()


def statements_of(session: Reader, plan: str, item_ref: str) -> Rows:
    """Read the statements of an item, or with `item_ref` "" those of the plan as a whole."""
    return session.execute(_STATEMENTS, {"plan": plan, "ref": item_ref}).all()


def children_of(session: Reader, plan: str, ref: str) -> Rows:
    """Read the items that are part of an item (a project's work packages)."""
    return session.execute(_CHILDREN, {"plan": plan, "ref": ref}).all()
