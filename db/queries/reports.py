"""Questions about readings of inspection reports, and what they would replace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Council, ImprovementArea, Inspection, ReportPage, ReportReading, Theme


@dataclass(frozen=True, slots=True)
class StoredInspection:
    """An inspection that is there: its key, council, framework and days, the last one first."""

    key: str
    council: str
    framework: str
    inspected: str
    inspected_from: str


def council_names(session: Session) -> dict[str, str]:
    """Return the names of councils by key, those that have ended included."""
    query = select(Council.key, Council.name).where(Council.kind == "council")
    return {row.key: row.name for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class EndedCouncil:
    """When a council ended (`2023-03-31`), and the keys of those that took its place."""

    day: str
    successors: tuple[str, ...]


def ended_councils(session: Session) -> dict[str, EndedCouncil]:
    """Return the councils that have ended, by key."""
    query = select(Council.key, Council.ended, Council.successors).where(Council.ended != "")
    return {
        row.key: EndedCouncil(day=row.ended, successors=tuple(row.successors.split(";")))
        for row in session.execute(query)
    }


def inspections_of(session: Session, councils: Collection[str]) -> list[StoredInspection]:
    """Return the inspections of some councils."""
    query = (
        select(
            Inspection.key,
            Council.key,
            Inspection.framework,
            Inspection.inspected,
            Inspection.inspected_from,
        )
        .join(Council, Inspection.council_id == Council.id)
        .where(Council.key.in_(councils))
        .order_by(Inspection.key)
    )
    return [
        StoredInspection(
            key=key,
            council=council,
            framework=framework,
            inspected=inspected,
            inspected_from=since,
        )
        for key, council, framework, inspected, since in session.execute(query)
    ]


def readings_by_hash(session: Session, hashes: Collection[str]) -> dict[str, ReportReading]:
    """Return the readings of some files that are there."""
    query = select(ReportReading).where(ReportReading.sha256.in_(hashes))
    return {reading.sha256: reading for reading in session.scalars(query)}


def waiting_readings(session: Session) -> Sequence[ReportReading]:
    """Return the readings that wait for a person, by council and date."""
    query = (
        select(ReportReading)
        .where(ReportReading.state == "waiting")
        .order_by(ReportReading.council, ReportReading.inspected, ReportReading.id)
    )
    return session.scalars(query).all()


def readings_of(session: Session, numbers: Collection[int]) -> Sequence[ReportReading]:
    """Return the readings of some numbers that still wait."""
    query = select(ReportReading).where(
        ReportReading.id.in_(numbers), ReportReading.state == "waiting"
    )
    return session.scalars(query.order_by(ReportReading.id)).all()


def area_and_theme_names(session: Session) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of improvement areas and of themes by key."""
    areas, themes = (
        {
            row.key: row.name
            for row in session.execute(select(model.key, model.name).order_by(order))
        }
        for model, order in (
            (ImprovementArea, ImprovementArea.position),
            (Theme, Theme.position),
        )
    )
    return areas, themes


def drawn_pages(session: Session, reading: int) -> list[int]:
    """Return the numbers of the pages of a reading that have a picture."""
    query = select(ReportPage.page).where(ReportPage.reading_id == reading)
    return list(session.scalars(query.order_by(ReportPage.page)))


def page_picture(session: Session, reading: int, page: int) -> bytes | None:
    """Return the picture of a page of a waiting reading."""
    query = (
        select(ReportPage.picture)
        .join(ReportReading, ReportPage.reading_id == ReportReading.id)
        .where(ReportPage.reading_id == reading, ReportPage.page == page)
        .where(ReportReading.state == "waiting")
    )
    return session.scalars(query).first()
