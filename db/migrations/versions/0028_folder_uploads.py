"""Catalogue folders that wait while an editor looks at what they would change."""

from db.migrations.tables import drop_tables, make_tables

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
