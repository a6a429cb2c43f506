"""Writing readings of councils' plans, and what their columns were chosen to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from db.models import PlanLayout, PlanReading, table_of


def add_plan_reading(session: Session, **values: Any) -> int:
    """Add a reading of a file, which waits from then on; return its number."""
    reading = PlanReading(**values, state="waiting", document="", revision=0, reviewed_by="")
    session.add(reading)
    session.flush()
    return reading.id


def save_plan_review(session: Session, number: int, **values: Any) -> None:
    """Save a reading as a person left it; the caller has the turn and looked at its revision."""
    session.execute(update(PlanReading).where(PlanReading.id == number).values(values))


def settle_plan_reading(session: Session, number: int, state: str, document: str = "") -> None:
    """Say that a reading was published (as which document) or put aside; its paper goes."""
    settled = {"state": state, "document": document, "paper": ""}
    session.execute(update(PlanReading).where(PlanReading.id == number).values(settled))


def let_wait_again(session: Session, number: int) -> None:
    """Let a reading wait once more, after what it published was taken back."""
    again = {"state": "waiting", "document": ""}
    session.execute(update(PlanReading).where(PlanReading.id == number).values(again))


def remember_layout(session: Session, council: str, chosen: Mapping[str, str]) -> None:
    """Remember what columns of a council's papers are, in place of what was chosen before."""
    if not chosen:
        return
    session.execute(
        delete(PlanLayout).where(PlanLayout.council == council, PlanLayout.header.in_(chosen))
    )
    rows = [{"council": council, "header": name, "kind": kind} for name, kind in chosen.items()]
    session.execute(insert(table_of(PlanLayout)), rows)
