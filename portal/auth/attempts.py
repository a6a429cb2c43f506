"""Attempts to sign in with a password, counted in the audit log: too many shut the door a while."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from db.queries import accounts as queries
from db.writes import accounts as writes
from portal.domain.accounts import TooManyAttempts

# Failures under a name, whether or not anybody has it, from one place, and from all places
# together: a stranger who guesses shuts the door for his own place first, not for the person.
MOST_FAILURES, MOST_ANYWHERE, WITHIN = 5, 50, timedelta(minutes=15)
# What the audit log calls an attempt, one that was right, and the end of the count.
ATTEMPT, SIGNED_IN, UNLOCKED = "sign-in attempt", "sign-in", "account unlocked"


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
        _refuse(session, now(), subject, place, 1)
    with sessions.begin() as session:
        writes.record(session, None, ATTEMPT, subject, place, at=now())
    with sessions() as session:
        _refuse(session, now(), subject, place, 0)


def shut_until(session: Session, subjects: Collection[str], now: datetime) -> dict[str, datetime]:
    """When those of some names that are shut, from a place or from all, are open again."""
    ends: dict[str, datetime] = {}
    for subject, rows in _counted(session, subjects, now).items():
        places = {row.detail for row in rows}
        each = [_end(rows, now, 1, MOST_ANYWHERE)]
        each += [_end(_from(rows, place), now, 1, MOST_FAILURES) for place in places]
        shut = [end for end in each if end is not None]
        if shut:
            ends[subject] = max(shut)
    return ends


def _refuse(session: Session, now: datetime, subject: str, place: str, more: int) -> None:
    """Refuse an attempt if with so many `more` there would be too many."""
    rows = _counted(session, [subject], now).get(subject, [])
    ends = (
        _end(_from(rows, place), now, more, MOST_FAILURES),
        _end(rows, now, more, MOST_ANYWHERE),
    )
    shut = [end for end in ends if end is not None]
    if shut:
        raise TooManyAttempts(max(shut))


def _counted(session: Session, subjects: Collection[str], now: datetime) -> dict[str, list[Any]]:
    """The attempts that count for each name, and those that were right, since it was unlocked."""
    actions = (ATTEMPT, SIGNED_IN, UNLOCKED)
    by_subject: dict[str, list[Any]] = {}
    for row in queries.audit_of(session, subjects, actions, now - WITHIN):
        if row.action == UNLOCKED:
            by_subject.pop(row.subject, None)
        else:
            by_subject.setdefault(row.subject, []).append(row)
    return by_subject


def _from(rows: Sequence[Any], place: str) -> list[Any]:
    return [row for row in rows if row.detail == place]


def _end(rows: Sequence[Any], now: datetime, more: int, most: int) -> datetime | None:
    """When no longer too many attempts are open; None where they are not too many now."""

    def shut(time: datetime) -> bool:
        counted = [row for row in rows if row.at > time - WITHIN]
        right = sum(row.action == SIGNED_IN for row in counted)
        return bool(more + len(counted) - 2 * right > most)

    if not shut(now):
        return None
    times = sorted(row.at + WITHIN for row in rows)
    # One more is what somebody would try then.
    more = 1
    return next((time for time in times if not shut(time)), None)
