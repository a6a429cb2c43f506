"""Pages of the open-data tables: rows that fit some filters, from a place on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Label, literal, tuple_

from db.models import (
    Action,
    Document,
    Finding,
    Indicator,
    Item,
    Milestone,
    Observation,
    Plan,
    Statement,
    Statistic,
    Target,
)
from db.queries.exports import AT_A_TIME, export_queries
from db.queries.rows import AnySelect, Reader

# What tells a row from all others: the number of its query among the table's, then its keys there.
Place = tuple[int, ...]
Filters = Mapping[str, Sequence[str]]
_KEYS: Mapping[str, tuple[tuple[Any, ...], ...]] = {
    "documents": ((Document.id,),),
    "plans": ((Plan.id,),),
    "items": ((Item.id,),),
    "actions": ((Action.id,),),
    "milestones": ((Milestone.id,),),
    "statements": ((Statement.id,),),
    "indicators": ((Indicator.id,),),
    "observations": (
        (Observation.id,),
        (Statistic.indicator_id, Statistic.council_id, Statistic.period_id),
    ),
    "targets": ((Target.id,),),
    "findings": ((Finding.id,),),
}
# Lists separated by `;`: a filter asks for the rows whose list holds a value.
_LISTS = ("themes",)


def fits_table(table: str, place: Place) -> bool:
    """Whether a place can be one of the table's."""
    sources = _KEYS[table]
    return bool(place) and place[0] < len(sources) and len(place) == len(sources[place[0]]) + 1


def table_page(
    session: Reader, table: str, filters: Filters, after: Place = (), limit: int | None = None
) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The table's rows with their places, in an order that one version of the data keeps.

    Args:
        session: reads them; without a limit some thousands at a time, inside a transaction.
        table: one of `exports.TABLES`.
        filters: per column the values of which a row must have one; dates as ISO 8601.
        after: the place of the last row that is known already.
        limit: how many rows at most; None for all.
    """
    left = limit
    for number, (query, keys) in enumerate(zip(export_queries(table), _KEYS[table], strict=True)):
        if after and number < after[0]:
            continue
        query = _narrowed(query, filters)
        if after and number == after[0]:
            query = query.where(_beyond(keys, after[1:]))
        columns = len(query.selected_columns)
        query = query.order_by(None).order_by(*keys).add_columns(*keys)
        if left is not None:
            query = query.limit(left)
        # A page needs no cursor on the server, which there is only inside a transaction.
        streamed = {"yield_per": AT_A_TIME} if limit is None else {}
        found = session.execute(query, execution_options=streamed)
        names = list(found.keys())[:columns]
        count = 0
        for row in found:
            count += 1
            yield (number, *row[columns:]), dict(zip(names, row[:columns], strict=True))
        if left is not None:
            left -= count
            if left <= 0:
                return


def _beyond(keys: Sequence[Any], place: Sequence[int]) -> ColumnElement[bool]:
    if len(keys) == 1:
        return keys[0] > place[0]  # type: ignore[no-any-return]
    return tuple_(*keys) > tuple_(*(literal(part) for part in place))


def _narrowed(query: AnySelect, filters: Filters) -> AnySelect:
    columns = {column.name: column for column in query.selected_columns}
    for name, values in filters.items():
        column: Any = columns[name]
        if isinstance(column, Label):
            column = column.element
        if name in _LISTS:
            listed = literal(";") + column + literal(";")
            wanted = [listed.contains(f";{value};", autoescape=True) for value in values]
            query = query.where(_any(wanted))
        elif isinstance(column.type, Date):
            query = query.where(column.in_([date.fromisoformat(value) for value in values]))
        else:
            query = query.where(column.in_(values))
    return query


def _any(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    found = conditions[0]
    for condition in conditions[1:]:
        found = found | condition
    return found
