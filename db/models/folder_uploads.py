"""The tables of catalogue folders: those that wait to be loaded, and digests of those loaded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class FolderUpload(Base):
    """An archive of catalogue folders without faults, while its editor looks at what it changes.

    Each editor has one at most; it goes once it is loaded or put aside.
    """

    __tablename__ = "folder_uploads"
    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(80), index=True)
    made_at: Mapped[datetime] = mapped_column(DateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class FolderDigest(Base):
    """The digest of what a folder held when it was loaded, and of the code that read it.

    It holds as long as `version_id` is the newest version of the data: nothing but loads has
    changed them since.
    """

    __tablename__ = "folder_digests"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    origin: Mapped[str] = mapped_column(String(120))
    version_id: Mapped[int]
