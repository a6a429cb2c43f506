"""Questions of a load about the data that are already there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models import (
    Base,
    Council,
    DatasetVersion,
    Document,
    FolderDigest,
    ImprovementArea,
    Indicator,
    Inspection,
    Measure,
    Plan,
    Recommendation,
    Theme,
)
from db.queries.rows import Reader

_KEYED: dict[str, type[Base]] = {
    "areas": ImprovementArea,
    "themes": Theme,
    "councils": Council,
    "measures": Measure,
    "document": Document,
    "inspections": Inspection,
    "plans": Plan,
    "indicators": Indicator,
}


def known_keys(session: Session, origins: Iterable[str]) -> dict[str, dict[str, str]]:
    """Per sheet, the keys that folders other than `origins` brought, and which folder did.

    The key of a recommendation is that of its inspection, its addressee and its number.
    """
    left_out = list(origins)
    return _keys(session, lambda origin: origin.not_in(left_out))


def brought_keys(session: Session, origins: Iterable[str]) -> dict[str, dict[str, str]]:
    """Per sheet, the keys that `origins` brought, as of `known_keys`."""
    wanted = list(origins)
    return _keys(session, lambda origin: origin.in_(wanted))


def _keys(
    session: Session, where: Callable[[Any], ColumnElement[bool]]
) -> dict[str, dict[str, str]]:
    keys = {}
    for sheet, model in _KEYED.items():
        columns = model.__table__.c
        query = select(columns.key, columns.origin).where(where(columns.origin))
        keys[sheet] = {row.key: row.origin for row in session.execute(query)}
    made = select(
        Inspection.key, Recommendation.addressee, Recommendation.ref, Recommendation.origin
    ).join(Recommendation.inspection)
    rows = session.execute(made.where(where(Recommendation.origin)))
    keys["recommendations"] = {f"{key}/{to}/{ref}": origin for key, to, ref, origin in rows}
    return keys


def unchanged_folders(session: Session) -> dict[str, str]:
    """Give the digests of folders whose rows are as they brought them, and their origins."""
    query = select(FolderDigest.digest, FolderDigest.origin)
    newest = select(func.max(DatasetVersion.id)).scalar_subquery()
    rows = session.execute(query.where(FolderDigest.version_id == newest))
    return {row.digest: row.origin for row in rows}


def due_folders(session: Reader) -> list[str]:
    """List the folders that were not loaded since the database was upgraded."""
    query = select(Document.origin).where(Document.due).order_by(Document.origin)
    return list(session.scalars(query))
