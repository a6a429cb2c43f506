"""The words that pages offer as choices: councils, areas, themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from db.models import Council, ImprovementArea, Theme


def areas(session: Session) -> Sequence[Row[Any]]:
    """The improvement areas in their order."""
    columns = (
        ImprovementArea.key,
        ImprovementArea.name,
        ImprovementArea.short_name,
        ImprovementArea.holds,
    )
    return session.execute(select(*columns).order_by(ImprovementArea.position)).all()


def themes(session: Session) -> Sequence[Row[Any]]:
    """The themes in their order."""
    columns = (Theme.key, Theme.name, Theme.holds)
    return session.execute(select(*columns).order_by(Theme.position)).all()


def councils(session: Session) -> Sequence[Row[Any]]:
    """Every council and comparator; councils with plans of their own come first."""
    columns = (
        Council.key,
        Council.name,
        Council.kind,
        Council.area_code,
        Council.region,
        Council.la_number,
        Council.position,
        Council.note,
    )
    order = (Council.position.is_(None), Council.position, Council.name)
    return session.execute(select(*columns).order_by(*order)).all()
