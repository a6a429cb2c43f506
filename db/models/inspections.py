"""The tables of inspections: what was inspected and when, its grades, its recommendations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base
from db.models.catalogue import Council, Document, ImprovementArea, Item
from db.models.themes import Themed


class Inspection(Base):
    """An inspection or review of a council: who inspected, when, how it is known.

    `inspected` is the last day, or the date as exact as it is printed; `inspected_from` is the
    first day where there are several. `published_source` says where the date of publication comes
    from, `confidence` how sure the reading is: `high` where two places of the report agree, `low`
    where an overview table alone has it. `file` names the report's file. The document is the paper
    that speaks of the inspection; a national list needs none. The numbers of recommendations are
    empty where nobody has read them.
    """

    __tablename__ = "inspections"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    inspectorate: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(String(10))
    framework: Mapped[str] = mapped_column(String(20), default="")
    inspected_from: Mapped[str] = mapped_column(String(10), default="")
    inspected: Mapped[str] = mapped_column(String(10))
    published: Mapped[str] = mapped_column(String(10), default="")
    published_source: Mapped[str] = mapped_column(String(10), default="")
    confidence: Mapped[str] = mapped_column(String(8), default="")
    judgement: Mapped[str]
    recommendations_council: Mapped[int | None] = mapped_column(SmallInteger)
    recommendations_board: Mapped[int | None] = mapped_column(SmallInteger)
    file: Mapped[str] = mapped_column(default="")
    place: Mapped[str]
    note: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    council: Mapped[Council] = relationship()
    document: Mapped[Document | None] = relationship()


class Grade(Base):
    """The grade of one judgement of an inspection, mapped and as printed.

    `grade` is empty where a report has none; `joint` is `yes` where one grade covers children in
    care and care leavers.
    """

    __tablename__ = "grades"
    __table_args__ = (UniqueConstraint("inspection_id", "judgement"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    judgement: Mapped[str] = mapped_column(String(20))
    grade: Mapped[str] = mapped_column(String(24))
    as_printed: Mapped[str]
    joint: Mapped[str] = mapped_column(String(3))
    origin: Mapped[str] = mapped_column(String(120))
    inspection: Mapped[Inspection] = relationship()


class Recommendation(Themed):
    """A recommendation of an inspection: to the council or to the safeguarding board.

    `paragraphs` are its evidence in the report, `repeats` is `yes` where the report itself says
    that it was made before. It has the portal's summary, its words as printed, or both.
    """

    __tablename__ = "recommendations"
    __table_args__ = (UniqueConstraint("inspection_id", "addressee", "ref"),)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"))
    ref: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(SmallInteger)
    page: Mapped[int | None] = mapped_column(SmallInteger)
    paragraphs: Mapped[str]
    addressee: Mapped[str] = mapped_column(String(10))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("improvement_areas.id"), index=True)
    summary: Mapped[str]
    as_printed: Mapped[str]
    repeats: Mapped[str] = mapped_column(String(3))
    place: Mapped[str]
    note: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    inspection: Mapped[Inspection] = relationship()
    area: Mapped[ImprovementArea | None] = relationship()


class OtherGrade(Base):
    """A grade of an inspection as another source than the one shown gives it.

    `source` names it, such as the file of an overview table, `place` is where it stands there. A
    rule of findings holds it against the grade of the same judgement in `Grade`.
    """

    __tablename__ = "other_grades"
    __table_args__ = (UniqueConstraint("inspection_id", "judgement", "source"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(120))
    judgement: Mapped[str] = mapped_column(String(20))
    grade: Mapped[str] = mapped_column(String(24))
    as_printed: Mapped[str]
    place: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    inspection: Mapped[Inspection] = relationship()


class Answer(Base):
    """That an item of a plan answers a recommendation, which somebody read in both papers.

    The recommendation is named by its inspection, addressee and number (`recommendation`), not by
    its row: an import of the report replaces those. `basis` is `reference`, `words` or `both`,
    `confirmed` says by whom: `read` in both papers, or the `council` itself; `place` is where the
    plan shows it.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("inspection_id", "addressee", "recommendation", "item_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"))
    addressee: Mapped[str] = mapped_column(String(10))
    recommendation: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    basis: Mapped[str] = mapped_column(String(10))
    confirmed: Mapped[str] = mapped_column(String(10))
    place: Mapped[str]
    note: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    inspection: Mapped[Inspection] = relationship()
    item: Mapped[Item] = relationship()


class ReportReading(Base):
    """A reading of a report's file: a draft until a person confirms it, then its proof.

    `sha256` is that of the file, which is not stored: it names its authors. `reading` is the
    record as JSON (`portal.importers.inspections.records.Reading`), `state` is `waiting`,
    `published` or `aside`, `inspection` the key under which it was published. `revision` counts
    how often a person saved it, the last of whom was `reviewed_by`.
    """

    __tablename__ = "report_readings"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    file: Mapped[str]
    council: Mapped[str] = mapped_column(String(80))
    framework: Mapped[str] = mapped_column(String(20))
    inspected: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str]
    reading: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), index=True)
    inspection: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(DateTime)
    made_by: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    reviewed_by: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))


class ReportPage(Base):
    """The picture (PNG) of a page of a report, without names, while its reading waits."""

    __tablename__ = "report_pages"
    __table_args__ = (UniqueConstraint("reading_id", "page"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("report_readings.id", ondelete="CASCADE"))
    page: Mapped[int] = mapped_column(SmallInteger)
    picture: Mapped[bytes]
