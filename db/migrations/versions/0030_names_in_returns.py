"""The measures that names in councils' returns stand for."""

from db.migrations.tables import drop_tables, make_tables

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables(revision)


def downgrade() -> None:
    drop_tables(revision)
