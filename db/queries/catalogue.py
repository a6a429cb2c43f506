"""Questions of a load about the data that are already there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import (
    Base,
    Council,
    Document,
    ImprovementArea,
    Indicator,
    Inspection,
    Measure,
    Plan,
    Recommendation,
    Theme,
)
from db.queries.rows import Reader

_KEYED: dict[str, type[Base]] = {
    "areas": ImprovementArea,
    "themes": Theme,
    "councils": Council,
    "measures": Measure,
    "document": Document,
    "inspections": Inspection,
    "plans": Plan,
    "indicators": Indicator,
}


def known_keys(session: Session, origins: Iterable[str]) -> dict[str, dict[str, str]]:
    """Per sheet, the keys that folders other than `origins` brought, and which folder did.

    The key of a recommendation is that of its inspection, its addressee and its number.
    """
    left_out = list(origins)
    keys = {}
    for sheet, model in _KEYED.items():
        columns = model.__table__.c
        query = select(columns.key, columns.origin).where(columns.origin.not_in(left_out))
        keys[sheet] = {row.key: row.origin for row in session.execute(query)}
    made = select(
        Inspection.key, Recommendation.addressee, Recommendation.ref, Recommendation.origin
    ).join(Recommendation.inspection)
    rows = session.execute(made.where(Recommendation.origin.not_in(left_out)))
    keys["recommendations"] = {f"{key}/{to}/{ref}": origin for key, to, ref, origin in rows}
    return keys


def due_folders(session: Reader) -> list[str]:
    """List the folders that were not loaded since the database was upgraded."""
    query = select(Document.origin).where(Document.due).order_by(Document.origin)
    return list(session.scalars(query))
