"""Themes, and the tables that link them with what has themes: items, indicators and others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    ForeignKey,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    exists,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, column_property, declared_attr, mapped_column

from db.models.base import Base


class Theme(Base):
    """A subject across improvement areas: assessment, supervision, adoption, care leavers.

    `lead_measures` are the keys, joined by `;`, of the measures that say most about it, the first
    of which a page opens on. They need not be there: statistics may not be loaded.
    """

    __tablename__ = "themes"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str]
    holds: Mapped[str]
    lead_measures: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(SmallInteger)
    origin: Mapped[str] = mapped_column(String(120))


class Keys(TypeDecorator[tuple[str, ...]]):
    """Keys that a query joins by `;`, read as a tuple."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Take the keys apart; no text is no key."""
        return tuple(value.split(";")) if value else ()


class Themed(Base):
    """Parent of tables whose rows have themes, linked in the table `theme_links`.

    `themes` reads the keys of a row's themes in the order of their source, by a subquery; it is
    no column that could be written.
    """

    __abstract__ = True
    theme_links: ClassVar[Table]
    id: Mapped[int] = mapped_column(primary_key=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make the table of links."""
        owner = cls.__tablename__.removesuffix("s")
        reference = ForeignKey(f"{cls.__tablename__}.id", ondelete="CASCADE")
        cls.theme_links = Table(
            f"{owner}_themes",
            Base.metadata,
            Column(f"{owner}_id", reference, primary_key=True),
            Column("theme_id", ForeignKey("themes.id"), primary_key=True, index=True),
            Column("position", SmallInteger, nullable=False),
        )
        super().__init_subclass__(**kwargs)

    @declared_attr
    def themes(cls) -> Mapped[tuple[str, ...]]:
        """Select the keys of the themes."""
        links = cls.theme_links
        # Neither database sorts within the aggregate alike; both keep the order of a subquery.
        keys = (
            select(Theme.key)
            .join(links, links.c.theme_id == Theme.id)
            .where(cls.theme_owner() == cls.id)
            .order_by(links.c.position)
            .correlate_except(links, Theme)
            .subquery()
        )
        joined = func.coalesce(func.aggregate_strings(keys.c.key, ";"), "", type_=Keys)
        return column_property(select(joined).scalar_subquery().label("themes"))

    @classmethod
    def theme_owner(cls) -> Column[Any]:
        """Give the column of `theme_links` that names the row."""
        return cls.theme_links.c[0]

    @classmethod
    def has_theme(cls, keys: Collection[str]) -> ColumnElement[bool]:
        """Test if a row has one of some themes."""
        named = select(Theme.id).where(Theme.key.in_(keys))
        return exists().where(cls.theme_owner() == cls.id, cls.theme_links.c.theme_id.in_(named))


def joined_themes(model: type[Themed]) -> ColumnElement[str]:
    """Read the themes of a row as files hold them, joined by `;`."""
    return type_coerce(model.themes, Text).label("themes")
