"""Bringing the tables in line with the rows of some catalogue folders; it never commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, union, update
from sqlalchemy.orm import Session

from db.models import (
    Action,
    Answer,
    Base,
    Claim,
    Council,
    DatasetVersion,
    Finding,
    FolderDigest,
    ImprovementArea,
    Indicator,
    Item,
    Milestone,
    Observation,
    Plan,
    Progress,
    Statement,
    Target,
    table_of,
)
from db.queries.folders import LOOKUPS, SHEET_TABLES
from db.writes.bulk import insert_rows
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


# Column of a row that holds a key, or of an item plan and reference -> where that is looked up.
_LOOKUPS: dict[str, type[Base]] = {**LOOKUPS, "item_id": Item}
# Their rows belong to a plan or to an indicator of their folder.
_OWNED = (Item, Action, Progress, Milestone, Statement, Answer, Claim, Observation, Target)


class Writing:
    """The writing of some folders, of which the caller need not hold all rows at once."""

    def __init__(self, session: Session, origins: Iterable[str]) -> None:
        """Begin, in a transaction that the caller ends."""
        self._session = session
        self._changes = {sheet: Changes(sheet) for sheet, *_ in SHEET_TABLES}
        self._gone: dict[str, list[int]] = {sheet: [] for sheet, *_ in SHEET_TABLES}
        self._keys: dict[type[Base], dict[Any, int]] = {}
        owning = [
            select(model.origin).where(model.origin.in_(list(origins)))
            for model in (Plan, Indicator)
        ]
        self._owners = {*session.scalars(union(*owning))}

    def write(
        self,
        rows: Mapping[str, list[dict[str, Any]]],
        origins: Sequence[str],
        report: Callable[[str], None] = lambda _text: None,
    ) -> None:
        """Make the sheets of `rows` equal to them, as far as they are of `origins`.

        What others refer to comes first. Rows that are no longer there stay until `finish`, since
        others may refer to them.

        Args:
            rows: per sheet that is written, column values, which are changed here; a reference
                holds the key of the row referred to, and `item_id` the pair (plan key, item
                reference).
            origins: the folders that `rows` come from; rows of other folders are not touched.
            report: told which table is written.
        """
        for sheet, model, unique in SHEET_TABLES:
            if sheet not in rows:
                continue
            report(f"Writing {sheet}")
            _look_up(rows[sheet], self._keys)
            self._write_table(sheet, model, unique, rows[sheet], origins)
            if model is Item or unique == ("key",):
                self._keys[model] = _ids(self._session, model, origins)

    def finish(self) -> list[Changes]:
        """Delete the rows that are no longer there; give what changed, table by table."""
        if any(self._changes.values()):
            # They point at rows that may go, and are made anew.
            self._session.execute(delete(Finding))
        for sheet, model, _unique in reversed(SHEET_TABLES):
            for numbers in in_chunks(self._gone[sheet]):
                self._session.execute(delete(model).where(table_of(model).c.id.in_(numbers)))
        return list(self._changes.values())

    def _write_table(
        self,
        sheet: str,
        model: type[Base],
        unique: tuple[str, ...],
        wanted: list[dict[str, Any]],
        origins: Sequence[str],
    ) -> None:
        table, change = table_of(model), self._changes[sheet]
        # Columns that a folder does not speak of belong to official statistics.
        given = (wanted or [{}])[0]
        names = [name for name in (*table.c.keys(), "themes") if name in given]
        # Rows of plans and indicators are there only where a folder has brought one of those.
        first = model in _OWNED and self._owners.isdisjoint(origins)
        query = stored_rows(model).where(table.c.origin.in_(origins)).order_by(table.c.id)
        stored: Iterable[Any] = () if first else self._session.execute(query).mappings()
        key_of = itemgetter(*unique)
        present = {key_of(row): row for row in stored}
        new, changed = [], []
        for row in wanted:
            old = present.pop(key_of(row), None)
            if old is None:
                new.append(row)
                change.names.append(f"+ {_name(row)}")
            elif any(old[name] != row[name] for name in names):
                changed.append({**row, "id": old["id"]})
                differing = [name for name in names if old[name] != row[name]]
                change.names.append(f"~ {_name(row)}: {', '.join(differing)}")
        for old in present.values():
            change.names.append(f"- {_name(old)}")
        if new:
            insert_rows(self._session.connection(), table, new)
        if changed:
            rows = [{**columns_of(model, row), "number": row["id"]} for row in changed]
            self._session.execute(update(table).where(table.c.id == bindparam("number")), rows)
        write_themes(self._session, model, unique, [*new, *changed], origins)
        change.added += len(new)
        change.changed += len(changed)
        change.removed += len(present)
        self._gone[sheet] += [old["id"] for old in present.values()]


def _ids(session: Session, model: type[Base], origins: Sequence[str] = ()) -> dict[Any, int]:
    """Give the numbers of a table's rows by their keys; of items, those of some folders."""
    if model is Item:
        query = select(Plan.key, Item.ref, Item.id).join(Plan).where(Item.origin.in_(origins))
        return {(plan, ref): id_ for plan, ref, id_ in session.execute(query)}
    columns = table_of(model).c
    return {row.key: row.id for row in session.execute(select(columns.key, columns.id))}


def _look_up(rows: Iterable[dict[str, Any]], keys: Mapping[type[Base], Mapping[Any, int]]) -> None:
    """Put the numbers of rows that are referred to in the place of their keys."""
    first = next(iter(rows), {})
    lookups = [(name, keys[model]) for name, model in _LOOKUPS.items() if name in first]
    for row in rows:
        for name, numbers in lookups:
            key = row[name]
            row[name] = numbers[key] if key else None


def _name(row: Mapping[Any, Any]) -> str:
    return str(row.get("key") or row.get("ref") or row.get("place", ""))


def note_folders(session: Session, digests: Mapping[str, str]) -> None:
    """Note what all folders held whose rows are as they brought them, for the next load.

    Args:
        session: a session in a transaction that the caller ends; the data have their version.
        digests: those of the folders, and their origins.
    """
    session.flush()
    session.execute(delete(FolderDigest))
    version = session.scalar(select(func.max(DatasetVersion.id)))
    rows = [{"digest": d, "origin": o, "version_id": version} for d, o in digests.items()]
    if rows:
        session.execute(insert(table_of(FolderDigest)), rows)


def write_findings(session: Session, findings: Iterable[dict[str, Any]]) -> bool:
    """Store findings in place of all earlier ones; council and indicator are given by key.

    Returns:
        Whether they differ from those that were there.
    """
    rows = list(findings)
    _look_up(rows, {m: _ids(session, m) for m in (Council, Indicator, Plan, ImprovementArea)})
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
