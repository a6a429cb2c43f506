"""Writing down which releases the publisher has, and the files that wait for an editor."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from db.models import Release


def save_release(session: Session, release: Release) -> None:
    """Write a release in place of the one of its data set that was met before."""
    session.merge(release)


def mark_checked(session: Session, document: str, at: datetime, next_expected: str) -> None:
    """Note that a release was met again, and when the next one is expected."""
    met = update(Release).where(Release.document == document)
    session.execute(met.values(checked_at=at, next_expected=next_expected))


def put_aside(session: Session, document: str) -> bool:
    """Drop the file of a release that waits; False where none does."""
    mine = update(Release).where(Release.document == document, Release.content.is_not(None))
    done = session.execute(mine.values(content=None, faults="").returning(Release.document))
    return done.first() is not None
