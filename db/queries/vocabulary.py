"""The words that pages offer as choices: councils, areas, themes."""

from __future__ import annotations

from sqlalchemy import select, type_coerce

from db.models import Council, ImprovementArea, Theme
from db.models.themes import Keys
from db.queries.rows import Reader, Rows


def areas(session: Reader) -> Rows:
    """The improvement areas in their order."""
    columns = (
        ImprovementArea.key,
        ImprovementArea.name,
        ImprovementArea.short_name,
        ImprovementArea.holds,
    )
    return session.execute(select(*columns).order_by(ImprovementArea.position)).all()


def themes(session: Reader) -> Rows:
    """The themes in their order."""
    columns = (Theme.key, Theme.name, Theme.holds, type_coerce(Theme.lead_measures, Keys))
    return session.execute(select(*columns).order_by(Theme.position)).all()


def councils(session: Reader) -> Rows:
    """Every council and comparator; councils with a place on screen come first."""
    columns = (
        Council.id,
        Council.key,
        Council.name,
        Council.kind,
        Council.area_code,
        Council.region,
        Council.la_number,
        Council.position,
        Council.note,
        Council.ended,
        Council.successors,
    )
    order = (Council.position.is_(None), Council.position, Council.name)
    return session.execute(select(*columns).order_by(*order)).all()
