"""The table of the catalogue's words that were changed in the browser."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class WordEdit(Base):
    """A field of a council, area or theme that says otherwise than its file.

    `kind` is the sheet of the file, `former` what the file says now: loading the file again keeps
    `value`, and brings `former` up to date.
    """

    __tablename__ = "word_edits"
    __table_args__ = (UniqueConstraint("kind", "key", "field"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    field: Mapped[str] = mapped_column(String(20))
    former: Mapped[str]
    value: Mapped[str]
    reason: Mapped[str]
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(DateTime)
