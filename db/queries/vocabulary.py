"""The words that pages offer as choices: councils, areas, themes."""

from __future__ import annotations

from sqlalchemy import select, type_coerce

from db.models import Council, ImprovementArea, Theme
from db.models.themes import Keys
from db.queries.columns import picked
from db.queries.rows import Reader, Rows


def areas(session: Reader) -> Rows:
    """The improvement areas in their order."""
    leading = type_coerce(ImprovementArea.lead_measures, Keys).label("lead_measures")
    query = select(*picked(ImprovementArea, "key name short_name holds"), leading)
    return session.execute(query.order_by(ImprovementArea.position, ImprovementArea.name)).all()


def themes(session: Reader) -> Rows:
    """The themes in their order."""
    leading = type_coerce(Theme.lead_measures, Keys).label("lead_measures")
    query = select(*picked(Theme, "key name holds"), leading)
    return session.execute(query.order_by(Theme.position, Theme.name)).all()


def councils(session: Reader) -> Rows:
    """Every council and comparator; councils with a place on screen come first."""
    names = "id key name kind area_code region la_number position note ended successors"
    query = select(*picked(Council, names))
    order = (Council.position.is_(None), Council.position, Council.name)
    return session.execute(query.order_by(*order)).all()
