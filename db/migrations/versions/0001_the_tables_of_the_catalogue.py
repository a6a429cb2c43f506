"""The tables of the catalogue"""

from db.migrations.tables import drop_tables, make_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
