"""What a council is shown of a visit for a time, and when members of a team looked last."""

import sqlalchemy as sa
from alembic import op

from db.migrations.tables import drop_tables, make_tables

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit_members", sa.Column("looked_at", sa.DateTime(), nullable=True))
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
    op.drop_column("visit_members", "looked_at")
