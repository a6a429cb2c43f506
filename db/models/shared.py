"""The tables of what has an audience before it is public: councils' returns and draft plans.

No public table holds them, so that whatever reads public tables alone cannot show or count them.
On PostgreSQL the reader has no right on these tables, and row-level security besides.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class SharedDataSet(Base):
    """A council's return, or plan, on its way from draft to public, and who took each step.

    `audience` is `partners`, the name of a group of accounts, or `public`, which is nobody before
    that. `state` is `draft`, `checked`, `shared`, `public` or `withdrawn`; a shared one becomes
    public on the day `embargo`. `ended_by`, `ended_at` and `reason` say who made it public or
    withdrew it, and why; the figures of one that was withdrawn are gone, a public one was made so
    by the import `import_id`. The file itself is not stored, only its hash.
    """

    __tablename__ = "shared_data_sets"
    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str] = mapped_column(String(80), index=True)
    title: Mapped[str] = mapped_column(String(120))
    audience: Mapped[str] = mapped_column(String(80))
    embargo: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), index=True)
    file: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(DateTime)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    checked_at: Mapped[datetime | None] = mapped_column(DateTime)
    shared_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    shared_at: Mapped[datetime | None] = mapped_column(DateTime)
    ended_by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    reason: Mapped[str]
    import_id: Mapped[int | None]


class SharedPlan(Base):
    """A council's plan that its audience sees as a draft: what a person had reviewed of a reading.

    `draft` is the reading's as it was when it was given here, without people, as JSON
    (`portal.importers.plan_review.draft`), empty once it was withdrawn; the numbers are of it.
    """

    __tablename__ = "shared_plans"
    data_set_id: Mapped[int] = mapped_column(
        ForeignKey("shared_data_sets.id", ondelete="CASCADE"), primary_key=True
    )
    reading_id: Mapped[int] = mapped_column(index=True)
    items: Mapped[int]
    actions: Mapped[int]
    completed: Mapped[int]
    report_date: Mapped[str] = mapped_column(String(10))
    draft: Mapped[str] = mapped_column(deferred=True)


class ReturnName(Base):
    """The measure that a name in a council's returns stands for; "" where it is left out.

    `printed` is the name in small letters, as the council prints it.
    """

    __tablename__ = "return_names"
    council: Mapped[str] = mapped_column(String(80), primary_key=True)
    printed: Mapped[str] = mapped_column(String(200), primary_key=True)
    measure: Mapped[str] = mapped_column(String(80))


class SharedFigure(Base):
    """One figure of a shared data set: a value, or the symbol that says why there is none.

    `printed` is the value as the file has it, `place` where it stands there.
    """

    __tablename__ = "shared_figures"
    data_set_id: Mapped[int] = mapped_column(
        ForeignKey("shared_data_sets.id", ondelete="CASCADE"), primary_key=True
    )
    measure: Mapped[str] = mapped_column(String(80), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    period_start: Mapped[date | None] = mapped_column(Date)
    period_end: Mapped[date] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(String(12))
    value: Mapped[float | None] = mapped_column(Float(53))
    numerator: Mapped[float | None] = mapped_column(Float(53))
    denominator: Mapped[float | None] = mapped_column(Float(53))
    symbol: Mapped[str] = mapped_column(String(10))
    printed: Mapped[str] = mapped_column(String(40))
    note: Mapped[str]
    place: Mapped[str]
