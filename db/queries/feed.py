"""Questions of the feed: what changed in the data, the newest first."""

from __future__ import annotations

from sqlalchemy import select

from db.models import (
    Council,
    DatasetVersion,
    Document,
    Finding,
    FindingResolution,
    Import,
    Inspection,
    Item,
    Plan,
)
from db.queries.columns import picked
from db.queries.rows import Reader, Rows

# Kinds of imports that bring or remove papers of councils.
_OF_PAPERS = ("plan", "folder", "removal")


def loads(session: Reader, most: int) -> Rows:
    """The newest versions of the data; `note` names documents by key, separated by commas."""
    query = select(*picked(DatasetVersion, "id made_at note"))
    return session.execute(query.order_by(DatasetVersion.id.desc()).limit(most)).all()


def papers(session: Reader) -> Rows:
    """The documents of councils: key, title and council."""
    query = select(*picked(Document, "key title"), Council.key.label("council"))
    return session.execute(query.join(Document.council).where(Document.kind == "")).all()


def imports(session: Reader, most: int) -> Rows:
    """The newest imports that changed figures, with the titles of their data sets.

    What brought or removed papers is among the `loads`, and what took that back.
    """
    of_papers = select(Import.id).where(Import.kind.in_(_OF_PAPERS))
    taken_back = select(Import.undone_by).where(
        Import.kind.in_(_OF_PAPERS), Import.undone_by.is_not(None)
    )
    query = (
        select(*picked(Import, "id made_at document kind added changed removed"), Document.title)
        .outerjoin(Document, Document.key == Import.document)
        .where(
            Import.added + Import.changed + Import.removed > 0,
            Import.id.not_in(of_papers),
            Import.id.not_in(taken_back),
        )
        .order_by(Import.id.desc())
        .limit(most)
    )
    return session.execute(query).all()


def conclusions(session: Reader, most: int) -> Rows:
    """The newest conclusions on findings that still stand, without their authors."""
    query = (
        select(
            *picked(FindingResolution, "id made_at finding status note"),
            Finding.subject,
            Council.key.label("council"),
            Council.name,
        )
        .join(Finding, Finding.key == FindingResolution.finding)
        .join(Finding.council)
        .order_by(FindingResolution.id.desc())
        .limit(most)
    )
    return session.execute(query).all()


def item_keys(session: Reader) -> Rows:
    """Every item by its plan and reference."""
    query = select(Plan.key.label("plan"), Item.ref).join(Item.plan)
    return session.execute(query.order_by(Plan.key, Item.position)).all()


def finding_keys(session: Reader) -> list[str]:
    """The keys of all findings, in their order."""
    return list(session.execute(select(Finding.key).order_by(Finding.key)).scalars())


def inspection_keys(session: Reader) -> list[str]:
    """The keys of all inspections, in their order."""
    return list(session.execute(select(Inspection.key).order_by(Inspection.key)).scalars())
