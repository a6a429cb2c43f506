"""Writing what editors conclude on findings; nothing here commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.models import DatasetVersion, FindingResolution


def add_resolution(
    session: Session, finding: str, status: str, note: str, account: int, at: datetime
) -> None:
    """A further resolution of a finding, and a version of the data that has it.

    Kept answers are those of a version: with a new one every process shows the resolution.
    """
    row = {"finding": finding, "status": status, "note": note, "made_by": account, "made_at": at}
    session.execute(insert(FindingResolution).values(**row))
    session.execute(
        insert(DatasetVersion).values(made_at=at, note=f"finding {finding} concluded: {status}")
    )
