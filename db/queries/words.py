"""Questions about words of the catalogue: what they say, what uses them, what was changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import (
    AccountCouncil,
    Base,
    Council,
    ImprovementArea,
    Measure,
    SharedDataSet,
    Theme,
    Visit,
    WordEdit,
    table_of,
)
from db.queries.rows import AnyRow, Rows

MODELS: dict[str, type[Base]] = {
    "areas": ImprovementArea,
    "themes": Theme,
    "councils": Council,
    "measures": Measure,
}


def _rows(kind: str) -> Any:
    """Select the rows of a kind of word; of a measure the key of its improvement area too."""
    table = table_of(MODELS[kind])
    if kind != "measures":
        return select(*table.c)
    area = func.coalesce(ImprovementArea.key, "").label("area")
    return select(*table.c, area).outerjoin(ImprovementArea, table.c.area_id == ImprovementArea.id)


def words(session: Session, kind: str) -> Rows:
    """Every row of a kind of word, in the order of pages."""
    table = table_of(MODELS[kind])
    # Those without a place of their own come by name.
    places = [table.c.position.is_(None), table.c.position] if "position" in table.c else []
    return session.execute(_rows(kind).order_by(*places, table.c.name)).all()


def word(session: Session, kind: str, key: str) -> AnyRow | None:
    """One word."""
    row: AnyRow | None = session.execute(
        _rows(kind).where(table_of(MODELS[kind]).c.key == key)
    ).one_or_none()
    return row


def code_taken(session: Session, area_code: str) -> str | None:
    """Return the name of the council or area that has an official code."""
    return session.scalars(select(Council.name).where(Council.area_code == area_code)).first()


def choices(session: Session) -> dict[str, dict[str, str]]:
    """Return the regions and improvement areas that a word may belong to: names by key."""
    regions = select(Council.key, Council.name).where(Council.kind == "region")
    areas = select(ImprovementArea.key, ImprovementArea.name).order_by(ImprovementArea.position)
    return {
        "regions": {row.key: row.name for row in session.execute(regions.order_by(Council.name))},
        "areas": {row.key: row.name for row in session.execute(areas)},
    }


def edits(session: Session) -> Sequence[WordEdit]:
    """Every field that says otherwise than its file."""
    query = select(WordEdit).order_by(WordEdit.kind, WordEdit.key, WordEdit.field)
    return session.scalars(query).all()


def uses(session: Session, kind: str, number: int) -> Iterator[tuple[str, int]]:
    """The tables whose rows refer to a word, and how many do."""
    target = table_of(MODELS[kind])
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if any(key.column is target.c.id for key in column.foreign_keys):
                counted = select(func.count()).select_from(table).where(column == number)
                count = session.scalar(counted) or 0
                if count:
                    yield table.name, count


def kept_by_people(session: Session, councils: Collection[str]) -> int:
    """Count the visits, returns and accounts of submitters that name some councils by their key."""
    counts = (
        select(func.count()).where(model.council.in_(councils))
        for model in (Visit, SharedDataSet, AccountCouncil)
    )
    return sum(session.scalar(query) or 0 for query in counts)
