"""Storing inspections that were read from reports, with their grades and recommendations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from db.models import (
    Council,
    Document,
    Grade,
    ImprovementArea,
    Inspection,
    OtherGrade,
    Recommendation,
    table_of,
)
from db.queries.statistics import ids
from db.writes.themes import columns_of, stored_rows, write_themes


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRecord:
    """A grade to store; its fields mean what the columns of `Grade` mean."""

    judgement: str
    grade: str
    as_printed: str = ""
    joint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherGradeRecord:
    """A grade of a source that is not shown; fields mean what the columns of `OtherGrade` mean."""

    judgement: str
    grade: str
    as_printed: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationRecord:
    """A recommendation to store; `area` is a key or "", `themes` are keys joined by `;`."""

    ref: str
    addressee: str
    page: int | None = None
    paragraphs: str = ""
    area: str = ""
    themes: str = ""
    summary: str = ""
    as_printed: str = ""
    repeats: str = ""
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRecord:
    """An inspection to store; fields mean what the columns of `Inspection` mean.

    `council` and `document` are keys. `recommendations` is None where nobody has read them; those
    that are stored then stay.
    """

    key: str
    council: str
    inspectorate: str
    title: str
    framework: str
    inspected_from: str
    inspected: str
    published: str
    published_source: str
    confidence: str
    judgement: str
    kind: str = ""
    file: str = ""
    place: str = ""
    note: str = ""
    document: str = ""
    grades: tuple[GradeRecord, ...] = ()
    recommendations: tuple[RecommendationRecord, ...] | None = None


_COLUMNS = tuple(
    field.name
    for field in fields(InspectionRecord)
    if field.name not in ("council", "document", "grades", "recommendations")
)


def store_inspections(
    session: Session, inspections: Sequence[InspectionRecord], origin: str
) -> dict[str, int]:
    """Insert inspections, or replace those of the same key, whoever brought them.

    Args:
        session: a session in a transaction that the caller ends.
        inspections: no two of the same key.
        origin: what they come from; a load of other folders leaves them alone from then on.

    Returns:
        How many were `added` and `changed`; one that is stored exactly so is neither.

    Raises:
        KeyError: if a council, document, area or theme is not there; its key is the argument.
    """
    councils, documents = ids(session, Council), ids(session, Document)
    present = ids(session, Inspection)
    counts = {"added": 0, "changed": 0}
    for record in inspections:
        row = {name: getattr(record, name) for name in _COLUMNS}
        row["council_id"] = councils[record.council]
        row["document_id"] = documents[record.document] if record.document else None
        row["origin"] = origin
        if record.recommendations is not None:
            numbers = Counter(made.addressee for made in record.recommendations)
            row |= {f"recommendations_{name}": numbers[name] for name in ("council", "board")}
        table = table_of(Inspection)
        number = present.get(record.key)
        if number is None:
            # The statement gives the key on both databases.
            number = session.execute(insert(table).returning(table.c.id), row).scalar_one()
            changed = False
            counts["added"] += 1
        else:
            stored = session.execute(select(table).where(table.c.id == number)).mappings().one()
            changed = any(stored[name] != value for name, value in row.items())
            if changed:
                session.execute(update(table).where(table.c.id == number).values(row))
        renewed = _store_grades(session, number, record, origin)
        if record.recommendations is not None:
            renewed |= _store_recommendations(session, number, record.recommendations, origin)
        counts["changed"] += record.key in present and (changed or renewed)
    return counts


def store_other_grades(
    session: Session, source: str, grades: Mapping[str, Sequence[OtherGradeRecord]], origin: str
) -> int:
    """Store how a source that is not shown graded inspections, in place of all it said before.

    Findings are to be made anew after it.

    Args:
        source: names it, such as the file of an overview table.
        grades: under the key of each inspection.
        origin: what they come from.

    Returns:
        How many grades it holds.

    Raises:
        KeyError: if an inspection is not there; its key is the argument.
    """
    table, numbers = table_of(OtherGrade), ids(session, Inspection)
    session.execute(delete(table).where(table.c.source == source))
    rows = [
        {**asdict(grade), "inspection_id": numbers[key], "source": source, "origin": origin}
        for key, given in grades.items()
        for grade in given
    ]
    if rows:
        session.execute(insert(table), rows)
    return len(rows)


def other_grades_of(session: Session, source: str) -> dict[str, list[OtherGradeRecord]]:
    """Return how a source that is not shown graded inspections, under the key of each."""
    query = (
        select(OtherGrade, Inspection.key)
        .join(Inspection, OtherGrade.inspection_id == Inspection.id)
        .where(OtherGrade.source == source)
        .order_by(OtherGrade.id)
    )
    grades: dict[str, list[OtherGradeRecord]] = {}
    for row, key in session.execute(query):
        columns = {f.name: getattr(row, f.name) for f in fields(OtherGradeRecord)}
        grades.setdefault(key, []).append(OtherGradeRecord(**columns))
    return grades


def _store_grades(session: Session, number: int, record: InspectionRecord, origin: str) -> bool:
    """Replace an inspection's grades; True if they were others."""
    rows = [
        {**asdict(grade), "position": place, "inspection_id": number, "origin": origin}
        for place, grade in enumerate(record.grades)
    ]
    return _replace(session, Grade, number, rows)


def _store_recommendations(
    session: Session, number: int, made: Sequence[RecommendationRecord], origin: str
) -> bool:
    """Replace an inspection's recommendations; True if they were others."""
    areas = ids(session, ImprovementArea)
    rows = []
    for place, recommendation in enumerate(made):
        row = {**asdict(recommendation), "position": place, "inspection_id": number}
        area = row.pop("area")
        rows.append({**row, "area_id": areas[area] if area else None, "origin": origin})
    return _replace(session, Recommendation, number, rows)


def _replace(
    session: Session,
    model: type[Grade] | type[Recommendation],
    number: int,
    rows: list[dict[str, object]],
) -> bool:
    table = table_of(model)
    of_inspection = table.c.inspection_id == number
    query = stored_rows(model).where(of_inspection).order_by(table.c.position)
    stored = [dict(row) for row in session.execute(query).mappings()]
    for row in stored:
        del row["id"]
    if stored == rows:
        return False
    session.execute(delete(table).where(of_inspection))
    if rows:
        session.execute(insert(table), [columns_of(model, row) for row in rows])
        write_themes(session, model, ("inspection_id", "addressee", "ref"), rows)
    return True
