"""Making the texts that the search looks through anew from the data; it never commits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    MetaData,
    Select,
    Table,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
)
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
    Recommendation,
    SearchText,
    Statement,
    table_of,
)
from db.queries.columns import ACTION_PLAN, ITEM_PLAN, MILESTONE_PLAN, STATEMENT_PLAN, via

_NAMES = ("kind", "council", "key", "item_ref", "ref", "published", "under", "title", "body")
_TABLE = table_of(SearchText)
# The texts as they should be, for as long as they are held against those that are stored.
_WANTED = Table(
    "wanted_texts",
    MetaData(),
    *(Column(c.name, c.type, primary_key=c.primary_key) for c in _TABLE.c),
    prefixes=["TEMPORARY"],
)


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


def _every_text() -> Any:
    """One row a text, in their order."""
    of_plan = {"key": Plan.key, "published": Plan.published}
    of_item = {**of_plan, "item_ref": Item.ref, "under": Item.title}
    inspection = func.coalesce(Inspection.inspectorate + ", " + Inspection.title, "")
    body = _both(inspection, Plan.note)
    plans = _texts(1, "plan", Plan.id, **of_plan, title=Plan.title, body=body)
    words = {"title": Item.title, "body": _both(Item.summary, Item.status_evidence)}
    items = _texts(2, "item", Item.id, **{**of_item, "under": Item.section}, ref=Item.ref, **words)
    action = _both(Action.summary, Action.status_evidence)
    actions = _texts(3, "action", Action.id, **of_item, ref=Action.ref, body=action)
    stage = _both(Milestone.summary, Milestone.outcome)
    milestones = _texts(4, "milestone", Milestone.id, **of_item, ref=Milestone.ref, body=stage)
    of_statement = {"item_ref": Statement.item_ref, "under": func.coalesce(Item.title, Plan.title)}
    of_statement = {**of_plan, **of_statement, "ref": Statement.ref, "body": Statement.summary}
    statements = _texts(5, "statement", Statement.id, **of_statement)
    of_document = {"published": Document.published, "under": Document.title}
    defined = {"ref": Indicator.ref, "title": Indicator.name, "body": Indicator.definition}
    indicators = _texts(6, "indicator", Indicator.id, key=Measure.key, **of_document, **defined)
    of_document |= {"under": Document.publisher, "title": Document.title}
    documents = _texts(
        7, "document", Document.id, key=Document.key, **of_document, body=Document.description
    )
    asked = _texts(
        8,
        "inspection",
        Recommendation.id,
        key=Inspection.key,
        ref=Recommendation.ref,
        published=Inspection.inspected,
        under=Recommendation.addressee,
        body=_both(Recommendation.summary, Recommendation.as_printed),
    )
    every = union_all(
        via(plans, Plan.council, maybe=[Plan.inspection]),
        via(items, *ITEM_PLAN),
        via(actions, *ACTION_PLAN),
        via(milestones, *MILESTONE_PLAN),
        via(statements, *STATEMENT_PLAN, maybe=[Statement.item]),
        via(indicators, Indicator.measure, Indicator.document, Document.council),
        via(documents, Document.council),
        via(asked, Recommendation.inspection, Inspection.council),
    ).subquery()
    number = func.row_number().over(order_by=(every.c.order, every.c.source))
    return select(number, *(every.c[name] for name in _NAMES))


_EVERY_TEXT = _every_text()


def renew_search(session: Session) -> bool:
    """Bring the texts in line with the data that the transaction sees.

    The database does it by itself: the texts of a nation's plans never leave it.

    Returns:
        Whether they differ from those that were there.
    """
    columns = ["id", *_NAMES]
    if not _any(session, _TABLE):
        session.execute(insert(_TABLE).from_select(columns, _EVERY_TEXT))
        differs = _any(session, _TABLE)
    else:
        connection = session.connection()
        _WANTED.create(connection)
        session.execute(insert(_WANTED).from_select(columns, _EVERY_TEXT))
        differs = _any(session, _TABLE, _STALE) or _any(session, _WANTED, _MISSING)
        if differs:
            session.execute(delete(_TABLE).where(_STALE))
            missing = select(*(_WANTED.c[name] for name in columns)).where(_MISSING)
            session.execute(insert(_TABLE).from_select(columns, missing))
        _WANTED.drop(connection)
    # PostgreSQL's index is a column of the table; FTS5 is told to read the table again.
    if differs and session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))
    return differs


_STALE = ~exists().where(*(_WANTED.c[name] == _TABLE.c[name] for name in ("id", *_NAMES)))
_MISSING = _WANTED.c.id.not_in(select(_TABLE.c.id))


def _any(session: Session, asked: Table, *where: Any) -> bool:
    return session.execute(select(asked.c.id).where(*where).limit(1)).first() is not None
