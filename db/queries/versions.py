"""The version of the data, which every answer and download states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db.models import DatasetVersion
from db.queries.rows import Reader


@dataclass(frozen=True, slots=True)
class Version:
    """Number and UTC time of the last change of the data; 0 where nothing is loaded."""

    number: int
    made_at: datetime | None


_NEWEST = (
    select(DatasetVersion.id, DatasetVersion.made_at).order_by(DatasetVersion.id.desc()).limit(1)
)


def data_version(session: Reader) -> Version:
    """The newest version."""
    row = session.execute(_NEWEST).first()
    return Version(row.id, row.made_at) if row else Version(0, None)
