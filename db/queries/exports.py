"""The open-data tables of the export contract (README, "The export contract")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, literal, select

from db.models import (
    Action,
    Council,
    Document,
    Finding,
    ImprovementArea,
    Indicator,
    Inspection,
    Item,
    Measure,
    Milestone,
    Observation,
    Period,
    Plan,
    Statement,
    Statistic,
    Target,
    joined_themes,
)
from db.queries.resolutions import standing
from db.queries.rows import AnySelect, Reader

AT_A_TIME = 5_000
_AREA = ImprovementArea.key.label("area")
_COUNCIL = Council.key.label("council")
_DOCUMENT = Document.key.label("document")
_ANSWERS = func.trim(Inspection.inspectorate + literal(" ") + Inspection.title).label("answers")


def _documents() -> AnySelect:
    return (
        select(
            Document.key.label("document"),
            _COUNCIL,
            Document.title,
            Document.publisher,
            Document.published,
            Document.status,
            Document.description,
            Document.licence,
            Document.kind,
        )
        .join(Council, Document.council_id == Council.id)
        .order_by(Document.published, Document.key)
    )


def _plans() -> AnySelect:
    return (
        select(
            Plan.key.label("plan"),
            _COUNCIL,
            _DOCUMENT,
            Plan.title,
            _ANSWERS,
            Inspection.inspected,
            Plan.published,
            Plan.status,
            Inspection.inspectorate,
            Inspection.judgement,
        )
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .outerjoin(Inspection, Plan.inspection_id == Inspection.id)
        .order_by(Plan.published, Plan.key)
    )


def _items() -> AnySelect:
    return (
        select(
            Plan.key.label("plan"),
            _COUNCIL,
            Item.ref,
            Item.kind,
            Item.section,
            _AREA,
            joined_themes(Item),
            Item.title,
            Item.summary,
            Item.status,
            Item.status_evidence,
            _DOCUMENT,
            Item.place,
            Item.parent_ref,
            Item.note,
        )
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .join(ImprovementArea, Item.area_id == ImprovementArea.id)
        .order_by(Plan.published, Plan.key, Item.position)
    )


def _actions() -> AnySelect:
    return (
        select(
            Plan.key.label("plan"),
            _COUNCIL,
            Item.ref.label("item_ref"),
            Action.ref,
            Action.summary,
            Action.lead,
            Action.lead_role,
            Action.target_text,
            Action.target_date,
            Action.status,
            Action.status_evidence,
            Action.cost_gbp,
            Action.cost_text,
            _DOCUMENT,
            Action.place,
            Action.note,
        )
        .join(Item, Action.item_id == Item.id)
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .order_by(Plan.published, Plan.key, Item.position, Action.position)
    )


def _milestones() -> AnySelect:
    return (
        select(
            Plan.key.label("plan"),
            _COUNCIL,
            Item.ref.label("item_ref"),
            Milestone.action_ref,
            Milestone.ref,
            Milestone.summary,
            Milestone.target_text,
            Milestone.target_date,
            Milestone.outcome,
            Milestone.status,
            _DOCUMENT,
            Milestone.place,
            Milestone.note,
        )
        .join(Item, Milestone.item_id == Item.id)
        .join(Plan, Item.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .order_by(Plan.published, Plan.key, Milestone.position)
    )


def _statements() -> AnySelect:
    return (
        select(
            Plan.key.label("plan"),
            _COUNCIL,
            Statement.item_ref,
            Statement.ref,
            Statement.kind,
            Statement.summary,
            Measure.key.label("measure"),
            _DOCUMENT,
            Statement.place,
            Statement.note,
        )
        .join(Plan, Statement.plan_id == Plan.id)
        .join(Council, Plan.council_id == Council.id)
        .join(Document, Plan.document_id == Document.id)
        .outerjoin(Measure, Statement.measure_id == Measure.id)
        .order_by(Plan.published, Plan.key, Statement.position)
    )


def _indicators() -> AnySelect:
    return (
        select(
            Indicator.key.label("indicator"),
            Indicator.ref,
            Measure.key.label("measure"),
            Indicator.name,
            Indicator.unit,
            Indicator.polarity,
            _AREA,
            joined_themes(Indicator),
            Indicator.definition,
            _DOCUMENT,
            Indicator.polarity_reason,
            Indicator.definition_code,
            Indicator.population,
            Indicator.place,
            Indicator.note,
            Indicator.unit_text,
        )
        .join(Measure, Indicator.measure_id == Measure.id)
        .join(Document, Indicator.document_id == Document.id)
        .outerjoin(ImprovementArea, Indicator.area_id == ImprovementArea.id)
        .order_by(Document.published, Document.key, Indicator.position)
    )


def _observations() -> AnySelect:
    return (
        select(
            Indicator.key.label("indicator"),
            Indicator.ref,
            Measure.key.label("measure"),
            _COUNCIL,
            Council.area_code,
            Observation.period_start,
            Observation.period_end,
            Observation.basis,
            Observation.value,
            Indicator.unit,
            Observation.numerator,
            Observation.denominator,
            Observation.symbol,
            Observation.reading,
            Observation.raw_text,
            _DOCUMENT,
            Observation.place,
            Observation.note,
            literal("").label("period_label"),
            literal("").label("status"),
            Observation.decimals,
        )
        .join(Indicator, Observation.indicator_id == Indicator.id)
        .join(Measure, Indicator.measure_id == Measure.id)
        .join(Council, Observation.council_id == Council.id)
        .join(Document, Indicator.document_id == Document.id)
        .order_by(Document.published, Document.key, Indicator.position, Observation.position)
    )


def _statistics() -> AnySelect:
    """The figures of official statistics under the columns of `_observations`."""
    return (
        select(
            Indicator.key.label("indicator"),
            Indicator.ref,
            Measure.key.label("measure"),
            _COUNCIL,
            Council.area_code,
            Period.period_start,
            Period.period_end,
            Period.basis,
            Statistic.value,
            Indicator.unit,
            Statistic.numerator,
            Statistic.denominator,
            Statistic.symbol,
            literal("as_printed").label("reading"),
            literal("").label("raw_text"),
            _DOCUMENT,
            Indicator.place,
            Indicator.note,
            Period.label.label("period_label"),
            Statistic.status,
        )
        .join(Indicator, Statistic.indicator_id == Indicator.id)
        .join(Measure, Indicator.measure_id == Measure.id)
        .join(Council, Statistic.council_id == Council.id)
        .join(Period, Statistic.period_id == Period.id)
        .join(Document, Indicator.document_id == Document.id)
        .order_by(Statistic.indicator_id, Statistic.council_id, Statistic.period_id)
    )


def _targets() -> AnySelect:
    return (
        select(
            Indicator.key.label("indicator"),
            Indicator.ref,
            _COUNCIL,
            Target.due,
            Target.value,
            Indicator.unit,
            _DOCUMENT,
            Target.place,
            Target.due_text,
            Target.value_upper,
            Target.target_text,
            Target.note,
            Target.decimals,
        )
        .join(Indicator, Target.indicator_id == Indicator.id)
        .join(Council, Target.council_id == Council.id)
        .join(Document, Indicator.document_id == Document.id)
        .order_by(Document.published, Document.key, Indicator.position, Target.position)
    )


def _findings() -> AnySelect:
    resolved = standing()
    return (
        select(
            Finding.rule.label("check"),
            _COUNCIL,
            Finding.subject,
            Finding.message,
            Finding.value_a,
            Finding.value_b,
            Finding.document_a,
            Finding.place_a,
            Finding.document_b,
            Finding.place_b,
            Indicator.key.label("indicator"),
            Finding.period_end,
            Plan.key.label("plan"),
            Finding.item_ref,
            ImprovementArea.key.label("area"),
            joined_themes(Finding),
            Finding.key.label("finding"),
            resolved.c.status.label("resolution"),
            resolved.c.note.label("resolution_note"),
            resolved.c.resolved_on,
        )
        .join(Council, Finding.council_id == Council.id)
        .outerjoin(Indicator, Finding.indicator_id == Indicator.id)
        .outerjoin(Plan, Finding.plan_id == Plan.id)
        .outerjoin(ImprovementArea, Finding.area_id == ImprovementArea.id)
        .outerjoin(resolved, resolved.c.finding == Finding.key)
        .order_by(Finding.id)
    )


_QUERIES = {
    "documents": _documents,
    "plans": _plans,
    "items": _items,
    "actions": _actions,
    "milestones": _milestones,
    "statements": _statements,
    "indicators": _indicators,
    "observations": _observations,
    "targets": _targets,
    "findings": _findings,
}
_IDS: Mapping[str, Any] = {
    "documents": Document.id,
    "plans": Plan.id,
    "items": Item.id,
    "actions": Action.id,
    "milestones": Milestone.id,
    "statements": Statement.id,
    "indicators": Indicator.id,
    "observations": Observation.id,
    "targets": Target.id,
    "findings": Finding.id,
}
TABLES = tuple(_QUERIES)


def export_columns(table: str) -> list[str]:
    """The table's column names, in order."""
    return [column.name for column in _QUERIES[table]().selected_columns]


def export_queries(table: str) -> list[AnySelect]:
    """Return what reads the table: one query, or two with the same first columns.

    Raises:
        KeyError: if there is no such table.
    """
    # The last word where the order leaves two rows equal, so that it is always the same.
    queries = [_QUERIES[table]().order_by(_IDS[table])]
    if table == "observations":
        queries.append(_statistics())
    return queries


def export_stream(session: Reader, table: str) -> Iterator[dict[str, Any]]:
    """The table's rows, some thousands at a time in memory; a missing value is None.

    The observations of documents come first, those of official statistics after them.

    Raises:
        KeyError: if there is no such table.
    """
    for query in export_queries(table):
        found = session.execute(query, execution_options={"yield_per": AT_A_TIME})
        for row in found.mappings():
            yield dict(row)


def export_rows(session: Reader, table: str) -> list[dict[str, Any]]:
    """All of the table's rows.

    Raises:
        KeyError: if there is no such table.
    """
    return list(export_stream(session, table))
