"""Editors' conclusions on findings: the newest of each stands, all are kept."""

from __future__ import annotations

from sqlalchemy import Subquery, func, select

from db.models import Account, FindingResolution
from db.queries.columns import picked
from db.queries.rows import Reader, Rows


def standing() -> Subquery:
    """The newest resolution of each finding: `finding`, `status`, `note`, `resolved_on`."""
    newest = select(func.max(FindingResolution.id)).group_by(FindingResolution.finding)
    return (
        select(
            *picked(FindingResolution, "finding status note"),
            func.date(FindingResolution.made_at).label("resolved_on"),
        )
        .where(FindingResolution.id.in_(newest))
        .subquery("standing")
    )


def resolutions(session: Reader, finding: str) -> Rows:
    """Every resolution of a finding with its author, the newest first."""
    query = (
        select(
            FindingResolution.status,
            FindingResolution.note,
            Account.display.label("by"),
            FindingResolution.made_at.label("at"),
        )
        .join(Account, Account.id == FindingResolution.made_by)
        .where(FindingResolution.finding == finding)
        .order_by(FindingResolution.id.desc())
    )
    return session.execute(query).all()
