"""Writing figures and plans with an audience; nothing here commits.

The version of the data is left alone: a number that public answers state would tell that
something was shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db.locks import take_lock
from db.models import ReturnName, SharedDataSet, SharedFigure, SharedPlan

_TURNS = {
    "postgresql": "LOCK TABLE shared_data_sets IN SHARE ROW EXCLUSIVE MODE",
    # SQLite knows one writer, from its first statement that may write.
    "sqlite": "UPDATE shared_data_sets SET state = state WHERE id = -1",
}


def one_at_a_time(session: Session) -> None:
    """Wait until nobody else adds or changes a data set, so that what is looked up still stands.

    To be called before anything is read, but after the turn to import.
    """
    connection = session.connection()
    take_lock(connection, _TURNS[connection.dialect.name])


def add_data_set(
    session: Session, values: Mapping[str, Any], figures: Sequence[Mapping[str, Any]]
) -> int:
    """Add a data set with its figures; gives its number."""
    made = session.execute(insert(SharedDataSet).values(**values).returning(SharedDataSet.id))
    number = made.scalar_one()
    if figures:
        session.execute(insert(SharedFigure), [{**row, "data_set_id": number} for row in figures])
    return number


def add_plan(session: Session, values: Mapping[str, Any], plan: Mapping[str, Any]) -> int:
    """Add a data set that holds a plan; gives its number."""
    number = add_data_set(session, values, ())
    session.execute(insert(SharedPlan).values(**plan, data_set_id=number))
    return number


def end_plan(session: Session, reading: int, **values: Any) -> None:
    """Say that the plan of a reading is public, where it was given to an audience before."""
    of_reading = select(SharedPlan.data_set_id).where(SharedPlan.reading_id == reading)
    session.execute(
        update(SharedDataSet)
        .where(
            SharedDataSet.id.in_(of_reading),
            SharedDataSet.state.in_(("draft", "checked", "shared")),
        )
        .values(state="public", **values)
    )


def put_names(session: Session, council: str, names: Mapping[str, str]) -> None:
    """Remember the measures that names in a council's returns stand for."""
    for printed, measure in names.items():
        session.merge(ReturnName(council=council, printed=printed, measure=measure))


def remove_figures(session: Session, number: int) -> None:
    """Take what a data set holds away; its row stays and says what became of it."""
    session.execute(delete(SharedFigure).where(SharedFigure.data_set_id == number))
    emptied = {"draft": "", "items": 0, "actions": 0, "completed": 0}
    session.execute(update(SharedPlan).where(SharedPlan.data_set_id == number).values(emptied))
