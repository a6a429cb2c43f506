"""Councils' own plans while a person looks them through, and what their columns are."""

from db.migrations.tables import drop_tables, make_tables

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
