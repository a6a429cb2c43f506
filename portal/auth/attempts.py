"""Attempts to sign in with a password, counted in the audit log: too many shut the door a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from db.queries import accounts as queries
from db.writes import accounts as writes
from portal.domain.accounts import TooManyAttempts

# Failures under a name, whether or not anybody has it, from one place, and from all places
# together: a stranger who guesses shuts the door for his own place first, not for the person.
MOST_FAILURES, MOST_ANYWHERE, WITHIN = 5, 50, timedelta(minutes=15)
# What the audit log calls an attempt, and one that was right.
ATTEMPT, SIGNED_IN = "sign-in attempt", "sign-in"


def note_attempt(
    sessions: sessionmaker[Session], now: Callable[[], datetime], subject: str, place: str
) -> None:
    """Note that somebody tries to sign in under a name, unless that failed too often.

    An attempt counts until it turns out to have been right. It is committed before it is
    counted: of several at once, in whatever processes, only the first few get through.

    Raises:
        TooManyAttempts: if it failed too often.
    """
    with sessions() as session:
        if _is_shut(session, now(), subject, place, 1):
            raise TooManyAttempts
    with sessions.begin() as session:
        writes.record(session, None, ATTEMPT, subject, place, at=now())
    with sessions() as session:
        if _is_shut(session, now(), subject, place, 0):
            raise TooManyAttempts


def _is_shut(session: Session, now: datetime, subject: str, place: str, more: int) -> bool:
    """Tell if with so many `more` attempts there would be too many."""
    after = now - WITHIN

    def open_attempts(where: str | None) -> int:
        tried = queries.audit_count(session, ATTEMPT, subject, after, where)
        return more + tried - queries.audit_count(session, SIGNED_IN, subject, after, where)

    return open_attempts(place) > MOST_FAILURES or open_attempts(None) > MOST_ANYWHERE
