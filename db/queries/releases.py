"""Questions about the releases that the publisher of official statistics has."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from db.models import Document, Import, Release
from db.queries.rows import Rows
from db.queries.statistics import LIVE


def release_of(session: Session, document: str, with_file: bool = False) -> Release | None:
    """The newest release of a data set that was met, with its file where that is asked for."""
    options = [undefer(Release.content)] if with_file else []
    return session.get(Release, document, options=options, populate_existing=with_file)


def waits(session: Session, document: str) -> bool:
    """Tell if the file of a release waits for an editor."""
    query = select(Release.document).where(
        Release.document == document, Release.content.is_not(None)
    )
    return session.scalar(query) is not None


def waiting_releases(session: Session) -> Rows:
    """The releases whose files wait for an editor, each with the title of its data set."""
    columns = [
        column
        for column in Release.__table__.c
        if column.name not in ("content", "identity", "etag")
    ]
    query = (
        select(*columns, Document.title)
        .join(Document, Document.key == Release.document)
        .where(Release.content.is_not(None))
        .order_by(Document.title)
    )
    return session.execute(query).all()


def loaded_file(session: Session, document: str) -> str:
    """The SHA-256 hash of the file that a data set stands by; "" where none is noted."""
    query = select(Import.sha256).where(Import.document == document, *LIVE)
    return session.scalar(query.order_by(Import.id.desc()).limit(1)) or ""
