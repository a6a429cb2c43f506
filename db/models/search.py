"""The words that the search looks through: public texts alone, one row a place to go to."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class SearchText(Base):
    """A text of a plan, item, action, milestone, statement, indicator or document (`kind`).

    Of an inspection it is a recommendation: `ref` is its number, `under` whom it was made to.

    The table is derived: `db.writes.search` makes it anew from the catalogue when that changes,
    and migration 0004 adds the database's own index over `ref`, `title` and `body`. `key` is that
    of the plan, measure, document or inspection to go to, `item_ref` the item there; `under` is
    the title of what a text belongs to, which is shown and not searched.
    """

    __tablename__ = "search_texts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    council: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(120))
    item_ref: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str] = mapped_column(String(40))
    published: Mapped[str] = mapped_column(String(10))
    under: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
