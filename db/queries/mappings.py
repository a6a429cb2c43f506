"""Questions about the mappings that editors make in the browser."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import SavedMapping
from db.queries.columns import picked
from db.queries.rows import Rows


def saved_mappings(session: Session) -> Rows:
    """Every mapping that is saved, by title."""
    query = select(*picked(SavedMapping, "id title file made_by made_at text"))
    saved = query.where(SavedMapping.saved).order_by(SavedMapping.title, SavedMapping.id)
    return session.execute(saved).all()


def mapping_of(session: Session, number: int, editor: str) -> SavedMapping | None:
    """A mapping that is saved, or that is the editor's draft."""
    mapping = session.get(SavedMapping, number)
    return mapping if mapping and (mapping.saved or mapping.made_by == editor) else None
