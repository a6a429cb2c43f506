"""Accounts and the audit log; visits and what teams write; what partners and editors write."""

from db.migrations.tables import drop_tables, make_tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
