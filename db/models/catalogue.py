"""The tables of the catalogue: what the documents say, and what the portal noticed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import (
    Date,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from db.models.base import Base
from db.models.themes import Themed

if TYPE_CHECKING:  # it refers to councils and documents
    from db.models.inspections import Inspection


class ImprovementArea(Base):
    """One of the twelve subjects that every item belongs to.

    `lead_measures` are the keys, joined by `;`, of the official measures that say most about it.
    """

    __tablename__ = "improvement_areas"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    holds: Mapped[str]
    lead_measures: Mapped[str] = mapped_column(default="", server_default=text("''"))
    position: Mapped[int] = mapped_column(SmallInteger)
    origin: Mapped[str] = mapped_column(String(120))


class Council(Base):
    """A council, or an area that councils are held against (`kind` tells which)."""

    __tablename__ = "councils"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    area_code: Mapped[str] = mapped_column(String(9))
    region: Mapped[str] = mapped_column(String(80))
    la_number: Mapped[str] = mapped_column(String(3))
    position: Mapped[int | None] = mapped_column(SmallInteger)
    note: Mapped[str]
    ended: Mapped[str] = mapped_column(String(10), default="")
    successors: Mapped[str] = mapped_column(default="")
    former_codes: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(String(120))


class Measure(Themed):
    """A measure, harmonised across councils, with its polarity and the reason for it.

    A measure of official statistics may lie outside the improvement areas (a school's results).
    Those with a `position` come first in their area, the others by name.
    """

    __tablename__ = "measures"
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("improvement_areas.id"))
    polarity: Mapped[str] = mapped_column(String(4))
    polarity_reason: Mapped[str]
    position: Mapped[int | None] = mapped_column(SmallInteger)
    origin: Mapped[str] = mapped_column(String(120))
    area: Mapped[ImprovementArea | None] = relationship()


class Document(Base):
    """A published source; `kind` is `statistics` for a data set of official statistics.

    Of those, `release` is the publication that the data set came with.
    `due` from an upgrade of the database until its folder is loaded again.
    """

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    title: Mapped[str]
    publisher: Mapped[str]
    published: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20))
    description: Mapped[str]
    licence: Mapped[str]
    kind: Mapped[str] = mapped_column(String(10), default="")
    release: Mapped[str] = mapped_column(default="")
    due: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(120))
    council: Mapped[Council] = relationship()


class Plan(Base):
    """A council's set of items answering an inspection."""

    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspections.id"))
    title: Mapped[str]
    short: Mapped[str]
    published: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    council: Mapped[Council] = relationship()
    document: Mapped[Document] = relationship()
    inspection: Mapped[Inspection | None] = relationship()


class Item(Themed):
    """One unit of a plan: recommendation, area for improvement, project, work package, issue.

    `words` is what the free-word search looks through: lower case, actions included.
    """

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("plan_id", "ref"),)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    ref: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(SmallInteger)
    parent_ref: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(30))
    section: Mapped[str]
    area_id: Mapped[int] = mapped_column(ForeignKey("improvement_areas.id"), index=True)
    title: Mapped[str]
    summary: Mapped[str]
    status: Mapped[str] = mapped_column(String(12))
    status_evidence: Mapped[str]
    place: Mapped[str]
    note: Mapped[str]
    as_printed: Mapped[str] = mapped_column(default="", server_default=text("''"))
    words: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    plan: Mapped[Plan] = relationship()
    area: Mapped[ImprovementArea] = relationship()


class Action(Base):
    """An action: something to be done under an item."""

    __tablename__ = "actions"
    __table_args__ = (UniqueConstraint("item_id", "ref"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    ref: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(SmallInteger)
    summary: Mapped[str]
    lead: Mapped[str]
    lead_role: Mapped[str]
    target_text: Mapped[str]
    target_date: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(12))
    status_evidence: Mapped[str]
    cost_gbp: Mapped[int | None]
    cost_text: Mapped[str]
    place: Mapped[str]
    note: Mapped[str]
    as_printed: Mapped[str] = mapped_column(default="", server_default=text("''"))
    origin: Mapped[str] = mapped_column(String(120))
    item: Mapped[Item] = relationship()


class Milestone(Base):
    """A stage with its own target and, where reported, its outcome."""

    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("item_id", "ref"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    action_ref: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(SmallInteger)
    summary: Mapped[str]
    target_text: Mapped[str]
    target_date: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str]
    status: Mapped[str] = mapped_column(String(12))
    place: Mapped[str]
    note: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    item: Mapped[Item] = relationship()


class Statement(Base):
    """A statement of a plan that is neither action nor figure: an objective, an outcome, a
    strength.
    """

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("plan_id", "item_ref", "ref"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    item_ref: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str]
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measures.id"))
    place: Mapped[str]
    note: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    plan: Mapped[Plan] = relationship()
    measure: Mapped[Measure | None] = relationship()
    item: Mapped[Item | None] = relationship(
        viewonly=True,
        primaryjoin=lambda: and_(
            foreign(Statement.plan_id) == Item.plan_id, foreign(Statement.item_ref) == Item.ref
        ),
    )


class Claim(Base):
    """A claim of a row of a plan or of an indicator, which rules of findings read.

    `source` names the table of the row that claims it (`plan`: the document's description);
    `ref` is the key of an indicator. Dates are as exact as they are known.
    """

    __tablename__ = "claims"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))
    item_ref: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str]
    subject: Mapped[str]
    dated: Mapped[str] = mapped_column(String(10))
    until: Mapped[str] = mapped_column(String(10))
    about: Mapped[str] = mapped_column(String(80))
    value: Mapped[float | None] = mapped_column(Float(53))
    instead: Mapped[str]
    note: Mapped[str]
    origin: Mapped[str] = mapped_column(String(120))
    plan: Mapped[Plan | None] = relationship()


class Indicator(Themed):
    """One council's or department's own definition of a measure.

    Of official statistics, `decimals` is how many their publisher shows, `unit_text` the unit in
    the publisher's words, and `latest_period_id` the newest period in which councils have values.
    `breaks` are the days on which the definition changed, a line each, with the reason:
    `2021-04-01 Short breaks are counted`. `banded` is false where the publisher shows no
    quartile bands. `family` is the key of the measure that this one nearly repeats, for the
    reason of `family_reason`, which lists show in its place; "" where it leads or stands alone.
    `subject` is `schooling` where it is about school, else "".
    """

    __tablename__ = "indicators"
    key: Mapped[str] = mapped_column(String(80), unique=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    ref: Mapped[str] = mapped_column(String(40))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(String(10))
    polarity: Mapped[str] = mapped_column(String(4))
    polarity_reason: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("improvement_areas.id"))
    definition: Mapped[str]
    definition_code: Mapped[str] = mapped_column(String(120))
    population: Mapped[str]
    place: Mapped[str]
    note: Mapped[str]
    unit_text: Mapped[str] = mapped_column(default="")
    breaks: Mapped[str] = mapped_column(default="")
    banded: Mapped[bool] = mapped_column(default=True)
    subject: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    family: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    family_reason: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    decimals: Mapped[int | None] = mapped_column(SmallInteger)
    latest_period_id: Mapped[int | None]
    origin: Mapped[str] = mapped_column(String(120))
    document: Mapped[Document] = relationship()
    measure: Mapped[Measure] = relationship()
    area: Mapped[ImprovementArea | None] = relationship()


class Observation(Base):
    """One value of an indicator for an area and a period.

    `decimals` is how many the document prints, so that a value is shown as exactly as it stands.
    A missing value has `value` empty and the reason in `symbol`.
    """

    __tablename__ = "observations"
    __table_args__ = (Index(None, "indicator_id", "council_id", "period_end"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    period_start: Mapped[date | None] = mapped_column(Date)
    period_end: Mapped[date | None] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(String(12))
    value: Mapped[float | None] = mapped_column(Float(53))
    decimals: Mapped[int] = mapped_column(SmallInteger)
    numerator: Mapped[float | None] = mapped_column(Float(53))
    denominator: Mapped[float | None] = mapped_column(Float(53))
    symbol: Mapped[str] = mapped_column(String(4))
    reading: Mapped[str] = mapped_column(String(10))
    raw_text: Mapped[str]
    place: Mapped[str]
    note: Mapped[str]
    position: Mapped[int]
    origin: Mapped[str] = mapped_column(String(120))
    indicator: Mapped[Indicator] = relationship()
    council: Mapped[Council] = relationship()


class Target(Base):
    """A value that a document sets for an indicator to reach; `value_upper` closes a range."""

    __tablename__ = "targets"
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"), index=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"))
    due: Mapped[date | None] = mapped_column(Date)
    due_text: Mapped[str]
    value: Mapped[float | None] = mapped_column(Float(53))
    decimals: Mapped[int] = mapped_column(SmallInteger)
    value_upper: Mapped[float | None] = mapped_column(Float(53))
    target_text: Mapped[str]
    place: Mapped[str]
    note: Mapped[str]
    position: Mapped[int]
    origin: Mapped[str] = mapped_column(String(120))
    indicator: Mapped[Indicator] = relationship()
    council: Mapped[Council] = relationship()
