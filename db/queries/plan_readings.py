"""Questions about readings of councils' plans, and about the plans that are there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from db.models import Council, Document, Plan, PlanLayout, PlanReading, Progress


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan that is there: its key, title, council and the folder that it came from."""

    key: str
    title: str
    council: str
    origin: str


def waiting_plans(session: Session) -> Sequence[PlanReading]:
    """Return the readings that wait for a person, the newest first."""
    query = select(PlanReading).where(PlanReading.state == "waiting")
    return session.scalars(query.order_by(PlanReading.id.desc())).all()


def waiting_plan(session: Session, number: int, with_paper: bool = False) -> PlanReading | None:
    """Return a reading that waits, with its draft; with its paper only where that is asked for."""
    wanted = [undefer(PlanReading.draft)]
    if with_paper:
        wanted.append(undefer(PlanReading.paper))
    query = select(PlanReading).where(PlanReading.id == number, PlanReading.state == "waiting")
    return session.scalars(query.options(*wanted)).first()


def waiting_by_hash(session: Session, sha256: str) -> int | None:
    """Return the number of the reading of a file that waits already."""
    query = select(PlanReading.id).where(
        PlanReading.sha256 == sha256, PlanReading.state == "waiting"
    )
    return session.scalars(query).first()


def layout_of(session: Session, council: str) -> dict[str, str]:
    """Return what a council's columns were chosen to be, by header."""
    query = select(PlanLayout.header, PlanLayout.kind).where(PlanLayout.council == council)
    return {row.header: row.kind for row in session.execute(query)}


def plans_of(session: Session, council: str) -> list[StoredPlan]:
    """Return the plans of a council, the newest first."""
    query = (
        select(Plan.key, Plan.title, Council.key.label("council"), Plan.origin)
        .join(Council, Plan.council_id == Council.id)
        .where(Council.key == council)
        .order_by(Plan.published.desc(), Plan.key)
    )
    return [StoredPlan(**row._mapping) for row in session.execute(query)]


def plan_keys(session: Session) -> set[str]:
    """Return the keys of all plans."""
    return set(session.scalars(select(Plan.key)))


def document_keys(session: Session) -> set[str]:
    """Return the keys of all documents."""
    return set(session.scalars(select(Document.key)))


def published_papers(session: Session) -> set[str]:
    """Return the documents that readings were published as."""
    query = select(PlanReading.document).where(PlanReading.state == "published")
    return set(session.scalars(query))


def reported_folders(session: Session, papers: Collection[str]) -> set[str]:
    """Return the folders that hold lines of reports which some papers give."""
    query = select(Progress.origin).join(Progress.document).where(Document.key.in_(papers))
    return set(session.scalars(query))
