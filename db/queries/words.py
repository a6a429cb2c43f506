"""Questions about words of the catalogue: what they say, what uses them, what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Base, Council, ImprovementArea, Theme, WordEdit, table_of
from db.queries.rows import AnyRow, Rows

MODELS: dict[str, type[Base]] = {
    "areas": ImprovementArea,
    "themes": Theme,
    "councils": Council,
}


def words(session: Session, kind: str) -> Rows:
    """Every row of a kind of word, in the order of pages."""
    table = table_of(MODELS[kind])
    # Councils without a place of their own come by name.
    order = (table.c.position.is_(None), table.c.position, table.c.name)
    return session.execute(select(*table.c).order_by(*order)).all()


def word(session: Session, kind: str, key: str) -> AnyRow | None:
    """One word."""
    table = table_of(MODELS[kind])
    return session.execute(select(*table.c).where(table.c.key == key)).one_or_none()


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
