"""The published figures that an import changes or removes, as they were and as they become."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, case, func, select
from sqlalchemy.orm import Session

from db.models import (
    Council,
    Document,
    FormerStatistic,
    Import,
    Indicator,
    Period,
    Statistic,
    table_of,
)
from db.queries.columns import DOCUMENT, INDICATOR

STATED = ("value", "numerator", "denominator", "symbol", "status", "joint")
# The columns of a file of changes.
CHANGE_COLUMNS = (
    *("document", "indicator", "name", "area", "period", "change"),
    *(f"{age}_{name}" for age in ("old", "new") for name in STATED),
)


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure as a file states it: a value, or the symbol for why there is none."""

    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str
    status: str
    joint: str

    def __str__(self) -> str:
        shown = self.symbol if self.value is None else f"{self.value:.12g}"
        if self.numerator is not None or self.denominator is not None:
            parts = ("–" if n is None else f"{n:.12g}" for n in (self.numerator, self.denominator))
            shown += f" ({' of '.join(parts)})"
        shared = f"(joint figure of {self.joint})" if self.joint else ""
        return " ".join(part for part in (shown, self.status, shared) if part)


def stated_word(word: str) -> StatedFigure:
    """Return what is stated as a word, such as a grade, as a figure is stated."""
    return StatedFigure(
        value=None, numerator=None, denominator=None, symbol=word, status="", joint=""
    )


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A published figure, and what it becomes; None where it goes."""

    indicator: str
    name: str
    area: str
    period: str
    old: StatedFigure
    new: StatedFigure | None


def figure_changes(
    session: Session,
    joined: FromClause,
    incoming: Table,
    changing: ColumnElement[bool],
    most: int | None,
) -> list[FigureChange]:
    """Read the figures that an import would change, by indicator, area and period.

    Args:
        joined: the published figures, joined with the incoming ones.
        incoming: the table of the incoming figures.
        changing: marks the figures to read.
        most: how many to read, None for all.
    """
    table = table_of(Statistic)
    indicators, councils = table_of(Indicator), table_of(Council)
    periods = table_of(Period)
    query = (
        select(
            indicators.c.key,
            indicators.c.name,
            councils.c.name.label("area"),
            periods.c.label,
            incoming.c.indicator_id.label("stays"),
            *(table.c[name].label(f"old_{name}") for name in STATED),
            *(incoming.c[name].label(f"new_{name}") for name in STATED),
        )
        .select_from(
            joined.join(indicators, indicators.c.id == table.c.indicator_id)
            .join(councils, councils.c.id == table.c.council_id)
            .join(periods, periods.c.id == table.c.period_id)
        )
        .where(changing)
        .order_by(indicators.c.position, councils.c.name, periods.c.period_end, periods.c.id)
        .limit(most)
    )
    return [
        FigureChange(
            indicator=row["key"],
            name=row["name"],
            area=row["area"],
            period=row["label"],
            old=StatedFigure(**{name: row[f"old_{name}"] for name in STATED}),
            new=StatedFigure(**{name: row[f"new_{name}"] for name in STATED})
            if row["stays"] is not None
            else None,
        )
        for row in session.execute(query).mappings()
    ]


def stands(session: Session, number: int) -> bool:
    """Tell if there is an import of a number that was not undone, and is no undo."""
    query = select(Import.id).where(Import.id == number, Import.undone_by.is_(None))
    return session.scalar(query.where(Import.kind != "undo")) is not None


def past_changes(session: Session, number: int) -> Iterator[dict[str, Any]]:
    """Each published figure that an import changed or removed, as it was and as it became.

    Figures that a later import has replaced since are looked up where they went.
    """
    old, later = (table_of(FormerStatistic).alias(name) for name in ("old", "later"))
    now = table_of(Statistic)

    def brought(table: Any) -> Any:
        same = (table.c[key] == old.c[key] for key in ("indicator_id", "council_id", "period_id"))
        return and_(*same, table.c.import_id == number)

    stays = func.coalesce(now.c.import_id, later.c.import_id)
    query = (
        select(
            DOCUMENT,
            INDICATOR,
            Indicator.name,
            Council.name.label("area"),
            Period.label.label("period"),
            case((stays.is_(None), "removed"), else_="changed").label("change"),
            *(old.c[name].label(f"old_{name}") for name in STATED),
            *(func.coalesce(now.c[n], later.c[n]).label(f"new_{n}") for n in STATED),
        )
        .select_from(old)
        .outerjoin(now, brought(now))
        .outerjoin(later, brought(later))
        .join(Indicator, Indicator.id == old.c.indicator_id)
        .join(Document, Document.id == Indicator.document_id)
        .join(Council, Council.id == old.c.council_id)
        .join(Period, Period.id == old.c.period_id)
        .where(old.c.replaced_by == number)
        .order_by(Indicator.position, Council.name, Period.period_end, Period.id)
    )
    result = session.execute(query, execution_options={"yield_per": 1_000})
    return (dict(row._mapping) for row in result)
