"""The table of progress: reports of plans, a row an item or action."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base
from db.models.catalogue import Document, Item


class Progress(Base):
    """One line of a report of a plan: of an item, or of one of its actions (`action_ref`).

    A report is known by its day. `status` is what the word printed (`status_printed`) means by
    the report's own key; `rag` the colour it gives, `confidence` a second one. `document_id` is
    the paper that reports it, empty where that is the plan's own. An action may be gone from the
    plan in force: it is named, not referred to.
    """

    __tablename__ = "progress"
    __table_args__ = (UniqueConstraint("item_id", "action_ref", "report_date"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    action_ref: Mapped[str] = mapped_column(String(40))
    report_date: Mapped[date] = mapped_column(Date)
    position: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str] = mapped_column(String(20))
    status_printed: Mapped[str]
    rag: Mapped[str] = mapped_column(String(5))
    progress: Mapped[str]
    target_text: Mapped[str]
    target_date: Mapped[date | None] = mapped_column(Date)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    place: Mapped[str]
    confidence: Mapped[str] = mapped_column(String(5))
    note: Mapped[str]
    as_printed: Mapped[str]
    evidence: Mapped[str] = mapped_column(server_default=text("''"))
    origin: Mapped[str] = mapped_column(String(120))
    item: Mapped[Item] = relationship()
    document: Mapped[Document | None] = relationship()
