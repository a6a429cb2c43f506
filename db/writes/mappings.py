"""Writing the mappings that editors make in the browser."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.models import SavedMapping


def begin_mapping(session: Session, mapping: SavedMapping) -> int:
    """Write a draft in place of the editor's other drafts, and give its number."""
    mine = delete(SavedMapping).where(SavedMapping.made_by == mapping.made_by)
    session.execute(mine.where(~SavedMapping.saved))
    session.add(mapping)
    session.flush()
    return mapping.id
