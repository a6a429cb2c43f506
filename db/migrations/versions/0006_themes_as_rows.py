"""Themes as rows: a table of links each for items, indicators, measures and findings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWNERS = ("item", "indicator", "measure", "finding")
THEMES = sa.table("themes", sa.column("id"), sa.column("key"))


def upgrade() -> None:
    connection = op.get_bind()
    ids = {key: number for number, key in connection.execute(sa.select(THEMES))}
    for owner in OWNERS:
        table, links = tables(owner)
        rows = [
            {f"{owner}_id": number, "theme_id": ids[key], "position": position}
            for number, text in connection.execute(sa.select(table).where(table.c.themes != ""))
            for position, key in enumerate(dict.fromkeys(text.split(";")))
        ]
        op.drop_column(table.name, "themes")
        op.create_table(
            links.name,
            sa.Column(f"{owner}_id", sa.Integer(), nullable=False),
            sa.Column("theme_id", sa.Integer(), nullable=False),
            sa.Column("position", sa.SmallInteger(), nullable=False),
            sa.ForeignKeyConstraint(
                [f"{owner}_id"],
                [f"{table.name}.id"],
                name=op.f(f"fk_{links.name}_{owner}_id"),
                ondelete="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                ["theme_id"], ["themes.id"], name=op.f(f"fk_{links.name}_theme_id")
            ),
            sa.PrimaryKeyConstraint(f"{owner}_id", "theme_id", name=op.f(f"pk_{links.name}")),
        )
        op.create_index(op.f(f"ix_{links.name}_theme_id"), links.name, ["theme_id"])
        if rows:
            connection.execute(sa.insert(links), rows)


def downgrade() -> None:
    connection = op.get_bind()
    for owner in OWNERS:
        table, links = tables(owner)
        query = (
            sa.select(links.c[f"{owner}_id"], THEMES.c.key)
            .join(THEMES, THEMES.c.id == links.c.theme_id)
            .order_by(links.c[f"{owner}_id"], links.c.position)
        )
        keys: dict[int, list[str]] = {}
        for number, key in connection.execute(query):
            keys.setdefault(number, []).append(key)
        op.drop_table(links.name)
        op.add_column(table.name, sa.Column("themes", sa.Text(), nullable=False, server_default=""))
        rows: list[dict[str, Any]] = [
            {"number": number, "text": ";".join(themes)} for number, themes in keys.items()
        ]
        if rows:
            update = sa.update(table).where(table.c.id == sa.bindparam("number"))
            connection.execute(update.values(themes=sa.bindparam("text")), rows)


def tables(owner: str) -> tuple[sa.TableClause, sa.TableClause]:
    """Describe the table of the owners, and that of the links, as far as rows are concerned."""
    names = (f"{owner}_id", "theme_id", "position")
    return (
        sa.table(f"{owner}s", sa.column("id"), sa.column("themes")),
        sa.table(f"{owner}_themes", *map(sa.column, names)),
    )
