"""The published figures that an import changes or removes, as they were and as they become."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, Table, select
from sqlalchemy.orm import Session

from db.models import Council, Indicator, Period, Statistic, table_of

STATED = ("value", "numerator", "denominator", "symbol", "status")


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure as a file states it: a value, or the symbol for why there is none."""

    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str
    status: str

    def __str__(self) -> str:
        shown = self.symbol if self.value is None else f"{self.value:.12g}"
        if self.numerator is not None or self.denominator is not None:
            parts = ("–" if n is None else f"{n:.12g}" for n in (self.numerator, self.denominator))
            shown += f" ({' of '.join(parts)})"
        return f"{shown} {self.status}".strip()


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
