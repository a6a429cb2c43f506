"""What a load needs to know of the data that are already there."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import (
    Base,
    Council,
    Document,
    ImprovementArea,
    Indicator,
    Inspection,
    Measure,
    Observation,
    Plan,
    Theme,
)
from db.queries.rows import Rows

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
    """Per sheet, the keys that folders other than `origins` brought, and which folder did."""
    left_out = list(origins)
    known = {}
    for sheet, model in _KEYED.items():
        columns = model.__table__.c
        query = select(columns.key, columns.origin).where(columns.origin.not_in(left_out))
        known[sheet] = {row.key: row.origin for row in session.execute(query)}
    return known


def printed_values(session: Session) -> Rows:
    """Every value with what a rule needs to check it, in the documents' order."""
    query = (
        select(
            Indicator.key.label("indicator"),
            Indicator.name,
            Indicator.unit,
            Indicator.definition_code,
            Indicator.themes,
            ImprovementArea.key.label("area"),
            Council.key.label("council"),
            Council.name.label("council_name"),
            Observation.period_start,
            Observation.period_end,
            Observation.basis,
            Observation.value,
            Observation.decimals,
            Observation.numerator,
            Observation.denominator,
            Observation.reading,
            Document.key.label("document"),
            Document.published,
            Observation.place,
        )
        .join(Indicator, Observation.indicator_id == Indicator.id)
        .join(Council, Observation.council_id == Council.id)
        .join(Document, Indicator.document_id == Document.id)
        .outerjoin(ImprovementArea, Indicator.area_id == ImprovementArea.id)
        .where(Observation.value.is_not(None))
        .order_by(Document.published, Indicator.position, Observation.position)
    )
    return session.execute(query).all()
