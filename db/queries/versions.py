"""The version of the data, which every answer and download states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.queries import raw
from db.queries.rows import Reader


@dataclass(frozen=True, slots=True)
class Version:
    """Number and UTC time of the last change of the data; 0 where nothing is loaded."""

    number: int
    made_at: datetime | None


_NEWEST = "SELECT id, made_at FROM dataset_versions ORDER BY id DESC LIMIT 1"


def data_version(session: Reader) -> Version:
    """The newest version."""
    rows = raw.directly(session, _NEWEST)
    if not rows:
        return Version(0, None)
    number, made_at = rows[0]
    # SQLite keeps a time as text.
    return Version(number, datetime.fromisoformat(made_at) if isinstance(made_at, str) else made_at)
