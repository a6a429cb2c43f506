"""Writing official statistics: definitions, figures in bulk, neighbours, the log; no commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from db.models import (
    Base,
    Benchmark,
    Council,
    Finding,
    FormerStatistic,
    Import,
    Indicator,
    Neighbour,
    Period,
    table_of,
)
from db.queries.changes import STATED, FigureChange, figure_changes
from db.queries.statistics import ids, period_ids
from db.writes.bulk import insert_rows
from db.writes.figures import COLUMNS, STATISTICS, add_figures
from db.writes.themes import columns_of, in_chunks, stored_rows, write_themes

_KEYS = ("indicator_id", "council_id", "period_id")


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference between a file and what is there, in figures."""

    added: int
    changed: int
    removed: int

    @property
    def replaces(self) -> bool:
        """Tell if figures that are published would change or go."""
        return bool(self.changed or self.removed)

    def __bool__(self) -> bool:
        return bool(self.added or self.replaces)


# Definitions -----------------------------------------------------------------------------------


def upsert(
    session: Session, model: type[Base], rows: Sequence[dict[str, Any]], origin: str
) -> tuple[list[dict[str, Any]], list[str]]:
    """Bring the rows of an origin in line with `rows`, which have the columns' names.

    Rows that another origin owns are left alone.

    Returns:
        The rows that were changed, as they were before, and the keys of those added.
    """
    table = table_of(model)
    keys = [row["key"] for row in rows]
    present: dict[str, Any] = {}
    for some in in_chunks(keys):
        query = stored_rows(model).where(table.c.key.in_(some))
        present |= {row["key"]: dict(row) for row in session.execute(query).mappings()}
    former, new, changed = [], [], []
    for row in rows:
        old = present.get(row["key"])
        if old is None:
            new.append({**row, "origin": origin})
        elif old["origin"] == origin and any(old[name] != row[name] for name in row):
            former.append(old)
            changed.append(row)
            values = columns_of(model, row)
            session.execute(update(table).where(table.c.id == old["id"]).values(**values))
    if new:
        session.execute(insert(table), [columns_of(model, row) for row in new])
    write_themes(session, model, ("key",), [*new, *changed])
    return former, [row["key"] for row in new]


def restore(session: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Put rows back as they were, those deleted since included."""
    table, former = table_of(model), list(rows)
    for row in former:
        values = columns_of(model, row)
        done = session.execute(update(table).where(table.c.id == row["id"]).values(**values))
        if done.rowcount == 0:  # type: ignore[attr-defined]
            session.execute(insert(table).values(**values))
    write_themes(session, model, ("id",), former)


def remove(session: Session, model: type[Base], keys: Iterable[str]) -> None:
    """Delete rows by key."""
    for key in keys:
        session.execute(delete(model).where(model.__table__.c.key == key))


def remove_indicators(session: Session, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Delete indicators that no figure belongs to any more, and give them as they were."""
    if not numbers:
        return []
    clear_findings(session)
    table = table_of(Indicator)
    mine = table.c.id.in_(numbers)
    query = stored_rows(Indicator).where(mine)
    rows = [dict(row) for row in session.execute(query).mappings()]
    write_benchmarks(session, [], numbers)
    session.execute(delete(table).where(mine))
    return rows


def clear_findings(session: Session) -> None:
    """Take all findings away before what they point at goes; they are made anew afterwards."""
    session.execute(delete(Finding))


def add_periods(session: Session, periods: Sequence[tuple[Any, ...]]) -> list[int]:
    """The number of each period (label, basis, start, end); those that are new are added."""
    numbers = period_ids(session)
    new = [
        {"label": label, "basis": basis, "period_start": start, "period_end": end}
        for label, basis, start, end in periods
        if (label, basis, start, end) not in numbers
    ]
    if new:
        session.execute(insert(Period), new)
        numbers = period_ids(session)
    return [numbers[period] for period in periods]


def renew_latest(session: Session, indicators: Sequence[int]) -> None:
    """Name each indicator's newest dated period that at least half as many councils as ever have.

    It reads the benchmarks that are there, of periods that an import left as they were too.
    """
    columns = (Benchmark.indicator_id, Benchmark.of, Period.period_end, Benchmark.period_id)
    query = select(*columns).join(Period, Period.id == Benchmark.period_id)
    spread: dict[int, list[Any]] = {number: [] for number in indicators}
    for some in in_chunks(indicators):
        for row in session.execute(query.where(Benchmark.indicator_id.in_(some))):
            spread[row.indicator_id].append(row)
    latest = []
    for number, rows in spread.items():
        most = max((row.of for row in rows), default=0)
        enough = [row for row in rows if row.period_end and row.of * 2 >= most]
        newest = max(enough, key=lambda row: (row.period_end, -row.period_id), default=None)
        latest.append({"id": number, "latest_period_id": newest and newest.period_id})
    if latest:
        session.execute(update(Indicator), latest)


# Figures ---------------------------------------------------------------------------------------


class Incoming:
    """A temporary table of the figures of a file, to be held against those that are there."""

    def __init__(
        self,
        session: Session,
        frame: pd.DataFrame,
        indicators: Sequence[int],
        periods: Sequence[int] | None = None,
    ) -> None:
        """Hold figures against those of some indicators, in some periods or in all of them."""
        self._session = session
        columns = [
            Column(c.name, c.type, primary_key=c.primary_key, nullable=c.nullable)
            for c in STATISTICS.c
        ]
        self._table = Table("incoming", Base.metadata.__class__(), *columns, prefixes=["TEMPORARY"])
        connection = session.connection()
        self._table.create(connection)
        add_figures(connection, frame, self._table)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE incoming")
        self._mine = _within(STATISTICS, indicators, periods)
        self._same = and_(*(self._table.c[name] == STATISTICS.c[name] for name in _KEYS))
        self._differ = or_(
            *(self._table.c[name].is_distinct_from(STATISTICS.c[name]) for name in STATED)
        )
        self._joined = STATISTICS.outerjoin(self._table, self._same)
        self._gone = self._table.c.indicator_id.is_(None)

    def difference(self) -> Difference:
        """Count the figures that would be added, changed and removed."""
        count = select(func.count())
        both = count.select_from(STATISTICS.join(self._table, self._same))
        both_there = self._session.scalar(both) or 0
        changed = self._session.scalar(both.where(self._differ)) or 0
        every = self._session.scalar(count.select_from(self._table)) or 0
        there = self._session.scalar(count.select_from(STATISTICS).where(self._mine)) or 0
        return Difference(every - both_there, changed, there - both_there)

    def changes(self, most: int | None) -> list[FigureChange]:
        """List the first `most` published figures that would change or go, see `figure_changes`."""
        changing = self._mine & or_(self._gone, self._differ)
        return figure_changes(self._session, self._joined, self._table, changing, most)

    def replace(self, number: int) -> None:
        """Put the incoming figures in place, keeping the former ones under import `number`."""
        former = [STATISTICS.c[name] for name in COLUMNS]
        self._session.execute(
            insert(FormerStatistic).from_select(
                ["replaced_by", *COLUMNS],
                select(literal(number), *former)
                .select_from(self._joined)
                .where(self._mine, or_(self._gone, self._differ)),
            )
        )
        # A figure that stays the same stays that of the import that brought it.
        same = select(STATISTICS.c.import_id).where(self._same, ~self._differ).scalar_subquery()
        self._session.execute(
            update(self._table).values(import_id=func.coalesce(same, self._table.c.import_id))
        )
        self._session.execute(delete(STATISTICS).where(self._mine))
        ordered = select(self._table).order_by(*(self._table.c[name] for name in _KEYS))
        self._session.execute(insert(STATISTICS).from_select(list(COLUMNS), ordered))

    def drop(self) -> None:
        """Take the temporary table away."""
        self._table.drop(self._session.connection())


def put_back(session: Session, number: int, indicators: Sequence[int]) -> int:
    """Undo an import's figures: its own go, those that it replaced return.

    Returns:
        How many figures returned.
    """
    mine = STATISTICS.c.indicator_id.in_(indicators)
    session.execute(delete(STATISTICS).where(mine, STATISTICS.c.import_id == number))
    former = table_of(FormerStatistic)
    ours = former.c.replaced_by == number
    returned = session.scalar(select(func.count()).select_from(former).where(ours)) or 0
    session.execute(
        insert(STATISTICS).from_select(
            list(COLUMNS), select(*(former.c[name] for name in COLUMNS)).where(ours)
        )
    )
    session.execute(delete(former).where(ours))
    return returned


def rewrite_figures(session: Session, frame: pd.DataFrame, indicators: Sequence[int]) -> None:
    """Write an indicator's figures anew, with other ranks and bands."""
    session.execute(delete(STATISTICS).where(STATISTICS.c.indicator_id.in_(indicators)))
    if len(frame):
        add_figures(session.connection(), frame)


def write_benchmarks(
    session: Session,
    rows: Sequence[dict[str, Any]],
    indicators: Sequence[int],
    periods: Sequence[int] | None = None,
) -> None:
    """Replace the benchmarks of some indicators, in some periods or in all of them."""
    table = table_of(Benchmark)
    session.execute(delete(table).where(_within(table, indicators, periods)))
    insert_rows(session.connection(), table, rows)


def _within(
    table: Table, indicators: Sequence[int], periods: Sequence[int] | None
) -> ColumnElement[bool]:
    mine = table.c.indicator_id.in_(indicators)
    return mine if periods is None else and_(mine, table.c.period_id.in_(periods))


def take_stock(session: Session) -> None:
    """Let PostgreSQL count what an import brought, or it would read whole tables for a page."""
    if session.get_bind().dialect.name == "postgresql":
        for table in (STATISTICS.name, table_of(Benchmark).name):
            session.connection().exec_driver_sql(f"ANALYZE {table}")


# Neighbours and the log --------------------------------------------------------------------------


def write_neighbours(session: Session, rows: Iterable[tuple[str, int, str, str, str, int]]) -> None:
    """Replace the neighbour model; councils are given by key."""
    numbers = ids(session, Council)
    session.execute(delete(Neighbour))
    new = [
        {
            "council_id": numbers[council],
            "position": position,
            "neighbour_id": numbers[neighbour],
            "closeness": closeness,
            "model": model,
            "import_id": number,
        }
        for council, position, neighbour, closeness, model, number in rows
    ]
    insert_rows(session.connection(), table_of(Neighbour), new)


def log_import(session: Session, **entry: Any) -> int:
    """Write a line of the log and give its number; what people typed becomes one plain line."""
    typed = {name: _one_line(entry[name]) for name in ("made_by", "file", "reason")}
    row = Import(**{**entry, **typed, "made_by": typed["made_by"][:80]})
    session.add(row)
    session.flush()
    return row.id


def _one_line(text: str) -> str:
    """A text without line breaks, and without characters that nothing encodes."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def mark_undone(session: Session, number: int, by: int) -> None:
    """Say in the log which undo took an import back."""
    session.execute(update(Import).where(Import.id == number).values(undone_by=by))
