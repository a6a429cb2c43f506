"""The table of the region whose portal it is."""

from __future__ import annotations

from sqlalchemy import String
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
