"""Words of the catalogue that were changed in the browser."""

from db.migrations.tables import drop_tables, make_tables

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
