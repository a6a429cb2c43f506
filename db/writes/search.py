"""Making the texts that the search looks through anew from the data; it never commits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, delete, func, insert, literal, select, text, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models import (
    Action,
    Council,
    Document,
    Indicator,
    Inspection,
    Item,
    Measure,
    Milestone,
    Plan,
    SearchText,
    Statement,
    table_of,
)

_NAMES = ("kind", "council", "key", "item_ref", "ref", "published", "under", "title", "body")
_TABLE = table_of(SearchText)


def _both(first: Any, second: Any) -> Any:
    """Two texts as one, where both are there."""
    return case((second == "", first), (first == "", second), else_=first + " · " + second)


def _texts(order: int, kind: str, source: InstrumentedAttribute[int], **values: Any) -> Select[Any]:
    """The texts of one kind, in the order of their rows; what is not given is empty."""
    given = {"kind": kind, "council": Council.key, **values}
    columns = [
        (literal(value) if isinstance(value, str) else value).label(name)
        for name, value in ((name, given.get(name, "")) for name in _NAMES)
    ]
    return select(literal(order).label("order"), source.label("source"), *columns)


def _of_items(query: Select[Any]) -> Select[Any]:
    return (
        query.join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
    )  # fmt: skip


def _every_text() -> Any:
    """One row a text, in their order."""
    of_plan = {"key": Plan.key, "published": Plan.published}
    of_item = {**of_plan, "item_ref": Item.ref, "under": Item.title}
    inspection = func.coalesce(Inspection.inspectorate + ", " + Inspection.title, "")
    plans = (
        _texts(1, "plan", Plan.id, **of_plan, title=Plan.title, body=_both(inspection, Plan.note))
        .join(Council, Plan.council_id == Council.id)
        .outerjoin(Inspection, Plan.inspection_id == Inspection.id)
    )
    words = {"title": Item.title, "body": _both(Item.summary, Item.status_evidence)}
    items = _texts(2, "item", Item.id, **{**of_item, "under": Item.section}, ref=Item.ref, **words)
    action = _both(Action.summary, Action.status_evidence)
    actions = _texts(3, "action", Action.id, **of_item, ref=Action.ref, body=action)
    stage = _both(Milestone.summary, Milestone.outcome)
    milestones = _texts(4, "milestone", Milestone.id, **of_item, ref=Milestone.ref, body=stage)
    of_statement = {"item_ref": Statement.item_ref, "under": func.coalesce(Item.title, Plan.title)}
    statements = (
        _texts(
            5,
            "statement",
            Statement.id,
            **of_plan,
            **of_statement,
            ref=Statement.ref,
            body=Statement.summary,
        )
        .join(Plan, Statement.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .outerjoin(Item, and_(Item.plan_id == Plan.id, Item.ref == Statement.item_ref))
    )
    indicators = (
        _texts(
            6,
            "indicator",
            Indicator.id,
            key=Measure.key,
            ref=Indicator.ref,
            published=Document.published,
            under=Document.title,
            title=Indicator.name,
            body=Indicator.definition,
        )
        .join(Measure, Indicator.measure_id == Measure.id)
        .join(Document, Indicator.document_id == Document.id)
        .join(Council, Document.council_id == Council.id)
    )
    documents = _texts(
        7,
        "document",
        Document.id,
        key=Document.key,
        published=Document.published,
        under=Document.publisher,
        title=Document.title,
        body=Document.description,
    ).join(Council, Document.council_id == Council.id)
    every = union_all(
        plans,
        _of_items(items),
        _of_items(actions.join(Item, Action.item_id == Item.id)),
        _of_items(milestones.join(Item, Milestone.item_id == Item.id)),
        statements,
        indicators,
        documents,
    ).subquery()
    columns = [every.c[name] for name in _NAMES]
    return select(*columns).order_by(every.c.order, every.c.source)


_EVERY_TEXT = _every_text()


def renew_search(session: Session) -> bool:
    """Bring the texts in line with the data that the transaction sees.

    Returns:
        Whether they differ from those that were there.
    """
    wanted = [tuple(row) for row in session.execute(_EVERY_TEXT)]
    stored = select(*[_TABLE.c[name] for name in _NAMES]).order_by(_TABLE.c.id)
    if [tuple(row) for row in session.execute(stored)] == wanted:
        return False
    session.execute(delete(SearchText))
    if wanted:
        rows = [
            {"id": number, **dict(zip(_NAMES, row, strict=True))}
            for number, row in enumerate(wanted, 1)
        ]
        session.execute(insert(SearchText), rows)
    # PostgreSQL's index is a column of the table; FTS5 is told to read the table again.
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))
    return True
