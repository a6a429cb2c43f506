"""Pages of the open-data tables: rows that fit some filters, from a place on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, Label, literal, tuple_

from db.models import Finding, Indicator, Item, Recommendation, Statistic, Themed
from db.queries.exports import AT_A_TIME, export_queries
from db.queries.rows import AnySelect, Reader

# Where a row is: the number of its query among the table's, then its place there. Official
# statistics are many, so it is their keys, which they are ordered by; of all else it is how many
# rows come before, which stands still as long as the data do.
Place = tuple[int, ...]
Filters = Mapping[str, Sequence[str]]
_KEYED = ("observations", 1)
_KEYS = (Statistic.indicator_id, Statistic.council_id, Statistic.period_id)
# A filter of themes asks for the rows that have one of them.
_THEMED: dict[str, type[Themed]] = {
    "items": Item,
    "indicators": Indicator,
    "findings": Finding,
    "recommendations": Recommendation,
}


def fits_table(table: str, place: Place) -> bool:
    """Tell if a place can be one of the table's."""
    if not place or place[0] >= len(export_queries(table)):
        return False
    return len(place) == 1 + (len(_KEYS) if (table, place[0]) == _KEYED else 1)


def table_page(
    session: Reader, table: str, filters: Filters, after: Place = (), limit: int | None = None
) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The table's rows with their places, in the order of `portal export`.

    Args:
        session: reads them; without a limit some thousands at a time, inside a transaction.
        table: one of `exports.TABLES`.
        filters: per column the values of which a row must have one; dates as ISO 8601.
        after: the place of the last row that is known already, in the same version of the data.
        limit: how many rows at most; None for all.
    """
    left = limit
    for number, query in enumerate(export_queries(table)):
        if after and number < after[0]:
            continue
        query = _narrowed(table, query, filters)
        keyed, before = (table, number) == _KEYED, 0
        if after and number == after[0]:
            if keyed:
                query = query.where(tuple_(*_KEYS) > tuple_(*(literal(part) for part in after[1:])))
            else:
                before = after[1]
                query = query.offset(before)
        columns = len(query.selected_columns)
        if keyed:
            query = query.add_columns(*_KEYS)
        if left is not None:
            query = query.limit(left)
        # A page needs no cursor on the server, which there is only inside a transaction.
        streamed = {"yield_per": AT_A_TIME} if limit is None else {}
        result = session.execute(query, execution_options=streamed)
        names = list(result.keys())[:columns]
        count = 0
        for row in result:
            count += 1
            place = tuple(row[columns:]) if keyed else (before + count,)
            yield (number, *place), dict(zip(names, row[:columns], strict=True))
        if left is not None:
            left -= count
            if left <= 0:
                return


def _narrowed(table: str, query: AnySelect, filters: Filters) -> AnySelect:
    columns = {column.name: column for column in query.selected_columns}
    for name, values in filters.items():
        column: Any = columns[name]
        if isinstance(column, Label):
            column = column.element
        if name == "themes":
            query = query.where(_THEMED[table].has_theme(values))
        elif isinstance(column.type, Date):
            query = query.where(column.in_([date.fromisoformat(value) for value in values]))
        else:
            query = query.where(column.in_(values))
    return query
