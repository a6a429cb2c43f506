"""A region's own templates of slides and of Word files."""

from db.migrations.tables import drop_tables, make_tables

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
