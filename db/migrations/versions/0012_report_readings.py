"""Readings of inspection reports, which wait until a person confirms them."""

from db.migrations.tables import drop_tables, make_tables

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
