"""What reports say of items and actions, and their words as printed."""

import sqlalchemy as sa
from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)
    for table in ("items", "actions"):
        column = sa.Column("as_printed", sa.Text(), nullable=False, server_default=sa.text("''"))
        op.add_column(table, column)


def downgrade() -> None:
    for table in ("items", "actions"):
        op.drop_column(table, "as_printed")
    drop_tables(revision)
