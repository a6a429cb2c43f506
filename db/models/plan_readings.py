"""The tables of councils' own plans while a person looks them through."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class PlanReading(Base):
    """A reading of a council's plan: a draft until a person confirms it, then its proof.

    The file is not stored: it names people. `sha256` is its hash, `paper` its texts and tables
    without people while it waits (`portal.importers.intake.paper`), from which it is read anew
    where a column is something else; `draft` what is proposed and was put right, as JSON
    (`portal.importers.plan_review.draft`). `state` is `waiting`, `published` or `aside`,
    `document` the key under which it was published. `revision` counts how often a person saved
    it, the last of whom was `reviewed_by`.
    """

    __tablename__ = "plan_readings"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file: Mapped[str]
    council: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    items: Mapped[int]
    actions: Mapped[int]
    draft: Mapped[str] = mapped_column(deferred=True)
    paper: Mapped[str] = mapped_column(deferred=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    document: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(DateTime)
    made_by: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int]
    reviewed_by: Mapped[str] = mapped_column(String(80))


class PlanLayout(Base):
    """A column of a council's papers: its header, and what a person last said that it holds.

    An empty `kind` is a column that is not used.
    """

    __tablename__ = "plan_layouts"
    council: Mapped[str] = mapped_column(String(80), primary_key=True)
    header: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
