"""Figures that councils share name them; indicators name the measure that leads their family."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# With a default of the database: the tables of figures are too large to be made anew on SQLite,
# and an undo brings back definitions that were kept before there was such a column.
_NEW = (
    ("statistics", "joint", sa.Text()),
    ("former_statistics", "joint", sa.Text()),
    ("indicators", "subject", sa.String(20)),
    ("indicators", "family", sa.String(80)),
    ("indicators", "family_reason", sa.Text()),
)


def upgrade() -> None:
    for table, name, kind in _NEW:
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    for table, name, _kind in reversed(_NEW):
        op.drop_column(table, name)
