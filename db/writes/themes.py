"""Writing rows that have themes: files hold those joined by `;`, the tables a row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from db.models import Base, Theme, Themed, joined_themes, table_of
from db.queries.statistics import ids

_AT_ONCE = 500
_T = TypeVar("_T")


def stored_rows(model: type[Base]) -> Select[Any]:
    """Select every column of a table, and the themes of a row as files hold them."""
    themes = (joined_themes(model),) if issubclass(model, Themed) else ()
    return select(*table_of(model).c, *themes)


def columns_of(model: type[Base], row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the themes out of a row: they are no column of its table."""
    if not issubclass(model, Themed):
        return dict(row)
    return {name: value for name, value in row.items() if name != "themes"}


def write_themes(
    session: Session,
    model: type[Base],
    unique: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    origins: Sequence[str] = (),
) -> None:
    """Replace the themes of some rows that are stored, if their table is one with themes.

    Args:
        session: a session in a transaction that the caller ends.
        unique: the columns that identify a row.
        rows: values of the rows; `themes` are keys joined by `;`.
        origins: the folders that the rows come from, where those are known.
    """
    if not rows or not issubclass(model, Themed):
        return
    table, links = table_of(model), model.theme_links
    stored = select(table.c.id, *(table.c[name] for name in unique))
    if origins:
        stored = stored.where(table.c.origin.in_(origins))
    owners = {tuple(key): number for number, *key in session.execute(stored)}
    themes = {owners[tuple(row[name] for name in unique)]: row["themes"] for row in rows}
    numbers = ids(session, Theme)
    # Of many rows that are new, as a rule none has a link.
    for some in in_chunks(sorted(themes.keys() & {*session.scalars(select(links.c[0]))})):
        session.execute(delete(links).where(model.theme_owner().in_(some)))
    new = [
        {model.theme_owner().name: owner, "theme_id": numbers[key], "position": position}
        for owner, text in themes.items()
        for position, key in enumerate(text.split(";") if text else ())
    ]
    if new:
        session.execute(insert(links), new)


def in_chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut a list into pieces that fit into one statement."""
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
