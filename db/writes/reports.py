"""Writing readings of inspection reports, and taking what they published back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db.models import (
    Answer,
    Council,
    Document,
    Grade,
    ImprovementArea,
    Inspection,
    Recommendation,
    ReportPage,
    ReportReading,
    joined_themes,
    table_of,
)
from db.writes.inspections import GradeRecord, InspectionRecord, RecommendationRecord


def stored_inspections(
    session: Session, keys: Collection[str]
) -> list[tuple[str, InspectionRecord]]:
    """Return inspections as they can be stored again, each with its origin."""
    query = (
        select(Inspection, Council.key, Document.key)
        .join(Council, Inspection.council_id == Council.id)
        .outerjoin(Document, Inspection.document_id == Document.id)
        .where(Inspection.key.in_(keys))
        .order_by(Inspection.key)
    )
    columns = {f.name for f in fields(InspectionRecord)} & set(table_of(Inspection).c.keys())
    return [
        (
            row.origin,
            InspectionRecord(
                council=council,
                document=document or "",
                grades=_grades(session, row.id),
                recommendations=(
                    None if row.recommendations_council is None else _made(session, row.id)
                ),
                **{name: getattr(row, name) for name in columns},
            ),
        )
        for row, council, document in session.execute(query)
    ]


def _grades(session: Session, number: int) -> tuple[GradeRecord, ...]:
    query = select(Grade).where(Grade.inspection_id == number).order_by(Grade.position)
    return tuple(
        GradeRecord(judgement=g.judgement, grade=g.grade, as_printed=g.as_printed, joint=g.joint)
        for g in session.scalars(query)
    )


def _made(session: Session, number: int) -> tuple[RecommendationRecord, ...]:
    columns = [f.name for f in fields(RecommendationRecord) if f.name not in ("area", "themes")]
    query = (
        select(Recommendation, ImprovementArea.key, joined_themes(Recommendation))
        .outerjoin(ImprovementArea, Recommendation.area_id == ImprovementArea.id)
        .where(Recommendation.inspection_id == number)
        .order_by(Recommendation.position)
    )
    return tuple(
        RecommendationRecord(
            area=area or "", themes=themes, **{name: getattr(row, name) for name in columns}
        )
        for row, area, themes in session.execute(query)
    )


def remove_inspections(session: Session, keys: Sequence[str]) -> None:
    """Delete inspections with their grades, recommendations and what answers those."""
    numbers = select(Inspection.id).where(Inspection.key.in_(keys))
    for model in (Answer, Grade, Recommendation):
        session.execute(delete(model).where(model.inspection_id.in_(numbers)))
    session.execute(delete(Inspection).where(Inspection.key.in_(keys)))


def forget_recommendations(session: Session, keys: Sequence[str]) -> None:
    """Delete the recommendations of inspections; from then on nobody has read them."""
    numbers = select(Inspection.id).where(Inspection.key.in_(keys))
    session.execute(delete(Recommendation).where(Recommendation.inspection_id.in_(numbers)))
    unread = {"recommendations_council": None, "recommendations_board": None}
    session.execute(update(Inspection).where(Inspection.key.in_(keys)).values(unread))


def save_readings(session: Session, readings: Sequence[dict[str, Any]]) -> None:
    """Add readings of files that are new."""
    session.add_all(ReportReading(**reading) for reading in readings)
    session.flush()


def keep_pictures(session: Session, pictures: Mapping[str, Mapping[int, bytes]]) -> None:
    """Keep pages of files that wait, by the file's hash and the page, in place of those before."""
    query = select(ReportReading.sha256, ReportReading.id).where(
        ReportReading.sha256.in_(pictures), ReportReading.state == "waiting"
    )
    for digest, number in session.execute(query).all():
        session.execute(delete(ReportPage).where(ReportPage.reading_id == number))
        session.add_all(
            ReportPage(reading_id=number, page=page, picture=picture)
            for page, picture in pictures[digest].items()
        )
    session.flush()


def _forget_pictures(session: Session, hashes: Collection[str]) -> None:
    numbers = select(ReportReading.id).where(ReportReading.sha256.in_(hashes))
    session.execute(delete(ReportPage).where(ReportPage.reading_id.in_(numbers)))


def set_state(session: Session, hashes: Collection[str], state: str, inspection: str = "") -> None:
    """Say of the readings of some files if they wait, were published (as what), or put aside.

    Pictures of their pages are kept only while they wait.
    """
    if state != "waiting":
        _forget_pictures(session, hashes)
    ours = update(ReportReading).where(ReportReading.sha256.in_(hashes))
    session.execute(ours.values(state=state, inspection=inspection))


def save_review(session: Session, number: int, **values: Any) -> None:
    """Save a reading as a person left it; the caller has the turn and looked at its revision."""
    session.execute(update(ReportReading).where(ReportReading.id == number).values(values))


def remove_readings(session: Session, hashes: Collection[str]) -> None:
    """Delete the readings of some files."""
    _forget_pictures(session, hashes)
    session.execute(delete(ReportReading).where(ReportReading.sha256.in_(hashes)))
