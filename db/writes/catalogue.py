"""Bringing the tables in line with the rows of some catalogue folders; it never commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from db.models import Base, Council, Finding, ImprovementArea, Indicator, Item, Plan, table_of
from db.queries.folders import LOOKUPS, SHEET_TABLES
from db.writes.themes import columns_of, in_chunks, stored_rows, write_themes


@dataclass(slots=True)
class Changes:
    """The changes that a load made to one table."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    names: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def sync(
    session: Session,
    rows: Mapping[str, list[dict[str, Any]]],
    origins: Iterable[str],
    report: Callable[[str], None] = lambda _text: None,
) -> list[Changes]:
    """Make the rows of `origins` equal to `rows`: insert, update and delete what differs.

    Args:
        session: a session in a transaction that the caller ends.
        rows: per sheet, column values; a reference holds the key of the row referred to, and
            `item_id` the pair (plan key, item reference).
        origins: the folders that `rows` come from; rows of other folders are not touched.
        report: told each table's name before it is written.
    """
    wanted_origins = list(origins)
    keys: dict[type[Base], dict[Any, int]] = {}
    changes, deletions = [], []
    for sheet, model, unique in SHEET_TABLES:
        report(sheet)
        wanted = [_resolve(row, keys) for row in rows.get(sheet, [])]
        change, gone = _sync_table(session, sheet, model, unique, wanted, wanted_origins)
        changes.append(change)
        deletions.append((model, gone))
        keys[model] = _ids(session, model, unique)
    if any(changes):
        session.execute(delete(Finding))  # they point at rows that may go, and are made anew
    for model, gone in reversed(deletions):
        for numbers in in_chunks(gone):
            session.execute(delete(model).where(table_of(model).c.id.in_(numbers)))
    return changes


def _ids(session: Session, model: type[Base], unique: tuple[str, ...]) -> dict[Any, int]:
    if model is Item:
        rows = session.execute(select(Plan.key, Item.ref, Item.id).join(Plan))
        return {(plan, ref): id_ for plan, ref, id_ in rows}
    if unique != ("key",):
        return {}
    columns = model.__table__.c
    return {row.key: row.id for row in session.execute(select(columns.key, columns.id))}


def _resolve(row: dict[str, Any], keys: dict[type[Base], dict[Any, int]]) -> dict[str, Any]:
    resolved = dict(row)
    for column, model in LOOKUPS.items():
        if column in resolved:
            key = resolved[column]
            resolved[column] = keys[model][key] if key else None
    if "item_id" in resolved:
        resolved["item_id"] = keys[Item][resolved["item_id"]]
    return resolved


def _sync_table(
    session: Session,
    sheet: str,
    model: type[Base],
    unique: tuple[str, ...],
    wanted: list[dict[str, Any]],
    origins: list[str],
) -> tuple[Changes, list[int]]:
    table = table_of(model)
    # Columns that a folder does not speak of belong to official statistics.
    given = (wanted or [{}])[0]
    names = [name for name in (*table.c.keys(), "themes") if name in given]
    present = {
        tuple(row[column] for column in unique): row
        for row in session.execute(
            stored_rows(model).where(table.c.origin.in_(origins)).order_by(table.c.id)
        ).mappings()
    }
    change, new, changed = Changes(sheet), [], []
    for row in wanted:
        key = tuple(row[column] for column in unique)
        old = present.pop(key, None)
        if old is None:
            new.append(row)
            change.names.append(f"+ {_name(row)}")
        elif any(old[name] != row[name] for name in names):
            changed.append({**row, "id": old["id"]})
            differing = [name for name in names if old[name] != row[name]]
            change.names.append(f"~ {_name(row)}: {', '.join(differing)}")
    for old in present.values():
        change.names.append(f"- {_name(old)}")
    # Of the table, not the model: the ORM sends a row by itself wherever another column is empty.
    if new:
        session.execute(insert(table), [columns_of(model, row) for row in new])
    if changed:
        rows = [{**columns_of(model, row), "number": row["id"]} for row in changed]
        session.execute(update(table).where(table.c.id == bindparam("number")), rows)
    write_themes(session, model, unique, [*new, *changed])
    change.added, change.changed, change.removed = len(new), len(changed), len(present)
    return change, [old["id"] for old in present.values()]


def _name(row: Mapping[Any, Any]) -> str:
    return str(row.get("key") or row.get("ref") or row.get("place", ""))


def write_findings(session: Session, findings: Iterable[dict[str, Any]]) -> bool:
    """Store findings in place of all earlier ones; council and indicator are given by key.

    Returns:
        Whether they differ from those that were there.
    """
    keys: dict[type[Base], dict[Any, int]] = {
        model: _ids(session, model, ("key",))
        for model in (Council, Indicator, Plan, ImprovementArea)
    }
    rows = [_resolve(row, keys) for row in findings]
    query = stored_rows(Finding).order_by(Finding.id)
    stored = [dict(row) for row in session.execute(query).mappings()]
    for row in stored:
        del row["id"]
    if stored == rows:
        return False
    session.execute(delete(Finding))
    if rows:
        session.execute(insert(table_of(Finding)), [columns_of(Finding, row) for row in rows])
        write_themes(session, Finding, ("key",), rows)
    return True
