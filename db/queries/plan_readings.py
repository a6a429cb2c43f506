"""Questions about readings of councils' plans, and about the plans that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from db.models import (
    Action,
    Answer,
    Base,
    Claim,
    Council,
    Document,
    Indicator,
    Inspection,
    Item,
    Milestone,
    Plan,
    PlanLayout,
    PlanReading,
    Progress,
    Statement,
    table_of,
)
from db.queries.columns import AREA, ITEM_REF, PLAN, picked, via
from db.queries.rows import AnySelect

# What a plan read from a council's tracker does not have.
_RICHER: tuple[type[Base], ...] = (Milestone, Statement, Answer, Claim, Indicator, Inspection)


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


def is_richer(session: Session, origin: str) -> bool:
    """Tell if a folder holds more than items, actions and their progress."""
    return any(
        session.scalar(
            select(func.count()).select_from(model).where(table_of(model).c.origin == origin)
        )
        for model in _RICHER
    )


def origin_exists(session: Session, origin: str) -> bool:
    """Tell if a folder was loaded under this name."""
    return session.scalar(select(Document.id).where(Document.origin == origin)) is not None


def plan_keys(session: Session) -> set[str]:
    """Return the keys of all plans."""
    return set(session.scalars(select(Plan.key)))


def document_keys(session: Session) -> set[str]:
    """Return the keys of all documents."""
    return set(session.scalars(select(Document.key)))


def folder_rows(session: Session, origin: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a folder, sheet by sheet, as its files would hold them."""
    queries: dict[str, AnySelect] = {
        "document": select(
            Document.key.label("document"),
            Council.key.label("council"),
            *picked(Document, "title publisher published status description licence"),
        )
        .join(Council, Document.council_id == Council.id)
        .where(Document.origin == origin),
        "councils": select(
            Council.key.label("council"),
            *picked(Council, "name kind area_code region la_number position note ended"),
            *picked(Council, "successors former_codes"),
        ).where(Council.origin == origin),
        "plans": select(
            PLAN,
            *picked(Plan, "title short"),
            func.coalesce(Inspection.key, "").label("answers"),
            *picked(Plan, "published status note"),
        )
        .outerjoin(Inspection, Plan.inspection_id == Inspection.id)
        .where(Plan.origin == origin)
        .order_by(Plan.id),
        "items": via(
            select(
                PLAN,
                *picked(Item, "ref parent_ref kind section"),
                AREA,
                Item.themes,
                *picked(Item, "title summary status status_evidence place note as_printed"),
            ),
            Item.plan,
            Item.area,
        )
        .where(Item.origin == origin)
        .order_by(Item.position),
        "actions": via(
            select(
                PLAN,
                ITEM_REF,
                *picked(Action, "ref summary lead lead_role target_text target_date status"),
                *picked(Action, "status_evidence cost_gbp cost_text place note as_printed"),
            ),
            Action.item,
            Item.plan,
        )
        .where(Action.origin == origin)
        .order_by(Action.position),
        "progress": via(
            select(
                PLAN,
                ITEM_REF,
                *picked(Progress, "action_ref report_date status status_printed rag progress"),
                *picked(Progress, "target_text target_date"),
                func.coalesce(Document.key, "").label("document"),
                *picked(Progress, "place confidence note as_printed"),
            ),
            Progress.item,
            Item.plan,
        )
        .outerjoin(Document, Progress.document_id == Document.id)
        .where(Progress.origin == origin)
        .order_by(Progress.position),
    }
    return {
        sheet: [
            {name: _as_cell(value) for name, value in row._mapping.items()}
            for row in session.execute(query)
        ]
        for sheet, query in queries.items()
    }


def _as_cell(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ";".join(map(str, value))
    return "" if value is None else str(value)
