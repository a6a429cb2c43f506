"""The table of the region whose portal it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Region(Base):
    """The one row of what a region says of itself; none where nobody has said anything.

    `councils` are keys with semicolons between; `logo` is a PNG picture, and `logo_hash` the
    start of its SHA-256, "" where there is none.
    """

    __tablename__ = "region"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    welcome: Mapped[str]
    councils: Mapped[str]
    logo: Mapped[bytes | None]
    logo_hash: Mapped[str] = mapped_column(String(16))


class PackTemplate(Base):
    """A region's own template of packs, of the kind `pptx` or `docx`; `file` is its file's name."""

    __tablename__ = "pack_templates"
    kind: Mapped[str] = mapped_column(String(4), primary_key=True)
    file: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime] = mapped_column(DateTime)
    content: Mapped[bytes]
