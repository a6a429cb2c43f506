"""The open-data tables of the export contract (docs/api.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import aliased

from db.models import (
    Action,
    Answer,
    Base,
    Council,
    Document,
    Finding,
    Grade,
    Indicator,
    Inspection,
    Item,
    Milestone,
    Observation,
    Period,
    Plan,
    Progress,
    Recommendation,
    Statement,
    Statistic,
    Target,
    joined_themes,
    table_of,
)
from db.queries.columns import (
    ACTION_PLAN,
    AREA,
    BY_ITEM,
    BY_PLAN,
    COUNCIL,
    DOCUMENT,
    INDICATOR,
    INSPECTION,
    ITEM_PLAN,
    ITEM_REF,
    MEASURE,
    MILESTONE_PLAN,
    PLAN,
    PROGRESS_PLAN,
    RECOMMENDATION_ANSWERED,
    STATEMENT_PLAN,
    fields,
    picked,
    via,
)
from db.queries.resolutions import standing
from db.queries.rows import AnySelect, Reader

AT_A_TIME = 5_000
_DOCUMENTS = (Document.published, Document.key)
_ANSWERS = func.trim(Inspection.inspectorate + literal(" ") + Inspection.title).label("answers")


def _select(model: type[Base], *columns: Any) -> AnySelect:
    """Select the contract's columns, and after them all else that the table's file states."""
    names = {column.key for column in columns}
    return select(*columns, *(field for field in fields(model) if field.key not in names))


def _stated(model: type[Base], *more: Any) -> tuple[Any, ...]:
    """List a table's own columns up to the place, which `more` and the document stand before."""
    stated = fields(model)
    before = [column.key for column in stated].index("place")
    return (*stated[:before], *more, DOCUMENT)


def _documents() -> AnySelect:
    query = _select(Document, DOCUMENT, COUNCIL)
    return via(query, Document.council).order_by(*_DOCUMENTS)


def _plans() -> AnySelect:
    query: AnySelect = select(
        PLAN,
        COUNCIL,
        DOCUMENT,
        Plan.title,
        _ANSWERS,
        Inspection.inspected,
        Plan.published,
        Plan.status,
        Inspection.inspectorate,
        Inspection.judgement,
    )
    query = via(query, Plan.council, Plan.document, maybe=[Plan.inspection])
    return query.order_by(*BY_PLAN)


def _items() -> AnySelect:
    query = _select(
        Item,
        PLAN,
        COUNCIL,
        *picked(Item, "ref kind section"),
        AREA,
        joined_themes(Item),
        *picked(Item, "title summary status status_evidence"),
        DOCUMENT,
        Item.place,
    )
    return via(query, *ITEM_PLAN, Plan.document, Item.area).order_by(*BY_ITEM)


def _actions() -> AnySelect:
    query = _select(Action, PLAN, COUNCIL, ITEM_REF, *_stated(Action))
    return via(query, *ACTION_PLAN, Plan.document).order_by(*BY_ITEM, Action.position)


def _progress() -> AnySelect:
    paper = aliased(Document)
    query: AnySelect = select(
        PLAN,
        COUNCIL,
        ITEM_REF,
        *picked(
            Progress,
            "action_ref report_date status status_printed rag progress target_text target_date",
        ),
        func.coalesce(paper.key, Document.key).label("document"),
        *picked(Progress, "place confidence note as_printed evidence"),
    )
    query = via(query, *PROGRESS_PLAN, Plan.document)
    query = query.outerjoin(paper, Progress.document)
    return query.order_by(*BY_ITEM, Progress.position, Progress.report_date)


def _milestones() -> AnySelect:
    query = _select(Milestone, PLAN, COUNCIL, ITEM_REF, *_stated(Milestone))
    return via(query, *MILESTONE_PLAN, Plan.document).order_by(*BY_PLAN, Milestone.position)


def _statements() -> AnySelect:
    query = _select(Statement, PLAN, COUNCIL, *_stated(Statement, MEASURE))
    query = via(query, *STATEMENT_PLAN, Plan.document, maybe=[Statement.measure])
    return query.order_by(*BY_PLAN, Statement.position)


def _indicators() -> AnySelect:
    query: AnySelect = select(
        INDICATOR,
        Indicator.ref,
        MEASURE,
        *picked(Indicator, "name unit polarity"),
        AREA,
        joined_themes(Indicator),
        Indicator.definition,
        DOCUMENT,
        *picked(Indicator, "polarity_reason definition_code population place note unit_text"),
        Indicator.subject.label("group"),
        Indicator.family,
    )
    query = via(query, Indicator.measure, Indicator.document, maybe=[Indicator.area])
    return query.order_by(*_DOCUMENTS, Indicator.position)


_SERIES = (INDICATOR, Indicator.ref, MEASURE, COUNCIL, Council.area_code)


def _observations() -> AnySelect:
    query: AnySelect = select(
        *_SERIES,
        *picked(Observation, "period_start period_end basis value"),
        Indicator.unit,
        *picked(Observation, "numerator denominator symbol reading raw_text"),
        DOCUMENT,
        Observation.place,
        Observation.note,
        literal("").label("period_label"),
        literal("").label("status"),
        Observation.decimals,
        literal("").label("joint"),
    )
    query = via(
        query,
        Observation.indicator,
        Indicator.measure,
        Indicator.document,
        Observation.council,
    )
    return query.order_by(*_DOCUMENTS, Indicator.position, Observation.position)


def _statistics() -> AnySelect:
    """Select the figures of official statistics under the columns of `_observations`."""
    query: AnySelect = select(
        *_SERIES,
        *picked(Period, "period_start period_end basis"),
        Statistic.value,
        Indicator.unit,
        *picked(Statistic, "numerator denominator symbol"),
        literal("as_printed").label("reading"),
        literal("").label("raw_text"),
        DOCUMENT,
        Indicator.place,
        Indicator.note,
        Period.label.label("period_label"),
        *picked(Statistic, "status joint"),
    )
    query = via(
        query,
        Statistic.indicator,
        Indicator.measure,
        Indicator.document,
        Statistic.council,
        Statistic.period,
    )
    return query.order_by(Statistic.indicator_id, Statistic.council_id, Statistic.period_id)


def _targets() -> AnySelect:
    query: AnySelect = select(
        INDICATOR,
        Indicator.ref,
        COUNCIL,
        Target.due,
        Target.value,
        Indicator.unit,
        DOCUMENT,
        *picked(Target, "place due_text value_upper target_text note decimals"),
    )
    query = via(query, Target.indicator, Indicator.document, Target.council)
    return query.order_by(*_DOCUMENTS, Indicator.position, Target.position)


def _findings() -> AnySelect:
    resolved = standing()
    query: AnySelect = select(
        Finding.rule.label("check"),
        COUNCIL,
        *picked(Finding, "subject message value_a value_b document_a place_a document_b place_b"),
        INDICATOR,
        Finding.period_end,
        PLAN,
        Finding.item_ref,
        AREA,
        joined_themes(Finding),
        Finding.key.label("finding"),
        resolved.c.status.label("resolution"),
        resolved.c.note.label("resolution_note"),
        resolved.c.resolved_on,
        Finding.inspection,
    )
    query = via(query, Finding.council, maybe=[Finding.indicator, Finding.plan, Finding.area])
    return query.outerjoin(resolved, resolved.c.finding == Finding.key).order_by(Finding.id)


_INSPECTED = (Council.key, Inspection.inspected, Inspection.key)


def _inspections() -> AnySelect:
    """Select inspections, peer reviews left out, each with its overall grade."""
    first = func.coalesce(func.nullif(Inspection.inspected_from, ""), Inspection.inspected)
    query: AnySelect = select(
        INSPECTION,
        COUNCIL,
        *picked(Inspection, "inspectorate framework"),
        first.label("inspected_from"),
        Inspection.inspected.label("inspected_to"),
        *picked(Inspection, "published published_source"),
        func.coalesce(Grade.grade, "").label("overall"),
        *picked(Inspection, "recommendations_council recommendations_board file"),
        DOCUMENT,
        *picked(Inspection, "title confidence judgement place note"),
    )
    query = via(query, Inspection.council, maybe=[Inspection.document])
    overall = (Grade.inspection_id == Inspection.id) & (Grade.judgement == "overall")
    query = query.outerjoin(Grade, overall).where(Inspection.kind == "")
    return query.order_by(*_INSPECTED)


def _grades() -> AnySelect:
    query: AnySelect = select(
        INSPECTION, COUNCIL, *picked(Grade, "judgement grade as_printed joint")
    )
    query = via(query, Grade.inspection, Inspection.council)
    return query.order_by(*_INSPECTED, Grade.position)


def _recommendations() -> AnySelect:
    query: AnySelect = select(
        INSPECTION,
        COUNCIL,
        *picked(Recommendation, "ref page addressee"),
        AREA,
        joined_themes(Recommendation),
        *picked(Recommendation, "summary as_printed repeats"),
        DOCUMENT,
        *picked(Recommendation, "place paragraphs note"),
    )
    query = via(
        query,
        Recommendation.inspection,
        Inspection.council,
        maybe=[Inspection.document, Recommendation.area],
    )
    return query.order_by(*_INSPECTED, Recommendation.position)


def _answers() -> AnySelect:
    query: AnySelect = select(
        INSPECTION,
        COUNCIL,
        *picked(Answer, "addressee recommendation"),
        PLAN,
        ITEM_REF,
        *picked(Answer, "basis confirmed"),
        DOCUMENT,
        *picked(Answer, "place note"),
    )
    query = via(query, Answer.inspection, Inspection.council, Answer.item, Item.plan, Plan.document)
    query = query.join(Recommendation, RECOMMENDATION_ANSWERED)
    return query.order_by(*_INSPECTED, Answer.position)


_QUERIES: Mapping[str, tuple[Callable[[], AnySelect], type[Base]]] = {
    "documents": (_documents, Document),
    "plans": (_plans, Plan),
    "items": (_items, Item),
    "actions": (_actions, Action),
    "progress": (_progress, Progress),
    "milestones": (_milestones, Milestone),
    "statements": (_statements, Statement),
    "indicators": (_indicators, Indicator),
    "observations": (_observations, Observation),
    "targets": (_targets, Target),
    "findings": (_findings, Finding),
    "inspections": (_inspections, Inspection),
    "grades": (_grades, Grade),
    "recommendations": (_recommendations, Recommendation),
    "answers": (_answers, Answer),
}
TABLES = tuple(_QUERIES)


def export_columns(table: str) -> list[str]:
    """Name the table's columns, in order."""
    return [column.name for column in export_queries(table)[0].selected_columns]


def export_queries(table: str) -> list[AnySelect]:
    """Select the table's rows: by one query, or by two with the same first columns.

    Raises:
        KeyError: if there is no such table.
    """
    select_rows, model = _QUERIES[table]
    # The last word where the order leaves two rows equal, so that it is always the same.
    queries = [select_rows().order_by(table_of(model).c.id)]
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
        result = session.execute(query, execution_options={"yield_per": AT_A_TIME})
        names = tuple(result.keys())
        for row in result:
            yield dict(zip(names, row, strict=True))


def export_rows(session: Reader, table: str) -> list[dict[str, Any]]:
    """All of the table's rows.

    Raises:
        KeyError: if there is no such table.
    """
    return list(export_stream(session, table))
