"""Findings: contradictions that the portal noticed by itself, made anew with every load."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, String, and_, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from db.models.catalogue import Council, ImprovementArea, Indicator, Item, Plan
from db.models.themes import Themed


class Finding(Themed):
    """Something that a general rule noticed about the data; made anew when the data change.

    It concerns an indicator (and there a period), an item of a plan, or a plan as a whole, and
    rests on an `inspection`, named by its key, "" for none.
    `key` tells it from all others and stays the same while the finding does.
    """

    __tablename__ = "findings"
    key: Mapped[str] = mapped_column(String(16), unique=True)
    rule: Mapped[str] = mapped_column("check", String(40), index=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicators.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"), index=True)
    item_ref: Mapped[str] = mapped_column(String(40))
    period_end: Mapped[date | None] = mapped_column(Date)
    inspection: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("improvement_areas.id"))
    subject: Mapped[str]
    message: Mapped[str]
    value_a: Mapped[str]
    value_b: Mapped[str]
    document_a: Mapped[str]
    place_a: Mapped[str]
    document_b: Mapped[str]
    place_b: Mapped[str]
    council: Mapped[Council] = relationship()
    indicator: Mapped[Indicator | None] = relationship()
    plan: Mapped[Plan | None] = relationship()
    area: Mapped[ImprovementArea | None] = relationship()
    item: Mapped[Item | None] = relationship(
        viewonly=True,
        primaryjoin=lambda: and_(
            foreign(Finding.plan_id) == Item.plan_id, foreign(Finding.item_ref) == Item.ref
        ),
    )
