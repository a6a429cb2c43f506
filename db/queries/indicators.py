"""Measures, indicators, values, targets and findings, as pages need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db.models import (
    Council,
    Document,
    Finding,
    ImprovementArea,
    Indicator,
    Measure,
    Observation,
    Target,
)
from db.queries.rows import AnySelect, Rows


def measures(session: Session) -> Rows:
    """Every measure that some indicator defines, in the order of areas and names."""
    query = (
        select(
            Measure.key,
            Measure.name,
            ImprovementArea.key.label("area"),
            Measure.themes,
            Measure.polarity,
            Measure.polarity_reason,
        )
        .join(ImprovementArea, Measure.area_id == ImprovementArea.id)
        .where(Measure.id.in_(select(Indicator.measure_id)))
        .order_by(ImprovementArea.position, Measure.name)
    )
    return session.execute(query).all()


def indicators(session: Session) -> Rows:
    """Every indicator with its document."""
    query = (
        select(
            Indicator.id,
            Indicator.key,
            Indicator.ref,
            Indicator.name,
            Indicator.unit,
            Indicator.polarity,
            Indicator.polarity_reason,
            Indicator.themes,
            Indicator.definition,
            Indicator.definition_code,
            Indicator.population,
            Indicator.place,
            Indicator.note,
            Measure.key.label("measure"),
            Document.key.label("document"),
            Document.title.label("document_title"),
            Document.published,
            Council.key.label("council"),
        )
        .join(Measure, Indicator.measure_id == Measure.id)
        .join(Document, Indicator.document_id == Document.id)
        .join(Council, Document.council_id == Council.id)
        .order_by(Document.published.desc(), Document.key, Indicator.position)
    )
    return session.execute(query).all()


def targets(session: Session) -> Rows:
    """Every target, under the key of its indicator."""
    query = (
        select(
            Indicator.key.label("indicator"),
            Council.key.label("council"),
            Target.due,
            Target.due_text,
            Target.value,
            Target.decimals,
            Target.value_upper,
            Target.target_text,
            Target.place,
            Target.note,
        )
        .join(Indicator, Target.indicator_id == Indicator.id)
        .join(Council, Target.council_id == Council.id)
        .order_by(Indicator.position, Target.position)
    )
    return session.execute(query).all()


# Made once: building a statement costs as much as running it.
_AMONG: Any = bindparam("indicators", expanding=True)
_OBSERVATIONS: AnySelect = (
    select(
        Observation.indicator_id,
        Council.key.label("council"),
        Observation.period_start,
        Observation.period_end,
        Observation.basis,
        Observation.value,
        Observation.decimals,
        Observation.numerator,
        Observation.denominator,
        Observation.symbol,
        Observation.reading,
        Observation.raw_text,
        Observation.place,
        Observation.note,
    )
    .join(Council, Observation.council_id == Council.id)
    .where(Observation.indicator_id.in_(_AMONG))
    .order_by(Observation.period_end, Observation.position)
)
_FINDINGS: AnySelect = (
    select(
        Finding.rule,
        Indicator.key.label("indicator"),
        Council.key.label("council"),
        Finding.period_end,
        Finding.subject,
        Finding.message,
        Finding.document_a,
        Finding.place_a,
        Finding.document_b,
        Finding.place_b,
    )
    .join(Indicator, Finding.indicator_id == Indicator.id)
    .join(Council, Finding.council_id == Council.id)
    .where(Finding.indicator_id.in_(_AMONG))
    .order_by(Finding.id)
)


def observations(session: Session, indicators: Sequence[int]) -> Rows:
    """The values of some indicators, in the order of their periods."""
    return session.execute(_OBSERVATIONS, {"indicators": indicators}).all()


def findings(session: Session, indicators: Sequence[int]) -> Rows:
    """What the rules noticed about some indicators."""
    return session.execute(_FINDINGS, {"indicators": indicators}).all()
