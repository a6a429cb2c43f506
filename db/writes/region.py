"""Writing what a region says of itself; nothing is committed here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from db.models import DatasetVersion, PackTemplate, Region


def set_region(
    session: Session, name: str, welcome: str, councils: str, logo: bytes | None, logo_hash: str
) -> None:
    """Set all that a region says of itself."""
    session.execute(delete(Region))
    values = {"name": name, "welcome": welcome, "councils": councils}
    session.execute(insert(Region).values(id=1, logo=logo, logo_hash=logo_hash, **values))


def set_template(session: Session, kind: str, file: str, content: bytes, at: datetime) -> None:
    """Set the template of a kind; without content there is none."""
    session.execute(delete(PackTemplate).where(PackTemplate.kind == kind))
    if content:
        values = {"kind": kind, "file": file, "content": content, "set_at": at}
        session.execute(insert(PackTemplate).values(**values))


def new_version(session: Session, at: datetime, note: str) -> None:
    """Add a version of the data: kept answers are those of a version."""
    session.execute(insert(DatasetVersion).values(made_at=at, note=note))
