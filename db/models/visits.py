"""The tables of peer review visits, and of what partners and editors write.

They name councils, items and findings by their keys, not by references: the catalogue's rows
are made anew when it is loaded, and what people wrote must outlive that.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class _Made:
    """The authorship of a row: an account, and a time in UTC without its zone."""

    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"), sort_order=1)
    made_at: Mapped[datetime] = mapped_column(DateTime, sort_order=1)


class _Removable(_Made):
    """A row that stays when it is taken away, so that it can be put back."""

    removed_at: Mapped[datetime | None] = mapped_column(DateTime, sort_order=1)


class Visit(_Made, Base):
    """A peer review visit; `id` cannot be guessed, `changed` counts every change for the team."""

    __tablename__ = "visits"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    council: Mapped[str] = mapped_column(String(60))
    title: Mapped[str]
    starts: Mapped[date | None] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)
    themes: Mapped[str]
    status: Mapped[str] = mapped_column(String(12))
    changed: Mapped[int] = mapped_column(Integer)


class VisitMember(Base):
    """An account on the team of a visit; `looked_at` is until when it has seen what was done."""

    __tablename__ = "visit_members"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    looked_at: Mapped[datetime | None] = mapped_column(DateTime)


class VisitShare(_Removable, Base):
    """A link by which the council reads part of a visit until a day; its key is not kept."""

    __tablename__ = "visit_shares"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    holds: Mapped[str] = mapped_column(String(12))
    until: Mapped[date] = mapped_column(Date)


class VisitEntry(_Removable, Base):
    """An entry of a visit, of one of the kinds of `portal.domain.visit_fields`: a line, a question.

    Its words are in `visit_texts`. `heading` is one of the five headings of a peer review,
    `suggestion` the key of the suggestion that a line came from; both are empty where the kind has
    none. A removed entry stays, so that it can be put back. `key` was made by the browser that
    added it: an addition that is sent again, since its answer was lost, finds its entry by it.
    """

    __tablename__ = "visit_entries"
    __table_args__ = (Index(None, "visit_id", "key", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12), server_default=text("'line'"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("visit_entries.id"))
    heading: Mapped[str] = mapped_column(String(20))
    suggestion: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(SmallInteger)
    key: Mapped[str | None] = mapped_column(String(36))


class VisitText(_Made, Base):
    """One version of one field of an entry; the highest version is what stands.

    The key is the lock: of two people who write on top of the same version, the second finds
    the next version taken.
    """

    __tablename__ = "visit_texts"
    entry_id: Mapped[int] = mapped_column(ForeignKey("visit_entries.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(12), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]


class VisitEvidence(Base):
    """Something of the portal that a team gathered, as it stood when it was gathered."""

    __tablename__ = "visit_evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("visit_entries.id"))
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str]
    link: Mapped[str]
    title: Mapped[str]
    statement: Mapped[str]
    source: Mapped[str]
    document: Mapped[str]
    data_version: Mapped[int]
    data_made_at: Mapped[datetime | None] = mapped_column(DateTime)
    added_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime] = mapped_column(DateTime)
    removed_at: Mapped[datetime | None] = mapped_column(DateTime)
    weighs: Mapped[str] = mapped_column(String(8), server_default=text("''"))


class VisitFile(_Made, Base):
    """A file of a team's own evidence, for the team alone."""

    __tablename__ = "visit_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("visit_entries.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class VisitSetAside(_Made, Base):
    """A suggested line of enquiry that the team does not want to see again."""

    __tablename__ = "visit_set_aside"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    suggestion: Mapped[str] = mapped_column(String(40), primary_key=True)


class PartnerGroup(_Removable, Base):
    """Councils that the partnership looks at together, under a name of its own."""

    __tablename__ = "partner_groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    councils: Mapped[str]


class PartnerNote(_Removable, Base):
    """A note of the partnership about a page of the portal."""

    __tablename__ = "partner_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    link: Mapped[str]
    text: Mapped[str]


class FindingResolution(_Made, Base):
    """An editor's conclusion about a finding; the newest of a finding stands."""

    __tablename__ = "finding_resolutions"
    id: Mapped[int] = mapped_column(primary_key=True)
    finding: Mapped[str] = mapped_column(String(16), index=True)
    status: Mapped[str] = mapped_column(String(12))
    note: Mapped[str]
