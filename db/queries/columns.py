"""Columns that many queries name alike, and the ways by which rows reach what they belong to.

A way is a list of relationships, which `via` joins one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import InstrumentedAttribute

from db.models import (
    Action,
    Answer,
    Base,
    Council,
    Document,
    ImprovementArea,
    Indicator,
    Inspection,
    Item,
    Measure,
    Milestone,
    Plan,
    Progress,
    Recommendation,
    Statement,
    table_of,
)
from db.queries.rows import AnySelect

Relation = InstrumentedAttribute[Any]

PLAN = Plan.key.label("plan")
COUNCIL = Council.key.label("council")
COUNCIL_NAME = Council.name.label("council_name")
DOCUMENT = Document.key.label("document")
DOCUMENT_TITLE = Document.title.label("document_title")
AREA = ImprovementArea.key.label("area")
MEASURE = Measure.key.label("measure")
INDICATOR = Indicator.key.label("indicator")
INSPECTION = Inspection.key.label("inspection")
ITEM_REF = Item.ref.label("item_ref")

# From an item, action, milestone or statement to its plan and council.
ITEM_PLAN = (Item.plan, Plan.council)
ACTION_PLAN = (Action.item, *ITEM_PLAN)
PROGRESS_PLAN = (Progress.item, *ITEM_PLAN)
MILESTONE_PLAN = (Milestone.item, *ITEM_PLAN)
STATEMENT_PLAN = (Statement.plan, Plan.council)

# An answer names its recommendation, whose rows an import of the report may have made anew.
RECOMMENDATION_ANSWERED = and_(
    Recommendation.inspection_id == Answer.inspection_id,
    Recommendation.addressee == Answer.addressee,
    Recommendation.ref == Answer.recommendation,
)

# The order of plans, and of the items in them.
BY_PLAN = (Plan.published, Plan.key)
BY_ITEM = (*BY_PLAN, Item.position)

# Columns that are the database's alone, and the key, which each table names after itself.
_INTERNAL = frozenset({"id", "key", "position", "origin", "words", "due"})


def via(query: AnySelect, *way: Relation, maybe: Iterable[Relation] = ()) -> AnySelect:
    """Join what the rows of a query belong to.

    Args:
        query: selects from the first table of the way.
        way: relationships, one after the other; a row without one is left out.
        maybe: relationships that may lead to nothing; the row stays.
    """
    for step in way:
        query = query.join(step)
    for step in maybe:
        query = query.outerjoin(step)
    return query


def fields(model: type[Base]) -> tuple[InstrumentedAttribute[Any], ...]:
    """List the columns of a table that the catalogue's file states in so many words."""
    return tuple(
        getattr(model, column.key)
        for column in table_of(model).c
        if column.key not in _INTERNAL and not column.foreign_keys
    )


def picked(model: type[Base], names: str) -> tuple[InstrumentedAttribute[Any], ...]:
    """List some columns of a table, by their names with spaces between."""
    return tuple(getattr(model, name) for name in names.split())
