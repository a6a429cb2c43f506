"""Writing figures with an audience; nothing here commits.

The version of the data is left alone: a number that public answers state would tell that
something was shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from db.models import ReturnName, SharedDataSet, SharedFigure


def add_data_set(
    session: Session, values: Mapping[str, Any], figures: Sequence[Mapping[str, Any]]
) -> int:
    """Add a data set with its figures; gives its number."""
    made = session.execute(insert(SharedDataSet).values(**values).returning(SharedDataSet.id))
    number = made.scalar_one()
    session.execute(insert(SharedFigure), [{**row, "data_set_id": number} for row in figures])
    return number


def put_names(session: Session, council: str, names: Mapping[str, str]) -> None:
    """Remember the measures that names in a council's returns stand for."""
    for printed, measure in names.items():
        session.merge(ReturnName(council=council, printed=printed, measure=measure))


def remove_figures(session: Session, number: int) -> None:
    """Take the figures of a data set away; its row stays and says what became of it."""
    session.execute(delete(SharedFigure).where(SharedFigure.data_set_id == number))
