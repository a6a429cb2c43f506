"""Conclusions: what an editor may conclude on a finding, and how pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.formatting import day

# The word that is stored and shown, and what it means to whoever chooses it.
STATUSES = {
    "explained": "there is a reason, and nothing is wrong",
    "confirmed": "the documents do differ, and it stands",
    "corrected": "the source or the data have been put right since",
}
MAX_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Resolution:
    """One conclusion on a finding, as editors see it."""

    status: str
    note: str
    by: str
    at: datetime


def looked_at(on: str, status: str, note: str) -> str:
    """`Looked at 21 November 2026: explained. Both papers round.`, "" where nobody concluded.

    Args:
        on: the day as ISO 8601, or "".
        status: one of `STATUSES`.
        note: why, in a sentence or two.
    """
    return f"Looked at {day(date.fromisoformat(on))}: {status}. {note}" if on else ""
