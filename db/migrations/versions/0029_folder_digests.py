"""What folders held when they were loaded, so that those that did not change are not read again."""

from db.migrations.tables import drop_tables, make_tables

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
