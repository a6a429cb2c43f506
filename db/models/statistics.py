"""The tables of official statistics: narrow rows on integer keys, and what brought them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Date,
    DateTime,
    Float,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from db.models.base import Base
from db.models.catalogue import Council, Indicator


class Period(Base):
    """A period of official statistics, as its file labels it; undated where the label says nothing.

    The status of a figure (provisional, revised) belongs to the figure and is not in the label.
    """

    __tablename__ = "periods"
    __table_args__ = (UniqueConstraint("label", "basis", "period_start", "period_end"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(40))
    basis: Mapped[str] = mapped_column(String(12))
    period_start: Mapped[date | None] = mapped_column(Date)
    period_end: Mapped[date | None] = mapped_column(Date)


class _Figures:
    """The columns of a figure of official statistics.

    `joint` names the councils that share the figure, where one service serves several; else "".
    The keys are not declared as references: checking each of 641,070 rows against its parents
    takes longer than all the rest of an import, which makes every key itself.
    """

    value: Mapped[float | None] = mapped_column(Float(53))
    numerator: Mapped[float | None] = mapped_column(Float(53))
    denominator: Mapped[float | None] = mapped_column(Float(53))
    symbol: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(12))
    rank: Mapped[int | None] = mapped_column(SmallInteger)
    band: Mapped[str | None] = mapped_column(String(1))
    import_id: Mapped[int]
    joint: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))


class Statistic(_Figures, Base):
    """One figure of official statistics: a value, or the symbol that says why there is none.

    `rank` and `band` are the council's among all councils in that period, where the indicator
    has a polarity. The primary key is the order in which a page asks.
    """

    __tablename__ = "statistics"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy
    indicator_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    council_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    indicator: Mapped[Indicator] = relationship(
        viewonly=True, primaryjoin=lambda: foreign(Statistic.indicator_id) == Indicator.id
    )
    council: Mapped[Council] = relationship(
        viewonly=True, primaryjoin=lambda: foreign(Statistic.council_id) == Council.id
    )
    period: Mapped[Period] = relationship(
        viewonly=True, primaryjoin=lambda: foreign(Statistic.period_id) == Period.id
    )


class FormerStatistic(_Figures, Base):
    """A figure that an import changed or removed, kept so that the import can be undone."""

    __tablename__ = "former_statistics"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy
    replaced_by: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    indicator_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    council_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Benchmark(Base):
    """The spread of all councils' values of an indicator in one period: number, quartiles,
    England.
    """

    __tablename__ = "benchmarks"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy
    indicator_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    of: Mapped[int] = mapped_column(SmallInteger)
    q1: Mapped[float | None] = mapped_column(Float(53))
    q2: Mapped[float | None] = mapped_column(Float(53))
    q3: Mapped[float | None] = mapped_column(Float(53))
    england: Mapped[float | None] = mapped_column(Float(53))


class Neighbour(Base):
    """One of a council's ten statistical neighbours, by the department's model of a year."""

    __tablename__ = "neighbours"
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    neighbour_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    closeness: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(10))
    import_id: Mapped[int]


class Import(Base):
    """The log of imports: who brought which file when, what it did, why, and what undoes it.

    `former` holds, as JSON, the definitions that the import changed, as they were before. `edition`
    is that of the project's own bundle, where the figures came from there; `address` is where
    `portal refresh` got the file.
    """

    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(DateTime)
    made_by: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(12))
    document: Mapped[str] = mapped_column(String(120))
    file: Mapped[str]
    sha256: Mapped[str]
    rows: Mapped[int]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    former: Mapped[str] = mapped_column(default="")
    undone_by: Mapped[int | None]
    edition: Mapped[int | None] = mapped_column(SmallInteger)
    address: Mapped[str] = mapped_column(default="")


class Release(Base):
    """The newest release of a data set that `portal refresh` met at its publisher.

    `published` and `next_expected` are as exact as the publisher says (2026, 2026-10, 2026-10-29).
    `content` is its file as downloaded, where it waits for an editor; `faults` says why it cannot
    be imported as it is, one fault a line.
    """

    __tablename__ = "releases"
    document: Mapped[str] = mapped_column(String(120), primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(DateTime)
    release: Mapped[str]
    published: Mapped[str] = mapped_column(String(10))
    next_expected: Mapped[str] = mapped_column(String(10))
    file: Mapped[str]
    identity: Mapped[str]
    address: Mapped[str]
    etag: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    faults: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class SavedMapping(Base):
    """A mapping that an editor made on the page Imports: its text, and the choices behind it.

    Until it is saved it is a draft of one editor, and `content` holds the file that it is made for.
    """

    __tablename__ = "mappings"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    file: Mapped[str]
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(DateTime)
    choices: Mapped[str]
    text: Mapped[str]
    saved: Mapped[bool]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
